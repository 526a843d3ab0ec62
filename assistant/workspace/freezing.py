"""What is kept of an answer: the whole of it, the versions of its sources, and how it is found.

Pure but for reading the library. `Articles` and `Reviewing` store what this makes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from assistant.answer import Answer, Reference
from assistant.leads import name_of
from assistant.workspace.model import Holdings, SourceVersion
from assistant.workspace.privacy import cleaned_answer, cleaned_line
from assistant.workspace.staleness import EVERYTHING
from corpus.model import content_hash
from corpus.records import Entry
from corpus.text.words import content_stems, fold


@dataclass(frozen=True, slots=True)
class Frozen:
    """An answer without personal identifiers, and what it rested on when it was given."""

    answer: Answer
    sources: tuple[SourceVersion, ...]
    topics: tuple[str, ...]

    @property
    def body(self) -> str:
        """The JSON that is stored; `content_hash` of it is what a reviewer puts a name to."""
        sources = [asdict(source) for source in self.sources]
        return canonical_json(
            {"answer": self.answer.to_json(), "sources": sources, "topics": self.topics}
        )

    @classmethod
    def from_body(cls, body: str) -> Frozen:
        stored = json.loads(body)
        return cls(
            Answer.from_json(stored["answer"]),
            tuple(SourceVersion(**source) for source in stored["sources"]),
            tuple(stored["topics"]),
        )

    def with_answer(self, answer: Answer) -> Frozen:
        """Another wording of it, which may cite fewer of the sources."""
        cited = {reference.source_id for reference in answer.references}
        kept = tuple(source for source in self.sources if source.source_id in cited)
        return Frozen(answer, kept, self.topics)


def freeze(answer: Answer, library: Holdings) -> Frozen:
    """Look up the versions of everything that the answer cites."""
    entries = library.entries({reference.source_id for reference in answer.references})
    sources = tuple(
        _version(reference, entries.get(reference.source_id), library)
        for reference in answer.references
    )
    return Frozen(cleaned_answer(answer), sources, _topics(answer, entries))


def _version(reference: Reference, entry: Entry | None, library: Holdings) -> SourceVersion:
    body = reference.organization or reference.title
    name = name_of(entry.source) if entry else f"{body} {reference.year or ''}".strip()
    return SourceVersion(
        reference.source_id,
        name,
        reference.title,
        reference.year,
        _edition(reference, entry, library),
        reference.superseded_by,
    )


def _edition(reference: Reference, entry: Entry | None, library: Holdings) -> str:
    """The SHA-256 of the text that was quoted, "" where no text of the source holds the quotes.

    Another process may have put a newer text between the answer and now, so the current one counts
    only if it has the quotes in their places.
    """
    newest_first = reversed(library.editions(reference.source_id))
    for sha256 in dict.fromkeys([*([entry.sha256] if entry else []), *newest_first]):
        text = library.quote(reference.source_id, EVERYTHING, sha256)
        if all(text[quote.start : quote.end] == quote.text for quote in reference.quotes):
            return sha256
    return ""


def _topics(answer: Answer, entries: Mapping[str, Entry]) -> tuple[str, ...]:
    """What the answer is about: the topics of the sources that the bottom line rests on.

    Those of every cited source would be dozens, most of them of side issues.
    """
    line = answer.bottom_line
    leading = [answer.reference(each) for each in line.citations] if line else answer.references[:1]
    topics = (
        topic
        for reference in leading
        if reference.source_id in entries
        for topic in entries[reference.source_id].source.topics
    )
    return tuple(dict.fromkeys(topics))


def question_key(question: str) -> str:
    """Equal for questions that differ in case, accents, white space and the mark at their end.

    A hash, so that the index over it holds nobody's words.
    """
    return content_hash(" ".join(fold(cleaned_line(question)).split()).rstrip(" ?.!"))


def searched_words(answer: Answer) -> str:
    """The stems that an article is found by, each once, with a space on either side."""
    said = (f"{s.lead or ''} {s.text}" for s in answer.statements())
    titles = (reference.title for reference in answer.references)
    stems = content_stems(" ".join([answer.question, answer.searched_for, *said, *titles]))
    return f" {' '.join(sorted(set(stems)))} "


def version_key(version: SourceVersion) -> str:
    return hashlib.sha256(canonical_json(asdict(version)).encode()).hexdigest()


def canonical_json(value: Any) -> str:
    """One form for one value: keys sorted, no spaces, characters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
