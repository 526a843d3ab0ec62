"""Text that gives orders to a machine instead of informing a reader.

Ingest puts a source that holds such text in quarantine; triage names it in a question. Patterns are
narrow: clinical imperatives ("ignore mild hyperkalaemia on a haemolysed sample") are not orders,
and neither are findings about artificial intelligence.
"""

from __future__ import annotations

import re

from corpus.model import Span

_MACHINE = (
    r"(?:AIs?|LLMs?|(?:large\s+)?language\s+models?|chat-?bots?|AI\s+(?:assistants?|models?))"
)
_ORDERS = re.compile(
    rf"""\b(?:ignore|disregard|forget|override|bypass)\s+
        (?:(?:all|any|the|your|my|every|of|these|those)\s+){{0,4}}
        (?:(?:previous|prior|above|earlier|preceding|system|other|former|safety|existing)\s+){{1,3}}
        (?:instructions?|prompts?|rules|messages?|directions|guidelines\s+and\s+instructions|text
          |guardrails?|sources(?!\s+of))\b
      | \b(?:ignore|disregard|forget)\s+(?:(?:all|the|your)\s+){{0,3}}
        (?:your\s+(?:instructions|rules|training)|guardrails|system\s+prompt
          |instructions\s+(?:above|before|given\s+to\s+you))\b
      | \b(?:reveal|print|show|repeat|output|leak)\s+(?:me\s+)?(?:your|the)\s+
        (?:(?:system|hidden|initial|secret)\s+(?:prompts?|instructions)|system\s+message)\b
      | \byou\s+are\s+(?:now|no\s+longer)\s+(?:an?\s+|in\s+|bound\s+by\s+)?
        (?:[\w-]{{1,30}}\s+){{0,4}}?
        (?:AI|bot|DAN|chatbot|language\s+model|jailbroken|unrestricted|your\s+(?:rules|instructions)
          |developer\s+mode|assistant(?!\s+(?:surgeon|professor|physician|nurse)))\b
      | \bas\s+an?\s+(?:AI\s+(?:language\s+model|assistant)|(?:large\s+)?language\s+model)\s*,?\s+
        (?:you|I)\b
      | \b(?:note|attention|message|instructions?|orders?)\s*(?:,|:|to|for)\s+(?:an?\s+|the\s+
        |any\s+|all\s+)?{_MACHINE}\s*[:,!.—-]
      | \bif\s+you\s+are\s+(?:an?\s+)?{_MACHINE}\b
      | \b{_MACHINE}\s+(?:reading\s+this|that\s+reads?\s+this|must\s+(?:ignore|disregard
        |reply|respond|answer|say|output))\b
      | <\|?(?:im_start|im_end|system|endoftext|assistant|user)\|?> | \[/?INST\] | <</?SYS>>
      | ^[^\S\n]*(?:-\s)?(?:system|assistant)\s*:\s*
        (?:you\b|ignore\b|sure\b|always\b|never\b|respond\b|answer\b|reply\b|I\b|new\s+instructions)
      | \bnew\s+(?:system\s+)?(?:instructions|prompt)\s*:
      | \b(?:pretend|act|behave)\s+(?:that\s+you\s+are|to\s+be|as\s+if\s+you\s+(?:are|were)|as)\s+
        (?:an?\s+)?(?:unrestricted|uncensored|evil|jailbroken|different\s+(?:AI|assistant|model))\b
      | \b(?:enter|enable|activate|switch\s+to)\s+(?:developer|DAN|jailbreak|god)\s+mode\b
      | \bdo\s+not\s+(?:cite\s+(?:any\s+|the\s+|your\s+)?sources
        |(?:cite|mention|show|display|include|add)\s+(?:any\s+|the\s+|your\s+)?
        (?:citations?|disclaimers?))\b
      | \b(?:answer|reply|respond|write|speak)\b[^.\n]{{0,40}}\bwithout\s+(?:any\s+|the\s+|all\s+)?
        (?:citations?\s+or\s+)?disclaimers?\b
      | \b(?:skip|omit|drop|leave\s+out)\s+(?:any\s+|the\s+|all\s+|your\s+)?disclaimers?\b
    """,
    re.I | re.X | re.M,
)
# What every order holds, to pass over ordinary text at once.
_MAY_ORDER = re.compile(
    r"ignore|disregard|forget|override|bypass|prompt|instruction|message|you\s+are|language\s+model"
    r"|\bAI\b|\bAIs\b|LLM|chat-?bot|<\|?|\[/?INST|assistant|system\s*:|pretend|unrestricted"
    r"|uncensored|jailbr|evil|\bmode\b|disclaimer|citation|cite",
    re.I,
)


def injected(text: str) -> Span | None:
    """The first stretch that reads like an order to a machine, or None."""
    if _MAY_ORDER.search(text) is None:
        return None
    match = _ORDERS.search(text)
    return Span(*match.span()) if match else None
