"""The program is killed while it saves meetings with 98 people on the roll, every third one with a file attached."""
from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

from partydesk.records.key import Key

from . import tried
from .killing import Killed, Tell, kills
from .outcome import Outcome

MOST = 10
"""Meetings that are saved before the kill, at most."""
ENOUGH = 200
"""Meetings after which the office is made anew: its whole is read after every kill."""


def trial(times: int, folder: Path, seed: int = 20, key: Key | None = None) -> Outcome:
    offices = (folder / f"{number}" / "试验.partydesk" for number in count())
    place = next(offices)
    tried.make(place, key)
    seen: dict[str, Any] = {"hot": 0, "saved": 0, "number": 1, "since": 0}

    def begin() -> tuple[Path, int, Key | None]:
        nonlocal place
        if seen["number"] > ENOUGH:
            place = next(offices)
            tried.make(place, key)
            seen.update(number=1, since=0)
        return place, seen["number"], key

    def judge(killed: Killed, at: Path, first: int, _: object) -> list[str]:
        journal = at.with_name(f"{at.name}-journal")
        seen["hot"] += journal.exists() and journal.stat().st_size > 0
        with tried.opened(at, key) as office:
            wrong = tried.wrong(office, killed.told, filed=True, since=seen["since"])
            there = office.records(tried.KIND)
        if len(there) - (first - 1) - len(killed.told) not in (0, 1):
            wrong.append(f"确认了 {len(killed.told)} 次会，多出 {len(there) - (first - 1)} 次")
        seen["saved"] += len(killed.told)
        seen["since"] = max((one.id for one in there), default=0)
        seen["number"] = len(there) + 1
        return wrong

    outcome = kills(times, seed, begin, saving, judge, most=MOST)
    return Outcome(outcome.done, outcome.failures, {
        "确认过的会": str(seen["saved"]), "留下没写完的日志": f"{seen['hot']} 次"})


def encrypted(times: int, folder: Path, seed: int = 20) -> Outcome:
    return trial(times, folder, seed, tried.KEY)


def saving(tell: Tell, place: Path, number: int, key: Key | None) -> None:
    """Saves one meeting after another without end; each is acknowledged by its number."""
    with tried.opened(place, key) as office:
        tell("")
        for one in count(number):
            tried.meet(office, one, filed=True)
            tell(one)
