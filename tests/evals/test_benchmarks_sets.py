"""Each published test set: tiny files in its form, answers made by hand, and the real files."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.answer import (
    Answer,
    Citation,
    EvidenceState,
    Notice,
    NoticeKind,
    Quote,
    Reference,
    Retrieved,
    Statement,
    StatementGroup,
    Withheld,
)
from corpus.errors import SourceError
from evals.public import acr, acr_scenarios, bioasq, cpgqa, expertqa, liveqa, pubmedqa
from evals.public.asking import Asked
from evals.public.decisions import decision, macro_f1
from evals.public.figures import GALEN
from evals.public.parts import Measured, Part
from evals.public.plain import SYSTEMS
from evals.public.writing import FIGURES, QUESTIONS, REPORT, Report, Setting, write

DATA = Path(__file__).parents[3] / "shared" / "data"

SCENARIOS = [
    {
        "id": "g1-Variant1",
        "guideline_id": "g1",
        "guideline_title": "Sore widgets",
        "kind": "imaging",
        "scenario": "Adult with a sore widget after a fall. First study.",
        "procedures": [
            {"procedure": "X-ray widget", "label": "Usually Appropriate"},
            {"procedure": "US widget", "label": "Usually Appropriate"},
            {"procedure": "MRI widget with contrast", "label": "Usually Not Appropriate"},
            {"procedure": "CT widget", "label": "May Be Appropriate"},
        ],
    },
    {
        "id": "g1-Variant2",
        "guideline_id": "g1",
        "guideline_title": "Sore widgets",
        "kind": "treatment",
        "scenario": "Traumatic.",
        "procedures": [
            {"procedure": "20 Gy", "label": "Usually Appropriate"},
            {"procedure": "20 Gy", "label": "Usually Not Appropriate"},
        ],
    },
]


def answered(
    name: str,
    texts: Sequence[str],
    *,
    sources: Sequence[str] = ("g1",),
    heading: str | None = None,
    state: EvidenceState = EvidenceState.FULL,
    notices: tuple[Notice, ...] = (),
    plain: Sequence[str] = ("plain words",),
) -> Asked:
    """A question with these statements, all from the first source, and a plain passage."""
    statements = tuple(Statement(text=text, citations=(Citation(1),)) for text in texts)
    quote = Quote(passage_id="p", start=0, end=1, heading=heading, text="q")
    reference = Reference(
        1, sources[0] if sources else "none", "guideline", "f", "t", None, (), None, None, None,
        None, None, "publisher", "primary", None, (quote,),
    )  # fmt: skip
    answer = Answer(
        id=name,
        question="q",
        searched_for="q",
        reader="clinician",
        state=state if texts else EvidenceState.NONE,
        notices=notices,
        bottom_line=statements[0] if statements else None,
        guidelines=(StatementGroup("h", statements[1:]),),
        references=(reference,),
        retrieved=tuple(Retrieved(n, s, "p", 1.0, "guidelines") for n, s in enumerate(sources, 1)),
    )
    rankings = {system: tuple(sources) for system in (GALEN, *SYSTEMS)}
    return Asked(name, "q", answer, None, rankings, dict.fromkeys(SYSTEMS, tuple(plain)))


def value(measured: Measured, measure: str, system: str = GALEN) -> float | None:
    (row,) = [r for r in measured.rows if r.measure == measure and r.system == system]
    return row.value


def lines(path: Path, records: Sequence[object]) -> Path:
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, records)).encode()))
    return path.parent


# -- ACR


def acr_part(tmp_path: Path) -> Part:
    lines(tmp_path / "acr_variants_dev.jsonl.gz", SCENARIOS)
    (part,) = acr.parts(tmp_path, None)
    return part


def row(procedure: str, rating: str, scenario: str = "") -> str:
    return f"{scenario or SCENARIOS[0]['scenario']} {procedure}: {rating}"


def test_acr_asks_the_scenario_after_a_fixed_prefix(tmp_path: Path) -> None:
    part = acr_part(tmp_path)
    assert [q.text for q in part.questions] == [
        "What imaging is usually appropriate? Adult with a sore widget after a fall. First study.",
        "Which treatment is usually appropriate? Traumatic.",
    ]
    assert part.wanted == {"g1"}


def test_acr_counts_what_is_named_and_where(tmp_path: Path) -> None:
    shown = [row("CT widget", "May Be Appropriate"), row("US widget", "Usually Appropriate")]
    measured = acr_part(tmp_path).measure([answered("g1-Variant1", shown)])
    assert value(measured, "a usually appropriate procedure is named") == 1
    assert value(measured, "... in a row of this very scenario") == 1
    assert value(measured, "... in the bottom line, or the first passage") == 0
    assert value(measured, "usually appropriate procedures named, recall") == 0.5
    assert value(measured, "a usually not appropriate one is recommended") == 0
    assert value(measured, "guideline first") == 1
    third = acr_part(tmp_path).measure([answered("g1-Variant1", shown, sources=("a", "b", "g1"))])
    assert value(third, "guideline first") == 0
    assert value(third, "guideline among the first 3") == 1


def test_acr_notices_a_wrong_recommendation(tmp_path: Path) -> None:
    measure = acr_part(tmp_path).measure
    other = row("MRI widget with contrast", "Usually Appropriate", "Child. Next study.")
    wrong = measure([answered("g1-Variant1", [other])])
    assert value(wrong, "a usually not appropriate one is recommended") == 1
    assert value(wrong, "... only in rows of other scenarios, or in prose") == 1
    warned = row("MRI widget with contrast", "Usually Not Appropriate")
    right = measure([answered("g1-Variant1", [warned])])
    assert value(right, "a usually not appropriate one is recommended") == 0
    assert value(right, "the bottom line is a row 'usually not appropriate'") == 1


@pytest.mark.parametrize(
    ("texts", "sources", "stage"),
    [
        ((), ("g2",), "guideline not retrieved"),
        ((), ("g2", "g1"), "nothing shown"),
        (("Words.",), ("g2", "g1"), "guideline retrieved, not cited"),
        (("Words.",), ("g1",), "guideline cited, no row of this scenario"),
        (
            (row("MRI widget with contrast", "Usually Not Appropriate"),),
            ("g1",),
            "rows of this scenario, all 'usually not appropriate'",
        ),
        (
            (row("CT widget", "May Be Appropriate"),),
            ("g1",),
            "rows of this scenario, not the appropriate ones",
        ),
        ((row("X-ray widget", "Usually Appropriate"),), ("g1",), None),
    ],
)
def test_acr_tells_where_a_procedure_was_lost(
    tmp_path: Path, texts: tuple[str, ...], sources: tuple[str, ...], stage: str | None
) -> None:
    asked = answered("g1-Variant1", texts, sources=sources)
    (outcome,) = acr_part(tmp_path).measure([asked]).records
    assert outcome.lost_at == stage


def test_acr_tells_that_statements_were_withheld(tmp_path: Path) -> None:
    asked = answered("g1-Variant1", [])
    assert asked.answer is not None
    withheld = replace(asked.answer, withheld=(Withheld("failed the check of polarity"),))
    (outcome,) = acr_part(tmp_path).measure([replace(asked, answer=withheld)]).records
    assert outcome.lost_at == "statements withheld by the checks"


def test_acr_leaves_out_procedures_rated_twice_and_knows_bare_scenarios(tmp_path: Path) -> None:
    lines(tmp_path / "acr_variants_dev.jsonl.gz", SCENARIOS)
    first, second = acr_scenarios.read_scenarios(tmp_path)
    assert all(not second.rated(rating) for rating in acr_scenarios.Rating)
    assert acr_scenarios.stands_alone(first)
    assert not acr_scenarios.stands_alone(second)


def test_acr_tells_apart_what_a_newer_edition_rates_otherwise(tmp_path: Path) -> None:
    name = "a usually not appropriate one, guideline not superseded"
    part = acr_part(tmp_path)
    other = answered("g1-Variant1", [row("MRI widget with contrast", "May Be Appropriate")])
    assert value(part.measure([other]), "a usually not appropriate one is recommended") == 1
    assert value(part.measure([other]), name) == 1
    replaced = replace(other, replaced_by={"g1": "g2"})
    assert value(part.measure([replaced]), "a usually not appropriate one is recommended") == 1
    assert value(part.measure([replaced]), name) is None  # none is left to ask about


def test_acr_takes_a_newer_version_for_the_guideline(tmp_path: Path) -> None:
    newer = replace(
        answered("g1-Variant1", [], sources=("g3",)), replaced_by={"g1": "g2", "g2": "g3"}
    )
    measured = acr_part(tmp_path).measure([newer])
    assert value(measured, "guideline first") == 0
    assert value(measured, "guideline, or what replaced it, first") == 1
    assert acr.with_successors(["g1"], {"g1": "g2", "g2": "g1"}) == ("g1", "g2")


# -- PubMedQA


def test_pubmedqa_untitled_tells_neither_question_nor_conclusion(tmp_path: Path) -> None:
    record = {
        "QUESTION": "Do widgets help?",
        "CONTEXTS": ["We gave widgets to ten adults."],
        "LABELS": ["METHODS"],
        "MESHES": ["Widgets"],
        "YEAR": "2011",
        "LONG_ANSWER": "Widgets helped.",
        "final_decision": "yes",
    }
    (tmp_path / "ori_pqal.json").write_text(json.dumps({"7": record}))
    untitled, whole = pubmedqa.parts(tmp_path, None, None)
    assert untitled.documents is not None
    assert whole.documents is not None
    (bare,), (full,) = untitled.documents(), whole.documents()
    assert "widgets help" not in repr(bare).lower()
    assert "Widgets helped" not in repr(bare)
    assert full.source.title == "Do widgets help?"
    assert full.blocks[-1].text == "Widgets helped."
    assert untitled.questions == whole.questions
    asked = answered("7", ["Widgets helped."], sources=("pmid-7",), heading="CONCLUSION")
    measured = untitled.measure([asked])
    assert value(measured, "abstract first") == 1
    assert value(measured, "yes/no/maybe right, nothing shown is wrong") == 1


def test_pubmedqa_reads_the_conclusion_before_all_else(tmp_path: Path) -> None:
    told = answered("7", ["It did not."], heading="RESULTS")
    assert told.answer is not None
    assert decision(told.statements[0].text) == "no"


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Widgets lower blood pressure.", "yes"),
        ("Widgets do not lower blood pressure.", "no"),
        ("There was no significant difference between widgets and none.", "no"),
        ("Outcomes were similar with and without widgets.", "no"),
        ("Widgets may lower blood pressure.", "maybe"),
        ("Further studies are needed.", "maybe"),
    ],
)
def test_a_decision_is_read_off_by_hedge_and_denial(sentence: str, said: str) -> None:
    assert decision(sentence) == said


def test_macro_f1_by_hand() -> None:
    # yes: TP 1, FP 1; no: FN 1; maybe: nothing on either side, which counts 0.
    score = macro_f1(["yes", "no"], ["yes", "yes"], np.array([[0, 1], [0, 0]]))
    assert score == pytest.approx([(2 / 3) / 3, 1 / 3])
    assert macro_f1(["yes"], [None], np.array([[0]])) == pytest.approx([0.0])


# -- BioASQ


def test_bioasq_ranks_articles_and_compares_answers(tmp_path: Path) -> None:
    question = {
        "id": "a",
        "body": "What do widgets do?",
        "type": "summary",
        "documents": [
            "http://www.ncbi.nlm.nih.gov/pubmed/7",
            "http://www.ncbi.nlm.nih.gov/pubmed/8",
        ],
        "snippets": [
            {
                "text": "Widgets turn.",
                "document": "http://www.ncbi.nlm.nih.gov/pubmed/7",
                "beginSection": "abstract",
                "offsetInBeginSection": 0,
                "offsetInEndSection": 13,
            }
        ],
        "ideal_answer": ["Widgets turn."],
    }
    (tmp_path / "7B1_golden.json").write_text(json.dumps({"questions": [question]}))
    (part,) = bioasq.parts(tmp_path, None, None)
    measured = part.measure([answered("a", ["Widgets turn."], sources=("pmid-9", "pmid-7"))])
    assert value(measured, "nDCG@10") == pytest.approx(1 / np.log2(3))
    assert value(measured, "recall@10") == 1
    far = part.measure([answered("a", ["x"], sources=[*map(str, range(10)), "pmid-7"])])
    assert (value(far, "recall@10"), value(far, "recall@50")) == (0, 1)
    assert value(measured, "mean average precision@50") == 0.5
    assert value(measured, "ROUGE-2 F1, answer, or three passages") == 1
    assert value(measured, "ROUGE-2 F1, answer, or three passages", SYSTEMS[0]) == 0
    assert part.documents is not None
    assert [document.source.id for document in part.documents()] == ["pmid-7"]


# -- cpgQA


def cpgqa_part(tmp_path: Path) -> Part:
    entries = [
        {
            "title": "Widgets",
            "paragraphs": {
                "context": context,
                "qas": [{"id": n, "question": "q", "answers": [{"text": span, "answer_start": 0}]}],
            },
        }
        for n, (context, span) in enumerate(
            [
                ("Turn widgets twice daily.", "twice daily"),
                ("Stop.", "Stop"),
                ("Turn widgets twice daily.", "Turn"),
            ]
        )
    ]
    (tmp_path / "cpgQA-v1.0.json").write_text(json.dumps({"data": entries}))
    (part,) = cpgqa.parts(tmp_path, None)
    return part


def test_cpgqa_makes_one_source_of_a_section(tmp_path: Path) -> None:
    part = cpgqa_part(tmp_path)
    assert part.documents is not None
    assert [d.source.id for d in part.documents()] == ["cpgqa-1", "cpgqa-2"]
    assert len({d.source.family for d in part.documents()}) == 2
    shown = answered("0", ["Turn widgets twice daily."], sources=("cpgqa-1",))
    measured = part.measure([shown, answered("1", [], sources=("cpgqa-1",))])
    assert value(measured, "section first") == 0.5
    assert value(measured, "the whole span is in a statement, or first three passages") == 0.5
    # Two of four words are the span's: P 1/2, R 1.
    assert value(measured, "token F1 of the best statement, or passage") == pytest.approx(1 / 3)
    assert value(measured, "nothing shown") == 1


def test_a_span_is_contained_whatever_its_typography() -> None:
    assert cpgqa.contains(["A dose of 10–20 mg, daily"], ["10-20 mg."])
    assert not cpgqa.contains(["A dose of 10 mg", "20 mg"], ["10-20 mg"])


# -- ExpertQA and LiveQA


def test_coverage_counts_states_and_refusals(tmp_path: Path) -> None:
    records = [{"question": f"q{n}", "answer": "widgets turn"} for n in range(4)]
    (part,) = expertqa.parts(lines(tmp_path / "expertqa_medicine_answers.jsonl.gz", records), None)
    missing = (Notice(NoticeKind.MISSING, "m"),)
    asked = [
        answered("expertqa-1", ["widgets turn", "x"]),
        answered("expertqa-2", ["x"], state=EvidenceState.PARTIAL, notices=missing),
        answered("expertqa-3", []),
        Asked("expertqa-4", "q", None, "too long", {}, {}),
    ]
    measured = part.measure(asked)
    assert value(measured, "answered, in full or in part") == 0.5
    assert value(measured, "state full") == value(measured, "state none") == 0.25
    assert value(measured, "abstained (none, or a part missing)") == 0.5
    assert value(measured, "statements, where answered") == 1.5
    assert value(measured, "could not be asked") == 1
    assert len(measured.to_read) == len(asked)


LIVE = """<?xml version="1.0"?><Set><NLM-QUESTION qid="T1">
<Original-Question><SUBJECT>s</SUBJECT><MESSAGE>a long letter</MESSAGE></Original-Question>
<NLM-Summary>What helps
 a sore widget?</NLM-Summary>
