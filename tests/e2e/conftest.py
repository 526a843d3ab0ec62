"""A real browser before the real app, over a copy of the starter library."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from app_process import running_app
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
PATIENCE_MS = 20_000


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("needs Chromium (Debian: apt-get install chromium)")
    expect.set_options(timeout=PATIENCE_MS)
    # As root, which is what containers run as, Chromium has no sandbox.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def app_home(starter_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the app that most tests share."""
    home = tmp_path_factory.mktemp("page") / "home"
    shutil.copytree(starter_home, home)
    return home


@pytest.fixture(scope="session")
def app(browser: Browser, app_home: Path) -> Iterator[str]:
    """The address of an app in local mode."""
    with running_app(app_home) as address:
        yield address


@pytest.fixture(scope="session")
def shared_context(browser: Browser) -> Iterator[BrowserContext]:
    """Keeps what the browser has loaded from test to test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def tab(shared_context: BrowserContext) -> Iterator[Page]:
    """An empty tab without cookies; a script that fails in it fails the test."""
    shared_context.clear_cookies()
    page = shared_context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    assert errors == []


@pytest.fixture
def page(tab: Page, app: str) -> Page:
    """The start page of the shared app."""
    tab.goto(app)
    tab.get_by_role("heading", name="What do you want to know?").wait_for()
    return tab
