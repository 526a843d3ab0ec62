"""PubMed by query and by number: what is asked for, what is skipped, how an interruption ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

import pytest
from ncbi_server import Citation, Ncbi
from scripted_http import Asked, Reply, Server, serving
from slept_clock import Clock

from corpus.errors import UsageError
from corpus.library import Library
from corpus.model import PutStatus
from corpus.records import PutOutcome
from ingest.connectors import places, pubmed_listing
from ingest.connectors.remote import Remote
from ingest.pipeline import Intake, ingest

Bring = Callable[[str, Remote], list[PutOutcome]]
Connect = Callable[..., Remote]


def statuses(outcomes: list[PutOutcome]) -> Counter[str]:
    return Counter(outcome.status.value for outcome in outcomes)


def citations(count: int) -> Iterator[Citation]:
    return (Citation(str(n), f"In adults, drug {n} shortened flares.") for n in range(1, count + 1))


@pytest.fixture
def remote(connect: Connect, ncbi_server: Server) -> Remote:
    return connect(eutils_url=ncbi_server.url)


def test_a_query_brings_all_that_it_finds_in_batches(
    ncbi: Ncbi, ncbi_server: Server, remote: Remote, bring: Bring, library: Library
) -> None:
    ncbi.add(*citations(45))
    outcomes = bring("pubmed:gout", remote)
    assert statuses(outcomes) == {"added": 45}
    assert {f"pmid-{n}" for n in range(1, 46)} == {*library.entries()}
    searches, *fetches = ncbi_server.asked
    assert (searches.fields["usehistory"], searches.fields["term"]) == ("y", "gout")
    assert [a.fields["retstart"] for a in fetches] == ["0", "20", "40"]
    assert {a.fields["WebEnv"] for a in fetches} == {"MCID_0"}


def test_requests_name_who_asks_and_keep_their_distance(
    ncbi: Ncbi, connect: Connect, ncbi_server: Server, bring: Bring, clock: Clock
) -> None:
    ncbi.add(*citations(5))
    remote = connect(eutils_url=ncbi_server.url, contact_email="library@hospital.test")
    bring("pubmed:gout", remote)
    for asked in ncbi_server.asked:
        assert (asked.fields["tool"], asked.fields["email"]) == ("galen", "library@hospital.test")
        assert asked.headers["user-agent"] == "Galen/0.1 (mailto:library@hospital.test)"
        assert "api_key" not in asked.fields
    assert clock.slept == [pytest.approx(1 / 3)]
    clock.slept.clear()
    bring("pmid:1", connect(eutils_url=ncbi_server.url, ncbi_api_key="k3y"))
    assert ncbi_server.asked[-1].fields["api_key"] == "k3y"
    assert clock.slept == [pytest.approx(1 / 10)]


def test_the_key_stands_in_no_address_and_no_log(
    ncbi: Ncbi,
    connect: Connect,
    ncbi_server: Server,
    bring: Bring,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(0)
    ncbi.add(*citations(2))
    remote = connect(eutils_url=ncbi_server.url, ncbi_api_key="k3y-of-ours")
    bring("pubmed:gout", remote)
    assert {asked.fields["api_key"] for asked in ncbi_server.asked} == {"k3y-of-ours"}
    assert {asked.method for asked in ncbi_server.asked} == {"POST"}
    assert caplog.records
    assert "k3y" not in caplog.text
    assert "k3y" not in repr(remote)


def test_what_is_here_and_unchanged_is_not_fetched_again(
    ncbi: Ncbi, remote: Remote, bring: Bring, clock: Clock
) -> None:
    ncbi.add(*citations(30))
    bring("pubmed:gout", remote)
    ncbi.fetched.clear()
    clock.now += 10 * 86_400
    ncbi.add(Citation("31"), Citation("7", "Drug 7 was withdrawn.", modified="2026/06/05"))
    outcomes = bring("pubmed:gout", remote)
    assert statuses(outcomes) == {"unchanged": 29, "added": 1, "updated": 1}
    assert sorted(ncbi.fetched) == ["31", "7"]


def test_what_the_library_lost_is_fetched_again(
    ncbi: Ncbi, remote: Remote, bring: Bring, library: Library
) -> None:
    ncbi.add(*citations(3))
    bring("pubmed:gout", remote)
    library.remove("pmid-2")
    ncbi.fetched.clear()
    assert statuses(bring("pubmed:gout", remote)) == {"unchanged": 2, "added": 1}
    assert ncbi.fetched == ["2"]


def test_an_interrupted_query_goes_on_where_it_stopped(
    ncbi: Ncbi, remote: Remote, bring: Bring, intake: Intake, library: Library
) -> None:
    ncbi.add(*citations(90))
    running = ingest(places.parse("pubmed:gout").candidates(remote), intake)
    assert len([*islice(running, 64)]) == 64
    running.close()
    assert len(library.entries()) == 64
    ncbi.fetched.clear()
    assert statuses(bring("pubmed:gout", remote)) == {"unchanged": 64, "added": 26}
    assert len(ncbi.fetched) == 26
    assert statuses(bring("pubmed:gout", remote)) == {"unchanged": 90}
    assert len(ncbi.fetched) == 26


def test_a_network_that_goes_down_keeps_what_came_and_says_how_to_go_on(
    ncbi: Ncbi, connect: Connect, bring: Bring, library: Library, clock: Clock
) -> None:
    ncbi.add(*citations(60))

    def fails_after_two(asked: Asked) -> Reply:
        return Reply(status=503) if len(ncbi.fetched) >= 40 else ncbi(asked)

    with serving(fails_after_two) as server:
        remote = connect(eutils_url=server.url)
        outcomes = bring("pubmed:gout", remote)
        assert statuses(outcomes) == {"added": 40, "failed": 1}
        (failed,) = (o for o in outcomes if o.status is PutStatus.FAILED)
        assert failed.source_id == "pubmed:gout"
        assert "after 5 attempts (HTTP status 503)" in failed.detail
        assert "run the same again" in failed.detail
        assert "40 of 60" in failed.detail
        assert len(library.entries()) == 40
        assert clock.slept[-4:] == [1.0, 2.0, 4.0, 8.0]
    ncbi.fetched.clear()
    with serving(ncbi) as server:
        assert statuses(bring("pubmed:gout", connect(eutils_url=server.url))) == {
            "unchanged": 40,
            "added": 20,
        }
    assert len(ncbi.fetched) == 20


def test_a_search_that_pubmed_has_forgotten_is_fetched_by_number(
    ncbi: Ncbi, connect: Connect, bring: Bring, said: list[str]
) -> None:
    ncbi.add(*citations(3))

    def forgetful(asked: Asked) -> Reply:
        if "WebEnv" in asked.fields:
            error = b"<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>"
            return Reply(error)
        return ncbi(asked)

    with serving(forgetful) as server:
        assert statuses(bring("pubmed:gout", connect(eutils_url=server.url))) == {"added": 3}
    assert "PubMed has forgotten the search: going on by number." in said


def test_too_many_are_refused_unless_a_limit_is_named(
    ncbi: Ncbi, ncbi_server: Server, connect: Connect, bring: Bring, said: list[str]
) -> None:
    ncbi.add(*citations(10_001))
    (refused,) = bring("pubmed:gout", connect(eutils_url=ncbi_server.url))
    assert refused.status is PutStatus.FAILED
    assert "10,001 records" in refused.detail
    assert "--limit" in refused.detail
    outcomes = bring("pubmed:gout", connect(eutils_url=ncbi_server.url, limit=5))
    assert statuses(outcomes) == {"added": 5}
    assert "PubMed finds 10,001 records; the newest 5 are taken." in said


def test_more_than_one_search_lists_are_listed_by_days(
    ncbi: Ncbi, ncbi_server: Server, connect: Connect
) -> None:
    for n in range(1, 12_001):
        entered = f"{2000 + n // 600}/{1 + n % 12:02}/15"
        ncbi.add(Citation(str(n), entered=entered))
    remote = connect(eutils_url=ncbi_server.url, limit=20_000)
    found = pubmed_listing.listed("gout", remote)
    assert len({*found.ids}) == len(found.ids) == 12_000
    days = [ncbi.citations[pmid].entered for pmid in found.ids]
    assert days == sorted(days, reverse=True)


def test_numbers_are_fetched_once_each_and_unknown_ones_named(
    ncbi: Ncbi, ncbi_server: Server, remote: Remote, bring: Bring
) -> None:
    ncbi.add(Citation("11"), Citation("12", text=""))
    outcomes = bring("pmid:11, 12,011 404", remote)
    assert {(o.source_id, o.status) for o in outcomes} == {
        ("pmid-12", PutStatus.NO_TEXT),
        ("pmid:404", PutStatus.FAILED),
        ("pmid-11", PutStatus.ADDED),
    }
    assert any("no record with the PMID 404: check it" in o.detail for o in outcomes)
    assert ncbi_server.asked[0].fields["id"] == "11,12,404"
    assert statuses(bring("pmid:404", remote)) == {"failed": 1}
    assert statuses(bring("pmid:11", remote)) == {"unchanged": 1}


def test_a_query_that_finds_nothing_is_named(remote: Remote, bring: Bring) -> None:
    (outcome,) = bring("pubmed:nothing", remote)
    assert outcome.status is PutStatus.FAILED
    assert "PubMed finds nothing for 'nothing'" in outcome.detail


def test_words_that_pubmed_does_not_know_are_named(
    connect: Connect, bring: Bring, said: list[str]
) -> None:
    reply = (
        b"<eSearchResult><Count>0</Count><IdList/><ErrorList><PhraseNotFound>gouty"
        b"</PhraseNotFound></ErrorList></eSearchResult>"
    )
    with serving(lambda _: Reply(reply)) as server:
        (outcome,) = bring("pubmed:gouty", connect(eutils_url=server.url))
    assert "it does not know 'gouty'" in outcome.detail


@pytest.mark.parametrize("place", ["pmid:", "pmid:x", "pmid:1,-2", "pubmed: ", "pmid:12345678901"])
def test_what_cannot_be_meant_is_refused_before_anything_is_asked(place: str) -> None:
    with pytest.raises(UsageError, match="write"):
        places.parse(place)
