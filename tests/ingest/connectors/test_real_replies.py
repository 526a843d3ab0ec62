"""The connectors on replies that the real services gave, which are not part of Galen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from scripted_http import Asked, Reply, in_turn, serving

from corpus.model import PutStatus
from corpus.records import PutOutcome
from ingest.connectors import places
from ingest.connectors.remote import Remote

SAMPLES = Path(__file__).parents[4] / "shared" / "data" / "format-samples"
pytestmark = pytest.mark.skipif(not SAMPLES.exists(), reason=f"needs {SAMPLES}")

Connect = Callable[..., Remote]
Bring = Callable[[str, Remote], list[PutOutcome]]


def reply(*parts: str) -> Reply:
    return Reply(SAMPLES.joinpath(*parts).read_bytes(), headers={"content-type": "text/xml"})


@pytest.mark.parametrize(
    ("name", "total", "listed", "first", "remembered"),
    [
        ("esearch2.xml", 42_249, 100, "41297076", True),
        ("esearch5.xml", 5, 5, "6540636", False),
        ("esearch7.xml", 330, 20, "3108048616", False),
    ],
)
def test_a_search_is_understood(
    name: str, total: int, listed: int, first: str, remembered: bool, connect: Connect
) -> None:
    with serving(in_turn(reply("eutils", name))) as server:
        found = connect(eutils_url=server.url).eutils.search("pubmed", "stem cells", 100)
    assert (found.total, len(found.ids), found.ids[0]) == (total, listed, first)
    assert (found.history is not None) == remembered


@pytest.mark.parametrize("name", ["esummary1.xml", "elink1.xml"])
def test_the_reply_of_another_utility_is_no_search(name: str, connect: Connect) -> None:
    with serving(in_turn(reply("eutils", name))) as server:
        (broken,) = places.parse("pubmed:x").candidates(connect(eutils_url=server.url))
    with pytest.raises(Exception, match="something else than a search result"):
        broken.fetch()


def test_records_of_pubmed_are_loaded(connect: Connect, bring: Bring) -> None:
    with serving(in_turn(reply("pubmed-xml", "pubmed-29768149.xml"))) as server:
        (outcome,) = bring("pmid:29768149", connect(eutils_url=server.url))
    assert (outcome.source_id, outcome.status) == ("pmid-29768149", PutStatus.ADDED)
    assert outcome.passages > 1


@pytest.mark.parametrize("number", [1, 2, 4, 5, 6, 7])
def test_every_record_of_a_set_is_handed_on_by_its_number(number: int, connect: Connect) -> None:
    file = f"biopython-pubmed{number}.xml"
    data = (SAMPLES / "pubmed-xml" / file).read_bytes()
    articles = data.count(b"<PubmedArticle>") + data.count(b"<PubmedBookArticle>")
    with serving(in_turn(Reply(data))) as server:
        found = [*places.parse("pmid:1").candidates(connect(eutils_url=server.url))]
    numbers = {candidate.location for candidate in found} - {"pmid:1"}
    assert len(numbers) == articles > 0


def test_articles_of_pmc_are_handed_on_by_their_numbers(connect: Connect) -> None:
    with serving(in_turn(reply("jats", "biopython-efetch_pmc.xml"))) as server:
        (candidate,) = places.parse("pmc:PMC8435807").candidates(connect(eutils_url=server.url))
    raw = candidate.fetch()
    assert (raw.location, raw.name) == ("pmc:PMC8435807", "PMC8435807.xml")


def test_full_texts_come_through_europe_pmc(connect: Connect, bring: Bring) -> None:
    from europepmc_server import EuropePmc

    europepmc = EuropePmc()
    europepmc.add("21810267", open_access=True)

    def script(asked: Asked) -> Reply:
        if asked.path.endswith("/fullTextXML"):
            return reply("jats", "1471-2180-11-174.nxml")
        return europepmc(asked)

    with serving(script) as server:
        (outcome,) = bring("europepmc:phage", connect(europepmc_url=server.url))
    assert outcome.status is PutStatus.ADDED
    assert outcome.passages > 20
