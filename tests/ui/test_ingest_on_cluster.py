"""`galen ingest` with GALEN_RAY_ADDRESS, and what `galen doctor` says of the cluster."""

from __future__ import annotations

import signal
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from command_line import PROGRAM, ROOT, Galen, spawn, variables

needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason="the extra `ray` is not installed")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(300):
        (folder / f"{n}.txt").write_text(f"Finding {n} is new.\n\n" + "It is so. " * 60)
    return folder


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """For Ray's sockets, whose paths must not be long."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        yield Path(folder)


def lines_of(process: subprocess.Popen[bytes]) -> Iterator[str]:
    assert process.stderr is not None
    return (line.decode() for line in process.stderr)


@pytest.mark.ray
@needs_ray
def test_ctrl_c_ends_the_run_and_its_cluster(
    folder: Path, private_home: Path, short_folder: Path
) -> None:
    own = {"GALEN_RAY_ADDRESS": "local", "GALEN_RAY_WORKERS": "1", "TMPDIR": str(short_folder)}
    process = subprocess.Popen(
        [*PROGRAM, "ingest", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=variables(private_home, own),
        cwd=ROOT,
    )
    said = []
    with process:
        for line in lines_of(process):
            said.append(line)
            if "Ray cluster local: 1 workers" in line:
                process.send_signal(signal.SIGINT)
    assert process.returncode == 130, said
    assert "nothing that was finished is lost" in said[-1]
    assert not [*short_folder.glob("galen-ray-*")]
    done = spawn("ingest", str(folder / "1.txt"), home=private_home)
    assert (done.code, "1 added" in done.err or "1 unchanged" in done.err) == (0, True)


def test_doctor_says_that_a_cluster_cannot_be_used(
    galen: Galen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GALEN_RAY_ADDRESS", "127.0.0.1:1")
    ran = galen("doctor", "--json")
    (said,) = [check for check in ran.json["checks"] if check["check"] == "ray"]
    assert (ran.code, said["status"]) == (1, "problem")
    assert "GALEN_RAY_ADDRESS" in said["detail"]
