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
    Trial("saves", "保存时强行终止：98 人签到的会议，部分带附件；确认过的在，没有一条残缺", "saves", 1000, 6),
    Trial("saves-encrypted", "同上，加密的文件", "saves:encrypted", 1000, 3),
    Trial("imports", "导入表格时强行终止：一行不少，或一行没有", "imports", 100, 2),
    Trial("migrations", "升级旧文件时强行终止：旧的或新的，总是完整一份", "migrations", 100, 3),
    Trial("cuts", "写数据库时模拟断电：确认过的在，没有半截，文件完好", "cuts", 10_000, 20),
    Trial("cuts-encrypted", "同上，加密的文件", "cuts:encrypted", 1_000, 10),
    Trial("migrations-cuts", "升级旧文件时模拟断电：旧的或新的，总是完整一份", "migrations:cut", 100, 2),
    Trial("exports", "导出文书和表格时模拟断电：每个文件是旧的或新的，总是完整一份", "exports", 1000, 20),
    # keys
    Trial("conversions", "加密、取消加密、换新钥匙时强行终止：总有一份完整的，用知道的口令打得开", "conversions", 100, 2),
    Trial("bits", "加密的文件里随便翻转一位：都能发现", "bits", 300, 3),
    Trial("readable", "没有口令，写进磁盘的一切（临时文件在内）里读不到填过的内容", "readable", 3, 1),
    Trial("conversions-cuts", "加密、取消加密、换新钥匙时模拟断电：总有一份完整的，用知道的口令打得开", "swaps:converted", 100, 2),
    # backups
    Trial("restores", "恢复备份时强行终止（明文、加密、文件已损坏各三分之一）：原来的或备份的，总是完整一份", "restores", 100, 3),
    Trial("year", "模拟一年的备份（天数）：时钟乱跳、导入、恢复、附件、U 盘时有时无；每份都恢复得一行不差，从不少于 30 份", "year", 250, 4),
    Trial("flips", "备份的任何文件里翻一位：都看得出，都不拿来恢复", "flips", 400, 24),
    Trial("restores-cuts", "恢复备份时模拟断电：原来的或备份，总是完整一份", "swaps:restored", 100, 2),
    # faults
    Trial("damaged", "随机弄坏的办公室文件：说明损坏、不再写入，或照常用而条数不错；能读的都读出来", "damaged", 300, 4),
    # the journal
    Trial("tampering", "用别的程序改操作记录和数据：处处查得出，没有人动过的不误报", "tampering", 10_000, 60),
    # input
    Trial("hostile", "专门做坏的 Excel 和 CSV 文件：说清楚了不收，或读得一格不差；每个 20 秒、512 MB 以内", "hostile", 300, 12),
    Trial("fuzz", "随机弄坏的表格、公式和粘贴内容（次数是秒数）：只有中文的退回，没有程序错误", "fuzz", 600, 3),
    # a server
    Trial("two-desks", "两个程序同时改服务器上的同一条记录：退回的合并再存，一次修改不丢", "two_desks", 400, 20),
    # packages
    Trial("sticks", "四台电脑用 U 盘交换：丢失、过期、重复、乱序，时钟差一年，换回旧文件；没有一处改动悄悄没了", "sticks", 1000, 3),
    Trial("tampered", "动过手脚的数据包：翻转、截断、重放、别人的钥匙、炸弹；全部退回，什么也没写", "tampered", 300, 40),
)
