"""Somebody edits the file with another program: every change is found, and an honest history shows none.

Each history is made at random by everything a clerk can do, at two desks; nothing may be found on it. Then one thing
after the other is changed by raw SQL, looked for, and taken back: lines of the journal edited, sealed anew, removed,
slipped in, moved, doubled, cut off the end; records, rolls, numbers, settings and forms edited, added, removed.
"""
from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Date, Integer, delete, func, insert, select, text, update

from partydesk.errors import Refusal
from partydesk.office import Office, proving, steps
from partydesk.office.office import OnlyTried
from partydesk.records.journal import SEALED, sealed
from partydesk.records.replay import ASIDE
from partydesk.records.tables import KEYED, SHAPES, STATUSES, attendance, change, holding
from tests.office.test_undo import Clerk

from .outcome import Outcome

EVERY = 200
"""Changes tried on one history."""
STEPS = 60
TABLES = (*SHAPES.values(), *(table for table in KEYED.values() if table.name not in ("desk", "origin", "clash", "operator", "issued")))


class Untouched(Exception):
    """There is nothing in this history that could be changed so."""


def trial(times: int, folder: Path, seed: int = 20) -> Outcome:
    failures: list[str] = []
    counted: Counter[str] = Counter()
    done = histories = 0
    while done < times:
        histories += 1
        with _history(folder / f"历史{histories}.partydesk", folder, seed * 1000 + histories) as office:
            if found := proving.faults(office):
                failures.append(f"第 {histories} 段没有人动过的历史，却说：{found[0]}")
                break
            chance = random.Random(seed * 1000 + histories)
            for _ in range(min(EVERY, times - done)):
                tamper = chance.choice(TAMPERING)
                found = _tried(office, chance, tamper)
                done += 1
                if found is None:
                    continue                  # nothing of the sort is there; counted as tried, told as not
                counted[tamper.__name__] += 1
                if not found:
                    failures.append(f"第 {histories} 段历史：{tamper.__doc__}，没有发现")
    changed = sum(counted.values())
    return Outcome(done, failures, {"没有人动过的历史": f"{histories} 段，没有误报", "改动": f"{changed} 处，{len(counted)} 种"})


def _history(place: Path, folder: Path, seed: int) -> Office:
    with Office.create(place, "试验单位", who="甲", desk="desk-one") as office, office.together("名册"):
        branches = [office.save("branch", {"name": name}) for name in ("第一党支部", "第二党支部")]
        for n in range(6):
            office.save("staff", {"name": f"张{n}", "body": branches[n % 2], "party": "member"})
    for desk in ("desk-one", "desk-two"):
        with Office.open(place, who=desk, desk=desk) as office:
            clerk, did = Clerk(office, seed, folder), 0
            while did < STEPS // 2:
                try:
                    clerk.act()
                    did += 1
                    if clerk.any.random() < .15:
                        office.undo()
                        if clerk.any.random() < .5:
                            steps.redo(office)
                except Refusal:
                    did += 1
    return Office.open(place, who="查看", desk="desk-one")


def _tried(office: Office, chance: random.Random, tamper: Callable[[Connection, random.Random], None]) -> list[str] | None:
    """What is found after one change, which does not stay; None where there was nothing to change."""
    found: list[str] | None = None
    with office.door("试") as door:
        door.connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        try:
            tamper(door.connection, chance)
            found = [finding.found for finding in proving.findings(office)]
        except Untouched:
            pass
        raise OnlyTried
    return found


# ── lines of the journal ─────────────────────────────────────────────────────────────────────────

def _lines(connection: Connection) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(select(change).order_by(change.c.desk, change.c.seq)).mappings()]


def _one(connection: Connection, chance: random.Random, wanted: Callable[[dict[str, Any]], bool] = lambda _: True) -> dict[str, Any]:
    among = [line for line in _lines(connection) if wanted(line)]
    if not among:
        raise Untouched
    return chance.choice(among)


def _set(connection: Connection, id: int, **values: Any) -> None:
    connection.execute(update(change).where(change.c.id == id).values(**values))


def _shifted(connection: Connection, desk: str, after: int, by: int) -> None:
    """Renumber what follows, away from the numbers that are taken and back."""
    for step in (1_000_000, by - 1_000_000):
        connection.execute(update(change).where(change.c.desk == desk, change.c.seq > after).values(seq=change.c.seq + step))


