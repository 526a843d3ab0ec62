"""The page can be used on a phone, in the dark and by everybody: width, axe-core, own resources."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from asking import LUMP, ask
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

PAGES = ("answers", "review", "sources", "evaluation", "about")
SERIOUS = ("serious", "critical")
WIDEST = "Math.max(...[...document.querySelectorAll('html, .stMain')].map(e => e.scrollWidth))"


@pytest.fixture(params=[(1280, "light"), (390, "dark")], ids=["desk", "phone"])
def seen(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, reduced_motion="reduce"
    )
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


# Those of Streamlit may go on for long, ours take a fifth of a second.
FADED_IN = """() => Promise.race([
    new Promise(done => setTimeout(done, 1000)),
    Promise.allSettled(document.getAnimations().map(each => each.finished)),
]).then(() => null)"""


def barriers(page: Page) -> list[str]:
    """What axe-core finds serious in our part of the page, with the elements.

    Of what stands there: a text that fades in has no contrast yet.
    """
    page.evaluate(FADED_IN)
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['html'][:200]}"
        for each in found
        if each["impact"] in SERIOUS
        for node in each["nodes"]
    ]


def fits(page: Page) -> bool:
    size = page.viewport_size
    assert size is not None
    return bool(page.evaluate(WIDEST) <= size["width"])


def test_nothing_stands_in_the_way(seen: Page, app: str) -> None:
    seen.goto(app)
    seen.locator(".g-welcome").wait_for()
    assert (barriers(seen), fits(seen)) == ([], True)
    answer = ask(seen, LUMP)
    assert (barriers(seen), fits(seen)) == ([], True)
    answer.locator(".g-cite").first.click()
    expect(seen.locator(".g-panel:popover-open mark")).to_be_visible()
    assert (barriers(seen), fits(seen)) == ([], True)
    for path in PAGES:
        seen.goto(f"{app}/{path}")
        seen.get_by_role("heading", level=1).wait_for()
        assert (path, barriers(seen), fits(seen)) == (path, [], True)


def test_the_page_needs_no_other_host(page: Page, app: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    ask(page, LUMP)
    assert [url for url in asked if not url.startswith((app, "data:", "blob:"))] == []
