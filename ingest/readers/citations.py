"""An article as a citation describes it, whatever its format: identifiers, title, abstract, links.

The readers of MEDLINE text, Europe PMC, RIS and BibTeX fill it in; here it becomes a Document.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.errors import SourceError
from corpus.families import family
from corpus.model import Source, SourceKind, TextOrigin, Verification
from ingest.document import Document
from ingest.readers import comments_corrections
from ingest.readers.comments_corrections import Link
from ingest.readers.identifiers import doi_slug
from ingest.readers.pubmed_blocks import Part, abstract_of
from ingest.readers.pubmed_source import CHECK_TAGS, pubmed_url
from ingest.readers.study_design import study_design


@dataclass(frozen=True, slots=True)
class Citation:
    """What is known of an article. `abstract` are its parts in order, each with its label or "".

    `pmc` are the digits of its PMC number, `body` is the group that signs it, `types` are MEDLINE
    publication types and `headings` MeSH descriptors, those that are its point first.
    """

    title: str
    abstract: tuple[Part, ...] = ()
    pmid: str | None = None
    pmc: str | None = None
    doi: str | None = None
    authors: tuple[str, ...] = ()
    body: str | None = None
    journal: str | None = None
    published: str | None = None
    url: str | None = None
    licence: str | None = None
    types: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    revised: str | None = None

    @property
    def id(self) -> str:
        """The same for every format, where the identifiers are; else made of the title."""
        if self.pmid:
            return f"pmid-{self.pmid}"
        if self.pmc:
            return f"pmc-{self.pmc}"
        if self.doi:
            return f"doi-{doi_slug(self.doi)}"
        named = "|".join((self.title.lower(), self.published or "", *self.authors[:1]))
        return f"citation-{hashlib.sha256(named.encode()).hexdigest()[:12]}"


def document(
    citation: Citation, kind: SourceKind, verification: Verification, location: str
) -> Document:
    """A Document of a citation; without an abstract it has no blocks. Raises SourceError."""
    if not citation.title:
        raise SourceError(f"{location}: the record has no title: complete it where it comes from")
    found = study_design(citation.types, citation.title, citation.headings) or kind
    body = citation.body if found is SourceKind.GUIDELINE else None
    abstract = abstract_of(citation.abstract)
    notices = comments_corrections.notices(citation.links)
    source = Source(
        id=citation.id,
        kind=found,
        title=citation.title,
        family=(family(body, citation.title) if body else None) or citation.id,
        organization=body,
        authors=citation.authors,
        journal=citation.journal,
        published=citation.published,
        doi=citation.doi,
        pmid=citation.pmid,
        url=citation.url or _url(citation),
        licence=citation.licence or abstract.notice,
        topics=_topics(citation.headings, citation.keywords),
        supersedes=_superseded(citation.links),
        retracted="Retracted Publication" in citation.types
        or comments_corrections.retracts(notices),
        text_origin=TextOrigin.ABSTRACT,
        verification=verification,
        revised=citation.revised,
        notices=notices,
    )
    reference = ". ".join(part for part in (citation.journal, citation.published) if part)
    told = comments_corrections.reports(citation.links, reference, citation.pmid, citation.doi)
    return Document(source, abstract.blocks, reports=tuple(told))


def _url(citation: Citation) -> str | None:
    if citation.pmid:
        return pubmed_url(citation.pmid)
    return f"https://doi.org/{citation.doi}" if citation.doi else None


def _topics(headings: Sequence[str], keywords: Sequence[str]) -> tuple[str, ...]:
    kept = (name for name in (*headings, *keywords) if name and name not in CHECK_TAGS)
    return tuple(dict.fromkeys(kept))


def _superseded(links: Sequence[Link]) -> tuple[str, ...]:
    """The ids of the earlier versions that a Cochrane review says that it updates."""
    older = (link for link in links if link.type.replace(" ", "").lower() == "updateof")
    return tuple(f"pmid-{link.pmid}" for link in older if link.pmid)
