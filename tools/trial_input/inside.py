"""Within the layer, as an ordinary user: a screen, a bus, an input method, the program; `zhibu` typed wherever one types.

    inside.py DAEMON OUT bare|session PROGRAM…

What is there is found as a screen reader finds it (AT-SPI), by the names that blanks have; clicked and typed as a clerk
does, by xdotool. What was saved is read back from the file by the program's own command line.
"""
from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

KEYS, WANTED = "zhibu", "支部"
WHO = "pht"
"""Somebody of the sample office, by initials."""
DISPLAY = ":77"
REASON = 3
"""The column of the roll in which it is written why somebody is away."""
MANY = 120
"""Parts that one thing on the screen has; a long table has more cells."""
Area = tuple[int, int, int, int]
"""Left, top, width, height."""
PATIENCE = 10_000, 30_000
"""Milliseconds to wait for the program's answer, and for a program that has just begun."""
AT_CURSOR = "at the cursor"
IN_SIGHT = 120, 560
"""Where on the screen the top of a blank has room for it."""
NEAR = 60
"""Pixels from the beginning of a blank within which candidates are at the cursor: a few letters are composed there."""
MODULE = {"fcitx5": "fcitx", "fcitx4": "fcitx", "ibus": "ibus"}
FCITX5 = """[Groups/0]
Name=Default
Default Layout=us
DefaultIM=pinyin
[Groups/0/Items/0]
Name=keyboard-us
Layout=
[Groups/0/Items/1]
Name=pinyin
Layout=
[GroupOrder]
0=Default
"""
FCITX4 = "[Profile]\nIMName=pinyin\nEnabledIMList=fcitx-keyboard-us:True,pinyin:True\n"


