"""An answer as JSON is the wire form and reads back equal."""

from __future__ import annotations

import json
from dataclasses import replace

from exported import ANSWER, CONTEXT, hostile_answers, hostile_contexts
from hypothesis import given, settings

from assistant.answer import Answer
from assistant.workspace.model import Status
from ui.export import FORMATS, ExportContext, as_json, export_as


@settings(max_examples=40, deadline=None)
@given(hostile_answers(), hostile_contexts())
def test_it_reads_back_equal(answer: Answer, context: ExportContext) -> None:
    written = export_as(FORMATS["json"], answer, context)
    assert Answer.from_json(written) == answer
    assert b"\x1b" not in written


def test_it_keeps_the_promised_order_and_says_where_the_answer_stands() -> None:
    read = json.loads(as_json(ANSWER, CONTEXT))
    assert [*read] == [*ANSWER.to_json(), "export"]
    assert read["export"]["notice"] == "Educational purpose only, pending human review"
    assert read["export"]["status"] == "submitted"
    assert read["export"]["generated"] == "2026-03-04T05:06:00+00:00"
    approved = json.loads(as_json(ANSWER, replace(CONTEXT, status=Status.APPROVED)))
    assert approved["export"]["notice"] is None
