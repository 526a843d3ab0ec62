"""Labels: what is printed as a strength is found and bound, ordinary prose never is."""

from __future__ import annotations

import pytest

from corpus.text.strength import is_label, split_label

LABELS = """
Strong recommendation
strong recommendation, moderate-quality evidence
Weak recommendation; low certainty of evidence
Conditional recommendation against, very low-quality evidence
Strong, high certainty
Strong for; level Ia, grade A
Strong recommendation with low-quality evidence
Moderate recommendation
GRADE 1B
Grade 2C
Grade B
Grade: B
USPSTF grade D
B recommendation
I statement
ADA grade A
Class I, Level A
Class IIa; Level of Evidence: B
Class 2b
Class I, C
Class I, LOE B-NR
COR 1, LOE A
COR: 3: No Benefit; LOE: B-R
Class III: Harm, LOE C-LD
usually appropriate
Usually not appropriate, rating 2
May be appropriate (panel disagreement)
Good practice statement
Best practice advice 3
Expert opinion
Consensus-based
Clinical principle
Ungraded statement
Level of evidence 2b
Level 1a
LOE 3
Evidence quality: B; recommendation strength: strong recommendation
Type: evidence based; Evidence quality: high; Strength of recommendation: strong
Strong: "offer"
Weak: “consider”
Strong wording: do not
Strength B, evidence II to III
Strength of Evidence = C; Strength of Recommendation = Weak positive recommendation
LE=3, GR=C
Level U
Category IB
GPP
Practice Point
Strong recommendation, moderate level of evidence
Conditional recommendation; Very Low certainty in the evidence
Strong For; Reviewed, New-replaced
Weak For; Not reviewed, Amended
Strong recommendation for the use of an intervention
Strong Recommendation; Evidence Level: Grade B
Type of recommendation: formal consensus; Strength of recommendation: strong
Type: evidence based; Evidence quality: intermediate; Strength of recommendation: moderate
Benefit: moderate; Harm: low; Evidence strength: strong; Recommendation strength: strong
Grade - 1; Level of Evidence - C
Grade of Recommendation: B
Grade: strong recommendation, moderate-quality evidence
Recommendation Grade A
Fair, Imperative
Expert consensus opinion
Consensus–Adapted
Class IIa, LOE B-NR
Class 1 (Strong), Level A
Class I/A
COR III: Harm; LOE C-EO
SORT A
SOR: B
SORT evidence rating: C
Evidence rating: B
Oxford CEBM: 1b
Oxford level 2a
OCEBM level of evidence 2
OCEBM 2011 level 3
LoE 1b, GoR A
BEL 2
Evidence level 2+
SIGN 1++
Weak recommendation, GRADE: low
Strong recommendation, very low confidence in estimated effects
Weak recommendation, moderate confidence
Conditional recommendation, very low certainty in the evidence of effects
1|⊕⊕OO
2 ⊕⊕⊕⊝
Strong recommendation, ⊕⊕⊕◯
GRADE 1+, strong agreement
Strong recommendation, moderate quality evidence, 95% agreement
USPSTF: A
USPSTF B recommendation
Grade C recommendation
Level A recommendation
ACR rating: 9, usually appropriate
NCCN category 2A
NHMRC Level II
NHMRC grade B
Ungraded consensus-based statement
Practice point 3.1.2
Not Graded
Recommendation: strong
Strong recommendation | moderate quality evidence
""".strip().splitlines()

PROSE = """
CT
95% CI 1.1-2.3
see Table 2
Level 3 trauma centre
Level 3
level III, IV
moderate to severe pain
moderate
moderate, severe
low
very low
low back pain
very low birth weight
low-quality evidence
high certainty
option
option pricing
recommendation
best practice
strong
strong opioids
strongly discouraged by patients
weak
weak evidence
conditional
conditional on renal function
offer
consider
grade 3
Grade II
Grade B and C oesophagitis
LA grade B
Child-Pugh class B
class II
Class I
Class III
class I and II
NYHA class III
A
A and B
A, B
I and II
I, II
1A
2B
A-II
A-V
V-A
AI
CI
III
consensus was reached
evidence of harm
grade 1
new
reviewed
amended
fair
fair skin
Level C5
category II
harm low
strength of evidence C
LE 3
insufficient evidence
stage IIA
do not offer
offer or consider
rating 8
Category 1
category 2A
strong agreement
strong consensus
95% agreement
EL
SORT
sort of
Oxford
grade 1+
grade 2+ toxicity
Level 2-3
⊕⊕
1+
agreement 95%
high confidence
moderate confidence in estimates
confidence
recommendation 3
""".strip().splitlines()


