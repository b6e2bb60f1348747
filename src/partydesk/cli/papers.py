"""Papers, and what is made for them."""
from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from .commands import Commands, opened
from .telling import put_json, table


def declare(commands: Commands) -> None:
    """The commands of this module."""
    made = commands.add("paper", _paper, "印制文书")
    made.add_argument("paper", metavar="PAPER", help="文书编号，如 half_year_summary")
    commands.timed(made)
    made.add_argument("--for", dest="whom", help="只印某一人的")
    made.add_argument("--out", required=True, type=Path, help="FILE.docx、FILE.pdf 或文件夹")
    made.add_argument("--anyway", action="store_true", help="有字体都没有的字时仍要导出 PDF，这些字印成空白")
    made.add_argument("--each", choices=("docx", "pdf"), default="", help="每份一个文件，连同目录存到文件夹")
    made.add_argument("--duplex", action="store_true", help="双面：每份从新的一张纸开始")
    made.add_argument("--full-ids", action="store_true", help="证件号、手机号码完整印出，不遮住中间；会记进操作记录")
    made = commands.add("letters", _letters, "列出签订的文书谁有、谁没有；加 --issue 给没有的补发")
    made.add_argument("kind", metavar="KIND", help="记录种类，如 responsibility_letter")
    commands.timed(made)
    made.add_argument("--issue", action="store_true", help="给应签而没有的人各建一份，状态是待签；缺内容的不建，列出来")
    made.add_argument("--date", help="补发的日期，不写则是今天，或统计期里离今天最近的一天")
    commands.formats(made, "table", "json")
    made = commands.add("look", _look, "列出公文版式，或改用其中一种")
    made.add_argument("profile", metavar="PROFILE", nargs="?", help="版式编号或名称，如 strict")
    made = commands.add("blank", _blank, "印一张空白表，供手填")
    made.add_argument("kind", metavar="KIND", help="记录种类，如 study")
    made.add_argument("--out", required=True, type=Path, help="FILE.pdf 或 FILE.docx")
    made = commands.add("papers", _papers, "把一个统计期能印的全部文书印进一个文件夹，附目录")
    commands.timed(made)
    made.add_argument("--out", required=True, type=Path, help="空文件夹，没有就新建")
    made = commands.add("evidence", _evidence, "把一个数据项的佐证材料（目录、记录、附件）整理进一个文件夹")
    made.add_argument("figure", metavar="FIGURE", help="数据项编号，如 study.group_sessions")
    commands.timed(made)
    made.add_argument("--out", required=True, type=Path, help="空文件夹，没有就新建")


def _paper(given: Any) -> int:
    from ..office import batch, printing
    with opened(given) as office:
        called = office.catalogue.paper(given.paper).label
        with office.in_full(f"印制{called}") if given.full_ids else nullcontext():
            made = printing.copies(office, given.paper, given.period, given.whom, given.scope)
        done = batch.put(office, made, given.out, each=given.each, duplex=given.duplex, anyway=given.anyway)
    for remark in done.remarks:
        print(remark, file=sys.stderr)
    if len(done.files) == 1:
        print(f"已写出：{done.files[0]}")
    else:
        print(f"已写出 {len(done.files)} 份：{given.out}")
    return 0


def _blank(given: Any) -> int:
    from ..office import blank_form
    with opened(given) as office:
        blank_form.export(office, given.kind, given.out)
    print(f"已写出：{given.out}")
    return 0


def _letters(given: Any) -> int:
    from ..office import signing
    with opened(given) as office:
        found = signing.register(office, given.kind, given.period, given.scope)
        if given.issue:
            day = signing.day_of(given.date, given.period)
            lacking = [one for one in signing.proposals(office, given.kind, found.missing, day) if one.lacks]
            ids = signing.issue(office, given.kind, found.missing, day, despite=True)
            for one in lacking:
                print(f"没有补发 {one.name}：缺{'、'.join(one.lacks)}", file=sys.stderr)
            print(f"已补发 {len(ids)} 份，状态是待签（可用 undo 撤销）", file=sys.stderr)
            found = signing.register(office, given.kind, given.period, given.scope)
    if given.format == "json":
        put_json([{"person": one.person, "name": one.name, "record": one.record or None, "number": one.number or None,
                "date": one.date.isoformat() if one.date else None, "status": one.status, "partner": one.partner or None,
                "files": one.scans, "owed": one.owed} for one in found.signers])
    else:
        table(("姓名", "编号", "与谁签", "日期", "状态"),
               [(one.name, one.number, one.partner, one.date.isoformat() if one.date else "", signing.STATUSES[one.status])
                for one in found.signers])
        print(f"{found.year} 年{found.label}：{signing.told(found)}")
    return 0


def _look(given: Any) -> int:
    from ..office import profiles
    with opened(given) as office:
        if given.profile:
            profiles.choose(office, given.profile)
        now, known = profiles.in_force(office), profiles.profiles(office)
    for id, one in known.items():
        grid, page = one.look.grid, one.look.page
        print(f"{'●' if id == now else '○'} {id}　{one.label}：每页 {grid.lines} 行，每行 {grid.chars} 字，"
              f"页边距上 {page.top:g}、下 {page.bottom:g}、左 {page.left:g}、右 {page.right:g} 毫米")
    return 0


def _papers(given: Any) -> int:
    from ..office.binder import bind
    with opened(given) as office:
        done = bind(office, given.period, given.out, given.scope)
    for remark in done.remarks:
        print(remark, file=sys.stderr)
    table(("编号", "文书", "份数", "页数", "说明"), [(one.number, one.paper, str(one.copies or ""), str(one.pages or ""), one.why)
                                            for one in done.papers])
    print(f"已写出 {sum(bool(one.name) for one in done.papers)} 种文书：{done.folder}")
    return 0


def _evidence(given: Any) -> int:
    from ..office.evidence import pack
    with opened(given) as office:
        done = pack(office, given.figure, given.period, given.out, given.scope)
    for remark in done.remarks:
        print(remark, file=sys.stderr)
    for name in done.gone:
        print(f"附件内容不在了：{name}", file=sys.stderr)
    print(f"已整理记录 {done.records} 条、附件 {done.files} 个：{done.folder}")
    return 0
