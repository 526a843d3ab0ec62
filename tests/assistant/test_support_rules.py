"""Single rules of the checks: shorthand, broader words, figures, couples, merged sentences."""

from __future__ import annotations

import pytest

from assistant.support import carries, check_text, holds, stands
from assistant.support.broader import without_broader
from assistant.support.figures import told
from assistant.support.reading import read
from assistant.support.vocabulary import broader, root, vocabulary

SHORT = [
    ("50 mg PO daily", "50 mg daily by mouth"),
    ("50 mg daily x 7 d", "50 mg daily for 7 days"),
    ("a daily dose of 81 mg", "a dose of 81 mg daily"),
    ("two intramuscular doses", "two doses intramuscular"),
    ("every other year", "every 2 years"),
    ("at 6-month intervals", "every 6 months"),
    ("8/1039 patients", "8 of 1039 patients"),
]


@pytest.mark.parametrize(("short", "full"), SHORT)
def test_shorthand_has_the_quantities_of_what_it_stands_for(short: str, full: str) -> None:
    one, other = ({q.quantity for q in read(text).quantities} for text in (short, full))
    assert one == other


@pytest.mark.parametrize("text", ["140/90 mm Hg", "5/160 mg", "the upper arm", "over 65 years"])
def test_shorthand_leaves_alone_what_it_is_not(text: str) -> None:
    assert " of " not in read(text).text
    assert "group" not in read(text).text
    assert "rather" not in read(text).text


def test_a_broader_word_is_silent_only_beside_the_name() -> None:
    span = read("Cellulitis should be treated for 5 days.")
    beside = without_broader(read("Treat cellulitis until the infection is gone."), span)
    alone = without_broader(read("Treat the infection for 5 days."), span)
    others = without_broader(read("Treat cellulitis and other infections."), span)
    assert root("infection") not in beside.roots
    assert root("infection") in alone.roots
    assert root("infection") in others.roots


def test_no_broader_word_is_said_of_itself_or_denies() -> None:
    assert len(broader()) >= 30
    for words, narrower in broader():
        assert not narrower & set(words)
        assert "not" not in words


RATIO = (
    "Stroke occurred in 5.9% with apixaban and 7.4% with warfarin (hazard ratio 0.80, 95% CI {})."
)


def test_figures_bear_out_one_direction_and_only_where_the_interval_leaves_out_1() -> None:
    lower = read("Apixaban lowered stroke compared with warfarin.")
    assert root("decrease") in told(lower, read(RATIO.format("0.73-0.88")))
    assert root("increase") not in told(lower, read(RATIO.format("0.73-0.88")))
    assert not told(lower, read(RATIO.format("0.63-1.08")))
    turned = read("Warfarin lowered stroke compared with apixaban.")
    assert root("decrease") not in told(turned, read(RATIO.format("0.73-0.88")))


@pytest.mark.parametrize(
    ("text", "holding"),
    [
        ("Death was 12% with placebo and 6% with dexamethasone.", True),
        ("Death was 12% with dexamethasone and 6% with placebo.", False),
        ("Death was 6% with placebo and 12% with dexamethasone.", False),
    ],
)
def test_arms_may_change_places_only_with_their_shares(text: str, holding: bool) -> None:
    span = "Death was 6% with dexamethasone and 12% with placebo."
    assert holds(check_text(text, span)) is holding


def test_a_sentence_may_join_two_of_the_span_but_mix_none() -> None:
    span = "In adults the rule had sensitivity 91%. In adults the rule had specificity 25%."
    joined = "In adults the rule had sensitivity {} and specificity {}."
    assert holds(check_text(joined.format("91%", "25%"), span))
    assert not holds(check_text(joined.format("25%", "91%"), span))


def test_an_item_alone_never_carries_its_lead_in() -> None:
    item, lead_in = "Resection may be offered after chemotherapy.", "Resection"
    assert carries(item, lead_in)
    assert not carries(item, lead_in, item)
    assert carries(f"{lead_in} {item}", lead_in, item)


def test_what_is_impersonal_stands_and_what_points_does_not() -> None:
    assert stands("It is dangerous for an infant to sleep on a sofa.")
    assert stands("It is recommended that people with prediabetes be offered help.")
    assert not stands("It lowers the risk of stroke.")
    assert not stands("After that, these people should be referred.")


@pytest.mark.parametrize("word", ["topical", "emergency", "testicle"])
def test_a_word_with_facts_shares_no_root_with_an_everyday_word(word: str) -> None:
    assert root(word) not in vocabulary().ordinary
