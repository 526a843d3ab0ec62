"""Refuses dependencies under copyleft or unknown licences. Run by `make check`, in its environment.

Looks at the packages that Galen's core and extras pull in, and at those that carry the weights.
GPL and AGPL are refused for good; LGPL and unknown licences need a line with a reason in REVIEWED.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = "galen"
ROOT = Path(__file__).resolve().parent.parent

# Package name -> why its LGPL or unclear licence is acceptable.
REVIEWED: Mapping[str, str] = {
    "psycopg": "LGPL-3.0: optional driver, used unmodified by import, can be replaced",
    "psycopg-binary": "LGPL-3.0: as psycopg; carries libpq (PostgreSQL licence) and OpenSSL",
    "pypdfium2": "BSD-3-Clause or Apache-2.0; PDFium's own libraries are under permissive licences",
    "font-source-sans-pro": "SIL OFL 1.1: may be used, embedded in documents and redistributed",
}

# SPDX identifiers, then the names that licence fields and classifiers use for the same licences.
FREE = frozenset(
    name.lower()
    for name in (
        *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0"),
        *("CNRI-Python", "HPND", "ISC", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "PSF-2.0"),
        *("Python-2.0", "Unicode-3.0", "Unlicense", "Zlib"),
        *("Apache 2.0", "Apache 2.0 License", "Apache License 2.0", "Apache License Version 2.0"),
        *("Apache License, Version 2.0", "Apache Software License"),
        *("BSD", "BSD License", "BSD 2-Clause License", "BSD 3-Clause License"),
        *("2-Clause BSD License", "3-Clause BSD License"),
        *("ISC License", "ISC License (ISCL)", "MIT License"),
        *("Mozilla Public License 2.0 (MPL 2.0)", "Python Software Foundation License"),
        *("The Unlicense (Unlicense)", "zlib/libpng License"),
    )
)
LESSER = re.compile(r"LGPL|(Lesser|Library) General Public", re.IGNORECASE)
COPYLEFT = re.compile(r"GPL|General Public Licen[cs]e|Affero", re.IGNORECASE)


class Verdict(IntEnum):
    """What a licence asks for. Ordered: of alternatives the lowest counts, of parts the highest."""

    FREE = 0
    UNKNOWN = 1
    LESSER = 2
    REFUSED = 3


class MalformedExpression(ValueError):
    """A licence expression with a part or a parenthesis missing; it is then judged as a name."""


class Package(NamedTuple):
    """What a distribution's metadata says of its licence; empty where it says nothing."""

    name: str
    expression: str = ""
    field: str = ""
    classifiers: tuple[str, ...] = ()


def judge(licence: str) -> Verdict:
    """Judge an SPDX expression, or the name of one licence.

    Operators are upper case, as SPDX 2.3 (Annex D) has them; "v3 or later" is part of a name.
    """
    tokens = re.findall(r"[()]|[^\s()]+", licence)
    if not {"AND", "OR", "WITH"} & set(tokens):
        return _judge_name(licence)
    try:
        verdict = _alternatives(tokens)
    except MalformedExpression:
        return _judge_name(licence)
    return verdict if not tokens else _judge_name(licence)


def _alternatives(tokens: list[str]) -> Verdict:
    verdict = _parts(tokens)
    while tokens and tokens[0] == "OR":
        del tokens[0]
        verdict = min(verdict, _parts(tokens))
    return verdict


def _parts(tokens: list[str]) -> Verdict:
    verdict = _operand(tokens)
    while tokens and tokens[0] == "AND":
        del tokens[0]
        verdict = max(verdict, _operand(tokens))
    return verdict


def _operand(tokens: list[str]) -> Verdict:
    if tokens and tokens[0] == "(":
        del tokens[0]
        verdict = _alternatives(tokens)
        if not tokens or tokens.pop(0) != ")":
            raise MalformedExpression
        return verdict
    words = []
    while tokens and tokens[0] not in {"AND", "OR", "(", ")"}:
        words.append(tokens.pop(0))
    if not words:
        raise MalformedExpression
    return _judge_name(" ".join(words).partition(" WITH ")[0])


def _judge_name(name: str) -> Verdict:
    if name.strip().lower() in FREE:
        return Verdict.FREE
    if LESSER.search(name):
        return Verdict.LESSER
    return Verdict.REFUSED if COPYLEFT.search(name) else Verdict.UNKNOWN


