"""Whether a text can be read without what stood around it. `checks` asks."""

from __future__ import annotations

import re

from corpus.text import context

# "It is recommended that people ..." points at no people; "It is safe for X to" at nothing.
_THAT = re.compile(
    r"\b(recommend\w*|suggest\w*|advis\w*|states?|stated|shows?|showed|found|conclude\w*|report\w*"
    r"|note[sd]?|likely|ensure)\s+that\s+(?=people|patients|women|men|children|adults)",
    re.I,
)
_IMPERSONAL = re.compile(
    r"^It (?:is|was) (?:not )?(?:\w+ly )?(?:dangerous|safe|unsafe|reasonable|acceptable|appropriate"
    r"|advisable|preferable|better|best|important|common|rare|prudent|sensible|wise|helpful|useful"
    r"|enough|sufficient|possible|necessary|unnecessary|worth\w*)"
    r"(?= (?:for [^,;.]{2,60} )?to [a-z])",
    re.I,
)
_THOSE = re.compile(r"^Those (?=(?:most|least|more|less) likely\b)")


def stands(text: str) -> bool:
    """Whether the text can be read alone and is its source's own view."""
    plain = _IMPERSONAL.sub("", _THAT.sub(r"\1 that all ", _THOSE.sub("People ", text)))
    return context.stands_alone(plain) and not context.reports_other_view(text)
