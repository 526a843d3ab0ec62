"""Words: what a text says must be the span's own, in words that the vocabulary takes for it."""

from __future__ import annotations

import re

from assistant.support import figures, slots
from assistant.support.amounts import amount
from assistant.support.limits import Limits
from assistant.support.numbers import is_age
from assistant.support.reading import Reading, Token
from assistant.support.vocabulary import roots, vocabulary

# A word without the endings of medicine and of drugs; a capital makes it a name.
_PLAIN = re.compile(
    r"(?!\w*(?:itis|osis|oma|emia|uria|pathy|ectomy|otomy|ostomy|scopy|gram|graphy|plasty|penia|plegia"
    r"|algia|cyte|emic|otic|pathic|ular|cillin|mycin|micin|vir|statin|pril|olol|sartan|azole|mab|nib"
    r"|tide|tin|ozin|aban|arin|cycline|acin|tan|setron|ronate|lukast|terol|sone|olone|caine|epam"
    r"|olam|pine|dine|line|amine|azide|mide|ine|ase|ate|ide|in|ium|cal|ic|us|um|ea|ia|oid)$)"
    r"[a-z]{3,11}"
)
# Where a capital is no sign of a name.
_OPENS = re.compile(r"(?:^|[.:;!?])\s*$")
# Letters and numerals that name a class, type or group ("Child-Pugh C").
_LETTER = re.compile(r"(?<=\w )(?:[A-HK]|II|III|IV)(?![\w'’/]|\.\s?[a-z])")
_ANY_LETTER = re.compile(r"\b(?:[A-HK]|II|III|IV)\b")
# Whom a word tells without naming them.
_IMPLIED = {
    root: frozenset(roots(shown))
    for root, shown in {
        "woman": "pregnant breastfeeding postpartum postmenopausal menopause menstrual",
        "women": "pregnant breastfeeding postpartum postmenopausal menopause menstrual",
        "mother": "breastfeeding postpartum",
        "drug": "antibiotic statin",
        "infant": "bronchiolitis croup sids",
        "child": "bronchiolitis croup",
        "onset": "symptom",
        "inject": "intramuscular subcutaneous intravenous",
        "serum": "level",
        "recipient": "receive transfusion transplant",
        "slow": "progression",
        "tube": "nasogastric nasojejunal",
        "ascites": "paracentesis",
        "reflux": "gerd",
        "grow": "culture hair",
        "physic": "inactivity",
    }.items()
}
_MEASURED = {
    ("kg", ""): "weight weigh body",
    ("kg", "m2"): "bmi body mass index",
    ("mmHg", ""): "blood pressure",
    ("C", ""): "temperature",
    ("F", ""): "temperature",
}
_ADULT_MONTHS = 18 * 12
_SINGLE = frozenset(roots("single"))


def own(text: Reading, printed: Reading, limits: Limits) -> bool:
    """Whether enough words are the span's, and no letter and no word with facts is foreign."""
    strange = foreign(text, printed)
    if len(strange) > limits.foreign * len(text.content):
        return False
    if not limits.any_word and not all(_is_plain(token, text) for token in strange):
        return False
    if not limits.any_word and figures.invented(strange, text, printed):
        return False
    if not limits.any_word and slots.taken(text, printed, strange):
        return False
    if share(text, printed) < limits.own:
        return False
    return set(_LETTER.findall(text.text)) <= set(_ANY_LETTER.findall(printed.text))


def _is_plain(token: Token, text: Reading) -> bool:
    """Whether a word is of everyday language and carries no fact."""
    opens = _OPENS.search(text.text[: token.start]) is not None
    named = text.text[token.start].isupper() and not opens
    fact = named or token.is_in(vocabulary().critical)
    return _PLAIN.fullmatch(token.word) is not None and not fact


def foreign(text: Reading, printed: Reading) -> list[Token]:
    """Content words that are neither the span's nor without facts."""
    ordinary = vocabulary().ordinary
    held = printed.wider
    ordinary |= frozenset(r for r, shown in _IMPLIED.items() if not shown.isdisjoint(held))
    once = any(q.quantity.value == 1 and q.quantity.unit == "dose" for q in printed.quantities)
    if once or any(t.word in ("one", "once") for t in printed.tokens):
        ordinary |= _SINGLE
    ordinary |= measured(printed) | figures.told(text, printed)
    return [t for t in text.content if not _holds(held, t) and not t.is_in(ordinary)]


def _holds(held: frozenset[str], token: Token) -> bool:
    """Whether the word is held, or each word of the phrase that it was read from."""
    written = [word for word in token.written if word not in vocabulary().stops]
    return token.is_in(held) or (bool(written) and held.issuperset(written))


def measured(printed: Reading) -> frozenset[str]:
    """What the units of the span say was measured, and whom its ages make of people."""
    units = {(q.quantity.unit, q.quantity.per) for q in printed.quantities}
    named = {word for unit, word in _MEASURED.items() if unit in units}
    ages = [amount(q.quantity).value for q in printed.quantities if is_age(q, printed)]
    if ages and max(ages) < _ADULT_MONTHS:
        named.add("child")
    if ages and min(ages) >= _ADULT_MONTHS:
        named.add("adult")
    return frozenset(roots(" ".join(sorted(named))))


def share(text: Reading, printed: Reading) -> float:
    """The share of the content words that are the span's; of none, 1 where a number stands."""
    if not text.content:
        return float(bool(text.quantities))
    return sum(t.is_in(printed.roots) for t in text.content) / len(text.content)
