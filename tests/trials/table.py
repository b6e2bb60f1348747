"""The table of what the trials came to, as it stands in docs/trials.md: one row a trial, kept until it is run again."""
from __future__ import annotations

import os
import platform
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from .every import EVERY, Trial
from .outcome import Outcome

HEAD = """# 试出来的

`make trials` 把每一项试到足数，结果写在这里；`make test` 每次各试一小段。单试一项：`make trial ID=` 后跟编号。

强行终止都是真的进程、真的 `kill -9`。断电是**模拟断电（丢失、乱序、撕裂的写入）**：把真的进程写盘的每一步记下来，
在任意一步切断，没有落盘的写入按 512 字节的扇区任意丢掉、打乱、只留一部分，再用程序自己的办法打开。没有拔过真机器的电源。
“失败”一栏是 0 才算过；各项里的“对照”是故意弄坏的做法，它必须失败，否则这一项不算试过。

| 编号 | 试什么 | 次数 | 失败 | 数字 | 何时何处 |
|---|---|---|---|---|---|
"""
_ROW = re.compile(r"^\| `([^`]+)` \|.*\|$", re.MULTILINE)
_TOLD, _LONGEST = 5, 160
"""How many failures are written out, and how much of each."""


def row(one: Trial, outcome: Outcome, where: str, seconds: float) -> str:
    """A line of the table."""
    failed = f"**{len(outcome.failures)}**：" + "；".join(one[:_LONGEST] for one in outcome.failures[:_TOLD]) if outcome.failures else "0"
    figures = {**outcome.told, "用时": f"{seconds:.0f} 秒" if seconds < 120 else f"{seconds / 60:.0f} 分钟"}
    return _line(one, str(outcome.done), failed, "；".join(f"{name} {told}" for name, told in figures.items()), where)


def untried(one: Trial, why: str, where: str) -> str:
    """The line of a trial that this computer cannot do."""
    return _line(one, "未试", "—", why, where)


def _line(one: Trial, *cells: str) -> str:
    plain = (" ".join(cell.replace("|", "／").split()) for cell in (one.says, *cells))
    return f"| `{one.id}` | {' | '.join(plain)} |"


def write(out: Path, rows: Mapping[str, str]) -> None:
    """Puts these rows into the table; the others stay as they were."""
    said = out.read_text("utf-8") if out.exists() else ""
    every = {found[1]: found[0] for found in _ROW.finditer(said)} | dict(rows)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(HEAD + "".join(f"{every[one.id]}\n" for one in EVERY if one.id in every), "utf-8")


def where(folder: Path) -> str:
    """The day and the machine: processors, system, and what the folder lies on."""
    return f"{date.today():%Y-%m-%d}，{os.cpu_count()} 核，{platform.system()} {platform.machine()}，{_filesystem(folder)}"


def _filesystem(folder: Path) -> str:
    """What the folder lies on, as the kernel calls it; empty where it does not say."""
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return "文件系统不详"
    points = [line.split()[1:3] for line in mounts.read_text("utf-8").splitlines()]
    on = [(point, kind) for point, kind in points if folder.resolve().is_relative_to(point)]
    return max(on, key=lambda one: len(one[0]))[1] if on else "文件系统不详"
