"""Records: one added, one removed, a sheet of them out and in, the last step taken back."""
from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..catalogue.shapes import ROLL
from ..errors import Refusal
from .commands import Commands, opened
from .telling import natural


def declare(commands: Commands) -> None:
    """The commands of this module."""
    made = commands.add("add", _add, "新增一条记录")
    made.add_argument("kind", metavar="KIND", help="记录种类，如 study")
    made.add_argument("values", metavar="栏目=值", nargs="*", help="签到写作 present=全体 leave=张三、李四")
    made = commands.add("remove", _remove, "删除一条记录（进回收站）")
    made.add_argument("kind", metavar="KIND", help="记录种类，如 study")
    made.add_argument("id", metavar="编号", type=natural, help="记录的编号，新增时报出的那个")
    commands.add("undo", _undo, "撤销最近一步")
    made = commands.add("export", _export, "导出一类记录到 Excel")
    made.add_argument("kind", metavar="KIND", help="记录种类，如 study")
    made.add_argument("--out", required=True, type=Path, help="存成哪个 .xlsx 文件")
    made.add_argument("--full-ids", action="store_true", help="证件号、手机号码完整写出，不遮住中间；会记进操作记录")
    made = commands.add("import", _import, "从 Excel 导入一类记录")
    made.add_argument("kind", metavar="KIND", help="记录种类，如 study")
    made.add_argument("file", metavar="FILE", type=Path, help="要导入的表格")
    made.add_argument("--dry-run", action="store_true", help="只检查，不保存")


def _add(given: Any) -> int:
    from ..office import by_blank
    with opened(given) as office:
        kind = office.catalogue.kind(given.kind)
        texts = _pairs(given.values)
        roll = {status: texts.pop(status) for status in ROLL if status in texts and status not in kind.known}
        values = by_blank.read(office, kind.id, texts)
        id = office.save(kind.id, values, roll=_roll(office, kind, values, roll) if roll else None)
    print(f"已保存：{kind.label} 第 {id} 号")
    return 0


def _pairs(given: Iterable[str]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for pair in given:
        name, sign, text = pair.partition("=")
        if not sign or not name:
            raise Refusal(f"“{pair}”应写作 栏目=值")
        if name in texts:
            raise Refusal(f"“{name}”写了两次")
        texts[name] = text
    return texts


def _roll(office: Any, kind: Any, values: dict[str, Any], named: dict[str, str]) -> dict[int, str]:
    """present=全体 leave=张三、李四: the expected people, with exceptions."""
    from ..office.expected import expected
    roll: dict[int, str] = {}
    if not kind.roll:
        raise Refusal(f"“{kind.label}”不设签到，不能写 {'、'.join(named)}")
    for status, text in named.items():
        if text == "全体":
            if values.get("date") is None:
                raise Refusal("要先写明日期，才知道应到的是哪些人")
            roll |= {person.id: status for person in expected(office, kind.id, values.get("bodies", ()), values["date"])}
    marked: set[int] = set()
    for status, text in named.items():
        if text != "全体":
            for name in filter(None, text.replace("，", "、").replace(",", "、").split("、")):
                id = office.names.find("person", name)
                if id in marked:
                    raise Refusal(f"“{name}”写了两种签到")
                marked.add(id)
                roll[id] = status
    return roll


def _remove(given: Any) -> int:
    with opened(given) as office:
        kind = office.catalogue.kind(given.kind)
        office.remove(kind.id, given.id)
    print(f"已删除：{kind.label} 第 {given.id} 号（可用 undo 撤销）")
    return 0


def _undo(given: Any) -> int:
    with opened(given) as office:
        undone = office.undo()
    print(f"已撤销：{undone}" if undone else "没有可撤销的操作")
    return 0


def _export(given: Any) -> int:
    from ..office.exchange import export_sheet
    with opened(given) as office:
        n = export_sheet(office, given.kind, given.out, full=given.full_ids)
    print(f"已导出 {n} 条：{given.out}")
    return 0


def _import(given: Any) -> int:
    from ..office import mapping
    with opened(given) as office:
        done = mapping.import_file(office, given.kind, given.file, dry_run=given.dry_run)
    for cell in done.bad:
        print(cell, file=sys.stderr)
    rows = len({cell.row for cell in done.bad})
    told = f"{'已导入' if done.kept else '检查完毕，未保存：可导入'} {done.good} 条"
    told += f"（其中更改已有的 {done.changed} 条）" if done.changed else ""
    told += f"，已有相同记录、跳过 {done.same} 行" if done.same else ""
    print(told + (f"，有问题 {rows} 行" if rows else ""))
    return 2 if done.bad else 0
