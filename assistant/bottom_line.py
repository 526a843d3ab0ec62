"""Which candidate is the bottom line: the best one, unless another near it is meant.

Nearness is counted in the ranking's units. `selection` says the others.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.evidence import Candidate
from assistant.retrieval import Retrieval
from assistant.subjects import share_subject
from corpus.model import Section

# A study leads the answer only where it fits the question this much better than any recommendation.
_STUDY_MARGIN = 0.5

# An older version leads only where nothing in force comes this close to it: a newer one may have
# left the subject out. Its own successor must be further off still. It is shown as superseded.
_OLDER_MARGIN = 1.0
_SUCCESSOR_MARGIN = 3.0

# A statement on the people asked about leads before a better one on others, if it comes this close;
# and one of the body that is asked about before another's.
_OTHER_PEOPLE_MARGIN = 3.0
_OTHER_BODY_MARGIN = 4.0


def leading(candidates: Sequence[Candidate], retrieval: Retrieval) -> Candidate:
    """The best advice, of a version in force unless only an older one says anything like it."""
    candidates = _of_the_body(_on_the_people(candidates))
    advice = _best_advice([c for c in candidates if c.section is Section.GUIDELINES], retrieval)
    study = next((c for c in candidates if c.section is Section.RESEARCH), None)
    if advice is None or (study is not None and study.score > advice.score + _STUDY_MARGIN):
        return study or candidates[0]
    return advice


def _on_the_people(candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """Those on the people asked about, where the best one is on others and theirs comes close."""
    if candidates[0].features["population"] >= 0:
        return candidates
    theirs = [c for c in candidates if c.features["population"] > 0 and _beside(c, candidates[0])]
    close = theirs and theirs[0].score >= candidates[0].score - _OTHER_PEOPLE_MARGIN
    return theirs if close else candidates


def _of_the_body(candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """Those of a body that the question names, where another's is best and theirs comes close."""
    if candidates[0].of_named_body:
        return candidates
    theirs = [c for c in candidates if c.of_named_body]
    close = theirs and theirs[0].score >= candidates[0].score - _OTHER_BODY_MARGIN
    return theirs if close else candidates


def _beside(candidate: Candidate, best: Candidate) -> bool:
    """Whether it may lead in its place: of the same source, or of one on the same subject."""
    same = candidate.source.id == best.source.id
    return same or share_subject(candidate.source, best.source)


def _best_advice(advice: Sequence[Candidate], retrieval: Retrieval) -> Candidate | None:
    if not advice:
        return None
    in_force = (c for c in advice if retrieval.superseded_by(c.source.id) is None)
    current = next(in_force, None)
    if current is None or _left_out(advice[0], advice, current, retrieval):
        return advice[0]
    return current


def _left_out(
    best: Candidate, advice: Sequence[Candidate], current: Candidate, retrieval: Retrieval
) -> bool:
    """Whether the best advice is an older version's and nothing in force says anything like it."""
    successor = retrieval.superseded_by(best.source.id)
    if successor is None or best.features.get("not the newest"):
        return False
    own = next((c.score for c in advice if c.source.id == successor), None)
    if own is not None and own > best.score - _SUCCESSOR_MARGIN:
        return False
    return best.score > current.score + _OLDER_MARGIN
