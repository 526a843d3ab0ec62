"""Europe PMC: pages, full texts where they are open, what is skipped when it comes again."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from europepmc_server import EuropePmc
from scripted_http import Asked, Reply, Server, serving

from corpus.model import PutStatus
from corpus.records import PutOutcome
from ingest.connectors import europepmc as connector
from ingest.connectors import places
from ingest.connectors.remote import Remote
from ingest.document import Candidate, RawDocument

Bring = Callable[[str, Remote], list[PutOutcome]]
Connect = Callable[..., Remote]


@pytest.fixture
def remote(connect: Connect, europepmc_server: Server) -> Remote:
    return connect(europepmc_url=europepmc_server.url)


def drawn(remote: Remote, query: str = "gout") -> list[Candidate]:
    """The candidates, each settled as if it had been added."""
    found = [*places.parse(f"europepmc:{query}").candidates(remote)]
    for candidate in found:
        if candidate.settle is not None:
            candidate.settle(PutOutcome("", PutStatus.NO_TEXT, 0))
    return found


def raws(found: list[Candidate]) -> list[RawDocument]:
    return [candidate.fetch() for candidate in found if candidate.unchanged is None]


def test_open_articles_come_whole_and_others_as_records(
    europepmc: EuropePmc, europepmc_server: Server, remote: Remote
) -> None:
    europepmc.add("1", open_access=True)
    europepmc.add("2")
    article, record = raws(drawn(remote))
    assert (article.name, article.location) == ("PMC1.xml", "europepmc:MED:1")
    assert b"febuxostat lowered urate" in article.data
    assert (record.name, record.location) == ("MED-2.json", "europepmc:MED:2")
    (only,) = json.loads(record.data)["resultList"]["result"]
    assert only["abstractText"] == "In adults with gout, allopurinol lowered urate."
    assert "citedByCount" not in only
    search = europepmc_server.asked[0].fields
    assert (search["format"], search["resultType"], search["cursorMark"]) == ("json", "core", "*")


def test_all_pages_are_read_and_nothing_twice(europepmc: EuropePmc, remote: Remote) -> None:
    for n in range(1, 2 * connector.PAGE + 51):
        europepmc.add(str(n))
    assert len({raw.location for raw in raws(drawn(remote))}) == 2 * connector.PAGE + 50


def test_what_is_unchanged_is_not_fetched_again_and_what_is_revised_is(
    europepmc: EuropePmc, europepmc_server: Server, remote: Remote
) -> None:
    europepmc.add("1", open_access=True)
    europepmc.add("2")
    drawn(remote)
    europepmc.records[0]["citedByCount"] = 99
    europepmc.records[1]["abstractText"] = "Retracted."
    del europepmc_server.asked[:]
    unchanged, revised = drawn(remote)
    assert unchanged.unchanged == "europepmc:MED:1"
    assert b"Retracted." in revised.fetch().data
    assert len(europepmc_server.asked) == 1


def test_a_full_text_that_is_not_there_leaves_its_record(
    europepmc: EuropePmc, remote: Remote, said: list[str]
) -> None:
    europepmc.add("1", open_access=True, lost=True)
    (raw,) = raws(drawn(remote))
    assert raw.name == "MED-1.json"
    assert said == ["Europe PMC has no full text of PMC1: its record is taken."]


def test_a_network_that_goes_down_ends_with_what_came(
    europepmc: EuropePmc, connect: Connect
) -> None:
    for n in range(1, 6):
        europepmc.add(str(n), open_access=True)

    def fails_at_the_third(asked: Asked) -> Reply:
        return Reply(status=502) if "PMC3" in asked.path else europepmc(asked)

    with serving(fails_at_the_third) as server:
        *came, broken = drawn(connect(europepmc_url=server.url))
        asked = [request.path for request in server.asked]
    assert len(raws(came)) == 2
    assert broken.location == "europepmc:gout"
    with pytest.raises(Exception, match="run the same again"):
        broken.fetch()
    assert not any("PMC4" in path for path in asked)
    with serving(europepmc) as server:
        assert len(raws(drawn(connect(europepmc_url=server.url)))) == 3


def test_nothing_and_too_much_are_named(
    europepmc: EuropePmc, europepmc_server: Server, connect: Connect, said: list[str]
) -> None:
    (nothing,) = drawn(connect(europepmc_url=europepmc_server.url), "nothing")
    with pytest.raises(Exception, match="finds nothing for 'nothing'"):
        nothing.fetch()
    for n in range(1, 10_002):
        europepmc.add(str(n))
    (refused,) = drawn(connect(europepmc_url=europepmc_server.url))
    with pytest.raises(Exception, match=r"10,001 records.*--limit"):
        refused.fetch()
    assert len(drawn(connect(europepmc_url=europepmc_server.url, limit=130))) == 130
    assert said == ["Europe PMC finds 10,001 records; 130 are taken."]


@pytest.mark.parametrize("body", [b"", b"<html>no</html>", b'{"errCode": 404}', b'{"hitCount": 3'])
def test_what_is_no_search_result_is_asked_again(
    body: bytes, europepmc: EuropePmc, connect: Connect
) -> None:
    europepmc.add("1")
    replies = [Reply(body), Reply(body)]

    def mended(asked: Asked) -> Reply:
        return replies.pop() if replies else europepmc(asked)

    with serving(mended) as server:
        assert len(raws(drawn(connect(europepmc_url=server.url)))) == 1


def test_what_comes_is_loaded_once(
    europepmc: EuropePmc, connect: Connect, europepmc_server: Server, bring: Bring
) -> None:
    europepmc.add("1", open_access=True)
    europepmc.add("2")
    remote = connect(europepmc_url=europepmc_server.url)
    first = bring("europepmc:gout", remote)
    assert [outcome.status for outcome in first] == [PutStatus.ADDED, PutStatus.ADDED]
    again = bring("europepmc:gout", remote)
    assert [outcome.status for outcome in again] == [PutStatus.UNCHANGED, PutStatus.UNCHANGED]
    assert [outcome.source_id for outcome in again] == [outcome.source_id for outcome in first]
