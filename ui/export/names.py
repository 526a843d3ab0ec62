"""Authors as reference managers want them: a person's family and given names, or a group.

Sources name persons in the style of MEDLINE, "Doe JA". RIS and BibTeX writers call this.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answer import Reference
from ui.export.cleaning import clean

_PERSON = re.compile(
    r"(?P<family>[^\d,;()]+?) (?P<initials>[A-Z]{1,3})(?: (?P<suffix>Jr|Sr|I{2,3}))?"
)
_FURTHER = re.compile(r"et al\.?", re.IGNORECASE)
# What ends in capitals may still be a group ("Guideline Panel US") or several persons.
_NO_PERSON = re.compile(
    r"\b(?:and|Association|Collaborati\w+|Committee|Consortium|Force|Group|Investigators?|Network"
    r"|Panel|Society|Study|Team|Trial\w*)\b"
)


@dataclass(frozen=True, slots=True)
class Author:
    """`given` holds initials with periods ("J. A."); empty for a group, whose name is `family`."""

    family: str
    given: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Authors:
    """Who wrote a source; `more` where the source itself names only the first ones."""

    named: tuple[Author, ...]
    more: bool


def authors_of(reference: Reference) -> Authors:
    """The authors, or the organisation where no author is named."""
    names = [clean(name) for name in reference.authors]
    named = [name for name in names if name and not _FURTHER.fullmatch(name)]
    if not named and reference.organization:
        named = [clean(reference.organization)]
    return Authors(tuple(_author(name) for name in named), any(map(_FURTHER.fullmatch, names)))


def _author(name: str) -> Author:
    found = _PERSON.fullmatch(name)
    if found is None or _NO_PERSON.search(name):
        return Author(name)
    given = " ".join(f"{initial}." for initial in found["initials"])
    return Author(found["family"], given, found["suffix"] or "")
