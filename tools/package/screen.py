"""A screen in memory with a window manager, and a hand on its keyboard."""
from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PIL import ImageGrab

OURS = ("search", "--onlyvisible", "--class", "partydesk|__main__")
"""How the window is found: by its class, which is the name of the program; its title has letters that are not found by everybody."""


class Screen:
    """An X server of its own; as a context it ends with what it started."""

    def __init__(self, number: int, size: str = "1280x800", patience: float = 40):
        self.display = f":{number}"
        self.environment = {**os.environ, "DISPLAY": self.display, "LC_ALL": "C.UTF-8"}
        self._programs: list[subprocess.Popen[bytes]] = []
        self._size, self._patience = size, patience

    def __enter__(self) -> Screen:
        self.start(["Xvfb", self.display, "-screen", "0", f"{self._size}x24", "-nolisten", "tcp", "-noreset"])
        until(lambda: Path(f"/tmp/.X11-unix/X{self.display[1:]}").exists(), 15)
        time.sleep(0.5)
        self.start(["openbox"])
        time.sleep(0.5)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for program in reversed(self._programs):
            program.terminate()
            try:
                program.wait(5)
            except subprocess.TimeoutExpired:
                program.kill()

    def start(self, command: list[str], log: Path | None = None) -> subprocess.Popen[bytes]:
        """Start a program on this screen; it is ended with the screen."""
        if log is not None:
            log.parent.mkdir(parents=True, exist_ok=True)
        with Path(log or os.devnull).open("wb") as file:
            program = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT)
        self._programs.append(program)
        return program

    def hand(self, *words: str) -> str:
        """One movement of xdotool, and what it answers."""
        return subprocess.run(["xdotool", *words], env=self.environment, capture_output=True, text=True, check=False).stdout.strip()

    def window(self, patience: float = 90) -> str:
        """The program's window, once it is there; empty where it does not come."""
        found: list[str] = []

        def seen() -> bool:
            found[:] = self.hand(*OURS).split()
            return bool(found)
        return found[0] if until(seen, patience) else ""

    def keys(self, *names: str) -> None:
        """Press these, one after another, each when the program is done with the one before."""
        for name in names:
            self.hand("key", "--clearmodifiers", name)
            self.settled()

    def type(self, text: str) -> None:
        """Type this, letter by letter."""
        self.hand("type", "--delay", "40", text)
        self.settled()

    def settled(self) -> bool:
        """Wait until no program of the name `partydesk` on this screen has anything to do: a busy computer may be slow."""
        time.sleep(0.3)
        return until(lambda: all(_rests(self.display) for _ in range(8)), self._patience)

    def picture(self, path: Path) -> None:
        """What is on the screen now."""
        path.parent.mkdir(parents=True, exist_ok=True)
        ImageGrab.grab(xdisplay=self.display).save(path)


def _rests(display: str) -> bool:
    """Whether, a moment from now, every program of ours that shows itself on this screen still waits."""
    time.sleep(0.12)
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "comm").read_text() == "partydesk\n" and f"DISPLAY={display}\0".encode() in (process / "environ").read_bytes():
                for thread in (process / "task").iterdir():
                    if (thread / "stat").read_text().rpartition(")")[2].split()[0] in "RD":
                        return False
        except OSError:                       # it has ended just now
            continue
    return True


def until(true: Callable[[], bool], patience: float) -> bool:
    """Wait until it is so; whether it came to be in time."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.2)
    return False
