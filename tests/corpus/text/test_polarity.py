"""Polarity: what turns a sentence round is always seen, the same words always agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.polarity import agrees, negated

NEGATED = """
Antibiotics should not be used unless there is fever
Routine imaging is no longer recommended
Avoid NSAIDs in the third trimester
We recommend against routine screening
Do not offer antibiotics
Opioids are contraindicated
Contraindications: pregnancy
Metformin must never be given with contrast
Neither drug reduced mortality
Don't use codeine in children
Don’t use codeine in children
The test is unnecessary
There is no evidence of benefit
Withhold ACE inhibitors before surgery
Screening is inappropriate
The panel suggests against the use of steroids
Aspirin is discouraged
Drugs to avoid:
The following should not be prescribed:
Antibiotics cannot be recommended
The trial failed to show a benefit
""".strip().splitlines()

AFFIRMED = """
MRI without and with contrast is usually appropriate
CT without contrast is the first test
CT with or without contrast may be used
Rivaroxaban is not inferior to warfarin
Apixaban was non-inferior to dalteparin
Give the first dose no later than 6 hours after birth
Use no more than 4 g of paracetamol a day
Offer statins whether or not LDL is raised
It is not only effective but also cheap
Vaccination against influenza is recommended
The vaccine protects against severe disease
Non-pharmacological treatment is first-line
Start metformin
Stop metformin
Give 5 mg/kg
Notify the surgeon
Another option is aspirin
Patients without diabetes
""".strip().splitlines()


@pytest.mark.parametrize("text", NEGATED)
def test_negated(text: str) -> None:
    assert negated(text)


@pytest.mark.parametrize("text", AFFIRMED)
def test_not_negated(text: str) -> None:
    assert not negated(text)


DIFFER = """
Antibiotics should be used | Antibiotics should not be used
Antibiotics should not be used | Antibiotics should not be used unless there is fever
Screening is recommended | Screening is recommended against
The panel recommends screening | The panel recommends against screening
Routine imaging is recommended | Routine imaging is no longer recommended
Aspirin increases bleeding | Aspirin decreases bleeding
Aspirin increased the risk of bleeding | Aspirin reduced the risk of bleeding
Start anticoagulation after surgery | Stop anticoagulation after surgery
Start aspirin and stop clopidogrel | Start clopidogrel and stop aspirin
CT without contrast | CT with contrast
Rivaroxaban is inferior to warfarin | Rivaroxaban is not inferior to warfarin
Use NSAIDs in pregnancy | Avoid NSAIDs in pregnancy
Metformin is contraindicated | Metformin is indicated
Opioids are appropriate | Opioids are inappropriate
Imaging is necessary | Imaging is unnecessary
Offer surgery | Never offer surgery
There is evidence of benefit | There is no evidence of benefit
Both drugs help | Neither drug helps
Mortality was higher with dopamine | Mortality was lower with dopamine
Survival was longer with chemotherapy | Survival was shorter with chemotherapy
Treatment is effective | Treatment is ineffective
Treat before surgery | Treat after surgery
In people at high risk offer statins | In people at low risk offer statins
Use it as first-line treatment | Use it as second-line treatment
Continue metformin in illness | Discontinue metformin in illness
Escalate treatment | De-escalate treatment
Give to all adults | Give to all adults except in renal failure
Give oxygen | Give oxygen only below 90%
Use ultrasound rather than CT | Use ultrasound and CT
Benefits outweigh the risk | Harms outweigh the risk
Values above the threshold | Values below the threshold
Paracetamol doesn't cause ulcers | Paracetamol does cause ulcers
BP ≥ 140 mmHg | BP ≤ 140 mmHg
""".strip().splitlines()


@pytest.mark.parametrize("pair", DIFFER)
def test_opposites_never_agree(pair: str) -> None:
    one, other = pair.split(" | ")
    assert not agrees(one, other)
    assert not agrees(other, one)


ALIKE = """
Antibiotics are not recommended | Antibiotics should not be used
Avoid NSAIDs in pregnancy | Do not use NSAIDs in pregnancy
Don't use codeine | Do not use codeine
Don’t use codeine | Don't use codeine
Aspirin raises the risk of bleeding | Aspirin increases the risk of bleeding
Aspirin reduces stroke and increases bleeding | Aspirin increases bleeding and reduces stroke
MRI without and with contrast | MRI with and without contrast
Ultrasound is the first test | The first test is ultrasound
Colchicine is offered | Offer colchicine
Screening is recommended against | We recommend against screening
""".strip().splitlines()


@pytest.mark.parametrize("pair", ALIKE)
def test_paraphrases_agree(pair: str) -> None:
    one, other = pair.split(" | ")
    assert agrees(one, other)
    assert agrees(other, one)


# "rather than" is one cue of two words: what is put between them takes it away.
SENTENCES = st.sampled_from(
    [s for s in (*NEGATED, *AFFIRMED, *(p.split(" | ")[0] for p in DIFFER)) if "rather" not in s]
)


@given(SENTENCES | st.text(max_size=60))
def test_every_text_agrees_with_itself(text: str) -> None:
    assert agrees(text, text)


@given(SENTENCES, st.sampled_from(["not", "no", "never", "avoid", "unless", "without"]), st.data())
def test_an_added_or_dropped_cue_never_agrees(text: str, cue: str, data: st.DataObject) -> None:
    words = text.split()
    at = data.draw(st.integers(0, len(words)))
    turned = " ".join([*words[:at], cue, *words[at:]])
    assert not agrees(turned, text)
    assert not agrees(text, turned)


@pytest.mark.parametrize(
    "piece", ["not ", "n't", "a", "with", "no ", "non-", "raise the ", "against"]
)
def test_long_text_is_read_in_linear_time(piece: str) -> None:
    long = piece * (100_000 // len(piece))
    assert agrees(long, long + " ") in (True, False)
    assert negated(long) in (True, False)
