"""A Windows under Wine to try the package on: fresh, without a network, its person named in Chinese; a screen, a hand, an eye."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageGrab

from . import windows, windows_parts
from .windows import OUT, say
from .windows_looks import TITLE, version
from .wine import Wine

PERIOD = "2025H1"
SIZE = "1366x768"
FULL, SOME = 200, 12
"""Colours of a screen with a window of ours on it, and with any window; an empty desktop has one or two."""
PREFIX = "/work/trial/windows"
PERSON = "张 三"
EYE = r"""
import ctypes, json, sys
user = ctypes.windll.user32
seen = []
@ctypes.WINFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
def look(window, _):
    text = ctypes.create_unicode_buffer(400)
    user.GetWindowTextW(ctypes.c_void_p(window), text, 400)
    if user.IsWindowVisible(ctypes.c_void_p(window)) and text.value:
        if sys.argv[1:] and sys.argv[1] in text.value:
            user.ShowWindow(ctypes.c_void_p(window), 6)
        seen.append({"title": text.value, "small": bool(user.IsIconic(ctypes.c_void_p(window))),
                     "front": user.GetForegroundWindow() == window})
    return 1
user.GetForegroundWindow.restype = ctypes.c_void_p
user.EnumWindows(look, None)
print(json.dumps(seen))
"""
"""Run by the Windows Python: every window that can be seen; those with this word in their title are made small first."""


class Failed(Exception):
    """What was to be is not."""


def until(there: Callable[[], bool], otherwise: str, patience: float = 300) -> float:
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


class Trial:
    """One Windows, the package unpacked in a folder with a Chinese name and a space, and a screen; what came of each try."""

    def __init__(self) -> None:
        base = windows.wine()
        self.wine = Wine(base.root, base.work, PREFIX, {"PYTHONUTF8": "1"})
        self.place = base.work / "trial"
        self.folder = self.place / "党务 工作台"
        self.pictures = self.place / "pictures"
        self.program = self.folder / f"partydesk-{version()}"
        self.office = self.folder / "示例 办公室.partydesk"
        self.drive = self.wine.inside(PREFIX) / "drive_c"
        self.local = self.drive / "users" / PERSON / "AppData/Local"
        self.installed = self.local / "Programs/partydesk"
        self.display = ""
        self.results: list[tuple[str, str]] = []

    def note(self, what: str, came: str) -> None:
        """One line of the report."""
        self.results.append((what, came))
        say(f"   {what}：{came}")

    # ---- the Windows ------------------------------------------------------------------------------------------------

    def unpacked(self) -> None:
        """A fresh Windows, and the zip unpacked."""
        shutil.rmtree(self.place, ignore_errors=True)
        self.pictures.mkdir(parents=True)
        self.wine.make()
        self._dressed()
        self.folder.mkdir()
        with zipfile.ZipFile(OUT / f"partydesk-{version()}-windows-x64.zip") as packed:
            packed.extractall(self.folder)

    def _dressed(self) -> None:
        """What a Windows in China has: a typeface for its own boxes, a person's folder in Chinese; one desktop, a cursor that rests."""
        shutil.copyfile(self.wine.work / "tree/build/fonts/Hei.ttf", self.drive / "windows/Fonts/Hei.ttf")
        link = r"HKLM\Software\Microsoft\Windows NT\CurrentVersion\FontLink\SystemLink"
        folders = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
        local = rf"C:\users\{PERSON}\AppData\Local"
        (self.local / "Temp").mkdir(parents=True)
        for face in ("Tahoma", "MS Shell Dlg", "MS Shell Dlg 2", "Microsoft Sans Serif", "MS Sans Serif", "SimSun"):
            self.set(link, face, "Hei.ttf,Noto Sans CJK SC", "REG_MULTI_SZ")
        for face in ("SimSun", "宋体", "Microsoft YaHei UI"):
            self.set(r"HKCU\Software\Wine\Fonts\Replacements", face, "Noto Sans CJK SC")
        for key, name, value in ((folders, "Local AppData", local), (r"HKCU\Environment", "TEMP", rf"{local}\Temp"),
                                 (r"HKCU\Environment", "TMP", rf"{local}\Temp"), (r"HKCU\Software\Wine\Explorer", "Desktop", "trial"),
                                 (r"HKCU\Software\Wine\Explorer\Desktops", "trial", SIZE),
                                 (r"HKCU\Control Panel\Desktop", "CursorBlinkRate", "-1")):
            self.set(key, name, value)

    def set(self, key: str, name: str, value: str, kind: str = "REG_SZ") -> None:
        """A value of the registry."""
        self.wine.run("wine", "reg", "add", key, "/v", name, "/t", kind, "/d", value, "/f", patience=300)

    def registered(self, key: str, name: str = "") -> str:
        """A value of the registry as `reg` says it; its complaint where there is none."""
        said = self.wine.run("wine", "reg", "query", key, *(["/v", name] if name else ["/ve"]), check=False, patience=300)
        return said.stdout + said.stderr

    # ---- running things ---------------------------------------------------------------------------------------------

    def told(self, words: Sequence[str | Path]) -> list[str]:
        """Words of a command; paths as Windows knows them."""
        def called(path: Path) -> str:
            return f"C:\\{path.relative_to(self.drive)}".replace("/", "\\") if path.is_relative_to(self.drive) else self.wine.windows(path)
        return [called(word) if isinstance(word, Path) else word for word in words]

    def command(self, *words: str | Path, status: int = 0, program: str | Path = "partydesk-cli.exe") -> str:
        """What the command line says."""
        told = self.told([self.program / program, *words])
        done = self.wine.run("wine", *told, check=False, patience=1200, display=self.display)
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

    def counted(self, office: Path, program: str | Path = "partydesk-cli.exe") -> str:
        """Every figure of an office, as one text."""
        said = self.command("figures", office, "--period", PERIOD, "--format", "csv", program=program)
        holds(said, "study.group_sessions")
        return said

    # ---- a screen ---------------------------------------------------------------------------------------------------

    @contextmanager
    def screen(self) -> Iterator[None]:
        """A screen in memory."""
        number = next(n for n in range(70, 99) if not Path(f"/tmp/.X11-unix/X{n}").exists())
        server = subprocess.Popen(["Xvfb", f":{number}", "-screen", "0", f"{SIZE}x24", "-nolisten", "tcp", "-noreset"],
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
    def shown(self, *words: str | Path) -> Iterator[subprocess.Popen[bytes]]:
        """A Windows program on the screen; whatever runs is ended with it."""
        running = self.wine.start("wine", *self.told(words), display=self.display)
        try:
            yield running
        except Failed:
            self.picture("failed")
            raise
        finally:
            self.wine.end()
            running.wait(60)

    @contextmanager
    def desk(self, *words: str | Path, program: str | Path = "partydesk.exe") -> Iterator[subprocess.Popen[bytes]]:
        """The program's window, ready to be used."""
        with self.shown(self.program / program, *words) as running:
            self.ready()
            yield running

    def ready(self) -> float:
        """Wait for the window of the program; how long until something of it could be seen."""
        took = until(lambda: self.colours() > FULL, "窗口没有出来")
        self.settled()
        return took

    def keys(self, *names: str) -> None:
        """Keys, each answered before the next."""
        for name in names:
            self._do("key", "--clearmodifiers", name)
            self.settled()

    def type(self, text: str) -> None:
        """Letters, one after another."""
        self._do("type", "--delay", "80", text)
        self.settled()

    def click(self, across: int, down: int) -> None:
        """The left button of the mouse."""
        self._do("mousemove", str(across), str(down), "click", "1")
        self.settled()

    def _do(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], capture_output=True, check=False, env={**os.environ, "DISPLAY": self.display})

    def settled(self, patience: float = 120) -> None:
        """Wait until no program of ours has anything to do and the screen stands still; a busy computer may be slow."""
        end, before, quiet = time.monotonic() + patience, b"", 0
        while quiet < 6 and time.monotonic() < end:
            time.sleep(0.2)
            now = self._grabbed().tobytes()
            quiet = quiet + 1 if now == before and not _busy() else 0
            before = now

    def picture(self, name: str) -> Path:
        """The screen as it is."""
        path = self.pictures / f"{name}.png"
        self._grabbed().save(path)
        return path

    def colours(self) -> int:
        """How many colours the screen shows: a window that stands has hundreds, an empty desktop one."""
        return len(self._grabbed().getcolors(1 << 24) or ())

    def _grabbed(self) -> Image.Image:
        return ImageGrab.grab(xdisplay=self.display)

    def windows(self, shrink: str = "") -> list[dict[str, str | bool]]:
        """The windows that stand, as Windows knows them; those with this word in their title are made small first."""
        python = windows_parts.python_of(self.wine.work / "parts/python")
        said = self.wine.run("wine", self.wine.windows(python), "-c", EYE, *filter(None, [shrink]), display=self.display, patience=300)
        found: list[dict[str, str | bool]] = json.loads(said.stdout)
        return found

    def ours(self) -> dict[str, str | bool]:
        """The program's one window."""
        found = [one for one in self.windows() if TITLE in str(one["title"])]
        if len(found) != 1:
            raise Failed(f"应有一个窗口，有 {found}")
        return found[0]


def _busy() -> bool:
    """Whether a Windows program of ours, or what serves it, has something to do at this moment."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "comm").read_text().startswith(("partydesk", "uninstall", "Un_")) and any(
                    (thread / "stat").read_text().rpartition(")")[2].split()[0] in "RD" for thread in (process / "task").iterdir()):
                return True
        except OSError:                       # it has ended just now
            continue
    return False
