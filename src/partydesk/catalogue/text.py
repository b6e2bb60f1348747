"""Text as it may be kept: no control characters, no stray blanks, full-width digits understood."""
from __future__ import annotations

import re
import unicodedata

OURS = range(0xE000, 0xE010)
"""Private characters that our own marks use; no font has anything there."""
INVISIBLE = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xAD, 0x34F, 0x61C, 0x115F, 0x1160,
                           0x17B4, 0x17B5, 0x180E, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2065),
                           *range(0x2066, 0x2070), 0x3164, 0xFEFF, 0xFFA0, *range(0xFFF9, 0xFFFC), 0xFFFE, 0xFFFF,
                           *range(0xE0000, 0xE0080), *OURS])
"""Characters that no document takes, that nobody sees, that reorder a line unseen, or that our own marks use."""
_HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_DOTS = re.compile(f"(?<=[{_HAN}])[\\s\u3000]*[·•．・‧∙⋅●﹒.]+[\\s\u3000]*(?=[{_HAN}])")
_SPACED = re.compile(f"(?<=[{_HAN}])[\\s\u3000]+(?=[{_HAN}])")
_JOINERS = re.compile("[\u200c\u200d\ufe00-\ufe0f]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_COMPATIBLE = re.compile("[\uf900-\ufa0d\ufa10\ufa12\ufa15-\ufa1e\ufa20\ufa22\ufa25\ufa26\ufa2a-\ufaff\U0002f800-\U0002fa1f]")

_FORMULA = re.compile(r"'*([=@\t\r]|[-+].)", re.DOTALL)
_AMOUNT = re.compile(r"[-+]\d[\d,]*(\.\d+)?(%|[\u4e00-\u9fff]{1,6})?")


def clean(text: str) -> str:
    """`text` with one kind of line end, without invisible or unstorable characters, blanks trimmed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n").translate(INVISIBLE)
    return text.encode("utf-8", "ignore").decode("utf-8").strip(" \t\n\u3000\xa0")


def halfwidth(text: str) -> str:
    """Full-width digits, letters and signs as an input method leaves them, in their plain form."""
    return unicodedata.normalize("NFKC", text)


def closed(name: str) -> str:
    """A name without the blanks that lists are spaced out with, and with the one dot that stands in names.

    张　三 is 张三, 第一 党支部 is 第一党支部, 阿卜杜拉 • 买买提 is 阿卜杜拉·买买提.
    """
    return _SPACED.sub("", _DOTS.sub("·", _JOINERS.sub("", name)))


def noticed(name: str) -> str:
    """What a clerk should know of the characters of a name, which are kept as they are; empty where there is nothing."""
    if found := _PRIVATE.search(name):
        return f"“{name}”里有自造字（U+{ord(found[0]):04X}），别的电脑和打印出来可能是空白；请改用标准字"
    if found := _COMPATIBLE.search(name):
        usual = unicodedata.normalize("NFC", found[0])
        return f"“{name}”里的“{found[0]}”是兼容字（U+{ord(found[0]):04X}），与通常的“{usual}”不是同一个字，查找、认人时会对不上；请核对"
    if any(unicodedata.combining(letter) for letter in name):
        return f"“{name}”里有附加在别的字上的符号，请核对"
    return ""


def inert(text: str) -> str:
    """A text as a table of plain text may hold it: an apostrophe stands before what a sheet would take for a formula."""
    return f"'{text}" if _FORMULA.match(text) and not _AMOUNT.fullmatch(text) else text


def again(text: str) -> str:
    """The text that `inert` made harmless."""
    return text[1:] if text.startswith("'") and inert(text[1:]) == text else text
