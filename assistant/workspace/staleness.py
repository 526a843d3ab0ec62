"""Which cited sources are no longer what they were when an answer was saved, and how to say so.

Found on reading, from the library as it is then; `Articles` and `Reviewing` call it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from assistant.answer import Answer, Quote
from assistant.leads import name_of
from assistant.workspace.model import Holdings, SourceVersion, Staleness, StaleSource
from corpus.model import Span
from corpus.records import Entry

EVERYTHING = Span(0, 2**31 - 1)
"""More code points than any text has."""


def stale_sources(
    versions: Iterable[SourceVersion], library: Holdings
) -> dict[SourceVersion, StaleSource]:
    """Those of the versions that the library has left behind; one look-up for all of them."""
    wanted = tuple(dict.fromkeys(versions))
    entries = dict(library.entries({version.source_id for version in wanted}))
    newer = {e.superseded_by for e in entries.values() if e.superseded_by} - set(entries)
    if newer:
        entries |= library.entries(newer)
    judged = ((version, _judge(version, entries)) for version in wanted)
    return {version: found for version, found in judged if found is not None}


def stale_in_full(
    answer: Answer, versions: Sequence[SourceVersion], library: Holdings
) -> tuple[StaleSource, ...]:
    """`stale_sources` of one answer; of an updated source it is said what became of the quotes."""
    found = stale_sources(versions, library)
    quotes = {reference.source_id: reference.quotes for reference in answer.references}
    return tuple(
        _with_quotes(found[version], quotes.get(version.source_id, ()), library)
        for version in versions
        if version in found
    )


def _judge(version: SourceVersion, entries: Mapping[str, Entry]) -> StaleSource | None:
    entry, name = entries.get(version.source_id), version.name
    if entry is None:
        return _stale(version, Staleness.REMOVED, f"{name} was removed from the library")
    if entry.source.retracted and not version.retracted:
        return _stale(version, Staleness.RETRACTED, f"{name} has been retracted")
    if entry.superseded_by and entry.superseded_by != version.superseded_by:
        by = _newer(entry.superseded_by, entries)
        return _stale(version, Staleness.SUPERSEDED, f"{name} was superseded by {by}")
    if entry.sha256 != version.sha256:
        said = f"the text of {name} was updated on {entry.added_at[:10]}"
        return _stale(version, Staleness.UPDATED, said)
    if version.superseded_by and not entry.superseded_by:
        said = f"{name} is shown as superseded, and no longer is"
        return _stale(version, Staleness.REINSTATED, said)
    return None


def _stale(version: SourceVersion, staleness: Staleness, said: str) -> StaleSource:
    return StaleSource(version.source_id, staleness, said)


def _newer(source_id: str, entries: Mapping[str, Entry]) -> str:
    """The superseding source by name, with the day on which the library took it in."""
    entry = entries.get(source_id)
    return f"{name_of(entry.source)} on {entry.added_at[:10]}" if entry else source_id


def _with_quotes(stale: StaleSource, quotes: Sequence[Quote], library: Holdings) -> StaleSource:
    if stale.staleness is not Staleness.UPDATED or not quotes:
        return stale
    text = library.quote(stale.source_id, EVERYTHING)
    gone = sum(quote.text not in text for quote in quotes)
    told = f"{gone} of {len(quotes)} are no longer in it" if gone else "they are all still in it"
    said = f"{stale.said}; of the passages quoted here, {told}"
    return StaleSource(stale.source_id, stale.staleness, said)
