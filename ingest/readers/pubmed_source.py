"""The Source of a PubMed record, an article or a book chapter. For the PubMed reader."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from corpus.errors import SourceError
from corpus.families import family
from corpus.model import Source, SourceKind, TextOrigin
from ingest.readers import comments_corrections
from ingest.readers.comments_corrections import Link
from ingest.readers.inline_xml import words
from ingest.readers.pubmed_dates import cited_date, iso_date
from ingest.readers.study_design import study_design
from ingest.readers.xml_records import Element, text_of

_PMID = re.compile(r"[1-9]\d{0,8}")
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_CITED_DOI = re.compile(r"\bdoi:\s*(10\.\d{4,9}/\S+?)[.;]?(?:\s|$)", re.I)
# Says of each version of a Cochrane review which review it is and which version.
_COCHRANE_DOI = re.compile(
    r"10\.1002/14651858\.(?P<review>(?:CD|MR|ED)\d{6})(?:\.(?P<edition>pub\d+))?"
)
# A title in brackets was translated by PubMed; "[Not Available]" stands for none at all.
_TRANSLATED = re.compile(r"\[(?P<title>.*)\]", re.S)
_NO_TITLE = frozenset({"not available", "in process citation"})
# In nearly every record on people, so they tell no record from another. Children's ages do.
CHECK_TAGS = frozenset(
    "Humans;Animals;Male;Female;Adolescent;Young Adult;Adult;Middle Aged;Aged"
    ";Aged, 80 and over".split(";")
)


def pmid_of(record: Element) -> str | None:
    """The PMID of a <PubmedArticle> or <PubmedBookArticle>, None where there is no valid one."""
    places = ("MedlineCitation/PMID", "BookDocument/PMID", "PMID")
    number = next((n for place in places if (n := text_of(record.find(place)))), "")
    return number if _PMID.fullmatch(number) else None


def pubmed_url(pmid: str) -> str:
    """Where PubMed shows a record."""
    return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"


def article_source(record: Element, kind: SourceKind, location: str) -> Source:
    """The Source of a <PubmedArticle>; `kind` where the record does not tell what it is of.

    `published` is the date that PubMed cites.
    """
    citation = record.find("MedlineCitation")
    article = citation.find("Article") if citation is not None else None
    if citation is None or article is None:
        raise SourceError(f"{location}: the PubMed record holds no article: download it again")
    pmid = _required_pmid(record, location)
    headings = [text_of(e) for e in citation.iterfind("MeshHeadingList/MeshHeading/DescriptorName")]
    types = [text_of(e) for e in article.iterfind("PublicationTypeList/PublicationType")]
    title = _title(article, pmid)
    doi = _doi(record.iterfind("PubmedData/ArticleIdList/ArticleId"), article)
    review = _COCHRANE_DOI.fullmatch(doi or "")
    links = links_of(citation)
    notices = comments_corrections.notices(links)
    found = study_design(types, title, headings) or kind
    body = _body(article) if found is SourceKind.GUIDELINE else None
    return Source(
        id=f"pmid-{pmid}",
        kind=found,
        title=title,
        family=_family(review, body, title) or f"pmid-{pmid}",
        organization=body,
        authors=tuple(_authors(article.iterfind("AuthorList/Author"))),
        journal=_journal(citation, article),
        published=cited_date(article),
        version=review["edition"] if review else None,
        doi=doi,
        pmid=pmid,
        url=pubmed_url(pmid),
        licence=words(article.find("Abstract/CopyrightInformation")) or None,
        topics=tuple(_topics(citation)),
        supersedes=tuple(_earlier_versions(links)),
        retracted="Retracted Publication" in types or comments_corrections.retracts(notices),
        text_origin=TextOrigin.ABSTRACT,
        revised=iso_date(citation.find("DateRevised")),
        notices=notices,
    )


def book_source(record: Element, kind: SourceKind, location: str) -> Source:
    """The Source of a <PubmedBookArticle>: a chapter, or a book where no chapter is named.

    `published` is the last revision of a chapter, whose text it is, else when it was contributed.
    """
    document = record.find("BookDocument")
    if document is None:
        raise SourceError(f"{location}: the PubMed record holds no book: download it again")
    pmid = _required_pmid(record, location)
    book = words(document.find("Book/BookTitle")) or None
    types = [text_of(e) for e in document.iterfind("PublicationType")]
    title = _title(document, pmid, book)
    dates = (document.find(p) for p in ("DateRevised", "ContributionDate", "Book/PubDate"))
    ids = chain(
        document.iterfind("ArticleIdList/ArticleId"),
        record.iterfind("PubmedBookData/ArticleIdList/ArticleId"),
    )
    return Source(
        id=f"pmid-{pmid}",
        kind=study_design(types, title) or kind,
        title=title,
        family=f"pmid-{pmid}",
        authors=tuple(_authors(document.iterfind("AuthorList[@Type='authors']/Author"))),
        journal=book if book != title else None,
        published=next((d for d in map(iso_date, dates) if d), None),
        doi=_doi(ids, document),
        pmid=pmid,
        url=pubmed_url(pmid),
        licence=words(document.find("Abstract/CopyrightInformation")) or None,
        topics=tuple(_keywords(document)),
        text_origin=TextOrigin.ABSTRACT,
    )


def _required_pmid(record: Element, location: str) -> str:
    pmid = pmid_of(record)
    if pmid is None:
        raise SourceError(f"{location}: the PubMed record has no valid PMID: download it again")
    return pmid


def _title(article: Element, pmid: str, otherwise: str | None = None) -> str:
    """The title in English, else in its own language, without the brackets of a translation."""
    vernacular = words(article.find("VernacularTitle"))
    return plain_title(words(article.find("ArticleTitle")), vernacular, pmid, otherwise)


def plain_title(printed: str, vernacular: str, number: str, otherwise: str | None = None) -> str:
    """A title as PubMed prints it, without full stop and brackets; never empty."""
    printed = " ".join(printed.split()).removesuffix(".")
    bracketed = _TRANSLATED.fullmatch(printed)
    title = bracketed["title"].removesuffix(".") if bracketed else printed
    if not title or title.lower() in _NO_TITLE:
        title = " ".join(vernacular.split()).strip("[]").removesuffix(".")
    return title or otherwise or f"PubMed record {number} (without a title)"


def _authors(found: Iterable[Element]) -> Iterator[str]:
    """ "O'Byrne PM", "King ML Jr", or the name of a group. Names marked as wrong are left out."""
    for author in found:
        if author.get("ValidYN") == "N":
            continue
        parts = (text_of(author.find(name)) for name in ("LastName", "Initials", "Suffix"))
        name = " ".join(part for part in parts if part) or words(author.find("CollectiveName"))
        if name:
            yield name


def _family(review: re.Match[str] | None, body: str | None, title: str) -> str | None:
    """What links the versions of a Cochrane review, or of a guideline; None for the rest."""
    if review is not None:
        return f"cochrane-{review['review'].lower()}"
    return family(body, title) if body else None


def _body(article: Element) -> str | None:
    """The group that signs a guideline is the body that issued it."""
    return words(article.find("AuthorList/Author/CollectiveName")).removesuffix(".") or None


def _journal(citation: Element, article: Element) -> str | None:
    places = (article.find("Journal/ISOAbbreviation"), article.find("Journal/Title"))
    names = [*map(words, places), words(citation.find("MedlineJournalInfo/MedlineTA"))]
    return next((name for name in names if name), None)


def _doi(ids: Iterable[Element], article: Element) -> str | None:
    """The article's own DOI; a reference's stands elsewhere. None where it is not a DOI."""
    own = [text_of(e) for e in ids if e.get("IdType") == "doi"]
    places = article.iterfind("ELocationID[@EIdType='doi']")
    own += [text_of(e) for e in places if e.get("ValidYN") != "N"]
    return next((doi for doi in own if _DOI.fullmatch(doi)), None)


def _topics(citation: Element) -> Iterator[str]:
    """MeSH headings, those that are the point of the article first, then keywords; each once."""
    headings = [*citation.iterfind("MeshHeadingList/MeshHeading")]
    headings.sort(key=lambda heading: not _is_major(heading))
    names = [text_of(heading.find("DescriptorName")) for heading in headings]
    kept = [name for name in names if name and name not in CHECK_TAGS]
    yield from dict.fromkeys([*kept, *_keywords(citation)])


def _is_major(heading: Element) -> bool:
    return any(part.get("MajorTopicYN") == "Y" for part in heading)


def _keywords(holder: Element) -> Iterator[str]:
    found = (words(e).removesuffix(".") for e in holder.iterfind("KeywordList/Keyword"))
    yield from dict.fromkeys(keyword for keyword in found if keyword)


def links_of(citation: Element | None) -> tuple[Link, ...]:
    """The links of a <MedlineCitation> that say something of it, with what is printed of them."""
    path = "CommentsCorrectionsList/CommentsCorrections"
    found = citation.iterfind(path) if citation is not None else ()
    return tuple(_link(e) for e in found if comments_corrections.is_told(e.get("RefType", "")))


def _link(element: Element) -> Link:
    printed = text_of(element.find("RefSource")).rstrip(".")
    number, doi = text_of(element.find("PMID")), _CITED_DOI.search(printed)
    return Link(
        element.get("RefType", ""),
        printed,
        number if _PMID.fullmatch(number) else None,
        doi.group(1) if doi else None,
    )


def _earlier_versions(links: Iterable[Link]) -> Iterator[str]:
    return (f"pmid-{link.pmid}" for link in links if link.type == "UpdateOf" and link.pmid)
