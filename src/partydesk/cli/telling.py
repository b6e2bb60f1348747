"""How results are told: as a table, as JSON, numbers in their own units."""
from __future__ import annotations

import argparse
import json
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from ..catalogue.showing import SHARES, number


def natural(text: str) -> int:
    if not re.fullmatch(r"\d{1,18}", text):
        raise argparse.ArgumentTypeError(f"应为数字编号，现为“{text[:40]}”")
    return int(text)


def amount(amount: Any, unit: str) -> int | float | None:
    """An amount in its own unit: 98.6 for 98.6%."""
    return None if amount is None else exact(amount * SHARES.get(unit, 1))


def exact(amount: Any) -> int | float | None:
    if amount is None:
        return None
    return int(amount) if amount.denominator == 1 else float(amount)


def plain(amount: Any) -> str:
    """An amount as briefly as it can be written without losing anything that matters."""
    text = number(amount, digits=0 if amount.denominator == 1 else 4)
    return text.rstrip("0").rstrip(".") if "." in text else text


def put_json(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2))


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [max(map(_width, column)) for column in zip(heads, *rows, strict=True)]
    for row in (heads, *rows):
        print("  ".join(text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)).rstrip())


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
