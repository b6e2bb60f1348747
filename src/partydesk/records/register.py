"""Who is called what: names to ids and back, for the fields that point at other records."""
from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, func, select

from ..catalogue.fields import Linked
from ..catalogue.problem import nearest
from ..errors import Refusal
from .tables import SHAPES, change

DOTS = dict.fromkeys(map(ord, "•．・‧∙●⋅."), "·")
"""What input methods leave for the dot in 艾力·亚森: looked up alike, kept as written."""
AMONG = {"person": "名册里", "body": "组织里", "activity": "活动里", "item": "事项里"}
MANY = ("activity", "item")
"""Shapes that grow by the day: one name of them is looked up alone."""
FEW = 200
"""Names looked up one by one before all of a shape are read."""

Run = Callable[[Select[Any]], Sequence[Row[Any]]]


@dataclass(frozen=True)
class _Called:
    """What the records of one shape are called, as of one reading; `homes`: where people belong."""

    names: Mapping[int, str]
    ids: Mapping[str, Sequence[int]]
    homes: Mapping[int, int | None]


class Register:
    """The names of one office, read for each shape when first asked for and kept until it changes; `run` runs a select.

    It may be asked from any thread. What was being read while it was forgotten is answered, but not kept.
    """

    full = False

    def __init__(self, run: Run):
        self._run = run
        self._called: dict[str, _Called] = {}
        self._single: dict[str, dict[int, str | None]] = {}
        self._turns: Counter[str] = Counter()
        self._seen: int | None = None         # the newest line of the journal when the first names were read
        self._lock = threading.Lock()

    def name(self, to: Linked, id: int) -> str:
        """What the record is called; of namesakes among people, where they belong is said too, or their number."""
        if to in MANY and to not in self._called and len(self._single.get(to, ())) < FEW:
            return self._alone(to, id) or f"（编号 {id}）"
        called = self._all(to)
        name = called.names.get(id)
        if name is None:
            return f"（编号 {id}）"
        alike = called.ids[name.translate(DOTS)]
        if to != "person" or len(alike) == 1:
            return name
        homes = [called.homes.get(other) for other in alike]
        home = called.homes.get(id)
        apart = self.name("body", home) if home is not None and homes.count(home) == 1 else f"#{id}"
        return f"{name}（{apart}）"

    def in_full(self) -> Register:
        """The same, asked for by who is to have citizens' numbers whole."""
        whole = copy(self)
        whole.full = True
        return whole

    def find(self, to: Linked, name: str) -> int:
        """The one record called `name`; `张三（第一党支部）` tells namesakes apart, `#12` is the record's number."""
        called = self._all(to)
        if (numbered := re.fullmatch(r"#(\d+)", name)) and int(numbered[1]) in called.names:
            return int(numbered[1])
        name = name.translate(DOTS)
        found = called.ids.get(name, [])
        if not found and to == "person" and (told := re.fullmatch(r"(.+?)[(（](.+)[)）]", name)):
            homes = self._all("body").ids.get(told[2], [])
            found = [id for id in called.ids.get(told[1], []) if called.homes.get(id) in homes or told[2] == f"#{id}"]
        if len(found) == 1:
            return found[0]
        if found:
            numbers = "、".join(f"#{id}" for id in found[:8])
            raise Refusal(f"有 {len(found)} 个“{name}”，请写明组织，如 {name}（第一党支部），或写编号 {numbers}")
        near = nearest(name, called.ids)
        raise Refusal(f"{AMONG[to]}没有“{name[:40]}”" + (f"（{near}）" if near else ""))

    # ── what is kept, and how long ───────────────────────────────────────────────────────────────

    def forget(self, *shapes: str) -> None:
        """Records of these shapes were added, renamed or removed."""
        with self._lock:
            self._forget(shapes)

    def follow(self) -> None:
        """Forget what the journal says has changed since it was last looked at, by whatever desk."""
        if (seen := self._seen) is None:      # nothing was read yet
            return
        lines = map(tuple, self._run(select(change.c.place, func.max(change.c.id)).where(
            change.c.id > seen).group_by(change.c.place)))
        moved: dict[str, int] = dict(lines)
        with self._lock:
            self._forget(tuple(moved))
            self._seen = max([self._seen or 0, *moved.values()])

    def _forget(self, shapes: Sequence[str]) -> None:
        for to in shapes:
            self._turns[to] += 1
            self._called.pop(to, None)
            self._single.pop(to, None)

    def _start(self) -> None:
        """From which line of the journal on a change would be news."""
        if self._seen is None:
            last = self._run(select(func.max(change.c.id)))[0][0] or 0
            with self._lock:
                self._seen = last if self._seen is None else self._seen

    def _alone(self, to: Linked, id: int) -> str | None:
        """What one record is called, without reading all the others."""
        self._start()
        turn = self._turns[to]
        known = self._single.get(to, {})
        if id in known:
            return known[id]
        table = SHAPES[to]
        rows = self._run(select(table.c.title).where(table.c.id == id, table.c.removed.is_(None)))
        name: str | None = rows[0][0] if rows else None
        with self._lock:
            if self._turns[to] == turn:
                self._single.setdefault(to, {})[id] = name
        return name

    def _all(self, to: Linked) -> _Called:
        if (known := self._called.get(to)) is not None:
            return known
        self._start()
        turn = self._turns[to]
        table = SHAPES[to]
        called = table.c.name if "name" in table.c else table.c.title
        home = table.c.body if to == "person" else table.c.id
        names: dict[int, str] = {}
        ids: dict[str, list[int]] = {}
        homes: dict[int, int | None] = {}
        for row in self._run(select(table.c.id, called, home).where(table.c.removed.is_(None)).order_by(table.c.id)):
            id, name, body = tuple(row)
            names[id] = name
            ids.setdefault(name.translate(DOTS), []).append(id)
            if to == "person":
                homes[id] = body
        made = _Called(names, ids, homes)
        with self._lock:
            if self._turns[to] == turn:
                self._called[to] = made
        return made