class Trial:
    """One input method and the program, on a screen of their own."""

    def __init__(self, daemon: str, out: Path, session: bool, program: list[str]):
        self.daemon, self.out, self.session, self.program = daemon, out, session, program
        self.started: list[subprocess.Popen[bytes]] = []
        self.results: dict[str, str] = {}
        self.failed: list[str] = []
        run = Path.home() / "run"
        run.mkdir(mode=0o700)
        os.environ |= {"DISPLAY": DISPLAY, "XDG_RUNTIME_DIR": str(run), "XDG_SESSION_TYPE": "x11",
                       "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}

    # ── what runs ────────────────────────────────────────────────────────────────────────────────

    def start(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        with (self.out / f"{self.daemon}-{name}.log").open("wb") as log:
            self.started.append(subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True))
        return self.started[-1]

    def stop(self) -> None:
        for one in reversed(self.started):
            one.terminate()
            try:
                one.wait(5)
            except subprocess.TimeoutExpired:
                one.kill()

    def desktop(self) -> None:
        """Screen, window manager, session bus, what lets a screen reader look, and the input method."""
        self.start("xvfb", "Xvfb", DISPLAY, "-screen", "0", "1366x768x24", "-nolisten", "tcp")
        wait(lambda: said("xdotool", "getdisplaygeometry") != "", "the screen")
        bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, start_new_session=True)
        self.started.append(bus)
        assert bus.stdout is not None
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        self.start("openbox", "openbox")
        self.start("atspi", "/usr/libexec/at-spi-bus-launcher", "--launch-immediately")
        config = Path.home() / ".config"
        match self.daemon:
            case "fcitx5":
                put(config / "fcitx5/profile", FCITX5)
                put(config / "fcitx5/conf/pinyin.conf", "CloudPinyinEnabled=False\nFirstRun=False\n")
                self.start("daemon", "fcitx5", "--disable", "cloudpinyin,wayland,waylandim,notificationitem,notifications")
                wait(lambda: owned("org.fcitx.Fcitx5"), "fcitx5")
            case "fcitx4":
                put(config / "fcitx/profile", FCITX4)
                self.start("daemon", "fcitx", "-D", "-r")
                wait(lambda: owned(f"org.fcitx.Fcitx-{DISPLAY[1:]}"), "fcitx")
            case "ibus":
                self.start("daemon", "ibus-daemon", "--xim", "--panel=/usr/libexec/ibus-ui-gtk3")
                wait(lambda: "libpinyin" in said("ibus", "list-engine"), "ibus")
                said("gsettings", "set", "org.freedesktop.ibus.general", "preload-engines", "['xkb:us::eng', 'libpinyin']")
        if self.session:
            module = MODULE[self.daemon]
            os.environ |= {"QT_IM_MODULE": module, "GTK_IM_MODULE": module, "XMODIFIERS": f"@im={module}"}

    def chinese(self) -> None:
        """Switch to pinyin, as the clerk does with Ctrl+Space or the icon in the tray."""
        match self.daemon:
            case "ibus":
                wait(lambda: said("ibus", "engine", "libpinyin") == "" and said("ibus", "engine") == "libpinyin", "the engine")
            case _:
                remote = "fcitx5-remote" if self.daemon == "fcitx5" else "fcitx-remote"

                def on() -> bool:
                    if said(remote) == "2":
                        return True
                    key("ctrl+space")
                    return False

                wait(on, "pinyin")
        time.sleep(0.5)

    def latin(self) -> None:
        """Back to plain letters."""
        said(*{"ibus": ("ibus", "engine", "xkb:us::eng"), "fcitx5": ("fcitx5-remote", "-c"), "fcitx4": ("fcitx-remote", "-c")}[self.daemon])
        time.sleep(0.4)

    # ── what is done ─────────────────────────────────────────────────────────────────────────────

    def letters(self) -> None:
        subprocess.run(["xdotool", "type", "--delay", "120", KEYS], check=True)
        time.sleep(1)

    def type_in(self, where: str, blank: Any) -> None:
        """`zhibu` where the cursor stands, a look at where the candidates are, and a blank to take the first."""
        before = mapped()
        self.chinese()
        self.letters()
        self.picture(f"{where}-candidates")
        opened = [area for window, area in mapped().items() if before.get(window) != area]
        self.note(f"{where} candidates", " ".join(place_of(area, area_of(blank)) for area in opened), AT_CURSOR)
        key("space")
        time.sleep(0.6)
        self.picture(f"{where}-done")
        self.latin()

    def keep_keys(self, where: str, blank: Any = None, wanted: str = WANTED + KEYS) -> None:
        """Behind what stands there: Esc gives letters up, Enter takes them as they are; neither is the program's."""
        self.chinese()
        key("End")
        for way in ("Escape", "Return"):
            self.letters()
            key(way)
            time.sleep(0.6)
            self.picture(f"{where}-{way.lower()}")
        self.latin()
        if blank is not None:
            self.read(f"{where}, Esc and Enter", blank, wanted)

    def read(self, where: str, blank: Any, wanted: str = WANTED) -> None:
        self.note(where, text_of(blank, wanted), wanted)

    def picture(self, name: str) -> None:
        subprocess.run(["import", "-window", "root", str(self.out / f"{self.daemon}-{name}.png")], check=False)

    def note(self, where: str, came: str, wanted: str = WANTED) -> None:
        self.results[where] = came
        if came != wanted:
            self.failed.append(where)
        print(f"   {where}：{came!r}{'' if came == wanted else f'，应为（wanted）{wanted!r}'}", flush=True)

    def go(self) -> bool:
        office = Path.home() / "文 档" / "示例 办公室.partydesk"
        office.parent.mkdir()
        subprocess.run([*self.program, "sample", str(office)], check=True, stdout=subprocess.DEVNULL)
        self.desktop()
        import pyatspi
        pyatspi.setTimeout(*PATIENCE)
        self.start("program", *self.program, "desk", str(office))
        wait(lambda: any(True for _ in windows()), "the window", 60)
        wait(lambda: find("应办已办", "table") is not None or find("待办") is not None, "the first page", 30)
        wait(lambda: any(one.getState().contains(pyatspi.STATE_ACTIVE) for one in windows()), "the keyboard for the window", 30)
        time.sleep(1)
        self.searched()
        self.listed()
        self.recorded(office)
        self.told()
        self.note("mishaps", self.mishaps(), "")
        return not self.failed

    def mishaps(self) -> str:
        """What the program noted down of its own mistakes; the last line of it."""
        log = Path.home() / ".config/partydesk/logs/partydesk.log"
        noted = log.read_text("utf-8") if log.exists() else ""
        if noted:
            (self.out / f"{self.daemon}-mishaps.log").write_text(noted, "utf-8")
        return noted.strip().rpartition("\n")[2]

    def searched(self) -> None:
        """The search over everything; with it, on to a list."""
        key("ctrl+k")
        box = wait(lambda: find("查找", "text"), "the search box")
        self.type_in("search", box)
        self.read("search", box)
        self.keep_keys("search", box)
        key("ctrl+a")
        subprocess.run(["xdotool", "type", "--delay", "60", "jzxx"], check=True)
        time.sleep(1)
        self.picture("to-list")
        key("Return")

    def listed(self) -> None:
        """The search of a list."""
        box = enter(wait(lambda: find("筛选", "text"), "the search of the list"))
        self.type_in("list", box)
        self.read("list", box)
        self.keep_keys("list", box)
        key("ctrl+a")
        key("BackSpace")

    def recorded(self, office: Path) -> None:
        """A line, a longer text and a cell of the roll, saved; and with Esc and Enter while letters are composed."""
        before = saved(office)
        click(wait(lambda: find("新增记录", "push button"), "the list"))
        title = enter(wait(lambda: find("主题", "text"), "the form"))
        self.type_in("field", title)
        self.read("field", title)
        enter(find("签到例外", "text"))
        subprocess.run(["xdotool", "type", "--delay", "60", WHO], check=True)
        key("Return")
        wait(lambda: cell(0, REASON), "the cell")
        click(cell(0, REASON))
        self.type_in("cell", cell(0, REASON))
        text = enter(scrolled("学习材料"))
        self.keep_keys("text", text, KEYS)
        key("ctrl+a")
        self.type_in("text", text)
        self.read("text", text)
        self.save(office, before, (WANTED,) * 3)
        title = enter(wait(lambda: find("主题", "text"), "the form"))
        self.keep_keys("field", title)
        click(cell(0, REASON))
        self.keep_keys("cell")
        self.save(office, (WANTED,) * 3, (WANTED + KEYS, WANTED + KEYS, WANTED), " once more")

    def save(self, office: Path, before: tuple[str, ...], wanted: tuple[str, ...], how: str = "") -> None:
        """With Ctrl+S; then what stands in the file."""
        key("ctrl+s")
        wait(lambda: saved(office) != before, "the record")
        self.picture(f"saved{how}")
        for where, came, right in zip(("field", "cell", "text"), saved(office), wanted, strict=True):
            self.note(f"saved {where}{how}", came, right)

    def told(self) -> None:
        """The search of the manual, in a window of its own."""
        key("F1")
        time.sleep(1)
        box = enter(wait(lambda: find("查找手册", "text"), "the manual"))
        self.type_in("manual", box)
        self.read("manual", box)
        self.keep_keys("manual", box)


