"""Recommendations of the USPSTF in the JSON of its Prevention TaskForce service.

`records` takes a file apart, `read` reads one of its specific recommendations: for one population,
with one grade. The grade is that of the recommendation's own sentences, never of the texts on risk
or frequency that come with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, Literal

from lxml.etree import _Element
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import SourceError
from corpus.families import family
from corpus.model import Source, SourceKind, Verification
from corpus.text.sentences import sentence_spans
from ingest.document import Block, BlockKind, Document, RawDocument
from ingest.readers.encoding import decode
from ingest.readers.html_blocks import blocks
from ingest.readers.html_pieces import Paragraph
from ingest.readers.html_walk import pieces
from ingest.readers.xml_tree import parse_html

ORGANIZATION = "U.S. Preventive Services Task Force (USPSTF)"
LIST_KEY = "specificRecommendations"
RECORD_KEY = "riskName"
"""Keys that tell a file of records, and one record by itself, from other JSON."""
_LIST_OPENS = re.compile(rf'"{LIST_KEY}"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
# The service's ages run to 99 or 100 where there is no upper bound, and from 0 where no lower.
_NO_UPPER_AGE = 99
_SEXES = {"female": "women", "male": "men", "men and women": "persons"}
_STATEMENTS = {
    "A": re.compile(r"\bUSPSTF (?:strongly )?recommends\b(?! against)"),
    "B": re.compile(r"\bUSPSTF recommends\b(?! against)"),
    "C": re.compile(
        r"\bUSPSTF recommends\b(?! against)|\bshould be an individual one\b"
        r"|^Clinicians may choose to\b"
    ),
    "D": re.compile(r"\bUSPSTF recommends against\b"),
    "I": re.compile(r"\bevidence is\s+insufficient to assess\b"),
}
_LABELS = {"A": "Grade A", "B": "Grade B", "C": "Grade C", "D": "Grade D", "I": "I statement"}
_POINTER = re.compile(r"^(?:See|Go to|Refer to) (?:the )?\W?[A-Z]|^Literature scans conducted\b")
_NUMBERED = re.compile(r"^(?:•|\d{1,2}\.(?=\s*[A-Z]))\s*")
# Stands for the number of a reference until its paragraph is known, then goes with its commas.
_CITED = "\ue000"
_CITATIONS = re.compile(
    rf"{_CITED}(?:,?\s*{_CITED})*(?:,\s*\d{{1,2}}(?=\s*(?:[.)]|$)))?(?:\s+\.(?=\s|$))?"
)
_UNMARKED_CITATION = re.compile(r"(?<=[a-z][.,])\d{1,2}(?:,\s?\d{1,2})*(?=\s)")
# As edited by hand in places: "< i>BRCA1</i>".
_LOOSE_TAG = re.compile(r"<\s+(?=/?\s?(?:i|b|em|strong|sub|sup|span|p|br)\b\s*/?>)")


class _Record(BaseModel):
    """The fields that are read; the service's search keys (risk, tool, general) are not."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: int = Field(ge=0)
    title: str = Field(pattern=r"\S")
    grade: Literal["A", "B", "C", "D", "I"]
    text: str = Field(pattern=r"\S")
    sex: str = ""
    age_range: tuple[int, int] | None = Field(default=None, alias="ageRange")
    frequency: str = Field(default="", alias="servFreq")
    risk: str = Field(default="", alias="riskText")


def records(stream: BinaryIO, location: str, name: str) -> Iterator[RawDocument]:
    """Every specific recommendation of a file as a document of its own, in UTF-8.

    A record's location is the file's with "#uspstf:" and its number. Raises SourceError where the
    JSON breaks off, after the records before the fault.
    """
    text = decode(RawDocument(stream.read(), location, name))
    opening = _LIST_OPENS.search(text)
    if opening is None:
        raise SourceError(f"{location}: holds no list of {LIST_KEY}: Galen reads no other JSON")
    decoder = json.JSONDecoder()
    start = _after_gap(text, opening.end())
    while not text.startswith("]", start):
        try:
            record, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError) as error:
            line = text.count("\n", 0, start) + 1
            raise SourceError(
                f"{location}: not valid JSON in the record that begins at line {line}: get it again"
            ) from error
        yield RawDocument(text[start:end].encode(), f"{location}#uspstf:{_number(record)}", name)
        start = _after_gap(text, end)


def read(raw: RawDocument, kind: SourceKind) -> Document:
    """One recommendation; always a guideline, whatever `kind` says. Raises SourceError.

    The records bear no date and no address, so the source has none: nothing tells how current it
    is, and its facts count as checked on a third party's copy only.
    """
    record = _record(raw)
    source_id = f"uspstf-rec{record.id}"  # "uspstf-1905" would read as a version of that year
    title = _line(record.title)
    source = Source(
        id=source_id,
        kind=SourceKind.GUIDELINE,
        title=title,
        family=family(ORGANIZATION, title) or source_id,
        organization=ORGANIZATION,
        population=_population(record),
        topics=(title.partition(" -- ")[0],),
        verification=Verification.SECONDARY,
    )
    graded = _recommendation(record, raw.location)
    said = " ".join(block.text for block in graded)
    found = (
        *_section("Recommendation", graded),
        *_section("Frequency of service", _further(record.frequency, said, raw.location)),
        *_section("Risk information", _further(record.risk, said, raw.location)),
    )
    return Document(source, found)


