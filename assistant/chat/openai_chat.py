"""The client of OpenAI-compatible chat servers: streamed, bounded in time and size, retried little.

The only importer of the openai client, which costs a second and so waits for the first request.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from assistant.chat import failing
from assistant.chat.form import Form, Structure
from assistant.chat.line import Cut, Line
from assistant.chat.model import Message, Part, Role
from assistant.chat.reply import Reply
from corpus.chat_server import ChatServer
from corpus.errors import ContextTooLong

if TYPE_CHECKING:
    import httpx2
    from openai import APIError, OpenAI, Stream
    from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam

_CONNECTING_S = 10.0
_MAX_BYTES = 8_000_000
"""Of one response; each token comes in some 300 bytes of JSON."""
_CHARACTERS_PER_TOKEN = 12
"""More than any tokeniser's average, so that a longer reply is one without end."""
_MAX_FORMS = 6
_READY: Mapping[str, object] = {
    "type": "object",
    "properties": {"ready": {"type": "boolean"}},
    "required": ["ready"],
    "additionalProperties": False,
}
_HEADERS = frozenset({"host", "accept", "content-type", "content-length", "connection"})
"""Headers that are sent beside the key. The client's others tell of this machine, or come from
variables that were set for other programs."""


class OpenAIChat:
    """A `ChatModel` on a server. Threads share it, and what one learnt of the server, all know."""

    def __init__(self, server: ChatServer) -> None:
        self._server = server
        self._form = Form()

    @property
    def name(self) -> str:
        return self._server.model

    @property
    def host(self) -> str:
        return self._server.host

    @property
    def structured(self) -> bool:
        """Whether the JSON is asked for by more than words, as far as the server is known."""
        return self._form.structure is not Structure.WORDS

    def stream(
        self, messages: Sequence[Message], schema: Mapping[str, object] | None = None
    ) -> Iterator[Part]:
        """The reply, as `ChatModel.stream` promises it."""
        self.prepare()
        line = Line(self._server.timeout_s, _MAX_BYTES)
        with line, _told(self._server, line), _client(self._server, line) as client:
            with closing(Reply(self._open(client, line, messages, schema))) as reply:
                yield from self._parts(reply, line)

    def prepare(self) -> None:
        """Import the client now, so that no reply waits for it."""
        import openai  # noqa: F401

    def try_out(self) -> None:
        """Ask for a word, in the form that answers are asked for. Raises ModelServerError."""
        asked = Message(Role.USER, 'Reply with this JSON and nothing else: {"ready": true}')
        for _ in self.stream([asked], _READY):
            pass

    def models(self) -> frozenset[str]:
        """The models that the server lists. Sends no question. Raises ModelServerError."""
        import httpx2

        line = Line(min(self._server.timeout_s, _CONNECTING_S), _MAX_BYTES)
        with line, _told(self._server, line), _client(self._server, line) as client:
            # Not by `client.models`, which stumbles over what is no list.
            told = json.loads(client.get("/models", cast_to=httpx2.Response).content)
        listed = told.get("data") if isinstance(told, dict) else None
        if not isinstance(listed, list):
            raise failing.unreadable(self._server)
        return frozenset(
            str(each["id"]) for each in listed if isinstance(each, dict) and "id" in each
        )

    def _parts(self, reply: Reply, line: Line) -> Iterator[Part]:
        server, length, usage = self._server, 0, None
        for delta in reply.deltas():
            length += len(delta.text)
            usage = delta.usage or usage
            if length > server.max_tokens * _CHARACTERS_PER_TOKEN:
                raise failing.endless(server)
            if delta.text:
                yield Part(delta.text)
        if line.cut is not None:
            raise failing.cut_off(server, line.cut)
        if not reply.began:
            raise (failing.silent if reply.is_stream else failing.unreadable)(server)
        if reply.ending is None:
            raise failing.broken_off(server)
        if reply.ending == "content_filter":
            raise failing.filtered(server)
        if not length:
            raise (failing.thoughtful if reply.ending == "length" else failing.empty)(server)
        yield Part("", usage)

    def _open(
        self,
        client: OpenAI,
        line: Line,
        messages: Sequence[Message],
        schema: Mapping[str, object] | None,
    ) -> Stream[ChatCompletionChunk]:
        """Send the request until the server takes it, in the form that it takes."""
        import openai

        failures, forms = 0, 0
        while True:
            form = self._form
            try:
                return self._send(client, form, messages, schema)
            except openai.APIStatusError as error:
                status, said = error.status_code, _said(error)
                retry_after = error.response.headers.get("retry-after")
            problem = failing.refused(self._server, status, said)
            other = form.after_refusal(status, said, with_schema=schema is not None)
            if other and forms < _MAX_FORMS and not isinstance(problem, ContextTooLong):
                self._form, forms = other, forms + 1
                continue
            failures += 1
            pause = failing.pause_before_retry(status, said, retry_after, failures)
            if pause is None:
                raise problem
            line.wait(pause)
            if line.cut is not None:
                raise problem if line.cut is Cut.TIME else failing.cut_off(self._server, line.cut)

    def _send(
        self,
        client: OpenAI,
        form: Form,
        messages: Sequence[Message],
        schema: Mapping[str, object] | None,
    ) -> Stream[ChatCompletionChunk]:
        said: list[ChatCompletionMessageParam] = [
            {"role": message.role.value, "content": message.content}  # type: ignore[misc]
            for message in messages
        ]
        return client.chat.completions.create(
            model=self._server.model,
            messages=said,
            stream=True,
            extra_body=form.parameters(schema, self._server.max_tokens),
        )


