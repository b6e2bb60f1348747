"""The numbers of a period: listed, traced, checked, stated by hand."""
from __future__ import annotations

import csv
import sys
from typing import Any

from ..catalogue.text import inert
from .commands import Commands, opened
from .telling import amount, exact, plain, put_json, table


def declare(commands: Commands) -> None:
    """The commands of this module."""
    made = commands.add("figures", _figures, "列出一个统计期的全部数据项")
    commands.timed(made)
    commands.formats(made, "table", "json", "csv")
    made = commands.add("trace", _trace, "反查一个数据项：公式、组成和背后的记录")
    made.add_argument("figure", metavar="FIGURE", help="数据项编号，如 study.group_sessions")
    commands.timed(made)
    commands.formats(made, "table", "json")
    made = commands.add("check", _check, "校核数据、表单定义和数据文件；发现错误时退出码为 1")
    commands.timed(made, required=False)
    commands.formats(made, "table", "json")
    made.add_argument("--head", metavar="CODE", help="只核对印出来的数据校验码：操作记录里还有没有那时的状态，之后又做了什么")
    made = commands.add("state", _state, "填报一个数，写明依据")
    made.add_argument("figure", metavar="FIGURE", help="数据项编号，如 study.group_sessions")
    made.add_argument("amount", metavar="数值", help="可带单位，如 98.6%%；写“无”则取消填报")
    made.add_argument("--because", default="", help="依据：来源、口径或文号")
    commands.timed(made)


def _figures(given: Any) -> int:
    with opened(given) as office:
        figures = list(office.figures(given.period, given.scope).values())
    shown = [{"id": value.id, "label": value.label, "text": value.text, "amount": amount(value.amount, value.unit),
              "unit": value.unit, "period": str(value.period), "stated": value.stated, "because": value.because,
              "missing": value.missing, "records": value.records} for value in figures]
    match given.format:
        case "json":
            put_json(shown)
        case "csv":
            out = csv.writer(sys.stdout, lineterminator="\n")      # which the stream writes as this system ends its lines
            out.writerow(shown[0] if shown else [])
            out.writerows([inert(value) if isinstance(value, str) else value for value in row.values()] for row in shown)
        case _:
            table(("数据项", "名称", "数值", "填报", "记录"),
                   [(row["id"], row["label"], row["text"], "填报" if row["stated"] else "", str(row["records"]))
                    for row in shown])
    return 0


def _trace(given: Any) -> int:
    from ..office.trace import trace
    with opened(given) as office:
        found = trace(office, given.figure, given.period, given.scope)
    if given.format == "json":
        put_json(_traced(found))
    else:
        _tell(found, 0)
    return 0


def _traced(found: Any) -> dict[str, Any]:
    return {"id": found.id, "label": found.label, "text": found.text, "amount": amount(found.amount, found.unit),
            "unit": found.unit, "missing": found.amount is None, "period": str(found.period), "formula": found.formula,
            "because": found.because, "stated": found.stated,
            "verb": found.verb, "parts": [_traced(part) for part in found.parts],
            "records": [{"kind": row.kind, "id": row.id, "title": row.title,
                         "date": row.date.isoformat() if row.date else None, "amount": exact(row.amount)}
                        for row in found.records]}


def _tell(found: Any, depth: int) -> None:
    pad = "  " * depth
    named = f"{found.label}（{found.id}）" if found.id else found.because
    print(f"{pad}{named} = {found.text}　〔{found.period.label}〕" + ("　填报" if found.stated else ""))
    if found.id:
        print(f"{pad}  {'依据' if found.stated else '算法'}：{found.because}")
        if found.formula:
            print(f"{pad}  公式：{found.formula}")
    for row in found.records:
        day = f"{row.date.isoformat()} " if row.date else ""
        print(f"{pad}  · {day}{row.label} {row.id}：{row.title}" + (f"（{plain(row.amount)}）" if row.amount != 1 else ""))
    for part in found.parts:
        _tell(part, depth + 1)


def _check(given: Any) -> int:
    from ..office.checking import check
    if given.head:
        return _head(given)
    with opened(given) as office:
        found = check(office, given.period, given.scope, whole=True)
    if given.format == "json":
        put_json([{"check": one.check, "level": one.level, "says": one.says, "found": one.found, "mend": one.mend,
                "figures": list(one.figures)} for one in found])
    else:
        for one in sorted(found, key=lambda one: one.level):
            print(f"【{'错误' if one.level == 'error' else '提醒'}】{one.says}：{one.found}" +
                  (f"（{one.mend}）" if one.mend else ""))
        wrong = sum(one.level == "error" for one in found)
        print(f"校核完毕：错误 {wrong} 项，提醒 {len(found) - wrong} 项。")
    return int(any(one.level == "error" for one in found))


def _head(given: Any) -> int:
    from ..office import proving
    with opened(given) as office:
        found = proving.state(office, given.head)
    print(f"操作记录里有这个状态：{found.when} {found.who}：{found.why}（第 {found.seq} 行）")
    print(f"之后又做了 {found.steps} 步，共 {found.since} 处改动" if found.since else "之后没有改动")
    for one in found.broken:
        print(f"【错误】{one}")
    print("到这个状态为止的操作记录有改动过的地方" if found.broken else "到这个状态为止的操作记录完好")
    return int(bool(found.broken))


def _state(given: Any) -> int:
    from ..office import stating
    with opened(given) as office:
        if given.amount == "无":
            stating.unstate(office, given.figure, given.period, given.scope)
        else:
            stating.state(office, given.figure, given.period, given.amount, given.because, given.scope)
    print("已记下")
    return 0
