"""When something is wrong: what can be read of a damaged office, and the report for whoever looks after the program."""
from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from . import unlocking
from .commands import Commands, opened
from .telling import table


def declare(commands: Commands) -> None:
    """The commands of this module."""
    made = commands.add("salvage", _salvage, "把损坏的办公室文件里能读出的，存成一个新的；读不出的一条条列出，退出码为 1", locked=False)
    made.add_argument("--to", required=True, type=Path, metavar="OFFICE", help="存成哪个办公室文件，还没有的")
    unlocking.declare(made)
    made = commands.add("report", _report, "写出问题报告，交给维护人员；里面没有姓名和填写的内容")
    made.add_argument("--out", required=True, type=Path, metavar="FILE.zip", help="报告存成哪个文件")
    made = commands.add("selftest", _selftest, "自检：程序要用的，这台电脑有没有、好不好；有问题时退出码为 1", office=False)
    made.add_argument("office", nargs="?", metavar="OFFICE", help="也查这个办公室文件")
    made.add_argument("--out", type=Path, metavar="FILE", help="存成 .txt 或 .pdf，不写就显示在终端里")
    unlocking.declare(made)


def _salvage(given: Any) -> int:
    from ..office import salvage
    left = salvage.look(given.office, unlocking.key(given, Path(given.office)))
    salvage.keep(left, given.to)
    table(("种类", "条数"), [(name, str(count)) for name, count in left.kinds.items()])
    print(f"已存为：{given.to}")
    for lost in left.lost:
        print(f"· {lost}", file=sys.stderr)
    return 1 if left.lost else 0


def _report(given: Any) -> int:
    from ..office import problem_report
    with opened(given) as office:
        problem_report.write(office, given.out)
    print(f"已写出：{given.out}")
    return 0


def _selftest(given: Any) -> int:
    from ..office import selftest
    if given.office is None:
        lines = selftest.run()
    else:
        with opened(given) as office:
            lines = selftest.run(office)
    if given.out is None:
        print(selftest.text(lines), end="")
    else:
        selftest.save(lines, given.out)
        print(f"已写出：{given.out}（{selftest.counted(lines)}）")
    return int(any(line.mood == selftest.WRONG for line in lines))