def _after_gap(text: str, position: int) -> int:
    gap = _BETWEEN.match(text, position)
    return gap.end() if gap else position


def _number(record: object) -> object:
    return record.get("id") if isinstance(record, dict) else None


def _record(raw: RawDocument) -> _Record:
    try:
        fields: Any = json.loads(decode(raw))
        return _Record.model_validate(fields)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise SourceError(
            f"{raw.location}: not a USPSTF recommendation ({wrong}): correct or leave it out"
        ) from error
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{raw.location}: not valid JSON ({error}): get it again") from error


def _population(record: _Record) -> str | None:
    """Whom the title names, and whom the service files the record under, which may be wider."""
    printed = _line(record.title).rpartition(" -- ")[2] if " -- " in record.title else ""
    sex = _SEXES.get(record.sex.lower(), record.sex)
    filed = " ".join(part for part in (sex, _ages(record.age_range)) if part)
    if not printed or not filed or _ages(record.age_range) in printed.lower():
        return printed or filed or None
    return f"{printed} (filed under: {filed})"


def _ages(ages: tuple[int, int] | None) -> str:
    if ages is None:
        return ""
    low, high = ages
    if high >= _NO_UPPER_AGE:
        return f"aged {low} years or older" if low else ""
    return f"aged {low} to {high} years" if low else f"up to {high} years of age"


def _section(heading: str, found: Sequence[Block]) -> Iterator[Block]:
    if found:
        yield Block(BlockKind.HEADING, heading)
        yield from found


def _recommendation(record: _Record, location: str) -> list[Block]:
    """The recommendation: consecutive sentences of one paragraph and one standing as a block."""
    found: list[Block] = []
    for number, paragraph in enumerate(_paragraphs(record.text, location)):
        if _is_heading(paragraph) and number:
            found.append(Block(BlockKind.HEADING, paragraph, level=2))
            continue
        kind = BlockKind.ITEM if _NUMBERED.match(paragraph) else BlockKind.PARAGRAPH
        text = _NUMBERED.sub("", paragraph)
        statement = _STATEMENTS[record.grade] if number == 0 else None
        found += _sentences(text, kind, statement, _LABELS[record.grade])
    return found


def _sentences(
    text: str, kind: BlockKind, statement: re.Pattern[str] | None, label: str
) -> Iterator[Block]:
    waiting: Block | None = None
    for span in sentence_spans(text):
        words = span.of(text)
        graded = statement is not None and statement.search(words) is not None
        strength = label if graded else None
        searched = _POINTER.match(words) is None
        if waiting and (waiting.strength, waiting.searched) == (strength, searched):
            words = f"{waiting.text} {words}"
        elif waiting:
            yield waiting
        waiting = Block(kind, words, strength=strength, searched=searched)
    if waiting:
        yield waiting


def _is_heading(paragraph: str) -> bool:
    return len(paragraph) <= 60 and paragraph[-1].isalnum()


def _further(html: str, said: str, location: str) -> list[Block]:
    """A text on risk or frequency, none of which is graded. What was `said` is not said again."""
    found = blocks(pieces(_tree(html, location))) if html.strip() else ()
    return [_further_block(block, said) for block in found if _uncited(block.text)]


def _further_block(block: Block, said: str) -> Block:
    text = _UNMARKED_CITATION.sub("", _uncited(block.text))
    if block.kind is BlockKind.PARAGRAPH and block.level == 1 and _NUMBERED.match(text):
        return Block(BlockKind.ITEM, _NUMBERED.sub("", text))
    searched = block.searched and _POINTER.match(text) is None and text not in said
    return Block(block.kind, text, block.level, searched=searched)


def _paragraphs(html: str, location: str) -> Iterator[str]:
    found = pieces(_tree(html, location))
    yield from (text for p in found if isinstance(p, Paragraph) and (text := _uncited(p.text)))


def _tree(html: str, location: str) -> _Element:
    """The text as a tree, its line breaks ending paragraphs, its reference numbers marked."""
    root: _Element = parse_html(_LOOSE_TAG.sub("<", html.replace(_CITED, " ")), location)
    for element in root.iter("br"):
        element.tag = "hr"
    for link in root.iter("a"):
        if "#citation" in (link.get("href") or ""):
            for part in link.iter():
                part.text = None
            link.text = _CITED
    return root


def _uncited(text: str) -> str:
    """Without the numbers of references; a blank where they alone parted two sentences."""
    kept = _CITATIONS.sub(lambda m: " " if text[m.end() : m.end() + 1].isalpha() else "", text)
    return _line(kept)


def _line(text: str) -> str:
    return " ".join(text.split())
