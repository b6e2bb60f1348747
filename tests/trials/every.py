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
    Trial("saves", "保存时强行终止：98 人签到的会议，部分带附件；确认过的在，没有一条残缺", "saves", 1000, 10),
    Trial("saves-encrypted", "同上，加密的文件", "saves:encrypted", 1000, 5),
    Trial("imports", "导入表格时强行终止：一行不少，或一行没有", "imports", 100, 3),
    Trial("migrations", "升级旧文件时强行终止：旧的或新的，总是完整一份", "migrations", 100, 4),
    Trial("cuts", "写数据库时模拟断电：确认过的在，没有半截，文件完好", "cuts", 10_000, 40),
    Trial("cuts-encrypted", "同上，加密的文件", "cuts:encrypted", 10_000, 40),
    Trial("exports", "导出文书和表格时模拟断电：每个文件是旧的或新的，总是完整一份", "exports", 1000, 40),
    # keys
    # backups
    # faults
    # the journal
    # input
    # a server
    Trial("two-desks", "两个程序同时改服务器上的同一条记录：退回的合并再存，一次修改不丢", "two_desks", 400, 20),
    # packages
)