@contextmanager
def _client(server: ChatServer, line: Line) -> Iterator[OpenAI]:
    """The openai client over a connection that the line can cut."""
    import openai

    key = server.key.get_secret_value() if server.key else None
    sent = _HEADERS | {"authorization"} if key else _HEADERS

    def going_out(request: httpx2.Request) -> None:
        for name in set(request.headers) - sent:
            del request.headers[name]
        request.headers["user-agent"] = "galen"
        request.extensions["trace"] = line.follow

    def coming_in(response: httpx2.Response) -> None:
        line.count(lambda: response.num_bytes_downloaded)

    http = openai.DefaultHttpxClient(
        follow_redirects=False,
        # A proxy of this machine's variables does not lead back to this machine. Without these,
        # SSL_CERT_FILE is heard by Python's own context only.
        trust_env=not server.is_this_machine,
        verify=ssl.create_default_context() if server.is_this_machine else True,
        timeout=openai.Timeout(server.timeout_s, connect=_CONNECTING_S),
        event_hooks={"request": [going_out], "response": [coming_in]},
    )
    with openai.OpenAI(
        base_url=server.base_url,
        api_key=key or "none",
        max_retries=0,  # counted here, where the deadline is known
        http_client=http,
    ) as client:
        yield client


@contextmanager
def _told(server: ChatServer, line: Line) -> Iterator[None]:
    """Failures of the client in Galen's words. The causes may hold a key, so they are let go."""
    import httpx2
    import openai

    try:
        yield
    except openai.APIStatusError as error:
        raise failing.refused(server, error.status_code, _said(error)) from None
    except (openai.APIConnectionError, httpx2.HTTPError) as error:
        cause = error.__cause__ or error
        began = not isinstance(cause, httpx2.ConnectError | httpx2.ConnectTimeout)
        if line.cut is not None:
            raise failing.cut_off(server, line.cut) from None
        if isinstance(cause, httpx2.TimeoutException) and began:
            raise failing.cut_off(server, Cut.TIME) from None
        if not began:
            raise failing.unreachable(server, str(cause)) from None
        raise failing.broken_off(server) from None
    except openai.APIError as error:  # an event of the stream that tells of one
        raise failing.refused(server, 500, _said(error)) from None
    except (json.JSONDecodeError, UnicodeError) as error:
        raise failing.unreadable(server, type(error).__name__) from None


def _said(error: APIError) -> str:
    """What the server said of it, as text."""
    return f"{error.message} {'' if error.body is None else error.body}"