@pytest.mark.parametrize("label", LABELS)
def test_a_printed_strength_is_a_label_wherever_it_stands(label: str) -> None:
    assert is_label(label)
    words = "Offer amoxicillin to adults"
    label = label.replace("(", ", ").replace(")", "")
    printed = f"({label}) {words}.", f"{words} ({label}).", f"{words} [{label}]."
    for text in printed:
        split = split_label(text)
        assert split.span.of(text).rstrip(".") == words
        assert split.label == label


@pytest.mark.parametrize("prose", PROSE)
def test_prose_in_brackets_is_no_label(prose: str) -> None:
    assert not is_label(prose)
    for text in (
        f"({prose}) Pain.",
        f"Pain ({prose}).",
        f"Pain [{prose}].",
        f"Pain ({prose}) went.",
    ):
        split = split_label(text)
        assert split.label is None
        assert split.span.of(text) == text


@pytest.mark.parametrize("bare", ["1B", "2C", "I, A", "III, B", "A-I", "II-B"])
def test_a_bare_code_is_a_label_only_where_the_sentence_recommends(bare: str) -> None:
    assert split_label(f"We recommend aspirin ({bare}).").label == bare
    assert split_label(f"Aspirin is recommended [{bare}].").label == bare
    assert split_label(f"Multiple endocrine neoplasia ({bare}).").label is None


@pytest.mark.parametrize(
    "text",
    [
        "A proton pump inhibitor is recommended in oesophagitis (Grade C).",
        "Screening should begin early in cirrhosis (Grade A).",
        "Surgery is indicated for splenic injury (Grade D).",
    ],
)
def test_the_grade_of_a_disease_is_no_strength(text: str) -> None:
    assert split_label(text).label is None
    assert split_label(text).span.of(text) == text


def test_a_pointer_in_the_brackets_is_no_part_of_the_label() -> None:
    text = "Offer ice (weak recommendation, low-quality evidence; refer to Table 3 of the report)."
    split = split_label(text)
    assert split.span.of(text) == "Offer ice"
    assert split.label == "weak recommendation, low-quality evidence"


@pytest.mark.parametrize("name", ["hepatitis", "vitamin", "stage", "grade", "oesophagitis"])
def test_a_documents_own_code_after_what_it_names_is_no_label(name: str) -> None:
    assert split_label("Offer ice (B).", own={"B"}).label == "B"
    assert split_label(f"Offer ice in {name} (B).", own={"B"}).label is None
    assert split_label("Offer ice (B).").label is None


@pytest.mark.parametrize("unseen", ["Grade not seen", "grade not stated", "Grade not reported"])
def test_an_unseen_grade_is_no_label_and_not_in_the_words(unseen: str) -> None:
    for text in (f"({unseen}) Offer aspirin.", f"Offer aspirin. ({unseen})"):
        split = split_label(text)
        assert split.label is None
        assert split.span.of(text) == "Offer aspirin."


@pytest.mark.parametrize("label", ["New", "Consider", "From the ACR Manual", "moderate (see text)"])
def test_a_digest_keeps_every_opening_parenthesis_as_printed(label: str) -> None:
    text = f"({label}) Do X."
    split = split_label(text, leading_is_label=True)
    assert split.label == label
    assert split.span.of(text) == "Do X."
    assert split_label(text).label is None


def test_a_label_in_the_middle_belongs_to_nothing() -> None:
    text = "Aspirin (Strong recommendation) and heparin are given."
    assert split_label(text).span.of(text) == text


def test_a_label_alone_is_left_alone() -> None:
    assert split_label("(Strong recommendation)").span.of("(Strong recommendation)") == ""
    assert split_label("").label is None


@pytest.mark.parametrize(
    "piece", ["a", "(", "[", " ", "A, ", "strong ", "(A", "level ", "I-", "; "]
)
def test_long_text_is_read_in_linear_time(piece: str) -> None:
    long = piece * (100_000 // len(piece))
    assert not is_label(long)
    for text in (long, f"({long})", f"{long}(Grade A)", f"({long}"):
        assert split_label(text).span.end <= len(text)


@pytest.mark.parametrize("label", ["IIa B", "IIb, C", "I A", "III C"])
def test_class_and_level_without_words_are_a_label_where_the_sentence_recommends(
    label: str,
) -> None:
    assert split_label(f"Colchicine is recommended for flares ({label}).").label == label
    assert split_label(f"The lesion was seen in two people ({label}).").label is None


def test_wording_is_no_label() -> None:
    """NICE says how strong a recommendation is by its verb alone: nothing is made of it."""
    for words in ("Offer colchicine to adults.", "Consider an NSAID.", "Do not offer opioids."):
        assert split_label(words).label is None


def test_a_label_may_hold_brackets_of_its_own() -> None:
    labelled = split_label("Offer colchicine (Conditional (weak) recommendation).")
    assert labelled.label == "Conditional (weak) recommendation"
    assert split_label("Offer colchicine (in adults (18 or over)).").label is None
