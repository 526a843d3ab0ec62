"""Enough evidence, a part or none: what is missing is named, what is mistyped or idle is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answer import Answer, EvidenceState, NoticeKind
from assistant.query import understand
from assistant.sufficiency import Frequencies, judge
from assistant.sufficiency.judging import CLOSENESS_OF_NONE, CLOSENESS_OF_WEAK, closeness
from tests.assistant.statements import found, source, statement
from ui.session import Session

SHORT_OF = (EvidenceState.NONE, EvidenceState.PARTIAL)


def ask(session: Session, question: str) -> Answer:
    return session.assistant.ask(question)


def missing(answer: Answer) -> str:
    return " ".join(n.text for n in answer.notices if n.kind is NoticeKind.MISSING)


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("What dose of nusinersen for spinal muscular atrophy?", "nusinersen"),
        ("Dose of fexinidazole in sleeping sickness?", "fexinidazole"),
        ("Treatment of dracunculiasis?", "dracunculiasis"),
        ("How is Whipple disease treated?", "Whipple"),
        ("Which chelator for Wilson disease?", "Wilson"),
        ("What is the dose of teplizumab to delay type 1 diabetes?", "teplizumab"),
        ("Is zuranolone effective for postpartum depression?", "zuranolone"),
        ("What dose of ritlecitinib for alopecia areata?", "ritlecitinib"),
        ("What is the dose of digoxin?", "digoxin"),
        ("treatment of malaria in adults", "malaria"),
        ("tetanus booster interval", "tetanus"),
        ("endometriosis first line", "endometriosis"),
        ("How is frozen shoulder treated?", "frozen shoulder"),
        ("Is lithium or lamotrigine first in bipolar disorder?", "bipolar disorder"),
    ],
)
def test_what_the_library_lacks_is_named(
    starter_session: Session, question: str, word: str
) -> None:
    answer = ask(starter_session, question)
    assert answer.state in SHORT_OF
    assert word in missing(answer)
    assert (answer.state is EvidenceState.NONE) == (not list(answer.statements()))


def test_a_disease_that_leads_nowhere_and_is_told_with_nothing_else_asked_is_refused(
    starter_session: Session,
) -> None:
    question = "first-line drug for new focal epilepsy in a woman planning pregnancy"
    answer = ask(starter_session, question)
    assert answer.state is EvidenceState.NONE  # and not propylthiouracil, for Graves' disease
    assert "epilepsy" in missing(answer)


@pytest.mark.parametrize("question", ["What imaging is usually appropriate?", "Is it safe?"])
def test_a_question_that_names_nothing_is_asked_back(
    starter_session: Session, question: str
) -> None:
    answer = ask(starter_session, question)
    assert answer.state is EvidenceState.NONE
    assert list(answer.statements()) == []
    assert "say what it is about" in missing(answer)


@pytest.mark.parametrize(
    ("question", "absent"),
    [
        ("What is the dose of digoxin?", "digoxin"),
        ("treatment of malaria in adults", "malaria"),
        ("tetanus booster interval", "tetanus"),
        ("endometriosis first line", "endometriosis"),
        ("cholera antibiotics", "cholera"),
        ("How is Whipple disease treated?", "Whipple"),
        ("New AF started 5 hours ago, stable. Can I cardiovert?", "cardiovert"),
        ("Bed bugs treatment?", "Bed bugs"),
    ],
)
def test_a_short_question_whose_subject_is_absent_is_refused_and_says_why(
    starter_session: Session, question: str, absent: str
) -> None:
    answer = ask(starter_session, question)
    assert answer.state is EvidenceState.NONE
    assert list(answer.statements()) == []
    assert any(n.kind is NoticeKind.MISSING and absent in n.text for n in answer.notices)


@pytest.mark.parametrize(
    ("question", "absent"),
    [
        ("how long should a wrist buckle fracture stay in a splint", "buckle"),
        ("can I use ibuprofen with CKD stage 4", "ibuprofen"),
        ("ivermectin cream or metronidazole gel for rosacea?", "rosacea"),
        ("Deflazacort or prednisone for a 5-year-old boy with Duchenne?", "Deflazacort"),
    ],
)
def test_advice_on_the_rest_is_not_shown_where_drug_or_disease_is_absent(
    starter_session: Session, question: str, absent: str
) -> None:
    answer = ask(starter_session, question)
    assert list(answer.statements()) == []
    assert absent in missing(answer)


@pytest.mark.parametrize(
    "question",
    [
        "Patient on oxycodone 5 years for back pain wants to come down. How fast?",
        "90-year-old in a nursing home on glimepiride, HbA1c 6.4%. Change anything?",
    ],
)
def test_a_drug_that_the_history_tells_need_not_be_named(
    starter_session: Session, question: str
) -> None:
    assert ask(starter_session, question).bottom_line is not None


def test_a_part_that_is_held_is_answered_beside_one_that_is_not(starter_session: Session) -> None:
    answer = ask(
        starter_session, "What is the first drug in anaphylaxis, and what dose of nirogacestat?"
    )
    assert answer.state is EvidenceState.PARTIAL
    assert "nirogacestat" in missing(answer)


@pytest.mark.parametrize(
    "question",
    [
        "What is the best recipe for banana bread?",
        "Who won the world cup in 2018?",
        "How do I fix a leaking tap?",
        "hi",
        "thanks",
    ],
)
def test_what_is_no_medical_question_is_not_answered(
    starter_session: Session, question: str
) -> None:
    answer = ask(starter_session, question)
    assert answer.state is EvidenceState.NONE
    assert answer.notices


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("What does allopurinol cost in gout?", "cost"),
        ("What is the half-life of apixaban?", "half-life"),
        ("Does acupuncture prevent recurrent diverticulitis?", "acupuncture"),
        ("Does dexamethasone help croup in adults?", "adults"),
        ("Migraine prevention in pregnancy?", "whether it holds in pregnancy"),
        ("Which MRI protocol is recommended in typical BPPV?", "MRI"),
        ("First-line drug in gout flares, and how much does fomepizole add?", "fomepizole"),
    ],
)
def test_a_part_is_shown_with_what_is_missing(
    starter_session: Session, question: str, what: str
) -> None:
    answer = ask(starter_session, question)
    assert answer.state is EvidenceState.PARTIAL
    assert answer.bottom_line is not None
    assert what in missing(answer)


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("Is tranexamic acid useful in GI bleeding?", "mentions: GI bleeding"),
        (
            "Can I take ibuprofen at 32 weeks of pregnancy?",
            "does not mention: ibuprofen",
        ),
    ],
)
def test_a_drug_is_not_told_of_from_another_disease(
    starter_session: Session, question: str, lacking: str
) -> None:
    answer = ask(starter_session, question)
    assert answer.state is EvidenceState.NONE
    assert lacking in missing(answer)


@pytest.mark.parametrize(
    "question",
    [
        "Who should get the mpox vaccine and how far apart are the two doses?",
        "MS relapse with new leg weakness: oral or IV methylpred, and for how many days?",
    ],
)
def test_what_was_foreseen_for_other_questions_is_no_part_of_an_answer(
    starter_session: Session, question: str
) -> None:
    answer = ask(starter_session, question)
    assert answer.state is EvidenceState.NONE
    assert missing(answer)


@pytest.mark.parametrize(
    ("question", "known"),
    [
        ("What antibiotic for strep pharyngits?", "amoxicillin"),
        ("Is antibiotic treatment needed for diverticulits?", "antibiotics"),
        ("Ultrasound for apendicitis in children?", "ultrasound"),
        ("Which imaging for suspected pulmonary embolsim in pregnancy?", "pregnan"),
        ("screening for abdominal aortic anurysm in smokers", "aneurysm"),
        ("At which age should colonscopy screening start?", "colo"),
        ("Low dose asprin for primary prevention", "aspirin"),
        ("Which statin for high cholestrol?", "statin"),
    ],
)
def test_a_typing_error_is_not_missed(starter_session: Session, question: str, known: str) -> None:
    answer = ask(starter_session, question)
    assert answer.state not in SHORT_OF
    assert any(known in statement.text.lower() for statement in answer.statements())


@pytest.mark.parametrize(
    "question",
    [
        "How do I treat an acute gout flare in an adult after eating kebab on my sofa?",
        "How do I treat gout after eating kebab on my sofa?",
        "I see zigzag lines before a headache: is it migraine and do I need imaging?",
        "Ankle sprain on a trampoline: do I need an x-ray?",
        "Acute low back pain after moving a sofa: is imaging needed?",
        "Wearing sunglasses on holiday, do I need skin cancer screening?",
        "Is yoga or pilates good for low back pain?",
        "Should Lp(a) be measured in everybody or only in selected people now?",
    ],
)
def test_everyday_words_do_not_end_the_search(starter_session: Session, question: str) -> None:
    assert ask(starter_session, question).state is not EvidenceState.NONE


def test_an_author_is_known_though_no_text_names_him(starter_session: Session) -> None:
    answer = ask(starter_session, "What did Nissen et al. 2023 find on bempedoic acid?")
    assert answer.state is EvidenceState.FULL
    assert "Nissen" not in missing(answer)


def test_far_from_everything_or_nothing_to_show_is_none() -> None:
    query = understand("Which drug in gout?")
    line = statement("Allopurinol is first in gout.", source("acr-2020-gout", "Gout"))
    frequencies = Frequencies(lambda _: 5, 100, lambda _: 1)
    # No passage was found at all, so the best similarity is 0.
    for shown in ([], [line]):
        enough = judge(query, found([line]), [line], shown, frequencies)
        assert enough.state is EvidenceState.NONE
        assert [n.kind for n in enough.notices()] == [NoticeKind.MISSING]


@pytest.mark.parametrize(
    "question",
    [
        "How is rickets inherited?",
        "How do you work with resistance in psychotherapy?",
        "Name 3 types of therapies for a patient.",
        "Should aspirin be stopped before colonoscopy?",
        "Can I drive after a first seizure?",
        "dose of epinephrine in anaphylaxis for a 20 kg child",
    ],
)
def test_what_is_near_and_not_what_was_asked_is_not_shown_as_the_answer(
    starter_session: Session, question: str
) -> None:
    answer = ask(starter_session, question)
    assert answer.state in SHORT_OF
    assert missing(answer)


def test_what_leads_far_from_the_question_is_not_shown() -> None:
    near = statement("Rest is advised in croup.", source("x-2020", "Croup"), score=40)
    far = statement("Rest is advised in croup.", source("x-2020", "Croup"), score=1)
    query, common = understand("Is rest advised in croup?"), Frequencies(lambda _: 9, 99, len)
    found_near, found_far = found([near]), found([far])
    assert closeness(near, found_near) > CLOSENESS_OF_WEAK
    assert closeness(far, found_far) < CLOSENESS_OF_NONE
    said = judge(query, replace(found_far, best_cosine=0.4), [far], [far], common)
    assert said.state is EvidenceState.NONE
    said = judge(query, replace(found_near, best_cosine=0.4), [near], [near], common)
    assert said.state is not EvidenceState.NONE
