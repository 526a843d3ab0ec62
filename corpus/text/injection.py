"""Text that gives orders to a machine instead of informing a reader.

Ingest puts a source that holds such text in quarantine; triage names it in a question. Patterns are
narrow: clinical imperatives ("ignore mild hyperkalaemia on a haemolysed sample") are not orders.
"""

from __future__ import annotations

import re

from corpus.model import Span

_ORDERS = re.compile(
    r"""(?:ignore|disregard|forget|override|bypass)\s+(?:all\s+|any\s+|the\s+|your\s+|my\s+|every\s+)*
        (?:previous|prior|above|earlier|preceding|system|other|former|safety)\s+
        (?:instructions?|prompts?|rules?|messages?|directions?|guidelines?\s+and\s+instructions?|text|
        guardrails?|sources?)
      | (?:ignore|disregard|forget)\s+(?:all\s+|the\s+|your\s+)*
        (?:instructions|rules|guardrails|system\s+prompt)
      | \b(?:reveal|print|show|repeat|output)\s+(?:me\s+)?(?:your|the)\s+
        (?:system|hidden|initial)\s+(?:prompt|instructions?|message)
      | \byou\s+are\s+(?:now|no\s+longer)\s+(?:an?\s+)?(?:\w+\s+){0,4}(?:assistant|ai|model|bot|dan|
        chatbot|language\s+model|jailbroken|bound)
      | \b(?:as|note\s+to|attention|instructions?\s+(?:to|for))\s+(?:an?\s+|the\s+|any\s+|all\s+)?
        (?:ai|llm|language\s+model|chatbot|assistant)s?\b
      | <\|?(?:im_start|im_end|system|endoftext)\|?> | \[/?INST\]
      | ^\s*(?:system|assistant)\s*:\s*\S
      | \b(?:pretend|act)\s+(?:that\s+you\s+are|to\s+be|as\s+if\s+you\s+(?:are|were))\s+
        (?:an?\s+)?(?:unrestricted|uncensored|different|evil|jailbroken)
      | \bdo\s+not\s+(?:cite|mention|show|display)\s+(?:any\s+|the\s+)?
        (?:sources?|citations?|disclaimers?)
      | \b(?:without|skip|omit|drop)\s+(?:any\s+|the\s+|all\s+)?
        (?:citations?\s+or\s+)?disclaimers?\b
    """,
    re.I | re.X | re.M,
)


def injected(text: str) -> Span | None:
    """The first stretch that reads like an order to a machine, or None."""
    match = _ORDERS.search(text)
    return Span(*match.span()) if match else None
