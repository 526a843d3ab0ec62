"""LexicalIndex: passages by their words, BM25 on tantivy. The only importer of tantivy.

One folder of words, written and read by `corpus.lexical`. Queries are built from terms, never
parsed, so no question can carry query syntax.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from corpus.errors import IndexBroken
from corpus.model import Section
from corpus.publication import unwritable
from corpus.records import IndexHit, QueryTerm
from corpus.search_text import one_spelling
from corpus.text.words import STOP_WORDS

ANALYSER = "galen_en"
LAYOUT_VERSION = 2
"""Part of the index's fingerprint; a new number rebuilds every index."""
WRITER_HEAP_BYTES = 15_000_000  # tantivy's minimum for one thread
LONGEST_WORD = 40
_WORDS = "words"  # the one searched field


@dataclass(frozen=True, slots=True)
class Words:
    """What of a passage goes into the index: texts that no phrase runs across."""

    passage_id: str
    section: Section
    texts: Sequence[str]


class LexicalIndex:
    """Words of passages in a folder, opened when first used."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._index: tantivy.Index | None = None
        self._schema = _schema()
        self._analyser = _analyser()
        self._stop_stems = frozenset(self._analyser.analyze(" ".join(sorted(STOP_WORDS))))

    def update(self, retired: Sequence[str], added: Sequence[Words]) -> None:
        """Take ids out, then put passages in, in place of those with the same ids; one commit.

        Raises LibraryError, also where the disk is full; the folder is of no use then.
        """
        try:
            index = self._opened()
            writer = index.writer(heap_size=WRITER_HEAP_BYTES, num_threads=1)
            for passage_id in (*retired, *(words.passage_id for words in added)):
                writer.delete_documents_by_term("id", passage_id)
            for words in added:
                writer.add_document(_document(words))
            writer.commit()
            writer.wait_merging_threads()
            index.reload()
        except (ValueError, OSError) as error:
            raise unwritable(self.folder, str(error)) from error

    def search(self, terms: Sequence[QueryTerm], section: Section, k: int) -> list[IndexHit]:
        """The `k` passages of a section that match the terms best, best first, with BM25 scores."""
        matches = [query for term in terms if (query := self._term_query(term)) is not None]
        if k < 1 or not matches:
            return []
        any_of = Query.boolean_query([(Occur.Should, match) for match in matches])
        # Worth nothing in the score: the section only chooses.
        within = Query.const_score_query(
            Query.term_query(self._schema, "section", section.value, "basic"), 0.0
        )
        query = Query.boolean_query([(Occur.Must, within), (Occur.Must, any_of)])
        with self._reporting():
            searcher = self._opened().searcher()
            found = searcher.search(query, k, count=False).hits
            hits = [IndexHit(_id(searcher, address), float(score)) for score, address in found]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage_id))

    def document_frequency(self, term: str) -> int:
        """How many passages hold the term, stemmed; several words as a phrase."""
        stems = self._analyser.analyze(one_spelling(term))
        if not stems:
            return 0
        with self._reporting():
            found = self._opened().searcher().search(self._matching(stems), 1, count=True)
            return int(found.count or 0)  # type: ignore[attr-defined]  # missing in its stubs

    @property
    def passage_count(self) -> int:
        with self._reporting():
            return int(self._opened().searcher().num_docs)

    def ids(self) -> dict[Section, set[str]]:
        """Everything the index holds."""
        with self._reporting():
            return {section: self._ids_of(section) for section in Section}

    def load(self) -> None:
        """Open what is there now, so that it no longer depends on the names of its files."""
        with self._reporting():
            self._index = self._configured(tantivy.Index.open(str(self.folder)))

    def close(self) -> None:
        """Let the files go; the next use opens them again."""
        self._index = None

    def _ids_of(self, section: Section) -> set[str]:
        searcher = self._opened().searcher()
        query = Query.term_query(self._schema, "section", section.value, "basic")
        hits = searcher.search(query, max(searcher.num_docs, 1), count=False).hits
        return {_id(searcher, address) for _, address in hits}

    def _term_query(self, term: QueryTerm) -> Query | None:
        stems = self._without_stop_words(term.text)
        if not stems:
            return None
        return Query.boost_query(self._matching(stems), term.weight)

    def _without_stop_words(self, text: str) -> list[str]:
        """The stems of a term without stop words at its ends; an abbreviation is never one."""
        stems: list[str] = self._analyser.analyze(one_spelling(text))
        if len(stems) == 1 and text.isupper():
            return stems
        while stems and stems[0] in self._stop_stems:
            stems = stems[1:]
        while stems and stems[-1] in self._stop_stems:
            stems = stems[:-1]
        return stems

    def _matching(self, stems: list[str]) -> Query:
        if len(stems) == 1:
            return Query.term_query(self._schema, _WORDS, stems[0], "freq")
        return Query.phrase_query(self._schema, _WORDS, [*stems])

    def _opened(self) -> tantivy.Index:
        if self._index is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._index = self._configured(tantivy.Index(self._schema, path=str(self.folder)))
        return self._index

    def _configured(self, index: tantivy.Index) -> tantivy.Index:
        index.register_tokenizer(ANALYSER, self._analyser)
        index.config_reader("manual")  # otherwise a thread watches the folder
        index.reload()
        return index

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, OSError) as error:  # tantivy reports all its errors as ValueError
            raise IndexBroken(
                f"the index in {self.folder} cannot be used ({error}): run galen doctor"
            ) from error


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("section", tokenizer_name="raw", index_option="basic")
    builder.add_text_field(_WORDS, tokenizer_name=ANALYSER, index_option="position")
    return builder.build()


def _analyser() -> tantivy.TextAnalyzer:
    """Words in lower case, without accents, as English stems (Snowball)."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(LONGEST_WORD))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def _document(words: Words) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("id", words.passage_id)
    document.add_text("section", words.section.value)
    for text in words.texts:
        document.add_text(_WORDS, text)
    return document


def _id(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> str:
    return str(searcher.doc(address).get_first("id"))
