"""Commands with a language model: the host named once, exports that name the model, no key."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import ROOT, Galen, spawn, variables, write_lines
from faithful import faithful
from scripted_server import Connection, Request, ScriptedServer, running
from server_faults import FAULTS, KEY

from corpus.settings import load_settings
from ui.doctor_checks import Status, chat_server
from ui.export import FORMATS

GOUT = "Which drug is first-line urate-lowering therapy in gout?"
SENT = "are sent to 127.0.0.1:"
GOLD = {
    "id": "gout-first",
    "question": GOUT,
    "reader": "clinician",
    "key_points": [{"text": "Allopurinol", "all_of": [["allopurinol"]], "must": True}],
    "sources": ["body-2020-gout"],
    "answerable": True,
}


class Model:
    """Lists itself, and else does what a test chooses."""

    def __init__(self) -> None:
        self.script = faithful

    def __call__(self, request: Request, to: Connection) -> None:
        if request.method == "GET":
            to.json(200, {"data": [{"id": "tiny"}, {"id": "large"}]})
        elif "<passages>" in request.prompt:
            self.script(request, to)
        elif request.body["model"] == "tiny":
            to.whole('{"ready": true}')
        else:
            FAULTS["404"].script(request, to)


@pytest.fixture
def model() -> Model:
    return Model()


@pytest.fixture
def server(
    model: Model, monkeypatch: pytest.MonkeyPatch, small_home: Path
) -> Iterator[ScriptedServer]:
    """A server that the settings name, beside a home of its own."""
    with running(model) as server:
        monkeypatch.setenv("GALEN_LLM_BASE_URL", server.base_url)
        monkeypatch.setenv("GALEN_LLM_MODEL", "tiny")
        monkeypatch.setenv("GALEN_LLM_API_KEY", KEY)
        monkeypatch.setenv("GALEN_LLM_TIMEOUT", "20")
        yield server


def files_below(folder: Path) -> Iterator[bytes]:
    return (path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_the_host_is_named_once_on_stderr_and_the_answer_names_the_model(
    galen: Galen, server: ScriptedServer
) -> None:
    ran = galen("ask", GOUT, "--engine", "generative", "--json")
    assert ran.code == 0
    assert ran.err.count(SENT) == 1
    assert (ran.json["engine"], ran.json["model"]) == ("generative", "tiny")
    assert ran.json["usage"]["prompt_tokens"] == 1_234
    text = galen("ask", GOUT, "--engine", "generative").out
    assert "BOTTOM LINE" in text
    assert len(server.requests) == 2


def test_without_being_asked_for_nothing_is_sent(galen: Galen, server: ScriptedServer) -> None:
    ran = galen("ask", GOUT, "--json")
    assert (ran.err, ran.json["engine"]) == ("", "extractive")
    assert server.requests == []


def test_the_engine_may_be_set(
    galen: Galen, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GALEN_ENGINE", "generative")
    assert galen("ask", GOUT, "--json").json["engine"] == "generative"
    assert galen("ask", GOUT, "--json", "--engine", "extractive").json["model"] is None


def test_a_batch_names_the_host_once(galen: Galen, server: ScriptedServer, tmp_path: Path) -> None:
    lines = [{"id": str(number), "question": GOUT} for number in range(3)]
    batch, out = write_lines(tmp_path / "in.jsonl", lines), tmp_path / "out.jsonl"
    ran = galen("ask", "--batch", batch, "--out", out, "--engine", "generative")
    assert ran.code == 0
    assert ran.err.count(SENT) == 1
    engines = [json.loads(line)["engine"] for line in out.read_text().splitlines()]
    assert engines == ["generative"] * 3
    assert KEY not in out.read_text() + ran.err


def test_without_a_model_the_engine_is_refused_and_no_home_is_made(
    galen: Galen, private_home: Path
) -> None:
    ran = galen("ask", GOUT, "--engine", "generative")
    ran.refused(2, "set GALEN_LLM_BASE_URL and GALEN_LLM_MODEL")
    galen("eval", "run", "--engine", "generative").refused(2, "set GALEN_LLM_BASE_URL")
    assert not private_home.exists()


def test_every_export_is_made_of_a_worded_answer_and_names_engine_and_model(
    galen: Galen, server: ScriptedServer, tmp_path: Path
) -> None:
    answer = tmp_path / "answer.json"
    answer.write_text(galen("ask", GOUT, "--engine", "generative", "--json").out, "utf-8")
    for form in FORMATS.values():
        out = tmp_path / f"answer{form.ending}"
        ran = galen("export", out, "--from", answer)
        assert ran.code == 0, ran.err
        assert KEY.encode() not in out.read_bytes()
        if form.name == "markdown":
            assert "generative, tiny" in out.read_text("utf-8")
        if form.name == "json":
            assert json.loads(out.read_text("utf-8"))["model"] == "tiny"


def test_the_doctor_asks_the_server_and_tells_no_key(
    galen: Galen, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = galen("doctor", "--json")
    (found,) = (check for check in told.json["checks"] if check["check"] == "llm")
    assert found["status"] == "ok"
    assert f"{server.host} (this machine) answers with tiny and takes" in found["detail"]
    settings = [c["detail"] for c in told.json["checks"] if c["check"] == "setting"]
    assert any(each.startswith("llm_api_key = set ") for each in settings)
    assert any(each.startswith("llm_max_tokens = 2000") for each in settings)
    assert len(server.requests) == 1
    assert KEY not in told.out + told.err


def test_the_doctor_names_other_models_where_one_is_not_known(
    galen: Galen, server: ScriptedServer, private_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GALEN_LLM_MODEL", "small")
    finding = chat_server(load_settings())
    assert finding.status is Status.PROBLEM
    assert "knows no model 'small'" in finding.detail
    assert "among its 2 models are large, tiny" in finding.detail


@pytest.mark.parametrize("fault", ["401", "500", "hang", "web page"])
def test_the_doctor_says_what_is_wrong_with_the_server(
    monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    with running(FAULTS[fault].script) as server:
        monkeypatch.setenv("GALEN_LLM_BASE_URL", server.base_url)
        monkeypatch.setenv("GALEN_LLM_MODEL", "tiny")
        monkeypatch.setenv("GALEN_LLM_API_KEY", KEY)
        monkeypatch.setenv("GALEN_LLM_TIMEOUT", "1" if FAULTS[fault].slow else "20")
        finding = chat_server(load_settings())
    assert finding.status is Status.PROBLEM
    assert server.host in finding.detail
    assert KEY not in finding.detail


def test_no_key_in_anything_that_is_written(
    galen: Galen,
    server: ScriptedServer,
    model: Model,
    private_home: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    said = []
    for name in ("401", "500", "error within the stream"):
        model.script = FAULTS[name].script
        for form in ((), ("--json",)):
            ran = galen("ask", GOUT, "--engine", "generative", *form)
            assert "extractive answer" in " ".join(ran.out.split())
            said += [ran.out, ran.err]
    model.script = faithful
    gold = write_lines(tmp_path / "gold.jsonl", [GOLD])
    ran = galen("eval", "run", "--engine", "generative", "--gold", gold, "--name", "one")
    assert ran.code == 0
    manifest = json.loads((private_home / "evals" / "one" / "manifest.json").read_text())
    assert (manifest["engine"], manifest["model"]) == ("generative", "tiny")
    assert manifest["settings"]["llm_host"] == server.host
    said += [ran.out, ran.err]
    assert len(server.requests) > 6
    assert all(KEY not in each for each in (*said, caplog.text))
    assert all(KEY.encode() not in each for each in files_below(private_home))


def test_a_log_of_the_client_tells_no_key(server: ScriptedServer, private_home: Path) -> None:
    """The client's own switch for its log is on: it must not tell the key either."""
    log = {"OPENAI_LOG": "debug"}
    ran = spawn("ask", GOUT, "--engine", "generative", home=private_home, **log)
    assert ran.code == 0, ran.err
    assert KEY not in ran.out + ran.err


def test_without_a_model_the_client_is_not_imported(small_home: Path) -> None:
    code = (
        "import sys; from ui.cli import main; main(['ask', sys.argv[1]])\n"
        "assert not {'openai', 'httpx2'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, GOUT],
        env=variables(small_home, {}),
        capture_output=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert b"allopurinol" in done.stdout
