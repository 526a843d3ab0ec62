"""A small OpenID Connect provider on this machine: the code flow, RS256, and a page to pick who.

After OpenID Connect Core 1.0 (sections 3.1.2, 3.1.3) and Discovery 1.0; for tests only.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "galen", "a secret of tests"
ACCOUNTS = ("rita", "vera", "lisa", "nora", "mallory")
DOMAIN = "ward.example"


@dataclass
class Provider:
    """What the provider knows: its address, its key, and the codes that it gave out."""

    address: str
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "k"}))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def metadata_url(self) -> str:
        return f"{self.address}/.well-known/openid-configuration"

    def metadata(self) -> dict[str, object]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def grant(self, query: dict[str, str], account: str) -> str:
        """Where the browser goes with a code for this account."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = {"account": account, "nonce": query.get("nonce", "")}
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, code: str) -> dict[str, object]:
        """The reply to a code, which counts once."""
        granted = self.codes.pop(code)
        now, account = int(time.time()), granted["account"]
        claims: dict[str, object] = {
            "iss": self.address,
            "aud": CLIENT_ID,
            "sub": account,
            "email": f"{account.capitalize()}@{DOMAIN}",
            "email_verified": account != "mallory",
            "iat": now,
            "exp": now + 600,
        }
        if granted["nonce"]:
            claims["nonce"] = granted["nonce"]
        signed = jwt.encode({"alg": "RS256", "kid": "k"}, claims, self.key)
        return {
            "access_token": secrets.token_urlsafe(16),
            "token_type": "Bearer",
            "expires_in": 600,
            "id_token": signed,
        }


class Handler(BaseHTTPRequestHandler):
    """Answers for the provider of its server."""

    server: ProviderServer

    def do_GET(self) -> None:
        provider, query = self.server.provider, _flat(urlsplit(self.path).query)
        path = urlsplit(self.path).path
        if path == "/.well-known/openid-configuration":
            self._json(provider.metadata())
        elif path == "/jwks":
            self._json({"keys": [provider.key.as_dict(private=False)]})
        elif "account" in query:
            self._redirect(provider.grant(query, query["account"]))
        else:
            self._choice(query)

    def do_POST(self) -> None:
        sent = _flat(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self._json(self.server.provider.token(sent["code"]))

    def _choice(self, query: dict[str, str]) -> None:
        links = (
            f'<a href="/authorize?{escape(urlencode({**query, "account": name}))}">{name}</a>'
            for name in ACCOUNTS
        )
        self._send("text/html", "<h1>Who are you?</h1>" + " ".join(links))

    def _redirect(self, to: str) -> None:
        self.send_response(302)
        self.send_header("Location", to)
        self.end_headers()

    def _json(self, value: object) -> None:
        self._send("application/json", json.dumps(value))

    def _send(self, kind: str, text: str) -> None:
        data = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        pass


class ProviderServer(ThreadingHTTPServer):
    """Knows its provider."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.provider = Provider(f"http://127.0.0.1:{self.server_port}")


@contextmanager
def running_provider() -> Iterator[Provider]:
    server = ProviderServer()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
