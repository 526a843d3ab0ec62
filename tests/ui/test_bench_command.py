"""`galen bench`: the parts that are asked for, from the data that are named, beside the home."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import Galen, Ran, spawn

from corpus.errors import LibraryBusy
from corpus.settings import load_settings
from ui import bench_homes
from ui.bench_parts import Part, Plan, measure

FIELDS = ["name", "unit", "p50", "p95", "n", "target", "met", "note", "part", "on", "machine"]
QUESTIONS = ("How is gout treated?", "What lowers exacerbations of mild asthma?")


def stamps(folder: Path) -> dict[Path, tuple[int, int]]:
    return {p: (p.stat().st_size, p.stat().st_mtime_ns) for p in folder.rglob("*")}


def measured(tmp_path: Path, *parts: str, data: tuple[str, ...] = ()) -> dict[str, Part]:
    """Parts by name, of a plan with two questions."""
    folder = tmp_path / "bench"
    folder.mkdir()
    plan = Plan(load_settings(), folder, frozenset(parts), QUESTIONS, data, repeat=1, profile=True)
    return {part.name: part for part in measure(plan)}


def well_formed(ran: Ran) -> None:
    assert ran.code == 0, ran.err
    for figure in ran.json:
        assert list(figure) == FIELDS
        if figure["n"]:
            assert 0 <= figure["p50"] <= figure["p95"]
        else:
            assert figure["note"].startswith("not measured: ")


def test_ingest_is_measured_on_the_data_and_the_home_is_not_touched(
    galen: Galen, small_home: Path, sources_folder: Path
) -> None:
    before = stamps(small_home)
    ran = galen("bench", "--only", "ingest", "--data", sources_folder, "--limit", "1", "--json")
    well_formed(ran)
    assert {figure["part"] for figure in ran.json} == {"ingest"}
    assert ran.json[0]["on"] == f"1 of 2 sources of {sources_folder}"
    names = [figure["name"] for figure in ran.json]
    for name in (
        "ingest, end to end",
        "ingest, share of the model's rate",
        "peak memory of an ingest",
    ):
        assert name in names
    assert stamps(small_home) == before


def test_a_library_is_measured_as_a_copy(small_home: Path, tmp_path: Path) -> None:
    before = stamps(small_home)
    parts = measured(tmp_path, "answers", "retrieve")
    assert set(parts) == {"answers", "retrieve"}
    assert all("of 2 sources" in part.on for part in parts.values())
    figures = {figure.name: figure for figure in parts["answers"].figures}
    assert figures["whole answer"].n == len(QUESTIONS)
    assert any(name.startswith("answer: ") and f.unit == "%" for name, f in figures.items())
    assert (figures["peak memory, all answers"].p50 or 0) > 50
    assert stamps(small_home) == before


def test_data_make_the_library_that_answers(
    private_home: Path, sources_folder: Path, tmp_path: Path
) -> None:
    parts = measured(tmp_path, "retrieve", data=(str(sources_folder),))
    assert set(parts) == {"retrieve"}
    assert "of 2 sources" in parts["retrieve"].on
    assert not private_home.exists()


def test_starts_are_timed_and_the_table_names_machine_and_library(
    galen: Galen, small_home: Path
) -> None:
    ran = galen("bench", "--only", "starts", "--repeat", "1")
    assert ran.code == 0
    assert "cores" in ran.out.splitlines()[0]
    assert "starts: 3 passages of 2 sources" in ran.out
    help_, answer = (line.split() for line in ran.out.splitlines() if "cold process" in line)
    assert (help_[:2], answer[:2]) == (["galen", "--help,"], ["first", "answer,"])
    assert 0 < float(help_[4]) < float(answer[4].replace(",", ""))
    assert all(len(line) <= 120 for line in ran.out.splitlines()[1:])


def test_without_its_extra_the_baseline_says_what_to_install(
    tmp_path: Path, private_home: Path, sources_folder: Path
) -> None:
    """As on a machine that lacks the extra: the import fails."""
    broken = tmp_path / "site" / "torch.py"
    broken.parent.mkdir()
    broken.write_text("raise ModuleNotFoundError('none', name='torch')", "utf-8")
    ran = spawn(
        *("bench", "--only", "baseline", "--data", str(sources_folder), "--json"),
        home=private_home,
        PYTHONPATH=str(broken.parent),
    )
    well_formed(ran)
    (figure,) = ran.json
    assert "torch is not installed: run `pip install -e '.[models]'`" in figure["note"]
    assert figure["target"] == "p50 >= 1.15"


@pytest.mark.models
@pytest.mark.filterwarnings("ignore")  # torch's, transformers' and LangChain's own
def test_the_baseline_takes_turns_with_galen(
    private_home: Path, sources_folder: Path, tmp_path: Path
) -> None:
    for module in ("langchain_chroma", "langchain_huggingface", "langchain_text_splitters"):
        pytest.importorskip(module, reason="the `models` extra is not installed")
    folder = tmp_path / "bench"
    folder.mkdir()
    settings, data = load_settings(), (str(sources_folder),)
    parts = [*measure(Plan(settings, folder, frozenset({"baseline"}), QUESTIONS, data))]
    assert [part.name for part in parts] == ["baseline", "baseline"]
    names = [figure.name for part in parts for figure in part.figures]
    assert "Galen / LangChain, source text (fair)" in names
    assert "plain LangChain retriever" in names


def test_a_library_that_is_written_to_meanwhile_is_not_measured(
    small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load_settings()
    copied = bench_homes.copy_of(settings, tmp_path / "copy")
    assert bench_homes.has_library(copied)
    original = settings.library_path / "catalog.sqlite"
    assert (copied.library_path / "catalog.sqlite").read_bytes() == original.read_bytes()
    before = bench_homes.stamps(settings.library_path)
    original.touch()
    with pytest.raises(LibraryBusy, match="run it again"):
        bench_homes.require_unchanged(settings.library_path, before)


def test_wrong_use_is_refused(galen: Galen, private_home: Path, tmp_path: Path) -> None:
    galen("bench", "--only", "nothing").refused(2, "--only")
    galen("bench", "--limit", "0").refused(2, "--limit")
    missing = str(tmp_path / "none")
    ran = galen("bench", "--only", "ingest", "--data", missing)
    assert (ran.code, ran.out) == (1, "")
    assert f"{missing} does not exist" in ran.last_line
    assert not private_home.exists()
