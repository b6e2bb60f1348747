"""What a program or library for Linux asks of the system it is loaded on, read from the file itself (ELF, 64 bits, little-endian)."""
from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MAGIC = b"\x7fELF\x02\x01"
DYNAMIC, VERSIONS_NEEDED = 6, 0x6FFFFFFE
"""Types of a section: what the loader reads first, and the versions of symbols that other libraries are to have."""
NEEDED, NAME = 1, 14
"""Tags within the first: a library that must be there, and what this one is called."""


@dataclass(frozen=True)
class Asks:
    """What one file needs: libraries by name, and versions of their symbols, such as GLIBC_2.17."""

    name: str
    libraries: tuple[str, ...]
    versions: frozenset[str]


def asks(path: Path) -> Asks | None:
    """What this file needs; None where it is no such program or library."""
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            return None
    data = path.read_bytes()
    start, = struct.unpack_from("<Q", data, 0x28)
    size, count = struct.unpack_from("<HH", data, 0x3A)
    sections = [struct.unpack_from("<IIQQQQIIQQ", data, start + n * size) for n in range(count)]
    name, libraries, versions = "", list[str](), set[str]()
    for section in sections:
        if section[1] == DYNAMIC:
            for tag, value in struct.iter_unpack("<qQ", data[section[4]:section[4] + section[5] // 16 * 16]):
                if tag == NEEDED:
                    libraries.append(_text(data, sections[section[6]][4] + value))
                elif tag == NAME:
                    name = _text(data, sections[section[6]][4] + value)
        elif section[1] == VERSIONS_NEEDED:
            versions.update(_versions(data, section[4], section[7], sections[section[6]][4]))
    return Asks(name, tuple(libraries), frozenset(versions))


def below(folder: Path) -> Iterator[tuple[Path, Asks]]:
    """Every such file of a folder, with what it asks for."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and (found := asks(path)) is not None:
            yield path, found


def number(version: str, family: str) -> tuple[int, ...]:
    """The number of a version of one family (GLIBC_2.28 → 2, 28); nothing for another family, or a private one."""
    found = re.fullmatch(rf"{family}_(\d+(?:\.\d+)*)", version)
    return tuple(map(int, found[1].split("."))) if found else ()


def _versions(data: bytes, at: int, files: int, names: int) -> Iterator[str]:
    for _ in range(files):
        _, count, _, first, following = struct.unpack_from("<HHIII", data, at)
        entry = at + first
        for _ in range(count):
            _, _, _, name, next_entry = struct.unpack_from("<IHHII", data, entry)
            yield _text(data, names + name)
            entry += next_entry
        at += following


def _text(data: bytes, at: int) -> str:
    return data[at:data.index(b"\0", at)].decode()
