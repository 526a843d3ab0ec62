"""What Galen is not for: other subjects, errands, the law, animals, the fate of one person.

Called by the screening. Draft rules: a medical word keeps a doubtful message in.
"""

from __future__ import annotations

from assistant.triage.reading import Reading

_WHATEVER_ELSE = 3
_GREETING = 4
# A long word that no list knows may be a term of medicine.
_TERM = 10


def is_out_of_scope(reading: Reading) -> bool:
    signs = reading.signs("scope")
    if max(signs.values(), default=0) >= _WHATEVER_ELSE:
        return True
    words = reading.wording.words
    if reading.has("medical") or any(len(word) >= _TERM for word in words):
        return False
    return "everyday" in signs or ("greeting" in signs and len(words) <= _GREETING)
