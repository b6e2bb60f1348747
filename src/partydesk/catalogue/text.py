"""Text as it may be kept: no control characters, no stray blanks, full-width digits understood."""
from __future__ import annotations

import re
import unicodedata

INVISIBLE = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), 0x200B, 0x200E,
                           0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF, 0xFFFE, 0xFFFF,
                           *range(0xE000, 0xE010)])
"""Characters that no document takes, that reorder a line unseen, or that our own marks use."""


def clean(text: str) -> str:
    """`text` with one kind of line end, without invisible or unstorable characters, blanks trimmed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").translate(INVISIBLE)
    return text.encode("utf-8", "ignore").decode("utf-8").strip(" \t\n\u3000")


def halfwidth(text: str) -> str:
    """Full-width digits, letters and signs as an input method leaves them, in their plain form."""
    return unicodedata.normalize("NFKC", text)


def closed(name: str) -> str:
    """A name without the blanks that lists are spaced out with: 张　三 is 张三, 第一 党支部 is 第一党支部."""
    return re.sub(r"(?<=[\u3400-\u9fff])[\s\u3000]+(?=[\u3400-\u9fff])", "", name)
