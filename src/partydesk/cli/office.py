"""An office: its window, a new one, the invented one."""
from __future__ import annotations

from typing import Any

from . import unlocking
from .commands import Commands


def declare(commands: Commands) -> None:
    """The commands of this module."""
    commands.add("desk", run, "打开窗口", locked=False)
    made = commands.add("new", _new, "新建办公室", locked=False)
    made.add_argument("--name", default="", help="单位名称")
    unlocking.declare(made)
    commands.add("sample", _sample, "写出示例办公室", locked=False)


def run(given: Any) -> int:
    from ..desk import main as desk
    return desk(given.office)


def _new(given: Any) -> int:
    from ..office import Office, serving
    if serving.is_url(given.office):
        unlocking.served(given, lambda place: Office.create(place, given.name).close())
    else:
        Office.create(given.office, given.name).close()
    print(f"已新建：{serving.public(given.office)}")
    return 0


def _sample(given: Any) -> int:
    from ..office import serving
    from ..office.sample import make
    make(given.office)
    print(f"示例办公室已写入：{serving.public(given.office)}")
    return 0
