"""Words, stems and stop words: how questions and sentences are compared."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

from snowballstemmer import stemmer

_WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*")
_NON = re.compile(r"\bnon-(?=\w)")
_stemmer = stemmer("english")
_stemming = threading.Lock()
"""The stemmer keeps the word that it works on: two threads would mix theirs."""

STOP_WORDS = frozenset(
    """
    a about above after again all also am an and any are as at be because been before being
    below between both but by can could did do does doing done down during each either else
    ever few for from further get gets getting give given giving go goes got had has have
    having he help her here hers him his how i if in into is it its just know let like make
    many may me might more most much must my need needed needs no nor not now of off on once
    one only or other our out over own per please put really same say says shall she should
    so some still such take taken taking tell than that the their them then there these they
    thing things this those through to too under until up us use used using very want was
    way we were what when where which while who whom whose why will with without would you
    your
    worth ok okay order ordering
    """.split()
)

# Spelling that differs across the Atlantic, as pairs of substrings of a word (British, American).
_SPELLINGS = tuple(
    (british, american)
    for british, _, american in (
        pair.partition("=")
        for pair in """
    haemo=hemo haema=hema anaem=anem oedema=edema oesoph=esoph paed=ped diarrhoea=diarrhea
    tumour=tumor gynaec=gynec ischaem=ischem leukaem=leukem caes=ces orthopaed=orthoped
    foetal=fetal foetus=fetus glycaem=glycem kalaem=kalem natraem=natrem lipidaem=lipidem
    uraem=urem bacteraem=bacterem septicaem=septicem colour=color labour=labor
    gonorrhoea=gonorrhea centre=center fibre=fiber litre=liter metre=meter sulph=sulf
    haemat=hemat behaviour=behavior randomis=randomiz characteris=characteriz
    hospitalis=hospitaliz immunis=immuniz anaesthe=anesthe coeliac=celiac dyspnoea=dyspnea
    apnoea=apnea
    """.split()
    )
)


def words(text: str) -> list[str]:
    """Lower-case words and numbers of the text, accents removed, in order ("2.4" is one word).

    "non-severe" is one word, as "nonsevere" is: apart, it would count as a mention of "severe".
    """
    return _WORD.findall(_NON.sub("non", fold(text)))


def fold(text: str) -> str:
    """Lower case without accents, curly quotes made straight."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower().replace("’", "'")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem that words are compared by: American spelling, then Snowball English.

    Source: Porter, "Snowball: a language for stemming algorithms", 2001.
    """
    for british, american in _SPELLINGS:
        if british in word:
            word = word.replace(british, american)
    with _stemming:
        stemmed: str = _stemmer.stemWord(word.removesuffix("'s"))
    return stemmed


def american(word: str) -> str:
    """The word in American spelling, which the lexical index is built in."""
    for british, spelling in _SPELLINGS:
        word = word.replace(british, spelling)
    return word


def content_stems(text: str) -> list[str]:
    """Stems of the words that carry content, in order, with repeats."""
    return [stem(w) for w in words(text) if w not in STOP_WORDS]
