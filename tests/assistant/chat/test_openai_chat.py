"""The chat client before real sockets: what it sends, what it makes of replies, and every fault."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

import pytest
from pydantic import SecretStr
from scripted_server import Connection, Request, ScriptedServer, closed_port, running
from server_faults import FAULTS, KEY, Fault

from assistant.answer import Usage
from assistant.chat.line import stoppable
from assistant.chat.model import Message, Part, Role
from assistant.chat.openai_chat import OpenAIChat
from corpus.chat_server import ChatServer
from corpus.errors import ContextTooLong, GalenError, ModelServerError, RequestStopped

SCHEMA: Mapping[str, object] = {"type": "object", "properties": {"statements": {"type": "array"}}}
ASKED = (Message(Role.SYSTEM, "Reply in JSON."), Message(Role.USER, "Gout?"))
REPLY = '{"statements": [{"section": "guidelines", "text": "Naïve ≥6 mg/dL"}]}'


def client(server: ScriptedServer, **given: Any) -> OpenAIChat:
    told = {"model": "tiny", "key": SecretStr(KEY), "timeout_s": 20.0, "max_tokens": 200, **given}
    return OpenAIChat(ChatServer(base_url=server.base_url, **told))


def heard(chat: OpenAIChat, schema: Mapping[str, object] | None = SCHEMA) -> str:
    return "".join(part.text for part in chat.stream(ASKED, schema))


def good(request: Request, to: Connection) -> None:
    to.whole(REPLY)


def test_a_reply_comes_in_parts_and_the_last_one_tells_the_tokens() -> None:
    with running(good) as server:
        parts = list(client(server).stream(ASKED, SCHEMA))
    assert len(parts) > 2
    assert "".join(part.text for part in parts) == REPLY
    assert parts[-1] == Part("", Usage(prompt_tokens=100, completion_tokens=20))
    assert all(part.usage is None for part in parts[:-1])


def test_a_part_is_handed_on_before_the_next_one_is_written() -> None:
    go_on = threading.Event()

    def slowly(request: Request, to: Connection) -> None:
        to.head()
        to.say("first")
        assert go_on.wait(20)
        to.say(" second", "stop")

    with running(slowly) as server:
        parts = client(server).stream(ASKED)
        assert next(parts).text == "first"
        go_on.set()
        assert [part.text for part in parts] == [" second", ""]


def test_what_is_sent_is_the_messages_and_nothing_about_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.setenv(name, "http://elsewhere.example/v1")
    with running(good) as server:
        heard(client(server))
        keyless = client(server, key=None)
        heard(keyless)
        assert (keyless.host, keyless.name) == (server.host, "tiny")
    first, second = server.requests
    assert first.path == "/v1/chat/completions"
    assert first.body["messages"] == [
        {"role": "system", "content": "Reply in JSON."},
        {"role": "user", "content": "Gout?"},
    ]
    assert set(first.body) == {
        *("model", "messages", "stream", "stream_options", "max_tokens", "temperature"),
        "response_format",
    }
    assert first.body["response_format"]["json_schema"]["schema"] == SCHEMA
    assert first.headers["authorization"] == f"Bearer {KEY}"
    assert first.headers["user-agent"] == "galen"
    assert "authorization" not in second.headers
    expected = {"host", "accept", "content-type", "content-length", "connection", "user-agent"}
    assert set(second.headers) == expected


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_each_fault_ends_in_one_clear_line_without_the_key(
    fault: Fault, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    with running(fault.script) as server, pytest.raises(ModelServerError) as raised:
        heard(client(server, timeout_s=fault.timeout_s))
    line, detail = str(raised.value), raised.value.detail
    assert fault.told in line
    assert "\n" not in line
    assert len(detail) <= 300
    written = capfd.readouterr()
    for said in (line, detail, caplog.text, repr(raised.value), written.out, written.err):
        assert KEY not in said
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


def test_a_server_that_is_not_there_is_named() -> None:
    port = closed_port()
    chat = OpenAIChat(ChatServer(base_url=f"http://127.0.0.1:{port}/v1", model="tiny"))
    with pytest.raises(ModelServerError, match=rf"127\.0\.0\.1:{port} cannot be reached: check"):
        heard(chat)


def test_a_request_too_long_for_the_model_is_told_apart() -> None:
    with running(FAULTS["context too long"].script) as server, pytest.raises(ContextTooLong):
        heard(client(server))
    assert len(server.requests) == 1


def test_a_redirect_is_not_followed() -> None:
    elsewhere: list[Request] = []

    def there(request: Request, to: Connection) -> None:
        elsewhere.append(request)

    with running(there) as other:

        def redirecting(request: Request, to: Connection) -> None:
            to.head(307, Location=f"{other.base_url}/chat/completions")

        with running(redirecting) as server, pytest.raises(ModelServerError, match="not followed"):
            heard(client(server))
    assert elsewhere == []


def failing_first(times: int, status: int, **headers: str) -> Any:
    """A script that fails so many times, and then replies."""
    left = iter(range(times))

    def script(request: Request, to: Connection) -> None:
        if next(left, None) is None:
            to.whole(REPLY)
        else:
            to.json(status, {"error": "later"}, **headers)

    return script


@pytest.mark.parametrize(
    ("times", "status", "answered"),
    [(2, 429, True), (3, 429, False), (1, 503, True), (2, 503, False), (1, 401, False)],
)
def test_what_may_pass_is_asked_again_a_few_times(times: int, status: int, answered: bool) -> None:
    with running(failing_first(times, status, Retry_After="0")) as server:
        if answered:
            assert heard(client(server)) == REPLY
        else:
            with pytest.raises(ModelServerError, match=f"({status})"):
                heard(client(server))
    assert len(server.requests) == (times + 1 if answered else {429: 3, 503: 2, 401: 1}[status])


def test_a_pause_ends_with_the_time_for_the_reply() -> None:
    with running(failing_first(9, 429, Retry_After="15")) as server:
        with pytest.raises(ModelServerError, match="429"):
            heard(client(server, timeout_s=1.0))
    assert len(server.requests) == 1


def refusing(*parameters: str, status: int = 400) -> Any:
    """A script that takes no request which holds one of the parameters."""

    def script(request: Request, to: Connection) -> None:
        body = {**request.body, **request.body.get("response_format", {})}
        for parameter in parameters:
            if parameter in body or body.get("type") == parameter:
                to.json(status, {"error": {"message": f"'{parameter}' is not supported"}})
                return
        to.whole(REPLY)

    return script


def test_a_server_without_schemas_is_asked_in_words_and_it_is_remembered() -> None:
    with running(refusing("response_format", status=422)) as server:
        chat = client(server)
        assert chat.structured
        assert heard(chat) == REPLY
        assert not chat.structured
        assert heard(chat) == REPLY
    assert len(server.requests) == 4
    assert "response_format" not in server.requests[-1].body
    assert server.requests[0].body["messages"] == server.requests[-1].body["messages"]


def test_a_server_that_knows_json_but_no_schemas_is_asked_for_json() -> None:
    with running(refusing("json_schema")) as server:
        chat = client(server)
        assert heard(chat) == REPLY
        assert chat.structured
    assert server.requests[-1].body["response_format"]["type"] == "json_object"


def test_each_refused_parameter_is_left_out() -> None:
    refused = ("stream_options", "temperature", "response_format", "json_schema")
    with running(refusing(*refused)) as server:
        assert heard(client(server)) == REPLY
    assert set(server.requests[-1].body) == {"model", "messages", "stream", "max_tokens"}


def test_the_newer_name_of_the_limit_is_used_where_it_is_asked_for() -> None:
    def script(request: Request, to: Connection) -> None:
        if "max_tokens" in request.body:
            said = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
            to.json(400, {"error": {"message": said}})
        else:
            to.whole(REPLY)

    with running(script) as server:
        assert heard(client(server)) == REPLY
    assert server.requests[-1].body["max_completion_tokens"] == 200


def test_a_server_that_refuses_whatever_it_gets_is_left_in_peace() -> None:
    def script(request: Request, to: Connection) -> None:
        to.json(400, {"error": "json_schema stream_options temperature unsupported"})

    with running(script) as server, pytest.raises(ModelServerError, match="refused the request"):
        heard(client(server))
    assert len(server.requests) <= 7


def test_a_reply_that_is_not_streamed_is_taken_whole() -> None:
    def script(request: Request, to: Connection) -> None:
        choice = {"message": {"content": REPLY}, "finish_reason": "stop"}
        used = {"prompt_tokens": 3, "completion_tokens": 4}
        to.json(200, {"choices": [choice], "usage": used})

    with running(script) as server:
        parts = list(client(server).stream(ASKED))
    assert [part.text for part in parts] == [REPLY, ""]
    assert parts[-1].usage == Usage(prompt_tokens=3, completion_tokens=4)


def test_closing_the_iterator_hangs_up() -> None:
    with running(FAULTS["hang in the middle"].script) as server:
        with closing(client(server).stream(ASKED)) as parts:
            assert next(iter(parts)).text
        assert server.connections[0].hung_up.wait(20)


@pytest.mark.parametrize("name", ["hang", "hang in the middle", "dribble of headers"])
def test_a_reply_that_is_waited_for_can_be_stopped_from_elsewhere(name: str) -> None:
    stop = threading.Event()

    def script(request: Request, to: Connection) -> None:
        stop.set()
        FAULTS[name].script(request, to)

    with running(script) as server, stoppable(stop), pytest.raises(RequestStopped):
        heard(client(server))


def test_the_models_of_a_server_are_listed_without_a_question() -> None:
    def script(request: Request, to: Connection) -> None:
        to.json(200, {"object": "list", "data": [{"id": "tiny"}, {"id": "large"}]})

    with running(script) as server:
        assert client(server).models() == {"tiny", "large"}
    assert [(r.method, r.path, r.body) for r in server.requests] == [("GET", "/v1/models", None)]


@pytest.mark.parametrize("name", ["401", "404", "500", "hang", "web page", "endless line"])
def test_models_that_cannot_be_listed_are_an_error_of_the_server(name: str) -> None:
    with running(FAULTS[name].script) as server, pytest.raises(ModelServerError) as raised:
        client(server, timeout_s=FAULTS[name].timeout_s).models()
    assert KEY not in f"{raised.value} {raised.value.detail}"


@pytest.fixture(autouse=True)
def _no_threads_stay() -> Iterator[None]:
    """Whatever happened, nobody watches a line that is closed."""
    yield
    assert not [t for t in threading.enumerate() if t.name == "galen-chat-line"]


def test_errors_of_the_server_are_galens_errors() -> None:
    assert issubclass(ModelServerError, GalenError)
