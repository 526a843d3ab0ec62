"""Strength labels as printed: finding them, never translating or inventing them.

A label belongs to the one sentence that it is printed with. "(Grade not seen)" says that Galen's
summary found none, so it is no label. In doubt it is no label: the words then stay in the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from corpus.model import Span

_NOT_SEEN = re.compile(r"grade not (?:seen|stated|reported)|not graded by", re.I)

_ROMAN = r"(?:I{1,3}|IV|V)"
_ADJECTIVE = r"(?:strong|weak|conditional|qualified|moderate|discretionary)"
_QUALITY = r"(?:very[ -]low|low|moderate|intermediate|high|insufficient|limited)"
# GRADE's circles: four in all, filled ones first. Some print a letter for the empty ones.
_CIRCLES = r"(?=[^\s]{4}$)[⊕⨁]{1,4}[⊝⊖◯○\u3007O\u039f]{0,3}"
# Bodies whose name before a letter makes it a grade.
_GRADING = r"(?:ADA|USPSTF|SIGN|NHMRC|IDSA|CTFPHC|KDIGO|CHEST|ESMO|evidence\sstrength|strength)"

# Scales that say by themselves what they are: GRADE, ACC/AHA and ESC, USPSTF, ACR, IDSA, SIGN,
# NHMRC, SORT, NCCN, AACE, NICE wording, CEBM, consensus. Matched against a whole part of a label,
# case as printed where a small letter would be ordinary prose ("strong", "option").
_SCALES = re.compile(
    rf"""(?:
        (?i:(?:grade\s)?{_ADJECTIVE}\s(?:(?:positive|negative)\s)?(?:recommendations?|suggestion)
            (?:\s(?:for|against)(?:\s(?:the\s)?
            (?:use(?:\sof\s(?:an|the)\sintervention)?|intervention|treatment))?)?)
      | (?i:(?:strong|weak|conditional)\s(?:for|against))
      | (?i:(?:strong|weak)\swording\s(?:do|do\snot|offer|do\snot\soffer|consider))
      | (?i:strong|weak)\s(?:offer|do\snot\soffer|do\snot|do|consider)
      | Strong | Weak | Conditional
      | (?i:strength(?:\sof\s(?:the\s)?recommendation)?|recommendation\sstrength)\s
            (?i:[A-E]|{_ADJECTIVE}(?:\s(?:positive|negative))?(?:\srecommendation)?
            |no\sspecific\srecommendation|expert\sopinion|consensus|inconclusive)
      | (?i:recommendation)\s(?i:{_ADJECTIVE})
      | (?i:recommendation\sgrade)\s[A-E] | (?i:imperative)
      | (?i:(?:{_GRADING}\s)?grade)\s(?:[A-E]|[12][A-D])(?:\s(?i:recommendation))?
      | GRADE\s[12][+–−-] | (?i:USPSTF)\s[A-DI](?:\s(?i:recommendation|statement))?
      | (?i:grade\sof\s(?:the\s)?recommendation)\s[A-F] | (?i:GoR|GR)\s[A-D]
      | (?i:SORT?(?:\s(?:evidence\srating|rating|grade|level))?|evidence\srating)\s[A-C]
      | (?:[12]|(?i:{_ADJECTIVE})(?:\s(?i:recommendation))?)\s?\|?\s?{_CIRCLES}
      | (?i:NCCN\scategory)\s(?:1|2[AB]|3)
      | (?i:NHMRC(?:\slevel)?)\s(?:{_ROMAN}|III-[1-3])
      | (?i:grade\sI\sstatement) | I\s[Ss]tatement
      | [A-D]\s[Rr]ecommendation
      | (?i:COR|class\sof\srecommendation)\s(?:[123][ab]?|I{{1,3}}[ab]?)(?:\s(?i:no\sbenefit|harm))?
      | Class\s(?:2[ab]|II[ab])
      | Class\s(?:3|III)\s(?i:no\sbenefit|harm)
      | (?i:LOE|level\sof\sevidence|evidence\slevel)\s
            (?:[A-C](?:-(?:NR|R|LD|EO))?|{_ROMAN}[ab]?|[1-5][a-c]?|[12](?:\+\+|\+|[–−-]))
      | (?i:(?:O?CEBM|Oxford(?:\s(?:O?CEBM|Centre\sfor\sEvidence[ -]Based\sMedicine))?)
            (?:\s20\d\d)?(?:\s(?:LOE|levels?(?:\sof\sevidence)?|evidence\slevel|grade))?)\s
            (?:[1-5][a-c]?|[A-D])
      | (?i:SIGN)\s[12](?:\+\+|\+|[–−-]) | B?EL\s[1-4] | Level\s[12]\+\+?
      | Level\s[A-C]\s(?i:recommendation)
      | Level\s(?:[A-CU](?:-(?:NR|R|LD|EO))?|[1-3][abc])
      | Category\sI[ABC]
      | (?i:usually\s(?:not\s)?appropriate) | (?i:may\sbe\sappropriate) | (?i:ACR\srating)\s[1-9]
      | (?i:(?:good|best)\spractice\s(?:statement|point|advice(?:\s\d{{1,2}})?)) | GPP
      | (?i:practice\spoint(?:\s\d+(?:\.\d+)*)?)
      | (?i:expert\s(?:opinion(?:\spoint)?|consensus(?:\sopinion)?))
      | Consensus(?:[–-](?:Panel\sExpertise|Adapted))?
      | (?i:(?:ungraded\s)?consensus[ -]based(?:\sstatement)?)
      | (?i:consensus\s(?:recommendation|statement)) | (?i:clinical\sprinciple)
      | (?i:ungraded(?:\s(?:statement|recommendation|good\spractice\sstatement))) | Not\s[Gg]raded
      | Ungraded
      | (?i:ACIP\srecommendation)
    )""",
    re.X,
)
# Half a label each: a class of recommendation and a level of evidence ("Class I, C").
_CLASS = re.compile(rf"(?i:class|category)\s(?:{_ROMAN}[ab]?|[1-5][ab]?)")
_LEVEL = re.compile(
    rf"""(?:
        (?i:level)\s(?:{_ROMAN}[ab]?|[1-5][a-d]?|[A-E])
      | (?i:(?:aggregate\s)?(?:evidence|quality|certainty)(?:\s(?:quality|strength|grade|level))?
            (?:\sof\s(?:the\s)?evidence)?)\s(?:(?i:grade\s)?[A-DX]|{_ROMAN}(?:\sto\s{_ROMAN})?
            |(?i:{_QUALITY}|strong|weak))
      | (?:[A-E]|[A-C]-(?:NR|R|LD|EO))
    )""",
    re.X,
)
_BESIDE = re.compile(
    rf"""(?i:{_QUALITY}(?:[ -]to[ -]{_QUALITY})?(?:[ -](?:quality|certainty)(?:\sof)?
            (?:\s(?:the\s)?evidence)?|\sevidence|\slevel\sof\sevidence
            |[ -](?:certainty|confidence)(?:\sin\s(?:the\s)?
                (?:evidence(?:\s(?:of|about)\seffects?)?|estimated\seffects?
                |(?:effect\s)?estimates?(?:\sof\s(?:the\s)?effects?)?))?)?
      | grade\s{_QUALITY} | {_CIRCLES} | (?:strong|weak)\s(?:agreement|consensus)
      | (?:agreement\s)?\d{{1,3}}(?:\.\d)?\s?%(?:\sagreement)?
      | (?:evidence|recommendation|standard|option|new|amended|no\sbenefit|harm
        |no\sreliable\sevidence|(?:panel\s)?disagreement|benefits?\soutweighs?\s(?:the\s)?harms?)
      | rating\s\d | type(?:\sof\srecommendation)?\s(?:(?:in)?formal\sconsensus|evidence[ -]based)
      | fair | insufficient\sevidence
      | (?:benefits?|harms?)\s(?:none|unknown|(?:very\s)?low|moderate|high)
      | (?:in)?formal\sconsensus | evidence[ -]based
      | (?:not\s)?reviewed | new[ -](?:added|replaced) | not\schanged | deleted
      | strength\sof\s(?:the\s)?evidence\s[A-D] | LE\s[1-5][a-c]? | grade\s[1-5] | [12][A-D]
      | {_ADJECTIVE})""",
    re.X,
)
_KNOWN = (_SCALES, _CLASS, _LEVEL, _BESIDE)

# Printed bare at the end of a recommendation, and ordinary elsewhere ("MEN (2A)"): a label only
# where the sentence itself recommends.
_BARE = re.compile(
    rf"(?:[12][A-D]|{_ROMAN},\s?[A-E]|II[ab],?\s[ABC]|(?:I|III)\s[ABC]|[A-C]-I{{1,3}}|I{{1,3}}-[A-EL]|II-[123][A-EL]"
    rf"|(?i:(?:strong|weak|conditional),\s{_QUALITY}))"
)
_RECOMMENDS = re.compile(
    r"\b(?:recommend(?:s|ed)?|suggest(?:s|ed)?|advise[sd]?|indicated|considered|should)\b", re.I
)
# These have grades and classes of their own: "oesophagitis (Grade C)", "obesity (Class III)".
_GRADED_THING = re.compile(
    r"(?:itis|oma|cancer|tumou?rs?|injur(?:y|ies)|lesions?|varices|cirrhosis|failure|obesity|angina"
    r"|toxicity|haemorrhoids|hemorrhoids|symptoms|disease)$",
    re.I,
)
# What a bare code names when it is no grade: "hepatitis (B)", "stage (III)".
_NAMED_BY_CODE = re.compile(
    r"(?:hepatitis|vitamins?|influenza|types?|stages?|phases?|groups?|class(?:es)?|grades?|arms?"
    r"|figures?|tables?|parts?|options?|factors?|appendix|step|score)$",
    re.I,
)
_LEADING = re.compile(
    r"(?:\(([^()]{1,200}(?:\([^()]{0,80}\)[^()]{0,80})?)\)|\[([^\[\]]{1,200})\])\s*"
)
_TRAILING = re.compile(r"\s*[(\[]((?:[^()\[\]]|\([^()\[\]]{1,60}\)){1,220})[)\]][.;]?[#*†‡§¶]*\s*$")
# A window from the end that holds any trailing label, so that the search stays linear.
_TAIL = 240
# What a label's brackets may hold besides: where to read on.
_READ_ON = re.compile(r"\s*[;,]\s*(?:refer\s+to|see)\b.*$", re.I | re.S)


class Labelled(NamedTuple):
    """A sentence's words without its label, as a span within the given text, and the label."""

    span: Span
    label: str | None