def judge_package(package: Package) -> Verdict:
    """The licence expression decides where there is one, else the field and the classifiers.

    A field of several lines is a licence's text, which often quotes others', and a field with an
    unknown name says nothing: both are passed over. A field that offers a choice ("MIT OR
    GPL-2.0") outweighs the classifiers, which list every alternative.
    """
    if package.expression:
        return judge(package.expression)
    field = package.field.strip()
    named = judge(field) if "\n" not in field else Verdict.UNKNOWN
    if named is Verdict.FREE and " OR " in field:
        return Verdict.FREE
    told = [_judge_name(name) for name in package.classifiers]
    return max(told if named is Verdict.UNKNOWN else [named, *told], default=Verdict.UNKNOWN)


def violations(packages: Iterable[Package], reviewed: Mapping[str, str]) -> list[str]:
    """One line for each package that may not be depended on, in the order given."""
    found = []
    for package in packages:
        verdict = judge_package(package)
        says = package.expression or package.field.partition("\n")[0]
        says = says or ", ".join(package.classifiers) or "nothing"
        if verdict is Verdict.REFUSED:
            found.append(f"{package.name}: copyleft ({says}): use another package")
        elif verdict is not Verdict.FREE and not reviewed.get(package.name):
            word = "LGPL" if verdict is Verdict.LESSER else "unclear licence"
            found.append(f"{package.name}: {word} ({says}): replace it or add a reason to REVIEWED")
    return found


def read_package(name: str) -> Package:
    """The licence metadata of an installed distribution. Raises PackageNotFoundError."""
    told = metadata.metadata(name)
    kinds = [c for c in told.get_all("Classifier") or [] if c.startswith("License :: ")]
    return Package(
        name=canonicalize_name(name),
        expression="".join(told.get_all("License-Expression") or []),
        field="".join(told.get_all("License") or []),
        # "OSI Approved" alone names no licence.
        classifiers=tuple(c.rpartition(" :: ")[2] for c in kinds if not c.endswith("OSI Approved")),
    )


def _wanted(name: str, extras: Iterable[str]) -> Iterator[Requirement]:
    """The requirements of an installed distribution that hold on this machine."""
    for line in metadata.requires(name) or []:
        requirement = Requirement(line)
        holds = requirement.marker is None or any(
            requirement.marker.evaluate({"extra": extra}) for extra in ("", *extras)
        )
        if holds:
            yield requirement


class Closure(NamedTuple):
    """All packages that the roots pull in, by canonical name."""

    installed: tuple[str, ...]
    missing: tuple[str, ...]


def closure(roots: Iterable[Requirement]) -> Closure:
    """Follow requirements through the running environment, each package with its extras once."""
    waiting = list(roots)
    seen: set[tuple[str, frozenset[str]]] = set()
    installed, missing = set(), set()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if (name, frozenset(requirement.extras)) in seen:
            continue
        seen.add((name, frozenset(requirement.extras)))
        try:
            waiting.extend(_wanted(name, requirement.extras))
            installed.add(name)
        except metadata.PackageNotFoundError:
            missing.add(name)
    return Closure(tuple(sorted(installed - {PROJECT})), tuple(sorted(missing)))


def roots() -> Iterator[Requirement]:
    """Galen with all its extras, and the weights packages that happen to be installed."""
    extras = metadata.metadata(PROJECT).get_all("Provides-Extra") or []
    yield Requirement(f"{PROJECT}[{','.join(extras)}]")
    present = {canonicalize_name(found.name) for found in metadata.distributions()}
    for path in ROOT.glob("requirements-weights*.txt"):
        for name in re.findall(r"^([\w.-]+)==", path.read_text("utf-8"), re.MULTILINE):
            if canonicalize_name(name) in present:
                yield Requirement(name)


def main() -> int:
    pulled_in = closure(roots())
    found = violations(map(read_package, pulled_in.installed), REVIEWED)
    sys.stdout.writelines(f"{line}\n" for line in found)
    sys.stdout.write(f"Licences: {len(pulled_in.installed)} packages, {len(found)} refused.\n")
    if pulled_in.missing:
        sys.stdout.write(f"Not installed here, not checked: {', '.join(pulled_in.missing)}.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
