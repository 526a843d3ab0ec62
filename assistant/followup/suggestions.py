"""Questions that could be asked next, about the same subject and answerable from what was found.

First on sources that were found and not shown, then on what else the shown ones speak of.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator

from assistant.followup.topics import own_words
from assistant.leads import name_of
from assistant.retrieval import Retrieval
from corpus.model import Passage, Section, Source
from corpus.text.words import content_stems

MAX_FOLLOW_UPS = 3
_LONGEST_TOPIC = 60  # characters; longer ones are whole descriptions
_LONGEST_TITLE = 160

# What guidelines are filed under, and where care is given: no subject.
_NO_SUBJECT = frozenset(
    """
    assessment care clinic cochrane counseling department diagnosis effectiveness emergency
    evaluation factor factors hospital management outcome outcomes perioperative prevention
    primary prognosis prospective quality rehabilitation retrospective risk screening
    technology therapy treatment trimester
    """.split()
)
# A name, not a list, a description or an inverted heading ("Kidney Failure, Chronic").
_PLAIN = re.compile(r"[^\W\d_][\w /'’()+-]*[\w)]")
_UNFINISHED = re.compile(
    r"\b(?:including|and|or|of|as topic|studies|analysis|trial|humans?)$", re.I
)
_ACRONYM = re.compile(r"\(([A-Z][A-Za-z0-9]*(?:[ -][A-Z0-9]+)*)\)$")
_ASKING = re.compile(
    r"(?:^|: )(?:is|are|do|does|did|can|should|how|what|which|why|when|who|will|has|have)\b.*\?$",
    re.I,
)
_COUNTABLE = re.compile(
    r"(?:mass|nodule|tumou?r|lump|cyst|rule|stone|fracture|ulcer|polyp|blocker|statin|inhibitor"
    r"|agonist|vaccine|test|scan|seizure)$"
)
_GUIDELINES = re.compile(r"\s+guidelines?$", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d")


def follow_ups(retrieval: Retrieval, cited: set[str]) -> tuple[str, ...]:
    """At most MAX_FOLLOW_UPS questions, the nearest first, in words of the sources."""
    found = dict.fromkeys((*_of_others(retrieval, cited), *_of_cited(retrieval, cited)))
    return tuple(found)[:MAX_FOLLOW_UPS]


def _of_others(retrieval: Retrieval, cited: set[str]) -> Iterator[str]:
    """On sources of the same subject that are not shown, and not replaced by a newer one."""
    subjects = [subject for i in cited if (subject := _subject(retrieval.source(i)))]
    for source_id, passages in _by_source(retrieval).items():
        source = retrieval.source(source_id)
        if source_id in cited or retrieval.superseded_by(source_id):
            continue
        about = _stems(f"{source.title} {' '.join(source.topics)}")
        if any(subject <= about for subject in subjects):
            yield from _questions(source, passages[:1])


def _subject(source: Source) -> frozenset[str]:
    """The stems of its first plain topic, which is what it is mainly about."""
    return next((_stems(topic) for topic in source.topics if _is_plain(topic)), frozenset())


def _of_cited(retrieval: Retrieval, cited: set[str]) -> Iterator[str]:
    """On what shown sources speak of beside their best passage."""
    for source_id, (best, *others) in _by_source(retrieval).items():
        source = retrieval.source(source_id)
        if source_id in cited and not retrieval.superseded_by(source_id):
            yield from _questions(source, others, said=_stems(f"{source.title} {best.text}"))


def _by_source(retrieval: Retrieval) -> dict[str, list[Passage]]:
    """The passages of each source, best first."""
    found: defaultdict[str, list[Passage]] = defaultdict(list)
    for scored in retrieval.passages:
        found[scored.passage.source_id].append(scored.passage)
    return found


def _questions(
    source: Source, passages: Collection[Passage], said: Collection[str] = ()
) -> Iterator[str]:
    """One question on the source; none on a topic whose words were all `said`."""
    title = " ".join(source.title.split())
    if not said and source.section is Section.RESEARCH and _is_question(title):
        yield title
        return
    topic = next((t for p in passages for t in _topics(source, p) if _stems(t) - set(said)), None)
    asked = topic and (_of_guideline(source, topic) or _of_study(source, topic))
    if asked:
        yield asked


def _is_question(title: str) -> bool:
    return len(title) <= _LONGEST_TITLE and bool(_ASKING.search(title))


def _of_guideline(source: Source, topic: str) -> str | None:
    if source.section is not Section.GUIDELINES or not source.organization:
        return None
    return f"What does the {_dated_body(source)} guideline recommend on {topic}?"


def _of_study(source: Source, topic: str) -> str | None:
    """By the name the study is known by, or its first author's."""
    if source.section is Section.GUIDELINES or not source.authors:
        return None
    trial = _ACRONYM.search(source.title)
    return f"What did {f'the {trial[1]} study' if trial else name_of(source)} find on {topic}?"


def _dated_body(source: Source) -> str:
    """ "2022 ACR", or the body in full where it has no short name; of several, the first."""
    body = name_of(source).removesuffix(source.version or str(source.year or "")).strip()
    body = _GUIDELINES.sub("", body.partition(";")[0])
    short = _ACRONYM.search(body)
    year = _YEAR.search(source.version or "") or _YEAR.search(source.published or "")
    return f"{year[0] if year else ''} {short[1] if short else body}".strip()


def _topics(source: Source, passage: Passage) -> Iterator[str]:
    """The plain topics that the passage is worded in."""
    text = f"{source.title} {' '.join(passage.heading)} {passage.text}"
    worded = _stems(text)
    for topic in source.topics:
        if _is_plain(topic) and _stems(topic) <= worded and not _names_source(topic, source):
            yield _in_sentence(topic, text)


def _is_plain(topic: str) -> bool:
    """Whether it reads as a name, and of a subject."""
    if len(topic) > _LONGEST_TOPIC or not _PLAIN.fullmatch(topic) or _UNFINISHED.search(topic):
        return False
    return bool(own_words(topic)) and not set(topic.lower().split()) <= _NO_SUBJECT


def _names_source(topic: str, source: Source) -> bool:
    """Whether it is what the study is called ("REDUCE"), which says nothing of its subject."""
    called = _ACRONYM.search(source.title)
    return called is not None and called[1].lower() in topic.lower()


def _in_sentence(topic: str, text: str) -> str:
    """In the plural, and with a small first letter where the source writes the word so.

    "Acute gout" is "acute gout", "Lyme disease" stays.
    """
    first = topic.split()[0]
    small = first[:1].lower() + first[1:]
    if re.search(rf"\b{re.escape(small)}\b", text):
        topic = small + topic[len(first) :]
    return f"{topic}{'es' if topic.endswith('s') else 's'}" if _COUNTABLE.search(topic) else topic


def _stems(text: str) -> frozenset[str]:
    return frozenset(content_stems(text))
