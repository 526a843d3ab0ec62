"""`galen doctor`: checks what is there, repairs the indexes, and says what is left to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.errors import GalenError
from ui.terminal import print_json, print_text, wrapped

if TYPE_CHECKING:
    from corpus.settings import Settings
    from ui.doctor_checks import Finding
    from ui.library_examination import Examination, StarterState

_CRASHED = "an index is damaged: it ended the process that read it"
_START_AGAIN = "restore the library from a backup, or move it away and ingest the sources again"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="every check as JSON")
def doctor(as_json: bool) -> None:
    """Check home, settings, model and library; repair the indexes.

    Indexes are built again from the catalog, without embedding anything that was embedded before.
    An empty home stays empty. Exit code 1 where a problem is left: its line says what to do.
    """
    from corpus.settings import load_settings
    from ui.doctor_checks import Status

    findings = []
    for finding in _findings(load_settings()):
        findings.append(finding)
        if not as_json:
            label = f"{finding.status:<9} {finding.check:<9} "
            print_text("\n".join(wrapped(finding.detail, label, " " * len(label))))
    statuses = [finding.status for finding in findings]
    left = statuses.count(Status.PROBLEM)
    verdict = "problems" if left else "repaired" if Status.REPAIRED in statuses else "healthy"
    if as_json:
        checks = [{"check": f.check, "status": f.status, "detail": f.detail} for f in findings]
        print_json({"status": verdict, "checks": checks})
    elif not left:
        print_text(verdict)
    if left:
        names = ", ".join(dict.fromkeys(f.check for f in findings if f.status == Status.PROBLEM))
        raise GalenError(f"problems are left ({names}): what is said of each tells what to do")


def _findings(settings: Settings) -> Iterator[Finding]:
    from ui import doctor_checks, doctor_servers
    from ui.doctor_checks import Status

    yield doctor_checks.home(settings)
    yield from doctor_checks.settings_in_use(settings)
    model = doctor_checks.model(settings)
    yield model
    yield doctor_checks.chat_server(settings)
    yield doctor_checks.extras()
    yield from doctor_servers.others(settings)
    place = settings.library_place
    if isinstance(place, Path) and not place.is_file():
        yield _without_catalog(settings)
        return
    if isinstance(place, Path):
        catalog = doctor_checks.catalog_file(place)
    else:
        catalog = doctor_servers.catalog(place)
    yield catalog
    if Status.PROBLEM not in (model.status, catalog.status):
        yield from _of_library(settings)


def _without_catalog(settings: Settings) -> Finding:
    from ui.doctor_checks import Finding, Status

    folder = settings.library_path
    if any(path.is_file() and path.name != "writer.lock" for path in folder.rglob("*")):
        lost = (
            f"{folder} has lost its catalog: restore catalog.sqlite from a backup, "
            f"or move {folder} away and ingest the sources again"
        )
        return Finding("catalog", Status.PROBLEM, lost)
    empty = "there is none yet: `galen ingest PLACE` makes one, `galen ask` begins with the starter"
    return Finding("library", Status.OK, empty)


def _of_library(settings: Settings) -> Iterator[Finding]:
    """The library's own checks, after a repair where one is needed."""
    from ui.doctor_checks import Finding, Status

    try:
        found = _examine(settings)
        before = _index_faults(found)
        if before:
            _repair(settings, before, rebuild=found is None or bool(found.index_faults))
            found = _examine(settings)
    except GalenError as error:
        yield Finding("library", Status.PROBLEM, str(error))
        return
    if found is not None:
        yield from _of_sources(found)
    left = _index_faults(found)
    if found is None or left:
        for fault in left:
            yield Finding("indexes", Status.PROBLEM, f"{fault}: {_START_AGAIN}")
        return
    state = f"up to date, ids agree, {found.probed} of {found.probed} vectors probed"
    told = f"{state}; before: {'; '.join(before)}" if before else state
    yield Finding("indexes", Status.REPAIRED if before else Status.OK, told)


def _of_sources(found: Examination) -> Iterator[Finding]:
    from ui.doctor_checks import Finding, Status

    held = f"{found.version}, {found.sources:,} sources, {found.passages:,} passages"
    empty = "" if found.sources else ": `galen ingest starter` loads the bundled sources"
    yield Finding("library", Status.OK, f"{held}{empty}")
    for fault in found.text_faults:
        yield Finding("sources", Status.PROBLEM, f"{fault}: {_START_AGAIN}")
    yield Finding("starter", Status.OK, _starter(found.starter))


def _examine(settings: Settings) -> Examination | None:
    """None where the process that looked died of it."""
    from concurrent.futures.process import BrokenProcessPool

    from ui.child_process import in_process
    from ui.library_examination import examine

    try:
        return in_process(examine, settings)
    except BrokenProcessPool:
        return None


def _index_faults(found: Examination | None) -> list[str]:
    if found is None:
        return [_CRASHED]
    return [*found.index_faults, *([f"behind: {found.behind}"] if found.behind else [])]


def _repair(settings: Settings, faults: list[str], *, rebuild: bool) -> None:
    """Bring the indexes up to date, or build them again from the catalog."""
    from corpus.embedding import open_embedder
    from corpus.library import Library
    from ui.session import progress, show_steps, tell

    for fault in faults:
        tell(fault)
    tell("Building the indexes again from the catalog." if rebuild else "Catching up.")
    library = Library.open(settings, open_embedder(settings))
    try:
        with progress("Indexes", 0, "passage") as bar:
            show_steps(bar, library.rebuild() if rebuild else library.catch_up())
    finally:
        library.close()


def _starter(state: StarterState) -> str:
    if not state.held:
        return f"none of the {state.bundled} bundled sources: `galen ingest starter` loads them"
    if state.held == state.bundled and not state.different:
        return f"all {state.bundled} bundled sources, as bundled"
    return (
        f"{state.held} of {state.bundled} bundled sources, {state.different} of them with another"
        " text than is bundled now: `galen ingest starter` brings them up to date"
    )
