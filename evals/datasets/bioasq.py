"""BioASQ Task B: questions of biomedical experts, with the PubMed snippets that answer them.

Krithara et al., "BioASQ-QA: A manually curated corpus for Biomedical Question Answering",
Scientific Data 2023. The snippets of all batches together make one source for each PubMed record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from corpus.errors import SourceError
from corpus.model import Source, SourceKind, TextOrigin
from evals.datasets.files import read_json
from ingest.document import Block, BlockKind, Document
from ingest.readers.pubmed_source import pubmed_url
from ingest.readers.study_design import study_design
from ingest.readers.superscript import raised

QuestionType = Literal["yesno", "factoid", "list", "summary"]

_PMID = re.compile(r"/(\d{1,9})/?$")
# How some batches write the marks of an abstract, and the label of the part that a snippet opens.
_LOWERED = re.compile(r"\s*__sub__\s*(.*?)\s*__end_sub__")
_RAISED = re.compile(r"\s*__sup__\s*(.*?)\s*__end_sup__")
_LABEL = re.compile(r"\A\s*[A-Z][A-Z /&,-]{2,40}(?::\s|\s*\n)\s*")
# Where a snippet of the title runs on into the abstract.
_TITLE_ENDS = re.compile(r"(?<=[a-z)\]][.?!])(?=[A-Z])")
# Shorter common ends may be chance ("in patients with").
_OVERLAP = 20


@dataclass(frozen=True, slots=True)
class Snippet:
    """A stretch of a PubMed record that experts marked as evidence, as in the library's sources."""

    pmid: str
    text: str


@dataclass(frozen=True, slots=True)
class BioASQQuestion:
    """One question with its gold.

    `gold_pmids` are the records named as evidence. `exact_answers` holds for each item its
    spellings (yes/no questions: one item), and is empty for summaries.
    """

    id: str
    question: str
    type: QuestionType
    batch: str
    gold_pmids: tuple[str, ...]
    snippets: tuple[Snippet, ...]
    ideal_answers: tuple[str, ...]
    exact_answers: tuple[tuple[str, ...], ...] = ()


class _Snippet(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    text: str
    document: str
    section: str = Field(alias="beginSection")
    begin: int = Field(alias="offsetInBeginSection")
    end: int = Field(alias="offsetInEndSection")


class _Question(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    body: str
    type: QuestionType
    documents: list[str]
    snippets: list[_Snippet]
    ideal_answer: list[str]
    exact_answer: Any = None


class _Batch(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    questions: list[_Question]


_BATCH = TypeAdapter(_Batch)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text of one section of a record. Offsets of different batches are off by up to a hundred."""

    section: str
    begin: int
    end: int
    text: str

    @property
    def place(self) -> tuple[bool, int, int]:
        return self.section != "title", self.begin, self.end

    @property
    def key(self) -> str:
        """The letters and digits alone: batches differ in blanks, marks and full stops."""
        return "".join(c for c in self.text.casefold() if c.isalnum())


def bioasq(folder: Path) -> Iterator[Document]:
    """A source for each PubMed record, in order of PMID, of all distinct snippets of all batches.

    What one snippet says of another is kept once, and overlapping ones are joined. A record whose
    title no snippet holds is titled by its number. Raises SourceError.
    """
    pieces: dict[str, list[_Piece]] = {}
    for _, question in _questions(folder):
        for snippet in question.snippets:
            piece = _Piece(snippet.section, snippet.begin, snippet.end, cleaned(snippet.text))
            pieces.setdefault(_pmid(snippet.document), []).append(piece)
    for pmid in sorted(pieces, key=int):
        found = _distinct(pieces[pmid])
        blocks = tuple(Block(BlockKind.PARAGRAPH, piece.text) for piece in found)
        yield Document(_source(pmid, found), blocks)


def bioasq_questions(folder: Path) -> Iterator[BioASQQuestion]:
    """Every question, by batch and in the order of its file. Raises SourceError."""
    for batch, question in _questions(folder):
        yield BioASQQuestion(
            id=question.id,
            question=question.body,
            type=question.type,
            batch=batch,
            gold_pmids=tuple(dict.fromkeys(map(_pmid, question.documents))),
            snippets=tuple(Snippet(_pmid(s.document), cleaned(s.text)) for s in question.snippets),
            ideal_answers=tuple(question.ideal_answer),
            exact_answers=_exact(question.exact_answer),
        )


def cleaned(text: str) -> str:
    """A snippet as plain text: sub- and superscripts set, the label that opens it left out."""
    text = _RAISED.sub(lambda m: raised(m[1]), _LOWERED.sub(r"\1", _LABEL.sub("", text)))
    return " ".join(text.split())


def _questions(folder: Path) -> Iterator[tuple[str, _Question]]:
    paths = sorted(folder.glob("*_golden.json*"))
    if not paths:
        raise SourceError(f"{folder} holds no *_golden.json files: name BioASQ's folder")
    for path in paths:
        batch = path.name.partition("_")[0]
        for question in read_json(path, _BATCH).questions:
            yield batch, question


def _pmid(address: str) -> str:
    match = _PMID.search(address)
    if match is None:
        raise SourceError(f"BioASQ names {address!r}, which is no PubMed record: check the files")
    return match.group(1)


def _exact(answer: object) -> tuple[tuple[str, ...], ...]:
    if isinstance(answer, str):
        return ((answer,),)
    items = answer if isinstance(answer, list) else []
    return tuple(tuple(map(str, i)) if isinstance(i, list) else (str(i),) for i in items)


def _source(pmid: str, found: Sequence[_Piece]) -> Source:
    openings = [p.text for p in found if p.section == "title" and p.begin == 0]
    opening = _TITLE_ENDS.split(max(openings, key=len, default=""), maxsplit=1)[0]
    title = opening.removesuffix(".").strip("[]").removesuffix(".")
    return Source(
        id=f"pmid-{pmid}",
        kind=study_design((), title) or SourceKind.OTHER,
        title=title or f"PubMed record {pmid}",
        family=f"pmid-{pmid}",
        pmid=pmid,
        url=pubmed_url(pmid),
        text_origin=TextOrigin.ABSTRACT,
    )


def _distinct(pieces: Iterable[_Piece]) -> list[_Piece]:
    """Each text once, in order of section and place; what overlaps is joined."""
    longest = sorted(pieces, key=lambda piece: -len(piece.key))
    kept: list[_Piece] = []
    for piece in longest:
        if piece.key and not any(piece.key in other.key for other in kept):
            kept.append(piece)
    joined: list[_Piece] = []
    for piece in sorted(kept, key=lambda piece: piece.place):
        whole = _join(joined[-1], piece) if joined else None
        if whole is None:
            joined.append(piece)
        else:
            joined[-1] = whole
    return joined


def _join(first: _Piece, second: _Piece) -> _Piece | None:
    """Both as one, where the end of the first is printed like the beginning of the second."""
    if first.section != second.section:
        return None
    most = min(len(first.text), len(second.text))
    for shared in range(most, _OVERLAP - 1, -1):
        if first.text.endswith(second.text[:shared]):
            text = first.text + second.text[shared:]
            return _Piece(first.section, first.begin, max(first.end, second.end), text)
    return None
