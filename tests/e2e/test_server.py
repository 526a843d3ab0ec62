"""Only the page itself may talk to the server: no other origin, no other name for this machine."""

from __future__ import annotations

import asyncio
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.error import HTTPError
from urllib.parse import urlsplit

from socket_user import socket_user

HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",  # the one of RFC 6455
    "Sec-WebSocket-Protocol": "streamlit",
}


def status_of_handshake(app: str, origin: str, host: str) -> int:
    connection = HTTPConnection(urlsplit(app).netloc, timeout=10)
    headers = {"Host": host, "Origin": origin, **HANDSHAKE}
    connection.request("GET", "/_stcore/stream", headers=headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_other_origins_and_other_names_are_refused(app: str) -> None:
    own = urlsplit(app).netloc
    assert status_of_handshake(app, app, own) == 101
    assert status_of_handshake(app, "http://evil.example", own) == 403
    assert status_of_handshake(app, "http://evil.example", "evil.example") == 403


def test_it_answers_without_a_browser(app: str) -> None:
    async def ask() -> str:
        async with socket_user(app) as user:
            return await user.ask("What is the target uric acid in gout?")

    with ThreadPoolExecutor(1) as pool:  # this thread's event loop is Playwright's
        assert "below 6 mg/dL" in pool.submit(lambda: asyncio.run(ask())).result()


def read(address: str) -> bytes:
    """What is served there, nothing where it is refused."""
    try:
        with urllib.request.urlopen(address) as reply:
            return bytes(reply.read())
    except HTTPError as refused:
        refused.close()
        return b""


def test_no_file_is_served_but_the_page(app: str) -> None:
    page = read(app)
    assert page
    for path in ("app.py", "%2e%2e/app.py", "galen.toml", "pages/ask.py", "workspace.sqlite"):
        assert read(f"{app}/{path}") in (page, b"")
