"""The power goes while one office file is put in the place of another: when a backup is restored, or an office converted."""
from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from partydesk.office import Office, attachments, proving

from . import conversions, restores, tried
from .held import differing, home, rows
from .killing import Killed
from .outcome import Outcome
from .powercuts import judged, recorded
from .recording import tell

SORTS = ("plain", "sealed")
State = Mapping[str, str]


def restored(times: int, folder: Path, seed: int = 20) -> Outcome:
    """Simulated power cuts during restores of plain and encrypted offices."""
    failures: list[str] = []
    steps = 0
    for turn, sort in enumerate(SORTS):
        room = folder / sort
        old, new = restores._prepare(room, restores._key(sort))
        recording = recorded("swaps:restoring", room, str(room), sort)
        steps += len(recording.steps)
        share = times // len(SORTS) + (turn < times % len(SORTS))
        failures += judged(recording, share, seed + turn, partial(after_restore, sort, dict(old), dict(new)), there=True)
        shutil.rmtree(room)
    return Outcome(times, failures, {"记录的写盘步骤": str(steps)})


def restoring(room: str, sort: str) -> None:
    """What is recorded."""
    restores.bringing_back(tell, Path(room), sort)


def after_restore(sort: str, old: State, new: State, room: Path, told: Sequence[Any], _coming: Any) -> list[str]:
    """What is wrong with what a cut left, opened as the program does: the office is what it was, or what the backup holds."""
    place, key = room / restores.NAME, restores._key(sort)
    try:
        with home(room / "home"), Office.open(place, who="试验", key=key) as office:
            now = rows(place, key)
            back = now != old and rows(place, key, office.desk) == new
            wrong = [*proving.faults(office), *(attachments.faults(office, whole=True) if back else ())]
            if not back and now != old:
                wrong.append(f"既不是原来的（{differing(dict(now), dict(old))}），也不是备份（{differing(dict(now), dict(new))}）")
            if len(told) > 1 and not back:
                wrong.append("说恢复好了，却没有")
            tried.meet(office, restores.BEFORE + restores.AFTER + 1)
            return wrong + proving.faults(office)
    except Exception as error:  # noqa: BLE001 (whatever it raises is what the trial looks for)
        return [f"打不开：{type(error).__name__} {error}"]


def converted(times: int, folder: Path, seed: int = 20) -> Outcome:
    """Simulated power cuts while an office is encrypted, decrypted, or given a new key."""
    failures: list[str] = []
    steps = 0
    for turn, way in enumerate(conversions.WAYS):
        room = folder / way
        conversions._make(room, way)
        conversions._draft(room, way)
        recording = recorded("swaps:converting", room, str(room), way)
        steps += len(recording.steps)
        share = times // len(conversions.WAYS) + (turn < times % len(conversions.WAYS))
        failures += [f"{conversions.SAYS[way]}：{wrong}" for wrong in judged(
            recording, share, seed + turn, partial(after_conversion, way), there=True)]
        shutil.rmtree(room)
    return Outcome(times, failures, {"记录的写盘步骤": str(steps)})


def converting(room: str, way: str) -> None:
    """What is recorded."""
    conversions.converting(tell, Path(room), way)


def after_conversion(way: str, room: Path, told: Sequence[Any], coming: Any) -> list[str]:
    """What is wrong with what a cut left, for a clerk who knows the passwords."""
    try:
        with conversions.home(room):
            return conversions._judged(room, way, Killed(tuple(told[1:]), coming is None, 0.0), {"new": 0})
    except Exception as error:  # noqa: BLE001 (whatever it raises is what the trial looks for)
        return [f"打不开：{type(error).__name__} {error}"]
