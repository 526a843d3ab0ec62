"""PubMedQA's expert-labelled set: a thousand abstracts whose title is a question.

Jin et al., "PubMedQA: A Dataset for Biomedical Research Question Answering", EMNLP-IJCNLP 2019. The
conclusion of an abstract is the answer asked for; it is left out of the source unless told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from corpus.model import Source, SourceKind, TextOrigin
from evals.datasets.files import compressed_or_not, read_json
from ingest.document import Block, BlockKind, Document
from ingest.readers.pubmed_source import CHECK_TAGS, pubmed_url
from ingest.readers.study_design import study_design

Decision = Literal["yes", "no", "maybe"]


@dataclass(frozen=True, slots=True)
class PubMedQuestion:
    """One question with its gold. `in_test` tells the official test half, None where unknown."""

    pmid: str
    question: str
    final_decision: Decision
    long_answer: str
    in_test: bool | None = None


class _Record(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    question: str = Field(alias="QUESTION")
    contexts: list[str] = Field(alias="CONTEXTS")
    labels: list[str] = Field(alias="LABELS")
    headings: list[str] = Field(alias="MESHES")
    year: str | None = Field(alias="YEAR")
    long_answer: str = Field(alias="LONG_ANSWER")
    final_decision: Decision


_RECORDS = TypeAdapter(dict[str, _Record])
_DECISIONS = TypeAdapter(dict[str, Decision])


def pubmedqa(folder: Path, *, conclusion: bool = False) -> Iterator[Document]:
    """Every abstract of `ori_pqal.json` as a source, in the order of the file.

    With `conclusion` the gold long answer is its last part. Raises SourceError.
    """
    for pmid, record in _records(folder).items():
        yield Document(_source(pmid, record), tuple(_blocks(record, conclusion)))


def pubmedqa_questions(folder: Path) -> Iterator[PubMedQuestion]:
    """Every question in the order of the file; the split from `test_ground_truth.json`, if there.

    Raises SourceError.
    """
    split = compressed_or_not(folder, "test_ground_truth.json")
    tested = read_json(split, _DECISIONS) if split.exists() else None
    for pmid, record in _records(folder).items():
        yield PubMedQuestion(
            pmid=pmid,
            question=record.question,
            final_decision=record.final_decision,
            long_answer=record.long_answer,
            in_test=None if tested is None else pmid in tested,
        )


def _records(folder: Path) -> dict[str, _Record]:
    return read_json(compressed_or_not(folder, "ori_pqal.json"), _RECORDS)


def _source(pmid: str, record: _Record) -> Source:
    kind = study_design((), record.question, record.headings)
    return Source(
        id=f"pmid-{pmid}",
        kind=kind or SourceKind.OTHER,
        title=record.question,
        family=f"pmid-{pmid}",
        published=record.year,
        pmid=pmid,
        url=pubmed_url(pmid),
        topics=tuple(dict.fromkeys(h for h in record.headings if h not in CHECK_TAGS)),
        text_origin=TextOrigin.ABSTRACT,
    )


def _blocks(record: _Record, conclusion: bool) -> Iterator[Block]:
    for label, text in zip(record.labels, record.contexts, strict=False):
        if label != "UNLABELLED":
            yield Block(BlockKind.HEADING, label)
        yield Block(BlockKind.PARAGRAPH, text)
    if conclusion:
        yield Block(BlockKind.HEADING, "CONCLUSION")
        yield Block(BlockKind.PARAGRAPH, record.long_answer)
