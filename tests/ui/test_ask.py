"""`galen ask`: the JSON that is promised, what is printed, and what is refused."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command_line import Galen, spawn

EXAMPLE = "What is the best imaging modality for a superficial lump on the lower back?"

ANSWER = [
    "id", "question", "searched_for", "reader", "state", "notices", "bottom_line", "guidelines",
    "research", "references", "withheld", "follow_ups", "disclaimer", "engine", "model",
    "library_version", "usage", "retrieved", "timings_ms",
]  # fmt: skip
STATEMENT = ["text", "lead", "citations", "strength", "checks", "glosses"]
REFERENCE = [
    "number", "source_id", "kind", "family", "title", "organization", "authors", "journal", "year",
    "doi", "pmid", "url", "text_origin", "verification", "superseded_by", "quotes",
]  # fmt: skip
QUOTE = {"passage_id", "start", "end", "page", "heading", "text"}


def statements(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield answer["bottom_line"]
    for group in (*answer["guidelines"], *answer["research"]):
        assert list(group) == ["heading", "statements"]
        yield from group["statements"]


def test_the_json_of_an_answer_is_as_promised(galen: Galen, in_starter: Path) -> None:
    ran = galen("ask", EXAMPLE, "--json", "--reader", "student")
    answer = ran.json
    assert (ran.code, ran.err) == (0, "")
    assert set(answer) == set(ANSWER)
    assert (answer["question"], answer["reader"], answer["state"]) == (EXAMPLE, "student", "full")
    assert (answer["engine"], answer["model"]) == ("extractive", None)
    assert set(answer["timings_ms"]) == {"triage", "retrieve", "compose", "verify", "total"}
    for notice in answer["notices"]:
        assert list(notice) == ["kind", "text"]
    for found in answer["retrieved"]:
        assert list(found) == ["rank", "source_id", "passage_id", "score", "section"]
    for statement in statements(answer):
        assert set(statement) == set(STATEMENT)
        assert set(statement["checks"].values()) <= {"pass", "n/a"}


def test_the_keys_of_every_level_stand_in_the_promised_order(
    galen: Galen, in_starter: Path
) -> None:
    answer = galen("ask", EXAMPLE, "--json").json
    assert list(answer) == ANSWER
    assert list(answer["timings_ms"]) == ["triage", "retrieve", "compose", "verify", "total"]
    for reference in answer["references"]:
        assert list(reference) == REFERENCE


def test_every_quote_slices_out_of_the_text_that_sources_show_prints(
    galen: Galen, in_starter: Path
) -> None:
    answer = galen("ask", EXAMPLE, "--json").json
    for reference in answer["references"]:
        text = galen("sources", "show", reference["source_id"], "--json").json["text"]
        for quote in reference["quotes"]:
            assert set(quote) == QUOTE
            assert text[quote["start"] : quote["end"]] == quote["text"]


def test_every_citation_points_at_a_quote(galen: Galen, in_starter: Path) -> None:
    answer = galen("ask", EXAMPLE, "--json").json
    assert [r["number"] for r in answer["references"]] == list(
        range(1, len(answer["references"]) + 1)
    )
    for statement in statements(answer):
        assert statement["citations"]
        for citation in statement["citations"]:
            quotes = answer["references"][citation["number"] - 1]["quotes"]
            assert 0 <= citation["quote"] < len(quotes)


def test_no_evidence_means_no_statements_and_exit_0(galen: Galen, in_starter: Path) -> None:
    ran = galen("ask", "Why is the sky blue?", "--json")
    assert (ran.code, ran.json["state"], ran.json["bottom_line"]) == (0, "none", None)
    assert ran.json["guidelines"] == ran.json["research"] == ran.json["references"] == []


def test_an_answer_is_text_on_stdout_and_nothing_on_stderr(galen: Galen, small_home: Path) -> None:
    ran = galen("ask", "Which drug is first-line urate-lowering therapy in gout?")
    assert (ran.code, ran.err) == (0, "")
    assert "allopurinol is recommended" in ran.out


def test_controls_in_a_question_are_not_printed(galen: Galen, small_home: Path) -> None:
    ran = galen("ask", "How is \x1b[31mgout\x9b2J treated\u202e?")
    assert ran.code == 0
    assert not {"\x1b", "\x9b", "\u202e"} & set(ran.out)


@pytest.mark.parametrize("question", ["", " ", "\t\n ", "?!", "\u200b"])
def test_an_empty_question_is_refused_and_no_home_is_made(
    galen: Galen, private_home: Path, question: str
) -> None:
    galen("ask", question).refused(2, "question is empty")
    assert not private_home.exists()


def test_wrong_use_is_refused(galen: Galen, private_home: Path) -> None:
    galen("ask").refused(2, "give one QUESTION")
    galen("ask", "a" * 100_000).refused(2, "100,000 characters: shorten it")
    galen("ask", "gout", "--reader", "vet").refused(2, "unknown reader 'vet': choose one of")
    galen("ask", "gout", "--engine", "magic").refused(2, "unknown engine 'magic': choose one of")
    galen("ask", "gout", "--nope").refused(2, "No such option", "galen ask --help")
    galen("ask", "gout", "twice").refused(2, "unexpected extra argument")
    assert not private_home.exists()


def test_bytes_that_are_no_text_are_refused_without_a_traceback(private_home: Path) -> None:
    spawn("ask", b"\xff\xfe gout", home=private_home).refused(2, "not text in UTF-8")


def test_a_library_of_older_sources_is_not_filled_again(galen: Galen, small_home: Path) -> None:
    assert galen("ask", "How is gout treated?").code == 0
    assert len(galen("sources", "--json").json) == 2


def test_a_first_run_that_was_cut_short_gets_its_questions_with_the_next(
    starter_home: Path, private_home: Path, galen: Galen
) -> None:
    shutil.copytree(starter_home, private_home)
    with sqlite3.connect(private_home / "library" / "catalog.sqlite") as connection:
        connection.execute("DELETE FROM anticipated")
        connection.execute("DELETE FROM anticipated_lists")
    connection.close()
    assert "Questions" in galen("ask", "Numbers from LEAP?").err
    assert "Questions" not in galen("ask", "Numbers from LEAP?").err
