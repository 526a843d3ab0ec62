"""A real llama.cpp server with a small real model: what scripted servers cannot tell us.

Run where GALEN_TEST_GGUF names a model file and llama-cpp-python[server] is installed, here or in
the environment of the Python that GALEN_TEST_LLAMA_PYTHON names.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from scripted_server import closed_port

from assistant.answer import NoticeKind, Verdict
from assistant.assistant import Assistant
from assistant.chat.model import Message, Role
from assistant.chat.openai_chat import OpenAIChat
from corpus.chat_server import ChatServer
from corpus.errors import ContextTooLong, ModelServerError
from ui.session import Session

pytestmark = pytest.mark.llama

MODEL = os.environ.get("GALEN_TEST_GGUF", "")
PYTHON = os.environ.get("GALEN_TEST_LLAMA_PYTHON", sys.executable)
PATIENCE_S = 120.0
CONTEXT = 2_048
SCHEMA = {
    "type": "object",
    "properties": {"answer": {"type": "string", "enum": ["ultrasound", "amoxicillin"]}},
    "required": ["answer"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChatServer]:
    """The server with the model, on a port of this machine."""
    if not Path(MODEL).is_file():
        pytest.skip("needs a model: GALEN_TEST_GGUF names no GGUF file")
    importing = subprocess.run([PYTHON, "-c", "import llama_cpp.server"], capture_output=True)
    if importing.returncode:
        pytest.skip("needs llama-cpp-python[server] in the Python of GALEN_TEST_LLAMA_PYTHON")
    port = closed_port()
    command = [PYTHON, "-m", "llama_cpp.server", "--model", MODEL, "--model_alias", "tiny"]
    command += ["--n_ctx", str(CONTEXT), "--n_threads", "1", "--port", str(port)]
    found = ChatServer(
        base_url=f"http://127.0.0.1:{port}/v1", model="tiny", timeout_s=600.0, max_tokens=64
    )
    log = tmp_path_factory.mktemp("llama") / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
        try:
            _wait(OpenAIChat(found), process, log)
            yield found
        finally:
            process.terminate()
            process.wait(30)


def _wait(chat: OpenAIChat, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and process.poll() is None:
        try:
            assert chat.models() == {"tiny"}
        except ModelServerError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"the server did not start: {log.read_text(errors='replace')[-2_000:]}")


def messages(text: str) -> list[Message]:
    return [Message(Role.SYSTEM, "Reply in JSON."), Message(Role.USER, text)]


def test_the_server_is_held_to_the_schema_by_the_form_that_it_takes(server: ChatServer) -> None:
    chat = OpenAIChat(server)
    asked = messages('Which is a scan? Reply as {"answer": "ultrasound"}.')
    reply = "".join(part.text for part in chat.stream(asked, SCHEMA))
    assert json.loads(reply)["answer"] in ("ultrasound", "amoxicillin")
    assert chat.structured


def test_without_a_schema_the_same_messages_do(server: ChatServer) -> None:
    assert "".join(part.text for part in OpenAIChat(server).stream(messages("Say yes.")))


def test_what_is_too_long_for_the_model_is_told_apart(server: ChatServer) -> None:
    with pytest.raises(ContextTooLong):
        list(OpenAIChat(server).stream(messages("ultrasound " * CONTEXT)))


def test_closing_ends_the_reply_and_the_next_one_is_whole(server: ChatServer) -> None:
    chat = OpenAIChat(server)
    parts = chat.stream(messages("Count to one hundred."))
    next(iter(parts))
    parts.close()  # type: ignore[attr-defined]
    assert "".join(part.text for part in chat.stream(messages("Say yes.")))


def test_whatever_the_model_says_only_what_is_borne_out_is_shown(
    server: ChatServer, starter_session: Session
) -> None:
    count = starter_session.embedder.count_tokens
    assistant = Assistant(
        starter_session.library, count, chat=OpenAIChat(server), passage_tokens=200
    )
    answer = assistant.ask("What is the target uric acid in gout?", engine="generative")
    fell_back = NoticeKind.FALLBACK in {notice.kind for notice in answer.notices}
    assert answer.engine == ("extractive" if fell_back else "generative")
    assert answer.bottom_line is not None
    for statement in answer.statements():
        assert Verdict.FAIL not in statement.checks.values()