def split_label(
    text: str, *, leading_is_label: bool = False, own: Collection[str] = ()
) -> Labelled:
    """Take a printed label off the front or the end of one sentence.

    With `leading_is_label` any parenthesis that opens the text is one, as the digest format lays
    down; otherwise it must look like a printed scale, or be one of the document's `own` codes. A
    label at the end is left out together with the full stop after it.
    """
    leading = leading_label(text, any_parenthesis=leading_is_label, own=own)
    if leading is not None:
        return Labelled(Span(leading.span.end, len(text)), leading.label)
    offset = max(0, len(text) - _TAIL)
    trailing = _TRAILING.search(text[offset:])
    if trailing is None or offset + trailing.start() == 0:
        return Labelled(Span(0, len(text)), None)
    words = Span(0, offset + trailing.start())
    printed = _READ_ON.sub("", trailing.group(1))
    if _is_label_of(printed, words.of(text), own):
        return Labelled(words, _unless_unseen(printed))
    return Labelled(Span(0, len(text)), None)


def leading_label(
    text: str,
    *,
    any_parenthesis: bool = False,
    own: Collection[str] = (),
    of: str | None = None,
) -> Labelled | None:
    """The label that opens the text, with the span of its brackets and the blanks after them.

    `of` are the words that it would grade: those after it unless it follows their full stop.
    """
    match = _LEADING.match(text)
    if match is None:
        return None
    printed = match.group(1) or match.group(2)
    taken = any_parenthesis and match.group(1) is not None
    if not taken and not _is_label_of(printed, text[match.end() :] if of is None else of, own):
        return None
    return Labelled(Span(0, match.end()), _unless_unseen(printed))


