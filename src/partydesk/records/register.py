"""Who is called what: names to ids and back, for the fields that point at other records."""
from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from ..catalogue.fields import Linked
from ..catalogue.problem import nearest
from ..errors import Refusal
from .tables import SHAPES

DOTS = dict.fromkeys(map(ord, "•．・‧∙●⋅."), "·")
"""What input methods leave for the dot in 艾力·亚森: looked up alike, kept as written."""
AMONG = {"person": "名册里", "body": "组织里", "activity": "活动里", "item": "事项里"}

Run = Callable[[Select[Any]], Sequence[Row[Any]]]


class Register:
    """The names of one office, read once for each shape when first asked for; `run` runs a select."""

    def __init__(self, run: Run):
        self._run = run
        self._names: dict[Linked, dict[int, str]] = {}
        self._ids: dict[Linked, dict[str, list[int]]] = {}
        self._homes: dict[int, int | None] = {}

    def name(self, to: Linked, id: int) -> str:
        """What the record is called; of namesakes among people, where they belong is said too, or their number."""
        name = self._all(to).get(id)
        if name is None:
            return f"（编号 {id}）"
        alike = self._ids[to][name.translate(DOTS)]
        if to != "person" or len(alike) == 1:
            return name
        homes = [self._homes.get(other) for other in alike]
        home = self._homes.get(id)
        apart = self.name("body", home) if home is not None and homes.count(home) == 1 else f"#{id}"
        return f"{name}（{apart}）"

    def find(self, to: Linked, name: str) -> int:
        """The one record called `name`; `张三（第一党支部）` tells namesakes apart, `#12` is the record's number."""
        names = self._all(to)
        if (numbered := re.fullmatch(r"#(\d+)", name)) and int(numbered[1]) in names:
            return int(numbered[1])
        name = name.translate(DOTS)
        found = self._ids[to].get(name, [])
        if not found and to == "person" and (told := re.fullmatch(r"(.+?)[(（](.+)[)）]", name)):
            homes = self._called("body", told[2])
            found = [id for id in self._ids[to].get(told[1], []) if self._homes.get(id) in homes or told[2] == f"#{id}"]
        if len(found) == 1:
            return found[0]
        if found:
            numbers = "、".join(f"#{id}" for id in found[:8])
            raise Refusal(f"有 {len(found)} 个“{name}”，请写明组织，如 {name}（第一党支部），或写编号 {numbers}")
        near = nearest(name, self._ids[to])
        raise Refusal(f"{AMONG[to]}没有“{name[:40]}”" + (f"（{near}）" if near else ""))

    def forget(self, to: str) -> None:
        """Someone of this shape was added, renamed or removed."""
        for held in (self._names, self._ids):
            held.pop(to, None)                # type: ignore[call-overload]  # papers and facts are never asked for

    def _called(self, to: Linked, name: str) -> list[int]:
        self._all(to)
        return self._ids[to].get(name, [])

    def _all(self, to: Linked) -> dict[int, str]:
        if to not in self._names:
            table = SHAPES[to]
            called = table.c.name if "name" in table.c else table.c.title
            home = table.c.body if to == "person" else table.c.id
            names: dict[int, str] = {}
            ids: dict[str, list[int]] = {}
            query = select(table.c.id, called, home).where(table.c.removed.is_(None)).order_by(table.c.id)
            for row in self._run(query):
                id, name, body = tuple(row)
                names[id] = name
                ids.setdefault(name.translate(DOTS), []).append(id)
                if to == "person":
                    self._homes[id] = body
            self._names[to], self._ids[to] = names, ids
        return self._names[to]
