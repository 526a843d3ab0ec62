"""Documents and questions are data: no script, link, formula or colour comes of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from app_process import running_app
from asking import ask, panel
from command_line import spawn
from playwright.sync_api import Browser, Page, expect

SCRIPT = "<script>window.hacked=1</script><img src=x onerror='window.hacked=1'>"
TRICKS = (
    f"{SCRIPT} :red[coloured] $\\frac{{1}}{{2}}$ [a link](http://evil.example/a) "
    "<a href='javascript:window.hacked=1'>press</a> <b data-galen='go'>bold</b> :material/home: "
    "**stars** `code` ![x](http://evil.example/b.png)"
)
DOCUMENT = f"""---
id: evil-2024-vexosis
kind: guideline
title: "Vexosis {TRICKS.replace(chr(92), chr(92) * 2).replace('"', "")}"
organization: "Body <i>of</i> :blue[vexation] $x^2$"
year: 2024
url: "javascript:window.hacked=1"
topics: ["vexosis <img src=x onerror='window.hacked=1'>"]
---

## Treatment <script>window.hacked=1</script> $y$
- (Strong) In adults with vexosis, calmazine 5 mg daily is recommended {TRICKS}.
"""


@pytest.fixture(scope="module")
def hostile_app(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home, folder = tmp_path_factory.mktemp("hostile") / "home", tmp_path_factory.mktemp("sources")
    (folder / "evil.md").write_text(DOCUMENT, "utf-8")
    ran = spawn("ingest", str(folder), home=home)
    assert ran.code == 0, ran.err
    with running_app(home) as address:
        yield address


@pytest.fixture
def page(tab: Page) -> Page:
    """A tab before nothing yet."""
    return tab


@pytest.fixture
def visited(tab: Page) -> list[str]:
    """Every address that the tab asks for."""
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    return asked


def nothing_came_of_it(page: Page, app: str, visited: list[str]) -> None:
    assert page.evaluate("window.hacked") is None
    assert [url for url in visited if not url.startswith((app, "data:", "blob:"))] == []
    assert page.locator("main .katex, .stMain .katex, .stHtml .katex").count() == 0
    assert page.locator("a[href^='javascript' i], a[href*='evil.example']").count() == 0
    inside = ".stHtml :is(script, iframe, object, form, [onerror], [style])"
    assert page.locator(inside).count() == 0
    assert page.locator(".stHtml img:not([src^='data:'])").count() == 0


def test_hostile_documents_are_shown_as_they_are(
    page: Page, hostile_app: str, visited: list[str]
) -> None:
    page.goto(hostile_app)
    answer = ask(page, "What is recommended in adults with vexosis?")
    expect(answer.locator(".g-bottom-line")).to_contain_text("calmazine 5 mg daily")
    expect(answer).to_contain_text(":red[coloured]")
    expect(answer).to_contain_text("<script>window.hacked=1</script>")
    expect(answer.locator(".g-references")).to_contain_text("$x^2$")
    answer.locator(".g-cite").first.click()
    expect(panel(page).locator("mark")).to_contain_text(":red[coloured]")
    nothing_came_of_it(page, hostile_app, visited)
    for path in ("sources", "sources?source=evil-2024-vexosis", "answers"):
        page.goto(f"{hostile_app}/{path}")
        expect(page.locator(".stApp")).to_contain_text("exosis")
        nothing_came_of_it(page, hostile_app, visited)


@pytest.mark.parametrize("question", [f"What is recommended in vexosis? {TRICKS}", SCRIPT])
def test_hostile_questions_are_shown_as_they_are(
    page: Page, hostile_app: str, visited: list[str], question: str
) -> None:
    page.goto(hostile_app)
    answer = ask(page, question)
    expect(answer.get_by_role("heading", level=1)).to_contain_text("<script>window.hacked=1")
    nothing_came_of_it(page, hostile_app, visited)
    page.reload()
    expect(page.locator("article.g-answer")).to_have_count(1)
    page.goto(f"{hostile_app}/answers")
    expect(page.locator(".g-cards").first).to_contain_text("window.hacked")
    nothing_came_of_it(page, hostile_app, visited)


@pytest.mark.parametrize("query", ["?conversation=<script>", "?conversation=../x"])
def test_addresses_that_name_nothing_say_so(page: Page, hostile_app: str, query: str) -> None:
    page.goto(f"{hostile_app}/{query}")
    expect(page.locator(".g-notice")).to_contain_text("No conversation of yours")
