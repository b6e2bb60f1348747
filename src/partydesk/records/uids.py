"""Records in stored form as they travel: what they speak of named by uid, since numbers of records hold in one office alone.

Someone who was entered twice and is one person (`SAME`) is named by the entry that stayed.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from ..catalogue.fields import Link
from ..catalogue.kind import Kind
from .tables import SHAPES

Flat = Mapping[str, Any]
SAME = "@same"
"""Kept with an entry of the roster that was merged away: the uid of the one that stayed."""
CAME_FIRST = ("present", "guest", "leave", "absent", "excluded")
"""How someone stood on a roll, by what counts where several of its entries are one person."""


class Missing(Exception):
    """Something is spoken of that is not here (yet)."""


class Uids:
    """Which record has which uid."""

    def __init__(self, connection: Connection):
        self._uid: dict[str, dict[int, str]] = {}
        self.at: dict[str, tuple[str, int]] = {}
        self._same: dict[str, str] = {}
        for shape, table in SHAPES.items():
            self._uid[shape] = {}
            for id, uid in connection.execute(select(table.c.id, table.c.uid)):
                self.add(shape, id, uid)
        for shape in ("person", "body"):
            table = SHAPES[shape]
            for uid, details in connection.execute(select(table.c.uid, table.c.details).where(table.c.removed.is_not(None))):
                if SAME in details:
                    self.same(uid, details[SAME])

    def add(self, shape: str, id: int, uid: str) -> None:
        self._uid[shape][id] = uid
        self.at[uid] = shape, id

    def same(self, gone: str, stayed: str) -> None:
        """From now on `gone` is another name of `stayed`."""
        self._same[gone] = stayed

    def lasting(self, uid: str) -> str:
        """The uid of the entry that stayed."""
        seen: set[str] = set()
        while uid in self._same and uid not in seen:
            seen.add(uid)
            uid = self._same[uid]
        return uid

    def uid(self, shape: str, id: int) -> str:
        return self.lasting(self._uid[shape][id])

    def id(self, shape: str, uid: str) -> int:
        found = self.at.get(self.lasting(uid))
        if found is None or found[0] != shape:
            raise Missing(uid)
        return found[1]

    # ── whole records ────────────────────────────────────────────────────────────────────────────

    def out(self, kind: Kind, flat: Flat) -> dict[str, Any]:
        """A record in stored form, by uids."""
        return self._turned(kind, flat, self.uid, int)

    def into(self, kind: Kind, flat: Flat) -> dict[str, Any]:
        """The same back, by the numbers that records have here; `Missing` where one is not here."""
        return self._turned(kind, flat, self.id, str)

    def near(self, kind: Kind, flat: Flat) -> tuple[dict[str, Any], bool]:
        """As far as what it speaks of is here, and whether that is all of it."""
        try:
            return self.into(kind, flat), True
        except Missing:
            known = dict(flat)
            for blank in self.links(kind):
                if flat.get(blank.id):
                    there = [uid for uid in self._each(flat[blank.id]) if self.lasting(uid) in self.at]
                    known[blank.id] = there if blank.many else there[0] if there else None
            for aside in ("roll", "reasons"):
                if flat.get(aside):
                    known[aside] = {uid: said for uid, said in flat[aside].items() if self.lasting(uid) in self.at}
            return self.into(kind, known), False

    def spoken(self, kind: Kind, flat: Flat) -> set[str]:
        """All that a record in travelling form speaks of."""
        found = {uid for blank in self.links(kind) for uid in self._each(flat.get(blank.id))}
        return {self.lasting(uid) for uid in found | set(flat.get("roll") or ())}

    @staticmethod
    def links(kind: Kind) -> list[Link]:
        return [blank for blank in kind.known.values() if isinstance(blank, Link)]

    @staticmethod
    def _each(value: Any) -> list[Any]:
        return list(value) if isinstance(value, list | tuple) else [] if value is None else [value]

    def _turned(self, kind: Kind, flat: Flat, of: Any, read: Any) -> dict[str, Any]:
        made = {name: value for name, value in flat.items() if value is not None}
        for blank in self.links(kind):
            if (value := made.get(blank.id)) is not None:
                made[blank.id] = sorted({of(blank.to, one) for one in value}) if blank.many else of(blank.to, value)
        if "roll" in made:
            stood = self._stood(made["roll"], made.pop("reasons", {}), lambda one: str(of("person", read(one))))
            made["roll"] = {one: CAME_FIRST[rank] for one, (rank, _, _) in stood.items()}
            if reasons := {one: why for one, (_, _, why) in stood.items() if why}:
                made["reasons"] = reasons
        return made

    @staticmethod
    def _stood(roll: Mapping[str, str], reasons: Mapping[str, str], of: Callable[[str], str]) -> dict[str, tuple[int, bool, str]]:
        """How each stood on a roll, and why. Of several who are one person, who came, came; a reason goes before none.

        Desks learn of it in any order, of one entry after another or of all at once: it must come to the same.
        """
        found: dict[str, tuple[int, bool, str]] = {}
        for one, status in roll.items():
            why = reasons.get(one, "")
            stood = CAME_FIRST.index(status), not why, why
            found[of(one)] = min(stood, found.get(of(one), stood))
        return dict(sorted(found.items()))
