"""Which guidelines are versions of one another: a family is a body and its topic.

The readers name a family by it, the catalog links by it. After a change of the rules or lists here,
add a migration (it may be empty): the catalog then names the families of what it holds anew.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from corpus.families.bodies import body_of
from corpus.families.topics import topic_of
from corpus.model import Source, SourceKind
from corpus.text.word_files import read_words

_RENAMED = Path(__file__).with_name("renamed.yaml")
_YEAR_IN_ID = re.compile(r"-(?:19|20)\d{2}(?=-|$)")


def family(organization: str | None, title: str) -> str | None:
    """The family of a guideline, the same for all its versions; None where it cannot be told.

    Two titles of one body share a family if nothing but date, edition, spelling, word order and
    words for the kind of document tells them apart, or if a list says that the body renamed it.
    """
    named = _named(organization, title)
    return _renamed().get(named, named) if named else None


def family_by_id(source_id: str) -> str:
    """A digest's id without its year: "acr-2022-gout" is a version of "acr-gout"."""
    return _YEAR_IN_ID.sub("", source_id, count=1)


def family_key(source: Source) -> str | None:
    """The family that links a guideline with those whose id tells nothing of their topic.

    None for research, and where the source states a family of its own, which then stands alone.
    """
    if source.kind is not SourceKind.GUIDELINE:
        return None
    key = family(source.organization, source.title)
    made = {source.id, family_by_id(source.id), key}
    return key if source.family in made else None


def _named(organization: str | None, title: str) -> str | None:
    body = body_of(organization or "")
    topic = topic_of(title, body) if body else ()
    return f"{body.code}: {' '.join(topic)}" if body and topic else None


@cache
def _renamed() -> Mapping[str, str]:
    """The family by an earlier title -> the one by the last."""
    groups = read_words(_RENAMED)
    renamed: dict[str, str] = {}
    for group in groups:
        *earlier, last = (_named(group["organization"], title) for title in group["titles"])
        renamed |= {old: last for old in earlier if old and last}
    return renamed
