"""Gold files: the bundled ones load, and every planted mistake is reported at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answer import EvidenceState, NoticeKind, Statement
from corpus.errors import GoldError
from evals.gold import bundled_gold, load_gold
from evals.matching import met_by, normalise, sentences_in

STARTER = Path(__file__).parents[2] / "corpus" / "starter"


def line(**changes: object) -> str:
    record: dict[str, object] = {
        "id": "a",
        "question": "What first?",
        "reader": "clinician",
        "key_points": [{"text": "Ultrasound", "all_of": [["ultrasound", "US"], ["first"]]}],
        "contradicts": [],
        "sources": ["s1"],
        "answerable": True,
    }
    return json.dumps({k: v for k, v in (record | changes).items() if v != "absent"})


def write(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def mistakes(paths: list[Path], known: set[str] | None = None) -> list[str]:
    with pytest.raises(GoldError) as caught:
        load_gold(paths, known)
    return str(caught.value).split("\n")


def test_the_bundled_questions_load_and_name_bundled_sources() -> None:
    known = {path.stem for path in STARTER.glob("*/*.md")}
    gold = load_gold(bundled_gold(), known)
    assert len(gold) == 222
    assert len({q.id for q in gold}) == 222
    assert {q.area for q in gold} == {"acute", "cardiometabolic", "imaging", "prevention"}
    assert sum(not q.answerable for q in gold) == 10


def test_every_bundled_alternative_has_something_to_look_for() -> None:
    gold = load_gold(bundled_gold())
    points = [p for q in gold for p in (*q.key_points, *q.contradicts)]
    assert all(normalise(alternative) for p in points for g in p.all_of for alternative in g)


def starter_statements(source_id: str) -> Iterator[Statement]:
    """The digest's bullets and paragraphs, each as an engine would show it: grade as strength."""
    (path,) = STARTER.glob(f"*/{source_id}.md")
    body = path.read_text("utf-8").split("---", 2)[2]
    for text in (line.strip() for line in body.splitlines()):
        bullet = re.fullmatch(r"- (?:\(([^)]*)\) )?(.*)", text)
        if bullet is not None:
            yield Statement(text=bullet[2], citations=(), strength=bullet[1])
        elif text and not text.startswith("#"):
            yield Statement(text=text, citations=())


def test_the_named_sources_meet_every_key_point_and_no_contradiction() -> None:
    unmet, contradicted = [], []
    for question in load_gold(bundled_gold()):
        shown = tuple(
            sentence
            for source in question.sources
            for statement in starter_statements(source)
            for sentence in sentences_in(statement)
        )
        unmet += [(question.id, p.text) for p in question.key_points if not met_by(p, shown)]
        contradicted += [(question.id, p.text) for p in question.contradicts if met_by(p, shown)]
    assert unmet == []
    assert contradicted == []


def test_what_is_left_out_takes_its_default(tmp_path: Path) -> None:
    (question,) = load_gold([write(tmp_path, "area.jsonl", line())])
    (point,) = question.key_points
    assert (point.must, point.scope) == (False, "sentence")
    assert point.all_of == (("ultrasound", "US"), ("first",))
    assert (question.area, question.safety, question.expect_state) == ("area", None, None)


def test_states_and_safety_are_read_as_what_answers_carry(tmp_path: Path) -> None:
    text = line(safety="self-harm", expect_state="none", kind="false-premise")
    (question,) = load_gold([write(tmp_path, "g.jsonl", "", text)])
    assert question.safety is NoticeKind.SELF_HARM
    assert question.expect_state is EvidenceState.NONE
    assert question.kind == "false-premise"


def test_every_mistake_of_every_file_is_reported_at_once(tmp_path: Path) -> None:
    one = write(
        tmp_path,
        "one.jsonl",
        line(),
        "{not json",
        line(id="b", extra=1, reader="robot"),
        line(id="c", key_points=[{"text": "t", "all_of": [[], ["x"]]}]),
        line(id="d", key_points=[{"text": "t", "all_of": [["x", "  "]]}]),
        line(id="e", key_points=[{"text": "t", "all_of": [], "must": "yes"}]),
    )
    two = write(
        tmp_path,
        "two.jsonl",
        line(),
        "",
        line(id="f", sources=["s1", "s9"], safety="fire"),
        line(id="g", key_points=[{"text": "t", "all_of": [["x"]], "scope": "page"}]),
        line(id="h", contradicts=[{"text": "t", "all_of": [["x"]], "must": True}]),
        line(id="i", question="absent"),
        line(id="j")[:-1] + ', "id": "k"}',
    )
    found = mistakes([one, two, tmp_path / "three.jsonl"], {"s1"})
    expected = [
        (f"{one}:2: ", "bad JSON"),
        (f"{one}:3: reader: ", "clinician"),
        (f"{one}:3: extra: ", "unknown field"),
        (f"{one}:4: key_points[0].all_of[0]: ", "empty group"),
        (f"{one}:5: key_points[0].all_of[0][1]: ", "empty text or alternative"),
        (f"{one}:6: key_points[0].all_of: ", "empty group"),
        (f"{one}:6: key_points[0].must: ", "boolean"),
        (f"{two}:1: ", f"duplicate id 'a', first used at {one}:1"),
        (f"{two}:3: ", "unknown source id 's9'"),
        (f"{two}:3: safety: ", "emergency"),
        (f"{two}:4: key_points[0].scope: ", "sentence"),
        (f"{two}:5: contradicts[0].must: ", "unknown field"),
        (f"{two}:6: question: ", "missing field"),
        (f"{two}:7: ", "repeated field id"),
        (f"{tmp_path / 'three.jsonl'}: ", "cannot be read"),
    ]
    assert len(found) == len(expected)
    for start, what in expected:
        assert any(f.startswith(start) and what in f for f in found), (start, what, found)


@pytest.mark.parametrize("alternative", ["", " ", ".", '"', "\u200b", "\u200d"])
def test_an_alternative_that_anything_meets_is_refused(tmp_path: Path, alternative: str) -> None:
    point = {"text": "t", "all_of": [[alternative]]}
    found = mistakes([write(tmp_path, "g.jsonl", line(key_points=[point]))])
    assert found == [
        f"{tmp_path / 'g.jsonl'}:1: key_points[0].all_of[0][0]: empty text or alternative"
    ]


def test_a_line_that_is_no_object_is_a_mistake(tmp_path: Path) -> None:
    (found,) = mistakes([write(tmp_path, "g.jsonl", "[1]")], {"s1"})
    assert found.startswith(f"{tmp_path / 'g.jsonl'}:1: the line: ")


def test_a_file_in_another_encoding_is_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "g.jsonl"
    path.write_bytes(b'{"id": "\xff"}\n')
    assert mistakes([path]) == [f"{path}: not UTF-8 at byte 8: save it as UTF-8"]


def test_source_ids_are_free_unless_the_known_ones_are_given(tmp_path: Path) -> None:
    path = write(tmp_path, "g.jsonl", line(sources=["nowhere"]))
    assert load_gold([path])[0].sources == ("nowhere",)
    assert mistakes([path], set()) == [f"{path}:1: unknown source id 'nowhere'"]
