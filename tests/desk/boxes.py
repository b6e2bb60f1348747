"""Every box there is, opened on an office that has a study session and a problem: one line each."""
from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QDialog

from partydesk import desk
from partydesk.desk.window import Window

Open = Callable[[Window, Path], QDialog]
PERIOD, FIGURE, PAPER = "2025H1", "study.coverage_rate", "half_year_summary"


def of(module: str, name: str) -> Any:
    return getattr(importlib.import_module(f"partydesk.desk.{module}"), name)


def kind(window: Window, id: str) -> Any:
    assert window.office is not None
    return window.office.catalogue.kinds[id]


def first(window: Window, id: str) -> int:
    """The first record of a kind."""
    from partydesk.office import listing
    assert window.office is not None
    return listing.ids(window.office, id)[0]


def _columns(window: Window, folder: Path) -> QDialog:
    from partydesk.office import columns
    study = kind(window, "study")
    offered = columns.offered(study, 2025)
    return of("columns_box", "ColumnsBox")(study.label, offered, offered[:4], window)


def _ledger(window: Window, folder: Path) -> QDialog:
    page = window.tabs.page("thought")
    page.choose("study")
    from partydesk.office.ledgers import of_list
    return of("ledger_box", "LedgerBox")(window.office, of_list(window.office, page.model.listed, page.model.columns, None), window)


def _preview(window: Window, folder: Path) -> QDialog:
    from partydesk.office import blank_form
    return of("preview", "PreviewBox")("集中学习空白表", lambda: blank_form.pages(window.office, "study"), window)


def _print(window: Window, folder: Path) -> QDialog:
    from PySide6.QtCore import QSizeF
    paper = of("print_box", "Paper")("2025年上半年党建工作总结", (QSizeF(595, 842),) * 10, 3)
    return of("print_box", "PrintBox")(paper, window, [("HP_LaserJet", "HP_LaserJet")])


def _turn(window: Window, folder: Path) -> QDialog:
    from partydesk.office.print_order import BY_HAND, Order
    order = Order("HP_LaserJet", "总结", (1, 2, 3, 4, 5), 5, copies=2, sides=BY_HAND, backwards=True)
    return of("turn_box", "TurnBox")(order, window)


def _change(window: Window, folder: Path) -> QDialog:
    return of("many_box", "ChangeBox")(window.office, kind(window, "problem"), [first(window, "problem")], window)


def _mapping(window: Window, folder: Path) -> QDialog:
    from openpyxl import Workbook

    from partydesk.office import mapping
    book, path = Workbook(), folder / "名册.xlsx"
    for row in (("序号", "姓名", "部门", "出生年月"), (1, "钱进", "第一党支部", "1980-05"), (2, "孙悦", "宣传科", "1991-11")):
        book.active.append(row)
    book.save(path)
    staff = kind(window, "staff")
    return of("mapping_box", "MappingBox")(window.office, staff, path, mapping.sources(window.office, "staff", path), window)


def _pasted(window: Window, folder: Path) -> QDialog:
    from partydesk.office import columns
    from partydesk.office.clips import paste
    shown = columns.offered(kind(window, "problem"), 2025)[:3]
    text = "\t".join(column.label for column in shown) + "\n2025-03-01\t文山会海\t错误\n"
    return of("pasted_box", "PastedBox")(kind(window, "problem"), text, shown,
                                         paste(window.office, "problem", text, shown, dry_run=True), window)


def _returned(window: Window, folder: Path) -> QDialog:
    from partydesk.office import printing, returned
    path = folder / "总结.docx"
    printing.export(window.office, PAPER, PERIOD, path)
    return of("returned_box", "ReturnedBox")(returned.read(window.office, PAPER, PERIOD, path, None), window)


def _close(window: Window, folder: Path) -> QDialog:
    from partydesk.catalogue.period import Period
    from partydesk.office import closing
    period = Period.read(PERIOD)
    return of("closing_box", "CloseBox")(window.office, PAPER, period, None, closing.matters(window.office, PAPER, period), window)


def _sent(window: Window, folder: Path) -> QDialog:
    from partydesk.office import closing, since
    issues = closing.issues(window.office, PAPER, PERIOD)
    if not issues:
        closing.close(window.office, PAPER, PERIOD, because="都看过了")
        issues = closing.issues(window.office, PAPER, PERIOD)
    return of("closing_box", "SentBox")(window.office, issues, since.changes(window.office, issues[-1]), window)


