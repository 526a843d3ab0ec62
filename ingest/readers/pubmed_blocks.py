"""The abstract of a PubMed record as blocks, its parts under their labels. For the reader."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from corpus.text.sentences import sentence_spans
from ingest.document import Block, BlockKind
from ingest.readers.inline_xml import words
from ingest.readers.xml_records import Element

# The heading of a part without a label that follows parts with one.
_UNLABELLED = "Abstract"
_NO_LABELS = frozenset({"", "UNLABELLED", "UNLABELED", "UNASSIGNED", "ABSTRACT"})
# Parts that answer no clinical question.
_ADMINISTRATIVE = frozenset(
    "CLINICAL TRIAL REGISTRATION,CLINICAL TRIAL REGISTRATION NUMBER,CLINICAL TRIALS REGISTRATION"
    ",CLINICALTRIALS.GOV IDENTIFIER,COMPETING INTERESTS,CONFLICT OF INTEREST,CONFLICTS OF INTEREST"
    ",COPYRIGHT,DISCLOSURES,FINANCIAL DISCLOSURE,FINANCIAL DISCLOSURES,FUNDING,FUNDING SOURCE"
    ",FUNDING SOURCES,FUNDING STATEMENT,PRIMARY FUNDING SOURCE,PROSPERO REGISTRATION NUMBER"
    ",REGISTRATION,SOURCE OF FUNDING,SPONSOR,SPONSORS,STUDY FUNDING/COMPETING INTEREST(S)"
    ",TRIAL REGISTRATION,TRIAL REGISTRATION NUMBER,TRIAL REGISTRATION NUMBERS".split(",")
)
_LABELS = (
    "BACKGROUND|CONTEXT|IMPORTANCE|INTRODUCTION|RATIONALE|OBJECTIVES?|AIMS?|PURPOSE|HYPOTHESIS"
    "|STUDY OBJECTIVES?|STUDY DESIGN|DESIGN|SETTINGS?|PATIENTS?|PARTICIPANTS|SUBJECTS|POPULATION"
    "|INTERVENTIONS?|EXPOSURES?|MEASUREMENTS?|MAIN OUTCOME MEASURES?|OUTCOMES|METHODS?|MATERIALS?"
    "|METHODOLOGY|DATA SOURCES|STUDY SELECTION|DATA EXTRACTION|DATA SYNTHESIS|RESULTS?|FINDINGS"
    "|MAIN RESULTS|DISCUSSION|LIMITATIONS|CONCLUSIONS?|INTERPRETATION|SIGNIFICANCE|RELEVANCE"
    "|RECOMMENDATIONS?|EVIDENCE|VALUES|SPONSORS?|FUNDING|TRIAL REGISTRATION"
)
# A label that older records print within one running text.
_INLINE_LABEL = re.compile(
    rf"(?:^|(?<=[.!?)\]]\s))(?P<label>(?:{_LABELS})(?:\s?(?:,|&|AND|/)\s?(?:{_LABELS}))*):\s+"
)
_CUT_OFF = re.compile(r"\s*\(ABSTRACT TRUNCATED(?: AT \d+ WORDS)?\)\s*$")
_NOTICE = re.compile(
    r"(?:^|(?<=[.!?)\]]))\s*(?P<notice>(?:©|Copyright\s+(?:©|\([cC]\)|\d{4})|\([cC]\)\s?\d{4}"
    r"|\(?PsycI(?:NFO|nfo) Database Record|This article is protected by copyright"
    r"|All rights reserved).{0,400})$"
)


class Abstract(NamedTuple):
    """The blocks of an abstract, and the copyright notice that was printed within its text."""

    blocks: tuple[Block, ...]
    notice: str | None


class Part(NamedTuple):
    """A part of an abstract; one without a label has ""."""

    label: str
    text: str


def abstract(holder: Element | None) -> Abstract:
    """The <Abstract> of an article or a book. Nothing to read gives no blocks."""
    return abstract_of([*_parts(holder.find("Abstract"))] if holder is not None else [])


def abstract_of(found: Iterable[Part]) -> Abstract:
    """The blocks of the parts, without the notice that the last one ends in."""
    parts = [*found]
    notice = None
    if parts:
        text, notice = _without_notice(_whole_sentences(parts[-1].text), alone=len(parts) == 1)
        parts[-1] = parts[-1]._replace(text=text)
    return Abstract(tuple(_blocks(parts)), notice)


def further_abstracts(citation: Element | None) -> Iterator[Block]:
    """Abstracts in English that others wrote of the article; those in other languages are not read.

    They follow the author's own abstract under a heading that says what they are.
    """
    found = citation.iterfind("OtherAbstract[@Language='eng']") if citation is not None else ()
    for other in found:
        kind = other.get("Type", "")
        name = "Plain language summary" if kind == "plain-language-summary" else "Other abstract"
        blocks = [*_blocks([*_parts(other)])]
        if blocks:
            yield Block(BlockKind.HEADING, name)
            yield from (replace(b, level=2) if b.kind is BlockKind.HEADING else b for b in blocks)


def parts_of(text: str) -> Iterator[Part]:
    """The parts of an abstract in one running text, by the labels that it prints."""
    if text:
        yield from _split(Part("", text))


def _parts(holder: Element | None) -> Iterator[Part]:
    for element in holder.iterfind("AbstractText") if holder is not None else ():
        label = " ".join(element.get("Label", "").split()).rstrip(":")
        text = words(element)
        if text:
            yield from _split(Part("" if label.upper() in _NO_LABELS else label, text))


def _split(part: Part) -> Iterator[Part]:
    """A running text with at least two labels of its own, as if they had been marked."""
    found = [] if part.label else [*_INLINE_LABEL.finditer(part.text)]
    if len(found) < 2:
        yield part
        return
    if found[0].start():
        yield Part("", part.text[: found[0].start()].strip())
    ends = [*(match.start() for match in found[1:]), len(part.text)]
    for match, end in zip(found, ends, strict=True):
        yield Part(match["label"], part.text[match.end() : end].strip())


def _blocks(parts: Sequence[Part]) -> Iterator[Block]:
    current = ""
    for part in parts:
        if not part.text:
            continue
        heading = part.label or (_UNLABELLED if current else "")
        if heading != current:
            yield Block(BlockKind.HEADING, heading)
            current = heading
        searched = part.label.upper() not in _ADMINISTRATIVE
        yield Block(BlockKind.PARAGRAPH, part.text, searched=searched)


def _whole_sentences(text: str) -> str:
    """Without the last sentence where PubMed cut it off: half a sentence may say the opposite."""
    cut = _CUT_OFF.search(text)
    if cut is None:
        return text
    kept = text[: cut.start()]
    sentences = [*sentence_spans(kept)]
    if kept.endswith((".", "!", "?")) or not sentences:
        return kept
    return kept[: sentences[-1].start].rstrip()


def _without_notice(text: str, *, alone: bool) -> tuple[str, str | None]:
    """The text and the copyright notice that ends it, which nobody should quote.

    A part may be nothing but a notice; a whole abstract (`alone`) is not.
    """
    match = _NOTICE.search(text)
    if match is None or (alone and not match.start()):
        return text, None
    return text[: match.start()].rstrip(), match["notice"]
