"""Files made to break the import, each through the process that reads them: `python -m tests.trials.hostile` prints one line a file.

Each must end in a clear sentence or in exactly what it says, within the time and the memory that a clerk's computer has.
"""
from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from partydesk.office import Office, guiding
from partydesk.sheets import watched

from ..sheets.hostile import Case, cases, judged
from ..sheets.reached import became
from .outcome import Outcome

MOST_SECONDS, MOST_MEGABYTES = 20, 512


@dataclass(frozen=True)
class Tried:
    """One file: what is wrong with what became of it, and what reading it took."""

    name: str
    wrong: str
    seconds: float                            # by the clock, whatever else the computer does
    busy: float                               # of the processor
    megabytes: int


def trial(times: int, folder: Path, seed: int = 20) -> Outcome:
    """So many of the files, the large ones last; `times` as large as there are means all."""
    ordered = sorted(cases(), key=lambda case: case.large)
    every = ordered if times >= len(ordered) else [case for case in ordered if not case.large][seed % 7::7][:times]
    tried = [one(case, folder) for case in every]
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    failures = [one.wrong for one in tried if one.wrong]
    failures += [f"{one.name}：读了 {one.busy:.1f} 秒" for one in tried if one.busy > MOST_SECONDS]
    failures += [f"{one.name}：用了 {one.megabytes} MB" for one in tried if one.megabytes > MOST_MEGABYTES]
    slowest, largest = max(tried, key=lambda one: one.busy), max(tried, key=lambda one: one.megabytes)
    return Outcome(len(tried), failures, {
        "最慢": f"{slowest.busy:.1f} 秒处理器时间，{slowest.seconds:.1f} 秒钟表时间（{slowest.name}）", "最占内存": f"{largest.megabytes} MB（{largest.name}）",
        "平均": f"{sum(one.busy for one in tried) / len(tried):.2f} 秒", "导入一方": f"{own} MB"})


class _Measured(subprocess.Popen[bytes]):
    """The reader's process, whose use of time and memory is known when it has ended."""

    last: _Measured

    def __init__(self, *given: Any, **how: Any):
        super().__init__(*given, **how)
        self.began, self.seconds, self.busy, self.megabytes = time.monotonic(), 0.0, 0.0, 0
        type(self).last = self

    def poll(self) -> int | None:
        return self.returncode                # never fetched in passing: `wait` learns more

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            _, status, used = os.wait4(self.pid, 0)
            self.returncode = os.waitstatus_to_exitcode(status)
            self.seconds, self.megabytes = time.monotonic() - self.began, used.ru_maxrss >> 10
            self.busy = used.ru_utime + used.ru_stime
        return self.returncode


def one(case: Case, folder: Path) -> Tried:
    """Take a file in as a clerk would, look at what came of it, and undo it."""
    path = case.put(folder)
    office = _office(folder)
    watched.subprocess.Popen, real = _Measured, subprocess.Popen  # type: ignore[misc,attr-defined]
    try:
        wrong = judged(case, became(office, case, path))
    except Exception as error:  # noqa: BLE001 (what must never happen is what is looked for)
        wrong = f"{case.name}：程序出错 {error!r}"
    finally:
        watched.subprocess.Popen = real  # type: ignore[misc,attr-defined]
    path.unlink()
    return Tried(case.name, wrong, _Measured.last.seconds, _Measured.last.busy, _Measured.last.megabytes)


_OFFICES: dict[Path, Office] = {}


def _office(folder: Path) -> Office:
    """An office with the organisations that the files speak of."""
    if folder not in _OFFICES:
        office = Office.create(folder / "办公室.partydesk", "试验单位", who="测试员", desk="desk-one")
        guiding.enter(office, {"committee": ["机关党委"], "branch": ["第一党支部", "第二党支部"]})
        _OFFICES[folder] = office
    return _OFFICES[folder]


if __name__ == "__main__":
    wanted = sys.argv[1:]
    with tempfile.TemporaryDirectory() as made:
        for each in cases():
            if not wanted or any(word in each.name for word in wanted):
                found = one(each, Path(made))
                sys.stdout.write(f"{found.seconds:6.2f} 秒 {found.busy:6.2f} 秒 {found.megabytes:4d} MB  {each.name}  {found.wrong or '如所愿'}\n")
                sys.stdout.flush()
