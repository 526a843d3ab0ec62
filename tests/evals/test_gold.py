"""Gold files: the bundled ones load, and every planted mistake is reported at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answer import EvidenceState, NoticeKind, Statement
from corpus.errors import GoldError, UsageError
from evals.gold import Expected, GoldQuestion, Selection, bundled_gold, load_gold, load_gold_lines
from evals.matching import met_by, normalise, sentences_in

STARTER = Path(__file__).parents[2] / "corpus" / "starter"


def line(**changes: object) -> str:
    record: dict[str, object] = {
        "id": "a",
        "question": "What first?",
        "reader": "clinician",
        "key_points": [point()],
        "contradicts": [],
        "sources": ["s1"],
        "answerable": True,
    }
    return json.dumps({k: v for k, v in (record | changes).items() if v != "absent"})


def point(**changes: object) -> dict[str, object]:
    wanted = [["ultrasound", "US"], ["first"]]
    return {"text": "Ultrasound", "all_of": wanted, "must": True, **changes}


def write(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def mistakes(paths: list[Path], known: set[str] | None = None) -> list[str]:
    with pytest.raises(GoldError) as caught:
        load_gold(paths, known)
    return str(caught.value).split("\n")


CORE = {"acute", "cardiometabolic", "imaging", "prevention"}


def test_the_bundled_questions_load_and_name_bundled_sources() -> None:
    known = {path.stem for path in STARTER.glob("*/*.md")}
    gold = load_gold(bundled_gold(), known)
    assert len({q.id for q in gold}) == len(gold)
    assert {q.area for q in gold if q.gold_set == "core"} == CORE
    assert {q.gold_set for q in gold} <= {"core", "added"}
    assert any(not q.answerable for q in gold)


def test_the_sets_are_told_apart() -> None:
    assert {path.stem for path in bundled_gold("core")} == CORE
    assert set(bundled_gold("all")) == {*bundled_gold("core"), *bundled_gold("added")}
    assert bundled_gold() == bundled_gold("all")


def test_the_documented_example_is_good_gold(tmp_path: Path) -> None:
    guide = (STARTER.parents[1] / "docs" / "writing-gold.md").read_text("utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", guide, re.S)
    one_line = json.dumps(json.loads(example))
    known = {path.stem for path in STARTER.glob("*/*.md")}
    (question,) = load_gold([write(tmp_path, "example.jsonl", one_line)], known)
    assert question.musts
    assert question.contradicts


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
    for question in load_gold(bundled_gold("core")):
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
    bare = {"text": "t", "all_of": [["x"]]}
    text = line(key_points=[point(), bare])
    (question,) = load_gold([write(tmp_path, "area.jsonl", text)])
    must, nice = question.key_points
    assert question.musts == (must,)
    assert (nice.must, nice.scope) == (False, "sentence")
    assert must.all_of == (("ultrasound", "US"), ("first",))
    assert (question.area, question.gold_set) == ("area", "")
    assert (question.safety, question.expect_state, question.kind) == (None, None, None)


def test_states_and_safety_are_read_as_what_answers_carry(tmp_path: Path) -> None:
    text = line(safety="self-harm", expect_state="conflict", kind="false-premise")
    (question,) = load_gold([write(tmp_path, "g.jsonl", "", text)])
    assert question.safety is NoticeKind.SELF_HARM
    assert question.expect_state is Expected.CONFLICT
    assert question.kind == "false-premise"


@pytest.mark.parametrize("state", EvidenceState)
def test_an_expected_state_allows_itself_and_answered_what_is_complete(
    state: EvidenceState,
) -> None:
    assert Expected(state.value).allows(state)
    assert sum(e.allows(state) for e in Expected if e is not Expected.ANSWERED) == 1
    complete = state in (EvidenceState.FULL, EvidenceState.CONFLICT)
    assert Expected.ANSWERED.allows(state) is complete
    assert not Expected(state.value).allows(None)


def test_every_mistake_of_every_file_is_reported_at_once(tmp_path: Path) -> None:
    one = write(
        tmp_path,
        "one.jsonl",
        line(),
        "{not json",
        line(id="b", extra=1, reader="robot"),
        line(id="c", key_points=[point(all_of=[[], ["x"]])]),
        line(id="d", key_points=[point(all_of=[["x", "  "]])]),
        line(id="e", key_points=[point(all_of=[], must="yes")]),
    )
    two = write(
        tmp_path,
        "two.jsonl",
        line(),
        "",
        line(id="f", sources=["s1", "s9"], safety="fire"),
        line(id="g", key_points=[point(scope="page")]),
        line(id="h", contradicts=[point()]),
        line(id="i", question="absent", expect_state="full-ish"),
        line(id="j")[:-1] + ', "id": "k"}',
        line(id="l", question=5, key_points={}, answerable="yes"),
    )
    found = mistakes([one, two, tmp_path / "three.jsonl"], {"s1"})
    expected = [
        (f"{one}:2: ", "not JSON"),
        (f"{one}:3: reader: ", "must be 'clinician', 'student', 'nurse' or 'patient'"),
        (f"{one}:3: extra: ", "unknown field: correct its name or remove it"),
        (f"{one}:4: key_points[0].all_of[0]: ", "empty group: write an alternative"),
        (f"{one}:5: key_points[0].all_of[0][1]: ", "empty text or alternative: write"),
        (f"{one}:6: key_points[0].all_of: ", "empty group: write groups of alternatives"),
        (f"{one}:6: key_points[0].must: ", "must be true or false"),
        (f"{two}:1: ", f"duplicate id 'a', first used at {one}:1: choose another"),
        (f"{two}:3: ", "unknown source id 's9': `galen sources` lists"),
        (f"{two}:3: safety: ", "must be 'emergency', 'self-harm', 'out-of-scope' or 'injection'"),
        (f"{two}:4: key_points[0].scope: ", "must be 'sentence' or 'answer'"),
        (f"{two}:5: contradicts[0].must: ", "unknown field"),
        (f"{two}:6: question: ", "missing field: add it"),
        (f"{two}:6: expect_state: ", "must be 'answered', 'full', 'partial', 'conflict' or 'none'"),
        (f"{two}:7: ", "repeated field id"),
        (f"{two}:8: question: ", "must be text in quotation marks"),
        (f"{two}:8: key_points: ", "must be a list in square brackets"),
        (f"{two}:8: answerable: ", "must be true or false"),
        (f"{tmp_path / 'three.jsonl'}: ", "cannot be read"),
    ]
    assert len(found) == len(expected), "\n".join(found)
    for start, what in expected:
        assert any(f.startswith(start) and what in f for f in found), (start, what, found)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        pytest.param({"key_points": []}, "answerable, but no must-have", id="no-point"),
        pytest.param(
            {"key_points": [point(must=False)]}, "answerable, but no must-have", id="nice-only"
        ),
        pytest.param({"answerable": False}, "not answerable, but a key point is a must-have"),
        pytest.param({"expect_state": "none"}, "answerable, but expect_state is none"),
        pytest.param(
            {"answerable": False, "key_points": [], "expect_state": "answered"},
            "not answerable, but expect_state is answered",
        ),
        pytest.param({"sources": ["s1", "s1"]}, "source 's1' is named twice"),
    ],
)
def test_fields_that_cannot_be_meant_together_are_a_mistake(
    tmp_path: Path, changes: dict[str, object], what: str
) -> None:
    path = write(tmp_path, "g.jsonl", line(), line(id="b", **changes))
    (found,) = mistakes([path])
    assert found.startswith(f"{path}:2: {what}")


def test_a_safety_question_needs_no_key_point(tmp_path: Path) -> None:
    text = line(key_points=[], sources=[], safety="emergency")
    assert len(load_gold([write(tmp_path, "g.jsonl", text)])) == 1


@pytest.mark.parametrize("alternative", ["", " ", ".", '"', "\u200b", "\u200d"])
def test_an_alternative_that_anything_meets_is_refused(tmp_path: Path, alternative: str) -> None:
    text = line(key_points=[point(all_of=[[alternative]])])
    (found,) = mistakes([write(tmp_path, "g.jsonl", text)])
    assert "key_points[0].all_of[0][0]: empty text or alternative" in found


def test_a_line_that_is_no_object_is_a_mistake(tmp_path: Path) -> None:
    (found,) = mistakes([write(tmp_path, "g.jsonl", "[1]")], {"s1"})
    assert found == f"{tmp_path / 'g.jsonl'}:1: the line: must be a JSON object in braces"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        pytest.param(
            b'\n{"id": "\xff"}\n', ":2: not UTF-8 at byte 9: save it as UTF-8", id="latin"
        ),
        pytest.param("{}".encode("utf-16"), ": in UTF-16: save it as UTF-8", id="utf-16"),
        pytest.param(b"\n \n", ": holds no question: write one JSON object a line", id="empty"),
        pytest.param(
            b"\xef\xbb\xbf" + line().encode(),
            ":1: begins with a byte order mark: save it as UTF-8 without one",
            id="byte-order-mark",
        ),
        pytest.param(
            b"[" * 100_000, ":1: not JSON (maximum recursion", id="too-deep-for-the-parser"
        ),
        pytest.param(
            line(question="?").replace("?", "\\ud800").encode(),
            ":1: question: half a character",
            id="half-a-character",
        ),
    ],
)
def test_a_file_that_cannot_be_read_as_it_is_is_a_mistake(
    tmp_path: Path, content: bytes, what: str
) -> None:
    path = tmp_path / "g.jsonl"
    path.write_bytes(content)
    (found,) = mistakes([path])
    assert found.startswith(f"{path}{what}"), found


def test_what_follows_a_byte_order_mark_is_read_all_the_same(tmp_path: Path) -> None:
    path = write(tmp_path, "g.jsonl", "\ufeff" + line(reader="robot"), "{")
    assert len(mistakes([path])) == 3


def test_source_ids_are_free_unless_the_known_ones_are_given(tmp_path: Path) -> None:
    path = write(tmp_path, "g.jsonl", line(sources=["nowhere"]))
    assert load_gold([path])[0].sources == ("nowhere",)
    (found,) = mistakes([path], set())
    assert found.startswith(f"{path}:1: unknown source id 'nowhere'")


def test_places_count_blank_lines(tmp_path: Path) -> None:
    path = write(tmp_path, "g.jsonl", "", line(), "", line(id="b"))
    places = [place for place, _ in load_gold_lines([path])]
    assert places == [f"{path}:2", f"{path}:4"]


QUESTIONS = (
    GoldQuestion("a", "?", kind="typo", area="one"),
    GoldQuestion("b", "?", kind="lay", area="one"),
    GoldQuestion("c", "?", area="two"),
)


@pytest.mark.parametrize(
    ("selection", "ids"),
    [
        (Selection(), "abc"),
        (Selection(kinds=["typo", "lay"]), "ab"),
        (Selection(kinds=["none"]), "c"),
        (Selection(files=["two"]), "c"),
        (Selection(ids=["c", "a"]), "ac"),
        (Selection(kinds=["lay"], files=["one"], ids=["a", "b"]), "b"),
    ],
)
def test_a_selection_keeps_what_meets_all_of_it(selection: Selection, ids: str) -> None:
    assert [q.id for q in selection.of(QUESTIONS)] == list(ids)


@pytest.mark.parametrize(
    ("selection", "what"),
    [
        (Selection(kinds=["tpyo"]), "kind 'tpyo': there are lay, none, typo"),
        (Selection(files=["three"]), "file 'three': there are one, two"),
        (Selection(ids=["a", "z"]), "id 'z'"),
        (Selection(kinds=["lay"], files=["two"]), "of all that was asked for"),
    ],
)
def test_a_selection_of_nothing_is_refused(selection: Selection, what: str) -> None:
    with pytest.raises(UsageError, match=what):
        selection.of(QUESTIONS)
