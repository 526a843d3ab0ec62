"""Answers to export: one that says everything there is to say, and hostile ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import strategies as st

from assistant.answer import (
    Answer,
    Citation,
    EvidenceState,
    Gloss,
    Notice,
    NoticeKind,
    Quote,
    Reference,
    Retrieved,
    Statement,
    StatementGroup,
    Withheld,
)
from assistant.workspace.model import Status
from ui.export import ExportContext
from ui.export.content import CLOSEST
from ui.export.sheet import Sheet

SIGNS = "≥ ≤ µ ± é ü Ł α ⁹ × ° ½ 10⁻⁶"
CONTEXT = ExportContext(
    generated=datetime(2026, 3, 4, 5, 6, tzinfo=UTC),
    status=Status.SUBMITTED,
    updated="2026-02-03T04:05:06.789Z",
    link="https://galen.example/?answer=abc",
    policy_url="https://galen.example/policy",
)
GUIDELINE = Reference(
    number=1,
    source_id="body-2020-gout",
    kind="guideline",
    family="body-gout",
    title="Gout: a guideline for Łódź & elsewhere",
    organization="Body of Rheumatology",
    authors=("Müller JA", "de la Cruz R Jr", "Gout Study Group", "et al."),
    journal="J Gout",
    year=2020,
    doi="10.1000/gout_(2020)",
    pmid="12345678",
    url="https://example.org/gout?a=1&b=2",
    text_origin="publisher",
    verification="primary",
    superseded_by="body-2024-gout",
    quotes=(
        Quote(
            passage_id="body-2020-gout:0:abc",
            start=0,
            end=5,
            page=7,
            heading="Recommendations > Flares",
            text=f"Colchicine, {SIGNS}, is recommended.",
        ),
    ),
)
TRIAL = Reference(
    number=2,
    source_id="doe-2021-gout",
    kind="rct",
    family="doe-2021-gout",
    title="Colchicine 0.5 mg in 100% of flares",
    organization=None,
    authors=("Doe J",),
    journal=None,
    year=2021,
    doi=None,
    pmid=None,
    url="https://example.org/trial",
    text_origin="digest",
    verification="secondary",
    superseded_by=None,
    quotes=(Quote(passage_id="doe-2021-gout:0:abc", start=0, end=5, text="Pain fell by ≥50%."),),
)
SAID = Statement(
    text=f"Colchicine, {SIGNS}, is recommended.",
    lead="Body 2020, superseded:",
    citations=(Citation(1), Citation(2)),
    strength="Strong, moderate certainty",
    glosses=(Gloss("flare", "a sudden attack"),),
)
FOUND = Statement(text="Pain fell by ≥50%.", citations=(Citation(2),))
ANSWER = Answer(
    id="answer-1",
    question="How is a gout flare treated in Łódź?",
    searched_for="gout flare, treatment",
    reader="clinician",
    state=EvidenceState.FULL,
    notices=(
        Notice(NoticeKind.DIGEST, "A digest is shown."),
        Notice(NoticeKind.FALLBACK, "Another engine answered."),
        Notice(NoticeKind.EMERGENCY, "Call for help now."),
    ),
    bottom_line=SAID,
    guidelines=(StatementGroup("Body of Rheumatology, 2020", (SAID, FOUND)),),
    research=(StatementGroup("Randomised trials", (FOUND,)),),
    references=(GUIDELINE, TRIAL),
    withheld=(Withheld("a number is not in the source"), Withheld("it does not stand alone")),
    follow_ups=("And in pregnancy?",),
    disclaimer="Check the sources.",
    engine="extractive",
    library_version="r7-abcdef",
)
REFUSAL = replace(
    ANSWER,
    state=EvidenceState.NONE,
    notices=(),
    bottom_line=None,
    guidelines=(),
    research=(),
    references=(),
    withheld=(),
    retrieved=(Retrieved(1, "body-2020-gout", "body-2020-gout:0:abc", 0.4, "guidelines"),),
)
ATTACKS = (
    "",
    "x\nTY  - JOUR\nTI  - injected\nER  - \n",
    "x\u2028TY  - JOUR\u2028ER  - ",
    "TY  - JOUR",
    "}\n}\n@article{evil, title = {x}}",
    "}}, url = {javascript:x}",
    "{",
    "\\",
    '"',
    r"\input{/etc/passwd} \write18{id} \def\x{y} \% \{",
    "100% & $x^2$ #1 a_b ~ ^",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a></font></para><br/>',
    "<w:fldSimple w:instr='DDEAUTO'/>]]>&lt;b&gt; &amp; &nbsp; &#42;",
    "<!-- x",
    "<div x",
    "<?x",
    '{ HYPERLINK "http://evil.example" } =HYPERLINK("http://evil.example")',
    "[x](javascript:alert(1)) ![x](http://evil.example/p.png) [x]: http://evil.example",
    "# heading\n\n- item\n\n    code\n\n---\n\n> quote",
    "1. item",
    "+ item",
    "heading ##",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "`code` **bold** _it_ ~~gone~~ <http://evil.example> :red[x] $$y$$",
    "http://evil.example www.evil.example x@evil.example",
    "\x00\x1b[31m\u202egnp.exe\u2066\x85\x0c\x0b",
    "\ud800 \uffff \ufffe \ufdd0",
    "a" * 2000,
    "long and longer " * 200,
    "javascript:alert(1)",
    "file:///etc/passwd",
    "https://user:pass@evil.example/",
    "https://e.example/a)>b c",
    "https://[::1",
    "10.1000/x}{y\\z",
    "10.1000/a;b<c>\nER  - ",
    "Doe J and Roe R",
    "others",
    "et al.",
    "e\u0301 痛風 ♀ ﬁ ① \u00a0\u200b\ufeff",
)
TEXTS = st.sampled_from(ATTACKS) | st.text(max_size=60)
OPTIONAL = st.none() | TEXTS
ORIGINS = st.sampled_from(["publisher", "abstract", "digest", "<b>"])


def _quotes() -> st.SearchStrategy[Quote]:
    return st.builds(
        Quote,
        passage_id=TEXTS,
        start=st.just(0),
        end=st.just(1),
        page=st.none() | st.integers(1, 9),
        heading=OPTIONAL,
        text=TEXTS,
    )


def _references(number: int) -> st.SearchStrategy[Reference]:
    return st.builds(
        Reference,
        number=st.just(number),
        source_id=TEXTS,
        kind=TEXTS,
        family=TEXTS,
        title=TEXTS,
        organization=OPTIONAL,
        authors=st.lists(TEXTS, max_size=3).map(tuple),
        journal=OPTIONAL,
        year=st.none() | st.integers(1900, 2100),
        doi=OPTIONAL,
        pmid=OPTIONAL,
        url=OPTIONAL,
        text_origin=ORIGINS,
        verification=TEXTS,
        superseded_by=OPTIONAL,
        quotes=st.lists(_quotes(), max_size=2).map(tuple),
    )


def _statements() -> st.SearchStrategy[Statement]:
    return st.builds(
        Statement,
        text=TEXTS,
        lead=OPTIONAL,
        # The third has no reference: a file that somebody edited.
        citations=st.lists(st.builds(Citation, st.integers(1, 3)), max_size=2).map(tuple),
        strength=OPTIONAL,
        glosses=st.lists(st.builds(Gloss, TEXTS, TEXTS), max_size=1).map(tuple),
    )


def _groups() -> st.SearchStrategy[tuple[StatementGroup, ...]]:
    lines = st.lists(_statements(), max_size=2).map(tuple)
    return st.lists(st.builds(StatementGroup, TEXTS, lines), max_size=2).map(tuple)


def hostile_answers() -> st.SearchStrategy[Answer]:
    """Answers in which every text may be an attack."""
    return st.builds(
        Answer,
        id=TEXTS,
        question=TEXTS,
        searched_for=TEXTS,
        reader=TEXTS,
        state=st.sampled_from(EvidenceState),
        notices=st.lists(st.builds(Notice, st.sampled_from(NoticeKind), TEXTS), max_size=3).map(
            tuple
        ),
        bottom_line=st.none() | _statements(),
        guidelines=_groups(),
        research=_groups(),
        references=st.tuples(_references(1), _references(2)),
        withheld=st.lists(st.builds(Withheld, TEXTS), max_size=2).map(tuple),
        disclaimer=TEXTS,
        engine=TEXTS,
        model=OPTIONAL,
        library_version=TEXTS,
    )


def hostile_contexts() -> st.SearchStrategy[ExportContext]:
    return st.builds(
        ExportContext,
        generated=st.just(CONTEXT.generated),
        status=st.sampled_from(Status),
        updated=OPTIONAL,
        link=OPTIONAL,
        stale=st.lists(TEXTS, max_size=1).map(tuple),
        policy=TEXTS,
        policy_url=OPTIONAL,
    )


def expected_headings(sheet: Sheet) -> Iterator[str]:
    """The headings of every format that has headings, in order."""
    yield sheet.title
    if sheet.bottom_line:
        yield "Bottom line"
    if sheet.closest:
        yield CLOSEST
    for section in sheet.sections:
        yield section.title
        yield from (group.heading for group in section.groups)
    if sheet.notes:
        yield "Please note"
    if sheet.references:
        yield "References"
    yield "About this copy"
