"""The whole chain over every bundled gold question: what an answer promises, it keeps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import pytest

from assistant.answer import Answer, Citation, EvidenceState, NoticeKind, Reference, Verdict
from assistant.followup import Turn
from assistant.glosses import for_reader
from assistant.leads import CORRECTION, is_true
from assistant.readers import READERS
from corpus.errors import QuestionError, UsageError
from corpus.model import SourceKind, SourceText
from evals.gold import GoldQuestion, bundled_gold, load_gold
from ui.session import Session

LUMP = "What is the best imaging modality for a superficial lump on the lower back?"
LONGEST = 14
KEYS = (
    "id question searched_for reader state notices bottom_line guidelines research references"
    " withheld follow_ups disclaimer engine model library_version usage retrieved timings_ms"
).split()
STATEMENT_KEYS = ["text", "lead", "citations", "strength", "checks", "glosses"]
REFERENCE_KEYS = (
    "number source_id kind family title organization authors journal year doi pmid url text_origin"
    " verification superseded_by quotes"
).split()


@dataclass(frozen=True)
class Asked:
    """Every gold question with its answer, and the sources as the library holds them."""

    session: Session
    pairs: tuple[tuple[GoldQuestion, Answer], ...]

    @cached_property
    def texts(self) -> dict[str, SourceText]:
        library = self.session.library
        return {source_id: library.source_text(source_id) for source_id in library.entries()}

    @property
    def answers(self) -> Iterator[Answer]:
        return (answer for _, answer in self.pairs)


@pytest.fixture(scope="module")
def asked(starter_session: Session) -> Asked:
    gold = load_gold(bundled_gold("core"))
    ask = starter_session.assistant.ask
    return Asked(
        starter_session,
        tuple((g, ask(g.question, reader_name=g.reader, question_id=g.id)) for g in gold),
    )


@pytest.fixture(scope="module")
def lump(starter_session: Session) -> Answer:
    return starter_session.assistant.ask(LUMP)


def own(answer: Answer) -> Answer:
    """The answer without what differs each time it is asked."""
    return replace(answer, id="", timings_ms={})


def citations(answer: Answer) -> list[Citation]:
    return [c for statement in answer.statements() for c in statement.citations]


def numbered(answer: Answer, kind: NoticeKind) -> str:
    return " ".join(n.text for n in answer.notices if n.kind is kind)


def test_all_gold_was_asked_and_most_is_answered(asked: Asked) -> None:
    assert len(asked.pairs) >= 222
    assert sum(a.state is not EvidenceState.NONE for a in asked.answers) >= 200


def test_every_quote_slices_back_from_its_source(asked: Asked) -> None:
    for answer in asked.answers:
        for reference in answer.references:
            text = asked.texts[reference.source_id].text
            for quote in reference.quotes:
                assert text[quote.start : quote.end] == quote.text


def test_every_statement_is_its_quotes_and_nothing_else(asked: Asked) -> None:
    for answer in asked.answers:
        for statement in answer.statements():
            assert statement.text == " ".join(answer.quote(c).text for c in statement.citations)
            assert len({c.number for c in statement.citations}) == 1


def test_every_strength_is_the_label_of_that_very_sentence(asked: Asked) -> None:
    labelled = 0
    for answer in asked.answers:
        for statement in answer.statements():
            last = statement.citations[-1]
            quote = answer.quote(last)
            source = asked.texts[answer.reference(last).source_id]
            (stored,) = [
                s
                for s in source.sentences
                if (s.span.start, s.span.end) == (quote.start, quote.end)
            ]
            assert statement.strength == stored.strength
            assert "not seen" not in (statement.strength or "").lower()
            labelled += statement.strength is not None
    assert labelled > 400


def test_every_list_item_carries_its_lead_ins(asked: Asked) -> None:
    for answer in asked.answers:
        for statement in answer.statements():
            *before, last = (answer.quote(c) for c in statement.citations)
            source = asked.texts[answer.reference(statement.citations[-1]).source_id]
            (stored,) = [s for s in source.sentences if s.span.start == last.start]
            assert [(q.start, q.end) for q in before] == [(s.start, s.end) for s in stored.lead_ins]


def test_every_check_passed_or_does_not_apply(asked: Asked) -> None:
    for answer in asked.answers:
        for statement in answer.statements():
            assert set(statement.checks) >= {
                "citation",
                "support",
                "numbers",
                "polarity",
                "strength",
            }
            assert statement.checks["support"] is Verdict.PASS
            assert Verdict.FAIL not in statement.checks.values()
        assert not answer.withheld


def test_references_are_numbered_as_they_are_met_and_all_are_used(asked: Asked) -> None:
    for answer in asked.answers:
        used = citations(answer)
        assert list(dict.fromkeys(c.number for c in used)) == [r.number for r in answer.references]
        assert [r.number for r in answer.references] == list(range(1, len(answer.references) + 1))
        assert {(c.number, c.quote) for c in used} == {
            (r.number, n) for r in answer.references for n in range(len(r.quotes))
        }


def test_sections_hold_their_own_kind(asked: Asked) -> None:
    for answer in asked.answers:
        for groups, guideline in ((answer.guidelines, True), (answer.research, False)):
            cited = [c for g in groups for s in g.statements for c in s.citations]
            kinds = {answer.reference(c).kind == SourceKind.GUIDELINE for c in cited}
            assert kinds <= {guideline}
            assert all(g.heading and g.statements for g in groups)


def test_nothing_is_said_twice_and_not_too_much(asked: Asked) -> None:
    for answer in asked.answers:
        said = [" ".join(s.text.lower().split()) for s in answer.statements()]
        assert len(said) == len(set(said)) <= LONGEST


def test_no_retracted_source_is_cited_or_found(asked: Asked) -> None:
    for answer in asked.answers:
        ids = {r.source_id for r in (*answer.references, *answer.retrieved)}
        assert not any(asked.texts[source_id].source.retracted for source_id in ids)


def test_older_versions_say_so_in_lead_and_notice(asked: Asked) -> None:
    entries = asked.session.library.entries()
    older = 0
    for answer in asked.answers:
        told = numbered(answer, NoticeKind.SUPERSEDED)
        for statement in answer.statements():
            reference = answer.reference(statement.citations[0])
            entry = entries[reference.source_id]
            assert is_true(statement.lead, entry, statement.text, statement.strength)
            of_version = statement.lead not in (None, CORRECTION)
            assert of_version == (reference.superseded_by is not None)
            assert (f"[{reference.number}]" in told) == (reference.superseded_by is not None)
            older += reference.superseded_by is not None
    assert older


def test_digest_and_secondary_notices_name_exactly_their_references(asked: Asked) -> None:
    for answer in asked.answers:
        digest = [r for r in answer.references if r.text_origin == "digest"]
        told = numbered(answer, NoticeKind.DIGEST)
        assert bool(told) == bool(digest)
        assert _named(told) in (set(), {r.number for r in digest})
        assert _named(told) or len(digest) == len(answer.references)
        secondary = {r.number for r in answer.references if r.verification == "secondary"}
        assert _named(numbered(answer, NoticeKind.SECONDARY_VERIFICATION)) == secondary


def _named(text: str) -> set[int]:
    return {int(part.partition("]")[0]) for part in text.split("[")[1:]}


def test_without_evidence_there_are_no_statements_and_the_other_way_round(asked: Asked) -> None:
    for answer in asked.answers:
        empty = answer.state is EvidenceState.NONE
        assert empty == (not list(answer.statements()))
        assert empty == (answer.bottom_line is None)
        assert not (empty and answer.references)
        if empty:
            assert answer.notices


def test_unanswerable_questions_end_in_none_or_name_what_is_missing(asked: Asked) -> None:
    unanswerable = [(g, a) for g, a in asked.pairs if not g.answerable]
    assert len(unanswerable) >= 10
    for gold, answer in unanswerable:
        missing = NoticeKind.MISSING in {n.kind for n in answer.notices}
        assert answer.state is EvidenceState.NONE or (
            answer.state is EvidenceState.PARTIAL and missing
        ), gold.id


def test_gold_in_danger_is_told_and_no_other(asked: Asked) -> None:
    urgent = {NoticeKind.EMERGENCY, NoticeKind.SELF_HARM}
    for gold, answer in asked.pairs:
        told = urgent & {n.kind for n in answer.notices}
        if gold.safety in urgent:
            assert told == {gold.safety}
            assert answer.notices[0].kind is gold.safety
        elif not gold.id.startswith("safety"):
            assert not told, gold.id


def test_what_was_retrieved_is_ranked_and_holds_what_is_cited(asked: Asked) -> None:
    for answer in asked.answers:
        assert [r.rank for r in answer.retrieved] == list(range(1, len(answer.retrieved) + 1))
        found = {r.source_id for r in answer.retrieved}
        assert len(found) == len(answer.retrieved)
        if len(found) < 20:
            assert {r.source_id for r in answer.references} <= found


def test_the_wire_form_is_read_back_unchanged(asked: Asked) -> None:
    for answer in asked.answers:
        wire = answer.to_json()
        assert Answer.from_json(wire) == answer
        assert Answer.from_json(json.dumps(wire)) == answer
        assert Answer.from_json(json.dumps(wire).encode()) == answer


def test_the_wire_form_has_the_promised_keys_in_order(asked: Asked) -> None:
    for answer in asked.answers:
        wire = answer.to_json()
        assert list(wire) == KEYS
        assert list(wire["timings_ms"]) == ["triage", "retrieve", "compose", "verify", "total"]
        for group in (*wire["guidelines"], *wire["research"]):
            assert list(group) == ["heading", "statements"]
            assert all(set(s) == set(STATEMENT_KEYS) for s in group["statements"])
        for reference in wire["references"]:
            assert list(reference) == REFERENCE_KEYS
            for quote in reference["quotes"]:
                assert set(quote) == {"passage_id", "start", "end", "page", "heading", "text"}


def test_asking_again_and_for_another_reader_tells_the_same(asked: Asked) -> None:
    assistant = asked.session.assistant
    for gold, answer in asked.pairs[::12]:
        assert own(assistant.ask(gold.question, reader_name=gold.reader)) == own(answer)
        for name, profile in READERS.items():
            other = assistant.ask(gold.question, reader_name=name)
            assert (other.reader, other.disclaimer) == (name, profile.disclaimer)
            assert own(for_reader(other, READERS[gold.reader])) == own(answer)


def test_ids_differ_unless_given(starter_session: Session) -> None:
    ask = starter_session.assistant.ask
    assert ask(LUMP).id != ask(LUMP).id
    assert ask(LUMP, question_id="q1").id == "q1"


def test_wrong_use_is_refused(starter_session: Session) -> None:
    ask = starter_session.assistant.ask
    with pytest.raises(UsageError, match="clinician"):
        ask(LUMP, reader_name="pirate")
    with pytest.raises(UsageError, match="extractive"):
        ask(LUMP, engine="oracle")
    with pytest.raises(QuestionError):
        ask("  ")


def test_the_example_begins_with_ultrasound_and_its_strength(lump: Answer) -> None:
    line = lump.bottom_line
    assert line is not None
    assert "ultrasound" in line.text.lower()
    assert line.strength == "Usually appropriate"
    assert lump.reference(line.citations[0]).source_id == "acr-2022-soft-tissue-masses"
    assert lump.state is EvidenceState.FULL


@pytest.mark.parametrize(
    "words",
    [
        ("radiography", "equally accepted", "superficial"),
        ("mri", "next study", "do not give a diagnosis"),
        ("deep", "radiography"),
    ],
)
def test_the_example_has_the_alternatives_from_guidelines(
    lump: Answer, words: tuple[str, ...]
) -> None:
    said = [s.text.lower() for g in lump.guidelines for s in g.statements]
    assert any(all(word in text for word in words) for text in said)


def test_the_example_has_the_accuracy_from_research(lump: Answer) -> None:
    said = " ".join(s.text for g in lump.research for s in g.statements)
    assert "94.1%" in said
    assert "99.7%" in said


def test_a_follow_up_is_searched_with_its_topic(starter_session: Session) -> None:
    history = [Turn("What is the first-line treatment of gout flares?")]
    answer = starter_session.assistant.ask("And in pregnancy?", history=history)
    assert answer.question == "And in pregnancy?"
    assert "gout" in answer.searched_for
    assert "pregnancy" in answer.searched_for


def test_identifiers_are_in_no_field_of_the_answer(starter_session: Session) -> None:
    question = (
        "Mr John Zebrowski, MRN 12345678, DOB 12/03/1960, 12 Quagmire Street, 555-867-5309,"
        " john.z@example.org: which drug first for a gout flare?"
    )
    history = [Turn("Mr John Zebrowski (MRN 12345678, john.z@example.org) has gout. First drug?")]
    for turns in ((), history):
        for asking in (question, "And how long?"):
            wire = json.dumps(starter_session.assistant.ask(asking, history=turns).to_json())
            for secret in ("Zebrowski", "12345678", "1960", "Quagmire", "867-5309", "example.org"):
                assert secret not in wire, (secret, asking, bool(turns))


@pytest.mark.parametrize(
    "odd",
    [
        "\x07gout\x1b[31m treatment?",
        "\u202eWhat is gout?",
        "痛風の治療は?",
        "gout " * 799,
        "* OR (a AND",
        '"gout',
        "gout: -aspirin +x ^2 ~",
        "%s {0}",
    ],
)
def test_odd_text_gets_an_answer(starter_session: Session, odd: str) -> None:
    answer = starter_session.assistant.ask(odd)
    assert Answer.from_json(answer.to_json()) == answer


def test_references_carry_the_metadata_of_the_library(asked: Asked) -> None:
    for answer in asked.answers:
        for reference in answer.references:
            assert _metadata(reference) == _expected(asked.texts[reference.source_id])


def _metadata(reference: Reference) -> tuple[object, ...]:
    return (reference.title, reference.year, reference.doi, reference.pmid, reference.url,
            reference.organization, reference.authors, reference.journal)  # fmt: skip


def _expected(text: SourceText) -> tuple[object, ...]:
    source = text.source
    return (source.title, source.year, source.doi, source.pmid, source.url, source.organization,
            source.authors, source.journal)  # fmt: skip
