"""A list of 100,000 records, used as a clerk uses it, beside the bare SQL of the same page on the raw driver.

Ours is what the window does between the key and the picture: ask which records stand on the list, fetch the rows in
sight, and hand Qt the text of every cell. The floor has the number of records and the rows of the same page, names
and rolls with them, as someone would write it who has only SQL.
"""
from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any

from partydesk.catalogue.catalogue import load
from partydesk.office import Office
from partydesk.office.kept import shipped_forms
from partydesk.records.engine import engine_of

from . import longlist
from .timing import Ratio, pair

ROWS = 32
"""Rows in sight: those of a tall screen."""
KEYS = ("学", "学习", "学习条", "学习条例", "条例 集中", "廉政", "2024", "第12", "党支部", "三楼", "zw")
"""What is typed, one after another."""
MOST = 0.1
"""Seconds that a clerk does not notice: more is a bound not kept, whatever the floor takes."""

PAGE = """
select a.id, a.date, a.title, a.details, a.times, a.heads,
       (select group_concat(b.name, '、') from holding h join body b on b.id = h.body where h.activity = a.id),
       (select count(*) from attendance t where t.activity = a.id and t.status = 'present'),
       (select count(*) from attendance t where t.activity = a.id and t.status in ('present', 'leave', 'absent'))
from (select id from activity where kind = 'study' and removed is null {words} order by date desc, id desc limit ? offset ?) p
join activity a on a.id = p.id
"""
WORDS = "and id in (select rowid / 8 from words where words match ? and rowid % 8 = 2)"
COUNT = "select count(*) from activity where kind = 'study' and removed is null {words}"


def ratio(folder: Path, runs: int = 33) -> Iterator[Ratio]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ |= {"XDG_CONFIG_HOME": str(folder), "XDG_CACHE_HOME": str(folder)}
    from PySide6.QtWidgets import QApplication

    from partydesk.desk.records import Records
    from partydesk.office.drafts import Drafts
    from partydesk.office.listing import View
    app = QApplication.instance() or QApplication([])
    place = folder / "long.partydesk"
    longlist.make(place, load(shipped_forms()))
    engine = engine_of(place)
    raw = engine.raw_connection()
    cursor = raw.cursor()
    with Office.open(place) as office:
        kind = office.catalogue.kind(longlist.KIND)
        model = Records(office, kind, Drafts(str(place)))

        def seen(top: int) -> None:
            for row in range(top, min(top + ROWS, model.rowCount())):
                for column in range(model.columnCount()):
                    model.data(model.index(row, column))

        def opened() -> None:
            model.put(model.ask(View(kind.id))())
            seen(0)

        def floor(words: str = "", top: int = 0, *, counted: bool = True) -> None:
            if counted:
                cursor.execute(COUNT.format(words=WORDS if words else ""), (words,) if words else ()).fetchone()
            given = (words, ROWS, top) if words else (ROWS, top)
            cursor.execute(PAGE.format(words=WORDS if words else ""), given).fetchall()

        yield held(pair("list, opened", opened, floor, "<= 2", "count and page by SQL, raw driver", runs))
        keys, typed = _paired(KEYS)
        asked = {key: _asked(office, key) for key in KEYS}

        def narrowed() -> None:
            model.put(model.ask(replace(View(kind.id), find=keys()))())
            seen(0)

        yield held(pair("list, a key typed", narrowed, lambda: floor(asked[typed()]), "<= 2", "the same by FTS5, raw driver", runs,
                        len(KEYS)))
        opened()
        chance = random.Random(7)
        ours, theirs = _paired([chance.randrange(longlist.RECORDS - ROWS) for _ in range(runs + 1)])
        yield held(pair("list, scrolled", lambda: seen(ours()), lambda: floor(top=theirs(), counted=False), "<= 2",
                        "that page by SQL, raw driver", runs))
    raw.close()
    engine.dispose()
    app.processEvents()


def _asked(office: Office, typed: str) -> str:
    """The same question in the language of FTS5; how it is put is not what is measured."""
    from partydesk.records import words
    with office.reading() as connection:
        return words.asked(connection, office.catalogue, typed, [office.catalogue.kind(longlist.KIND)])


def _paired(values: Any) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """The same values in turn, for both sides."""
    one, two = cycle(values), cycle(values)
    return lambda: next(one), lambda: next(two)


def held(found: Ratio) -> Ratio:
    """Too slow for a clerk is a bound not kept, however slow the floor is."""
    return found if found.ours <= MOST else replace(found, ratio=float("inf"))
