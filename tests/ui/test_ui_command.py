"""`galen ui` refuses to be reached by others without a login."""

from __future__ import annotations

import pytest
from command_line import Galen


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.7", "galen.example"])
def test_another_host_needs_a_login(galen: Galen, host: str) -> None:
    galen("ui", "--host", host).refused(2, host, "[login]")


def test_the_environment_chooses_the_host(galen: Galen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GALEN_HOST", "10.1.2.3")
    galen("ui").refused(2, "10.1.2.3", "[login]")


@pytest.mark.parametrize("port", ["0", "70000", "x"])
def test_a_port_that_is_none_is_refused(galen: Galen, port: str) -> None:
    galen("ui", "--port", port).refused(2, "--port")
