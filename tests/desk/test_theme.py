"""What is written can be read: text on its ground keeps WCAG AA."""
from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor

from partydesk import places
from partydesk.desk import theme

PAIRS = [("ink", "paper"), ("ink", "ground"), ("ink", "tint"), ("ink", "good"), ("ink", "note"), ("ink", "bad"),
         ("soft", "paper"), ("soft", "ground"), ("soft", "tint"), ("hint", "paper"), ("accent", "paper"), ("accent", "ground"),
         ("accent", "tint"), ("accent", "bad"), ("paper", "accent"), ("paper", "accentHover")]


def light(colour: QColor) -> float:
    """Relative luminance (WCAG 2.1)."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
             for part in (colour.redF(), colour.greenF(), colour.blueF())]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(text: str, ground: str) -> None:
    low, high = sorted((light(theme.colour(text)), light(theme.colour(ground))))
    assert (high + 0.05) / (low + 0.05) >= 4.5


def test_every_colour_of_the_style_sheet_is_known() -> None:
    text = (places.shipped("resources") / "style.qss").read_text("utf-8")
    assert set(re.findall(r"@(\w+)", text.split("*/", 1)[1])) <= {*theme.COLOURS, "resources"}
    assert "@" not in theme.sheet().split("*/", 1)[1]
