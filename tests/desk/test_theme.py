"""What is written can be read, and what can be pressed can be seen, in light and in dark: WCAG AA (4.5 and 3 to 1).

Nothing here lists pairs by hand. Colours are sorted by what they are for; the style sheet and the painting code may use each
only for that; and every colour of text stands out from every ground.
"""
from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QListView, QMenu, QTableView

from partydesk import desk, places
from partydesk.desk import theme
from partydesk.desk.window import Window

TEXTS = {"ink", "soft", "hint", "accent"}
GROUNDS = {"paper", "ground", "hover", "tint", "good", "note", "bad"}
FILLED = {"accent": "onAccent", "accentHover": "onAccent"}
"""Grounds with a colour of text of their own."""
EDGES = {"edge", "accent"}
"""What shows where a control is, and which one has the keys."""
QUIET = {"line", "hairline", "scroll", "desk", "shade", "faint", "transparent", "none"}
"""Parts things or fills space; nobody needs to see it to use the program. `faint` is what cannot be used now."""
THEMES = {"light": theme.LIGHT, "dark": theme.DARK}
SOURCES = sorted(Path(desk.__file__).parent.glob("**/*.py"))


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart (WCAG 2.1)."""
    low, high = sorted(map(_light, (one, other)))
    return (high + 0.05) / (low + 0.05)


def _light(colour: str) -> float:
    parts = [int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5)]
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def rules() -> Iterator[tuple[str, str, str]]:
    """Each declaration of the style sheet: selector, property, value."""
    text = (places.shipped("resources") / "style.qss").read_text("utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
        for declared in filter(str.strip, body.split(";")):
            name, _, value = declared.partition(":")
            for selector in selectors.split(","):
                yield selector.strip(), name.strip(), value.strip()


def names(value: str) -> set[str]:
    return set(re.findall(r"@(\w+)", value)) - {"resources", "theme"}


def painted(*calls: str) -> Iterator[tuple[str, str]]:
    """Names of colours asked for inside calls of these names: where, and which."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in calls:
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Call) and getattr(inner.func, "attr", getattr(inner.func, "id", "")) == "colour":
                        of = inner.args[0] if inner.args else None
                        spoken = [of.body, of.orelse] if isinstance(of, ast.IfExp) else [of]
                        for one in spoken:
                            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                                yield f"{path.name}:{node.lineno}", one.value


@pytest.mark.parametrize("called", THEMES)
@pytest.mark.parametrize(("text", "ground"), [*itertools.product(sorted(TEXTS), sorted(GROUNDS)),
                                              *((text, ground) for ground, text in FILLED.items())])
def test_text_stands_out_from_its_ground(called: str, text: str, ground: str) -> None:
    assert contrast(THEMES[called][text], THEMES[called][ground]) >= 4.5


@pytest.mark.parametrize("called", THEMES)
@pytest.mark.parametrize(("edge", "ground"), list(itertools.product(sorted(EDGES), ("paper", "ground", "hover"))))
def test_controls_and_the_ring_around_the_one_with_the_keys_can_be_seen(called: str, edge: str, ground: str) -> None:
    assert contrast(THEMES[called][edge], THEMES[called][ground]) >= 3


def test_both_themes_have_the_same_colours() -> None:
    assert set(theme.LIGHT) == set(theme.DARK) == TEXTS | GROUNDS | EDGES | set(FILLED) | set(FILLED.values()) | \
        QUIET - {"transparent", "none"}


def test_the_style_sheet_uses_each_colour_for_what_it_is_for() -> None:
    """Text on a ground that has its own colour of text has that one; a disabled thing may be faint."""
    fills: dict[str, set[str]] = {}
    for selector, name, value in rules():
        if name in ("background", "background-color"):
            fills.setdefault(selector.partition(":")[0], set()).update(names(value))
    for selector, name, value in rules():
        said = f"{selector} {{ {name}: {value} }}"
        if name in ("color", "selection-color", "placeholder-text-color"):
            filled = fills.get(selector.partition(":")[0], set()) & set(FILLED) if name == "color" else set()
            allowed = {FILLED[one] for one in filled} if filled else TEXTS | ({"onAccent"} if name == "selection-color" else set())
            assert names(value) <= (allowed | {"faint"} if ":disabled" in selector else allowed), said
        elif "background" in name:
            assert names(value) <= GROUNDS | QUIET | set(FILLED), said
        elif name.startswith("border") and ":focus" in selector:
            assert names(value) <= EDGES | {"ink"}, said


