"""The command line: a contract for other programs and for our own trials. Speaks only to the office.

Results go to standard output; what went wrong goes to standard error in Chinese, exit 2. `check` exits 1 when it finds
something wrong.
"""
from __future__ import annotations

import argparse
import csv
import io
import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from . import __version__
from .catalogue.shapes import ROLL
from .catalogue.showing import SHARES, number
from .errors import Refusal, Trouble


class _Parser(argparse.ArgumentParser):
    """argparse, in Chinese where a clerk meets it; -5% is a number, not an option."""

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        self._negative_number_matcher = re.compile(r"-\d")

    def error(self, message: str) -> NoReturn:
        for english, chinese in (("the following arguments are required:", "缺少参数："), ("invalid choice:", "没有："),
                                 ("unrecognized arguments:", "不认识的参数："), ("argument ", "参数 "),
                                 ("(choose from", "（可用"), ("expected one argument", "要带一个值"),
                                 ("expected at least one argument", "至少要一个值")):
            message = message.replace(english, chinese)
        self.exit(2, f"{message}\n用法见：{self.prog} --help\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    words = list(sys.argv[1:] if argv is None else argv)
    if len(words) == 1 and words[0].lower().endswith(".partydesk"):   # a double click on an office
        words.insert(0, "desk")
    given = parser().parse_args(words)
    try:
        status: int = given.run(given)
        return status
    except (Refusal, Trouble) as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:                   # whoever read us has read enough
        sys.stderr.close()
        return 0
    except OSError as error:                  # standard output on a full disk, a folder that cannot be written
        print(f"写不了{error.filename or '输出'}：{error.strerror}", file=sys.stderr)
        return 2


def parser() -> argparse.ArgumentParser:
    """Every command and its arguments."""
    top = _Parser(prog="partydesk", description="党务工作台：平时记一笔，半年总结里每个数字都有出处。", add_help=True)
    top.add_argument("--version", action="version", version=f"partydesk {__version__}")
    top.set_defaults(run=_desk, office=None)
    commands = top.add_subparsers(title="命令", metavar="命令", parser_class=_Parser)

    def command(name: str, run: Callable[[Any], int], says: str, office: bool = True) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=says, description=says)
        made.set_defaults(run=run)
        if office:
            made.add_argument("office", metavar="OFFICE", help="办公室文件（*.partydesk）或数据库地址")
        return made

    def timed(made: argparse.ArgumentParser, required: bool = True) -> None:
        made.add_argument("--period", required=required, help="统计期，如 2025H1、2025Q2、2025-03、2025")
        made.add_argument("--scope", help="统计范围：某个党组织及其下级")

    def formats(made: argparse.ArgumentParser, *names: str) -> None:
        made.add_argument("--format", choices=names, default=names[0], help="输出格式")

    command("desk", _desk, "打开窗口")
    command("new", _new, "新建办公室").add_argument("--name", default="", help="单位名称")
    command("sample", _sample, "写出示例办公室")
    made = command("figures", _figures, "列出一个统计期的全部数据项")
    timed(made)
    formats(made, "table", "json", "csv")
    made = command("trace", _trace, "反查一个数据项：公式、组成和背后的记录")
    made.add_argument("figure", metavar="FIGURE")
    timed(made)
    formats(made, "table", "json")
    made = command("check", _check, "校核数据、表单定义和数据文件；发现错误时退出码为 1")
    timed(made, required=False)
    formats(made, "table", "json")
    made = command("paper", _paper, "印制文书")
    made.add_argument("paper", metavar="PAPER", help="文书编号，如 half_year_summary")
    timed(made)
    made.add_argument("--for", dest="whom", help="只印某一人的")
    made.add_argument("--out", required=True, type=Path, help="FILE.docx、FILE.pdf 或文件夹")
    made.add_argument("--anyway", action="store_true", help="有字体都没有的字时仍要导出 PDF，这些字印成空白")
    made.add_argument("--each", choices=("docx", "pdf"), default="", help="每份一个文件，连同目录存到文件夹")
    made.add_argument("--duplex", action="store_true", help="双面：每份从新的一张纸开始")
    made = command("letters", _letters, "列出签订的文书谁有、谁没有；加 --issue 给没有的补发")
    made.add_argument("kind", metavar="KIND", help="记录种类，如 responsibility_letter")
    timed(made)
    made.add_argument("--issue", action="store_true", help="给应签而没有的人各建一份，状态是待签；缺内容的不建，列出来")
    made.add_argument("--date", help="补发的日期，不写则是今天，或统计期里离今天最近的一天")
    formats(made, "table", "json")
    made = command("look", _look, "列出公文版式，或改用其中一种")
    made.add_argument("profile", metavar="PROFILE", nargs="?", help="版式编号或名称，如 strict")
    made = command("blank", _blank, "印一张空白表，供手填")
    made.add_argument("kind", metavar="KIND", help="记录种类，如 study")
    made.add_argument("--out", required=True, type=Path, help="FILE.pdf 或 FILE.docx")
    made = command("papers", _papers, "把一个统计期能印的全部文书印进一个文件夹，附目录")
    timed(made)
    made.add_argument("--out", required=True, type=Path, help="空文件夹，没有就新建")
    made = command("evidence", _evidence, "把一个数据项的佐证材料（目录、记录、附件）整理进一个文件夹")
    made.add_argument("figure", metavar="FIGURE")
    timed(made)
    made.add_argument("--out", required=True, type=Path, help="空文件夹，没有就新建")
    made = command("close", _close, "定稿：把一个统计期发出的文书连同每个数字的出处保存下来")
    made.add_argument("paper", metavar="PAPER", help="文书编号，如 half_year_summary")
    timed(made)
    made.add_argument("--because", default="", help="还有待补或校核不符时，仍要定稿的原因")
    made = command("changes", _changes, "列出定稿以后变了的数字和文字，以及为什么变")
    made.add_argument("paper", metavar="PAPER")
    timed(made)
    made.add_argument("--number", type=_number, help="与第几次定稿比，不写则与最近一次")
    formats(made, "table", "json")
    made = command("refresh", _refresh, "读回改过的 Word：保留改动，只更新变了的数字，并列出改了什么")
    made.add_argument("paper", metavar="PAPER")
    made.add_argument("file", metavar="FILE.docx", type=Path)
    timed(made)
    made.add_argument("--out", required=True, type=Path, help="另存为 FILE.docx，不能是原文件")
    made = command("add", _add, "新增一条记录")
    made.add_argument("kind", metavar="KIND")
    made.add_argument("values", metavar="栏目=值", nargs="*", help="签到写作 present=全体 leave=张三、李四")
    made = command("remove", _remove, "删除一条记录（进回收站）")
    made.add_argument("kind", metavar="KIND")
    made.add_argument("id", metavar="编号", type=_number)
    command("undo", _undo, "撤销最近一步")
    made = command("state", _state, "填报一个数，写明依据")
    made.add_argument("figure", metavar="FIGURE")
    made.add_argument("amount", metavar="数值", help="可带单位，如 98.6%%；写“无”则取消填报")
    made.add_argument("--because", default="", help="依据：来源、口径或文号")
    timed(made)
    made = command("export", _export, "导出一类记录到 Excel")
    made.add_argument("kind", metavar="KIND")
    made.add_argument("--out", required=True, type=Path)
    made = command("import", _import, "从 Excel 导入一类记录")
    made.add_argument("kind", metavar="KIND")
    made.add_argument("file", metavar="FILE.xlsx", type=Path)
    made.add_argument("--dry-run", action="store_true", help="只检查，不保存")
    forms = command("forms", _no_forms_command, "本单位的记录种类、数据项、校核与文书", office=False)
    below = forms.add_subparsers(title="命令", metavar="命令", parser_class=_Parser)
    made = below.add_parser("check", help="检查一个表单文件夹（不写则检查随程序带的）",
                            description="检查一个表单文件夹（不写则检查随程序带的）")
    made.add_argument("folder", nargs="?", type=Path)
    made.set_defaults(run=_forms_check)
    made = below.add_parser("add", help="把一个 .toml 或 .md 表单存进办公室",
                            description="把一个 .toml 或 .md 表单存进办公室")
    made.add_argument("office", metavar="OFFICE")
    made.add_argument("file", metavar="FILE", type=Path)
    made.set_defaults(run=_forms_add)
    made = below.add_parser("word", help="把自己的 Word 模板（带 {{标签}} 的 .docx）存成一种文书",
                            description="把自己的 Word 模板（带 {{标签}} 的 .docx）存成一种文书；不写 --name 则只检查，不保存")
    made.add_argument("office", metavar="OFFICE")
    made.add_argument("file", metavar="FILE.docx", type=Path)
    made.add_argument("--for", dest="kind", help="给什么印：一种记录、人员或组织的编号或名称，或 period；不写则按标签推定")
    made.add_argument("--name", default="", help="文书叫什么")
    made.set_defaults(run=_forms_word)
    made = below.add_parser("remove", help="从办公室里取出一个自己的表单", description="从办公室里取出一个自己的表单")
    made.add_argument("office", metavar="OFFICE")
    made.add_argument("path", metavar="PATH", help="如 kinds/tree_planting.toml")
    made.set_defaults(run=_forms_remove)
    return top


