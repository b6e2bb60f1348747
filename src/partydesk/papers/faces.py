"""字体: the typefaces found on this machine for the roles of a look, and what each character is printed with.

Where to look: a folder that the user chose, the system's own folders, then the program's folder. Faces that cannot be
put into a PDF (PostScript outlines, embedding forbidden by their maker) are passed over; one whose maker asks for a
licence is used when the office has said that it has one. A character that a face lacks is taken from the next one; one
that no face has is reported, never silently left out.
"""
from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

from fontTools.ttLib import TTCollection, TTFont

from ..errors import Trouble
from .look import Look
from .typeface import Typeface

NAMES = (1, 4, 6, 16)
"""Entries of a font's name table that people call it by: family, full name, PostScript name, typographic family."""

RESTRICTED, NO_SUBSET, BITMAPS_ONLY = 0x0002, 0x0100, 0x0200
"""Bits of OS/2 fsType with which a font may not be put into a PDF by us; with the first it may where there is a licence."""

Fault = Literal["", "licence", "forbidden", "outlines"]
"""Why a face cannot be put into a PDF: not without a licence, not at all, or not by us."""

WIDE = frozenset("“”‘’—…·×")
"""Marks that some faces draw narrow; a Chinese line gives each a whole character."""


ENDINGS = (".ttf", ".ttc", ".otf", ".otc")
WPS = ("kingsoft/wps-office/office6/fonts", "apps/*/files/kingsoft/wps-office/office6/fonts")
"""Where WPS keeps typefaces of its own on Linux, under /opt; UOS and Kylin put programs into /opt/apps."""


@dataclass(frozen=True)
class Face:
    """One typeface in one file; `names` are folded for comparison, `called` is for people."""

    path: Path
    index: int
    names: frozenset[str]
    called: str
    fault: Fault = ""

    @cached_property
    def loaded(self) -> Typeface:
        """The face as the PDF writer needs it."""
        return Typeface(self.path, self.index)

    @cached_property
    def sound(self) -> bool:
        """Whether the PDF writer can read the face."""
        try:
            return bool(self.loaded.glyphs)
        except Exception:                            # noqa: BLE001  # as below: any other face is better
            return False

    def has(self, char: str) -> bool:
        """Whether the face can draw `char`."""
        return self.shown[char] is not None

    @cached_property
    def shown(self) -> Shown:
        """How each character is printed in this face, None where it cannot be."""
        return Shown(self)


@dataclass(frozen=True)
class Glyph:
    """How one character is printed: with which font, in a cell how wide (in its own size), drawn how far into it.

    `padded`: the cell is wider than the glyph itself.
    """

    font: Typeface
    width: float
    shift: float = 0.0
    padded: bool = False


class Shown(dict[str, Glyph | None]):
    """How each character is printed in one face, None where it cannot be; looked up when it is first asked for."""

    def __init__(self, face: Face):
        self.face = face

    def __missing__(self, char: str) -> Glyph | None:
        self[char] = glyph = self.sought(char)
        return glyph

    def sought(self, char: str) -> Glyph | None:
        """A glyph in its cell: marks that the face draws narrow get a whole character."""
        number = self.face.loaded.glyph(char) if self.face.sound else 0
        if not number:
            return None
        font, own = self.face.loaded, self.face.loaded.width(number) / 1000
        if char not in WIDE or own >= 1:
            return Glyph(font, own)
        shift = 1 - own if char in "“‘" else 0.0 if char in "”’" else (1 - own) / 2
        return Glyph(font, 1.0, shift, padded=True)


class Widths(dict[str, float]):
    """How much room each character takes in one typeface, size and tracking, pt."""

    def __init__(self, glyphs: Glyphs, size: float, tracking: float):
        self.glyphs, self.size, self.tracking = glyphs, size, tracking

    def __missing__(self, char: str) -> float:
        width = self[char] = self.glyphs[char].width * self.size + self.tracking
        return width


class Glyphs(dict[str, Glyph]):
    """How each character is printed in the typeface of one role, sought when it is first asked for."""

    def __init__(self, faces: Faces, role: str):
        self.faces, self.role = faces, role

    def __missing__(self, char: str) -> Glyph:
        glyph = self[char] = self.faces.sought(self.role, char)
        return glyph


