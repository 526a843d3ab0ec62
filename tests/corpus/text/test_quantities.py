"""Quantities: equal however they are spelled, different whenever they differ."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.quantities import Quantity, quantities

# Printed text, then each quantity as value|unit|per|comparator, parted by " & ".
READ = """
80 to 90 mg/kg a day => 80|mg|kg/day| & 90|mg|kg/day|
5-10 mg => 5|mg|| & 10|mg||
5 mg-10 mg => 5|mg|| & 10|mg||
5 or 10 mg => 5|mg|| & 10|mg||
1.5–2 g => 1.5|g|| & 2|g||
0.5 mg/kg/h => 0.5|mg|kg/hour|
1,000 mg => 1000|mg||
1000 mg => 1000|mg||
10 000 units => 10000|units||
20,599 participants => 20599|||
2.4 million units => 2400000|units||
7 % => 7|%||
7% => 7|%||
7 percent => 7|%||
0·5 mg => 0.5|mg||
25 mcg => 25|mcg||
25 µg => 25|mcg||
25 μg => 25|mcg||
25 mg => 25|mg||
≥65 years => 65|year||>=
age 65 or older => 65|year||>=
aged 65 years and over => 65|year||>=
at least 65 years of age => 65|year||>=
over the age of 65 => 65|year||>
65-year-old => 65|year||
65+ => 65|||>=
below 130/80 mm Hg => 130|mmHg||< & 80|mmHg||<
<130/80 mmHg => 130|mmHg||< & 80|mmHg||<
HR 0.75, 95% CI 0.64-0.89 => 0.75||| & 95|%|| & 0.64||| & 0.89|||
p<0.001 => 0.001|||<
150 × 10^9/L => 150000000000||L|
150 x 10⁹/L => 150000000000||L|
10^9/L => 1000000000||L|
109/L => 109||L|
1:1000 => 1|in|1000|
1 in 1,000 => 1|in|1000|
1/2 => 1|in|2|
½ tablet => 1|in|2|
1½ tablets => 1.5|||
-5.6 percentage points => -5.6|pp||
−5.6 percentage points => -5.6|pp||
CI -5.6 to -1.2 => -5.6||| & -1.2|||
39°C (102.2°F) => 39|C|| & 102.2|F||
CHA2DS2-VASc 2 => 2|||
HbA1c 7% => 7|%||
COVID-19 => 
GLP-1 receptor agonists => 
COX-2 inhibitors => 
IL-6 and SGLT2 => 
T3 and T4 => 
vitamin B12 => 
5-ASA => 
one of the drugs => 
at once => 
5-year survival => 5|year||
two weeks => 2|week||
2 weeks => 2|week||
two second-line drugs => 2|||
second-line drugs => 
twice daily => 2|times|day|
two times a day => 2|times|day|
500 mg daily => 500|mg|day|
500 mg a day => 500|mg|day|
500 mg/day => 500|mg|day|
500 mg per day => 500|mg|day|
500 mg three times a day => 500|mg|| & 3|times|day|
every 8 hours => 8|hour||
within 6 hours => 6|hour||<=
no more than 4 g => 4|g||<=
up to 4 g => 4|g||<=
10% or more => 10|%||>=
more than 4 cm => 4|cm||>
5.5 mmol/L => 5.5|mmol|L|
30 mL/min/1.73 m2 => 30|mL|minute/1.73 m2|
30 mL per minute per 1.73 m² => 30|mL|minute/1.73 m2|
5 per 100,000 person-years => 5||100000 person-year|
5 per 100,000. => 5||100000|
5 per 1,000, and => 5||1000|
5 mg/24 h => 5|mg|24 hour|
6 doses in 24 hours => 6|dose|| & 24|hour||
12 in 2019 => 12||| & 2019|||
7 in 10 people => 7|in|10|
class 2a => 2|a||
rating 9 => 9|||
4.5 cm. => 4.5|cm||
2019¹² => 2019|||
0,5 mg => 0|?0,5||
1.2.3 => 0|?1.2.3||
in 2019 100 patients => 2019||| & 100|||
""".strip("\n").splitlines()


def expected(listed: str) -> list[Quantity]:
    parts = (each.split("|") for each in listed.split(" & ") if each)
    return [Quantity(Decimal(value), *rest) for value, *rest in parts]


def table() -> list[tuple[str, str]]:
    return [(line.split(" => ")[0], line.split(" => ")[1]) for line in READ]


@pytest.mark.parametrize(("printed", "listed"), table())
def test_a_quantity_is_read(printed: str, listed: str) -> None:
    assert quantities(printed) == expected(listed)
    assert quantities(f"Findings, {printed} or so.")[: len(expected(listed))] == quantities(printed)


def test_a_decimal_comma_equals_nothing_but_its_own_spelling() -> None:
    assert quantities("0,5 mg") == quantities("0,5 mg")
    assert quantities("0,5 mg") != quantities("0.5 mg")
    assert quantities("0,5 mg") != quantities("0,6 mg")
    assert len(quantities("0,5 mg")) == 1


DIFFER = """
5 mg | 5.5 mg
5 mg | 50 mg
5 mg | 5 mcg
5 mg | 5 g
5 mg/kg | 5 mg
5 mg/kg | 5 mg/kg/day
5 mg a day | 5 mg a week
5 mg/dL | 5 mg/L
at least 5 days | at most 5 days
≥65 years | >65 years
below 7% | above 7%
below 7% | 7%
5 days | 5 weeks
5-10 mg | 5-20 mg
5-10 mg | 5-10 g
130/80 mm Hg | 130/90 mm Hg
1:1000 | 1:10000
10^9/L | 109/L
10^9/L | 10^6/L
-5.6 points | 5.6 points
39°C | 39°F
30 mL/min/1.73 m2 | 30 mL/min
30 mL/min/1.73 m2 | 60 mL/min/1.73 m2
1,000 mg | 1.000 mg
twice daily | once daily
two weeks | three weeks
class 2a | class 2b
1.2 million | 1.2 billion
0,5 mg | 0,05 mg
6 doses in 24 hours | 6 doses in 24 days
5 mg/24 h | 5 mg/24 days
5 per 1000 | 5 per 100
""".strip().splitlines()


@pytest.mark.parametrize("pair", DIFFER)
def test_what_differs_is_never_equal(pair: str) -> None:
    one, other = pair.split(" | ")
    assert quantities(one) != quantities(other)


UNITS = st.sampled_from(["mg", "mcg", "%", "mL", "mmol/L", "mg/kg", "days", "years", "cm", "units"])


@given(st.decimals(0, 10**6, places=2), st.decimals(0, 10**6, places=2), UNITS)
def test_numbers_are_equal_just_when_their_values_are(
    one: Decimal, other: Decimal, unit: str
) -> None:
    same = quantities(f"Give {one} {unit}.") == quantities(f"Give {other}{unit}.")
    assert same is (one == other)
    assert quantities(f"Give {one:,} {unit}.") == quantities(f"Give {one} {unit}.")


@given(st.text(alphabet="0123456789.,-–/:^ mgµ%½⁹xto()<≥\n", max_size=40))
def test_any_text_is_read_and_read_alike(text: str) -> None:
    assert quantities(text) == quantities(text)


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1 ",
        "1,",
        "1.",
        "1/",
        "1:",
        "5 mg/",
        "5-",
        "a ",
        "-",
        "x10^",
        "1 000 ",
        "per ",
        "½",
        "⁹",
        " ",
    ],
)
def test_long_text_is_read_in_linear_time(piece: str) -> None:
    assert len(quantities(piece * (30_000 // len(piece)))) <= 30_000


def test_a_hundred_thousand_digits_are_one_number() -> None:
    assert len(quantities("1" * 100_000)) == 1
