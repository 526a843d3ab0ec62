"""Web sources: whom Galen connects to, what it accepts, and what it says of the rest."""

from __future__ import annotations

import gzip
import socket
import time
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import pytest
from certificates import certified
from detoured_network import PUBLIC, Detour, Names
from scripted_http import Asked, Reply, Script, Server, in_turn, serving
from slept_clock import Clock

from corpus.errors import GalenError, SourceError, UsageError
from corpus.model import PutStatus
from corpus.records import PutOutcome
from ingest.connectors import web as connector
from ingest.connectors.addresses import Resolver, Rules
from ingest.connectors.ledger import Ledgers
from ingest.connectors.web import Bounds, Web
from ingest.document import Candidate, RawDocument

PAGE = b"<html><body><h1>Gout</h1><p>Offer colchicine.</p></body></html>"
HTML = Reply(PAGE, headers={"content-type": "text/html"})
SITE = Names({"site.test": [[PUBLIC]]})
SHORT = Bounds(deadline_s=1.0, silence_s=0.3, largest=200_000)


class Fetching:
    """Fetches from a scripted server that every public name leads to."""

    def __init__(self, server: Server, folder: Path, resolver: Resolver = SITE) -> None:
        self.detour = Detour(server.port)
        self.ledgers = Ledgers(folder, "1", lambda ids: ids)
        self.resolver = resolver

    def candidates(
        self, address: str, bounds: Bounds = SHORT, rules: Rules | None = None
    ) -> list[Candidate]:
        web = Web(
            rules or Rules(),
            contact_email="library@hospital.test",
            resolver=self.resolver,
            bounds=bounds,
            inner=self.detour,
        )
        return [*connector.by_address(connector.parse(address), web, self.ledgers)]

    def fetch(self, address: str = "http://site.test/gout.html", **more: object) -> RawDocument:
        (candidate,) = self.candidates(address, **more)  # type: ignore[arg-type]
        return candidate.fetch()


def refused(
    script: Script, folder: Path, message: str, address: str = "http://site.test/", **more: object
) -> Fetching:
    with serving(script) as server:
        fetching = Fetching(server, folder, **more)  # type: ignore[arg-type]
        with pytest.raises(SourceError, match=message):
            fetching.candidates(address)
    return fetching


def test_a_page_is_fetched_and_its_reader_named(tmp_path: Path) -> None:
    with serving(in_turn(HTML)) as server:
        raw = Fetching(server, tmp_path).fetch("http://site.test/a/gout?lang=en#part")
    assert (raw.data, raw.name) == (PAGE, "gout.html")
    assert raw.location == "http://site.test/a/gout?lang=en"
    (asked,) = server.asked
    assert asked.headers["Host"] == "site.test"
    assert asked.headers["user-agent"] == "Galen/0.1 (mailto:library@hospital.test)"
    assert "Cookie" not in asked.headers


# Whom it connects to


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["169.254.169.254"],
        ["::1"],
        ["10.0.0.7"],
        ["::ffff:169.254.169.254"],
        ["64:ff9b::a9fe:a9fe"],
        ["100.100.100.200"],
        [PUBLIC, "192.168.0.1"],
    ],
    ids=str,
)
def test_a_name_that_leads_inside_is_not_connected_to(
    addresses: Sequence[str], tmp_path: Path
) -> None:
    names = Names({"site.test": [addresses]})
    fetching = refused(in_turn(HTML), tmp_path, "site.test leads to", resolver=names)
    assert fetching.detour.reached == []


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://2130706433/",
        "http://127.1/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://localhost/",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
def test_this_machine_is_known_however_it_is_written(address: str, tmp_path: Path) -> None:
    with serving(in_turn(HTML)) as server:
        fetching = Fetching(server, tmp_path, resolver=_numbers_alone)
        with pytest.raises(GalenError, match=r"leads to|not known|no web address"):
            fetching.candidates(address)
    assert fetching.detour.reached == []