def saved(office: Path) -> tuple[str, str, str]:
    """Of the newest activity with somebody away for a reason: its title, that reason and a longer text, straight from the file."""
    with sqlite3.connect(f"file:{office}?mode=ro", uri=True) as connection:
        return connection.execute(
            "SELECT activity.title, attendance.reason, activity.details ->> 'materials'"
            " FROM activity JOIN attendance ON attendance.activity = activity.id"
            " WHERE attendance.reason <> '' ORDER BY activity.id DESC LIMIT 1").fetchone()


# ── the screen, as a screen reader has it ────────────────────────────────────────────────────────

def windows() -> Iterator[Any]:
    import pyatspi
    for app in pyatspi.Registry.getDesktop(0):
        for window in app or ():
            if window is not None and "党务工作台" in (window.name or ""):
                yield window


def walk(at: Any, depth: int = 0) -> Iterator[Any]:
    """All that is in it; of long tables and lists, none of their cells."""
    yield at
    try:
        count = at.childCount
        inner = [at.getChildAtIndex(n) for n in range(count)] if depth < 40 and count <= MANY else []
    except Exception:  # noqa: BLE001 (it has gone meanwhile)
        return
    for one in inner:
        if one is not None:
            yield from walk(one, depth + 1)


def everything() -> Iterator[Any]:
    import pyatspi
    for app in pyatspi.Registry.getDesktop(0):
        for window in app or ():
            if window is not None:
                yield from walk(window)


def find(name: str, role: str = "", *, shown: bool = True) -> Any:
    """What is called so and is in sight; if need be, what can be turned into sight."""
    import pyatspi
    wanted = pyatspi.STATE_SHOWING if shown else pyatspi.STATE_VISIBLE
    for one in everything():
        try:
            if one.name == name and (not role or one.getRoleName() == role) and one.getState().contains(wanted):
                return one
        except Exception:  # noqa: BLE001 (it has gone meanwhile)
            continue
    return None