def is_label(text: str) -> bool:
    """Whether this can only be a printed strength, by the scales in use.

    Every part must be known, and one must name its scale, or two be class and level ("Class I, C").
    Tumour grades, heart failure classes, trauma levels and plain words ("moderate pain") are none.
    """
    parts = [part for part in _parts(text) if part]
    if not all(any(p.fullmatch(part) for p in _KNOWN) for part in parts):
        return False
    scale, of_class, of_level = (any(map(p.fullmatch, parts)) for p in (_SCALES, _CLASS, _LEVEL))
    return scale or (of_class and of_level)


def _is_label_of(printed: str, words: str, own: Collection[str]) -> bool:
    if _NOT_SEEN.search(printed):
        return True
    if printed.strip() in own:
        return not (_GRADED_THING.search(words) or _NAMED_BY_CODE.search(words))
    if is_label(printed):
        short = len(printed.split()) <= 2
        return not (short and _GRADED_THING.search(words))
    return bool(_BARE.fullmatch(printed.strip()) and _RECOMMENDS.search(words))


def _parts(label: str) -> list[str]:
    """The label's parts: "COR: 1; LOE: A" is "COR 1" and "LOE A"."""
    if len(label) > 200:
        return [""]
    plain = re.sub(r"[\"“”'\u2018’]", "", label.rstrip(". ")).replace("(", ",").replace(")", "")
    plain = re.sub(r"\s*[:=]\s*", " ", plain)
    plain = re.sub(
        r"\b(grade|level of evidence|evidence strength)\s[–-]\s(?=\w)", r"\1 ", plain, flags=re.I
    )
    pieces = re.split(r"\s*[,;/]\s*|\s+\|\s+|\s+(?:with|based on|and|[–—-])\s+", plain)
    return [" ".join(piece.split()) for piece in pieces]


def _unless_unseen(label: str) -> str | None:
    return None if _NOT_SEEN.search(label) else " ".join(label.split())