def _numbers_alone(host: str, port: int) -> Sequence[str]:
    """The system's resolver for what it understands without asking a name server."""
    if host == "localhost":
        return ["127.0.0.1"]
    found = socket.getaddrinfo(host, port, flags=socket.AI_NUMERICHOST, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def test_the_address_that_was_checked_is_the_one_connected_to(tmp_path: Path) -> None:
    """A name server that answers otherwise a moment later is not asked again."""
    names = Names({"site.test": [[PUBLIC], ["127.0.0.1"]]})
    with serving(in_turn(HTML)) as server:
        fetching = Fetching(server, tmp_path, resolver=names)
        fetching.fetch()
        assert fetching.detour.reached == [PUBLIC]
        assert names.asked == ["site.test"]
        with pytest.raises(SourceError, match="leads to this machine"):
            fetching.candidates("http://site.test/gout.html")
    assert fetching.detour.reached == [PUBLIC]


@pytest.mark.parametrize(
    "target",
    [
        "http://inside.test/",
        "http://127.0.0.1/",
        "//inside.test/",
        "http://[::1]/",
        "http://site.test:22/",
    ],
)
def test_a_redirect_is_checked_again(target: str, tmp_path: Path) -> None:
    names = Names({"site.test": [[PUBLIC]], "inside.test": [["10.0.0.1"]]})
    names.known |= {"127.0.0.1": [["127.0.0.1"]], "::1": [["::1"]]}  # type: ignore[operator]
    moved = Reply(status=302, headers={"location": target})
    fetching = refused(in_turn(moved), tmp_path, r"leads to|at port 22", resolver=names)
    assert fetching.detour.reached == [PUBLIC]


def test_five_redirects_are_followed_and_no_more(tmp_path: Path) -> None:
    def hops(count: int) -> Script:
        moved = Reply(status=301, headers={"location": "/next", "set-cookie": "a=1"})
        return in_turn(*[moved] * count, HTML)

    with serving(hops(5)) as server:
        assert Fetching(server, tmp_path).fetch().data == PAGE
    assert not any("cookie" in map(str.lower, asked.headers) for asked in server.asked)
    refused(hops(6), tmp_path, "redirects more than 5 times")


@pytest.mark.parametrize(
    "target", ["ftp://site.test/", "file:///etc/passwd", "http://a:b@site.test/"]
)
def test_a_redirect_to_what_is_no_address_is_refused(target: str, tmp_path: Path) -> None:
    moved = Reply(status=302, headers={"location": target})
    refused(in_turn(moved), tmp_path, "redirects to what is no web address")


def test_a_hospital_may_name_its_own_hosts(tmp_path: Path) -> None:
    names = Names({"wiki.hospital.test": [["10.0.0.7"]]})
    rules = Rules(intranet_hosts=("wiki.hospital.test",))
    with serving(in_turn(HTML)) as server:
        fetching = Fetching(server, tmp_path, resolver=names)
        assert fetching.fetch("http://wiki.hospital.test/p.html", rules=rules).data == PAGE
    assert fetching.detour.reached == ["10.0.0.7"]


def test_a_certificate_must_be_of_the_name_that_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = Names({"site.test": [[PUBLIC]], "other.test": [[PUBLIC]]})
    with serving(in_turn(HTML), certified("site.test", tmp_path)) as server:
        with pytest.raises(SourceError, match="CERTIFICATE_VERIFY_FAILED"):
            Fetching(server, tmp_path, names).candidates("https://site.test/")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        assert Fetching(server, tmp_path, names).fetch("https://site.test/").data == PAGE
        with pytest.raises(SourceError, match=r"not valid for 'other\.test'"):
            Fetching(server, tmp_path, names).candidates("https://other.test/")


def test_encryption_is_not_left_on_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = Reply(status=302, headers={"location": "http://site.test/"})
    with serving(in_turn(moved), certified("site.test", tmp_path)) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        with pytest.raises(SourceError, match="redirects to an address without encryption"):
            Fetching(server, tmp_path).candidates("https://site.test/")
        assert len(server.asked) == 1


def test_an_unknown_name_is_said_to_be_so(tmp_path: Path) -> None:
    refused(in_turn(HTML), tmp_path, "nowhere.test is not known", "http://nowhere.test/")


@pytest.mark.parametrize(
    "text", ["", "gout", "ftp://site.test/", "http://", "https://u:secret@site.test/", "http://[x/"]
)
def test_what_is_no_web_address_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        connector.parse(text)
    assert "secret" not in str(caught.value)


# What it accepts


def test_the_size_is_bounded(tmp_path: Path) -> None:
    endless = Reply(headers={"content-type": "text/html"}, repeated=b"<p>more</p>" * 500)
    refused(in_turn(endless), tmp_path, "larger than 200000 bytes")
    declared = Reply(headers={"content-type": "text/html"}, promised=10**12)
    refused(in_turn(declared), tmp_path, "larger than 200000 bytes")


def test_a_gzip_bomb_is_unpacked_to_the_bound_and_no_further(tmp_path: Path) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    assert len(bomb) < 60_000
    reply = Reply(bomb, headers={"content-type": "text/html", "content-encoding": "gzip"})
    tracemalloc.start()
    try:
        refused(in_turn(reply), tmp_path, "larger than 200000 bytes")
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_what_is_packed_by_gzip_is_unpacked(tmp_path: Path) -> None:
    headers = {"content-type": "text/html", "content-encoding": "gzip"}
    with serving(in_turn(Reply(gzip.compress(PAGE), headers=headers))) as server:
        assert Fetching(server, tmp_path).fetch().data == PAGE
    refused(in_turn(Reply(gzip.compress(PAGE)[:-9], headers=headers)), tmp_path, "cut short")


@pytest.mark.parametrize(
    "reply",
    [
        Reply(hangs=True),
        Reply(PAGE, headers={"content-type": "text/html"}, drips=0.05),
        Reply(PAGE, headers={"content-type": "text/html"}, promised=10_000),
    ],
    ids=["hangs", "drips", "cut"],
)
def test_a_server_that_dawdles_is_given_up(reply: Reply, tmp_path: Path) -> None:
    begun = time.monotonic()
    refused(in_turn(reply), tmp_path, "cannot be fetched")
    assert time.monotonic() - begun < 10  # it would drip for longer, and hang for ever


@pytest.mark.parametrize("status", [401, 403, 404, 410, 500, 503])
def test_a_status_is_told(status: int, tmp_path: Path) -> None:
    refused(in_turn(Reply(PAGE, status)), tmp_path, f"HTTP status {status}: check the address")


def test_a_busy_server_is_asked_again_after_the_pause_that_it_wants(tmp_path: Path) -> None:
    clock = Clock()
    web = lambda server: Web(  # noqa: E731
        Rules(), timing=clock.timing, resolver=SITE, inner=Detour(server.port)
    )
    address = connector.parse("http://site.test/gout.html")
    busy = Reply(status=429, headers={"retry-after": "7"})
    with serving(in_turn(busy, busy, HTML)) as server:
        fetched = web(server).fetch(address)
    assert fetched is not None
    assert (fetched.data, clock.slept) == (PAGE, [7.0, 7.0])
    for pause, asked in (("7", 3), ("3600", 1), ("soon", 1)):
        with serving(in_turn(Reply(status=503, headers={"retry-after": pause}))) as server:
            with pytest.raises(SourceError, match=r"\(HTTP status 503\): try again later"):
                web(server).fetch(address)
            assert len(server.asked) == asked


@pytest.mark.parametrize("content_type", ["image/png", "video/mp4", "application/zip", "nonsense"])
def test_other_types_are_refused_before_they_have_come(content_type: str, tmp_path: Path) -> None:
    endless = Reply(headers={"content-type": content_type}, repeated=b"\0" * 1_000)
    refused(in_turn(endless), tmp_path, "is a file of the type .*: Galen reads")


@pytest.mark.parametrize(
    ("path", "content_type", "name"),
    [
        ("/", "text/html; charset=utf-8", "page.html"),
        ("/guideline.pdf", "application/pdf", "guideline.pdf"),
        ("/download.php", "application/pdf", "download.pdf"),
        ("/notes.md", "text/plain", "notes.md"),
        ("/notes.md", "application/octet-stream", "notes.md"),
        ("/notes", "text/plain", "notes.txt"),
        ("/record", "text/xml", "record.xml"),
        ("/all.tar.gz", "application/gzip", "all.tar.gz"),
        ("/a%20b.html", "text/html", "a b.html"),
    ],
)
def test_the_type_names_the_reader(path: str, content_type: str, name: str) -> None:
    from ingest.connectors.web_types import name_of

    assert name_of(path, content_type, "http://site.test") == name


@pytest.mark.parametrize(
    ("charset", "data"),
    [
        ("iso-8859-1", "Ménière – 5 µg".encode("cp1252")),
        ("windows-1252", "Ménière – 5 µg".encode("cp1252")),
        ("utf-16", "Ménière – 5 µg".encode("utf-16")),
        ("shift_jis", "痛風 5".encode("shift_jis")),
    ],
)
def test_the_declared_encoding_is_used(charset: str, data: bytes, tmp_path: Path) -> None:
    reply = Reply(data, headers={"content-type": f"text/plain; charset={charset}"})
    with serving(in_turn(reply)) as server:
        text = Fetching(server, tmp_path).fetch("http://site.test/a.txt").data.decode("utf-8-sig")
    assert text in ("Ménière – 5 µg", "痛風 5")


@pytest.mark.parametrize(("charset", "data"), [("utf-8", b"M\xe9ni\xe8re"), ("klingon", b"x")])
def test_text_in_another_encoding_than_declared_is_refused(
    charset: str, data: bytes, tmp_path: Path
) -> None:
    reply = Reply(data, headers={"content-type": f"text/html; charset={charset}"})
    refused(in_turn(reply), tmp_path, f"is not text in '{charset}'")


# Again


def settle(candidate: Candidate) -> None:
    assert candidate.settle is not None
    candidate.settle(PutOutcome("page-gout", PutStatus.ADDED, 1))


def test_what_has_not_changed_is_not_sent_again(tmp_path: Path) -> None:
    def script(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == '"v1"':
            return Reply(status=304)
        return Reply(PAGE, 200, {"content-type": "text/html", "etag": '"v1"'})

    with serving(script) as server:
        fetching = Fetching(server, tmp_path)
        (first,) = fetching.candidates("http://site.test/gout.html")
        assert first.unchanged is None
        settle(first)
        (again,) = fetching.candidates("http://site.test/gout.html")
        assert again.unchanged == "page-gout"
        fetching.ledgers = Ledgers(tmp_path, "1", lambda ids: ())  # the library lost it
        (anew,) = fetching.candidates("http://site.test/gout.html")
        assert anew.fetch().data == PAGE


def test_nothing_is_unchanged_that_is_not_here(tmp_path: Path) -> None:
    refused(in_turn(Reply(status=304)), tmp_path, "as if it were here already")


@pytest.mark.parametrize("name", ["HTTP_PROXY", "ALL_PROXY", "http_proxy"])
def test_a_proxy_of_the_environment_is_not_used(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "http://127.0.0.1:9")
    with serving(in_turn(HTML)) as server:
        assert Fetching(server, tmp_path).fetch().data == PAGE
