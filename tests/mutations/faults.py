"""Faults that are put into the bytes of an intact file, by chance of a seed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    Fault = Callable[[bytes, random.Random], bytes]

ODD_TEXTS = (
    "nan", "inf", "-inf", "1e999", "-1", "0", "-0.0", "9" * 400, "", "1e308", "-1e308", "1e-400",
    "0x41", "٣", "²", "1_000", "true", "2024-03-07", "24:00:00", "1,5", "99999999999999999999",
    "  ", "None", "\x00", "a" * 5000, "../../x", "/dev/zero", "'", '"', "=1+1", "%s", "\udcff",
    "\u2028", "\r", "x://y", "*", "[", "~", "#1", "-", ";", "1e15", "0.1", "9999-12-31T23:59:59",
    "0001-01-01",
)  # fmt: skip
"""Cells, fields and values that are not what was expected."""
ODD_BLOCKS = (b"\xff\xfe", b"\x00" * 9, b"\x14\x14\x00", b"\x15\x15", b"\xef\xbb\xbf", b"<", b"&")
NUMBER = re.compile(rb"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?")
MOST_BYTES = 400_000
"""Larger inputs only make a run slow."""


def odd(rng: random.Random) -> bytes:
    """Return a text that is no sensible value."""
    return rng.choice(ODD_TEXTS).encode("utf-8", "surrogateescape")


def _span(data: bytes, rng: random.Random, longest: int = 60) -> tuple[int, int]:
    at = rng.randrange(len(data) + 1)
    return at, min(len(data), at + rng.randint(1, longest))


def bit(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(max(len(data), 1))
    return (
        data[:at]
        + bytes(each ^ 1 << rng.randrange(8) for each in data[at : at + 1])
        + data[at + 1 :]
    )


def cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def removed(data: bytes, rng: random.Random) -> bytes:
    at, end = _span(data, rng)
    return data[:at] + data[end:]


def repeated(data: bytes, rng: random.Random) -> bytes:
    at, end = _span(data, rng, 400)
    return data[:end] + data[at:end] * rng.randint(1, 50) + data[end:]


def inserted(data: bytes, rng: random.Random) -> bytes:
    at, _ = _span(data, rng)
    noise = bytes(rng.randrange(256) for _ in range(rng.randint(1, 20)))
    return data[:at] + rng.choice((noise, odd(rng), *ODD_BLOCKS)) + data[at:]


def number(data: bytes, rng: random.Random) -> bytes:
    """Put an odd text where a number stands."""
    found = list(NUMBER.finditer(data))
    if not found:
        return data
    chosen = rng.choice(found)
    return data[: chosen.start()] + odd(rng) + data[chosen.end() :]


def lines(data: bytes, rng: random.Random) -> bytes:
    """Shuffle, drop, repeat or empty lines."""
    kept = data.split(b"\n")
    at = rng.randrange(len(kept))
    change = rng.randrange(4)
    if change == 0:
        rng.shuffle(kept)
    elif change == 1:
        del kept[at]
    elif change == 2:
        kept[at:at] = [kept[at]] * rng.randint(1, 30)
    else:
        kept[at] = odd(rng)
    return b"\n".join(kept)


def cell(data: bytes, rng: random.Random) -> bytes:
    """Put an odd text into a cell of a table."""
    kept = data.split(b"\n")
    at = rng.randrange(len(kept))
    mark = max((b",", b"\t", b";", b"|"), key=kept[at].count)
    cells = kept[at].split(mark)
    cells[rng.randrange(len(cells))] = odd(rng)
    kept[at] = mark.join(cells)
    return b"\n".join(kept)


def columns(data: bytes, rng: random.Random) -> bytes:
    """Swap two columns, drop one, add one, or swap the names of two."""
    kept = data.split(b"\n")
    mark = max((b",", b"\t", b";", b"|"), key=kept[0].count)
    table = [row.split(mark) for row in kept]
    one, other = rng.randrange(len(table[0])), rng.randrange(len(table[0]))
    change = rng.randrange(4)
    for row in table[: 1 if change == 3 else None]:
        if max(one, other) >= len(row):
            continue
        if change in (0, 3):
            row[one], row[other] = row[other], row[one]
        elif change == 1:
            del row[one]
        else:
            row.insert(one, row[other])
    return b"\n".join(mark.join(row) for row in table)


def delimiter(data: bytes, rng: random.Random) -> bytes:
    marks = (b",", b"\t", b";", b"|", b"  ", b":", b"=")
    return data.replace(rng.choice(marks), rng.choice(marks))


def encoding(data: bytes, rng: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    name = rng.choice(("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "latin-1", "cp037", "utf-7"))
    return text.encode(name, "replace")


def line_ends(data: bytes, rng: random.Random) -> bytes:
    return data.replace(
        b"\n", rng.choice((b"\r", b"\r\n", b"\n\r", b"\n\n", b"\x0b", b"\x85", b""))
    )


def null_bytes(data: bytes, rng: random.Random) -> bytes:
    at, end = _span(data, rng)
    return data[:at] + b"\x00" * (end - at) + data[end:]


def value(data: bytes, rng: random.Random) -> bytes:
    """Put another kind of value behind a name of TOML or YAML."""
    found = list(re.finditer(rb"(?m)^([\w.\"]+\s*[=:]\s*)(.*)$", data))
    if not found:
        return data
    chosen = rng.choice(found)
    return data[: chosen.end(1)] + rng.choice(ODD_VALUES) + data[chosen.end(2) :]


ODD_VALUES = (
    b"nan", b"inf", b"-inf", b"1e999", b"-1", b"0", b"9" * 400, b"0x" + b"f" * 400, b"1.5", b"'x'",
    b"''", b"true", b"false", b"null", b"~", b"[]", b"{}", b"[1, 2]", b"[1, 'x']", b"['x']",
    b"{a = 1}", b"{a: 1}", b"2024-03-07", b"2024-03-07T23:00:00Z", b"07:32:00", b"[" * 2000,
    b"[" * 30 + b"]" * 30, b"{a: " * 30 + b"1" + b"}" * 30, b"&a [1]", b"*a", b"!!python/name:os.x",
    b"!!binary aGk=", b"? x", b"'\\u0000'", b'"\\u0000"', b"'''", b"1979-02-30", b"1:30", b"0o17",
    b"{value = nan}", b"{value: 1, source: 2}", b"{value = [1]}", b"'a\nb'", b"1e15", b"-1e15",
    b"99999999999999999999", b"'" + b"x" * 5000 + b"'", b"!!set {a, b}", b"<<: 1", b"[[1], [2]]",
)  # fmt: skip
BYTES: tuple[Fault, ...] = (bit, cut, removed, repeated, inserted, null_bytes)
TEXT: tuple[Fault, ...] = (
    *BYTES, number, number, number, lines, cell, cell, cell, columns, columns, delimiter, encoding,
    line_ends,
)  # fmt: skip
SETTINGS: tuple[Fault, ...] = (*BYTES, number, number, lines, encoding, line_ends, *[value] * 8)


def damaged(data: bytes, rng: random.Random, faults: tuple[Fault, ...]) -> bytes:
    """Return a content with one to three faults."""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        data = rng.choice(faults)(data, rng)[:MOST_BYTES]
    return data