<ANNOTATIONS><FOCUS fid="F1">Sore  Widgets</FOCUS><FOCUS fid="F2">gout</FOCUS></ANNOTATIONS>
</NLM-QUESTION></Set>"""


def test_liveqa_asks_the_summary_and_looks_for_the_focus(tmp_path: Path) -> None:
    path = tmp_path / "TREC-2017-LiveQA-Medical-Test-Questions-w-summaries.xml"
    path.write_text(LIVE)
    (part,) = liveqa.parts(tmp_path, None)
    assert part.questions[0].text == "What helps a sore widget?"
    measured = part.measure([answered("T1", ["Rest a widget that is sore."])])
    assert value(measured, "a focus is mentioned, where Galen answers") == 1
    assert value(measured, "a focus is mentioned, where Galen answers", SYSTEMS[0]) == 0
    half = part.measure([answered("T1", ["Rest what is sore."])])
    assert value(half, "a focus is mentioned, where Galen answers") == 0


# -- What all share


@pytest.mark.parametrize(
    "parts",
    [acr.parts, cpgqa.parts, expertqa.parts, liveqa.parts]
    + [lambda d, n, m=module: m.parts(d, n, None) for module in (bioasq, pubmedqa)],
)
def test_a_folder_without_the_data_is_refused(parts: object, tmp_path: Path) -> None:
    assert callable(parts)
    with pytest.raises(SourceError, match="name the data set's own folder"):
        parts(tmp_path, None)


def test_a_damaged_line_is_refused_with_its_number(tmp_path: Path) -> None:
    lines(tmp_path / "acr_variants_dev.jsonl.gz", [SCENARIOS[0], {"id": "x"}])
    with pytest.raises(SourceError, match="line 2"):
        acr.parts(tmp_path, None)
    (tmp_path / "acr_variants_dev.jsonl.gz").write_bytes(b"\x1f\x8bno")
    with pytest.raises(SourceError, match="get it again"):
        acr.parts(tmp_path, None)


def test_the_report_is_the_same_for_the_same_answers(tmp_path: Path) -> None:
    part = acr_part(tmp_path)
    asked = [answered("g1-Variant1", [row("US widget", "Usually Appropriate")])]
    setting = Setting(part.name, part.about, 1, 1, 1, "r1", "model", part.depth)
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        write([Report(setting, part.measure(asked))], "galen eval benchmark acr", folder)
    for name in (FIGURES, REPORT, QUESTIONS):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()
    figures = json.loads((folders[0] / FIGURES).read_text("utf-8"))
    assert figures["command"] == "galen eval benchmark acr"
    assert {r["system"] for r in figures["parts"][0]["rows"]} == {GALEN, *SYSTEMS}
    (line,) = (folders[0] / QUESTIONS).read_text("utf-8").splitlines()
    assert json.loads(line)["named"] == ["US widget"]


@pytest.mark.skipif(not DATA.is_dir(), reason="the public data sets are not beside the repository")
def test_the_real_files_hold_what_they_are_said_to() -> None:
    counted = {
        "acr": len(acr.parts(DATA, None)[0].questions),
        "bioasq": len(bioasq.parts(DATA, None, None)[0].questions),
        "pubmedqa": len(pubmedqa.parts(DATA, None, None)[0].questions),
        "cpgqa": len(cpgqa.parts(DATA, None)[0].questions),
        "expertqa": len(expertqa.parts(DATA, None)[0].questions),
        "liveqa": len(liveqa.parts(DATA, None)[0].questions),
    }
    assert counted == {
        "acr": 506,
        "bioasq": 1983,
        "pubmedqa": 1000,
        "cpgqa": 1097,
        "expertqa": 497,
        "liveqa": 104,
    }
    documents = cpgqa.parts(DATA, None)[0].documents
    assert documents is not None
    assert len(list(documents())) == 190
    assert len({q.id for q in bioasq.parts(DATA, None, None)[0].questions}) == 1983
