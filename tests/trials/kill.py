"""Kills the program while a meeting is typed, again and again, and sees what is back: `make trial ID=typing`.

Each round starts the program anew in a process of its own, on the office and the settings that the last one left. It
looks at the form that stands there, and types on through real key events: letters, Chinese through an input method,
marks on the roll, a line of what came out of the meeting. What stands in the form after each key is told to the parent
(a fingerprint, the moment, and where the cursor is), which kills it with SIGKILL at a random moment. The form that is
back must be one that was told; whatever was typed after it is what was lost.
"""
from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .outcome import Outcome

ROOT = Path(__file__).resolve().parents[2]
KIND, TAB = "branch_committee", "organisation"
EVERY = (35, 140)
"""Milliseconds from one key to the next."""
WORDS = "研究发展党员工作讨论预备党员转正安排主题党日通报组织生活情况"
NAMES = ("zs,cc", "ls-", "ww 病假", "zl", "sq+", "zb*")
BOUND = 2.0
"""Seconds of typing that may be lost."""


@dataclass(frozen=True)
class Round:
    """What one kill did."""

    number: int
    after: float                              # seconds of typing before the kill
    keys: int
    lost: float                               # seconds between the first key that is not back and the kill
    lost_keys: int
    back: bool
    cursor: bool
    asked: str

    @property
    def good(self) -> bool:
        return self.back and self.cursor and not self.asked and self.lost <= BOUND

    @property
    def says(self) -> str:
        """What it came to, in a line."""
        return (f"打了 {self.after:.2f} 秒 {self.keys} 键，丢 {self.lost_keys} 键 {self.lost:.2f} 秒，填写{'在' if self.back else '不在'}，"
                f"光标{'在' if self.cursor else '不在'}，{f'问了“{self.asked}”' if self.asked else '没有问话'}")


def trial(times: int, folder: Path, seed: int = 20) -> Outcome:
    done = rounds(times, folder, seed)
    keys = sum(one.keys for one in done)
    failures = [f"第 {one.number} 次：{one.says}" for one in done if not one.good]
    if keys < 5 * times:
        failures.append(f"只打了 {keys} 键，不算试过")
    return Outcome(len(done), failures, {"键数": str(keys), "最多丢失打字": f"{max(one.lost for one in done):.2f} 秒（上限 {BOUND:g} 秒）"})


def rounds(kills: int, folder: Path, seed: int) -> list[Round]:
    """So many kills, one after the other."""
    chance = random.Random(seed)
    place = folder / "试验.partydesk"
    if not place.exists():
        _prepare(place)
    done: list[Round] = []
    told: list[dict[str, Any]] = []
    killed = 0.0
    for number in range(kills + 1):           # the last start only looks
        with _start(place, folder, seed * 1000 + number) as process:
            assert process.stdout is not None
            seen = json.loads(process.stdout.readline())
            if number:
                done.append(_judged(number, told, killed, seen))
            if number == kills:
                process.kill()
                break
            begun = json.loads(process.stdout.readline())
            wait = chance.uniform(0.2, 3.5)
            time.sleep(max(0.0, begun["t"] + wait - time.time()))
            process.send_signal(signal.SIGKILL)
            killed = time.time()
            rest, _ = process.communicate()
            told = [begun, *(json.loads(line) for line in rest.splitlines() if line.endswith("}"))]
    return done


def _judged(number: int, told: list[dict[str, Any]], killed: float, seen: dict[str, Any]) -> Round:
    """The form that is back, held against everything that was told before the kill."""
    same = [at for at, one in enumerate(told) if one["print"] == seen["print"]]
    if not same:
        return Round(number, killed - told[0]["t"], len(told), killed - told[0]["t"], len(told), False, False, seen["asked"])
    at = same[-1]
    lost = killed - told[at + 1]["t"] if at + 1 < len(told) else 0.0
    cursor = any(told[n]["at"] == seen["at"] for n in same)
    return Round(number, killed - told[0]["t"], len(told), lost, len(told) - 1 - at, True, cursor, seen["asked"])


