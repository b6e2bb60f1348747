"""The recovery code of an encrypted office: printed once, kept in the office's safe, and it opens what no password opens any more.

26 characters of 31 (no 0, O, 1, I, L: they are misread), which is 128 bits, and a check character, so that one wrong or two
swapped ones are told from a code that is not this office's. Shown in threes.
"""
from __future__ import annotations

import hmac
import re
import secrets
import unicodedata

from ..errors import Refusal

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 26
GROUP = 3


def made() -> str:
    """A new code, as it is printed."""
    return grouped("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def grouped(bare: str) -> str:
    """The characters with their check character, in threes."""
    whole = bare + check(bare)
    return "-".join(whole[at:at + GROUP] for at in range(0, len(whole), GROUP))


def check(bare: str) -> str:
    """The last character: each counts by its place, modulo a prime, so that no single slip and no swap of two goes unseen."""
    return ALPHABET[sum(place * ALPHABET.index(letter) for place, letter in enumerate(bare, 1)) % len(ALPHABET)]


def read(typed: str) -> str:
    """A code as it was typed (small letters, spaces, hyphens, full width) as it is used; `Refusal` where it was not copied rightly."""
    plain = _bare(typed)
    if strange := sorted(set(plain) - set(ALPHABET)):
        raise Refusal(f"恢复码里没有“{'、'.join(strange)[:20]}”：只有 2 到 9 和大写字母，不用 0、O、1、I、L，请对照那张纸再看")
    if len(plain) != LENGTH + 1:
        raise Refusal(f"恢复码一共 {LENGTH + 1} 个字符，现在是 {len(plain)} 个")
    if check(plain[:-1]) != plain[-1]:
        raise Refusal("恢复码抄错了：末位校验不符，多半是错了一个字符，或两个字符前后颠倒，请对照那张纸再看")
    return plain[:-1]


def same(typed: str, code: str) -> bool:
    """Whether what was typed is this code."""
    return hmac.compare_digest(_bare(typed).encode(), _bare(code).encode())


def _bare(typed: str) -> str:
    return re.sub(r"[\s\W_]+", "", unicodedata.normalize("NFKC", typed)).upper()
