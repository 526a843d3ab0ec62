"""A chat server's failures in one line each, that says what happened and what to do next.

The lines are Galen's own: what a server says is not checked, so it is kept apart as `detail`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from assistant.chat.line import Cut
from corpus.chat_server import ChatServer
from corpus.errors import ContextTooLong, ModelServerError, RequestStopped

_LONGEST_DETAIL = 300
_TOO_LONG = re.compile(
    r"context[ _](?:length|window|size)|maximum context|exceed_context|prompt (?:is )?too long"
    r"|too many (?:input )?tokens|input (?:is )?too long|reduce the length",
    re.I,
)
_KEY_LIKE = re.compile(r"\b(?:sk|key)-[\w*.-]{6,}")
_QUOTA = re.compile(r"insufficient_quota|exceeded your current quota|billing", re.I)


def detail(said: str, server: ChatServer) -> str:
    """What a server said in one short line without the key."""
    line = " ".join(said.split())
    if server.key is not None:
        line = line.replace(server.key.get_secret_value(), "***")
    line = _KEY_LIKE.sub("***", line)
    return line if len(line) <= _LONGEST_DETAIL else f"{line[: _LONGEST_DETAIL - 3]}..."


def refused(server: ChatServer, status: int, said: str) -> ModelServerError:
    """A reply whose status is not success."""
    if status in (400, 413, 422, 500) and _TOO_LONG.search(said):
        words = f"the passages are too many for {server.model}: lower GALEN_LLM_CONTEXT_TOKENS"
        return ContextTooLong(words, detail(said, server))
    return ModelServerError(_of_status(server, status, said), detail(said, server))


def _of_status(server: ChatServer, status: int, said: str) -> str:
    host = server.host
    if status == 401:
        what = "is not accepted" if server.key else "is wanted"
        return f"{host} says that a key {what} (401): set GALEN_LLM_API_KEY to a valid one"
    if status == 403:
        return f"{host} does not let this key use {server.model} (403): check what it may use"
    if status in (404, 405):
        return (
            f"{host} knows no model {server.model!r} at this address ({status}): check "
            "GALEN_LLM_MODEL, and that GALEN_LLM_BASE_URL has its path, which often is /v1"
        )
    if status == 429:
        spent = bool(_QUOTA.search(said))
        what = "says that the quota is used up" if spent else "gets more requests than it takes"
        return f"{host} {what} (429): ask again later"
    if 300 <= status < 400:
        return (
            f"{host} sends the question on to another address ({status}), which is not followed: "
            "set GALEN_LLM_BASE_URL to the address itself"
        )
    if status >= 500:
        return f"{host} failed ({status}): ask again, and look at that server's log if it goes on"
    return f"{host} refused the request ({status}): `galen doctor` tells more"


def unreachable(server: ChatServer, cause: str) -> ModelServerError:
    """No connection; `cause` is what the operating system or TLS said."""
    if "certificate" in cause.lower():
        words = "is not trusted: name the authority that signed its certificate in SSL_CERT_FILE"
    else:
        words = "cannot be reached: check that the server runs, and GALEN_LLM_BASE_URL"
    return ModelServerError(f"{server.host} {words}", detail(cause, server))


def cut_off(server: ChatServer, why: Cut) -> ModelServerError:
    """A line that was cut from this side."""
    if why is Cut.STOPPED:
        return RequestStopped("the reply was stopped: ask again for a whole one")
    if why is Cut.SIZE:
        return endless(server)
    return ModelServerError(
        f"{server.host} did not finish within {server.timeout_s:g} s: "
        "ask again, or raise GALEN_LLM_TIMEOUT"
    )


def endless(server: ChatServer) -> ModelServerError:
    return ModelServerError(
        f"{server.host} sent a reply without end, which was cut: check GALEN_LLM_MODEL"
    )


def broken_off(server: ChatServer) -> ModelServerError:
    """A stream that ended before the reply did."""
    return ModelServerError(f"{server.host} broke off in the middle of its reply: ask again")


def unreadable(server: ChatServer, said: str = "") -> ModelServerError:
    """A reply that is not in the form of the interface."""
    return ModelServerError(
        f"{server.host} replied in a form that is none of a chat server's: "
        "check that GALEN_LLM_BASE_URL has its path, which often is /v1",
        detail(said, server),
    )


def silent(server: ChatServer) -> ContextTooLong:
    """A stream that ends before it begins. So does llama-cpp-python with what is too long for the
    model, which it says in its log alone; less of it is worth another try."""
    return ContextTooLong(
        f"{server.host} sent an empty reply: look at that server's log; if the passages are too "
        f"many for {server.model}, lower GALEN_LLM_CONTEXT_TOKENS"
    )


def empty(server: ChatServer) -> ModelServerError:
    return ModelServerError(
        f"{server.host} sent an empty reply: ask again, and check GALEN_LLM_MODEL if it goes on"
    )


def thoughtful(server: ChatServer) -> ModelServerError:
    """A reply that ended at its bound before it began, as of models that think first."""
    return ModelServerError(
        f"{server.model} used all of its tokens before it said anything: "
        "raise GALEN_LLM_MAX_TOKENS, or choose a model that does not think first"
    )


def filtered(server: ChatServer) -> ModelServerError:
    """A reply that the server's own filter held back."""
    return ModelServerError(f"{server.host} held its reply back by its own filter: ask differently")


def pause_before_retry(
    status: int, said: str, retry_after: str | None, failures: int
) -> float | None:
    """Seconds to wait before the same request, None where it is not to be sent again.

    `failures` counts those so far, this one included. `retry_after` is the header's value, in
    seconds or as a date (RFC 9110, section 10.2.3).
    """
    if status == 429 and failures <= 2 and not _QUOTA.search(said):
        return _seconds(retry_after, default=float(failures))
    if status in (500, 502, 503) and failures <= 1 and not _TOO_LONG.search(said):
        return _seconds(retry_after, default=0.5)
    return None


LONGEST_PAUSE_S = 20.0
"""A server that is busy for longer is not waited for."""


def _seconds(retry_after: str | None, default: float) -> float | None:
    if retry_after is None:
        return default
    try:
        seconds = float(retry_after)
    except ValueError:
        seconds = _until(retry_after, default)
    return max(0.0, seconds) if seconds <= LONGEST_PAUSE_S else None


def _until(date: str, default: float) -> float:
    try:
        at = parsedate_to_datetime(date)
    except ValueError:
        return default
    return (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
