"""What a PDF holds of its typefaces: of each one subset, made once for the whole file, and what its codes mean.

A character is written as two bytes, the number of its glyph in the subset (Identity-H, ISO 32000-1, 9.7.4); so a line
is one string however many characters the file has, and every glyph is known by one character when text is copied.
"""
from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import lru_cache
from hashlib import blake2s
from typing import Any
from zlib import compress

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc, pdfmetrics

from .typeface import Typeface

BLOCK = 100
"""Entries that a block of a ToUnicode map may hold (ISO 32000-1, 9.10.3, and Adobe's note 5014)."""

EFFORT = 2
"""How hard streams are compressed: a third of the time of zlib's usual 6, for a file a twentieth larger."""

SYMBOLIC = 4


class Unset:
    """The font of a page on which none has been chosen: the writer would put one in that is not embedded."""

    name = fontName = "unset"                        # noqa: N815  # names that reportlab asks for
    _dynamicFont = _multiByte = True                 # noqa: N815

    @property
    def face(self) -> Unset:
        """Itself, for it is its name alone that is asked for."""
        return self


pdfmetrics.registerFont(Unset())
rl_config.useA85 = 0                                 # pages as bytes: as letters they are a quarter longer


class Codes(dict[str, str]):
    """The code of each character of one typeface in one file, four hexadecimal digits; given at the first asking."""

    def __missing__(self, char: str) -> str:
        code = self[char] = f"{len(self) + 1:04X}"
        return code


class Embedded:
    """The typefaces of one file; the PDF writer calls `addObjects` when all pages are made."""

    def __init__(self, file: Any):
        file.delayedFonts.append(self)
        self.codes: dict[Typeface, tuple[str, Codes]] = {}

    def of(self, face: Typeface) -> tuple[str, Codes]:
        """The name under which pages know a face, and its codes."""
        found = self.codes.get(face)
        if found is None:
            found = self.codes[face] = f"/F{len(self.codes) + 1}", Codes()
        return found

    def addObjects(self, file: Any) -> None:         # noqa: N802
        """Adds every face to the file."""
        beside = ThreadPoolExecutor(1)
        for face, (name, codes) in self.codes.items():
            key = name[1:]
            file.idToObject["BasicFonts"].dict[key] = file.Reference(objects(face, tuple(codes), file, key, beside), key)
        beside.shutdown(wait=False)


class Awaited(pdfdoc.PDFStream):                     # type: ignore[misc]
    """A stream that another thread compresses, whose content is awaited when its place in the file has come."""

    def format(self, file: Any) -> bytes:
        """The stream as it stands in the file."""
        if isinstance(self.content, Future):
            self.content = self.content.result()
        return bytes(super().format(file))


def objects(face: Typeface, chars: Sequence[str], file: Any, key: str, beside: Executor) -> Any:
    """The font whose glyph n is the nth of `chars`, counted from 1.

    What its streams hold is compressed `beside`; being no object yet they come after the pages, which are formatted meanwhile.
    """
    glyphs = [0, *map(face.glyph, chars)]
    name = f"{tag(key + face.name + ''.join(chars))}+{face.name}"
    program = face.cut(glyphs)
    described = pdfdoc.PDFDictionary({
        "Type": "/FontDescriptor", "FontName": f"/{name}", "Flags": SYMBOLIC, "FontBBox": pdfdoc.PDFArray(face.box),
        "ItalicAngle": 0, "Ascent": face.ascent, "Descent": face.descent, "CapHeight": face.ascent, "StemV": 80,
        "FontFile2": stream(program, beside, Length1=len(program))})
    widths = " ".join(map(shown, map(face.width, glyphs)))
    descendant = pdfdoc.PDFDictionary({
        "Type": "/Font", "Subtype": "/CIDFontType2", "BaseFont": f"/{name}", "CIDToGIDMap": "/Identity", "DW": 1000,
        "CIDSystemInfo": "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>", "W": f"[0 [{widths}]]",
        "FontDescriptor": file.Reference(described, f"{key} descriptor")})
    return pdfdoc.PDFDictionary({
        "Type": "/Font", "Subtype": "/Type0", "BaseFont": f"/{name}", "Encoding": "/Identity-H",
        "DescendantFonts": pdfdoc.PDFArray([file.Reference(descendant, f"{key} glyphs")]),
        "ToUnicode": stream(to_unicode(name, chars).encode(), beside)})


@lru_cache(maxsize=256)
def shown(number: float) -> str:
    """A number as short as it can be."""
    return f"{number:g}"


@lru_cache(maxsize=1 << 14)
def utf_16(char: str) -> str:
    """A character as the hexadecimal digits of its UTF-16."""
    return char.encode("utf-16-be").hex().upper()


def stream(content: bytes, beside: Executor, **more: int) -> Awaited:
    """A stream that will be compressed."""
    return Awaited(pdfdoc.PDFDictionary({"Filter": "/FlateDecode"} | more), beside.submit(compress, content, EFFORT))


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
