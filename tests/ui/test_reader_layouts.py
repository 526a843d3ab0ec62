"""Each reader's layout, in text and in files; and the patients' where it is switched off."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from command_line import Galen
from docx import Document
from exported import ANSWER, CONTEXT
from pypdf import PdfReader

from assistant.answer import Answer
from assistant.glosses import NOTE, for_reader
from assistant.readers import READERS
from ui.export import as_docx, as_json, as_markdown, as_pdf
from ui.render import render

PATIENT = READERS["patient"]
MEANING = "chance decided who got which treatment"


def flat(text: str) -> str:
    """On one line, without what Markdown escapes and PDF breaks."""
    return "".join(text.replace("\\", "").split()).lower()


def printed(answer: Answer) -> str:
    return render(answer)


def markdown(answer: Answer) -> str:
    return as_markdown(answer, CONTEXT)


def word(answer: Answer) -> str:
    return "\n".join(p.text for p in Document(BytesIO(as_docx(answer, CONTEXT))).paragraphs)


def pdf(answer: Answer) -> str:
    pages = PdfReader(BytesIO(as_pdf(answer, CONTEXT))).pages
    return "".join(page.extract_text() for page in pages)


SURFACES = [printed, markdown, word, pdf]


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("name", READERS)
def test_every_surface_obeys_the_layout(surface: Callable[[Answer], str], name: str) -> None:
    profile = READERS[name]
    layout = profile.layout
    shown = flat(surface(for_reader(ANSWER, profile)))
    body, _, research = shown.partition(flat("From the Research"))
    bottom_line, _, guidelines = body.partition(flat("From the Guidelines"))
    assert flat("Bottom line") in bottom_line
    disclaimer = flat(profile.disclaimer)
    assert (disclaimer in bottom_line) == layout.cautions_first
    assert (disclaimer in research) == (not layout.cautions_first)
    for line, section in ((layout.guidelines_line, guidelines), (layout.research_line, research)):
        assert flat(line) in section
    assert (flat(MEANING) in research) == layout.explains_headings
    assert (flat(NOTE) in research) == bool(layout.explains)
    assert (flat("In plain words") in shown) == bool(layout.explains)


def test_the_text_offers_as_many_questions_as_the_layout() -> None:
    asked = tuple(f"Question {number}?" for number in range(5))
    for profile in READERS.values():
        told = for_reader(replace(ANSWER, follow_ups=asked), profile)
        assert render(told).count("Question ") == profile.layout.follow_ups
        assert told.follow_ups == asked


def test_a_copy_for_another_reader_is_laid_out_for_them_in_json_too() -> None:
    for name, profile in READERS.items():
        written = as_json(ANSWER, replace(CONTEXT, reader=name))
        expected = ANSWER if name == ANSWER.reader else for_reader(ANSWER, profile)
        assert Answer.from_json(written) == expected
        assert json.loads(written)["export"]["reader"] == name


def test_a_patient_cannot_be_asked_for_where_the_layout_is_off(
    galen: Galen, small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GALEN_PATIENT_LAYOUT", "off")
    rest = "choose one of clinician, nurse, student\n"
    galen("ask", "gout?", "--reader", "patient").refused(2, "unknown reader 'patient'", rest)
    answer = tmp_path / "answer.json"
    answer.write_text(json.dumps(ANSWER.to_json()), "utf-8")
    out = tmp_path / "out.md"
    galen("export", out, "--from", answer, "--reader", "patient").refused(2, rest)
    lines, written = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    asked = [{"id": name, "question": "How is gout treated?", "reader": name} for name in READERS]
    lines.write_text("".join(json.dumps(line) + "\n" for line in asked), "utf-8")
    assert galen("ask", "--batch", lines, "--out", written).code == 1
    records = {r["id"]: r for r in map(json.loads, written.read_text("utf-8").splitlines())}
    assert {name for name, record in records.items() if "error" in record} == {"patient"}
    assert rest.strip() in records["patient"]["error"]


def test_a_wrong_switch_is_refused_by_name(
    galen: Galen, small_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GALEN_PATIENT_LAYOUT", "perhaps")
    galen("ask", "gout?").refused(2, "GALEN_PATIENT_LAYOUT", "perhaps")
