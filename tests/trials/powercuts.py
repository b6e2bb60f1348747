"""Power cuts, judged: a recording is cut so many times, and what the disk then holds is opened and looked at.

How another trial of this sort is written:

    recording = recorded("mine:verb", folder, str(place))       # mine.verb(place) works, and tells
    failures = judged(recording, times, seed, judge)            # judge(room, told, coming) -> what is wrong, in Chinese

`verb` runs in a process of its own under strace and calls `recording.tell` whenever something is acknowledged; the cuts
begin after the first thing told. `judge` is a function of a module (it runs in several processes at once); it is given
everything told before the cut, and what was told next, or None: the verb that was being done when the power went.
"""
from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from unittest.mock import patch

from .cutting import cuts, lay, played
from .recording import Recording, Told, lying, record

Judge = Callable[[Path, Sequence[Any], Any], list[str]]
_FEW = 200
"""Cuts up to which no other processes are worth their start."""


def recorded(verb: str, folder: Path, *given: str) -> Recording:
    """What `record` gives; played to its end it gives the very files that lie there, or the recorder missed something."""
    made = record(verb, folder, *given)
    now = lying(folder.resolve())
    if (shown := played(made)) != now:
        differ = sorted(path for path in shown.keys() | now.keys() if shown.get(path) != now.get(path))
        raise AssertionError(f"记下的步骤放到最后，与磁盘上的文件不一样：{'、'.join(differ)}")
    return made


def judged(of: Recording, times: int, seed: int, judge: Judge, *, there: bool = False) -> list[str]:
    """What is wrong after each of so many cuts; a sentence for each that was bad.

    `there`: what a cut left is laid where it was recorded, for a verb that writes down where its files lie.
    """
    if there:
        return _laid(Path(of.folder), of, times, seed, judge, (0, 1))
    workers = 1 if times <= _FEW else os.cpu_count() or 1
    if workers == 1:
        return _share(of, times, seed, judge, (0, 1))
    with ProcessPoolExecutor(workers, get_context("forkserver")) as pool:
        shares = [pool.submit(_share, of, times, seed, judge, (which, workers)) for which in range(workers)]
        return [wrong for share in shares for wrong in share.result()]


def _share(of: Recording, times: int, seed: int, judge: Judge, share: tuple[int, int]) -> list[str]:
    with tempfile.TemporaryDirectory(dir=_memory()) as scratch:
        home = Path(scratch) / "家"
        with patch.dict(os.environ, dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME"), str(home))):
            return _laid(Path(scratch) / "盘", of, times, seed, judge, share, home)


def _laid(room: Path, of: Recording, times: int, seed: int, judge: Judge, share: tuple[int, int], home: Path | None = None) -> list[str]:
    """`home`: a folder of the person's own, emptied before each cut: of what one cut left nothing is known when the next is looked at."""
    failures = []
    every = [step.what for step in of.steps if isinstance(step, Told)]
    for moment, told, files in cuts(of, times, seed, share):
        for folder in (room, home):
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
        lay(files, of.folder, room)
        if wrong := judge(room, every[:told], next(iter(every[told:]), None)):
            failures.append(f"第 {moment} 步断电：{'；'.join(wrong)}")
    return failures


def _memory() -> str | None:
    """Where files lie in memory: what a cut left is only looked at, and need not be flushed in earnest."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
