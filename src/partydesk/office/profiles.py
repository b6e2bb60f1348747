"""版式: which profile of the page the office's papers have, and the one that it made for itself.

The standard is look.toml; a profile (looks/*.toml) says only what it has otherwise. Which one is in force is a setting,
the office's own is a form of the office: both are journaled, can be undone, and go where the office's file goes.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from ..errors import Refusal, Refusals
from ..papers import look
from ..papers.look import MM, Look, Misfit
from . import forms, toml_of
from .office import Office

SETTING = "look"
STANDARD, HOUSE = "standard", "house"
PATH = f"looks/{HOUSE}.toml"

STEP = 20
"""Word counts lengths of type in twentieths of a point."""
SPARE = 1
"""Such steps by which a character is set closer than it must be: lines of many digits need the room."""
TIGHT, LOOSE = -0.5, 0.5
"""Points by which characters of the body may stand closer or wider than their size, so that a line holds just so many."""
FOOT = 2.5
"""Millimetres from the middle of a page number to its lower edge."""


@dataclass(frozen=True)
class Profile:
    """A profile by its id, as it is offered: what it is called, what for, and how it looks."""

    id: str
    look: Look

    @property
    def label(self) -> str:
        return self.look.name

    @property
    def hint(self) -> str:
        return self.look.hint


@dataclass(frozen=True)
class House:
    """What an office may have otherwise: margins in mm, type in pt, counts of lines and characters of a full page."""

    top: float
    bottom: float
    left: float
    right: float
    lines: int
    chars: int
    pitch: float
    size: float
    title_size: float
    title_line: float
    fonts: str
    latin: bool                               # digits and letters in the Latin typeface
    place: str                                # of the page number: outside, center, none
    dash: bool
    bold: tuple[bool, ...]                    # headings, level by level


WHERE = {"top": "page.top", "bottom": "page.bottom", "left": "page.left", "right": "page.right", "lines": "grid.lines",
         "chars": "grid.chars", "pitch": "grid.pitch", "size": "grid.size", "title_size": "title.size",
         "title_line": "title.line", "fonts": "fonts", "place": "page_number.place"}
"""Where each of them stands in a look."""


def profiles(office: Office) -> dict[str, Profile]:
    """Every profile, the standard first and the office's own last; `Refusal` where one cannot be read."""
    known = office.catalogue.looks
    ids = [STANDARD, *(id for id in known if id != HOUSE), *([HOUSE] if HOUSE in known else [])]
    return {id: Profile(id, of(office, id)) for id in ids}


def in_force(office: Office) -> str:
    """The profile of the office's papers; the standard where the one that was set is no longer there."""
    id = office.setting(SETTING)
    return id if id in office.catalogue.looks else STANDARD


def of(office: Office, id: str) -> Look:
    """How papers look in a profile."""
    return look.read(office.catalogue.look, office.catalogue.looks.get(id, ""))


def layout(office: Office) -> Look:
    """How the office's papers look."""
    return of(office, in_force(office))


def choose(office: Office, id: str) -> None:
    """Let the office's papers have another profile."""
    known = profiles(office)
    if id not in known:
        id = next((one.id for one in known.values() if one.label == id), id)
    if id not in known:
        raise Refusal(f"没有“{id}”这个版式，可用：{'、'.join(f'{one.id}（{one.label}）' for one in known.values())}")
    if id != in_force(office):
        with office.door(f"改用版式“{known[id].label}”") as door:
            door.put("setting", {"name": SETTING}, {"value": id})


# ── the office's own ─────────────────────────────────────────────────────────────────────────────

def house(office: Office) -> House:
    """What the office's own profile has, the standard's where it has nothing of its own."""
    found = of(office, HOUSE)
    page, grid, number = found.page, found.grid, found.page_number
    return House(page.top, page.bottom, page.left, page.right, grid.lines, grid.chars, grid.pitch, grid.size, found.title.size,
                 found.title.line, found.fonts, bool(found.latin), number.place, bool(number.dash),
                 tuple(heading.bold for heading in found.heading))


def draft(office: Office, wanted: House) -> Look:
    """How papers would look; `Refusals` by the names of `House` where it does not fit."""
    try:
        found = look.read(office.catalogue.look, text_of(office, wanted))
    except Misfit as misfit:
        names = {where: name for name, where in WHERE.items()}
        raise Refusals({names.get(where, "top" if where == "page" else where): what
                        for where, what in misfit.by_field.items()}) from misfit
    if problems := dict(_loose(found)):
        raise Refusals(problems)
    return found


def keep(office: Office, wanted: House) -> None:
    """Keep the office's own profile and let the papers have it, as one step; `Refusals` as `draft`."""
    draft(office, wanted)
    text = text_of(office, wanted)
    with office.together("改本单位版式"):
        if text != office.catalogue.looks.get(HOUSE, ""):
            forms.add(office, PATH, text)
        choose(office, HOUSE)


def text_of(office: Office, wanted: House) -> str:
    """The office's own profile as a form: what it has otherwise than the standard, and what a hand wrote into it besides."""
    document = toml_of.parsed(office.catalogue.looks.get(HOUSE) or 'name = "本单位版式"\n')
    standard = of(office, STANDARD)
    plain = standard.model_dump(by_alias=True)
    for where, value in _values(standard, wanted).items():
        table, _, name = where.rpartition(".")
        before = plain[table][name] if table else plain[name]
        if table and table not in document and value != before:
            document[table] = {}
        place: Any = document.get(table, {}) if table else document
        toml_of.put(place, name, None if value == before else value)
    for table in {where.partition(".")[0] for where in WHERE.values() if "." in where}:
        if table in document and not document[table]:
            document.pop(table)
    bold = [{"bold": one} for one in wanted.bold]
    toml_of.put(document, "heading", None if bold == [{"bold": one.bold} for one in standard.heading] else bold)
    return toml_of.written(document)


def _values(standard: Look, wanted: House) -> Mapping[str, Any]:
    """What is asked, and what follows from it, by where it stands in a look."""
    asked = {where: getattr(wanted, name) for name, where in WHERE.items()}
    room = (standard.page.width - wanted.left - wanted.right) * MM
    tracking = (int(max(room, 0) / wanted.chars * STEP + 1e-6) - SPARE) / STEP - wanted.size
    drop = max(0.0, min(standard.page_number.drop, wanted.bottom - FOOT * 2))
    number = standard.page_number
    return asked | {
        "latin": "latin" if wanted.latin else "",
        "page_number.dash": (number.dash or "—") if wanted.dash else "",
        "page_number.drop": drop,
        "page.footer": round(max(0.0, wanted.bottom - drop - FOOT), 2),
        "grid.tracking": round(min(LOOSE, max(TIGHT, tracking)), 2),
    }


def _loose(found: Look) -> Iterator[tuple[str, str]]:
    """Where a page holds more than its counts say."""
    grid = found.grid
    chars, lines = int(found.width / grid.cell + 1e-6), int(found.height / grid.pitch + 1e-6)
    if chars > grid.chars:
        yield "chars", f"版心宽 {found.width / MM:.1f} 毫米，这个字号一行排得下 {chars} 字；请改为 {chars} 字，或加大字号、页边距"
    if lines > grid.lines:
        yield "lines", (f"版心高 {found.height / MM:.1f} 毫米，这个行距一页排得下 {lines} 行；请改为 {lines} 行，"
                        f"或加大行距（不超过 {found.height / grid.lines:.2f} 磅）")


assert {field.name for field in fields(House)} - WHERE.keys() == {"latin", "dash", "bold"}
