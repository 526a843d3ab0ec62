"""Each format is downloaded from the page and opens."""

from __future__ import annotations

import json
from pathlib import Path

from asking import GOUT, ask
from playwright.sync_api import Page

from assistant.answer import Answer
from ui.export import FORMATS

MAGIC = {"pdf": b"%PDF-", "docx": b"PK", "markdown": b"# ", "ris": b"TY  - ", "bibtex": b"@"}


def test_each_format_is_downloaded(page: Page, tmp_path: Path) -> None:
    answer = ask(page, GOUT)
    line = answer.locator(".g-bottom-line .g-text").inner_text()
    page.get_by_role("button", name="Export").click()
    for form in FORMATS.values():
        with page.expect_download() as downloading:
            page.get_by_role("button", name=form.label, exact=True).click()
        downloaded = downloading.value
        assert downloaded.suggested_filename.endswith(form.ending)
        path = tmp_path / downloaded.suggested_filename
        downloaded.save_as(path)
        if form.name == "json":
            told = json.loads(path.read_text("utf-8"))
            told.pop("export")
            assert Answer.from_json(told).bottom_line.text == line  # type: ignore[union-attr]
        else:
            assert path.read_bytes().lstrip().startswith(MAGIC[form.name]), form.name
