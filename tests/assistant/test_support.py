"""The checks of two texts, on a table of claims made by hand and on mutants of real sentences."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from assistant.answer import Verdict
from assistant.support import check_text, holds, stands
from ui.session import Session

AMOXICILLIN = "Adults with pneumonia should be given amoxicillin 1 g three times daily for 5 days."
ULTRASOUND = "Ultrasound is the preferred first imaging test for a superficial lump in adults."
NO_IMAGING = "Imaging should not be obtained for acute low back pain without red flags."
OTITIS = "Give amoxicillin 80 to 90 mg/kg per day in two divided doses to children with otitis."
TWO = (
    "(Strong) Use amoxicillin 500 mg for sinusitis. (Conditional) Use doxycycline 100 mg for Lyme."
)
LIST = "The following should not be used:\n- ibuprofen in late pregnancy\n- codeine in children"
CHILDREN = "In children:\n- amoxicillin 90 mg/kg per day\n- azithromycin 10 mg/kg per day"
OLDER = "Older guidelines recommended antibiotics for all children with otitis media."

# text, span, strength, the check that must fail ("" for none).
CLAIMS = [
    # Numbers, units, comparators.
    (AMOXICILLIN.replace("1 g", "2 g"), AMOXICILLIN, None, "numbers"),
    (AMOXICILLIN.replace("1 g", "1 mg"), AMOXICILLIN, None, "numbers"),
    (AMOXICILLIN.replace("1 g", "10 g"), AMOXICILLIN, None, "numbers"),
    (AMOXICILLIN.replace("1 g", "0.1 g"), AMOXICILLIN, None, "numbers"),
    (AMOXICILLIN.replace("1 g", "1"), AMOXICILLIN, None, "numbers"),
    (AMOXICILLIN.replace("5 days", "5 weeks"), AMOXICILLIN, None, "numbers"),
    (AMOXICILLIN.replace("three times", "twice"), AMOXICILLIN, None, "numbers"),
    (AMOXICILLIN.replace("for 5", "for at least 5"), AMOXICILLIN, None, "numbers"),
    (OTITIS.replace("80 to 90", "80 to 100"), OTITIS, None, "numbers"),
    (OTITIS.replace("mg/kg", "mcg/kg"), OTITIS, None, "numbers"),
    (OTITIS.replace("80 to 90", "90 to 90"), OTITIS, None, "numbers"),
    ("Treat below 140/90 mm Hg.", "Treat above 140/90 mm Hg.", None, "numbers"),
    ("The target is 130/80 mm Hg.", "The target is below 130/80 mm Hg.", None, "numbers"),
    ("The hazard ratio was 7.5.", "The hazard ratio was 0.75.", None, "numbers"),
    ("Sensitivity was 94.1%.", "Sensitivity was 99.1%.", None, "numbers"),
    # Negation, direction, force.
    (NO_IMAGING.replace("not ", ""), NO_IMAGING, None, "polarity"),
    (ULTRASOUND.replace("is the", "is not the"), ULTRASOUND, None, "polarity"),
    ("Avoid metformin in heart failure.", "Use metformin in heart failure.", None, "polarity"),
    ("Stop warfarin before surgery.", "Start warfarin before surgery.", None, "polarity"),
    ("Statins increase mortality.", "Statins reduce mortality.", None, "polarity"),
    ("Give aspirin to adults.", "Give aspirin to adults unless bleeding.", None, "polarity"),
    ("Aspirin should be used.", "Aspirin may be used.", None, "polarity"),
    ("Aspirin must be given.", "Aspirin can be given.", None, "polarity"),
    ("We recommend aspirin.", "Consider aspirin.", None, "polarity"),
    ("Consider aspirin.", "Aspirin should be used.", None, "polarity"),
    # Words that are not the span's.
    (AMOXICILLIN.replace("amoxicillin", "doxycycline"), AMOXICILLIN, None, "support"),
    (ULTRASOUND.replace("Ultrasound", "MRI"), ULTRASOUND, None, "support"),
    (ULTRASOUND.replace("superficial", "deep"), ULTRASOUND, None, "support"),
    (ULTRASOUND.replace("adults", "children"), ULTRASOUND, None, "support"),
    (AMOXICILLIN.replace("Adults", "Pregnant women"), AMOXICILLIN, None, "support"),
    (AMOXICILLIN.replace("Adults", "Older men"), AMOXICILLIN, None, "support"),
    (OTITIS.replace("children", "adults"), OTITIS, None, "support"),
    ("Methotrexate is given daily.", "Methotrexate is given weekly.", None, "numbers"),
    ("Amoxicillin is first-line.", "Amoxicillin is an option.", None, "support"),
    ("Amoxicillin is second-line.", "Amoxicillin is first-line.", None, "support"),
    ("Initial imaging is MRI.", "Imaging is MRI.", None, "support"),
    ("Ultrasound is usually appropriate.", "Ultrasound is an option.", None, "support"),
    (
        "Warfarin is preferred over apixaban.",
        "Apixaban is preferred over warfarin.",
        None,
        "support",
    ),
    (
        "Give warfarin rather than apixaban for prevention of stroke in adults.",
        "For prevention of stroke in adults give apixaban rather than warfarin.",
        None,
        "support",
    ),
    ("MRI is done before ultrasound.", "Ultrasound is done before MRI.", None, "support"),
    ("Use doxycycline for sinusitis.", TWO, None, "support"),
    ("Use amoxicillin 100 mg for sinusitis.", TWO, None, "numbers"),
    ("Pembrolizumab cures melanoma.", AMOXICILLIN, None, "support"),
    # Strength.
    ("Use amoxicillin 500 mg for sinusitis.", TWO, "Conditional", "strength"),
    ("Use doxycycline 100 mg for Lyme.", TWO, "Strong", "strength"),
    ("Use doxycycline 100 mg for Lyme.", TWO, "Grade A", "strength"),
    (ULTRASOUND, ULTRASOUND, "Strong recommendation", "strength"),
    (
        "Use aspirin (Strong recommendation).",
        "Use aspirin (Weak recommendation).",
        None,
        "strength",
    ),
    ("Use aspirin. (Class 1)", "Use aspirin. (Class 2a)", "Class 1", "strength"),
    # Context.
    ("Ibuprofen in late pregnancy.", LIST, None, "context"),
    ("Codeine in children.", LIST, None, "context"),
    ("Amoxicillin 90 mg/kg per day.", CHILDREN, None, "context"),
    (
        "Azithromycin 10 mg/kg per day.",
        "In children: azithromycin 10 mg/kg per day.",
        None,
        "context",
    ),
    (
        "It reduces mortality by 20%.",
        "Aspirin is cheap. It reduces mortality by 20%.",
        None,
        "context",
    ),
    ("This should be avoided in children.", "This should be avoided in children.", None, "context"),
    ("They were randomised to surgery.", "They were randomised to surgery.", None, "context"),
    (
        "The following drugs are recommended:",
        "The following drugs are recommended:",
        None,
        "context",
    ),
    ("It is recommended for adults.", "It is recommended for adults.", None, "context"),
    (OLDER, OLDER, None, "context"),
    ("Antibiotics are recommended for all children with otitis media.", OLDER, None, "context"),
    # Faithful.
    (AMOXICILLIN, AMOXICILLIN, None, ""),
    (ULTRASOUND, f"(Usually appropriate) {ULTRASOUND}", "Usually appropriate", ""),
    (ULTRASOUND, f"{ULTRASOUND[:-1]} (Usually appropriate).", "usually appropriate", ""),
    (
        "Guidelines recommend amoxicillin 1 g three times daily for 5 days in pneumonia.",
        AMOXICILLIN,
        None,
        "context",
    ),
    (
        "For a superficial lump in adults, ultrasound is the preferred first imaging test.",
        ULTRASOUND,
        None,
        "",
    ),
    ("Use doxycycline 100 mg for Lyme.", TWO, "Conditional", ""),
    ("Use amoxicillin 500 mg for sinusitis.", TWO, "Strong", ""),
    (OTITIS.replace("80 to 90", "80-90"), OTITIS, None, ""),
    (OTITIS.replace("80 to 90", "80–90"), OTITIS, None, ""),
    (OTITIS, OTITIS.replace("80 to 90", "80-90"), None, ""),
    ("Give 1000 mg of paracetamol.", "Give 1,000 mg of paracetamol.", None, ""),
    ("Give aspirin for 2 weeks.", "Give aspirin for two weeks.", None, ""),
    ("Give metformin 500 mg two times a day.", "Give metformin 500 mg twice daily.", None, ""),
    (
        "Anaemia and diarrhoea are common in coeliac disease.",
        "Anemia and diarrhea are common in celiac disease.",
        None,
        "",
    ),
    (
        "Randomised trials found that statins reduce mortality.",
        "Statins reduce mortality in randomized trials.",
        None,
        "",
    ),
    ("Atrial fibrillation needs apixaban.", "AF needs apixaban.", None, ""),
    ("AF needs apixaban.", "Atrial fibrillation needs apixaban.", None, ""),
    ("The following should not be used: codeine in children.", LIST, None, ""),
    ("In children, give amoxicillin 90 mg/kg per day.", CHILDREN, None, ""),
    (
        "Imaging should not be performed for acute low back pain without red flags.",
        NO_IMAGING,
        None,
        "",
    ),
    ("Sensitivity was 94.1%.", "RESULTS: Sensitivity was 94.1%.", None, ""),
    ("Sensitivity was 94.1 percent.", "Sensitivity was 94.1%.", None, ""),
]


@pytest.mark.parametrize(("text", "span", "strength", "failing"), CLAIMS)
def test_each_claim_fails_the_check_that_it_should(
    text: str, span: str, strength: str | None, failing: str
) -> None:
    checks = check_text(text, span, strength)
    failed = {name for name, verdict in checks.items() if verdict is Verdict.FAIL}
    assert failing in failed if failing else not failed


def test_the_table_is_large_enough() -> None:
    assert len(CLAIMS) >= 80


def test_every_check_is_named_and_nothing_is_an_answer_of_its_own() -> None:
    checks = check_text("Use aspirin.", "Use aspirin.")
    assert list(checks) == ["support", "numbers", "polarity", "context", "strength"]
    assert checks["numbers"] is checks["strength"] is Verdict.NOT_APPLICABLE


ROW = (
    "A man of 45 has pain in the back. He has no deficits. His pain is rated 8 out of 10. MRI shows"
    " a metastasis and there is no epidural extension. Radiosurgery: rating 8 (usually appropriate)"
)


def test_a_whole_span_of_several_sentences_holds_word_for_word() -> None:
    assert holds(check_text(ROW, ROW, "usually appropriate"))
    assert not holds(check_text(ROW.replace("has no deficits", "has deficits"), ROW))
    assert not holds(check_text(ROW.replace("usually app", "usually not app"), ROW))


@pytest.mark.parametrize("text", ["", " ", ".", "()", "- ", "(Strong)", "\n\n"])
def test_an_empty_text_or_span_never_holds(text: str) -> None:
    assert not holds(check_text(text, AMOXICILLIN))
    assert not holds(check_text(AMOXICILLIN, text))
    assert not holds(check_text(text, text))


class Recommendation(NamedTuple):
    """A presentable sentence of the starter library as printed, and its label."""

    text: str
    strength: str | None

    @property
    def printed(self) -> str:
        return f"({self.strength}) {self.text}" if self.strength else self.text


@pytest.fixture(scope="module")
def sentences(starter_session: Session) -> list[Recommendation]:
    library = starter_session.library
    found = []
    for source_id in sorted(library.entries()):
        source = library.source_text(source_id)
        for sentence in source.sentences:
            spans = (*sentence.lead_ins, sentence.span)
            text = " ".join(span.of(source.text) for span in spans)
            if stands(text):
                found.append(Recommendation(text, sentence.strength))
    return found


@pytest.fixture(scope="module")
def recommendations(sentences: list[Recommendation]) -> list[Recommendation]:
    labelled = [sentence for sentence in sentences if sentence.strength]
    random.Random(7).shuffle(labelled)
    return labelled[:400]


def test_printed_sentences_pass_with_their_own_label(sentences: list[Recommendation]) -> None:
    failed = [s for s in sentences if not holds(check_text(s.text, s.printed, s.strength))]
    assert len(sentences) > 2000
    assert len(failed) <= 0.01 * len(sentences), failed[:3]


def test_printed_sentences_fail_with_a_label_of_another_scale(
    recommendations: list[Recommendation],
) -> None:
    for each in recommendations:
        assert not holds(check_text(each.text, each.printed, "Grade Z9"))


def test_a_sentence_never_rests_on_another(recommendations: list[Recommendation]) -> None:
    shifted = recommendations[1:] + recommendations[:1]
    held = [
        (one.text, other.text)
        for one, other in zip(recommendations, shifted, strict=True)
        if holds(check_text(one.text, other.printed))
    ]
    assert not held


Mutation = Callable[[str, random.Random], str | None]

_DRUG = re.compile(
    r"\b[a-z]{3,}(?:cillin|mycin|statin|pril|sartan|olol|azole|parin|xaban|gliflozin|mab|floxacin"
    r"|cycline|prazole|formin|tide)\b"
)


def change_a_digit(text: str, draw: random.Random) -> str | None:
    places = [match.start() for match in re.finditer(r"\d", text)]
    if not places:
        return None
    place = draw.choice(places)
    digit = (int(text[place]) + draw.randint(1, 9)) % 10
    return f"{text[:place]}{digit}{text[place + 1 :]}"


def drop_not(text: str, draw: random.Random) -> str | None:
    return re.sub(r"\bnot\s+", "", text, count=1) if re.search(r"\bnot\s", text) else None


def add_not(text: str, draw: random.Random) -> str | None:
    verb = re.search(r"\b(?:is|are|should|may|can|was|were)\b", text)
    if verb is None:
        return f"Do not {text[0].lower()}{text[1:]}"
    return f"{text[: verb.end()]} not{text[verb.end() :]}"


def swap_the_unit(text: str, draw: random.Random) -> str | None:
    found = re.search(r"(?<=\d)(\s?)(mg|mcg)\b", text)
    if found is None:
        return None
    other = "mcg" if found[2] == "mg" else "mg"
    return f"{text[: found.start()]}{found[1]}{other}{text[found.end() :]}"


@pytest.mark.parametrize("mutation", [change_a_digit, drop_not, add_not, swap_the_unit])
def test_mutants_of_recommendations_fail(
    mutation: Mutation, recommendations: list[Recommendation]
) -> None:
    draw = random.Random(11)
    mutants = [(mutation(r.text, draw), r) for r in recommendations]
    made = [(text, r) for text, r in mutants if text is not None and text != r.text]
    held = [text for text, r in made if holds(check_text(text, r.printed, r.strength))]
    assert made
    assert len(held) <= 0.02 * len(made), held[:3]


def test_a_drug_from_another_sentence_fails(sentences: list[Recommendation]) -> None:
    draw = random.Random(13)
    drugs = sorted({drug for s in sentences for drug in _DRUG.findall(s.text)})
    made = list(_with_another_drug(sentences, drugs, draw))
    held = [text for text, r in made if holds(check_text(text, r.printed, r.strength))]
    assert len(made) > 100
    assert len(held) <= 0.02 * len(made), held[:3]


def _with_another_drug(
    sentences: list[Recommendation], drugs: list[str], draw: random.Random
) -> Iterator[tuple[str, Recommendation]]:
    for sentence in sentences:
        own = _DRUG.findall(sentence.text)
        if own:
            other = draw.choice([drug for drug in drugs if drug not in sentence.text])
            yield sentence.text.replace(draw.choice(own), other), sentence
