"""Two pages with homes of their own over one PostgreSQL library, which stops and returns."""

from __future__ import annotations

from pathlib import Path

import pytest
from app_process import running_app
from asking import ask
from command_line import spawn
from playwright.sync_api import Browser, Page, expect
from postgres_server import PostgresServer, own_postgres

__all__ = ["own_postgres"]

GUIDELINE = """---
id: body-{year}-{drug}
kind: guideline
title: "Gout: a guideline on {drug}"
organization: Body of Rheumatology
year: {year}
topics: [gout]
---

## Recommendations
- (Strong) {text}
"""
PATIENCE_MS = 60_000
URATE = "In adults with gout, allopurinol is recommended as first-line urate-lowering therapy."
FLARE = "In a gout flare, naproxen should be started within 24 hours."
FIRST = "What is the first-line urate-lowering therapy in gout?"
THEN = "What should be started in a gout flare?"


def ingest(home: Path, folder: Path, drug: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    file = folder / f"{drug}.md"
    file.write_text(GUIDELINE.format(year=2020, drug=drug, text=text), "utf-8")
    ran = spawn("ingest", str(file), home=home)
    assert ran.code == 0, ran.err


def opened(page: Page, address: str) -> None:
    """The first page of a process waits until its library is open."""
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address)
    page.get_by_role("heading", name="What do you want to know?").wait_for()


def test_pages_on_two_machines_share_a_library_that_stops_and_returns(
    browser: Browser,
    own_postgres: PostgresServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = own_postgres.url(own_postgres.new_database())
    monkeypatch.setenv("GALEN_LIBRARY_URL", url)
    monkeypatch.setenv("GALEN_WORKSPACE_URL", url)
    homes = [tmp_path / name for name in ("one", "two")]
    ingest(homes[0], tmp_path / "in", "allopurinol", URATE)
    homes[1].mkdir()
    with running_app(homes[0]) as one, running_app(homes[1]) as two:
        pages: list[Page] = [browser.new_page() for _ in (one, two)]
        for page, address in zip(pages, (one, two), strict=True):
            opened(page, address)
            expect(ask(page, FIRST)).to_contain_text("allopurinol")
        ingest(tmp_path / "third", tmp_path / "in", "naproxen", FLARE)
        expect(ask(pages[1], THEN)).to_contain_text("naproxen")
        own_postgres.stop("immediate")
        box = pages[0].get_by_test_id("stChatInput").get_by_role("textbox")
        box.fill(THEN)
        box.press("Enter")
        expect(pages[0].get_by_text("does not answer").first).to_contain_text("start the server")
        own_postgres.start()
        for page, address in zip(pages, (one, two), strict=True):
            opened(page, address)
            expect(ask(page, THEN)).to_contain_text("naproxen")
            page.close()
