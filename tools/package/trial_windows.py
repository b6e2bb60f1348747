"""The Windows package tried under Wine, on a fresh Windows without a network: command line, window, files in use, installer.

    python -m tools.package.trial_windows [STEP…]  as root, after tools.package.windows; pictures lie in WORK/trial/pictures

Each step says how long it took; the first that fails ends the trial. What Wine cannot show stands in docs/windows-checklist.md.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import ImageGrab

from . import windows, windows_parts
from .windows import OUT, say
from .windows_looks import version
from .wine import Wine

PERIOD = "2025H1"
SIZE = "1366x768"
FULL, SOME = 200, 12
"""Colours of a screen with a window of ours on it, and with any window; an empty desktop has one or two."""
PREFIX = "/work/trial/windows"


class Trial:
    """One Windows, the package unpacked in a folder with a Chinese name and a space, and a screen."""

    def __init__(self) -> None:
        base = windows.wine()
        self.wine = Wine(base.root, base.work, PREFIX, {"PYTHONUTF8": "1"})
        self.place = base.work / "trial"
        self.folder = self.place / "党务 工作台"
        self.pictures = self.place / "pictures"
        self.program = self.folder / f"partydesk-{version()}"
        self.office = self.folder / "示例 办公室.partydesk"
        self.home = self.wine.inside(PREFIX) / "drive_c/users/root"
        self.display = ""

    # ---- running things ---------------------------------------------------------------------------------------------

    def unpacked(self) -> None:
        """A fresh Windows, and the zip unpacked."""
        shutil.rmtree(self.place, ignore_errors=True)
        self.pictures.mkdir(parents=True)
        self.wine.make()
        self.folder.mkdir()
        with zipfile.ZipFile(OUT / f"partydesk-{version()}-windows-x64.zip") as packed:
            packed.extractall(self.folder)

    def command(self, *words: str | Path, status: int = 0, program: str = "partydesk-cli.exe") -> str:
        """What the command line says; paths are given as Windows knows them."""
        told = [self.wine.windows(word) if isinstance(word, Path) else word for word in words]
        done = self.wine.run("wine", self.wine.windows(self.program / program), *told, check=False, patience=900, display=self.display)
        said = (done.stdout + done.stderr).replace("\r", "")
        if done.returncode != status:
            raise Failed(f"{' '.join(told)}：退出码 {done.returncode}，应为 {status}\n{said[-2000:]}")
        return said

    def made(self, name: str, least: int) -> Path:
        """A file in the folder that must be there by now."""
        path = self.folder / name
        if not path.is_file() or path.stat().st_size < least:
            raise Failed(f"没有写出 {name}")
        return path

    @contextmanager
    def screen(self) -> Iterator[None]:
        """A screen in memory."""
        number = next(n for n in range(70, 99) if not Path(f"/tmp/.X11-unix/X{n}").exists())
        server = subprocess.Popen(["Xvfb", f":{number}", "-screen", "0", f"{SIZE}x24", "-nolisten", "tcp"],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            until(lambda: Path(f"/tmp/.X11-unix/X{number}").exists(), "没有屏幕")
            self.display = f":{number}"
            yield
        finally:
            self.wine.end()
            self.display = ""
            server.terminate()
            server.wait()

    @contextmanager
    def shown(self, *words: str) -> Iterator[None]:
        """A Windows program on the screen, in a desktop of its own."""
        running = self.wine.start("wine", "explorer", f"/desktop=trial,{SIZE}", *words, display=self.display)
        try:
            yield
        finally:
            self.wine.end()
            running.wait(60)

    def do(self, *words: str) -> str:
        """xdotool, on the screen."""
        done = subprocess.run(["xdotool", *words], capture_output=True, text=True, check=False, env={**os.environ, "DISPLAY": self.display})
        return done.stdout.strip()

    def keys(self, *names: str) -> None:
        """Keys, with time for each to be answered."""
        for name in names:
            self.do("key", "--clearmodifiers", name)
            time.sleep(0.4)

    def type(self, text: str) -> None:
        self.do("type", "--delay", "60", text)
        time.sleep(0.4)

    def picture(self, name: str) -> Path:
        """The screen as it is."""
        path = self.pictures / f"{name}.png"
        ImageGrab.grab(xdisplay=self.display).save(path)
        return path

    def colours(self) -> int:
        """How many colours the screen shows: a window that stands has hundreds, an empty desktop one."""
        return len(ImageGrab.grab(xdisplay=self.display).getcolors(1 << 24) or ())


class Failed(Exception):
    """What was to be is not."""


def until(there: Callable[[], bool], otherwise: str, patience: float = 120) -> float:
    """Wait for something; how long it took."""
    began = time.monotonic()
    while not there():
        if time.monotonic() - began > patience:
            raise Failed(otherwise)
        time.sleep(0.1)
    return time.monotonic() - began


def holds(said: str, *words: str) -> None:
    """What was said has all of these words in it."""
    for word in words:
        if word not in said:
            raise Failed(f"没有说“{word}”：\n{said[-2000:]}")


# ---- the steps ------------------------------------------------------------------------------------------------------

def command_line(trial: Trial) -> None:
    """An office made, counted, printed, exported and imported by the command line."""
    holds(trial.command("--version"), version())
    trial.command("sample", trial.office)
    holds(trial.command("figures", trial.office, "--period", PERIOD), "集中学习")
    for name, least in (("总结.docx", 10_000), ("总结.pdf", 50_000)):
        trial.command("paper", trial.office, "half_year_summary", "--period", PERIOD, "--out", trial.folder / name)
        trial.made(name, least)
    trial.command("paper", trial.office, "responsibility_letter", "--period", PERIOD, "--out", trial.folder / "责任书")
    if len(letters := list((trial.folder / "责任书").glob("*.docx"))) < 50:
        raise Failed(f"责任书只有 {len(letters)} 份")
    trial.command("export", trial.office, "study", "--out", trial.folder / "学习.xlsx")
    trial.made("学习.xlsx", 5_000)
    holds(trial.command("import", trial.office, "study", trial.folder / "学习.xlsx", "--dry-run"), "行")
    # the reader is a process of the very program that starts it: the one with a window, too
    trial.command("import", trial.office, "study", trial.folder / "学习.xlsx", "--dry-run", program="partydesk.exe")


def kept_safe(trial: Trial) -> None:
    """A backup made, verified and gone back to; a password set, and the office opened with it alone."""
    holds(trial.command("backup", trial.office, "--to", trial.folder / "U盘"), "已备份", "已核对", "已另存")
    trial.command("verify", trial.folder / "U盘")
    added = ("add", trial.office, "study", "date=2025-06-26", "title=多记的一次", "form=collective", "present=全体")
    trial.command(*added)
    asked = trial.command("restore", trial.folder / "U盘", "--to", trial.office, status=2)
    word = asked.partition("--yes-type ")[2].split()[0]
    trial.command("restore", trial.folder / "U盘", "--to", trial.office, "--yes-type", word)
    if "多记的一次" in trial.command("trace", trial.office, "study.group_sessions", "--period", PERIOD):
        raise Failed("恢复以后，多记的一次还在")
    trial.command("check", trial.office, status=0)
    sealed, password = trial.folder / "加密.partydesk", trial.folder / "口令.txt"
    password.write_text("correct horse battery\n", "utf-8")
    trial.command("new", sealed, "--name", "某某委员会")
    trial.command("password", sealed, "set", "--operator", "王小明", "--new-password-file", password, "--out", trial.folder / "恢复码.pdf")
    trial.made("恢复码.pdf", 5_000)
    if sealed.read_bytes().startswith(b"SQLite"):
        raise Failed("加密的办公室开头还是明文")
    trial.command("figures", sealed, "--period", PERIOD, "--password-file", password)
    trial.command("figures", sealed, "--period", PERIOD, status=2)


def in_use(trial: Trial) -> None:
    """A file that another program has open is not written, the old one stays, and a clear sentence says so."""
    path = trial.made("总结.docx", 10_000)
    before = path.read_bytes()
    python = windows_parts.python_of(trial.wine.work / "parts/python")
    ready = trial.folder / "ready"
    holder = trial.wine.start("wine", trial.wine.windows(python), "-c",
                              "import sys, time, pathlib; held = open(sys.argv[1], 'r+b'); "
                              "pathlib.Path(sys.argv[2]).touch(); time.sleep(600)",
                              trial.wine.windows(path), trial.wine.windows(ready), display="")
    try:
        until(ready.exists, "没有程序占着文件")
        said = trial.command("paper", trial.office, "half_year_summary", "--period", PERIOD, "--out", path, status=2)
        holds(said, "总结.docx", "可能正在 WPS 或 Word 中打开")
    finally:
        trial.wine.end()
        holder.wait(60)
    if path.read_bytes() != before:
        raise Failed("占着的文件变了")
    if left := [one.name for one in trial.folder.iterdir() if one.name.endswith(".part")]:
        raise Failed(f"留下了 {left}")


def window(trial: Trial) -> None:
    """The window comes up, a record is typed and saved in it, and the command line reads it back."""
    title = f"typed under Wine {os.getpid()}"
    with trial.shown(trial.wine.windows(trial.program / "partydesk.exe"), "desk", trial.wine.windows(trial.office)):
        say(f"   第一个窗口（first window）：{until(lambda: trial.colours() > FULL, '窗口没有出来'):.1f} 秒")
        time.sleep(8)
        trial.picture("window")
        trial.keys("ctrl+k")
        time.sleep(3)
        trial.type("jz")                      # 集中学习与研讨, by the letters that its characters begin with
        time.sleep(4)
        trial.picture("found")
        trial.keys("Return")
        time.sleep(4)
        trial.keys("ctrl+n")
        time.sleep(4)
        trial.type(title)
        time.sleep(1)
        trial.picture("typed")
        trial.keys("ctrl+s")
        time.sleep(8)
        trial.picture("saved")
    trial.command("export", trial.office, "study", "--out", trial.folder / "读回.xlsx")
    with zipfile.ZipFile(trial.made("读回.xlsx", 5_000)) as book:
        words = "".join(book.read(name).decode("utf-8") for name in book.namelist() if name.endswith(".xml"))
    holds(words, title)


def one_window(trial: Trial) -> None:
    """Who starts the program again is led to the window that stands, and a second one does not open."""
    with trial.shown(trial.wine.windows(trial.program / "partydesk.exe"), "desk", trial.wine.windows(trial.office)):
        until(lambda: trial.colours() > FULL, "窗口没有出来")
        time.sleep(8)
        began = time.monotonic()
        trial.command("desk", trial.office, program="partydesk.exe")      # ends by itself, with nothing to complain of
        say(f"   第二次启动 {time.monotonic() - began:.1f} 秒后让给了第一个")
        trial.picture("second")


def installed(trial: Trial) -> None:
    """The installer lays the program down without a question; it starts from there; taken off again, it leaves the office."""
    setup, place, menu = _setup(trial), trial.home / "AppData/Local/Programs/partydesk", _menu(trial)
    before = trial.office.read_bytes()
    began = time.monotonic()
    trial.wine.run("wine", trial.wine.windows(setup), "/S", patience=1800, display=trial.display)
    say(f"   静默安装 {time.monotonic() - began:.0f} 秒，{windows.size(place)}")
    for path in (place / "partydesk.exe", place / "partydesk-cli.exe", place / "uninstall.exe", menu):
        if not path.is_file():
            raise Failed(f"没有装上 {path.name}")
    holds(_registered(trial, r"HKCU\Software\Classes\partydesk.office\shell\open\command"), "partydesk.exe", "%1")
    with trial.shown(trial.wine.windows(trial.office)):       # as a double click does, by what kind of file it is
        until(lambda: trial.colours() > FULL, "双击办公室文件，窗口没有出来")
        time.sleep(5)
        trial.picture("by-file")
        said = trial.wine.run("wine", trial.wine.windows(setup), "/S", patience=600, check=False, display=trial.display)
        if said.returncode == 0:
            raise Failed("程序正在运行，安装程序却照样装了")
    trial.wine.run("wine", trial.wine.windows(place / "uninstall.exe"), "/S", patience=600, display=trial.display)
    until(lambda: not place.exists() and not menu.exists(), "卸载以后还有东西留着")
    if trial.office.read_bytes()[:100] != before[:100] or not (trial.home / "AppData/Local/partydesk").is_dir():
        raise Failed("卸载动了办公室或设置")
    if "partydesk.office" in _registered(trial, r"HKCU\Software\Classes\.partydesk"):
        raise Failed("卸载以后文件类型还在")


def paged(trial: Trial) -> None:
    """The installer with its pages in Chinese, into a folder with a Chinese name; its removal says where the offices lie."""
    _typeface(trial)
    setup, place = _setup(trial), trial.home / "AppData/Local/Programs/partydesk"
    with trial.shown(trial.wine.windows(setup)):
        until(lambda: trial.colours() > SOME, "安装程序没有出来")
        for name in ("welcome", "directory"):
            time.sleep(5)
            trial.picture(f"setup-{name}")
            trial.keys("Return")
        until((place / "uninstall.exe").exists, "没有装上", 1800)
        time.sleep(15)
        trial.picture("setup-end")
    with trial.shown(trial.wine.windows(place / "uninstall.exe")):
        until(lambda: trial.colours() > SOME, "卸载程序没有出来")
        time.sleep(5)
        trial.picture("remove-confirm")
        trial.keys("Return")
        until(lambda: not (place / "partydesk.exe").exists(), "没有卸载", 600)
        time.sleep(8)
        trial.picture("remove-told")
        trial.keys("Return")
        time.sleep(3)
        trial.picture("remove-end")


def _setup(trial: Trial) -> Path:
    """The installer, where Windows sees it."""
    setup = trial.place / f"partydesk-{version()}-windows-x64-setup.exe"
    shutil.copyfile(OUT / setup.name, setup)
    return setup


def _menu(trial: Trial) -> Path:
    return trial.home / "AppData/Roaming/Microsoft/Windows/Start Menu/Programs/党务工作台.lnk"


def _registered(trial: Trial, key: str) -> str:
    return trial.wine.run("wine", "reg", "query", key, "/ve", check=False, patience=120).stdout


def _typeface(trial: Trial) -> None:
    """Chinese in Windows' own boxes: a real one has it, this one is given a typeface of ours."""
    shutil.copyfile(trial.wine.work / "tree/build/fonts/Hei.ttf", trial.wine.inside(PREFIX) / "drive_c/windows/Fonts/Hei.ttf")
    link = r"HKLM\Software\Microsoft\Windows NT\CurrentVersion\FontLink\SystemLink"
    for face in ("Tahoma", "MS Shell Dlg", "MS Shell Dlg 2", "Microsoft Sans Serif", "MS Sans Serif", "SimSun"):
        trial.wine.run("wine", "reg", "add", link, "/v", face, "/t", "REG_MULTI_SZ", "/d", "Hei.ttf,Noto Sans CJK SC", "/f", patience=120)
    for face in ("SimSun", "宋体", "Microsoft YaHei UI"):
        trial.wine.run("wine", "reg", "add", r"HKCU\Software\Wine\Fonts\Replacements", "/v", face, "/d", "Noto Sans CJK SC", "/f",
                       patience=120)


STEPS = {"command": command_line, "safe": kept_safe, "use": in_use, "window": window, "one": one_window, "installer": installed,
         "pages": paged}


def run(names: list[str]) -> int:
    trial = Trial()
    if not names or not trial.office.exists():
        trial.unpacked()
    with trial.screen():
        for name, step in STEPS.items():
            if names and name not in names:
                continue
            began = time.monotonic()
            try:
                step(trial)
            except Failed as failed:
                say(f"✗ {name}：{(step.__doc__ or '').splitlines()[0]}\n   {failed}")
                return 1
            say(f"✓ {name}：{(step.__doc__ or '').splitlines()[0]} {time.monotonic() - began:.0f} 秒")
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
