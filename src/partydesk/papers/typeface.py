"""字形: one typeface in its file, read where something is asked for: a character's glyph, its width, a few outlines.

A Chinese typeface has tens of thousands of characters, a paper shows some hundreds; so nothing is unpacked beforehand.
TrueType outlines only: OpenType 1.9, the tables cmap, glyf, head, hhea, hmtx, loca, maxp.
"""
from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from struct import pack, unpack_from
from typing import BinaryIO, Protocol

from ..errors import Trouble

UNICODE = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))
"""Character maps in Unicode by platform and encoding, those of all planes first."""

WORDS, SCALE, MORE, SCALES, MATRIX = 0x0001, 0x0008, 0x0020, 0x0040, 0x0080
"""Flags of a part of a composite glyph (table glyf): what its numbers are, and whether another part follows."""

KEPT = ("cvt ", "fpgm", "prep")
"""Tables that a glyph's instructions need, kept as they are."""


class CharMap(Protocol):
    """The glyph of a character by its number; 0 where there is none."""

    def __call__(self, char: int) -> int: ...


class Typeface:
    """One face of a font file; measures are in thousandths of its size. Raises anything if the file is no such font."""

    def __init__(self, path: Path, index: int):
        self.path = path
        self.state = stated(path)
        with path.open("rb") as file:
            self.tables = directory(file, index)
            head, hhea = self.table(file, "head"), self.table(file, "hhea")
            self.unit: float = 1000 / unpack_from(">H", head, 18)[0]
            self.box = tuple(value * self.unit for value in unpack_from(">4h", head, 36))
            self.ascent, self.descent = (value * self.unit for value in unpack_from(">2h", hhea, 4))
            self.glyphs = unpack_from(">H", self.table(file, "maxp"), 4)[0]
            self.full = unpack_from(">H", hhea, 34)[0]
            self.places = numbers(self.table(file, "loca"), "I" if unpack_from(">h", head, 50)[0] else "H")
            self.scale = 1 if self.places.itemsize == 4 else 2
            self.metrics = numbers(self.table(file, "hmtx"), "H")
            self.map = cache(mapped(self.table(file, "cmap")))
            self.name = named(self.table(file, "name")) or f"Face{index}"
        self.outlines: dict[int, tuple[bytes, int, tuple[int, ...]]] = {}

    def glyph(self, char: str) -> int:
        """The number of the glyph that shows a character; 0 where there is none."""
        return self.map(ord(char))

    def table(self, file: BinaryIO, tag: str) -> bytes:
        """A whole table of the file."""
        offset, length = self.tables[tag]
        file.seek(offset)
        return file.read(length)

    def measure(self, glyph: int) -> tuple[int, int]:
        """How far a glyph advances, and its left bearing (16 bits without a sign), in the units of the file."""
        if glyph < self.full:
            return self.metrics[2 * glyph], self.metrics[2 * glyph + 1]
        return self.metrics[2 * self.full - 2], self.metrics[self.full + glyph]

    def width(self, glyph: int) -> float:
        """How far a glyph advances."""
        return self.measure(glyph)[0] * self.unit

    def outline(self, glyph: int, file: BinaryIO) -> tuple[bytes, int, tuple[int, ...]]:
        """The outline of a glyph as it stands in the file, filled up to 32 bits; its check sum; its `parts`. A blank has none."""
        known = self.outlines.get(glyph)
        if known is None:
            start, end = (place * self.scale for place in self.places[glyph:glyph + 2])
            file.seek(self.tables["glyf"][0] + start)
            outline = filled(file.read(end - start))
            known = self.outlines[glyph] = outline, summed(outline), tuple(parts(outline))
        return known

    def cut(self, glyphs: Sequence[int]) -> bytes:
        """A font file of these glyphs of the face alone, numbered as they come; the first should be 0, the missing one.

        `Trouble` where the file has been changed since it was first read.
        """
        if stated(self.path) != self.state:
            raise Trouble(f"字体文件“{self.path.name}”刚刚被改动。请再导出一次")
        with self.path.open("rb") as file:
            kept = list(glyphs)
            new = {glyph: at for at, glyph in enumerate(kept)}
            outlines: list[bytes] = []
            ends, total = [0], 0
            for glyph in kept:                       # grows by the parts of composite glyphs
                outline, own_sum, composed = self.outline(glyph, file)
                for part in composed:
                    own, = unpack_from(">H", outline, part)
                    if own not in new:
                        new[own] = len(kept)
                        kept.append(own)
                    outline = outline[:part] + pack(">H", new[own]) + outline[part + 2:]
                if composed:
                    own_sum = summed(outline)
                outlines.append(outline)
                ends.append(ends[-1] + len(outline))
                total += own_sum
            made = {tag: self.table(file, tag) for tag in KEPT if tag in self.tables}
            head, hhea, maxp = (bytearray(self.table(file, tag)) for tag in ("head", "hhea", "maxp"))
        head[8:12] = bytes(4)
        head[50:52] = pack(">h", 1)                  # offsets are long
        hhea[34:36] = maxp[4:6] = pack(">H", len(kept))
        measures = [self.measure(glyph) for glyph in kept]
        made |= {"glyf": b"".join(outlines), "loca": pack(f">{len(ends)}I", *ends), "head": bytes(head), "hhea": bytes(hhea),
                 "maxp": bytes(maxp), "hmtx": pack(f">{2 * len(kept)}H", *(part for pair in measures for part in pair))}
        return bound(made, {"glyf": total})


