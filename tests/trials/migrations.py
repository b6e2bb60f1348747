"""The program is killed while it brings an office of an older program up to date: the file is the old one or the new one, whole."""
from __future__ import annotations

import shutil
from collections.abc import Sequence
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

import sqlcipher3.dbapi2 as driver

from partydesk.office import Office, proving
from partydesk.records import file, migrating, words

from . import tried
from .killing import Killed, Tell, kills
from .outcome import Outcome
from .powercuts import judged, recorded
from .recording import tell

OLDER = (1, 2)
"""The schemas of older programs."""
MEETINGS = 12
NAME = "试验.partydesk"
Rows = dict[tuple[str, str], set[str]]
"""By table and the columns that were read."""


def trial(times: int, folder: Path, seed: int = 20) -> Outcome:
    old = [older(folder / f"原{schema}.partydesk", schema) for schema in OLDER if schema < migrating.SCHEMA]
    held = [_rows(place) for place in old]
    rooms = (folder / str(number) for number in count())
    seen = {"new": 0}

    def begin() -> tuple[Path]:
        room = next(rooms)
        room.mkdir()
        place = room / NAME
        shutil.copyfile(old[int(room.name) % len(old)], place)
        return (place,)

    def judge(killed: Killed, place: Path) -> list[str]:
        which = int(place.parent.name) % len(old)
        was, found = OLDER[which], file.look_at(place).schema
        wrong = [] if found in (was, migrating.SCHEMA) else [f"格式是 {found}，既不是旧的也不是新的"]
        if killed.told and found != migrating.SCHEMA:
            wrong.append("说升级好了，却没有")
        seen["new"] += found == migrating.SCHEMA and not killed.ended
        wrong += _whole(place, held[which])
        kept = place.with_name(f"{place.name}.schema{was}.bak")
        if not kept.exists() or file.look_at(kept).schema != was:
            wrong.append("没有留下升级前的文件")
        wanted = {place.name, f"{place.name}-journal", f".{place.name}.open", kept.name}
        if left := sorted({one.name for one in place.parent.iterdir()} - wanted):
            wrong.append(f"留下了用不着的 {'、'.join(left)}")
        shutil.rmtree(place.parent)
        return wrong

    outcome = kills(times, seed, begin, opening, judge)
    return Outcome(outcome.done, outcome.failures, outcome.told | {"其中已换成新文件": f"{seen['new']} 次"})


def cut(times: int, folder: Path, seed: int = 20) -> Outcome:
    """The same under simulated power cuts."""
    failures: list[str] = []
    for number, schema in enumerate(OLDER):
        room = folder / str(schema)
        room.mkdir()
        place = older(folder / f"原{schema}.partydesk", schema)
        shutil.copyfile(place, room / NAME)
        recording = recorded("migrations:recorded_opening", room, str(room / NAME))
        share = times // len(OLDER) + (number < times % len(OLDER))
        failures += judged(recording, share, seed, partial(judge_cut, schema, _rows(place)))
    return Outcome(times, failures)


def recorded_opening(place: str) -> None:
    opening(tell, Path(place))


def judge_cut(was: int, held: Rows, room: Path, told: Sequence[Any], _coming: Any) -> list[str]:
    """What is wrong with what a cut left, opened as the program does."""
    try:
        found = file.look_at(room / NAME).schema
        wrong = [] if found == migrating.SCHEMA or found == was and told[-1] == "" else [f"格式是 {found}"]
        return wrong + _whole(room / NAME, held)
    except Exception as error:  # noqa: BLE001 (whatever it raises is what the trial looks for)
        return [f"打不开：{type(error).__name__} {error}"]


def opening(tell: Tell, place: Path) -> None:
    tell("")
    with Office.open(place, who="试验", desk="trial"):
        tell("好了")


def _whole(place: Path, held: Rows) -> list[str]:
    """What is wrong with an office that held these rows before, opened as the program does."""
    with tried.opened(place) as office:
        wrong = proving.faults(office)
        with office.reading() as connection:
            if len(words.found(connection, office.catalogue, "研究事项")) != MEETINGS:
                wrong.append("有的记录查不到")
    now = _rows(place, held)
    return wrong + [f"“{key[0]}”表少了 {len(rows - now[key])} 行" for key, rows in held.items() if rows - now[key]]


def _rows(place: Path, of: Rows | None = None) -> Rows:
    """Every row of every table but those of the index, as text; with `of`, of its tables and columns alone."""
    there = driver.connect(str(place))
    try:
        names = dict(of.keys()) if of else _columns(there)
        return {(table, columns): {repr(row) for row in there.execute(f'SELECT {columns} FROM "{table}"')}
                for table, columns in names.items()}
    finally:
        there.close()


def _columns(there: Any, schema: str = "main") -> dict[str, str]:
    """The columns of each table but those of the index, as they are written in a question."""
    names = [name for name, in there.execute(f"SELECT name FROM {schema}.sqlite_master WHERE type = 'table'")]
    return {table: ", ".join(f'"{row[1]}"' for row in there.execute(f"PRAGMA {schema}.table_info({table})"))
            for table in names if not table.startswith(("words", "alembic"))}


def older(place: Path, schema: int) -> Path:
    """An office as an older program left it: made with the migrations of that time, and filled row by row."""
    new, migrations = place.with_suffix(".new"), place.with_suffix(".migrations")
    tried.make(new)
    with tried.opened(new) as office:
        for number in range(1, MEETINGS + 1):
            tried.meet(office, number, reasoned=False)
    later = (f"{number:04}*" for number in range(schema + 1, migrating.SCHEMA + 1))
    shutil.copytree(migrating.MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__", *later))
    with patch.object(migrating, "MIGRATIONS", migrations), patch.object(migrating, "SCHEMA", schema):
        file.create(str(place))
    _fill(place, new)
    return place


def _fill(place: Path, new: Path) -> None:
    """Everything of the new file that the old tables have room for; the index of words is left to be built."""
    with driver.connect(str(place)) as there:
        there.execute("ATTACH ? AS new", (str(new),))
        for table, columns in _columns(there).items():
            there.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}")
        there.execute("DELETE FROM setting WHERE name = 'uid'")        # the third migration gives it
    there.close()