@dataclass(frozen=True)
class Replaced:
    """A typeface whose place `used` takes, for all text or only for `characters`; of one that is there, its `fault`."""

    wanted: str
    used: str
    characters: str = ""
    fault: Fault = ""


@dataclass
class Faces:
    """The typefaces of one look on this machine, and a memory of what each character is printed with."""

    look: Look
    chains: dict[str, tuple[Face, ...]]
    passed: dict[str, Fault] = field(default_factory=dict)
    """Why the very typeface of a role, which is on this machine, was passed over."""
    glyphs: dict[str, Glyphs] = field(default_factory=dict, repr=False)
    lent: dict[tuple[str, str], Face] = field(default_factory=dict, repr=False)
    lacking: set[str] = field(default_factory=set, repr=False)
    rooms: dict[tuple[str, float, float], Widths] = field(default_factory=dict, repr=False)
    heads: dict[str, Face] = field(default_factory=dict, repr=False)

    def worn(self, role: str) -> Glyphs:
        """How each character is printed in the typeface of `role`."""
        known = self.glyphs.get(role)
        if known is None:
            known = self.glyphs[role] = Glyphs(self, role)
        return known

    def widths(self, role: str, size: float, tracking: float) -> Widths:
        """How much room each character takes in the typeface of `role`, pt."""
        known = self.rooms.get((role, size, tracking))
        if known is None:
            known = self.rooms[role, size, tracking] = Widths(self.worn(role), size, tracking)
        return known

    def glyph(self, role: str, char: str) -> Glyph:
        """How `char` is printed in the typeface of `role`."""
        return self.worn(role)[char]

    def sought(self, role: str, char: str) -> Glyph:
        """The first face of the chain that can draw `char`; failing all, an empty cell, and the lack is noted."""
        if self.look.latin and char.isascii():
            role = self.look.latin
        head = self.head(role)
        for face in self.chains[role]:
            if glyph := face.shown[char]:
                if face is not head:
                    self.lent[role, char] = face
                return glyph
        self.lacking.add(char)
        return Glyph(head.loaded, 1.0, padded=True)

    def head(self, role: str) -> Face:
        """The face of a role that prints whatever it can."""
        known = self.heads.get(role)
        if known is None:
            known = self.heads[role] = next(face for face in (*self.chains[role], *self.chains["body"]) if face.sound)
        return known

    def afresh(self) -> Faces:
        """The same typefaces without the memory, so that `missing` and `replaced` speak of one printing."""
        return Faces(self.look, self.chains, self.passed)

    def width(self, role: str, char: str) -> float:
        """How wide `char` is, in its own size."""
        return self.glyph(role, char).width

    @property
    def missing(self) -> tuple[str, ...]:
        """The characters asked for so far that no face has."""
        return tuple(sorted(self.lacking))

    @property
    def replaced(self) -> tuple[Replaced, ...]:
        """Whose place other faces took in what was printed so far: whole roles first, then single characters."""
        printed = {role for role, shown in self.glyphs.items() if shown}
        whole = [Replaced(font.word, self.head(role).called, fault=self.passed.get(role, ""))
                 for role, font in self.look.font.items()
                 if role in printed and folded(font.word) not in self.head(role).names]
        single: dict[tuple[str, str], str] = {}
        for (role, char), face in sorted(self.lent.items()):
            pair = (self.head(role).called, face.called)
            single[pair] = single.get(pair, "") + char
        return (*whole, *(Replaced(wanted, used, chars) for (wanted, used), chars in single.items()))


def find(look: Look, own: Path, user: Path | None = None, system: Sequence[Path] | None = None,
         licensed: Collection[str] = ()) -> Faces:
    """The faces for `look`: from the `user`'s folder, the `system`'s (None: this machine's), the program's `own`.

    `licensed`: what the faces are called for which there is a licence to put them into a file. Trouble where there is
    no typeface at all.
    """
    groups = [[user] if user else [], folders() if system is None else system, [own]]
    shelves = [[face for folder in group for face in shelf(folder)] for group in groups]
    fit = [[face for face in shelf_ if not face.fault or face.fault == "licence" and face.called in licensed]
           for shelf_ in shelves]
    found = {role: tuple(chosen(font.pdf, fit)) for role, font in look.font.items()}
    chains = {role: tuple(dict.fromkeys((*faces, *(face for other in look.fallback for face in found[other]),
                                         *(face for other in found.values() for face in other))))
              for role, faces in found.items()}
    if not any(face.sound for face in chains["body"]):
        places = "、".join(str(folder) for group in groups for folder in group)
        raise Trouble(f"本机没有可以放进 PDF 的中文字体，已查找：{places}。请安装仿宋、楷体、黑体、宋体，或把字体文件放进其中一个文件夹")
    meant = {role: next(chosen([font.word], shelves), None) for role, font in look.font.items()}
    passed: dict[str, Fault] = {role: face.fault for role, face in meant.items() if face and face.fault and face not in chains[role]}
    return Faces(look, chains, passed)


