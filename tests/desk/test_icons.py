"""Every picture is there, is the library's, and takes the colour of the theme that is worn."""
from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication

from partydesk import places
from partydesk.desk import theme
from partydesk.desk.icons import NAMES, icon

ROOT = Path(__file__).resolve().parents[2]


def darkest(picture: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> QColor:
    """The colour of its strongest point."""
    image = picture.pixmap(QSize(32, 32), 1.0, mode).toImage()
    points = (image.pixelColor(x, y) for x in range(32) for y in range(32))
    return max(points, key=lambda point: point.alpha())


def test_the_folder_holds_what_the_library_gives() -> None:
    spec = importlib.util.spec_from_file_location("icons_tool", ROOT / "tools" / "icons.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    kept = {path.name: path.read_text("utf-8") for path in (places.shipped("resources") / "icons").glob("*.svg")}
    assert kept == tool.outlines(), "make icons"


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_shows_something(dressed: QApplication, name: str) -> None:
    assert darkest(icon(name)).alpha() > 150


def test_icons_turn_with_the_theme_and_fade_when_they_cannot_be_used(dressed: QApplication) -> None:
    undo = icon("undo")
    light = darkest(undo)
    assert light.lightness() < 90
    try:
        theme.dress(dressed, theme.Look("dark"))
        assert darkest(undo).lightness() > 160
    finally:
        theme.dress(dressed, theme.Look())
    assert darkest(undo, QIcon.Mode.Disabled).lightness() > 120


def test_icons_are_sharp_on_a_fine_screen(dressed: QApplication) -> None:
    drawn = icon("find").pixmap(QSize(16, 16), 2.0)
    assert drawn.size() == QSize(32, 32)
    assert drawn.deviceIndependentSize().toSize() == QSize(16, 16)


def test_an_icon_outlives_whoever_made_it(dressed: QApplication) -> None:
    """The engine is Python's and is used by Qt: it must not be taken away while Qt holds it."""
    import gc
    many = [QIcon(icon("print")) for _ in range(50)]
    gc.collect()
    many[0].addPixmap(many[1].pixmap(16, 16))           # makes Qt ask for a clone
    gc.collect()
    assert all(not one.pixmap(QSize(16, 16), 1.5).isNull() for one in many)
