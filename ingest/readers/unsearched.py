"""Parts of a document that answer no question: contents, references, acknowledgements, interests.

For the readers of formats that name parts by headings alone (PDF, HTML, Word). Such parts stay in
the source's text and are not searched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ingest.document import Block, BlockKind

_APPARATUS = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2})*\.?\s+|[A-Z]\.\s+|appendix\s+\w{1,3}\W+)?"
    r"(?:(?:table\s+of\s+)?contents(?:\s+page)?|references?(?:\s+(?:list|cited))?|bibliography"
    r"|literature(?:\s+cited)?|works\s+cited|(?:further|suggested)\s+reading|endnotes|footnotes"
    r"|acknowledge?ments?|list\s+of\s+(?:figures|tables|boxes|abbreviations|acronyms|contributors)"
    r"|abbreviations(?:\s+and\s+acronyms)?|acronyms(?:\s+and\s+abbreviations)?"
    r"|(?:potential\s+)?(?:(?:declarations?|disclosures?|conflicts?|competing|statements?)\s+(?:of|and)\s+)?"
    r"(?:conflicts?\s+of\s+|competing\s+|financial\s+)?(?:interests?|disclosures?)(?:\s+statement)?"
    r"|funding(?:\s+(?:sources?|statement|information))?|authors?[’']?s?\s+contributions?"
    r"|(?:about\s+the\s+)?authors?(?:\s+(?:information|affiliations))?|supplement(?:ary|al)\s+(?:material|data)s?"
    r"|data\s+availability(?:\s+statement)?|index|disclaimers?|copyright(?:\s+and\s+licen[cs]e)?|imprint)\s*:?",
    re.I,
)
_PART = re.compile(r"(?:appendix|annex|chapter|part)\s+\w{1,3}\b", re.I)
_LEADERS = re.compile(r"(?:\.\s?){5,}|…{2,}|_{6,}")


def without_apparatus(blocks: Iterable[Block]) -> Iterator[Block]:
    """The same blocks, those below such a heading, and lines of contents, marked as not searched.

    Such a part ends at the next heading that is as high, or that begins an appendix.
    """
    apart: int | None = None
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            if apart is not None and (block.level <= apart or _PART.match(block.text)):
                apart = None
            if apart is None and _APPARATUS.fullmatch(block.text.strip()):
                apart = block.level
        leaders = _LEADERS.search(block.text) is not None
        yield replace(block, searched=False) if apart is not None or leaders else block
