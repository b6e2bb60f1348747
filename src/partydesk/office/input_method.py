"""输入法: which input method this clerk's session runs, and which plugin of the window's library speaks with it.

The library (Qt 6) asks for one plugin by name before the window is made, and knows only its own three; a desktop names
another (`QT_IM_MODULE=fcitx`), an old one (`xim`), or none. So what is really running decides, as far as there is a plugin
for it; then what the session names; then nothing, which leaves dead keys and Compose.
"""
from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..records.beside import alive
from . import session_bus

BY_HAND = "PARTYDESK_INPUT"
"""Environment: an administrator's word for this; a module, `none`, or `system` for what the session says, untouched."""
LEFT = "system"
VARIABLES = ("QT_IM_MODULES", "QT_IM_MODULE")
"""What the library reads, the first before the second."""
MODULES = {"fcitx5": "fcitx", "fcitx4": "fcitx", "ibus": "ibus"}
"""Input methods, and the module that speaks with each. A GNOME desktop starts ibus by itself: who has fcitx too, means fcitx."""
CALLED = {"fcitx5": "小企鹅输入法 fcitx 5", "fcitx4": "小企鹅输入法 fcitx 4", "ibus": "ibus"}
ON_BUS = {
    "fcitx5": re.compile(r"org\.fcitx\.Fcitx5"),
    "fcitx4": re.compile(r"org\.fcitx\.Fcitx(-\d+)?|org\.freedesktop\.portal\.Fcitx"),
    "ibus": re.compile(r"org\.freedesktop\.(portal\.)?IBus"),
}
PROCESSES = {"fcitx5": "fcitx5", "fcitx": "fcitx4", "ibus-daemon": "ibus"}
FOLDER = "platforminputcontexts"
PLUGINS = {"fcitx": "fcitx", "ibus": "ibus", "compose": "compose", "virtualkeyboard": "qtvirtualkeyboard"}
"""A word in the name of a plugin's file, and the module that it is."""


@dataclass(frozen=True)
class Chosen:
    """What was found, and what the library is told: `module`, "" for nothing, None where the session's word stays.

    `why`: an administrator has said so; it runs; the session names it; there is nothing to be told.
    """

    running: tuple[str, ...]
    carried: frozenset[str]
    named: tuple[str, ...]
    module: str | None
    why: Literal["set", "runs", "named", "nothing"]


def look(environment: Mapping[str, str], folders: Iterable[Path]) -> Chosen:
    """What this session has, and what follows from it."""
    return decide(environment, running(environment), carried(folders))


def decide(environment: Mapping[str, str], runs: Sequence[str], there: frozenset[str]) -> Chosen:
    """The table of decisions: the first that applies."""
    wanted = tuple(named(environment))

    def chosen(module: str | None, why: Literal["set", "runs", "named", "nothing"]) -> Chosen:
        return Chosen(tuple(runs), there, wanted, module, why)

    if by_hand := environment.get(BY_HAND, "").strip():
        return chosen(None if by_hand == LEFT else _module(by_hand), "set")
    usable = list(dict.fromkeys(MODULES[one] for one in MODULES if one in runs and MODULES[one] in there))
    for module in (*wanted, *usable):
        if module in usable:
            return chosen(module, "runs")
    for module in wanted:                     # it may not be up yet: the plugins wait for it
        if module in there or module == "none":
            return chosen(module, "named")
    return chosen("", "nothing")


def named(environment: Mapping[str, str]) -> Iterator[str]:
    """The modules that the session names, the likeliest first; `none` where it is meant for this library."""
    told = [_module(word.strip()) for name in VARIABLES for word in environment.get(name, "").split(";")]
    others = [*re.findall(r"@im=(\w+)", environment.get("XMODIFIERS", "")), environment.get("GTK_IM_MODULE", "").partition(":")[0]]
    told += [_module(word) for word in others if word != "none"]
    yield from dict.fromkeys(word for word in told if word not in ("", "xim", "simple"))


def _module(word: str) -> str:
    """A module by any of its names."""
    return MODULES.get(word, word)


# ── what is there ────────────────────────────────────────────────────────────────────────────────

def carried(folders: Iterable[Path]) -> frozenset[str]:
    """The modules for which a plugin lies in one of the folders of plugins."""
    found = set[str]()
    for folder in folders:
        with suppress(OSError):
            names = [path.name for path in (folder / FOLDER).iterdir()]
            found |= {module for word, module in PLUGINS.items() if any(word in name for name in names)}
    return frozenset(found)


def running(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The input methods that run for this user: by the session bus and by ibus's own note; without a bus, by the processes."""
    names = session_bus.names(environment)
    found = on_bus(names) if names is not None else set(processes())
    if "ibus" not in found and _noted(environment):
        found.add("ibus")
    return tuple(one for one in MODULES if one in found)


def on_bus(names: Iterable[str]) -> set[str]:
    """Those whose names are on the bus; fcitx 5 also answers to the names of the others, so that their plugins find it."""
    found = {one for one, sign in ON_BUS.items() if any(map(sign.fullmatch, names))}
    return found - {"fcitx4"} if "fcitx5" in found else found


def processes(proc: Path = Path("/proc")) -> Iterator[str]:
    """Those that run as processes of this user."""
    with suppress(OSError), os.scandir(proc) as entries:
        for entry in entries:
            if entry.name.isdigit():
                with suppress(OSError):       # it has ended meanwhile
                    if entry.stat().st_uid == os.getuid() and (one := PROCESSES.get(_read(proc / entry.name / "comm").strip())):
                        yield one


def _noted(environment: Mapping[str, str]) -> bool:
    """Whether ibus has noted down where it listens on this screen, and is still there."""
    home = Path(environment.get("XDG_CONFIG_HOME") or Path(environment.get("HOME", "/")) / ".config")
    screen = re.search(r":(\d+)", environment.get("DISPLAY", ""))
    end = f"-unix-{screen[1] if screen else environment.get('WAYLAND_DISPLAY') or '0'}"
    with suppress(OSError), os.scandir(home / "ibus" / "bus") as entries:
        for entry in entries:
            if entry.name.endswith(end) and (pid := re.search(r"^IBUS_DAEMON_PID=(\d+)", _read(Path(entry.path)), re.MULTILINE)):
                return alive(int(pid[1]))
    return False


def _read(path: Path) -> str:
    with suppress(OSError):
        return path.read_text("utf-8", "replace")
    return ""