def _template(window: Window, folder: Path) -> QDialog:
    from partydesk.office import own_papers

    from ..papers.foreign import letter
    path = folder / "谈话通知.docx"
    path.write_bytes(letter("{{单位}}", "请｛｛责任人｝｝同志办理：{{内容}}（{{责任人姓名}}）", "{{日期"))
    data, form = own_papers.read(path)
    return of("template_box", "TemplateBox")(window.office, path, data, form, own_papers.proposed(window.office, form), window)


def _ahead(window: Window, folder: Path) -> QDialog:
    from partydesk.office import steps
    done = steps.recent(window.office)
    return of("steps_box", "AheadBox")(steps.ahead(window.office, done[0].step), window)


def _operators(window: Window, folder: Path) -> QDialog:
    from partydesk.office import operators
    assert window.office is not None
    if not operators.operators(window.office):
        for name, role in (("王芳", "审核"), ("李强", "录入"), ("赵静", "只读"), ("孙悦", "录入")):
            operators.add(window.office, name, role)
        operators.leave(window.office, "孙悦")
    operators.choose(window.office, "王芳")       # whoever looks at the other boxes afterwards may do everything
    return of("operators_box", "OperatorsBox")(window.office, window)


def _issue(window: Window, folder: Path) -> QDialog:
    assert window.office is not None
    people = [one.id for one in window.office.records("staff")][:3]
    return of("issue_box", "IssueBox")(window.office, kind(window, "family_pledge"), people, date(2025, 3, 6), window)


def _backups(window: Window, folder: Path) -> QDialog:
    from partydesk.office import backups
    assert window.office is not None
    backups.make(window.office)
    return of("backup_box", "BackupBox")(window, window.office)


def _restore(window: Window, folder: Path) -> QDialog:
    from partydesk.office import backups, restoring
    assert window.office is not None
    made = backups.make(window.office).backup
    window.office.save("branch", {"name": f"第{folder.name}支部"})
    place = Path(window.office.place)
    return of("restore_box", "RestoreBox")(restoring.preview(made, place), place, window)


def _both(window: Window, folder: Path) -> QDialog:
    from partydesk.office.versions import Both
    rows = (Both("place", "地点", "三楼会议室", "机关二楼大会议室"), Both("content", "主要内容", "学习《中国共产党纪律处分条例》" * 5, ""),
            Both("roll/3", "签到：买买提·吐尔逊", "请假（事假）", "到会"))
    return of("both_box", "BothBox")("您填写的时候，王芳 2025-03-06 10:32 存过这条记录。只有一处改过的已经合到一起，下面这些两处都改了：",
                                     rows, print, window)


def _server(window: Window, folder: Path) -> QDialog:
    from partydesk.office.serving import Address
    return of("server_box", "ServerBox")(lambda _: "", window, Address("192.168.1.10", "partydesk", "王芳"), "服务器要求口令")


def _reading(window: Window, folder: Path) -> QDialog:
    box = of("reading_box", "ReadingBox")("正在读取", "名册.xlsx", window)
    box.under_way.doing.setText("正在读取：第 1200 行／共 3000 行")
    box.under_way.bar.setRange(0, 3000)
    box.under_way.bar.setValue(1200)
    box.under_way.show()
    return box


def _exchanging(window: Window, folder: Path) -> Any:
    """The office as the committee's desk, a branch invited, and two namesakes to be judged."""
    from partydesk.office import desks, station
    assert window.office is not None
    if not station.own(window.office):
        desks.add(window.office, "第一党支部")
        for _ in range(2):
            window.office.save("staff", {"name": "同名的人", "born": date(1990, 5, 5), "party": "member"})
    return window.office


def _take(window: Window, folder: Path) -> QDialog:
    from partydesk.office.taking import Brought
    brought = Brought("第一党支部", "2025-07-01T08:00:00.000+00:00", 7, first="12AB-34CD-56EF-7890",
                      told=["写这个数据包的电脑时钟快了一天以上（或本机的慢了），请校准；收取不受影响"])
    brought.new.update({"集中学习": 12, "主题党日": 3})
    brought.changed.update({"干部职工": 2})
    return of("take_box", "TakeBox")(brought, window)


def _selftest(window: Window, folder: Path) -> QDialog:
    """With its lines in it."""
    from partydesk.desk import work
    box = of("selftest_box", "SelftestBox")(window.office, window)
    for _ in range(100):
        work.wait()
        QApplication.processEvents()
        if box.lines:
            break
    return box