def test_every_control_has_an_edge_that_can_be_seen() -> None:
    edged = {selector for selector, name, value in rules() if name == "border" and names(value) & EDGES}
    assert {"QPushButton", "QToolButton", "QLineEdit", "QPlainTextEdit", "QTextEdit", "QComboBox", "QAbstractSpinBox",
            "QCheckBox::indicator", "QRadioButton::indicator"} <= edged


def test_every_control_shows_that_it_has_the_keys() -> None:
    ringed = {selector for selector, name, value in rules() if name == "border" and value.startswith("2px") and names(value)}
    assert {f"{control}:focus" for control in (
        "QPushButton", "QPushButton#primary", "QPushButton#plain", "QPushButton#choice", "QToolButton", "QToolButton#plain",
        "QToolButton#small", "QLineEdit", "QPlainTextEdit", "QTextEdit", "QComboBox", "QAbstractSpinBox", "QCheckBox",
        "QRadioButton", "QListView", "QTreeView", "QTableView")} <= ringed


def test_what_is_painted_by_hand_uses_each_colour_for_what_it_is_for() -> None:
    inks = TEXTS | EDGES | QUIET | set(FILLED.values())
    assert not [(where, name) for where, name in painted("setPen", "QPen", "setForeground", "setTextColor") if name not in inks]
    fills = GROUNDS | QUIET | EDGES | set(FILLED)
    grounds = painted("fillRect", "setBrush", "QBrush", "setBackground")
    assert not [(where, name) for where, name in grounds if name not in fills | TEXTS]


def test_nobody_keeps_a_colour_of_his_own() -> None:
    """Not a hex string, and no QColor kept between paintings: these would stay as they are when it turns dark."""
    found = [f"{path.name}: {line.strip()}" for path in SOURCES if path.name != "theme.py"
             for line in path.read_text("utf-8").splitlines() if re.search(r"[\"'#]#?[0-9a-fA-F]{6}[\"';]|QColor\(\d", line)]
    assert not found


def test_every_colour_of_the_style_sheet_is_known() -> None:
    assert set().union(*(names(value) for _, _, value in rules())) <= set(theme.COLOURS)
    assert "@" not in theme.sheet().split("*/", 1)[1]


def test_lengths_of_the_style_sheet_grow_with_the_type(dressed: QApplication) -> None:
    def lengths() -> list[int]:
        return [int(number) for number in re.findall(r"(\d+)px", theme.sheet().split("*/", 1)[1])]

    plain = lengths()
    try:
        theme.dress(dressed, theme.Look(type="largest"))
        large = lengths()
    finally:
        theme.dress(dressed, theme.Look())
    assert [b for a, b in zip(plain, large, strict=True) if a <= 3] == [a for a in plain if a <= 3]
    assert all(b > a for a, b in zip(plain, large, strict=True) if a > 3)


def test_a_look_is_worn_at_once_and_kept(dressed: QApplication, blank_window: Window) -> None:
    button = blank_window.start.new
    told: list[bool] = []
    theme.turned.connect(lambda: told.append(theme.dark()))
    try:
        theme.prefer(theme.Look("dark", "large", "compact"))
        assert told == [True]
        assert theme.preferred() == theme.look() == theme.Look("dark", "large", "compact")
        assert theme.colour("paper").name() == theme.DARK["paper"]
        assert dressed.palette().window().color().name() == theme.DARK["ground"]
        assert button.font().pointSizeF() == theme.TYPES["large"][1]
    finally:
        theme.prefer(theme.Look())
        theme.turned.disconnect()
    assert theme.colour("paper").name() == theme.LIGHT["paper"]
    assert button.font().pointSizeF() == theme.POINTS


def test_a_kept_look_that_is_not_known_any_more_is_the_first_one(home: Path) -> None:
    from partydesk.desk import settings
    settings.prefer("theme", "sepia")
    try:
        assert theme.preferred().theme == theme.SYSTEM
    finally:
        settings.prefer("theme", theme.SYSTEM)


def test_lists_and_menus_have_our_type_where_the_system_has_one_for_them(dressed: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows brings its own back with every style sheet: rows were as high as its letters, and ours were cut."""
    theirs = QFont("Tahoma", 8)

    def clothed(text: str) -> None:
        QApplication.setStyleSheet(dressed, text)
        for sort in ("QAbstractItemView", "QMenu"):
            QApplication.setFont(theirs, sort)

    monkeypatch.setattr(dressed, "setStyleSheet", clothed)
    try:
        theme.dress(dressed)
        for widget in (QListView(), QTableView(), QMenu()):
            widget.ensurePolished()
            assert widget.font().pointSizeF() == dressed.font().pointSizeF() != theirs.pointSizeF()
            assert widget.font().family() == dressed.font().family()
    finally:
        monkeypatch.undo()
        theme.dress(dressed)
