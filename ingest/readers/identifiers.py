"""DOIs and PMIDs as records print them, brought to one form. For the readers of articles."""

from __future__ import annotations

import re

_PMID = re.compile(r"[1-9]\d{0,8}")
_NAMED_PMID = re.compile(
    r"(?:\bPMID\s*:?\s*|pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/)([1-9]\d{0,8})\b",
    re.I,
)
_DOI = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(?P<doi>10\.\d{4,9}/[^\s\"<>]+?)[.,;]?", re.I
)


def pmid_of(text: str) -> str | None:
    """A PMID, None where the text is none."""
    return text if _PMID.fullmatch(text) else None


def doi_of(text: str) -> str | None:
    """A DOI without its resolver's address, None where the text is none."""
    match = _DOI.fullmatch(text.strip())
    return match["doi"] if match else None


def doi_slug(doi: str) -> str:
    """A DOI as part of a source's id: lower case, what is no letter or digit as a hyphen."""
    return re.sub(r"[^a-z0-9]+", "-", doi.lower()).strip("-")


def pmid_in(text: str, *, bare: bool = False) -> str | None:
    """A PMID that is named as one ("PMID: 5", PubMed's address); `bare` takes the number alone."""
    if bare and (number := pmid_of(text.strip())):
        return number
    match = _NAMED_PMID.search(text)
    return match.group(1) if match else None
