"""`galen ui`: starts the page on this machine; on any other address only with a login."""

from __future__ import annotations

import click


@click.command()
@click.option(
    "--host",
    envvar="GALEN_HOST",
    default="127.0.0.1",
    show_default=True,
    help="address to listen on; any but this machine's own needs a login",
)
@click.option(
    "--port",
    envvar="GALEN_PORT",
    default=8501,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="port to listen on",
)
def ui(host: str, port: int) -> None:
    """Start the page: ask, answers, review, sources, evaluation.

    Without a login in galen.toml there is one user, who may do everything, and nobody else can
    connect.
    """
    from corpus.settings import load_settings
    from ui.server.serving import serve

    serve(load_settings(), host, port)
