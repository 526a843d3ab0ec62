"""Where a language model is, as settings say: address, model, key, bounds and price. No I/O.

`Settings.chat_server` makes it; the chat client sends to it, the page and `galen doctor` name it.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from pydantic import SecretStr

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """What a million tokens cost, sent and received, in a currency (ISO 4217)."""

    prompt: float
    completion: float
    currency: str

    def cost(self, prompt_tokens: int, completion_tokens: int) -> float:
        """What so many tokens cost, in the currency."""
        return (prompt_tokens * self.prompt + completion_tokens * self.completion) / _MILLION


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatServer:
    """An OpenAI-compatible server and the model to ask for.

    `timeout_s` is for a whole reply with its retries, `max_tokens` bounds the reply.
    """

    base_url: str
    model: str
    key: SecretStr | None = field(default=None, repr=False)
    timeout_s: float = 120.0
    max_tokens: int = 2_000
    price: Price | None = None

    @property
    def host(self) -> str:
        """`host[:port]`, as a reader is told."""
        return urlsplit(self.base_url).netloc

    @property
    def is_this_machine(self) -> bool:
        return _is_loopback(urlsplit(self.base_url).hostname or "")

    @property
    def is_encrypted(self) -> bool:
        return urlsplit(self.base_url).scheme == "https"

    @property
    def where(self) -> str:
        """The host, and what a reader should know of the way there."""
        if self.is_this_machine:
            return f"{self.host} (this machine)"
        return self.host if self.is_encrypted else f"{self.host} (not encrypted)"


def check_base_url(text: str) -> str:
    """The address without a slash at its end. Raises ValueError, in words that hold no secret."""
    url = text.strip()
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        parts = SplitResult("", "", "", "", "")
    if parts.scheme not in ("http", "https") or not parts.hostname or not url.isascii():
        raise ValueError("it must be an address as in https://llm.hospital.example/v1")
    if "@" in parts.netloc:
        raise ValueError("it must hold no user or password: set GALEN_LLM_API_KEY instead")
    if parts.query or parts.fragment or any(sign.isspace() for sign in url):
        raise ValueError("it must end with a path, without ? or # or spaces")
    return url.rstrip("/")


def check_key(text: str) -> str:
    """The key without space around it. Raises ValueError, in words that do not hold it."""
    key = text.strip()
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        raise ValueError("it must be one word of ASCII signs: copy it again, or leave it unset")
    return key


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
