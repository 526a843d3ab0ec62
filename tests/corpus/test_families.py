"""Families: versions of a guideline are found, and no two guidelines are taken for one."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import defaultdict
from pathlib import Path

import pytest
import yaml
from guideline_pairs import NEAR_MISSES, VERSIONS, Guideline, Pair
from hypothesis import given
from hypothesis import strategies as st

import corpus
from corpus.families import family, family_by_id, family_key
from corpus.model import Source, SourceKind

DATA = Path(__file__).parents[3] / "shared" / "data"

# The last pairs of the list: two guidelines that one took up, another topic, other bodies.
MISSED = VERSIONS[-7:]


@pytest.mark.parametrize("pair", NEAR_MISSES, ids=lambda pair: pair[0].title[:60])
def test_guidelines_that_look_alike_stay_apart(pair: Pair) -> None:
    one, other = pair
    assert one.family is not None
    assert other.family is not None
    assert one.family != other.family


@pytest.mark.parametrize(
    "pair", [p for p in VERSIONS if p not in MISSED], ids=lambda pair: pair[0].title[:60]
)
def test_versions_of_one_guideline_share_a_family(pair: Pair) -> None:
    older, newer = pair
    assert older.family == newer.family is not None


def test_the_lists_are_long_enough_and_few_versions_are_missed() -> None:
    """A version that is missed is shown beside the newer one; it does no worse."""
    missed = [pair for pair in VERSIONS if pair[0].family != pair[1].family]
    assert missed == MISSED
    assert len(missed) <= 0.1 * len(VERSIONS)
    assert len(VERSIONS) >= 40
    assert len(NEAR_MISSES) >= 60
    assert len(set(VERSIONS)) == len(VERSIONS)
    assert len(set(NEAR_MISSES)) == len(NEAR_MISSES)
    assert all(older.year <= newer.year for older, newer in VERSIONS)


TOPIC = "Management of chronic kidney disease in adults"
BODY = "Acme College of Nephrology"


@pytest.mark.parametrize(
    "title",
    [
        "Management of Chronic Kidney Disease in Adults.",
        "Management of chronic kidney disease in adults: 2022 update",
        "Chronic kidney diseases in adults: management, third edition",
        "Clinical practice guideline for the management of chronic kidney disease in adults",
        "2019 ACN Guideline for the Management of Adults With Chronic Kidney Disease",
        "Acme College of Nephrology guidelines: management of adult patients with chronic kidney"
        " disease (version 2.1)",
        "Management of chronic kidney disease (CKD) in adults: an update of the 2011 guideline",
        "Management of chronic kidney disease in adults: a report of the Acme College of Nephrology"
        " Task Force on Practice Guidelines",
        "Managing chronic kidney disease in adults® — executive summary (revised May 2020)",
    ],
)
def test_what_changes_from_edition_to_edition_does_not_count(title: str) -> None:
    assert family(BODY, title) == family(BODY, TOPIC) is not None


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("Non-small-cell lung tumours", "Non–small cell lung tumors"),
        ("Anaemia in paediatric oesophageal disease", "Anemia in pediatric esophageal disease"),
        ("Post-treatment follow-up of leukaemias", "Posttreatment follow up of leukemia"),
        ("Haemodialysis programmes in hospitalised people", "Hemodialysis program, hospitalized"),
        ("Brain metastasis", "Brain metastases"),
        ("Pre-eclampsia", "Preeclampsia"),
    ],
)
def test_spelling_does_not_count(british: str, american: str) -> None:
    assert family(BODY, british) == family(BODY, american) is not None


@pytest.mark.parametrize(
    "other",
    [
        "Management of chronic kidney disease in children",
        "Management of chronic kidney disease",
        "Management of acute kidney disease in adults",
        "Diagnosis of chronic kidney disease in adults",
        "Treatment of chronic kidney disease in adults",
        "Management of chronic kidney disease in adults without diabetes",
        "Management of chronic kidney disease in adults: part 2",
        "Management of chronic kidney disease in older adults",
        "Management of chronic kidney disease in adults before transplantation",
        "Management of chronic kidney disease in adults after transplantation",
        "Appropriate use criteria for the management of chronic kidney disease in adults",
        "Practice advisory: management of chronic kidney disease in adults",
    ],
)
def test_what_may_change_the_topic_counts(other: str) -> None:
    assert None is not family(BODY, other) != family(BODY, TOPIC)


@pytest.mark.parametrize(
    "words",
    [
        ("with diabetes", "without diabetes"),
        ("before transplantation", "after transplantation"),
        ("under 65 years", "over 65 years"),
        ("of stage 3", "not of stage 3"),
        ("excluding dialysis", "on dialysis"),
        ("type 1", "type 2"),
        ("first line", "second line"),
    ],
)
def test_small_words_that_turn_the_meaning_count(words: tuple[str, str]) -> None:
    one, other = (family(BODY, f"Kidney failure {word}") for word in words)
    assert None is not one != other


def test_a_single_letter_is_part_of_the_topic() -> None:
    titles = [f"Vaccination against hepatitis {letter}" for letter in "ABCE"]
    assert len({family(BODY, title) for title in [*titles, "Vaccination against hepatitis"]}) == 5


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("American College of Cardiology / American Heart Association",
         "American Heart Association; American College of Cardiology Foundation"),
        ("National Collaborating Centre for Cancer",
         "National Institute for Health and Care Excellence (NICE)"),
        ("Kidney Disease: Improving Global Outcomes",
         "Kidney Disease Improving Global Outcomes (KDIGO)"),
        ("American Academy of Otolaryngology-Head & Neck Surgery Foundation",
         "American Academy of Otolaryngology - Head and Neck Surgery"),
        ("The Endocrine Society", "Endocrine Society"),
        ("Acme Society of Gynaecology, Inc.", "Acme Society of Gynecology (ASG)"),
    ],
)  # fmt: skip
def test_a_body_is_known_by_all_its_names(one: str, other: str) -> None:
    assert family(one, TOPIC) == family(other, TOPIC)


def test_bodies_with_the_same_initials_are_different_bodies() -> None:
    names = ["American College of Radiology (ACR)", "American College of Rheumatology (ACR)"]
    names += ["American College of Radiology (ACR); American College of Rheumatology (ACR)"]
    assert len({family(name, "Osteoporosis") for name in names}) == 3


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (None, TOPIC), ("", TOPIC), ("(ACN)", TOPIC), (BODY, ""), (BODY, "  "),
        (BODY, "Clinical practice guideline, 2nd edition"),
        (BODY, "Best practices & practice guidelines."), (BODY, BODY), (BODY, "2024"),
    ],
)  # fmt: skip
def test_where_body_or_topic_is_missing_there_is_no_family(body: str | None, title: str) -> None:
    assert family(body, title) is None


@given(st.none() | st.text(max_size=60), st.text(max_size=120))
def test_any_text_gives_a_family_or_none(body: str | None, title: str) -> None:
    found = family(body, title)
    assert found is None or (found == family(body, title) and found == found.strip())


@given(st.permutations("kidney failure dialysis transplant hypertension".split()))
def test_word_order_does_not_count(words: list[str]) -> None:
    shuffled = family(BODY, " ".join(words))
    assert shuffled == family(BODY, "Kidney failure, dialysis, transplant and hypertension")


# -- The family of a source


def guideline(**changes: str | None) -> Source:
    fields = {"id": "acn-2022-ckd", "family": "acn-ckd", "organization": BODY} | changes
    return Source(kind=SourceKind.GUIDELINE, title=TOPIC, **fields)  # type: ignore[arg-type]


def test_the_year_is_no_part_of_a_family_by_id() -> None:
    assert family_by_id("acr-2022-soft-tissue-masses") == "acr-soft-tissue-masses"
    assert family_by_id("gold-2025") == "gold"
    assert family_by_id("acr-soft-tissue-masses") == "acr-soft-tissue-masses"


def test_a_family_that_is_stated_stands_alone() -> None:
    made = family(BODY, TOPIC)
    assert family_key(guideline()) == made
    assert family_key(guideline(family="acn-2022-ckd")) == made
    assert family_key(guideline(family=made)) == made
    assert family_key(guideline(family="acn-kidneys")) is None


def test_studies_have_no_family_by_title() -> None:
    study = Source("rct", SourceKind.RCT, TOPIC, family="rct", organization=BODY)
    assert family_key(study) is None


# -- Over real collections


def archive() -> dict[str, Guideline]:
    """The full summaries of the archive by id."""
    path = DATA / "ngc-guidelines" / "index.csv.gz"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "full"]
    return {
        row["id"]: Guideline(_bodies(row["developer"]), row["title"], int(row["year_released"]))
        for row in rows
    }


def _bodies(developers: str) -> str:
    """The index prints each body with its kind: "A - Professional Association B - ..."."""
    kinds = r" - [^-]*?(?:Society|Association|Panel|Agency(?: \[[^\]]*\])?|Organization|Institution"
    kinds += r"|Center|Institute|Collaboration|Research Institute)(?= [A-Z]|$)"
    return re.sub(kinds, ";", developers)


def recommendations() -> list[Guideline]:
    path = DATA / "uspstf-json" / "working-guidlines.json.gz"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        records = json.load(file)["specificRecommendations"]
    body = "U.S. Preventive Services Task Force (USPSTF)"
    return [Guideline(body, record["title"], 2021) for record in records]


def digests() -> dict[str, Guideline]:
    """The bundled guidelines by id."""
    found = {}
    for file in (Path(corpus.__file__).parent / "starter" / "guidelines").glob("*.md"):
        front = yaml.load(file.read_text("utf-8").split("---\n")[1], yaml.BaseLoader)
        found[front["id"]] = Guideline(front["organization"], front["title"], int(front["year"]))
    return found


def test_every_family_of_archive_and_digests_was_checked_by_hand() -> None:
    families = defaultdict(set)
    for id, guideline in {**digests(), **archive()}.items():
        families[guideline.family].add(id)
    lines = Path(__file__).with_name("guideline_families.txt").read_text("utf-8").splitlines()
    checked = {frozenset(line.split()) for line in lines if not line.startswith("#")}
    del families[None]
    assert {frozenset(ids) for ids in families.values() if len(ids) > 1} == checked


def test_no_two_guidelines_of_an_archive_of_current_ones_are_one_family() -> None:
    """It holds the current release of each guideline alone, so every family is one document."""
    families = defaultdict(list)
    for found in archive().values():
        if found.family:
            families[found.family].append(found.title)
    assert len(families) > 1400
    assert {name: titles for name, titles in families.items() if len(titles) > 1} == {}


def test_recommendations_on_other_people_are_of_one_family_and_other_topics_are_not() -> None:
    general: dict[str | None, set[str]] = defaultdict(set)
    for found in recommendations():
        general[found.family].add(re.sub(r"\W+", " ", found.title.split(" -- ")[0].lower()).strip())
    assert None not in general
    assert {name: titles for name, titles in general.items() if len(titles) > 1} == {}