def _number(text: str) -> int:
    if not re.fullmatch(r"\d{1,18}", text):
        raise argparse.ArgumentTypeError(f"应为数字编号，现为“{text[:40]}”")
    return int(text)


def _no_forms_command(_given: Any) -> int:
    raise Refusal("forms 之后要写 check、add、word 或 remove")


def _desk(given: Any) -> int:
    from .desk import main as desk
    return desk(given.office)


def _open(given: Any) -> Any:
    from .office import Office
    return Office.open(given.office)


def _new(given: Any) -> int:
    from .office import Office
    Office.create(given.office, given.name).close()
    print(f"已新建：{given.office}")
    return 0


def _sample(given: Any) -> int:
    from .office.sample import make
    make(given.office)
    print(f"示例办公室已写入：{given.office}")
    return 0


def _figures(given: Any) -> int:
    with _open(given) as office:
        figures = list(office.figures(given.period, given.scope).values())
    shown = [{"id": value.id, "label": value.label, "text": value.text, "amount": _amount(value.amount, value.unit),
              "unit": value.unit, "period": str(value.period), "stated": value.stated, "because": value.because,
              "missing": value.missing, "records": value.records} for value in figures]
    match given.format:
        case "json":
            _json(shown)
        case "csv":
            out = csv.writer(sys.stdout)
            out.writerow(shown[0] if shown else [])
            out.writerows(row.values() for row in shown)
        case _:
            _table(("数据项", "名称", "数值", "填报", "记录"),
                   [(row["id"], row["label"], row["text"], "填报" if row["stated"] else "", str(row["records"]))
                    for row in shown])
    return 0


