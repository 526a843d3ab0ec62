"""What a figure depends on besides Galen: cores, system, versions; and the memory of a process."""

from __future__ import annotations

import os
import platform
import re
import resource
import sys
from importlib import metadata
from pathlib import Path

_SHOWN = ("galen", "onnxruntime", "chromadb", "tantivy")


def machine_line() -> str:
    """ "2 cores (Intel Xeon), 24 GiB, Linux 6.1, Python 3.11.7, onnxruntime 1.22.0, ..." """
    facts = [
        f"{_cores()} cores ({_processor()})",
        f"{_memory_gib():.0f} GiB",
        f"{platform.system()} {platform.release().partition('-')[0]}",
        f"Python {platform.python_version()}",
        *(f"{name} {_version(name)}" for name in _SHOWN),
        f"load {os.getloadavg()[0]:.1f} when it began",
    ]
    return ", ".join(facts)


def peak_memory() -> int:
    """The most memory that this process has held at once, in bytes (resident set)."""
    status = Path("/proc/self/status")
    if status.is_file():
        # Not the kernel's ru_maxrss: that begins with the peak of the process that started us.
        peak = re.search(r"^VmHWM:\s+(\d+) kB", status.read_text("ascii", "replace"), re.M)
        if peak:
            return int(peak[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    named = (
        re.search(r"^model name\s*: (.+)$", info.read_text("utf-8", "replace"), re.M)
        if (info.is_file())
        else None
    )
    return named[1].strip() if named else platform.machine()


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"
