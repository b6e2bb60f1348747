"""Papers as they were sent, what changed since, and what came back edited."""
from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ..errors import Refusal
from .commands import Commands, opened
from .telling import natural, put_json


def declare(commands: Commands) -> None:
    """The commands of this module."""
    made = commands.add("close", _close, "定稿：把一个统计期发出的文书连同每个数字的出处保存下来")
    made.add_argument("paper", metavar="PAPER", help="文书编号，如 half_year_summary")
    commands.timed(made)
    made.add_argument("--because", default="", help="还有待补或校核不符时，仍要定稿的原因")
    made = commands.add("changes", _changes, "列出定稿以后变了的数字和文字，以及为什么变")
    made.add_argument("paper", metavar="PAPER", help="文书编号，如 half_year_summary")
    commands.timed(made)
    made.add_argument("--number", type=natural, help="与第几次定稿比，不写则与最近一次")
    commands.formats(made, "table", "json")
    made = commands.add("refresh", _refresh, "读回改过的 Word：保留改动，只更新变了的数字，并列出改了什么")
    made.add_argument("paper", metavar="PAPER", help="文书编号，如 half_year_summary")
    made.add_argument("file", metavar="FILE.docx", type=Path, help="改过的 Word 文件")
    commands.timed(made)
    made.add_argument("--out", required=True, type=Path, help="另存为 FILE.docx，不能是原文件")


def _close(given: Any) -> int:
    from ..office.closing import close
    with opened(given) as office:
        done = close(office, given.paper, given.period, given.scope, given.because)
    print(f"已定稿：{done.content['title'] or done.content['label']}，{done.label}，数字 {len(done.figures)} 项，"
          f"保存 {'、'.join(done.files)}，数据校验码 {done.code}")
    return 0


def _changes(given: Any) -> int:
    from ..office.closing import issues
    from ..office.since import changes
    with opened(given) as office:
        kept = issues(office, given.paper, given.period, given.scope)
        wanted = [issue for issue in kept if given.number in (None, issue.number)]
        if not wanted:
            raise Refusal(f"没有第 {given.number} 次定稿，共定稿 {len(kept)} 次" if kept else "这一期还没有定稿，没有可比的")
        found = changes(office, wanted[-1])
    issue = found.issue
    if given.format == "json":
        put_json({"number": issue.number, "at": issue.at, "who": issue.who, "because": issue.because,
               "figures": [{"id": one.id, "label": one.label, "old": one.old, "new": one.new, "printed": one.printed,
                            "causes": [{"says": cause.text, "kind": cause.kind or None, "id": cause.id or None}
                                       for cause in one.causes], "more": one.more} for one in found.figures],
               "words": [{"kind": one.kind, "before": one.before, "after": one.after} for one in found.words]})
        return 0
    print(f"{issue.label}　{issue.day.isoformat()}　{issue.who}" + (f"　{issue.because}" if issue.because else ""))
    print(f"之后数字变化 {len(found.figures)} 项，文字变化 {len(found.words)} 处" if len(found) else "之后没有变化")
    for one in found.figures:
        print(f"· {one.label}（{one.id}）：{one.old} → {one.new}" + ("" if one.printed else "　（文书里没有印）"))
        for cause in one.causes:
            print(f"    {cause.text}")
        if one.more:
            print(f"    另有 {one.more} 条")
    _prose(found.words)
    return 0


def _refresh(given: Any) -> int:
    from ..office.returned import read, save
    with opened(given) as office:
        found = read(office, given.paper, given.period, given.file, given.scope)
        save(found, given.out)
    if found.doubt:
        print(found.doubt, file=sys.stderr)
    told = found.edited
    print(f"已写出：{given.out}（对照{found.against}，找到数字 {told.bound} 处）")
    sorts: tuple[tuple[str, Sequence[Any]], ...] = (
        ("已更新", told.moved), ("手改过，未动", told.overwritten), ("已删去", told.taken_out),
        ("现在的文书里没有，未动", told.without_equal))
    for says, entries in sorts:
        for entry in entries:
            print(f"· {says}　{found.label(entry)}：{entry.change}　〔{entry.sentence}〕")
            if reworded := getattr(entry, "reworded", ""):
                print(f"    这一句现在的写法：{reworded}")
    _prose(told.prose)
    return 0


def _prose(found: Iterable[Any]) -> None:
    for one in found:
        says = {"changed": "改写", "added": "新增", "removed": "删去", "moved": "移动"}[one.kind]
        marks = {"same": "{}", "gone": "[-{}-]", "come": "{{+{}+}}"}
        print(f"· 段落{says}：" + "".join(marks[what].format(_short(text) if what == "same" else text) for what, text in one.words))


def _short(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:11]}…{text[-11:]}"
