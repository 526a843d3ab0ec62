"""What tests of the command line share: `galen` as a function, and homes to run it in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command_line import Galen, Ran

from ui.cli import main

GOUT = """---
id: body-2020-gout
kind: guideline
title: "Gout: a guideline"
organization: Body of Rheumatology
year: 2020
topics: [gout]
---

## Recommendations
- (Strong) In adults with gout, allopurinol is recommended as first-line urate-lowering therapy.
- (Conditional) In a gout flare, low-dose colchicine should be started within 36 hours.
"""
ASTHMA = """---
id: doe-2021-asthma
kind: rct
title: "Budesonide in mild asthma: Müller’s trial"
authors: "Doe J"
journal: "Journal of Asthma"
year: 2021
topics: [asthma]
---

## Results
In adults with mild asthma, budesonide-formoterol lowered severe exacerbations by ≥60%.
"""


@pytest.fixture
def galen(capsys: pytest.CaptureFixture[str]) -> Galen:
    """Runs the command line in this process, with the GALEN_HOME that is set."""

    def run(*arguments: str | Path) -> Ran:
        capsys.readouterr()
        code: object = 0
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as leaving:
            code = leaving.code
        said = capsys.readouterr()
        assert isinstance(code, int)
        return Ran(code, said.out, said.err)

    return run


@pytest.fixture
def sources_folder(tmp_path: Path) -> Path:
    """Two sources that are not in any library yet."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "gout.md").write_text(GOUT, "utf-8")
    (folder / "asthma.md").write_text(ASTHMA, "utf-8")
    return folder


@pytest.fixture(scope="session")
def _two_sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, home = tmp_path_factory.mktemp("two"), tmp_path_factory.mktemp("small")
    (folder / "gout.md").write_text(GOUT, "utf-8")
    (folder / "asthma.md").write_text(ASTHMA, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GALEN_HOME", str(home))
        main(["ingest", str(folder)])
    return home


@pytest.fixture
def small_home(_two_sources: Path, private_home: Path) -> Path:
    """The private home, with a library of two sources."""
    shutil.copytree(_two_sources, private_home)
    return private_home


@pytest.fixture
def in_starter(starter_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The starter library, to be read only."""
    monkeypatch.setenv("GALEN_HOME", str(starter_home))
    return starter_home
