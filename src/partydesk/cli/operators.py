"""Who works with the office: listed, added, given another role, gone."""
from __future__ import annotations

from typing import Any

from ..errors import Refusal
from .commands import Commands, opened
from .telling import put_json, table

ACTS = {"add": "加入名单", "role": "改角色", "leave": "离岗", "as": "在这台电脑上以谁的名义操作"}


def declare(commands: Commands) -> None:
    """The commands of this module."""
    made = commands.add("operators", _operators, "列出操作人员；加人、改角色、离岗")
    made.add_argument("act", metavar="做什么", nargs="?", choices=ACTS, help="；".join(f"{act} {says}" for act, says in ACTS.items()))
    made.add_argument("name", metavar="NAME", nargs="?", default="", help="姓名")
    made.add_argument("role", metavar="ROLE", nargs="?", default="", help="角色：录入、审核、只读")
    commands.formats(made, "table", "json")


def _operators(given: Any) -> int:
    from ..office import operators
    with opened(given) as office:
        if given.act and not given.name:
            raise Refusal(f"“{ACTS[given.act]}”要写明姓名，如 partydesk operators OFFICE {given.act} 张三")
        match given.act:
            case "add":
                operators.add(office, given.name, given.role or operators.ROLES["enter"])
            case "role":
                operators.change_role(office, given.name, given.role)
            case "leave":
                operators.leave(office, given.name)
            case "as":
                operators.choose(office, given.name)
        found, who = operators.operators(office), office.who
    if given.format == "json":
        put_json([{"name": one.name, "role": one.role, "since": one.since or None, "left": one.left or None} for one in found])
    elif found:
        table(("姓名", "角色", "加入", "离岗", ""), [(one.name, one.label, one.came, one.went, "现在" if one.name == who else "")
                                            for one in found])
    else:
        print(f"名单是空的：谁打开这个办公室都什么都可以做（现在的名字是 {who}）。先加一名审核：operators OFFICE add 姓名 审核")
    return 0
