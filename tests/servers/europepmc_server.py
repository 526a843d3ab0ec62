"""A small Europe PMC that answers as its RESTful API is documented: search pages, full texts."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from scripted_http import Asked, Reply

ARTICLE = """<?xml version="1.0" encoding="UTF-8"?>
<article article-type="research-article"><front><journal-meta><journal-title-group>
<journal-title>Journal of Examples</journal-title></journal-title-group></journal-meta>
<article-meta><article-id pub-id-type="pmid">{pmid}</article-id>
<article-id pub-id-type="pmc">{number}</article-id>
<title-group><article-title>Open trial {pmid}</article-title></title-group>
<pub-date pub-type="epub"><year>2021</year></pub-date></article-meta></front>
<body><sec><title>Results</title><p>In adults with gout, {text}</p></sec></body></article>"""


@dataclass
class EuropePmc:
    """`records` are found for every query but `nothing`; `full_texts` are open, by PMC number."""

    records: list[dict[str, object]] = field(default_factory=list)
    full_texts: dict[str, str] = field(default_factory=dict)

    def add(self, pmid: str, *, open_access: bool = False, lost: bool = False) -> None:
        """A record; with `lost`, its full text is promised and not there."""
        record: dict[str, object] = {
            "id": pmid,
            "source": "MED",
            "pmid": pmid,
            "title": f"Trial {pmid}",
            "authorString": "Doe J.",
            "pubYear": "2021",
            "abstractText": "In adults with gout, allopurinol lowered urate.",
            "isOpenAccess": "Y" if open_access else "N",
            "citedByCount": 3,
        }
        if open_access:
            record["pmcid"] = f"PMC{pmid}"
            if not lost:
                text = "febuxostat lowered urate."
                self.full_texts[f"PMC{pmid}"] = ARTICLE.format(pmid=pmid, number=pmid, text=text)
        self.records.append(record)

    def __call__(self, asked: Asked) -> Reply:
        if asked.path.endswith("/search"):
            return self._search(asked)
        number = asked.path.split("/")[-2]
        if asked.path.endswith("/fullTextXML") and number in self.full_texts:
            headers = {"content-type": "application/xml"}
            return Reply(self.full_texts[number].encode(), 200, headers)
        return Reply(b"", 404)

    def _search(self, asked: Asked) -> Reply:
        found = [] if asked.fields["query"] == "nothing" else self.records
        mark = asked.fields["cursorMark"]
        start = 0 if mark == "*" else int(mark.removeprefix("after-"))
        end = min(start + int(asked.fields["pageSize"]), len(found))
        reply = {
            "version": "6.9",
            "hitCount": len(found),
            "nextCursorMark": f"after-{end}",
            "request": {"cursorMark": mark, "resultType": "core"},
            "resultList": {"result": found[start:end]},
        }
        return Reply(json.dumps(reply).encode(), 200, {"content-type": "application/json"})
