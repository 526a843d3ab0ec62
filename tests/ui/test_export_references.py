"""References as RIS and BibTeX, read back by parsers."""

from __future__ import annotations

import re
from dataclasses import replace

import bibtexparser
import pybtex.database
import pytest
import rispy
from exported import ANSWER, ATTACKS, CONTEXT, GUIDELINE, REFUSAL, TRIAL, hostile_answers
from hypothesis import given, settings
from pylatexenc.latex2text import LatexNodes2Text

from assistant.answer import Answer
from ui.export import as_bibtex, as_ris
from ui.export.bibtex import escaped
from ui.export.cleaning import clean
from ui.export.links import best_url, doi_of, pmid_of

# What a value may hold of TeX: each prints one character and takes no argument but the empty one.
PRINTED = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    r"\$": "$",
    r"\&": "&",
    r"\#": "#",
    r"\%": "%",
    r"\_": "_",
}
COMMAND = re.compile(r"\\(?:text[a-z]+\{\}|.)")


def printed(value: str) -> str:
    """What TeX prints of a value; KeyError where it would obey anything else."""
    return COMMAND.sub(lambda match: PRINTED[match[0]], value)


def test_ris_reads_back_as_the_references() -> None:
    first, second = rispy.loads(as_ris(ANSWER, CONTEXT))
    assert first == {
        "type_of_reference": "JOUR",
        "id": GUIDELINE.source_id,
        "authors": ["Müller, J. A.", "de la Cruz, R., Jr", "Gout Study Group"],
        "title": GUIDELINE.title,
        "journal_name": GUIDELINE.journal,
        "publisher": GUIDELINE.organization,
        "year": "2020",
        "doi": GUIDELINE.doi,
        "accession_number": GUIDELINE.pmid,
        "urls": [best_url(GUIDELINE)],
        "notes": ["superseded by body-2024-gout", "further authors are not named"],
    }
    assert second["type_of_reference"] == "RPRT"
    assert second["title"] == TRIAL.title
    assert second["urls"] == [TRIAL.url]
    assert "read as Galen's summary" in second["notes"]


@settings(max_examples=50, deadline=None)
@given(hostile_answers())
def test_no_value_makes_a_ris_record_or_tag(answer: Answer) -> None:
    text = as_ris(answer, CONTEXT)
    records = rispy.loads(text)
    assert len(records) == len(answer.references)
    # Other parsers split lines wherever Unicode does.
    assert text.splitlines() == text.split("\n")[: len(text.splitlines())]
    for record, reference in zip(records, answer.references, strict=True):
        assert "unknown_tag" not in record
        assert record.get("title", "") == clean(reference.title)
        assert record.get("journal_name", "") == clean(reference.journal or "")
        assert record.get("publisher", "") == clean(reference.organization or "")
        assert record.get("id", "") == clean(reference.source_id)
        assert record.get("year", "") == str(reference.year or "")
        assert record.get("doi") == doi_of(reference)
        assert record.get("accession_number") == pmid_of(reference)
        assert record.get("urls", []) == [url for url in [best_url(reference)] if url]


def test_bibtex_reads_back_as_the_references() -> None:
    entries = pybtex.database.parse_string(as_bibtex(ANSWER, CONTEXT), "bibtex").entries
    assert [*entries] == [GUIDELINE.source_id, TRIAL.source_id]
    first, second = entries.values()
    assert first.type == "article"
    assert second.type == "misc"
    assert [person.last_names for person in first.persons["author"]] == [
        ["Müller"],
        ["Cruz"],
        ["{Gout Study Group}"],
        ["others"],
    ]
    assert first.persons["author"][1].prelast_names == ["de", "la"]
    assert first.persons["author"][1].lineage_names == ["Jr"]
    assert first.fields["title"] == r"{Gout: a guideline for Łódź \& elsewhere}"
    assert second.fields["title"] == r"{Colchicine 0.5 mg in 100\% of flares}"
    assert (first.fields["year"], first.fields["journal"]) == ("2020", "J Gout")
    assert (first.fields["doi"], first.fields["pmid"]) == (GUIDELINE.doi, GUIDELINE.pmid)
    assert second.fields["url"] == TRIAL.url
    assert "Galen's summary" in second.fields["note"]


@settings(max_examples=50, deadline=None)
@given(hostile_answers())
def test_no_value_makes_a_bibtex_entry_or_a_tex_command(answer: Answer) -> None:
    text = as_bibtex(answer, CONTEXT)
    entries = pybtex.database.parse_string(text, "bibtex").entries
    other = bibtexparser.parse_string(text)
    assert other.failed_blocks == []
    assert [entry.key for entry in other.entries] == [*entries]
    assert len(other.blocks) == len(answer.references)
    for (key, entry), reference in zip(entries.items(), answer.references, strict=True):
        assert re.fullmatch("[A-Za-z0-9:.-]+", key)
        title = entry.fields.get("title", "{}")
        assert title[0] + title[-1] == "{}"
        assert words(printed(title[1:-1])) == words(reference.title)
        assert words(printed(entry.fields.get("journal", ""))) == words(reference.journal)
        assert words(printed(entry.fields.get("institution", ""))) == words(reference.organization)
        assert entry.fields.get("doi") == doi_of(reference)
        assert entry.fields.get("url") == best_url(reference)
        assert len(entry.persons.get("author", [])) <= len(reference.authors) + 1


def words(text: str | None) -> list[str]:
    """BibTeX takes any run of spaces for one."""
    return clean(text or "").split()


@pytest.mark.parametrize("attack", ATTACKS)
def test_tex_prints_an_escaped_text_as_it_is(attack: str) -> None:
    assert printed(escaped(attack)) == clean(attack)


def test_a_converter_of_tex_reads_the_escapes_alike() -> None:
    text = r"50% of a_b & c#1 costs $5 ~ \input x µ ≥ é"
    assert LatexNodes2Text().latex_to_text(escaped(text)) == text


def test_sources_whose_ids_look_alike_to_bibtex_keep_apart() -> None:
    ids = ("a b", "a-b", "A-B", "痛風", "")
    references = tuple(
        replace(TRIAL, number=n, source_id=each) for n, each in enumerate(ids, start=1)
    )
    written = as_bibtex(replace(ANSWER, references=references), CONTEXT)
    entries = pybtex.database.parse_string(written, "bibtex").entries
    assert [*entries] == ["a-b", "a-b-2", "A-B-3", "source", "source-2"]


def test_without_references_there_is_nothing_to_cite() -> None:
    assert as_ris(REFUSAL, CONTEXT) == ""
    assert as_bibtex(REFUSAL, CONTEXT) == ""
