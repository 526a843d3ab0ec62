"""Context: what needs its neighbours is not offered alone, what stands alone is."""

from __future__ import annotations

import pytest

from corpus.text import context

ALONE = """
Offer colchicine within 36 hours of a gout flare.
It is recommended that adults with gout receive a xanthine oxidase inhibitor.
It is not recommended to image simple sprains.
There is no evidence for routine imaging.
This guideline recommends ultrasound first.
This 2023 guideline suggests metformin.
These recommendations apply to adults.
This systematic review found fewer flares with colchicine.
This trial showed no difference.
Those with diabetes should be screened yearly.
Those aged 65 or older should be vaccinated.
These criteria identify low-risk patients.
Both colchicine and NSAIDs are effective.
Neither test is needed below 30 years.
Patients with these symptoms at rest need urgent referral.
People who take these drugs need monitoring.
In adults with asthma, add an inhaled corticosteroid.
Thiazides lower blood pressure.
Therapy lasts 5 days.
Item 3 of the score counts age.
Itching is treated with emollients.
Others' blood must not be used without cross-matching.
""".strip().splitlines()
NEEDY = """
This should be given with food.
It should be given with food.
It reduces mortality.
They should be referred.
These include ibuprofen and naproxen.
Such patients need surgery.
Its use is limited by cost.
However, ultrasound may miss deep lesions.
Therefore, treat for 5 days.
In addition, give fluids.
In this setting, give fluids first.
In these cases refer at once.
For this reason, avoid aspirin.
As a result, mortality fell.
Then give a second dose.
The latter is preferred.
Both were effective.
Others may be used.
Otherwise, stop treatment.
This drug was used in 3 trials.
This was shown in two randomised trials.
That group did better.
Offer surgery to these patients.
Treatment helped in this group.
""".strip().splitlines()


@pytest.mark.parametrize("text", ALONE)
def test_a_whole_sentence_stands_alone(text: str) -> None:
    assert not context.dangles(text)
    assert context.stands_alone(text)


@pytest.mark.parametrize("text", NEEDY)
def test_a_sentence_that_leans_on_another_does_not(text: str) -> None:
    assert context.dangles(text)
    assert not context.stands_alone(text)


ELSEWHERE = """
See Table 2.
Offer amoxicillin (see Table 2).
The doses are listed below.
Use the drugs mentioned above.
The criteria are as follows.
Choose one of the following.
For doses see Appendix B.
Treat as described above.
""".strip().splitlines()


@pytest.mark.parametrize("text", ELSEWHERE)
def test_a_sentence_that_sends_elsewhere_is_known(text: str) -> None:
    assert context.points_elsewhere(text)
    assert not context.stands_alone(text)


@pytest.mark.parametrize(
    "text",
    [
        "Offer one of the following: aspirin or clopidogrel.",
        "See the patient within 2 weeks.",
        "Values below 7 g/dL need transfusion.",
        "Use a table-top support.",
        "The following day, stop heparin.",
    ],
)
def test_a_sentence_that_stays_here_is_not(text: str) -> None:
    assert not context.points_elsewhere(text)


OTHERS = """
Some experts recommend aspirin for all.
Older guidelines recommended antibiotics.
Many clinicians prefer steroids.
Other societies suggest a lower threshold.
Previous guidance advised bed rest.
It has been argued that imaging is needed.
It is often claimed that rest helps.
It was thought that oxygen is harmless.
Bed rest was previously recommended.
Theophylline was once used widely.
Historically recommended doses were higher.
Another author, summarising several series, also believes that films should be taken.
""".strip().splitlines()
OWN = """
The panel recommends aspirin.
We suggest a lower threshold.
It is suggested that adults are screened.
Experts in palliative care should be consulted.
Some patients prefer surgery.
Other drugs may be used.
Older adults should be vaccinated.
Patients who were previously treated need a new scan.
Many guidelines exist.
Consider prior authorisation of the drug.
Another group of patients needs advice.
""".strip().splitlines()


@pytest.mark.parametrize("text", OTHERS)
def test_somebody_elses_view_is_known(text: str) -> None:
    assert context.reports_other_view(text)


@pytest.mark.parametrize("text", OWN)
def test_the_sources_own_view_is_not_somebody_elses(text: str) -> None:
    assert not context.reports_other_view(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("This guideline replaces the 2018 version.", True),
        ("The statement was published in 2023.", True),
        ("The update supersedes earlier advice.", True),
        ("The report covers 45 trials.", True),
        ("The review contains 12 trials.", True),
        ("The guideline recommends ultrasound.", False),
        ("Offer aspirin to adults.", False),
        ("Replace the catheter every 7 days.", False),
        ("Ten trials covered 2,000 patients.", False),
    ],
)
def test_what_tells_of_the_document_is_known(text: str, expected: bool) -> None:
    assert context.about_itself(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Do not use:", True),
        ("In adults,", True),
        ("Give aspirin and", True),
        ("Refer to the", True),
        ("Give one of", True),
        ("Give aspirin", False),
        ("Give aspirin.", False),
        ("Vitamin A", True),
        ("The dose is 5 mg", False),
        ("", False),
    ],
)
def test_a_cut_sentence_is_known(text: str, expected: bool) -> None:
    assert context.unfinished(text) is expected


@pytest.mark.parametrize(
    "piece", ["this ", ";", "; ", " ", "guideline ", "some ", "these patients ", "a", "it was "]
)
def test_long_text_is_read_in_linear_time(piece: str) -> None:
    long = piece * (100_000 // len(piece))
    for rule in (context.stands_alone, context.reports_other_view, context.about_itself):
        assert rule(long) in (True, False)
