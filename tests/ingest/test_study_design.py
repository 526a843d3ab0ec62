"""What kind of study a record is of: a table of publication types, titles and headings."""

from __future__ import annotations

import pytest

from ingest.readers.study_design import study_design


def design(types: str, title: str = "On gout", headings: str = "") -> str | None:
    """Types and headings are separated by semicolons."""
    found = study_design(types.split("; "), title, headings.split("; ") if headings else ())
    return found.value if found else None


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        ("Journal Article; Randomized Controlled Trial; Multicenter Study", "rct"),
        ("Journal Article; Clinical Trial, Phase III; Pragmatic Clinical Trial", "rct"),
        ("Journal Article; Meta-Analysis; Systematic Review", "meta-analysis"),
        ("Journal Article; Network Meta-Analysis", "meta-analysis"),
        ("Review; Systematic Review", "systematic-review"),
        ("Randomized Controlled Trial; Meta-Analysis", "meta-analysis"),
        ("Journal Article; Practice Guideline; Systematic Review", "guideline"),
        ("Guideline", "guideline"),
        ("Consensus Development Conference, NIH; Review", "guideline"),
        ("Case Reports; Letter", "case-series"),
        ("Journal Article; Review", "narrative-review"),
        ("Journal Article; Observational Study", "cohort"),
        ("Journal Article", None),
        ("Journal Article; Clinical Trial; Research Support, Non-U.S. Gov't", None),
        ("Journal Article; Controlled Clinical Trial", None),
        ("Journal Article; Randomized Controlled Trial, Veterinary", "other"),
        ("Editorial", "other"),
        ("Letter; Comment", "other"),
        ("Letter; Randomized Controlled Trial", "rct"),
        # A comment on a guideline recommends nothing, a protocol found nothing.
        ("Practice Guideline; Comment", "other"),
        ("Practice Guideline; Published Erratum", "other"),
        ("Clinical Trial Protocol; Randomized Controlled Trial", "other"),
        ("Retraction of Publication", "other"),
        ("Journal Article; Retracted Publication; Randomized Controlled Trial", "rct"),
    ],
)
def test_publication_types_decide(types: str, kind: str | None) -> None:
    assert design(types) == kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Colchicine for gout: a systematic review and meta-analysis", "meta-analysis"),
        ("Colchicine for gout: systematic review of randomised trials", "systematic-review"),
        ("Colchicine for gout: a systematic literature review", "systematic-review"),
        ("Colchicine for gout: a randomised, double-blind, placebo-controlled trial", "rct"),
        ("A randomized crossover study of colchicine", "rct"),
        ("Colchicine for gout: study protocol for a randomised controlled trial", "other"),
        ("Colchicine in gout: protocol for systematic review and meta-analysis", "other"),
        ("The COLGO trial: rationale and design", "other"),
        ("Colchicine for gout: a non-randomised comparison study", None),
        ("Post hoc analysis of a randomised trial of colchicine", None),
        ("Gout and gallstones: a Mendelian randomization study", None),
        ("Review of randomised trials of colchicine", None),
        ("Gout after transplantation: a case-control study", "case-control"),
        ("Gout in nurses: a prospective cohort study", "cohort"),
        ("Gout in a cohort of 20 patients", None),
        ("Diagnostic accuracy of ultrasound for gout", "diagnostic-accuracy"),
        ("Tophus of the spine: a case report", "case-series"),
        ("Gout: a narrative review", "narrative-review"),
        ("Guidelines for the management of gout", "guideline"),
        ("2030 ACME/OTHER Guideline for the management of gout", "guideline"),
        ("Treatment of gout: a clinical practice guideline from the ACME Society", "guideline"),
        ("Screening for Gout: ACME Task Force Recommendation Statement", "guideline"),
        ("Adherence to guidelines for the management of gout", None),
        ("Do doctors follow guidelines for gout?", None),
        ("Outcomes in patients treated before guidelines for gout", None),
        ("Impact Of Guidelines On Gout Care", None),
        ("Quality of gout care: a comparison with the ACME guideline", None),
        ("Treatment of gout in the era of randomised evidence", None),
    ],
)
def test_titles_tell_where_the_types_do_not(title: str, kind: str | None) -> None:
    assert design("Journal Article", title) == kind


@pytest.mark.parametrize(
    ("types", "title", "headings", "kind"),
    [
        ("Review", "Gout: a systematic review", "", "systematic-review"),
        ("Review", "A randomised trial is due: gout in 2020", "", "narrative-review"),
        ("Systematic Review", "Guidelines for gout", "", "systematic-review"),
        ("Comment", "Gout: a systematic review", "", "other"),
        ("Journal Article", "On gout", "Humans; Case-Control Studies", "case-control"),
        ("Journal Article", "On gout", "Humans; Cohort Studies; Adult", "cohort"),
        ("Journal Article", "On gout", "Humans; Prospective Studies", None),
        ("Journal Article", "On gout", "Randomized Controlled Trials as Topic", None),
        ("Observational Study", "On gout", "Humans; Case-Control Studies", "case-control"),
        ("Observational Study", "Gout: a cross-sectional study", "", "other"),
        ("Observational Study", "On gout", "Cross-Sectional Studies", "other"),
        ("Journal Article", "A randomised trial in rabbits", "Animals; Rabbits", "other"),
        ("Randomized Controlled Trial", "On gout", "Animals", "other"),
        ("Randomized Controlled Trial", "On gout", "Animals; Humans", "rct"),
    ],
)
def test_title_and_headings_add_what_types_leave_open(
    types: str, title: str, headings: str, kind: str | None
) -> None:
    assert design(types, title, headings) == kind
