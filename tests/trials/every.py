"""Every trial there is: what is tried, where it stands, and how often at full length and in the small slice of `make test`.

A trial is a module of this folder with `def trial(times: int, folder: Path, seed: int = 20) -> Outcome`. It may write
only in `folder`, which is empty; it raises `Untried` where this computer lacks what it needs. Add it here, one line.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from .outcome import Outcome


@dataclass(frozen=True)
class Trial:
    """One trial: `run` is its module in this folder, and after a colon its function where that is not `trial`."""

    id: str
    says: str
    run: str
    full: int
    slice: int

    def __call__(self, times: int, folder: Path, seed: int = 20) -> Outcome:
        module, _, name = self.run.partition(":")
        tried: Callable[[int, Path, int], Outcome] = getattr(import_module(f".{module}", __package__), name or "trial")
        return tried(times, folder, seed)


EVERY = (
    # what is being typed, and what is read
    Trial("typing", "打字时强行终止（kill -9），看填写和光标在不在", "kill", 50, 2),
    Trial("forms", "随机弄坏的 Word 模板：说清楚了不收，或填得完好", "forms", 3000, 30),
    # kills and power cuts
    # keys
    # backups
    # faults
    # the journal
    Trial("tampering", "用别的程序改操作记录和数据：处处查得出，没有人动过的不误报", "tampering", 10_000, 60),
    # input
    # a server
    # packages
)
