"""What a number of a cell reads, by its format: a day, a clock, digits with their noughts; ECMA-376 part 1, 18.8.30."""
from __future__ import annotations

import re
from datetime import datetime, timedelta

from .limits import LOST, OCTOBER

_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
"""Numbers of the formats that every Excel knows and that show a date or a time; 27 to 36 and 50 to 58 are the Chinese ones."""


def shape(code: str, id: int) -> str | None:
    """What a format makes of a number: "d" a date, "00.0" so many digits, None no more than it says itself."""
    if not code:
        return "d" if id in _DATES else None
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', "", code.partition(";")[0]).lower()
    if re.search("[ymdhs年月日]", bare.replace("general", "")) and "0" not in bare.replace("ss.0", "").replace("ss.00", ""):
        return "d"
    return bare if re.fullmatch(r"0+(\.0+)?", bare) and bare != "0" else None


def number(raw: str, shape: str | None, since_1904: bool) -> tuple[str, str]:
    """A number as a clerk reads it, and its mark."""
    try:
        value = float(raw)
    except ValueError:
        return raw, ""
    if shape == "d" and (day := moment(value, since_1904)):
        return day, ""
    if abs(value) >= 1e15:
        return (repr(int(value)) if value.is_integer() and abs(value) < 1e30 else raw), LOST
    text = str(int(value)) if value.is_integer() else repr(value)
    if shape and shape != "d":
        whole, _, decimals = shape.partition(".")
        shown = f"{value:0{len(shape)}.{len(decimals)}f}"
        if float(shown) == value and (len(whole) > 1 or len(text.partition(".")[2]) < len(decimals) and not value.is_integer()):
            return shown, ""
    return text, OCTOBER if re.fullmatch(r"(19|20)\d\d\.1", text) else ""


def moment(value: float, since_1904: bool) -> str:
    """A day or a time as Excel counts them, in words that a date blank reads; empty where there is no such day."""
    if not 0 <= value < 2_958_466:
        return ""
    if not since_1904 and int(value) == 60:
        return "1900-02-29"                   # which Excel believes in, and which the blank refuses
    whole = timedelta(days=int(value), seconds=round((value - int(value)) * 86_400))
    if whole < timedelta(days=1) and value > 0:
        clock = datetime(2000, 1, 1) + whole
        return f"{clock:%H:%M}" if not clock.second else f"{clock:%H:%M:%S}"
    try:
        day = (datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 31 if value < 60 else 30)) + whole
    except OverflowError:
        return ""
    return day.date().isoformat() if not (day.hour or day.minute or day.second) else day.isoformat(" ")
