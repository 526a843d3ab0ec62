"""An answer as JSON: the wire form that `Answer.from_json` reads, and where the answer stands."""

from __future__ import annotations

import json
import re
from typing import Any

from assistant.answer import Answer
from ui.export.cleaning import clean
from ui.export.content import PENDING, review_status, told_to
from ui.export.context import ExportContext

# Lone surrogates, which UTF-8 cannot hold, and what a terminal would obey.
_TO_ESCAPE = re.compile("[\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def write(answer: Answer, context: ExportContext) -> str:
    """Indented JSON in the promised order, with `export` as one more key at its end."""
    answer = told_to(answer, context)
    text = json.dumps({**answer.to_json(), "export": _standing(answer, context)}, **_STYLE)
    return _TO_ESCAPE.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


_STYLE: dict[str, Any] = {"ensure_ascii": False, "indent": 2}


def _standing(answer: Answer, context: ExportContext) -> dict[str, Any]:
    return {
        "notice": None if context.is_approved else PENDING,
        "status": context.status.value,
        "review": review_status(context),
        "updated": context.updated,
        "stale": [*context.stale],
        "link": context.link,
        "generated": context.generated.isoformat(),
        "policy": context.policy,
        "policy_url": context.policy_url,
        "reader": answer.reader,
        "disclaimer": clean(answer.disclaimer),
    }
