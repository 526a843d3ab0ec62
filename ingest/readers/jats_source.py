"""The Source of a JATS article, from its front matter. For the JATS reader."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from corpus.errors import SourceError
from corpus.families import family
from corpus.model import Source, SourceKind, TextOrigin
from ingest.readers.identifiers import doi_of, doi_slug, pmid_of
from ingest.readers.inline_xml import words
from ingest.readers.jats_notices import notices_on_itself
from ingest.readers.names import initials
from ingest.readers.pubmed_dates import iso_date_of
from ingest.readers.study_design import study_design
from ingest.readers.xml_records import Element, text_of

_XLINK = "{http://www.w3.org/1999/xlink}href"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_LICENCE_REF = "{http://www.niso.org/schemas/ali/1.0/}license_ref"
_PMC = re.compile(r"(?:PMC)?(\d{3,9})", re.I)
_LONGEST_LICENCE = 400
# The article types of JATS in MEDLINE's words; any other says nothing of the study.
_TYPES = {
    "article-commentary": "Comment",
    "book-review": "Comment",
    "brief-report": "Journal Article",
    "case-report": "Case Reports",
    "correction": "Published Erratum",
    "discussion": "Comment",
    "editorial": "Editorial",
    "expression-of-concern": "Expression of Concern",
    "letter": "Letter",
    "meta-analysis": "Meta-Analysis",
    "meeting-report": "News",
    "news": "News",
    "obituary": "Biography",
    "protocol": "Clinical Trial Protocol",
    "reply": "Comment",
    "retraction": "Retraction Notice",
    "review-article": "Review",
    "systematic-review": "Systematic Review",
}
# What journals print over an article, in MEDLINE's words.
_SUBJECTS = {
    "case report": "Case Reports",
    "case reports": "Case Reports",
    "clinical practice guideline": "Practice Guideline",
    "clinical practice guidelines": "Practice Guideline",
    "consensus statement": "Consensus Statement",
    "guideline": "Practice Guideline",
    "guidelines": "Practice Guideline",
    "meta-analysis": "Meta-Analysis",
    "meta analysis": "Meta-Analysis",
    "practice guideline": "Practice Guideline",
    "randomised controlled trial": "Randomized Controlled Trial",
    "randomized controlled trial": "Randomized Controlled Trial",
    "review": "Review",
    "study protocol": "Clinical Trial Protocol",
    "systematic review": "Systematic Review",
    "systematic review and meta-analysis": "Meta-Analysis",
}


def place_of(article: Element) -> str | None:
    """What names the article within a set: "pmc:123", "pmid:5" or "doi:10.1/x"."""
    ids = _ids(article)
    named = (("pmc", ids.get("pmc")), ("pmid", ids.get("pmid")), ("doi", ids.get("doi")))
    return next((f"{name}:{value}" for name, value in named if value), None)


def article_source(article: Element, kind: SourceKind, origin: TextOrigin, location: str) -> Source:
    """The Source of an <article>; `kind` where it does not tell what it is of. Raises SourceError.

    `published` is the date of the printed issue, else of the first publication on line.
    """
    meta = article.find("front/article-meta")
    if meta is None:
        raise SourceError(f"{location}: the article has no front matter: get it again")
    ids = _ids(article)
    source_id = _source_id(ids)
    title = _title(meta)
    if source_id is None or not title:
        lacks = "a title" if source_id else "a PMID, a PMC number and a DOI"
        raise SourceError(f"{location}: the article lacks {lacks}: add it to its front matter")
    keywords = tuple(_keywords(meta))
    found = study_design([*_types(article, meta)], title, keywords) or kind
    authors = tuple(_authors(meta.iterfind("contrib-group/contrib")))
    body = _collective(meta) if found is SourceKind.GUIDELINE else None
    return Source(
        id=source_id,
        kind=found,
        title=title,
        family=(family(body, title) if body else None) or source_id,
        organization=body,
        authors=authors,
        journal=_journal(article),
        published=_published(meta),
        doi=ids.get("doi"),
        pmid=ids.get("pmid"),
        url=_url(ids),
        licence=_licence(meta),
        topics=keywords,
        retracted=article.get("article-type") == "retracted-article",
        text_origin=origin,
        notices=notices_on_itself(meta),
    )


def _ids(article: Element) -> dict[str, str]:
    """The article's own identifiers that are valid: "pmid", "pmc" (its digits), "doi"."""
    found: dict[str, str] = {}
    for element in article.iterfind("front/article-meta/article-id"):
        name, value = element.get("pub-id-type", ""), text_of(element)
        pmc = _PMC.fullmatch(value)
        if name == "pmid" and (pmid := pmid_of(value)):
            found.setdefault("pmid", pmid)
        elif name in ("pmc", "pmcid") and pmc:
            found.setdefault("pmc", pmc.group(1))
        elif name == "doi" and (doi := doi_of(value)):
            found.setdefault("doi", doi)
    return found


