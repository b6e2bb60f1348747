"""`make trial-install` in small: a clerk's way through the program with no more of it than the package carries, on a real screen."""
from __future__ import annotations

import os
import shlex
import sys
from importlib import metadata
from pathlib import Path

import pytest

from tests.package import spec
from tools.package import trial_install, wheels
from tools.package.roots import Root

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a screen in memory is of Linux")


class Here(trial_install.Trial):
    """This computer in the place of a small Debian."""

    def inside(self, *command: str, user: str = "root", display: str = "", more: dict[str, str] | None = None) -> list[str]:
        settings = {"HOME": self.home, "LANG": "C.UTF-8", "DISPLAY": display, "QT_QPA_PLATFORM": "xcb" if display else "offscreen",
                    **{name: f"{self.home}/{name}" for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")}, **(more or {})}
        return ["env", *(f"{name}={value}" for name, value in settings.items()), *command]

    def path(self, place: str) -> Path:
        return Path(place if place.startswith(self.home) else f"{self.home}/not-here{place}")

    @property
    def shots(self) -> Path:
        return Path(self.home) / "pictures"


def not_carried() -> set[str]:
    """Modules that only tests and tools have, and those that build.spec leaves out."""
    carried = set(wheels.subset("x86_64"))
    owners = metadata.packages_distributions()
    return spec.left_out() | {name for name, of in owners.items()
                              if name.isidentifier() and {wheels.name_of(one) for one in of}.isdisjoint({*carried, "partydesk"})}


def test_the_way_of_a_clerk_with_what_the_package_carries(tmp_path: Path) -> None:
    away = not_carried()
    assert {"pytest", "tkinter", "_ssl", "reportlab"} <= away
    assert away.isdisjoint({"jinja2", "PySide6", "partydesk"})
    program = tmp_path / "党务 工作/partydesk"
    program.parent.mkdir()
    known = {"LEFT_OUT": " ".join(sorted(away)), "PYTHONPATH": os.pathsep.join(sys.path)}
    program.write_text(f"#!/bin/sh\nexport {' '.join(f'{name}={shlex.quote(value)}' for name, value in known.items())}\n"
                       f'exec {shlex.quote(sys.executable)} -OO -m tests.package.bare "$@"\n')
    program.chmod(0o755)
    trial = Here("这里", Root(tmp_path, "here"), str(program), str(tmp_path))
    trial_install.used(trial, 140)
    came = dict(trial.results)
    assert came["第一个窗口"].endswith("秒"), came
    assert came["键盘录入一次集中学习并保存"] == "16 次变成 17 次", came
    assert came["责任书"] == "56 份", came
    assert {"总结 .docx", "总结 .pdf"} <= came.keys()
    assert not [text for text in came.values() if "失败" in text], came