def _trace(given: Any) -> int:
    from .office.trace import trace
    with _open(given) as office:
        found = trace(office, given.figure, given.period, given.scope)
    if given.format == "json":
        _json(_traced(found))
    else:
        _tell(found, 0)
    return 0


def _traced(found: Any) -> dict[str, Any]:
    return {"id": found.id, "label": found.label, "text": found.text, "amount": _amount(found.amount, found.unit),
            "unit": found.unit, "missing": found.amount is None, "period": str(found.period), "formula": found.formula,
            "because": found.because, "stated": found.stated,
            "verb": found.verb, "parts": [_traced(part) for part in found.parts],
            "records": [{"kind": row.kind, "id": row.id, "title": row.title,
                         "date": row.date.isoformat() if row.date else None, "amount": _exact(row.amount)}
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
        print(f"{pad}  · {day}{row.label} {row.id}：{row.title}" + (f"（{_plain(row.amount)}）" if row.amount != 1 else ""))
    for part in found.parts:
        _tell(part, depth + 1)


def _check(given: Any) -> int:
    from .office.checking import check
    with _open(given) as office:
        found = check(office, given.period, given.scope, whole=True)
    if given.format == "json":
        _json([{"check": one.check, "level": one.level, "says": one.says, "found": one.found, "mend": one.mend,
                "figures": list(one.figures)} for one in found])
    else:
        for one in sorted(found, key=lambda one: one.level):
            print(f"【{'错误' if one.level == 'error' else '提醒'}】{one.says}：{one.found}" +
                  (f"（{one.mend}）" if one.mend else ""))
        wrong = sum(one.level == "error" for one in found)
        print(f"校核完毕：错误 {wrong} 项，提醒 {len(found) - wrong} 项。")
    return int(any(one.level == "error" for one in found))


def _paper(given: Any) -> int:
    from .office import batch, printing
    with _open(given) as office:
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
    from .office import blank_form
    with _open(given) as office:
        blank_form.export(office, given.kind, given.out)
    print(f"已写出：{given.out}")
    return 0


def _letters(given: Any) -> int:
    from .office import signing
    with _open(given) as office:
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
        _json([{"person": one.person, "name": one.name, "record": one.record or None, "number": one.number or None,
                "date": one.date.isoformat() if one.date else None, "status": one.status, "partner": one.partner or None,
                "files": one.scans, "owed": one.owed} for one in found.signers])
    else:
        _table(("姓名", "编号", "与谁签", "日期", "状态"),
               [(one.name, one.number, one.partner, one.date.isoformat() if one.date else "", signing.STATUSES[one.status])
                for one in found.signers])
        print(f"{found.year} 年{found.label}：{signing.told(found)}")
    return 0


def _look(given: Any) -> int:
    from .office import profiles
    with _open(given) as office:
        if given.profile:
            profiles.choose(office, given.profile)
        now, known = profiles.in_force(office), profiles.profiles(office)
    for id, one in known.items():
        grid, page = one.look.grid, one.look.page
        print(f"{'●' if id == now else '○'} {id}　{one.label}：每页 {grid.lines} 行，每行 {grid.chars} 字，"
              f"页边距上 {page.top:g}、下 {page.bottom:g}、左 {page.left:g}、右 {page.right:g} 毫米")
    return 0


def _papers(given: Any) -> int:
    from .office.binder import bind
    with _open(given) as office:
        done = bind(office, given.period, given.out, given.scope)
    for remark in done.remarks:
        print(remark, file=sys.stderr)
    _table(("编号", "文书", "份数", "页数", "说明"), [(one.number, one.paper, str(one.copies or ""), str(one.pages or ""), one.why)
                                            for one in done.papers])
    print(f"已写出 {sum(bool(one.name) for one in done.papers)} 种文书：{done.folder}")
    return 0


def _evidence(given: Any) -> int:
    from .office.evidence import pack
    with _open(given) as office:
        done = pack(office, given.figure, given.period, given.out, given.scope)
    for remark in done.remarks:
        print(remark, file=sys.stderr)
    for name in done.gone:
        print(f"附件内容不在了：{name}", file=sys.stderr)
    print(f"已整理记录 {done.records} 条、附件 {done.files} 个：{done.folder}")
    return 0


def _close(given: Any) -> int:
    from .office.closing import close
    with _open(given) as office:
        done = close(office, given.paper, given.period, given.scope, given.because)
    print(f"已定稿：{done.content['title'] or done.content['label']}，{done.label}，数字 {len(done.figures)} 项，"
          f"保存 {'、'.join(done.files)}")
    return 0


def _changes(given: Any) -> int:
    from .office.closing import issues
    from .office.since import changes
    with _open(given) as office:
        kept = issues(office, given.paper, given.period, given.scope)
        wanted = [issue for issue in kept if given.number in (None, issue.number)]
        if not wanted:
            raise Refusal(f"没有第 {given.number} 次定稿，共定稿 {len(kept)} 次" if kept else "这一期还没有定稿，没有可比的")
        found = changes(office, wanted[-1])
    issue = found.issue
    if given.format == "json":
        _json({"number": issue.number, "at": issue.at, "who": issue.who, "because": issue.because,
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
    from .office.returned import read, save
    with _open(given) as office:
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


def _add(given: Any) -> int:
    with _open(given) as office:
        kind = office.catalogue.kind(given.kind)
        texts = _pairs(given.values)
        roll = {status: texts.pop(status) for status in ROLL if status in texts and status not in kind.known}
        values = office.read(kind.id, texts)
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
    roll: dict[int, str] = {}
    if not kind.roll:
        raise Refusal(f"“{kind.label}”不设签到，不能写 {'、'.join(named)}")
    for status, text in named.items():
        if text == "全体":
            if values.get("date") is None:
                raise Refusal("要先写明日期，才知道应到的是哪些人")
            roll |= {person.id: status for person in office.expected(kind.id, values.get("bodies", ()), values["date"])}
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
    with _open(given) as office:
        kind = office.catalogue.kind(given.kind)
        office.remove(kind.id, given.id)
    print(f"已删除：{kind.label} 第 {given.id} 号（可用 undo 撤销）")
    return 0


def _undo(given: Any) -> int:
    with _open(given) as office:
        undone = office.undo()
    print(f"已撤销：{undone}" if undone else "没有可撤销的操作")
    return 0


def _state(given: Any) -> int:
    with _open(given) as office:
        if given.amount == "无":
            office.unstate(given.figure, given.period, given.scope)
        else:
            office.state(given.figure, given.period, given.amount, given.because, given.scope)
    print("已记下")
    return 0


def _export(given: Any) -> int:
    from .office.exchange import export_sheet
    with _open(given) as office:
        n = export_sheet(office, given.kind, given.out)
    print(f"已导出 {n} 条：{given.out}")
    return 0


def _import(given: Any) -> int:
    from .office import mapping
    with _open(given) as office:
        done = mapping.import_file(office, given.kind, given.file, dry_run=given.dry_run)
    for cell in done.bad:
        print(cell, file=sys.stderr)
    rows = len({cell.row for cell in done.bad})
    told = f"{'已导入' if done.kept else '检查完毕，未保存：可导入'} {done.good} 条"
    told += f"（其中更改已有的 {done.changed} 条）" if done.changed else ""
    told += f"，已有相同记录、跳过 {done.same} 行" if done.same else ""
    print(told + (f"，有问题 {rows} 行" if rows else ""))
    return 2 if done.bad else 0


def _forms_check(given: Any) -> int:
    from .catalogue.catalogue import folder
    from .office.forms import problems
    from .office.office import shipped_forms
    sources = [shipped_forms()] + ([folder(given.folder)] if given.folder else [])
    catalogue, found = problems(*sources)
    for problem in found:
        print(problem, file=sys.stderr)
    if found:
        print(f"共 {len(found)} 处问题，未作任何改动", file=sys.stderr)
        return 2
    print(f"表单无误：记录种类 {len(catalogue.kinds)} 个，数据项 {len(catalogue.figures)} 个，"
          f"校核 {len(catalogue.checks)} 条，文书 {len(catalogue.papers)} 种")
    return 0


def _forms_add(given: Any) -> int:
    from .office.brought import bring
    with _open(given) as office:
        path, told = bring(office, given.file)
    for remark in told:
        print(f"注意：{remark}", file=sys.stderr)
    print(f"已存入办公室：{path}")
    return 0


def _forms_word(given: Any) -> int:
    from .office import own_papers
    with _open(given) as office:
        data, form = own_papers.read(given.file)
        purpose = own_papers.purpose_of(office, given.kind) if given.kind else own_papers.proposed(office, form)[0][0]
        found = own_papers.checked(office, form, purpose)
        print(f"用来做什么：{purpose.label}")
        for one in found.found:
            if one.known is not None:
                print(f"  {{{{{one.name.strip()}}}}} {one.count} 处：{one.known.about}")
        for line in found.told():
            print(f"注意：{line}", file=sys.stderr)
        if given.name:
            print(f"已存为文书：{own_papers.keep(office, data, given.name, purpose)}（{given.name}）")
    return 0


def _forms_remove(given: Any) -> int:
    with _open(given) as office:
        office.remove_form(given.path)
    print(f"已取出：{given.path}（可用 undo 撤销）")
    return 0


def _amount(amount: Any, unit: str) -> int | float | None:
    """An amount in its own unit: 98.6 for 98.6%."""
    return None if amount is None else _exact(amount * SHARES.get(unit, 1))


def _exact(amount: Any) -> int | float | None:
    if amount is None:
        return None
    return int(amount) if amount.denominator == 1 else float(amount)


def _plain(amount: Any) -> str:
    """An amount as briefly as it can be written without losing anything that matters."""
    text = number(amount, digits=0 if amount.denominator == 1 else 4)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _json(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2))


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [max(map(_width, column)) for column in zip(heads, *rows, strict=True)]
    for row in (heads, *rows):
        print("  ".join(text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)).rstrip())


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