def _source_id(ids: dict[str, str]) -> str | None:
    """The same id that PubMed's record of the article has, where its PMID is known."""
    if "pmid" in ids:
        return f"pmid-{ids['pmid']}"
    if "pmc" in ids:
        return f"pmc-{ids['pmc']}"
    return f"doi-{doi_slug(ids['doi'])}" if "doi" in ids else None


def _url(ids: dict[str, str]) -> str | None:
    if "pmc" in ids:
        return f"https://pmc.ncbi.nlm.nih.gov/articles/PMC{ids['pmc']}/"
    return f"https://doi.org/{ids['doi']}" if "doi" in ids else None


def _title(meta: Element) -> str:
    group = meta.find("title-group")
    if group is None:
        return ""
    title, subtitle = words(group.find("article-title")), words(group.find("subtitle"))
    return ": ".join(part.rstrip(" .:") for part in (title, subtitle) if part)


def _types(article: Element, meta: Element) -> Iterator[str]:
    named = _TYPES.get(article.get("article-type", ""))
    if named:
        yield named
    for subject in meta.iterfind("article-categories/subj-group/subject"):
        printed = _SUBJECTS.get(text_of(subject).lower())
        if printed:
            yield printed


def _authors(found: Iterable[Element]) -> Iterator[str]:
    """ "O'Byrne PM", "King ML Jr", or the name of a group, as PubMed writes them."""
    for contributor in found:
        if contributor.get("contrib-type", "author") != "author":
            continue
        name = contributor.find("name")
        if name is None:
            name = contributor.find("name-alternatives/name")
        if name is not None:
            given = name.find("given-names")
            own = given.get("initials") if given is not None else None
            parts = (
                text_of(name.find("surname")),
                own or initials(text_of(given)),
                text_of(name.find("suffix")),
            )
            yield " ".join(part for part in parts if part)
            continue
        group = _group(contributor.find("collab")) or words(contributor.find("string-name"))
        if group:
            yield group


def _group(collab: Element | None) -> str:
    """A group's name without the list of its members."""
    if collab is None:
        return ""
    named = words(collab.find("institution")) or " ".join((collab.text or "").split())
    return (named or words(collab)).rstrip(" ,;.")


def _collective(meta: Element) -> str | None:
    """The group that signs a guideline is the body that issued it."""
    return _group(meta.find("contrib-group/contrib/collab")) or None


def _journal(article: Element) -> str | None:
    meta = article.find("front/journal-meta")
    if meta is None:
        return None
    ids = {e.get("journal-id-type"): text_of(e) for e in meta.iterfind("journal-id")}
    titles = (meta.find("journal-title-group/journal-title"), meta.find("journal-title"))
    names = [ids.get("iso-abbrev"), ids.get("nlm-ta"), *map(words, titles)]
    return next((name for name in names if name), None)


def _published(meta: Element) -> str | None:
    dates = {e.get("pub-type") or e.get("date-type") or "": e for e in meta.iterfind("pub-date")}
    order = ("ppub", "epub", "pub", "epub-ppub", "collection", "")
    found = (iso_date_of(dates[name]) for name in order if name in dates)
    return next((date for date in found if date), None)


def _licence(meta: Element) -> str | None:
    """The address of the licence and what is printed of it, else who holds the copyright."""
    licence = meta.find("permissions/license")
    if licence is None:
        return words(meta.find("permissions/copyright-statement")) or None
    inside = (e.get(_XLINK, "") for e in licence.iter("ext-link"))
    address = next(
        (a for a in (licence.get(_XLINK, ""), text_of(licence.find(_LICENCE_REF)), *inside) if a),
        "",
    )
    printed = " ".join(filter(None, (words(p) for p in licence if p.tag in ("license-p", "p"))))
    if len(printed) > _LONGEST_LICENCE:
        printed = f"{printed[:_LONGEST_LICENCE].rsplit(' ', 1)[0]} ..."
    if address and address in printed:
        return printed
    return f"{address} {printed}".strip() or None


def _keywords(meta: Element) -> Iterator[str]:
    """Keywords in English, each once; lists of abbreviations are none."""
    found = (
        words(keyword).rstrip(" .;,")
        for group in meta.iterfind("kwd-group")
        if group.get(_LANGUAGE, "en").startswith("en")
        and not group.get("kwd-group-type", "").startswith("abbr")
        for keyword in group.iter("kwd")
    )
    yield from dict.fromkeys(keyword for keyword in found if keyword)
