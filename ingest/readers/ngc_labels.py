"""Strength labels that a summary prints outside of the sentence: over a list, before it, below it.

In doubt there is none: a wrong strength is worse than a missing one. Called by `ngc_blocks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import product

from corpus.text.strength import is_label
from ingest.document import Block, BlockKind
from ingest.readers.html_pieces import Paragraph, Piece

# "Grade 3" and "Class III" may be those of a disease.
_SCALE = r"(?:(?:grade|class)\s+(?:[A-E]|[12][A-D])|level\s+(?:[A-EU]|[1-5]|I{1,3}|IV|V))"
_RUN_IN = re.compile(rf"(?P<label>{_SCALE})(?:\s+recommendations?)?", re.I)
_OPENING = re.compile(rf"{_SCALE}(?:\s+recommendations?)?\s?:\s+(?=\S)", re.I)
_HEADING = re.compile(
    rf"(?:(?P<label>{_SCALE})\s+recommendations?"
    rf"|recommendations?\s*[-–—:(]*\s*(?P<after>{_SCALE})\)?"
    r"|(?P<words>(?:strong|weak|conditional)\s+recommendations?(?:\s+(?:for|against))?))\W*",
    re.I,
)
_LEAD_IN = re.compile(rf"\((?P<label>{_SCALE})\)\s*:$", re.I)
_STANDING = re.compile(
    r"(?:(?:evidence|recommendation)\s+(?:rating|grade|strength)|strength\s+of\s+(?:the\s+)?"
    r"recommendations?|grade(?:\s+of\s+recommendation)?|level\s+of\s+recommendation)\s*[:=]\s*"
    r"[^.;]{1,60}\.?"
    r"|(?:strong|fair|weak|consensus|insufficient\s+evidence),\s+(?:imperative|conditional)",
    re.I,
)

_DECLARES = re.compile(r"at\s+the\s+end\s+of\s+the\s+[\"“]?Major\s+Recommendations", re.I)
_DASHES = dict.fromkeys(range(0x2010, 0x2016), "-")
_EVIDENCE = re.compile(
    r"(?:(?:overall\s+)?(?:quality|strength|level|certainty|class)\s+of\s+(?:the\s+)?evidence"
    r"|evidence\s+(?:quality|level|grade|strength))\b",
    re.I,
)
_RECOMMENDS = re.compile(
    r"\b(?:recommend(?:s|ed)?|suggest(?:s|ed)?|advise[sd]?|should|must|may|can|offer|consider(?:ed)?"
    r"|avoid|do\s+not|indicated|appropriate)\b",
    re.I,
)
_GROUP = re.compile(r"\(([^()]{1,60})\)")
_SUBJECT = re.compile(r"recommendation|evidence")
_RANGE = re.compile(
    r"(?P<scale>(?:Level|Grade|Class) )?(?P<first>[A-F]|[IV]{1,3}|[1-5]|GPP|EO|CB)"
    r"(?:\s?-\s?(?P<last>[A-F]|[IV]{1,3}|[1-5]))?"
)
_PAIRS = re.compile(r"1A\s?-\s?2[CD]")
_ORDERS = (
    ("A", "B", "C", "D", "E", "F"), ("I", "II", "III", "IV", "V"), ("1", "2", "3", "4", "5"),
    ("GPP",), ("EO",), ("CB",),
)  # fmt: skip


def run_in_label(opening: str) -> str | None:
    """ "Level B recommendations" and "Level 3" before the sentences that they grade."""
    match = _RUN_IN.fullmatch(opening.strip(" .:"))
    return _one(match["label"]) if match else None


def opening_label(text: str) -> str | None:
    """ "Level 3:" as it opens a paragraph, whatever its emphasis."""
    match = _OPENING.match(text)
    return match.group(0).rstrip() if match else None


def label_of_heading(heading: str) -> str | None:
    """ "Grade A Recommendations" over the recommendations that it grades."""
    match = _HEADING.fullmatch(heading.strip())
    if match is None:
        return None
    if match["words"]:
        return _one(re.sub(r"s\b", "", match["words"], flags=re.I))
    return _one(match["label"] or match["after"])


def label_of_lead_in(text: str) -> str | None:
    """ "The following recommendations are based on consensus (Level C):" before their list."""
    match = _LEAD_IN.search(text)
    return _one(match["label"]) if match and "recommend" in text.lower() else None


def declarations(pieces: Sequence[Piece]) -> Iterator[str]:
    """What a field says of its own grades: "... (A-D) are defined at the end of the field"."""
    for piece in pieces:
        if isinstance(piece, Paragraph) and _DECLARES.search(piece.text):
            yield piece.text.translate(_DASHES)


def with_standing_labels(blocks: list[Block]) -> list[Block]:
    """Give each label that is a paragraph of its own to the recommendation that it stands below.

    That is the item which the label hangs below, or the paragraph before it; what is said of the
    evidence may stand between. Of a list, the label is for all items only where its lead-in
    recommends and they do not.
    """
    found = list(blocks)
    for place, block in enumerate(blocks):
        label = _standing_label(block)
        if label is None or not block.searched:
            continue
        found[place] = replace(block, searched=False, strength=None)
        owners = _owners(found, place)
        for owner in owners:
            if found[owner].strength is None and found[owner].searched:
                found[owner] = replace(found[owner], strength=label)
    return found


def _owners(blocks: Sequence[Block], place: int) -> list[int]:
    """Where the blocks are that a standing label at this place grades."""
    depth = blocks[place].level - 1
    below: list[int] = []
    for number in range(place - 1, -1, -1):
        block = blocks[number]
        if block.kind is BlockKind.HEADING or block.kind is BlockKind.ROW:
            return []
        around = block.level - 1 if block.kind is BlockKind.PARAGRAPH else block.level
        if not block.searched or _EVIDENCE.match(block.text):
            continue
        if around > depth:
            below.append(number)
        elif around < depth:
            return []
        elif not below:
            return [number]
        else:
            leads = block.text.rstrip().endswith(":") and recommends(block.text)
            one_by_one = any(recommends(blocks[n].text) for n in below)
            return below if leads and not one_by_one else []
    return []


def recommends(text: str) -> bool:
    return _RECOMMENDS.search(text) is not None


def _standing_label(block: Block) -> str | None:
    """The label of a paragraph that is nothing else: "Strength of Recommendation: Strong"."""
    if block.kind is not BlockKind.PARAGRAPH:
        return None
    text = block.text.strip()
    if text.startswith(("(", "[")) and text.rstrip(".").endswith((")", "]")):
        inside = text.rstrip(".")[1:-1]
        return _one(inside) if is_label(inside) else None
    match = _STANDING.fullmatch(text)
    return _one(text.rstrip(".")) if match else None


def _one(label: str) -> str:
    return " ".join(label.split())


def declared_labels(sentences: Iterable[str]) -> frozenset[str]:
    """Bare codes that a summary declares: "the strength of recommendations (A-D, GPP) is defined".

    Where evidence has a scale of its own, both together are codes as well ("IA", "2 C"). A code
    that grades evidence alone is none, and neither is a lone number.
    """
    found: dict[str, set[str]] = {"recommendation": set(), "evidence": set()}
    for text in sentences:
        for group in _GROUP.finditer(text):
            subject = _SUBJECT.findall(text[: group.start()].lower())
            if subject:
                found[subject[-1]].update(_codes(group.group(1)))
    grades, evidence = found["recommendation"], found["evidence"]
    short = [[c for c in codes if " " not in c] for codes in (grades - evidence, evidence - grades)]
    both = {f"{a}{mark}{b}" for a, b in product(*short) for mark in ("", "-", " ", ", ")}
    return frozenset(both | {code for code in grades - evidence if not code.isdigit()})


def _codes(printed: str) -> Iterator[str]:
    """The codes of "A-D, GPP", "Level I-III" or "1A-2C", ranges written out."""
    for part in re.split(r"\s*(?:[,;/]|\band\b|\bor\b)\s*", printed):
        if _PAIRS.fullmatch(part.strip()):
            yield from ("1A", "1B", "1C", "1D", "2A", "2B", "2C", "2D")
        match = _RANGE.fullmatch(part.strip())
        if match is None:
            continue
        scale, first, last = match.group("scale") or "", match.group("first"), match.group("last")
        for order in _ORDERS:
            if first in order and (last or first) in order:
                codes = order[order.index(first) : order.index(last or first) + 1]
                yield from (f"{scale}{code}" for code in codes)
                break
