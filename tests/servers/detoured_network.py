"""A network of names for the tests of web sources: who resolves to what, and what is reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import httpcore

PUBLIC = "93.184.215.14"
"""Stands for any public address: nothing is ever sent there."""


@dataclass
class Names:
    """A resolver. A name with several lists of addresses answers with one after the other."""

    known: Mapping[str, Sequence[Sequence[str]]]
    asked: list[str] = field(default_factory=list)

    def __call__(self, host: str, port: int) -> Sequence[str]:
        turns = self.known.get(host)
        if turns is None:
            raise OSError(f"{host} is not known")
        self.asked.append(host)
        return turns[min(self.asked.count(host), len(turns)) - 1]


class Detour(httpcore.NetworkBackend):
    """Connects to a server on loopback in place of every address, and notes the address."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._inner = httpcore.SyncBackend()
        self.reached: list[str] = []

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        self.reached.append(host)
        return self._inner.connect_tcp("127.0.0.1", self._port, timeout)
