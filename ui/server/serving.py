"""Starts Streamlit's server: on this machine's own address, or elsewhere with a login."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from corpus.errors import SettingsError
from corpus.settings import Settings
from ui.components import theme
from ui.server.secrets import secrets_file

SCRIPT = Path(__file__).with_name("script.py")
_UPLOAD_MB = 200

Value = str | bool | int | list[str]


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve until it is stopped. Raises SettingsError where a login is needed and there is none."""
    if settings.login is None and not is_loopback(host):
        raise SettingsError(
            f"whoever reaches {host} could use the page: add [login] and [roles] to "
            f"{settings.home / 'galen.toml'}, or leave --host out"
        )
    from streamlit.web import bootstrap

    with ExitStack() as stack:
        options = dict(_options(settings, host, port))
        if settings.login is not None:
            options["secrets.files"] = [str(stack.enter_context(secrets_file(settings.login)))]
        flags = {name.replace(".", "_"): value for name, value in options.items()}
        bootstrap.load_config_options(flags)
        bootstrap.run(str(SCRIPT), False, [], flags)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _options(settings: Settings, host: str, port: int) -> Iterator[tuple[str, Value]]:
    own = settings.login.redirect_uri.host if settings.login else None
    yield "server.address", host
    yield "server.port", port
    yield "server.headless", True
    yield "server.enableXsrfProtection", True
    yield "server.enableCORS", True  # only this origin may talk to the app
    # A name that somebody else's DNS points to this machine must not open the app.
    yield "server.allowedHosts", [own] if own else ["127.0.0.1", "localhost", "[::1]"]
    yield "server.fileWatcherType", "none"
    yield "server.maxUploadSize", _UPLOAD_MB
    yield "browser.gatherUsageStats", False
    yield "browser.serverAddress", own or host
    yield "client.toolbarMode", "viewer"
    yield "client.showErrorDetails", "none"
    yield "runner.magicEnabled", False
    yield "global.developmentMode", False
    yield from theme.options()
