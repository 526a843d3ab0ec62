"""Evaluation: the runs there are, one run in full, two runs compared, down to a question."""

from __future__ import annotations

import streamlit as st

from assistant.workspace.model import Person
from corpus.errors import GalenError
from ui.components.actions import Action
from ui.components.html import element, show
from ui.components.run_comparison import comparison
from ui.components.run_view import question_view, run_view
from ui.evaluations import Evaluation, evaluations, load
from ui.services import Services

_NOTHING = "Nothing"
_EVERY = "Choose a question"


def page(services: Services, person: Person, action: Action | None) -> None:
    """A run, and beside it another where one is chosen."""
    show(element("h1", "Evaluation", class_="g-page-title"))
    found = {run.name: run for run in evaluations(services.session.settings.evals_path)}
    if not found:
        said = "No run yet: galen eval run asks the gold questions and scores the answers."
        show(element("p", said, class_="g-notice"))
        return
    left, right = st.columns(2)
    name = left.selectbox("Run", [*found], key="run")
    others = [_NOTHING, *(each for each in found if each != name)]
    other = right.selectbox("Compared with", others, key="other-run")
    try:
        _show(found[name], found.get(other))
    except GalenError as error:
        show(element("p", str(error), class_="g-notice", role="alert"))


def _show(run: Evaluation, other: Evaluation | None) -> None:
    results = load(run)
    if other is not None:
        show(comparison(load(other), results, (other.name, run.name)))
        return
    show(run_view(results, run.manifest))
    ids = {result.scores.id: result for result in results}
    chosen = st.selectbox("A question in full", [_EVERY, *ids], key="run-question")
    if chosen in ids:
        show(question_view(ids[chosen]))