def cell(row: int, column: int) -> Any:
    """A cell of the roll; what is typed into it is read back from the file, for what stands in a cell has no name on the screen."""
    table = find("签到名单")
    try:
        return table.queryTable().getAccessibleAt(row, column) if table is not None else None
    except Exception:  # noqa: BLE001 (there is no such row yet)
        return None


def text_of(found: Any, wanted: str) -> str:
    """What stands in a blank, once it is what is wanted, or after a while: a busy computer is slow to show it."""
    end = time.monotonic() + 5
    while (text := str(found.queryText().getText(0, -1))) != wanted and time.monotonic() < end:
        time.sleep(0.2)
    return text


def area_of(found: Any) -> Area:
    import pyatspi
    box = found.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
    return box.x, box.y, box.width, box.height


def click(found: Any) -> None:
    x, y, wide, high = area_of(found)
    subprocess.run(["xdotool", "mousemove", str(x + wide // 2), str(y + high // 2), "click", "1"], check=True)
    time.sleep(0.5)


def scrolled(name: str) -> Any:
    """A blank of a form, turned into sight with the wheel; not while a list is open, which would turn instead."""
    found = wait(lambda: find(name, "text", shown=False), name)
    for _ in range(40):
        left, top, wide, _ = area_of(found)
        if IN_SIGHT[0] <= top <= IN_SIGHT[1]:
            break
        said("xdotool", "mousemove", str(left + wide // 2), "400", "click", "4" if top < IN_SIGHT[0] else "5")
        time.sleep(0.1)
    return found


def enter(found: Any) -> Any:
    """Click into a blank; once more where the first click only shut a list that was open."""
    import pyatspi
    for _ in range(3):
        click(found)
        if found.getState().contains(pyatspi.STATE_FOCUSED):
            return found
    raise TimeoutError(f"the cursor in {found.name}")


# ── candidates ───────────────────────────────────────────────────────────────────────────────────

def mapped() -> dict[str, Area]:
    """Every window that is to be seen, and where."""
    found = {}
    for window in re.findall(r"^ +(0x[0-9a-f]+) ", said("xwininfo", "-root", "-children"), re.MULTILINE):
        told = said("xwininfo", "-id", window)
        if "IsViewable" in told:
            x, y, wide, high = (int(re.findall(rf"{name}: +(-?\d+)", told)[0]) for name in ("left X", "left Y", "Width", "Height"))
            found[window] = x, y, wide, high
    return found


def place_of(window: Area, blank: Area) -> str:
    """Whether a window stands at the beginning of a blank, right below or above it; else how far from it."""
    (x, y, wide, high), (left, top, _, deep) = window, blank
    across = max(x - (left + NEAR), left - (x + wide), 0)
    down = max(y - (top + deep), top - (y + high), 0)
    return AT_CURSOR if wide > 1 and across == 0 and down <= NEAR // 2 else f"{window} for {blank}"


# ── small things ─────────────────────────────────────────────────────────────────────────────────

def wait(there: Callable[[], Any], what: str, seconds: float = 20) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := there():
            return found
        time.sleep(0.25)
    raise TimeoutError(what)


def said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=20).stdout.strip()


def owned(name: str) -> bool:
    """Whether a name is on the session bus; asking for it by its own program would start another one."""
    bus = "org.freedesktop.DBus"
    return "true" in said("dbus-send", "--session", "--print-reply", f"--dest={bus}", "/", f"{bus}.NameHasOwner", f"string:{name}")


def key(keys: str) -> None:
    subprocess.run(["xdotool", "key", "--clearmodifiers", keys], check=True)
    time.sleep(0.3)


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def main() -> int:
    daemon, out, how, *program = sys.argv[1:]
    trial = Trial(daemon, Path(out), how == "session", program)
    try:
        return 0 if trial.go() else 1
    except (TimeoutError, subprocess.CalledProcessError) as error:
        print(f"   没有做到（not reached）：{error}；{trial.mishaps()}", flush=True)
        trial.picture("failed")
        return 1
    finally:
        trial.stop()
        (trial.out / f"{daemon}.json").write_text(json.dumps(trial.results, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
