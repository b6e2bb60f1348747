"""An office after ten years: 60,000 items and 390,000 attendances under the shipped vocabulary, written straight in."""
from __future__ import annotations

import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from partydesk.catalogue.catalogue import Catalogue
from partydesk.catalogue.fields import Choice, Date, Flag, Number
from partydesk.catalogue.kind import Kind
from partydesk.records import file
from partydesk.records.engine import engine_of

PEOPLE, ITEMS, ATTENDANCES, OTHERS, FIRST = 323, 60_000, 390_000, 120_000, date(2016, 1, 1)
DAYS = 3652


def make(path: Path, catalogue: Catalogue) -> None:
    """Fill a new office at `path`; the same every time."""
    chance = random.Random(20250630)
    file.create(str(path))
    engine = engine_of(path, foreign_keys=False)
    with engine.begin() as connection:
        cursor = connection.connection.cursor()
        by_shape: dict[str, list[Kind]] = {}
        for kind in catalogue.kinds.values():
            by_shape.setdefault(kind.shape, []).append(kind)
        n = 0
        for kind in by_shape["body"]:
            for _ in range(8):
                n += 1
                put(cursor, "body", kind, chance, {"name": f"组织{n}", "since": "2010-01-01"})
        for n in range(PEOPLE):
            put(cursor, "person", catalogue.kind("staff"), chance, {
                "name": f"人员{n}", "initials": "ry", "pinyin": "renyuan", "body": n % 8 + 1, "since": "2010-01-01",
                "born": day(chance, date(1965, 1, 1), 12_000)})
        activities = by_shape["activity"]
        held = ATTENDANCES // 98
        for n in range(held):
            put(cursor, "activity", activities[n % len(activities)], chance,
                {"date": day(chance, FIRST, DAYS), "title": f"活动{n}"})
        cursor.executemany("insert into attendance (activity, person, status) values (?, ?, ?)", (
            (activity, person, chance.choices(("present", "leave", "absent"), (90, 8, 2))[0])
            for activity in range(1, held + 1) for person in chance.sample(range(1, PEOPLE + 1), 98)))
        cursor.executemany("insert into holding values (?, ?)",
                           ((activity, activity % 8 + 1) for activity in range(1, held + 1)))
        fill(cursor, "item", by_shape["item"], chance, ITEMS)
        fill(cursor, "fact", by_shape["fact"], chance, OTHERS)
        fill(cursor, "paper", by_shape["paper"], chance, OTHERS // 20)
        cursor.execute("analyze")
        cursor.close()
    engine.dispose()


def fill(cursor: Any, table: str, kinds: list[Kind], chance: random.Random, many: int) -> None:
    for n in range(many):
        opened = FIRST + timedelta(chance.randrange(DAYS))
        values: dict[str, Any] = {"date": opened.isoformat(), "title": f"记录{n}", "body": chance.randint(1, 8)}
        if table == "item":
            closed = opened + timedelta(chance.randint(1, 90)) if chance.random() < 0.8 else None
            values |= {"owner": chance.randint(1, PEOPLE), "closed": closed and closed.isoformat(),
                       "working_days": closed and (closed - opened).days * 5 // 7}
        else:
            values["person"] = chance.randint(1, PEOPLE)
        if table == "paper":
            values["status"] = chance.choice(("pending", "signed", "archived"))
        put(cursor, table, kinds[n % len(kinds)], chance, values)


def put(cursor: Any, table: str, kind: Kind, chance: random.Random, values: dict[str, Any]) -> None:
    row = {"uid": UUID(int=chance.getrandbits(128)).hex, "kind": kind.id, "version": 1, "desk": "bench",
           "entered": "2025-01-01T00:00:00+00:00", "details": json.dumps(details(kind, chance))} | values
    cursor.execute(f"insert into {table} ({', '.join(row)}) values ({', '.join('?' * len(row))})", tuple(row.values()))


def details(kind: Kind, chance: random.Random) -> dict[str, Any]:
    """Something plausible in each field of a kind."""
    made: dict[str, Any] = {}
    for field in kind.fields:
        match field:
            case Choice(choices=choices):
                made[field.id] = chance.choice(list(choices))
            case Number():
                made[field.id] = chance.randint(1, 500)
            case Flag():
                made[field.id] = chance.random() < 0.6
            case Date():
                made[field.id] = day(chance, FIRST, DAYS)
    return made


def day(chance: random.Random, first: date, days: int) -> str:
    return (first + timedelta(chance.randrange(days))).isoformat()
