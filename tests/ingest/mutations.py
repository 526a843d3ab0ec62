"""Bytes as they come from broken disks, cut transfers and people who mean harm."""

from __future__ import annotations

import random


def mutated(data: bytes, seed: int) -> bytes:
    """The data with a few of the faults that files have; the same ones for the same seed."""
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 4)):
        data = chance.choice(_FAULTS)(data, chance)
    return data


def _flip(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 20, 200))):
        if changed:
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _drop(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start + chance.randrange(1, 2000) :]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    part = data[start : start + chance.randrange(1, 500)]
    return data[:start] + part * chance.randrange(2, 40) + data[start:]


def _overwrite(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    new = chance.choice((b"\x00", b"\xff", b"<", b"(", b"[", b"&", b"\xe2\x80\xae", b"9"))
    return data[:start] + new * chance.randrange(1, 300) + data[start + 1 :]


def _swap_numbers(data: bytes, chance: random.Random) -> bytes:
    """Counts and places are what parsers believe: another digit makes another claim."""
    changed = bytearray(data)
    digits = [place for place, byte in enumerate(changed[:200_000]) if 48 <= byte <= 57]
    for place in chance.sample(digits, min(len(digits), 12)):
        changed[place] = 48 + chance.randrange(10)
    return bytes(changed)


_FAULTS = (_flip, _cut, _drop, _repeat, _overwrite, _swap_numbers)
