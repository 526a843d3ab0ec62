"""A small PubMed behind E-utilities that answer as documented: ESearch, EFetch, with history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from scripted_http import Asked, Reply

MOST_LISTED = 9_999
MOST_FETCHED = 10_000

RECORD = """<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{pmid}</PMID>
<Article><Journal><JournalIssue><PubDate><Year>2020</Year></PubDate></JournalIssue>
<Title>Journal of Examples</Title></Journal><ArticleTitle>{title}</ArticleTitle>{abstract}
<PublicationTypeList><PublicationType UI="D016449">Randomized Controlled Trial</PublicationType>
</PublicationTypeList></Article></MedlineCitation></PubmedArticle>"""
ABSTRACT = "<Abstract><AbstractText>{}</AbstractText></Abstract>"


@dataclass(frozen=True)
class Citation:
    """A record; `entered` and `modified` are days as E-utilities write them."""

    pmid: str
    text: str = "In adults with gout, colchicine 0.5 mg twice daily shortened flares."
    entered: str = "2020/01/01"
    modified: str = "2020/01/01"

    @property
    def xml(self) -> str:
        abstract = ABSTRACT.format(escape(self.text)) if self.text else ""
        return RECORD.format(pmid=self.pmid, title=f"Trial {self.pmid}", abstract=abstract)


@dataclass
class Ncbi:
    """Finds all of its citations for every query but `nothing`. Change it between requests."""

    citations: dict[str, Citation] = field(default_factory=dict)
    histories: dict[str, Sequence[str]] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)

    def add(self, *citations: Citation) -> None:
        self.citations |= {citation.pmid: citation for citation in citations}

    def __call__(self, asked: Asked) -> Reply:
        if asked.path.endswith("/esearch.fcgi"):
            return xml(self._search(asked.fields))
        if asked.path.endswith("/efetch.fcgi"):
            return self._fetch(asked.fields)
        return Reply(status=404)

    def _search(self, fields: Mapping[str, str]) -> str:
        found = [c for c in self.citations.values() if fields["term"] != "nothing"]
        if "datetype" in fields:
            first, last = fields["mindate"], fields["maxdate"]
            days = {"edat": "entered", "mdat": "modified"}[fields["datetype"]]
            found = [c for c in found if first <= getattr(c, days) <= last]
        ids = [c.pmid for c in sorted(found, key=lambda c: c.entered, reverse=True)]
        web_env = f"MCID_{len(self.histories)}"
        self.histories[web_env] = ids
        listed = "".join(f"<Id>{n}</Id>" for n in ids[: min(int(fields["retmax"]), MOST_LISTED)])
        return (
            '<?xml version="1.0" encoding="UTF-8" ?>\n'
            '<!DOCTYPE eSearchResult PUBLIC "-//NLM//DTD esearch 20060628//EN" "esearch.dtd">\n'
            f"<eSearchResult><Count>{len(ids)}</Count><RetMax>{fields['retmax']}</RetMax>"
            f"<RetStart>0</RetStart><QueryKey>1</QueryKey><WebEnv>{web_env}</WebEnv>"
            f"<IdList>{listed}</IdList></eSearchResult>"
        )

    def _fetch(self, fields: Mapping[str, str]) -> Reply:
        if "WebEnv" in fields:
            if fields["WebEnv"] not in self.histories:
                error = "Unable to obtain query #1"
                return xml(f"<eFetchResult><ERROR>{error}</ERROR></eFetchResult>", status=400)
            start, count = int(fields["retstart"]), int(fields["retmax"])
            ids = self.histories[fields["WebEnv"]][start : start + count]
        else:
            ids = fields["id"].split(",")
        known = [self.citations[n] for n in ids if n in self.citations]
        if not known:
            return Reply(b"ID list is empty! It has neither IDs nor accessions", 400)
        self.fetched += [citation.pmid for citation in known]
        return xml(article_set(*known))


def article_set(*citations: Citation) -> str:
    records = "\n".join(citation.xml for citation in citations)
    return f'<?xml version="1.0" ?>\n<PubmedArticleSet>\n{records}\n</PubmedArticleSet>'


def xml(text: str, status: int = 200) -> Reply:
    return Reply(text.encode(), status, {"content-type": "text/xml; charset=UTF-8"})
