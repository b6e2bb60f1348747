"""Single bits of an encrypted office file are flipped, anywhere in it: each must be noticed, at opening or by the check."""
from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from partydesk.errors import Refusal, Trouble
from partydesk.office import keys, proving

from . import tried
from .conversions import NAME, NEW, WHO, home
from .outcome import Outcome

MEETINGS = 12


def trial(times: int, folder: Path, seed: int = 20) -> Outcome:
    chance, noticed, failures = random.Random(seed), Counter[str](), list[str]()
    with home(folder):
        place = folder / NAME
        tried.make(place)
        with tried.opened(place) as office:
            for number in range(1, MEETINGS + 1):
                tried.meet(office, number)
        keys.protect(place, WHO, NEW)
        whole = place.read_bytes()
        if wrong := _noticed(place):
            return Outcome(0, [f"没有翻转也说坏了：{wrong}"])
        for number in range(1, times + 1):
            bit = chance.randrange(8 * len(whole))
            torn = bytearray(whole)
            torn[bit // 8] ^= 1 << bit % 8
            place.write_bytes(torn)
            how = _noticed(place)
            noticed[how] += 1
            if not how:
                failures.append(f"第 {number} 次：第 {bit // 8} 字节第 {bit % 8} 位翻转，没有发现")
    return Outcome(times, failures, {"文件": f"{len(whole) / 1e6:.1f} MB"} | {how: f"{n} 次" for how, n in noticed.most_common() if how})


def _noticed(place: Path) -> str:
    """How a damage was noticed; empty where it was not. Anything else that is raised is a bug, and ends the trial."""
    try:
        with keys.unlock(place, WHO, NEW) as office:
            return "校核时发现" if proving.faults(office) else ""
    except (Refusal, Trouble):
        return "打开时发现"
