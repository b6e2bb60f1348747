"""What is tried of the Windows installer: its pages, its silence, an upgrade, the file type, and its going."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from . import windows
from .windows import OUT
from .windows_desk import SOME, Failed, Trial, holds, until
from .windows_looks import TITLE, version

OLDER = "0.0.9"
UNINSTALL = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\partydesk"
OWN, EVERYONES = r"HKCU\Software\Classes", r"HKLM\Software\Classes"
EXTENSION, TYPE = ".partydesk", "partydesk.office"


def paged(trial: Trial) -> None:
    """The installer with its pages in Chinese, the program opened from its last one; its removal says where the offices lie."""
    setup, place = _setup(trial), trial.installed
    with trial.shown(setup):
        until(lambda: trial.colours() > SOME, "安装程序没有出来")
        for name in ("welcome", "directory"):
            trial.settled()
            trial.picture(f"setup-{name}")
            trial.keys("Return")
        until((place / "uninstall.exe").exists, "没有装上", 1800)
        time.sleep(5)
        trial.settled()
        trial.picture("setup-end")
        trial.keys("Return")
        until(lambda: any(str(one["title"]).endswith(TITLE) for one in trial.windows()), "装完没有打开程序")
        trial.settled()
        trial.picture("setup-opened")
    with trial.desk("desk", trial.office, program=place / "partydesk.exe"):      # it is known to this person from now on
        pass
    with trial.shown(place / "uninstall.exe"):
        until(lambda: trial.colours() > SOME, "卸载程序没有出来")
        trial.settled()
        trial.picture("remove-confirm")
        trial.keys("Return")
        until(lambda: not (place / "partydesk.exe").exists(), "没有卸载", 600)
        time.sleep(3)
        trial.settled()
        trial.picture("remove-told")
        trial.keys("Return")
        trial.picture("remove-end")
        trial.keys("Return")
        until(lambda: not place.exists(), "卸载以后还有东西留着")
    trial.note("带页面的安装和卸载", "页面都是中文，装完打开程序；卸载说出办公室、备份、设置在哪里（截图）")


def silently(trial: Trial) -> None:
    """Over an older version without a question, its office whole; the file type opens it; taken off again, it leaves the office."""
    setup, place = _setup(trial), trial.installed
    _older(trial)
    office, older = trial.folder / "升级 办公室.partydesk", place / "partydesk-cli.exe"
    for left in trial.folder.glob(f"{office.stem}*"):        # of a time before
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    trial.command("sample", office, program=older)
    counted, before = trial.counted(office, program=older), office.read_bytes()
    (place / "lib/left-by-the-older-one.txt").write_text("old", "utf-8")
    began = time.monotonic()
    trial.wine.run("wine", trial.wine.windows(setup), "/S", patience=1800, display=trial.display)
    trial.note(f"装着 {OLDER}，静默装 {version()}", f"{time.monotonic() - began:.0f} 秒，{windows.size(place)}")
    for path in (place / "partydesk.exe", older, place / "uninstall.exe", place / "licences.txt", place / "说明.txt", *_links(trial)):
        if not path.is_file():
            raise Failed(f"没有装上 {path.name}")
    if lacking := [name for path, name in windows.entries(trial.program) if not (place / name.partition("/")[2]).is_file()]:
        raise Failed(f"少装了 {lacking[:5]}")
    if (place / "lib/left-by-the-older-one.txt").exists():
        raise Failed("旧版的文件还在")
    holds(trial.registered(UNINSTALL, "DisplayVersion"), version())
    if office.read_bytes() != before or trial.counted(office, program=older) != counted:
        raise Failed("升级动了办公室")
    trial.note("升级以后", "旧版的文件没有了，办公室一个字节没变，数据项都一样")
    _by_file(trial, setup)
    before = trial.office.read_bytes()
    trial.wine.run("wine", *trial.told([place / "uninstall.exe"]), "/S", patience=600, display=trial.display)
    until(lambda: not place.exists() and not any(path.exists() for path in _links(trial)), "卸载以后还有东西留着", 600)
    if trial.office.read_bytes() != before or not (trial.local / "partydesk").is_dir():
        raise Failed("卸载动了办公室或设置")
    if TYPE in trial.registered(rf"{OWN}\{EXTENSION}") or "partydesk.exe" in trial.registered(rf"{OWN}\{TYPE}"):
        raise Failed("卸载以后文件类型还在")
    trial.note("静默卸载", "程序、快捷方式、文件类型没有了；办公室、设置、备份都在")


def _by_file(trial: Trial, setup: Path) -> None:
    """The file type is known, and a double click on an office opens it; while it stands open, nothing is installed over it.

    Windows shows one person's types among everyone's (HKEY_CLASSES_ROOT); Wine 10 does not (its bug 14771), so they are copied there.
    """
    holds(trial.registered(rf"{OWN}\{EXTENSION}"), TYPE)
    holds(trial.registered(rf"{OWN}\{TYPE}\shell\open\command"), "partydesk.exe", "%1")
    for key in (EXTENSION, TYPE):
        trial.wine.run("wine", "reg", "copy", rf"{OWN}\{key}", rf"{EVERYONES}\{key}", "/s", "/f", patience=300)
    with trial.shown("start", "/wait", trial.office):
        trial.ready()
        holds(str(trial.ours()["title"]), TITLE)
        trial.picture("by-file")
        said = trial.wine.run("wine", trial.wine.windows(setup), "/S", patience=600, check=False, display=trial.display)
        if said.returncode != 3:
            raise Failed(f"程序正在运行，安装程序却照样装了（{said.returncode}）")
    trial.note("双击办公室文件（start）", "打开的就是它；开着时静默安装不装，退出码 3")


def _older(trial: Trial) -> None:
    """This very program installed with a lower number: what the installer does with it is what it does with any."""
    setup = trial.place / f"partydesk-{OLDER}-windows-x64-setup.exe"
    if not setup.exists():
        windows.installer(windows.wine(), windows.work() / "dist/partydesk", setup, OLDER, packed=False)
    trial.wine.run("wine", trial.wine.windows(setup), "/S", patience=1800, display=trial.display)
    holds(trial.registered(UNINSTALL, "DisplayVersion"), OLDER)


def _setup(trial: Trial) -> Path:
    """The installer, where Windows sees it."""
    setup = trial.place / f"partydesk-{version()}-windows-x64-setup.exe"
    shutil.copyfile(OUT / setup.name, setup)
    return setup


def _links(trial: Trial) -> list[Path]:
    """Where it can be started from: the start menu, the desktop."""
    home = trial.drive / "users/root"
    return [home / f"AppData/Roaming/Microsoft/Windows/Start Menu/Programs/{TITLE}.lnk", home / f"Desktop/{TITLE}.lnk"]
