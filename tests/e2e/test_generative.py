"""A language model behind the page: what is said before, statements as they come, Stop, faults."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from app_process import running_app
from asking import GOUT, ask, panel
from faithful import faithful, statements
from playwright.sync_api import Browser, Locator, Page, expect
from scripted_server import Connection, Request, ScriptedServer, running
from server_faults import FAULTS, KEY
from test_looks import barriers


class Model:
    """A chat server whose behaviour a test chooses."""

    def __init__(self) -> None:
        self.script = faithful

    def __call__(self, request: Request, to: Connection) -> None:
        self.script(request, to)


@pytest.fixture(scope="module")
def model() -> Model:
    return Model()


@pytest.fixture(scope="module")
def server(model: Model) -> Iterator[ScriptedServer]:
    with running(model) as server:
        yield server


@pytest.fixture(scope="module")
def chat_app(browser: Browser, app_home: Path, server: ScriptedServer) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GALEN_LLM_BASE_URL", server.base_url)
        patch.setenv("GALEN_LLM_MODEL", "tiny")
        patch.setenv("GALEN_LLM_API_KEY", KEY)
        patch.setenv("GALEN_LLM_PRICE_PROMPT", "2")
        patch.setenv("GALEN_LLM_PRICE_COMPLETION", "10")
        patch.setenv("GALEN_ENGINE", "generative")
        with running_app(app_home) as address:
            yield address
    assert KEY not in (app_home / "ui.log").read_text()


@pytest.fixture
def page(tab: Page, chat_app: str, server: ScriptedServer, model: Model) -> Page:
    """The start page, before a model that copies."""
    model.script = faithful
    server.requests.clear()
    server.connections.clear()
    tab.goto(chat_app)
    # The first one waits for the library and for the model's client to be opened.
    tab.get_by_role("heading", name="What do you want to know?").wait_for(timeout=60_000)
    return tab


def made(answer: Locator) -> str:
    """What is told of how an answer was made."""
    answer.locator(".g-making summary").click()
    return answer.locator(".g-making dl").inner_text()


def test_the_host_is_named_before_anything_is_sent(page: Page, server: ScriptedServer) -> None:
    expect(page.locator(".g-sent")).to_contain_text(f"sent to {server.host}")
    expect(page.locator(".g-sent")).to_contain_text("removed first")
    page.goto(page.url.rstrip("/") + "/about")
    about = page.locator(".g-about")
    expect(about).to_contain_text(f"To {server.host} (this machine)")
    assert KEY not in page.content()
    assert server.requests == []


def test_a_worded_answer_has_all_that_a_quoted_one_has(page: Page, server: ScriptedServer) -> None:
    answer = ask(page, GOUT)
    expect(answer.locator(".g-worded")).to_contain_text("tiny")
    answer.locator(".g-bottom-line .g-cite").first.click()
    expect(panel(page).locator("mark").first).to_be_visible()
    page.keyboard.press("Escape")
    told = made(answer)
    for words in ("Generative", "1,234 sent, 210 received", "0.0046 USD", "Waited for the model"):
        assert words in told
    assert barriers(page) == []
    assert len(server.requests) == 1
    said = answer.locator(".g-text").all_text_contents()
    page.get_by_test_id("stButtonGroup").get_by_text("Patient or family").click()
    expect(answer.locator(".g-disclaimer")).to_contain_text("not advice about you")
    assert answer.locator(".g-text").all_text_contents() == said
    page.reload()
    expect(page.locator("article.g-answer .g-worded")).to_be_visible()
    assert page.locator("article.g-answer .g-text").all_text_contents() == said
    assert len(server.requests) == 1
    assert KEY not in page.content()


def test_evidence_can_be_quoted_instead_and_then_nothing_is_sent(
    page: Page, server: ScriptedServer
) -> None:
    page.get_by_test_id("stButtonGroup").get_by_text("Quoted evidence").click()
    expect(page.locator(".g-sent")).to_contain_text("stays in this installation")
    answer = ask(page, GOUT)
    expect(answer.locator(".g-worded")).to_have_count(0)
    assert "no language model" in made(answer)
    assert server.requests == []


def waiting_after_the_first(request: Request, to: Connection) -> None:
    text = json.dumps({"statements": statements(request.prompt)})
    to.head()
    to.say(text[: text.index("}, {") + 3])
    to.wait()


def test_a_statement_is_there_while_the_rest_is_written_and_stop_ends_it(
    page: Page, server: ScriptedServer, model: Model
) -> None:
    model.script = waiting_after_the_first
    box = page.get_by_test_id("stChatInput").get_by_role("textbox")
    box.fill(GOUT)
    box.press("Enter")
    draft = page.locator(".g-stages")
    expect(draft.locator(".g-text")).to_contain_text("below 6 mg/dL")
    assert barriers(page) == []
    assert not server.connections[0].hung_up.is_set()
    page.get_by_role("button", name="Stop writing").click()
    expect(page.locator(".g-notice")).to_contain_text("Stopped before it was answered")
    assert server.connections[0].hung_up.wait(20)
    expect(page.locator("article.g-answer")).to_have_count(0)
    expect(page.get_by_role("button", name="Stop writing")).to_have_count(0)
    model.script = faithful
    expect(ask(page, GOUT).locator(".g-worded")).to_be_visible()


def test_leaving_the_page_ends_the_request(
    page: Page, server: ScriptedServer, model: Model
) -> None:
    model.script = waiting_after_the_first
    box = page.get_by_test_id("stChatInput").get_by_role("textbox")
    box.fill(GOUT)
    box.press("Enter")
    expect(page.locator(".g-stages .g-text")).to_contain_text("below 6 mg/dL")
    page.locator("[data-testid=stSidebarNav]").get_by_text("Sources").click()
    page.get_by_role("heading", name="Sources", level=1).wait_for()
    assert server.connections[0].hung_up.wait(20)


def test_a_broken_server_leaves_the_quoted_answer_and_its_reason(page: Page, model: Model) -> None:
    model.script = FAULTS["500"].script
    answer = ask(page, GOUT)
    expect(answer.locator(".g-notice").first).to_contain_text("failed (500)")
    expect(answer.locator(".g-bottom-line")).to_contain_text("below 6 mg/dL")
    assert "in place of the language model" in made(answer)
    assert KEY not in page.content()


def test_many_may_ask_at_once(chat_app: str, browser: Browser, model: Model) -> None:
    """Both wait for the model together: a reply that waits for one does not hold up another."""
    together = threading.Barrier(2, timeout=20)

    def script(request: Request, to: Connection) -> None:
        together.wait()
        faithful(request, to)

    model.script = script
    contexts = [browser.new_context() for _ in range(2)]
    pages = [context.new_page() for context in contexts]
    for page in pages:
        page.goto(chat_app)
        box = page.get_by_test_id("stChatInput").get_by_role("textbox")
        box.fill(GOUT)
        box.press("Enter")
    for page in pages:
        expect(page.locator("article.g-answer .g-worded")).to_be_visible()
    for context in contexts:
        context.close()
