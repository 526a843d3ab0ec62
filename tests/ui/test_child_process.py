"""A function in a process of its own: results and errors come back, a crash is an exception."""

from __future__ import annotations

import os
import signal
from concurrent.futures.process import BrokenProcessPool

import pytest

from assistant.readers import reader
from corpus.errors import UsageError
from ui.child_process import in_process


def test_results_come_from_another_process() -> None:
    assert in_process(os.getpid) != os.getpid()


def test_errors_come_back_as_they_are() -> None:
    with pytest.raises(UsageError, match="unknown reader"):
        in_process(reader, "vet")


def test_a_crash_is_an_exception_here() -> None:
    with pytest.raises(BrokenProcessPool):
        in_process(signal.raise_signal, signal.SIGSEGV)
