"""Bodies in force that disagree are named; older versions and other matters are no conflict."""

from __future__ import annotations

from assistant.answer import Answer, EvidenceState, NoticeKind
from assistant.conflicts import Disagreement, disagreement
from assistant.evidence import Candidate
from assistant.query import understand
from tests.assistant.statements import found, source, statement
from ui.session import Session

US = source("acs-2015-breast", "Breast cancer screening")
UK = source("nice-2024-breast", "Breast cancer screening")
YEARLY = statement("Women should have mammography screening every 12 months.", US)
BIENNIAL = statement("Women should have mammography screening every 24 months.", UK)
AGAINST = statement("Women should not have mammography screening before 50.", UK)
ASKED = "Who says what on mammography screening in women: ACS versus NICE?"


def between(
    question: str, *shown: Candidate, older: dict[str, str] | None = None
) -> Disagreement | None:
    return disagreement(understand(question), shown, found(shown, older))


def test_other_numbers_and_the_opposite_are_conflicts_where_bodies_are_compared() -> None:
    for other in (BIENNIAL, AGAINST):
        told = between(ASKED, YEARLY, other)
        assert told is not None
        assert told.sources == ("ACS 2020", "NICE 2020")
        assert all(name in told.notice().text for name in told.sources)


def test_nobody_compared_and_nobody_said_so_is_no_conflict() -> None:
    assert between("When is mammography done?", YEARLY, BIENNIAL) is None


def test_one_body_or_an_older_version_is_no_conflict() -> None:
    own = statement("Women should have mammography screening every 24 months.", US)
    assert between(ASKED, YEARLY, own) is None
    assert between(ASKED, YEARLY, BIENNIAL, older={UK.id: "nice-2030-breast"}) is None


def test_another_matter_is_no_conflict() -> None:
    other = statement("Aspirin 100 mg is given for 6 months after stroke.", UK)
    assert between(ASKED, YEARLY, other) is None


def test_a_source_that_says_so_is_taken_at_its_word() -> None:
    says = statement("The Task Force differs from the American College of Radiology.", UK)
    told = between("When is mammography done?", says)
    assert told is not None
    assert told.notice().kind is NoticeKind.CONFLICT
    assert between("When is mammography done?", YEARLY, says) is None


def test_the_state_is_conflict_and_both_sides_are_shown(starter_session: Session) -> None:
    answer: Answer = starter_session.assistant.ask(
        "Mammograms every 2 years from 40 or every year from 45: USPSTF versus ACS, who says what?"
    )
    assert answer.state is EvidenceState.CONFLICT
    notice = next(n for n in answer.notices if n.kind is NoticeKind.CONFLICT)
    cited = {r.organization for r in answer.references}
    assert "USPSTF 2024" in notice.text
    assert {"American Cancer Society"} <= cited
