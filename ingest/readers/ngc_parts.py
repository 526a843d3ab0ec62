"""Which parts of an NGC summary are searched, and which only belong to its text.

Definitions of grades, abbreviations, notes of the clearinghouse and pointers to other documents
answer no question. Called by `ngc_blocks`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.readers.html_pieces import Paragraph, Piece, TablePiece
from ingest.readers.ngc_labels import label_of_heading

# Headings over parts that explain the summary's own terms.
_APART = re.compile(
    r"(?:definitions?|abbreviations?(?:\s+(?:used|list).*)?|list\s+of\s+abbreviations|acronyms"
    r"|relative\s+radiation\s+levels?(?:\s+(?:designations|information|\(RRL\)))?"
    r"|note\s+from\s+the\s+.*(?:NGC|clearinghouse).*)\W*",
    re.I,
)
# Explanations of grades that have no such heading over them; apart only at the end of a field.
_SCHEME = re.compile(
    r"\b(?:(?:levels?|strengths?|quality|class(?:es|ification)?|grad(?:es?|ing)|certainty|types?"
    r"|categor(?:y|ies)|definitions?|ratings?|designations?|interpretation|implications?|scheme"
    r"|wording)(?:[\s,/&*]+\w+){0,4}?[\s,*]+(?:of|for|from|on|in|to)\s+(?:\w+\s+){0,4}?"
    r"(?:evidence|recommendations?|certainty|statements?|guidelines?)"
    r"|(?:evidence|recommendations?|grade|grading|rating|conclusion)\s+(?:grading|rating|grades?"
    r"|levels?|strengths?|scheme|system|classification|definitions?|hierarchy|criteria|nomenclature)"
    r"|grades\s+mean)\b",
    re.I,
)
_LONGEST_SCHEME = 160
_ON_GRADES = re.compile(
    r"evidence|recommendation|grad(?:e|ing)|rating|strength|level|quality|certainty|classif|scheme"
    r"|suggest|statement|benefit|consensus|abbreviat|key\b",
    re.I,
)
# What stands near "Definitions" where they are those of grades.
_GRADING = re.compile(
    r"(?:grad(?:e|es|ing)|levels?|strength|quality|class(?:es|ification)?|rating|certainty|types?)\b"
    r".{0,120}\b(?:evidence|recommend\w*|practice|statement)|evidence\s+(?:obtained|from|based"
    r"|provided|is)\b|(?:conditional|imperative|strong|weak|qualified)\b.{0,40}\brecommendations?"
    r"|categor(?:y|ies)\s+of|grading\s+systems?|evidence\s+schemes?|recommended\s+with"
    r"|recommendations?\s+are\s+categorized",
    re.I | re.S,
)
_NEAR = 5
_POINTS_TO_END = re.compile(
    r"(?:defined|provided|presented|repeated|found|given|listed|described|explained|included|appear"
    r"|located)\b.{0,60}\bat\s+the\s+end\s+of\s+the\s+[\"“]?Major\s+Recommendations",
    re.I,
)
_BOILERPLATE = re.compile(
    r"^Note:\s+Abbreviations\s+used"
    r"|^Note\s+from\s+(?:the\s+)?(?:NGC|National\s+Guideline)"
    r"|^(?:Level\s+[A-D]\s+recommendations?\.?\s*)?None\s+specified\.?$"
    r"|^(?:not\s+(?:stated|applicable|specified|provided)|none\s+(?:stated|provided)|see\s+above)\W*$"
    r"|^To\s+find\s+out\s+why\s+the\s+committee\s+made"
    r"|^(?:please\s+)?(?:refer\s+to|see)\s+(?:the\s+)?(?:original|full|[\"“]?availability|tables?\b"
    r"|figures?\b|appendi(?:x|ces)\b|section\b)[^.]*\.?$"
    r"|^\[[^\]]*\d{4}[^\]]*\].{0,60}\bindicates?\s+that\b",
    re.I,
)
_GRADING_TABLE = re.compile(
    r"(?:(?:grad(?:e|es|ing)|ratings?|levels?|strength|quality|class(?:es|ification)?|nomenclature"
    r"|definitions?|interpretation|implications|categor(?:y|ies))\b.{0,60}"
    r"\b(?:evidence|recommendations?|certainty)\b"
    r"|what\s+the\s+U\.?S\.?.{0,60}grades|relative\s+radiation\s+level|USPSTF\s+(?:levels|grades))",
    re.I,
)


def is_boilerplate(text: str) -> bool:
    """Whether a paragraph only explains the summary or points to another document."""
    if "Major Recommendations" in text and _POINTS_TO_END.search(text):
        return True
    return _BOILERPLATE.match(text) is not None


def is_grading_table(table: TablePiece) -> bool:
    return _GRADING_TABLE.search(table.caption) is not None


def ends_apart(heading: str) -> bool:
    """Whether a heading as high as that of a part that is not searched ends this part."""
    return _ON_GRADES.search(heading) is None


def begins_apart(heading: str, rest: Sequence[Piece]) -> bool:
    """Whether a heading begins a part that is not searched. `rest` is what follows it."""
    if _APART.fullmatch(heading):
        return _explains(heading, rest)
    if len(heading) > _LONGEST_SCHEME or not _SCHEME.search(heading):
        return False
    if label_of_heading(heading):
        return False
    return all(_ON_GRADES.search(p.text) for p in rest if isinstance(p, Paragraph) and p.emphasis)


def _explains(heading: str, rest: Sequence[Piece]) -> bool:
    """Whether "Definitions" are those of grades, and not of diseases."""
    if not re.match(r"definitions?\W*$", heading, re.I):
        return True
    near = [
        p.text if isinstance(p, Paragraph) else f"{p.caption} {_words(p)}" for p in rest[:_NEAR]
    ]
    return _GRADING.search(" ".join(near)) is not None


def _words(table: TablePiece) -> str:
    return " ".join(cell.text for row in table.grid.rows[:3] for cell in row)
