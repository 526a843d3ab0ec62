"""PubMed Central by number: each article of a reply alone, under its own number."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from europepmc_server import ARTICLE
from lxml import etree
from scripted_http import Asked, Reply, serving

from corpus.errors import SourceError, UsageError
from ingest.connectors import places
from ingest.connectors.remote import Remote

Connect = Callable[..., Remote]


def article_set(*numbers: str) -> str:
    articles = [
        ARTICLE.format(pmid=number, number=number, text=f"drug {number} helped. α ≥ 0.5 µg.")
        for number in numbers
    ]
    bare = "".join(each.partition("?>")[2] for each in articles)
    return f'<?xml version="1.0"?><pmc-articleset>{bare}</pmc-articleset>'


def test_each_article_is_a_document_of_its_own(connect: Connect) -> None:
    def script(asked: Asked) -> Reply:
        assert (asked.fields["db"], asked.fields["id"]) == ("pmc", "7,12,99")
        return Reply(article_set("12", "7").encode())

    with serving(script) as server:
        remote = connect(eutils_url=server.url)
        seven, twelve, missing = places.parse("pmc:PMC7,pmc12 PMC99").candidates(remote)
    for candidate, number in ((seven, "7"), (twelve, "12")):
        raw = candidate.fetch()
        assert (raw.location, raw.name) == (f"pmc:PMC{number}", f"PMC{number}.xml")
        root = etree.fromstring(raw.data)
        assert root.tag == "article"
        assert f"drug {number} helped. α ≥ 0.5 µg." in "".join(root.itertext())
    with pytest.raises(SourceError, match="gives out no article PMC99: check the number"):
        missing.fetch()


def test_a_cut_reply_is_asked_for_again(connect: Connect) -> None:
    whole = article_set("7").encode()
    replies = [Reply(whole[:-40]), Reply(whole[:200])]
    with serving(lambda _: replies.pop() if replies else Reply(whole)) as server:
        (candidate,) = places.parse("pmc:PMC7").candidates(connect(eutils_url=server.url))
    assert candidate.fetch().name == "PMC7.xml"


@pytest.mark.parametrize("place", ["pmc:", "pmc:PMC", "pmc:PMCx", "pmc:gout"])
def test_what_is_no_number_is_refused(place: str) -> None:
    with pytest.raises(UsageError, match="write them as in 'pmc:PMC8435807'"):
        places.parse(place)
