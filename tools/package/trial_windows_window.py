"""What is tried of the Windows package in its window."""

from __future__ import annotations

import os
import shutil
import time
import zipfile
from contextlib import suppress
from subprocess import TimeoutExpired

from . import trial_install
from .windows_desk import Failed, Trial, holds, until
from .windows_looks import TITLE


def window(trial: Trial) -> None:
    """The window comes up, a record is typed and saved in it, and the command line reads it back."""
    title = f"typed under Wine {os.getpid()}"
    with trial.shown(trial.program / "partydesk.exe", "desk", trial.office) as running:
        trial.note("第一个窗口（冷，机器忙着别的）", f"{trial.ready():.1f} 秒")
        trial.picture("window")
        trial.keys("ctrl+k")
        trial.type("xzjzxx")                  # 新增集中学习与研讨, by the letters that its characters begin with
        trial.picture("found")
        trial.keys("Return")
        trial.type(title)                     # the cursor stands in the subject
        trial.picture("typed")
        trial.keys("ctrl+s")
        trial.picture("saved")
        trial.keys("alt+F4")
        with suppress(TimeoutExpired):
            running.wait(60)
        if running.returncode != 0:
            raise Failed(f"窗口关了以后，退出码 {running.returncode}")
    trial.command("export", trial.office, "study", "--out", trial.folder / "读回.xlsx")
    with zipfile.ZipFile(trial.made("读回.xlsx", 5_000)) as book:
        words = "".join(book.read(name).decode("utf-8") for name in book.namelist() if name.endswith(".xml"))
    holds(words, title)
    trial.note("窗口里录入一条并保存", f"命令行导出的表里读回“{title}”")


def one_window(trial: Trial) -> None:
    """Who starts the program again is led to the window that stands, and a second one does not open."""
    with trial.desk("desk", trial.office):
        trial.windows(shrink=TITLE)
        trial.settled()
        if not trial.ours()["small"]:
            raise Failed("窗口没有缩小")
        trial.picture("one-small")
        began = time.monotonic()
        trial.command("desk", trial.office, program="partydesk.exe")      # ends by itself, with nothing to complain of
        took = time.monotonic() - began
        trial.settled()
        trial.picture("one-front")
        if (found := trial.ours())["small"] or not found["front"]:
            raise Failed(f"第一个窗口没有到前面来：{found}")
    trial.note("窗口缩小后再启动一次", f"{took:.1f} 秒后让给第一个，它回到前面，没有第二个窗口")


def of_an_earlier_version(trial: Trial) -> None:
    """An office that an earlier version has filled is brought up to date in the window, with a backup first."""
    office = trial.folder / "旧版 办公室.partydesk"
    earlier = trial_install.earlier_office(trial.wine.work)
    if earlier is None:
        trial.note("旧版写的办公室", "没有试：这里没有历史")
        return
    shutil.copyfile(earlier, office)
    before, backups = office.read_bytes(), trial.local / "partydesk/backups"
    there = set(backups.rglob("*.partydesk"))
    with trial.desk("desk", office):
        trial.picture("earlier")
        until(lambda: office.read_bytes() != before, "没有升级")
        trial.keys("alt+F4")
    if not (made := set(backups.rglob("*.partydesk")) - there):
        raise Failed("升级前没有备份")
    trial.note("旧版写的办公室", f"打开时升级，升级前备份 {len(made)} 份；数出 {len(trial.counted(office).splitlines()) - 1} 个数据项")