BOXES: dict[str, Open] = {
    "BackupBox": _backups,
    "RestoreBox": _restore,
    "BothBox": _both,
    "ServerBox": _server,
    "PackagesBox": lambda window, folder: of("packages_box", "PackagesBox")(_exchanging(window, folder), window),
    "TakeBox": _take,
    "InviteBox": lambda window, _: of("invite_box", "InviteBox")(window.office, [], window),
    "JoinBox": lambda window, _: of("join_box", "JoinBox")(window),
    "ReturnBox": lambda window, _: of("return_box", "ReturnBox")(window.office, kind(window, "study"), first(window, "study"), window),
    "NewBox": lambda window, _: of("start", "NewBox")(window),
    "OperatorsBox": _operators,
    "WhoBox": lambda window, _: of("operators_box", "WhoBox")(window.office, window),
    "CoveredBox": lambda window, _: of("covered_box", "CoveredBox")("干部职工", ("联系电话",), window.office, window),
    "OfficeBox": lambda window, _: of("office_box", "OfficeBox")(window.office, window),
    "LookBox": lambda window, _: of("look_box", "LookBox")(window.office, window),
    "PreferencesBox": lambda window, _: of("preferences_box", "PreferencesBox")(window),
    "BinBox": lambda window, _: of("bin_box", "BinBox")(window.office, window),
    "StepsBox": lambda window, _: of("steps_box", "StepsBox")(window.office, window),
    "AheadBox": _ahead,
    "VocabularyBox": lambda window, _: of("vocabulary_box", "VocabularyBox")(window.office, window),
    "OwnFormsBox": lambda window, _: of("own_forms_box", "OwnFormsBox")(window.office, window),
    "TemplateBox": _template,
    "TagsBox": lambda window, _: of("tags_box", "TagsBox")(window.office, None, window),
    "WorkBox": lambda window, _: of("work_box", "WorkBox")(window.office, window),
    "HistoryBox": lambda window, _: of("history_box", "HistoryBox")(window.office, "study", first(window, "study"), window),
    "FeedsBox": lambda window, _: of("feeds_box", "FeedsBox")(window.office, "study", first(window, "study"), window),
    "StateBox": lambda window, _: of("state_box", "StateBox")(window.office, FIGURE, PERIOD, None, "98.5%", "", "", window),
    "DateBox": lambda window, _: of("date_box", "DateBox")(date(2025, 6, 30), date(2025, 6, 30), window),
    "DayBox": lambda window, _: of("due_list", "DayBox")(window),
    "RenameBox": lambda window, _: of("attachments", "RenameBox")("签到表.jpg", print, window),
    "DamageBox": lambda window, _: of("damage_box", "DamageBox")(window.office.place, "第 3 页读不出来", window),
    "ColumnsBox": _columns,
    "LedgerBox": _ledger,
    "PreviewBox": _preview,
    "PrintBox": _print,
    "TurnBox": _turn,
    "DrawingBox": lambda window, _: of("turn_box", "DrawingBox")("2025年上半年党建工作总结", window),
    "ChangeBox": _change,
    "MappingBox": _mapping,
    "ReadingBox": _reading,
    "PastedBox": _pasted,
    "ReturnedBox": _returned,
    "CloseBox": _close,
    "SentBox": _sent,
    "IssueBox": _issue,
    "PasswordBox": lambda window, _: of("password_box", "PasswordBox")("改口令", "换成新口令；旧的从此打不开这个办公室。", "王小明", window,
                                                                       old=True),
    "CodeBox": lambda window, _: of("code_box", "CodeBox")("ABCDE-FGHJK-MNPQR-STUVW-XYZ234-5", "试验单位", window),
    "KeysBox": lambda window, _: of("keys_box", "KeysBox")(window.office, None, window),
    "SureBox": lambda window, _: of("keys_box", "SureBox")("取消加密", "取消以后，谁都能看到里面的记录。", "取消加密", window),
    "SelftestBox": _selftest,
    "MarkBox": lambda window, _: of("issue_box", "MarkBox")(window.office, kind(window, "family_pledge"), [1, 2], "signed",
                                                            date(2025, 3, 6), window),
}


def declared() -> set[str]:
    """Every box that the desk knows, but for those within a box, whose name begins with _."""
    found = set()
    for module in pkgutil.iter_modules(desk.__path__):
        inside = importlib.import_module(f"partydesk.desk.{module.name}")
        found |= {name for name, what in vars(inside).items() if inspect.isclass(what) and issubclass(what, QDialog)
                  and what.__module__ == inside.__name__ and not name.startswith("_")}
    return found
