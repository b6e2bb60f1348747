"""What a PDF holds of its typefaces: of each one subset, made once for the whole file, and what its codes mean.

A character is written as two bytes, the number of its glyph in the subset (Identity-H, ISO 32000-1, 9.7.4); so a line
is one string however many characters the file has, and every glyph is known by one character when text is copied.
"""
from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2s

from .objects import Objects
from .typeface import Typeface

BLOCK = 100
"""Entries that a block of a ToUnicode map may hold (ISO 32000-1, 9.10.3, and Adobe's note 5014)."""

SYMBOLIC = 4


class Codes(dict[str, str]):
    """The code of each character of one typeface in one file, four hexadecimal digits; given at the first asking."""

    def __missing__(self, char: str) -> str:
        code = self[char] = f"{len(self) + 1:04X}"
        return code


class Embedded:
    """The typefaces of one file, put into it when all pages are made."""

    def __init__(self) -> None:
        self.codes: dict[Typeface, tuple[str, Codes]] = {}

    def of(self, face: Typeface) -> tuple[str, Codes]:
        """The name under which pages know a face, and its codes."""
        found = self.codes.get(face)
        if found is None:
            found = self.codes[face] = f"/F{len(self.codes) + 1}", Codes()
        return found

    def resources(self, file: Objects) -> str:
        """Adds every face to the file, the one with most characters first; what the pages draw with."""
        fonts = {name: font(face, tuple(codes), file, name)
                 for face, (name, codes) in sorted(self.codes.items(), key=lambda item: -len(item[1][1]))}
        return f"<< /Font << {' '.join(f'{name} {number} 0 R' for name, number in fonts.items())} >> >>"


def font(face: Typeface, chars: Sequence[str], file: Objects, key: str) -> int:
    """The number of the font whose glyph n is the nth of `chars`, counted from 1."""
    glyphs = [0, *map(face.glyph, chars)]
    name = f"{tag(key + face.name + ''.join(chars))}+{face.name}"
    program = face.cut(glyphs)
    outlines = file.stream(program, f" /Length1 {len(program)}")
    described = file.add(
        f"<< /Type /FontDescriptor /FontName /{name} /Flags {SYMBOLIC} /FontBBox [{' '.join(map(shown, face.box))}] /ItalicAngle 0 "
        f"/Ascent {shown(face.ascent)} /Descent {shown(face.descent)} /CapHeight {shown(face.ascent)} /StemV 80 "
        f"/FontFile2 {outlines} 0 R >>")
    descendant = file.add(
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDToGIDMap /Identity /DW 1000 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        f"/W [0 [{' '.join(map(shown, map(face.width, glyphs)))}]] /FontDescriptor {described} 0 R >>")
    return file.add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H /DescendantFonts [{descendant} 0 R] "
        f"/ToUnicode {file.stream(to_unicode(name, chars).encode())} 0 R >>")


@lru_cache(maxsize=256)
def shown(number: float) -> str:
    """A number as short as it can be."""
    return f"{number:g}"


@lru_cache(maxsize=1 << 14)
def utf_16(char: str) -> str:
    """A character as the hexadecimal digits of its UTF-16."""
    return char.encode("utf-16-be").hex().upper()


def tag(words: str) -> str:
    """Six capitals before the name of a subset, other ones for another face or other characters."""
    return "".join(chr(65 + byte % 26) for byte in blake2s(words.encode(), digest_size=6).digest())


def to_unicode(name: str, chars: Sequence[str]) -> str:
    """The map of codes to characters, in UTF-16 as the format wants it."""
    entries = [f"<{code:04X}> <{utf_16(char)}>" for code, char in enumerate(chars, 1)]
    blocks = [entries[at:at + BLOCK] for at in range(0, len(entries), BLOCK)]
    lines = [
        "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        f"/CMapName /{name} def", "/CMapType 2 def", "1 begincodespacerange", "<0000> <FFFF>", "endcodespacerange",
    ]
    for block in blocks:
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join([*lines, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"])