def _sealed_on(connection: Connection, desk: str, first: int) -> None:
    """Seal anew all that follows, as who knows how would."""
    seal = connection.execute(select(change.c.hash).where(change.c.desk == desk, change.c.seq == first - 1)).scalar() or ""
    query = select(change).where(change.c.desk == desk, change.c.seq >= first).order_by(change.c.seq)
    for row in connection.execute(query).mappings().all():
        seal = sealed(row, seal)
        _set(connection, row["id"], hash=seal)


def _edited(line: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The line with one thing changed."""
    name = chance.choice([name for name in SEALED if name not in ("desk", "seq") and (name not in ("before", "after") or line[name])])
    value = line[name]
    if isinstance(value, dict):
        key = chance.choice(list(value))
        return line | {name: value | {key: f"{value[key]}改"}}
    return line | {name: f"{value or ''}1"}


def edit_line(connection: Connection, chance: random.Random) -> None:
    """改一行操作记录"""
    line = _one(connection, chance)
    new = _edited(line, chance)
    _set(connection, line["id"], **{name: new[name] for name in SEALED})


def reseal_line(connection: Connection, chance: random.Random) -> None:
    """改一行操作记录，重算这一行的校验"""
    line = _one(connection, chance)
    new = _edited(line, chance)
    before = connection.execute(select(change.c.hash).where(change.c.desk == line["desk"], change.c.seq == line["seq"] - 1)).scalar() or ""
    _set(connection, line["id"], **{name: new[name] for name in SEALED}, hash=sealed(new, before))


def rewrite(connection: Connection, chance: random.Random) -> None:
    """改一行操作记录，后面的全部重算校验"""
    line = _one(connection, chance)
    new = _edited(line, chance)
    _set(connection, line["id"], **{name: new[name] for name in SEALED})
    _sealed_on(connection, line["desk"], line["seq"])


def spoil_line(connection: Connection, chance: random.Random) -> None:
    """把一行操作记录弄得读不懂"""
    line = _one(connection, chance)
    name, value = chance.choice([("after", "{"), ("before", "[1]"), ("after", "\"x\""), ("who", b"\xff"), ("seq", "甲"), ("at", "昨天")])
    connection.execute(text(f"update change set {name} = :value where id = :id"), {"value": value, "id": line["id"]})


def remove_line(connection: Connection, chance: random.Random) -> None:
    """删一行操作记录"""
    connection.execute(delete(change).where(change.c.id == _one(connection, chance)["id"]))


def remove_and_renumber(connection: Connection, chance: random.Random) -> None:
    """删一行操作记录，后面的重新编号"""
    line = _one(connection, chance)
    connection.execute(delete(change).where(change.c.id == line["id"]))
    _shifted(connection, line["desk"], line["seq"], -1)
    if chance.random() < .5:
        _sealed_on(connection, line["desk"], line["seq"])


def insert_line(connection: Connection, chance: random.Random) -> None:
    """插入一行操作记录"""
    tops = set(connection.execute(select(func.max(change.c.seq)).group_by(change.c.desk)).scalars())
    line = _one(connection, chance, lambda line: line["seq"] not in tops)       # sealed at the end it is no insertion, but one step more
    _shifted(connection, line["desk"], line["seq"], 1)
    new = {name: value for name, value in line.items() if name != "id"} | {"seq": line["seq"] + 1, "why": "插入"}
    connection.execute(insert(change), new | {"hash": sealed(new, line["hash"])})
    if chance.random() < .5:
        _sealed_on(connection, line["desk"], line["seq"] + 1)


def swap_lines(connection: Connection, chance: random.Random) -> None:
    """对调两行操作记录"""
    one = _one(connection, chance)
    other = _one(connection, chance, lambda line: line["desk"] == one["desk"] and line["id"] != one["id"] and line["at"] != one["at"])
    names = [name for name in (*SEALED, "hash") if name not in ("desk", "seq")] if chance.random() < .5 else ["seq"]
    if names == ["seq"]:
        _set(connection, one["id"], seq=-1)
    _set(connection, other["id"], **{name: one[name] for name in names})
    _set(connection, one["id"], **{name: other[name] for name in names})


def double_line(connection: Connection, chance: random.Random) -> None:
    """把一行操作记录再写一遍"""
    line = _one(connection, chance)
    last = connection.execute(select(func.max(change.c.seq)).where(change.c.desk == line["desk"])).scalar_one()
    connection.execute(insert(change), {name: value for name, value in line.items() if name != "id"} | {"seq": last + 1})


def hand_line(connection: Connection, chance: random.Random) -> None:
    """把一行操作记录算到另一台机器头上"""
    _set(connection, _one(connection, chance)["id"], desk="desk-three")


def cut(connection: Connection, chance: random.Random) -> None:
    """切掉末尾的操作记录"""
    line = _one(connection, chance)
    connection.execute(delete(change).where(change.c.desk == line["desk"], change.c.seq >= line["seq"]))


# ── what the tables hold ─────────────────────────────────────────────────────────────────────────

def _row(connection: Connection, chance: random.Random, tables: Any = TABLES) -> tuple[Any, dict[str, Any]]:
    table = chance.choice(tables)
    among = [dict(row) for row in connection.execute(select(table)).mappings()
             if (table.name, json.dumps([row[c.name] for c in table.primary_key], ensure_ascii=False)) not in ASIDE]
    if not among:
        raise Untouched
    return table, chance.choice(among)


def _here(table: Any, row: dict[str, Any]) -> list[Any]:
    return [column == row[column.name] for column in table.primary_key]


def edit_row(connection: Connection, chance: random.Random) -> None:
    """改一条记录（或填报数、章节、表单、设置、附件）的一栏"""
    table, row = _row(connection, chance)
    among = [column for column in table.c if not column.primary_key and column.name not in (
        "uid", "kind", "version", "desk", "initials", "pinyin", "removed", "entered")]
    column = chance.choice(among)
    value = row[column.name]
    if column.name == "details":
        key = chance.choice([*value, "note"])
        new: Any = {**value, key: f"{value.get(key)}改"} if chance.random() < .7 or key not in value else {
            name: held for name, held in value.items() if name != key}
    elif isinstance(column.type, Date):
        connection.execute(text(f'update "{table.name}" set "{column.name}" = \'2001-02-03\' where id = :id'), {"id": row["id"]})
        return
    elif isinstance(column.type, Integer):
        new = (value or 0) + 1
    else:
        new = f"{value or ''}改"
    connection.execute(update(table).where(*_here(table, row)).values({column.name: new}))


def mark_row(connection: Connection, chance: random.Random) -> None:
    """把一条记录删进回收站或拿出来，或改它的录入时间、种类"""
    table, row = _row(connection, chance, tuple(SHAPES.values()))
    name, value = chance.choice([("removed", None if row["removed"] else "2025-01-01T00:00:00.000+00:00"),
                                 ("entered", "2020-01-01T00:00:00.000+00:00"), ("kind", "other")])
    connection.execute(update(table).where(*_here(table, row)).values({name: value}))


def spoil_row(connection: Connection, chance: random.Random) -> None:
    """把一条记录弄得读不懂"""
    table, row = _row(connection, chance, tuple(SHAPES.values()))
    connection.execute(text(f'update "{table.name}" set details = :value where id = :id'),
                       {"value": chance.choice(["{", "[]", "", "7"]), "id": row["id"]})


def remove_row(connection: Connection, chance: random.Random) -> None:
    """从表里删一条"""
    table, row = _row(connection, chance)
    connection.execute(delete(table).where(*_here(table, row)))


def add_row(connection: Connection, chance: random.Random) -> None:
    """往表里加一条"""
    table, row = _row(connection, chance)
    key = next(iter(table.primary_key)).name
    new = {name: value for name, value in row.items() if name != "id"}
    new |= {"uid": f"{chance.getrandbits(128):032x}"} if table.name in SHAPES else {key: f"{row[key]}x"[-32:]}
    connection.execute(insert(table), new)


def sign(connection: Connection, chance: random.Random) -> None:
    """改签到：加、删、改状态，或改主办组织"""
    table = chance.choice((attendance, holding))
    _, row = _row(connection, chance, (table,))
    sort = chance.choice(("gone", "come", "other"))
    if sort == "gone":
        connection.execute(delete(table).where(*_here(table, row)))
    elif sort == "come":
        name = "person" if table is attendance else "body"
        there = {one for one, in connection.execute(select(table.c[name]).where(table.c.activity == row["activity"]))}
        if not (free := [one for one, in connection.execute(select(SHAPES[name].c.id)) if one not in there]):
            raise Untouched
        connection.execute(insert(table), row | {name: free[0]})
    elif table is attendance:
        status = chance.choice([one for one in STATUSES if one != row["status"]])
        connection.execute(update(table).where(*_here(table, row)).values(status=status))
    else:
        raise Untouched


TAMPERING = (edit_line, reseal_line, rewrite, spoil_line, remove_line, remove_and_renumber, insert_line, swap_lines, double_line,
             hand_line, cut, *[edit_row] * 4, mark_row, spoil_row, *[remove_row] * 2, *[add_row] * 2, *[sign] * 2)
