"""Office files spoilt at random: cut, zeroed, overwritten, flipped bits. Never a traceback, never a wrong count after a save.

After each, the office is opened and written in; either that is told not to be possible, or the records are as many as they
were and the one that was saved. Then what can be read is saved, and no row of it may be other than it was.
"""
from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

from partydesk.errors import Refusal, Trouble
from partydesk.office import Office
from partydesk.records import migrating
from partydesk.records.engine import connected
from partydesk.records.salvage import Unreadable, salvage
from partydesk.records.tables import metadata
from tests import disks

from .outcome import Outcome

PAGE = 4096
SHOWN = ("body", "person", "activity", "attendance", "holding", "setting")


def trial(times: int, folder: Path, seed: int = 20) -> Outcome:
    """So many files, each spoilt in one way."""
    whole = disks.file(folder / "ganz.partydesk")
    sound, rows = whole.read_bytes(), _rows(whole)
    told, failures = Counter[str](), list[str]()
    saved = 0.0
    for n in range(times):
        rng = Random(seed * 1_000_003 + n)
        how, spoilt = _spoilt(sound, rng)
        place = folder / f"{n}.partydesk"
        place.write_bytes(spoilt)
        try:
            told[_used(place)] += 1
            saved += _saved(place, folder / f"{n}-neu.partydesk", rows)
        except AssertionError as error:
            failures.append(f"第 {n} 个（{how}）：{error}")
        except Exception as error:  # noqa: BLE001 (a traceback is what must not be)
            failures.append(f"第 {n} 个（{how}）：{type(error).__name__} {error}")
        for left in folder.glob(f"{n}*.partydesk*"):
            left.unlink()
    figures = {says: str(count) for says, count in told.most_common()}
    return Outcome(times, failures, figures | {"平均读出的行": f"{saved / max(1, times):.0%}"})


def _spoilt(sound: bytes, rng: Random) -> tuple[str, bytes]:
    made, how = bytearray(sound), rng.choice(("截断", "清零的页", "乱写的页", "翻转的位", "清零的扇区"))
    match how:
        case "截断":
            del made[rng.randrange(len(made)):]
        case "清零的页" | "乱写的页":
            for _ in range(rng.choice((1, 1, 3, 10))):
                at = rng.randrange(len(made) // PAGE) * PAGE
                made[at:at + PAGE] = bytes(PAGE) if how == "清零的页" else rng.randbytes(PAGE)
        case "翻转的位":
            for _ in range(rng.choice((1, 1, 5, 100))):
                made[rng.randrange(len(made))] ^= 1 << rng.randrange(8)
        case _:
            at = rng.randrange(len(made) // 512) * 512
            made[at:at + 512] = bytes(512)
    return how, bytes(made)


def _used(place: Path) -> str:
    """Open it, look whether it is sound, count, save one more, count again; how that went, in a few words."""
    try:
        with Office.open(place) as office:
            if office.examine(whole=True):
                return "打开后检查出损坏，不再写入"
            before = office.count("study")
            assert before == disks.MEETINGS, f"没有发现损坏，集中学习却是 {before} 条"
            office.save("branch", {"name": "第二党支部"})
            assert office.count("study") == before, "存了一条别的，集中学习的条数变了"
            assert office.count("branch") == 2, "存了一个支部，支部的个数不对"
        return "损坏在没有数据的地方，或只改了文字，照常使用"
    except (Refusal, Trouble) as error:
        told = str(error)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in told), f"说的不是中文：{told}"
    return "打不开，说明了原因"


def _saved(place: Path, out: Path, rows: dict[str, dict[Any, str]]) -> float:
    """Save what can be read; which part of all rows that was."""
    try:
        done = salvage(place, out)
    except Unreadable:
        return 0.0
    found = _rows(out)
    for table, there in found.items():
        strange = sum(1 for key in there if key not in rows[table] and table != "setting")
        assert strange <= len(done.lost) + 100, f"{table} 多出 {strange} 行"
    kept, all_ = sum(map(len, found.values())), sum(map(len, rows.values()))
    assert done.lost or kept >= all_, f"少了 {all_ - kept} 行，却没有说"
    with Office.open(out) as office:
        with office.reading() as connection:
            assert not migrating.verify(connection), "读出来存成的文件有问题"
        office.save("branch", {"name": "第三党支部"})
    return kept / all_


def _rows(place: Path) -> dict[str, dict[Any, str]]:
    """Every row by its number."""
    connection, found = connected(place), {}
    for name in SHOWN:
        columns = ", ".join(f'"{column.name}"' for column in metadata.tables[name].columns)
        found[name] = {row[0]: json.dumps(row[1:], ensure_ascii=False) for row in connection.execute(
            f'SELECT rowid, {columns} FROM "{name}"')}
    connection.close()
    return found
