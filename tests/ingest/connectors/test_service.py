"""Faults of a published service: what is asked again, how long is waited, what is said."""

from __future__ import annotations

from email.utils import formatdate
from pathlib import Path

import pytest
from ncbi_server import Citation, Ncbi, article_set, xml
from scripted_http import Reply, Script, Server, in_turn, serving
from slept_clock import Clock

from corpus.errors import SourceError
from ingest.connectors.eutils import Eutils
from ingest.connectors.replies import Refused
from ingest.connectors.service import Patience, Service
from ingest.connectors.timing import Pace

HTML = b"<!DOCTYPE html><html><body>Down for maintenance</body></html>"
LIMITED = b'{"error":"API rate limit exceeded","api-key":"k3y","count":"4","limit":"3"}'
FINE = xml(article_set(Citation("1")))
SHORT = Patience(silence_s=0.2, connect_s=0.2, deadline_s=5, largest=100_000)


class Asker:
    """EFetch at a server, with time that only passes by sleeping."""

    def __init__(self, server: Server, folder: Path, patience: Patience = SHORT) -> None:
        self.clock = Clock()
        pace = Pace(folder / "pace", 0.0, self.clock.timing)
        self.service = Service(
            "PubMed", server.url, pace, timing=self.clock.timing, patience=patience
        )

    def fetch(self) -> bytes:
        try:
            return Eutils(self.service).fetch("pubmed", ["1"], lambda data: data)
        finally:
            self.service.close()


def asked(script: Script, folder: Path, patience: Patience = SHORT) -> tuple[bytes, list[float]]:
    with serving(script) as server:
        asker = Asker(server, folder, patience)
        return asker.fetch(), asker.clock.slept


@pytest.mark.parametrize(
    "fault",
    [
        Reply(status=429),
        Reply(status=500),
        Reply(status=502),
        Reply(hangs=True),
        Reply(HTML),
        Reply(LIMITED),
        Reply(b""),
        Reply(b"<eFetchResult><ERROR>Search Backend failed</ERROR></eFetchResult>"),
        Reply(b"<Pubmed", promised=5_000),
        Reply(b"\x1f\x8b\x08 damaged", headers={"content-encoding": "gzip"}),
    ],
    ids=lambda reply: f"{reply.status} {reply.body[:20]!r}",
)
def test_what_passes_is_asked_again(fault: Reply, tmp_path: Path) -> None:
    data, slept = asked(in_turn(fault, fault, FINE), tmp_path)
    assert data == FINE.body
    assert slept == [1.0, 2.0]


@pytest.mark.parametrize("value", ["37", formatdate(Clock().now + 37, usegmt=True)])
def test_retry_after_is_honoured(value: str, tmp_path: Path) -> None:
    _, slept = asked(in_turn(Reply(status=429, headers={"retry-after": value}), FINE), tmp_path)
    assert slept == [37.0]


def test_who_asks_for_too_long_a_pause_is_left_alone(tmp_path: Path) -> None:
    reply = Reply(status=503, headers={"retry-after": "3600"})
    with pytest.raises(SourceError, match="left alone for 3600 s: run the same again then"):
        asked(in_turn(reply, FINE), tmp_path)


def test_patience_ends(tmp_path: Path) -> None:
    with serving(in_turn(Reply(status=500))) as server:
        asker = Asker(server, tmp_path)
        with pytest.raises(SourceError, match=r"after 5 attempts \(HTTP status 500\)"):
            asker.fetch()
        assert len(server.asked) == 5
    assert asker.clock.slept == [1.0, 2.0, 4.0, 8.0]


def test_a_refused_connection_says_what_to_check(tmp_path: Path) -> None:
    with serving(in_turn(FINE)) as server:
        asker = Asker(server, tmp_path)
    with pytest.raises(SourceError, match="check the network, and run the same again"):
        asker.fetch()


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply(b'{"error":"API key invalid"}', 400), "check GALEN_NCBI_API_KEY"),
        (Reply(status=403), "HTTP status 403"),
        (Reply(status=301, headers={"location": "https://elsewhere.test/"}), "redirects"),
    ],
)
def test_what_does_not_pass_is_not_asked_again(reply: Reply, message: str, tmp_path: Path) -> None:
    with serving(in_turn(reply)) as server:
        with pytest.raises(Refused, match=message):
            Asker(server, tmp_path).fetch()
        assert len(server.asked) == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(promised=10**9),
        Reply(repeated=b"<PubmedArticle/>" * 1_000),
        Reply(headers={"content-encoding": "br"}),
    ],
)
def test_what_is_too_large_or_packed_otherwise_is_refused(reply: Reply, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"larger than|not asked for"):
        asked(in_turn(reply), tmp_path)


def test_an_error_that_repeats_the_key_is_shown_without_it(tmp_path: Path, ncbi: Ncbi) -> None:
    from pydantic import SecretStr

    body = b"<eFetchResult><ERROR>Blocked: k3y-of-ours</ERROR></eFetchResult>"
    with serving(in_turn(Reply(body))) as server:
        asker = Asker(server, tmp_path)
        utilities = Eutils(asker.service, api_key=SecretStr("k3y-of-ours"))
        with pytest.raises(SourceError, match=r"Blocked: \(the key\)"):
            utilities.fetch("pubmed", ["1"], lambda data: data)
        asker.service.close()


def test_processes_of_one_home_share_a_pace(tmp_path: Path) -> None:
    clock = Clock()
    ours, theirs = (Pace(tmp_path / "eutils", 0.5, clock.timing) for _ in range(2))
    ours.wait()
    theirs.wait()
    assert clock.slept == [0.5]
    clock.now += 0.2
    ours.wait()
    assert clock.slept == [0.5, pytest.approx(0.3)]
    clock.now -= 100_000  # the clock was set back: nobody waits for a day
    ours.wait()
    assert len(clock.slept) == 2
