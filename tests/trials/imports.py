"""The program is killed while it takes in a sheet of meetings with their rolls: all of its rows are in, or none."""
from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path

from partydesk.office import Office
from partydesk.office.exchange import export_sheet, import_sheet

from . import tried
from .killing import Killed, Tell, kills
from .outcome import Outcome

BEFORE, ROWS = 3, 40
"""Meetings that are there already, and those of the sheet."""


def trial(times: int, folder: Path, seed: int = 20) -> Outcome:
    full, pristine, sheet = folder / "满.partydesk", folder / "原.partydesk", folder / "会议.xlsx"
    tried.make(full)
    shutil.copyfile(full, pristine)
    with tried.opened(full) as office:
        for number in range(BEFORE + 1, BEFORE + ROWS + 1):
            tried.meet(office, number)
        export_sheet(office, tried.KIND, sheet)
    with tried.opened(pristine) as office:
        for number in range(1, BEFORE + 1):
            tried.meet(office, number)
    places = (folder / f"{number}.partydesk" for number in count())
    seen = {"in": 0}

    def begin() -> tuple[Path, Path]:
        place = next(places)
        shutil.copyfile(pristine, place)
        return place, sheet

    def judge(killed: Killed, place: Path, _: Path) -> list[str]:
        with tried.opened(place) as office:
            wrong = tried.wrong(office, range(1, BEFORE + 1))
            there = office.count(tried.KIND)
            if there not in (BEFORE, BEFORE + ROWS):
                wrong.append(f"导入了一半：{there - BEFORE} 行")
            if killed.told and there == BEFORE:
                wrong.append("说导入好了，却没有")
            seen["in"] += there != BEFORE and not killed.ended
            if (again := import_sheet(office, tried.KIND, sheet)).bad or office.count(tried.KIND) != BEFORE + ROWS:
                wrong.append(f"再导一遍不成：{len(again.bad)} 处错误，{office.count(tried.KIND)} 条")
        place.unlink()
        return wrong

    outcome = kills(times, seed, begin, importing, judge)
    return Outcome(outcome.done, outcome.failures, outcome.told | {"每次行数": str(ROWS), "其中已全部导入": f"{seen['in']} 次"})


def importing(tell: Tell, place: Path, sheet: Path) -> None:
    with Office.open(place, who="试验", desk="trial") as office:
        tell("")
        import_sheet(office, tried.KIND, sheet)
        tell("好了")
