"""What makes a password too weak, in words; no rules about capitals and signs, which only breed notes on the screen.

It is held against guessing on a file that was carried away: each guess costs a quarter of a second, so that what stands
in every list of common passwords, or is a date, falls within minutes.
"""
from __future__ import annotations

import re
import unicodedata

SHORTEST = 8
ROWS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "01234567890", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
        "qazwsxedcrfvtgbyhnujm")
COMMON = frozenset(re.findall(r"\S+", """
    password passw0rd password1 p@ssw0rd p@ssword admin123 administrator welcome1 letmein1 iloveyou sunshine football princess
    a123456789 a12345678 abc12345 abc123456 abcd1234 aa123456 aa12345678 qwer1234 asdf1234 zxcv1234 1q2w3e4r 1q2w3e4r5t q1w2e3r4
    123456aa 123456abc 123qweasd 1234qwer woaini1314 woaini520 woaini521 5201314520 13145200 147258369 987654321 88888888
    66668888 wojiushiwo zhongguo iloveyou1314 admin888 zaq12wsx 1qaz2wsx qwerty123 qweasdzxc 11223344 12344321 123123123
    123321123 5211314521 partydesk dangwu123 zhengfawei"""))


def weak(password: str) -> str:
    """Why a password cannot be taken; empty when it can."""
    plain = unicodedata.normalize("NFC", password)
    if len(plain) < SHORTEST:
        return f"口令至少 {SHORTEST} 个字，现在是 {len(plain)} 个；一句好记的话最好，汉字也可以"
    if not plain.strip():
        return "口令不能都是空格"
    small = unicodedata.normalize("NFKC", plain).casefold()
    if len(set(small)) <= 2:
        return "口令只用了一两个字反复，一猜就中；请换一句好记的话"
    if small in COMMON:
        return "这是最常见的口令之一，别人会先试它；请换一句好记的话"
    if any(small in row * 2 or small in row[::-1] * 2 for row in ROWS):
        return "口令是键盘上或数字里连着的一串，一猜就中；请换一句好记的话"
    half = len(small) // 2
    if len(small) % 2 == 0 and small[:half] == small[half:] and (small[:half].isdecimal() or half < 5):
        return "口令是一小段重复两遍，容易猜中；请换一句好记的话"
    if re.fullmatch(r"(19|20)\d\d[-./年]?(0?[1-9]|1[0-2])[-./月]?(0?[1-9]|[12]\d|3[01])日?", small):
        return "口令是一个日期，几分钟就能试完；请换一句好记的话"
    if re.fullmatch(r"1[3-9]\d{9}|\d{17}[\dx]|\d{1,11}", small):
        return "口令只有数字（电话、证件号也一样），容易试出来；请加几个字，或换一句好记的话"
    return ""
