"""What a PDF says about the characters behind its glyphs, so that text can be searched and copied.

reportlab writes characters beyond U+FFFF (𬭎 and other characters of personal names) with five hexadecimal digits,
where the format wants UTF-16: readers then copy another character. It also writes more than the 100 entries that a
block may hold (ISO 32000-1, 9.10.3, and Adobe's note 5014).
"""
from __future__ import annotations

from collections.abc import Sequence

from reportlab.pdfbase import ttfonts

BLOCK = 100


def to_unicode(name: str, subset: Sequence[int]) -> str:
    """The ToUnicode map of the font `name`, whose glyph n is the character `subset[n]`."""
    entries = [f"<{code:02X}> <{chr(char).encode('utf-16-be').hex().upper()}>" for code, char in enumerate(subset)]
    blocks = [entries[at:at + BLOCK] for at in range(0, len(entries), BLOCK)]
    lines = [
        "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        f"/CMapName /{name} def", "/CMapType 2 def", "1 begincodespacerange", "<00> <FF>", "endcodespacerange",
    ]
    for block in blocks:
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join([*lines, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"])


def install() -> None:
    """Makes every font that reportlab writes use `to_unicode`."""
    ttfonts.makeToUnicodeCMap = to_unicode