def chosen(names: Iterable[str], shelves: Sequence[Sequence[Face]]) -> Iterator[Face]:
    """The faces called by one of `names`, the first shelf first, on each in the order of the names."""
    wanted = [folded(name) for name in names]
    for shelf_ in shelves:
        for name in wanted:
            yield from (face for face in shelf_ if name in face.names)


def licensable(look: Look, user: Path | None = None, system: Sequence[Path] | None = None) -> tuple[str, ...]:
    """What the faces of this machine are called that could be used for `look` if there were a licence."""
    shelves = [[face for face in shelf(folder) if face.fault == "licence"]
               for folder in [*([user] if user else []), *(folders() if system is None else system)]]
    names = (name for font in look.font.values() for name in font.pdf)
    return tuple(dict.fromkeys(face.called for face in chosen(names, shelves)))


def folders() -> list[Path]:
    """Where this machine keeps its typefaces."""
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", r"C:\Windows"), "Fonts")
        local = os.environ.get("LOCALAPPDATA")
        return [windows, *([Path(local, "Microsoft", "Windows", "Fonts")] if local else [])]
    home = Path.home()
    return [home / ".local/share/fonts", home / ".fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts"),
            *(found for place in WPS for found in sorted(Path("/opt").glob(place)))]


def shelf(folder: Path) -> list[Face]:
    """The faces under `folder`, in the order of their paths; what cannot be read is passed over."""
    faces: list[Face] = []
    seen: set[str] = set()
    for root, inner, files in os.walk(folder, followlinks=True):
        here = os.path.realpath(root)
        if here in seen:                             # a link that leads back
            inner.clear()
            continue
        seen.add(here)
        inner.sort()
        for name in sorted(files):
            if name.lower().endswith(ENDINGS):
                place = os.path.join(root, name)     # noqa: PTH118  # of a thousand files, a Path each takes longer than the rest
                try:
                    stat = os.stat(place)            # noqa: PTH116
                except OSError:
                    continue
                faces += inside(place, (stat.st_mtime_ns, stat.st_size))
    return faces


@lru_cache(maxsize=4096)
def inside(place: str, state: tuple[int, int]) -> tuple[Face, ...]:  # noqa: ARG001  # part of the memory's key
    """The faces in one file, read again only when its `state` (time of change, size) is another."""
    path = Path(place)
    try:
        with path.open("rb") as file:
            collection = file.read(4) == b"ttcf"
            file.seek(0)
            fonts = TTCollection(file, lazy=True) if collection else [TTFont(file, lazy=True)]
            return tuple(face for index, font in enumerate(fonts) for face in described(path, index, font))
    except Exception:                                # noqa: BLE001  # a broken font may raise anything; it is no use
        return ()


def described(path: Path, index: int, font: TTFont) -> Iterator[Face]:
    """The face, and what keeps it out of a PDF."""
    if "cmap" not in font:
        return
    rights = font["OS/2"].fsType if "OS/2" in font else 0
    entries = [entry for entry in font["name"].names if entry.nameID in NAMES]
    whole = [str(entry) for entry in entries if entry.nameID == 4]
    called = next((name for name in whole if not name.isascii()), font["name"].getBestFullName() or path.stem)
    fault: Fault = ""
    if "glyf" not in font:
        fault = "outlines"
    elif rights & (NO_SUBSET | BITMAPS_ONLY):
        fault = "forbidden"
    elif rights & 0x000F == RESTRICTED:
        fault = "licence"
    yield Face(path, index, frozenset(map(folded, [path.name, *map(str, entries)])), called, fault)


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """`name` without capitals, spaces and hyphens, for comparison."""
    return "".join(char for char in name.casefold() if char not in " -_")
