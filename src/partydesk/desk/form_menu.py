"""The two menus at the foot of a form: what can be printed of its record, and what else can be done with it."""
from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu

from ..catalogue.paper import Paper
from . import files, lacking, saying

if TYPE_CHECKING:
    from .form import Form


def print_menu(form: Form) -> QMenu:
    """Every paper that is made of such a record: to be looked at and printed, or kept as a file."""
    menu = QMenu(form)
    menu.setAccessibleName("打印")
    from ..office.printing import papers_of
    for paper in papers_of(form.office.catalogue, form.kind):
        if menu.actions():
            menu.addSeparator()
        menu.addAction(f"{paper.label}（打开 PDF 打印）", partial(_open, form, paper))
        menu.addAction(f"{paper.label}另存为 Word…", partial(_save, form, paper, ".docx", files.WORD))
        menu.addAction(f"{paper.label}另存为 PDF…", partial(_save, form, paper, ".pdf", files.PDF))
    return menu


def more_menu(form: Form) -> QMenu:
    """What else can be done with the record."""
    menu = QMenu(form)
    menu.setAccessibleName("更多")
    same = menu.addAction("同上次\tCtrl+L", form.same)      # the keys themselves are the form's
    copied = menu.addAction("复制一条\tCtrl+D", form.duplicate)
    kept = [copied]
    if form.sheet.followups is not None and not form.sheet.followups.isHidden():
        menu.addAction("记一条会上事项\tCtrl+J", form.note)
    menu.addSeparator()
    kept += [menu.addAction("历史…", partial(_history, form)), menu.addAction("影响的数据项…", partial(_feeds, form))]

    def ready() -> None:
        same.setEnabled(not form.id)
        for action in kept:
            action.setEnabled(bool(form.id))

    menu.aboutToShow.connect(ready)
    return menu


def _history(form: Form) -> None:
    from .history_box import HistoryBox
    HistoryBox(form.office, form.kind.id, form.id, form).open()


def _feeds(form: Form) -> None:
    from .feeds_box import FeedsBox
    FeedsBox(form.office, form.kind.id, form.id, form).open()


def _made(form: Form, paper: Paper, out: Path) -> Any:
    """The paper of what stands in the form, saved or not; what cannot be read is left blank."""
    from ..office import printing
    values, _ = form.sheet.values()
    roll = form.roll.roll if form.roll is not None else None
    statuses, reasons = (roll.statuses, roll.reasons) if roll is not None else ({}, {})

    noted = form.sheet.followups.values()[0] if form.sheet.followups is not None else []
    id = form.id

    def task(anyway: bool) -> Any:
        made = printing.of_form(form.office, paper.id, form.kind.id, values, statuses, reasons, id=id, noted=noted)
        return printing.put(form.office, made, out, anyway=anyway)

    return task


def _open(form: Form, paper: Paper) -> None:
    import tempfile
    folder = Path(tempfile.mkdtemp(prefix="partydesk-"))
    out = folder / f"{_called(form, paper)}.pdf"

    def shown(_: object) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(out))):
            saying.say(form, f"{paper.label}已经排好，但这台电脑上没有能打开 PDF 的程序；可以“另存为 Word”。", saying.REFUSED)

    lacking.run(form, _made(form, paper, out), shown, what=f"正在排版{paper.label}…")


def _save(form: Form, paper: Paper, suffix: str, sort: str) -> None:
    out = files.to_save(form, f"另存{paper.label}", files.documents() / f"{_called(form, paper)}{suffix}", sort)
    if out is not None:
        lacking.run(form, _made(form, paper, out), lambda done: saying.say(
            form, "；".join([f"已存为 {out}", *done.remarks]), label="打开文件夹", act=lambda: saying.reveal(out.parent)),
            what=f"正在排版{paper.label}…")


def _called(form: Form, paper: Paper) -> str:
    """A name for the file: the paper, the day and what the record is called."""
    values, _ = form.sheet.values()
    day = values.get("date") or date.today()
    called = "".join(letter for letter in form.sheet.called()[:30] if letter not in '\\/:*?"<>|\n')
    return f"{paper.label} {day.isoformat()} {called}".strip()