def _prepare(place: Path) -> None:
    from datetime import date

    from partydesk.office import Office
    with Office.create(place, "试验单位", who="试验", desk="trial") as office, office.together("准备"):
        branch = office.save("branch", {"name": "第一党支部"})
        for name in ("张三", "李四", "王五", "赵六", "孙七", "周八", "吴九", "郑一鸣", "钱多福"):
            office.save("staff", {"name": name, "body": branch, "party": "member", "committee": True, "since": date(2020, 1, 1)})


def _start(place: Path, folder: Path, seed: int) -> subprocess.Popen[str]:
    own = {name: str(folder / "home") for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")}
    return subprocess.Popen([sys.executable, "-m", "tests.trials.kill", str(place), str(seed)], cwd=ROOT, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                            env={"QT_QPA_PLATFORM": "offscreen", **os.environ, **own})


# ── the process that is killed ───────────────────────────────────────────────────────────────────

def typing(place: str, seed: int) -> int:
    """Open the office as the program does, tell what stands there, and type until the end."""
    from PySide6.QtCore import QTimer

    from partydesk.desk.application import opened, prepare
    app = prepare()
    window: Any = opened(place)
    window.activateWindow()
    clerk = _Clerk(window, random.Random(seed))
    QTimer.singleShot(300, clerk.begin)
    return int(app.exec())


class _Clerk:
    """Types a meeting, a key at a time, and tells what stands in the form after each."""

    def __init__(self, window: Any, chance: random.Random):
        self.window, self.chance = window, chance
        self.keys = self._keys()

    @property
    def form(self) -> Any:
        page = self.window.stack.currentWidget()
        return getattr(page, "form", None)

    def begin(self) -> None:
        from PySide6.QtWidgets import QApplication, QDialog
        asked = [widget.windowTitle() for widget in QApplication.topLevelWidgets() if isinstance(widget, QDialog) and widget.isVisible()]
        self.tell(asked="、".join(asked))
        if self.form is None:
            page = self.window.tabs.page(TAB)
            page.choose(KIND)
            page.add()
        self.tell()
        self.next()

    def tell(self, asked: str = "") -> None:
        """One line to the parent."""
        form = self.form
        stands = {} if form is None else {**form.contents.now(), "box": form.roll.box.text(), "lines": form.sheet.followups.draft()}
        at = {} if form is None else form.way.at()
        prints = hashlib.sha256(json.dumps(stands, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
        told = {"t": time.time(), "print": prints, "at": [at.get("stop"), at.get("caret")], "asked": asked}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        sys.stdout.flush()

    def next(self) -> None:
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication
        next(self.keys)
        self.tell()                           # before anything else happens: the draft may be written right now
        QApplication.processEvents()
        self.tell()
        QTimer.singleShot(self.chance.randint(*EVERY), self.next)

    def _keys(self) -> Any:
        """Key after key, without end."""
        from PySide6.QtCore import QCoreApplication, Qt
        from PySide6.QtGui import QInputMethodEvent
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication

        def press(key: Any, held: Any = Qt.KeyboardModifier.NoModifier) -> None:
            QTest.keyClick(self.window.windowHandle(), key, held)

        def send(preedit: str, committed: str = "") -> None:
            event = QInputMethodEvent(preedit, [])
            event.setCommitString(committed)
            QCoreApplication.sendEvent(QApplication.focusWidget(), event)

        while True:
            stop = self.chance.choice(["title", "place", "agenda", "roll", "speeches", "0/title", "date"])
            if stop == "0/title" and not self.form.sheet.followups.lines:
                press(Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
            self.form.way.go(stop)
            press(Qt.Key.Key_End)
            yield
            if stop == "roll":
                for letter in self.chance.choice(NAMES):
                    if letter.isascii():
                        press(letter)
                    else:
                        send("", letter)
                    yield
                press(Qt.Key.Key_Return)
                yield
                continue
            if stop == "date":
                press(self.chance.choice([Qt.Key.Key_Up, Qt.Key.Key_Down]))
                yield
                continue
            for _ in range(self.chance.randint(2, 8)):
                for letters in ("y", "ya", "yan"):
                    send(letters)
                    yield
                send("", self.chance.choice(WORDS))
                yield
                if self.chance.random() < 0.2:
                    press(Qt.Key.Key_Left)
                    yield


if __name__ == "__main__":
    sys.exit(typing(sys.argv[1], int(sys.argv[2])))
