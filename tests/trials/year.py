"""A simulated year of backups: a clerk works every day, the clock goes wrong, a stick comes and goes, some days are restored.

What the office held is noted at each backup. At the end every backup that is still there, in both places, is restored
and held against that, row by row, with its attached files; and at no time were there fewer than 30 once 30 were made.
"""
from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any
from unittest.mock import patch

from partydesk.office import Office, attachments, backups, proving, restoring, thinning
from partydesk.office.exchange import export_sheet, import_sheet
from partydesk.records import journal
from partydesk.records.whole import beside

from .held import differing, home, rows
from .outcome import Outcome

WRONG = (datetime(1980, 1, 1, 8), datetime(2099, 12, 31, 8), datetime(2016, 2, 29, 8))
"""What a clock says when its battery is empty, or somebody set it."""


class Clock(datetime):
    """The clock of the simulated computer."""

    stands = datetime(2025, 1, 2, 8)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Any:
        return cls.stands if tz is None else cls.stands.replace(tzinfo=UTC)


def trial(times: int, folder: Path, seed: int = 20) -> Outcome:
    with home(folder / "home"), patch.object(backups, "datetime", Clock), patch.object(journal, "datetime", Clock):
        return _Year(folder, random.Random(seed)).lived(times)


class _Year:
    def __init__(self, folder: Path, chance: random.Random):
        self.folder, self.chance = folder, chance
        self.place, self.stick = folder / "办公室.partydesk", folder / "U盘"
        self.states: dict[str, dict[str, str]] = {}
        self.failures: list[str] = []
        self.told: Counter[str] = Counter()
        self.least, self.uid, self.sheet = thinning.LEAST, "", folder / "名册.xlsx"
        self.day = datetime(2025, 1, 2, 8)

    def lived(self, days: int) -> Outcome:
        with Office.create(self.place, "试验单位", who="试验") as office:
            self.uid = office.uid
            self._begin(office)
        for number in range(days):
            self._clock(number)
            self._stick(number)
            with Office.open(self.place, who="试验") as office:
                if number == 1:
                    backups.choose_second(office, self.stick)
                    self._noted(office)
                self._day(office, number)
            if number % 50 == 4 or number == days - 2:
                self._restore()
            self.day += timedelta(1)
        self._unplug(False)
        return self._judged(days)

    def _begin(self, office: Office) -> None:
        with office.together("准备"):
            branch = office.save("branch", {"name": "第一党支部"})
            for number in range(25):
                office.save("staff", {"name": f"党员{number}", "body": branch, "party": "member", "since": date(2020, 1, 1)})
        export_sheet(office, "staff", self.sheet)
        self.stick.mkdir()

    def _clock(self, number: int) -> None:
        """Right on most days; else what an empty battery says, a year too late or too soon, or back since this morning."""
        if number % 9 == 5 or self.chance.random() < 0.1:
            Clock.stands = Clock(*self.chance.choice(WRONG).timetuple()[:6])
            self.told["时钟错的日子"] += 1
        else:
            Clock.stands = Clock(*self.day.timetuple()[:6])

    def _stick(self, number: int) -> None:
        if number > 1 and self.chance.random() < 0.3:
            self._unplug(self.stick.exists())

    def _unplug(self, out: bool) -> None:
        away = self.folder / "拔下"
        with suppress(FileNotFoundError):
            (self.stick if out else away).rename(away if out else self.stick)

    def _day(self, office: Office, number: int) -> None:
        self._back_up(office, backups.START)
        for _ in range(self.chance.randint(3, 6)):
            Clock.stands += timedelta(hours=1)
            for _ in range(self.chance.randint(0, 3)):
                self._edit(office, number)
            self._back_up(office, backups.HOURLY)
        if number % 20 == 3:
            import_sheet(office, "staff", self.sheet)
            office.undo()
            self._noted(office)
        self._back_up(office, backups.EXIT)

    def _edit(self, office: Office, number: int) -> None:
        id = office.save("problem", {"date": date(2025, 1, 1) + timedelta(number % 360), "title": f"问题{self.chance.random()}",
                                     "origin": "survey"})
        match self.chance.randrange(8):
            case 0:
                attachments.attach(office, "problem", id, "照片.jpg", self.chance.randbytes(3000))
            case 1:
                office.remove("problem", id)
            case 2:
                office.undo()

    def _back_up(self, office: Office, why: str) -> None:
        if backups.before(office, why) is None:
            self.failures.append(f"没有备份：{backups.health(self.uid).failed}")
        self._noted(office)

    def _noted(self, office: Office) -> None:
        """What the office holds, under the backups that are new; and how many there are."""
        there = backups.sound(backups.folder(self.uid))
        if (last := there[0].path.name) not in self.states:
            self.states[last] = rows(self.place)
        if len(there) < min(thinning.LEAST, len(self.states)):
            self.failures.append(f"只剩 {len(there)} 份备份")
        self.least = min(self.least, len(there)) if len(self.states) >= thinning.LEAST else self.least

    def _restore(self) -> None:
        """One of the backups that are there, whichever."""
        there = backups.sound(backups.folder(self.uid))
        one = self.chance.choice(there)
        word = restoring.preview(one, self.place).word
        restoring.restore(one, self.place, typed=word)
        saved = backups.sound(backups.folder(self.uid))[0]
        self.states.setdefault(saved.path.name, {})
        with Office.open(self.place, who="试验") as office:
            self._same(one.path.name, rows(self.place, besides=office.desk), f"第 {one.number} 份恢复后")
            if faults := proving.faults(office):
                self.failures.append(f"恢复后校核不过：{faults[0]}")
        self.told["中途恢复"] += 1

    def _same(self, name: str, now: dict[str, str], what: str) -> None:
        then = self.states.get(name)
        if then and now != then:
            self.failures.append(f"{what}与备份时不一样（{differing(now, then)}）")

    def _judged(self, days: int) -> Outcome:
        """Every backup that is left, restored to a new file."""
        where = (("本机", backups.folder(self.uid)), ("U 盘", self.stick / backups.SECOND / self.uid))
        for called, at in where:
            left = backups.sound(at)
            self.told[f"{called}留下"] += len(left)
            for one in left:
                place = self.folder / f"恢复-{called}-{one.number}.partydesk"
                restoring.restore(one, place)
                with Office.open(place, who="试验") as office:
                    self._same(one.path.name, rows(place, besides=office.desk), f"{called}第 {one.number} 份")
                    self.failures += [f"{called}第 {one.number} 份：{fault}" for fault in
                                      (*proving.faults(office), *attachments.faults(office, whole=True))]
                    self.told["带附件"] += attachments.anywhere(office)
                for left_over in (place, beside(place, "-journal")):
                    left_over.unlink(missing_ok=True)
        made = len(self.states)
        if made < thinning.LEAST and days > thinning.LEAST:
            self.failures.append(f"一共只备份了 {made} 次，不算试过")
        return Outcome(days, self.failures, {"备份": f"{made} 份", "最少时": f"{self.least} 份",
                                             **{name: str(number) for name, number in self.told.items()}})