def stated(path: Path) -> tuple[int, int]:
    """By what a changed file is known."""
    stat = path.stat()
    return stat.st_mtime_ns, stat.st_size


def directory(file: BinaryIO, index: int) -> dict[str, tuple[int, int]]:
    """Where each table of a face begins and how long it is."""
    start = 0
    if file.read(4) == b"ttcf":
        file.seek(12 + 4 * index)
        start, = unpack_from(">I", file.read(4))
    file.seek(start + 4)
    many, = unpack_from(">H", file.read(8))
    entries = file.read(16 * many)
    found = (unpack_from(">4s4xII", entries, 16 * at) for at in range(many))
    return {tag.decode("latin-1"): (offset, length) for tag, offset, length in found}


def numbers(data: bytes, kind: str) -> array[int]:
    """A table that is nothing but numbers without a sign, H of 16 bits, I of 32."""
    found = array(kind)
    found.frombytes(data[:len(data) - len(data) % found.itemsize])
    if sys.byteorder == "little":
        found.byteswap()
    return found


def mapped(table: bytes) -> CharMap:
    """The best character map in Unicode of a cmap table; ValueError if it has none that is read here."""
    many, = unpack_from(">H", table, 2)
    offsets = {(platform, encoding): offset
               for platform, encoding, offset in (unpack_from(">HHI", table, 4 + 8 * at) for at in range(many))}
    for key in UNICODE:
        if key in offsets:
            match unpack_from(">H", table, offsets[key])[0]:
                case 4:
                    return segments(table[offsets[key]:])
                case 12:
                    return ranges(table[offsets[key]:])
    raise ValueError("no Unicode character map")


def segments(table: bytes) -> CharMap:
    """A map of the basic plane, cmap format 4."""
    double, = unpack_from(">H", table, 6)
    many = double // 2
    ends = numbers(table[14:14 + double], "H")
    starts, deltas = (numbers(table[16 + at * double:16 + (at + 1) * double], "H") for at in (1, 2))
    rest = numbers(table[16 + 3 * double:], "H")     # the offsets, and the glyphs that they lead to

    def glyph(char: int) -> int:
        at = bisect_left(ends, char)
        if at == many or starts[at] > char:
            return 0
        if not rest[at]:
            return (char + deltas[at]) & 0xFFFF
        place = at + rest[at] // 2 + char - starts[at]
        found = rest[place] if place < len(rest) else 0
        return (found + deltas[at]) & 0xFFFF if found else 0

    return glyph


def ranges(table: bytes) -> CharMap:
    """A map of all planes, cmap format 12."""
    many, = unpack_from(">I", table, 12)
    groups = numbers(table[16:16 + 12 * many], "I")
    starts, ends, firsts = groups[0::3], groups[1::3], groups[2::3]

    def glyph(char: int) -> int:
        at = bisect_left(ends, char)
        return firsts[at] + char - starts[at] if at < len(ends) and starts[at] <= char else 0

    return glyph


def named(table: bytes) -> str:
    """The PostScript name (entry 6 of a name table) in the signs that a PDF allows in a name."""
    many, texts = unpack_from(">HH", table, 2)
    for at in range(many):
        platform, _, _, entry, length, offset = unpack_from(">6H", table, 6 + 12 * at)
        if entry == 6:
            name = table[texts + offset:texts + offset + length].decode("utf-16-be" if platform != 1 else "latin-1", "ignore")
            return "".join(char for char in name if char.isascii() and (char.isalnum() or char in "-_+."))
    return ""


def parts(outline: bytes) -> Iterator[int]:
    """Where in the outline of a composite glyph the numbers of its parts stand; none in a simple one."""
    if len(outline) < 10 or unpack_from(">h", outline)[0] >= 0:
        return
    at, flags = 10, MORE
    while flags & MORE:
        flags, = unpack_from(">H", outline, at)
        yield at + 2
        at += 8 if flags & WORDS else 6
        at += 2 if flags & SCALE else 4 if flags & SCALES else 8 if flags & MATRIX else 0


def bound(tables: Mapping[str, bytes], sums: Mapping[str, int]) -> bytes:
    """Tables as a font file; `sums`: check sums that are known already."""
    many = len(tables)
    power = many.bit_length() - 1
    start = 12 + 16 * many
    front = pack(">I4H", 0x00010000, many, 16 << power, power, 16 * many - (16 << power))
    bodies, whole, head = [], 0, 0
    for tag, data in sorted(tables.items()):
        body = filled(data)
        own = sums[tag] if tag in sums else summed(body)
        front += pack(">4s3I", tag.encode("latin-1"), own & 0xFFFFFFFF, start, len(data))
        head = start if tag == "head" else head
        bodies.append(body)
        whole += own
        start += len(body)
    made = bytearray(b"".join((front, *bodies)))
    made[head + 8:head + 12] = pack(">I", (0xB1B0AFBA - whole - summed(front)) & 0xFFFFFFFF)
    return bytes(made)


def filled(data: bytes) -> bytes:
    """`data` with zeros to whole 32 bits."""
    return data + bytes(-len(data) % 4)


def summed(data: bytes) -> int:
    """The check sum of a table or a part of one, of which the last 32 bits count."""
    return sum(numbers(data, "I"))
