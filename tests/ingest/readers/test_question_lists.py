"""Lists of anticipated questions: every line whole or refused by its number; the bundled one."""

from __future__ import annotations

import json

import pytest

from corpus.errors import SourceError
from corpus.model import SourceKind
from ingest.chunking import chunk
from ingest.connectors import starter
from ingest.document import RawDocument
from ingest.readers import read
from ingest.readers.question_lists import read_questions

LINE = {"source": "gout", "answer": "Rest.", "questions": ["What now?", " And then? "]}


def listed(*lines: object) -> RawDocument:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return RawDocument(text.encode(), "list.jsonl", "list.jsonl")


def test_every_question_of_every_line_is_read() -> None:
    other = {**LINE, "source": "flu", "questions": ["Stay home?"]}
    found = read_questions(listed(LINE, "", other))
    assert [(q.source_id, q.answer, q.question) for q in found] == [
        ("gout", "Rest.", "What now?"),
        ("gout", "Rest.", "And then?"),
        ("flu", "Rest.", "Stay home?"),
    ]


def test_an_empty_list_has_no_questions() -> None:
    assert read_questions(listed("")) == []


@pytest.mark.parametrize(
    "line",
    [
        "not JSON",
        "[" * 100_000,
        "[]",
        {**LINE, "more": 1},
        {"source": "gout", "questions": ["What?"]},
        {**LINE, "questions": "What?"},
        {**LINE, "questions": [1]},
        {**LINE, "questions": [" "]},
        {**LINE, "answer": ""},
        {**LINE, "source": None},
    ],
)
def test_a_line_of_another_form_is_refused_by_its_number(line: object) -> None:
    with pytest.raises(SourceError, match=r"list\.jsonl, line 2 "):
        read_questions(listed(LINE, line))


def test_every_bundled_question_names_a_sentence_of_its_digest_and_none_stands_twice() -> None:
    texts = [
        chunk(read(each.fetch(), SourceKind.OTHER), lambda text: len(text) // 4)
        for each in starter.candidates()
    ]
    sentences = {(t.source.id, s.span.of(t.text)) for t in texts for s in t.sentences}
    bundled = starter.questions()
    asked = {(q.source_id, q.answer) for q in bundled}
    assert asked <= sentences
    assert len(asked) > 0.95 * len(sentences)
    assert len({(q.source_id, q.question.lower()) for q in bundled}) == len(bundled)
