"""The numberings of a form (1. 2. 3.), so that in a file of many copies each counts from the beginning."""
from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Any

from .manuscript import SPACES
from .parcel import Parcel, elements, parse

LEVELS = 9


class Counting:
    """The numberings of a file, and those that are added so that every copy counts from the beginning."""

    def __init__(self, parcel: Parcel):
        self.added: list[tuple[str, str]] = []                # the id of each, and of which abstract one it is
        self.place = _related_part(parcel, "/numbering")
        self.raw = parcel.parts.get(self.place, b"")
        self.of: dict[str, str] = {}                          # abstract by number
        self.starts: dict[tuple[str, str], str] = {}          # abstract, level: where it begins
        self.levels: dict[tuple[str, str], str] = {}          # abstract, style: level
        self.styled: dict[str, tuple[str, str]] = {}          # style: level, number
        if self.raw:
            _Numberings(self).read(self.raw)
            if styles := parcel.parts.get(_related_part(parcel, "/styles"), b""):
                self.styled = _Styles(self).read(styles)

    def anew(self, number: int, named: set[str]) -> Mapping[str, str]:
        """Numberings of a copy for those that its paragraphs and styles name; the first copy has its own."""
        if number == 1:
            return {}
        made: dict[str, str] = {}
        highest = max((int(id) for id in self.of if id.isdigit()), default=0) + len(self.added)
        for id in sorted(named | {number for _, number in self.styled.values()}):
            if id in self.of and id != "0":
                highest += 1
                made[id] = str(highest)
                self.added.append((made[id], id))
        for style, (level, id) in self.styled.items():
            if id in made:
                made[f"style {style}"] = f"{level} {made[id]}"
        return made

    def written(self) -> bytes:
        """The part with the added numberings, each begun at every level."""
        close = self.raw.rindex(b"</")
        p = self.raw[close + 2:].split(b"numbering")[0]
        mac = self.raw.rfind(b"<%bnumIdMacAtCleanup" % p)
        close = mac if mac > 0 else close
        return self.raw[:close] + b"".join(self._one(p, id, of) for id, of in self.added) + self.raw[close:]

    def _one(self, p: bytes, id: str, of: str) -> bytes:
        abstract = self.of[of]
        starts = b"".join(
            b'<%blvlOverride %bilvl="%d"><%bstartOverride %bval="%b"/></%blvlOverride>' % (
                p, p, level, p, p, self.starts[abstract, str(level)].encode(), p)
            for level in range(LEVELS) if (abstract, str(level)) in self.starts)
        head = b'<%bnum %bnumId="%b"><%babstractNumId %bval="%b"/>' % (p, p, id.encode(), p, p, abstract.encode())
        return head + starts + b"</%bnum>" % p


class _Walk:
    """Goes through a part of Word's own words, told of each element with its attributes."""

    def read(self, raw: bytes) -> Any:
        parse(raw, self.watch)

    def watch(self, reader: Any) -> None:
        def begun(full: str, attributes: dict[str, str]) -> None:
            space, _, name = full.rpartition(" ")
            if f"{space} " in SPACES:
                self.told(name, {key.rpartition(" ")[2]: value for key, value in attributes.items()})

        reader.StartElementHandler = begun

    def told(self, name: str, attributes: dict[str, str]) -> None:
        raise AssertionError(name)


class _Numberings(_Walk):
    def __init__(self, counting: Counting):
        self.counting, self.abstract, self.level, self.number = counting, "", "", ""

    def told(self, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val", "")
        match name:
            case "abstractNum":
                self.abstract = attributes.get("abstractNumId", "")
            case "lvl" if not self.number:
                self.level = attributes.get("ilvl", "")
                self.counting.starts[self.abstract, self.level] = "1"
            case "start" if not self.number and value.isdigit():
                self.counting.starts[self.abstract, self.level] = value
            case "pStyle" if not self.number:
                self.counting.levels[self.abstract, value] = self.level
            case "num":
                self.number = attributes.get("numId", "")
            case "abstractNumId" if self.number:
                self.counting.of[self.number] = value


class _Styles(_Walk):
    def __init__(self, counting: Counting):
        self.counting, self.style, self.based = counting, "", dict[str, str]()
        self.own: dict[str, tuple[str, str]] = {}

    def read(self, raw: bytes) -> dict[str, tuple[str, str]]:
        super().read(raw)
        return {style: found for style in self.based if (found := self._of(style)) is not None}

    def told(self, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val", "")
        match name:
            case "style":
                self.style = attributes.get("styleId", "")
                self.based[self.style] = ""
            case "basedOn":
                self.based[self.style] = value
            case "ilvl":
                self.own[self.style] = value, self.own.get(self.style, ("", ""))[1]
            case "numId":
                self.own[self.style] = self.own.get(self.style, ("", ""))[0], value

    def _of(self, style: str) -> tuple[str, str] | None:
        """The level and the numbering of a style, its own or that of the style which it follows."""
        passed = set[str]()
        at = style
        while at and at not in passed:
            passed.add(at)
            if at in self.own and (number := self.own[at][1]):
                abstract = self.counting.of.get(number, "")
                level = self.counting.levels.get((abstract, style)) or self.own[at][0] or "0"
                return (level, number) if number != "0" else None
            at = self.based.get(at, "")
        return None


def relations_of(name: str) -> str:
    """Where the relations of a part lie."""
    room, _, own = name.rpartition("/")
    return f"{room}/_rels/{own}.rels".removeprefix("/")


def target_of(of: str, target: str) -> str:
    """The part that a relation of the part `of` points to."""
    return target.removeprefix("/") if target.startswith("/") else posixpath.normpath(posixpath.join(posixpath.dirname(of), target))


def _related_part(parcel: Parcel, sort: str) -> str:
    """The part that the text is related to in this way; nothing where there is none."""
    rels = parcel.parts.get(relations_of(parcel.place), b"<a/>")
    return next((name for one in elements(rels, "Relationship") if one.get("Type", "").endswith(sort)
                 and (name := target_of(parcel.place, one.get("Target", ""))) in parcel.parts), "")
