"""Keystrokes in the box over everything, on an office of 38,000 records, beside bare full-text SQL of the same words.

The office is the sample's, four times over. Ours looks through all names by characters and pinyin, through records by
words, dates and kinds, and brings the finished lines; the floor fetches ids and titles of the newest dozen.
"""
from __future__ import annotations

import statistics
from datetime import date
from pathlib import Path

from partydesk.office import Office
from partydesk.office.finding import Finder
from partydesk.office.sample import make
from partydesk.records.engine import engine_of
from partydesk.records.words import pieces

from .timing import Ratio, pair, taken

KEYS = ("学", "学习", "学习 6", "学习 6月", "z", "zw", "zwh", "0612", "2025-03", "张", "矛盾", "矛盾纠纷", "tian", "廉政 谈话", "导出")
DATED = ("activity", "item", "fact", "paper")
TIMES, LIMIT = 3, 0.1
TODAY = date(2025, 6, 30)


def ratio(folder: Path, runs: int = 9) -> Ratio:
    place = folder / "find.partydesk"
    make(place)
    multiply(place)
    office = Office.open(place)
    finder = Finder(office)
    finder.warm()
    engine = engine_of(place)
    raw = engine.raw_connection()
    cursor = raw.cursor()

    def ours() -> None:
        for typed in KEYS:
            finder.find(typed, TODAY)

    def floor() -> None:
        for typed in KEYS:
            asked = " AND ".join(f'said : "{" ".join(pieces(word))}" *' for word in typed.split())
            for number, table in enumerate(DATED, 2):
                cursor.execute(f"select id, title from {table} where removed is null and id in "
                               f"(select rowid / 8 from words where words match ? and rowid % 8 = {number}) "
                               "order by date desc limit 12", (asked,)).fetchall()

    each = {typed: statistics.median(taken(lambda typed=typed: finder.find(typed, TODAY)).clock for _ in range(5))  # type: ignore[misc]
            for typed in KEYS}
    slowest = max(each, key=each.__getitem__)
    if each[slowest] > LIMIT:
        raise AssertionError(f"“{slowest}” takes {each[slowest] * 1000:.0f} ms, more than {LIMIT * 1000:.0f}")
    found = pair(f"find, {len(KEYS)} keystrokes", ours, floor, "<= 12",
                 f"bare FTS5 SQL; slowest key {each[slowest] * 1000:.0f} ms", runs)
    raw.close()
    engine.dispose()
    office.close()
    return found


def multiply(place: Path) -> None:
    """Every dated record again, for each of the years before."""
    engine = engine_of(place)
    with engine.begin() as connection:
        for table in DATED:
            names = [row[1] for row in connection.exec_driver_sql(f"pragma table_info({table})")]
            most = connection.exec_driver_sql(f"select max(id) from {table}").scalar_one()
            for back in range(1, TIMES + 1):
                put = {"id": f"id + {back * most}", "uid": f"substr(uid, 1, 31) || '{'xyz'[back - 1]}'",
                       "date": f"date(date, '-{2 * back} years')", "item": f"item + {back * most}",
                       "activity": "null"}
                values = ", ".join(put.get(name, f'"{name}"') for name in names)
                connection.exec_driver_sql(f"insert into {table} select {values} from {table} where id <= {most}")
        connection.exec_driver_sql("delete from words")
    engine.dispose()
