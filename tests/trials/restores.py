"""The program is killed while it restores a backup: the office is the old one or the new one, whole, and the next start tidies.

In turn a plain office, an encrypted one, and one whose file is damaged; each with attached files, one of which is lost.
"""
from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path

from partydesk.errors import Trouble
from partydesk.office import Office, attachments, backups, proved, proving, restoring
from partydesk.records import swap
from partydesk.records.key import Key
from partydesk.records.whole import beside

from . import tried
from .held import differing, home, rows
from .killing import Killed, Tell, kills
from .outcome import Outcome

SORTS = ("plain", "sealed", "damaged")
NAME = "试验.partydesk"
BEFORE, AFTER = 3, 2
"""Meetings that the backup has, and those that came after it."""
KEY = Key(b"k" * 32, b"s" * 16)


def trial(times: int, folder: Path, seed: int = 20) -> Outcome:
    templates = {sort: folder / sort for sort in SORTS}
    held = {sort: _prepare(templates[sort], _key(sort)) for sort in ("plain", "sealed")}
    shutil.copytree(templates["plain"], templates["damaged"])
    held["damaged"] = held["plain"]
    _damage(templates["damaged"] / NAME)
    rooms = (folder / str(number) for number in count())
    seen = dict.fromkeys(("new", "old", "middle"), 0)

    def begin() -> tuple[Path, str]:
        room = next(rooms)
        sort = SORTS[int(room.name) % len(SORTS)]
        shutil.copytree(templates[sort], room)
        return room, sort

    def judge(killed: Killed, room: Path, sort: str) -> list[str]:
        place, key = room / NAME, _key(sort)
        old, new = held[sort]
        seen["middle"] += swap.pending(place)
        with home(room / "home"):
            wrong = []
            try:
                with Office.open(place, who="试验", key=key) as office:
                    now = rows(place, key)
                    back = now != old and rows(place, key, office.desk) == new
                    if not back and sort == "damaged":
                        wrong.append("既不是原来的，也不是备份")
                    elif not back and now != old:
                        wrong.append(f"既不是原来的（{differing(now, old)}），也不是备份（{differing(now, new)}）")
                    seen["new" if back else "old"] += not killed.ended
                    if back:
                        wrong += attachments.faults(office, whole=True)
                    wrong += proving.faults(office)
                    tried.meet(office, BEFORE + AFTER + 1)            # no number of a line is used twice
                    wrong += proving.faults(office)
                    wrong += [f"第 {one.number} 份备份不能用：{said}" for one, _ in backups.listed(office.uid)
                              if (said := proved.unsound(one))]
            except Trouble as trouble:
                back = False
                seen["old"] += 1
                if sort != "damaged":
                    wrong.append(f"打不开：{trouble}")
                elif place.read_bytes() != (templates[sort] / place.name).read_bytes():
                    wrong.append("损坏的文件没有原样留着")
            if killed.told and not back:
                wrong.append("说恢复好了，却没有")
        aside = {one.name for one in room.iterdir() if ".恢复前-" in one.name} if back and sort == "damaged" else set()
        if back and sort == "damaged" and not any((room / name).read_bytes() == (templates[sort] / place.name).read_bytes()
                                                  for name in aside):
            wrong.append("损坏的文件没有原样留着")
        known = {place.name, f"{place.name}-journal", f"{place.name}-files", f".{place.name}.open", "home", *aside}
        if left := {one.name for one in room.iterdir()} - known:
            wrong.append(f"留下了用不着的 {'、'.join(sorted(left))}")
        shutil.rmtree(room)
        return wrong

    outcome = kills(times, seed, begin, bringing_back, judge)
    return Outcome(outcome.done, outcome.failures, outcome.told | {
        "终止时正在换": f"{seen['middle']} 次", "打断后是备份": f"{seen['new']} 次", "打断后是原来的": f"{seen['old']} 次"})


def bringing_back(tell: Tell, room: Path, sort: str) -> None:
    place, key = room / NAME, _key(sort)
    with home(room / "home"):
        backup = _first()
        tell("")
        word = restoring.preview(backup, place, key).word
        restoring.restore(backup, place, key, typed=word)
        tell("好了")
        Office.open(place, who="试验", key=key).close()


def _prepare(room: Path, key: Key | None) -> tuple[dict[str, str], dict[str, str]]:
    """An office with a backup and more meetings since; what it holds now, and what it held then. One attached file is lost."""
    place = room / NAME
    with home(room / "home"):
        with Office.create(place, "试验单位", who="试验", key=key) as office, office.together("准备"):
            branch = office.save("branch", {"name": "第一党支部"})
            for number in range(tried.ROLL):
                office.save("staff", {"name": f"党员{number}", "body": branch, "party": "member", "committee": True})
        with Office.open(place, who="试验", key=key) as office:
            for number in range(1, BEFORE + 1):
                tried.meet(office, number, filed=True)
            backups.make(office)
            new = rows(place, key)
            for number in range(BEFORE + 1, BEFORE + AFTER + 1):
                tried.meet(office, number, filed=True)
        next(beside(place, "-files").glob("??/*")).unlink()
    return rows(place, key), new


def _damage(place: Path) -> None:
    data = bytearray(place.read_bytes())
    data[100:4096] = bytes(4096 - 100)
    place.write_bytes(bytes(data))


def _first() -> proved.Backup:
    from partydesk import places
    [folder] = [one for one in places.backups().iterdir() if one.is_dir()]
    return proved.in_folder(folder)[-1]


def _key(sort: str) -> Key | None:
    return KEY if sort == "sealed" else None
