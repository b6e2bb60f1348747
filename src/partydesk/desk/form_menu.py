"""The two menus at the foot of a form: what can be printed of its record, and what else can be done with it."""
from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMenu, QWidget

from ..catalogue.kind import Kind
from ..catalogue.paper import Paper
from ..errors import Trouble
from ..office import Office
from . import files, lacking, outside, repeating, saying

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
        if paper.template:
            menu.addAction(f"{paper.label}（打开 Word 打印）", partial(_open_word, form, paper))
        else:
            menu.addAction(f"{paper.label}：预览和打印…", partial(_open, form, paper))
        menu.addAction(f"{paper.label}另存为 Word…", partial(_save, form, paper, ".docx", files.WORD))
        menu.addAction(f"{paper.label}另存为 PDF…", partial(_save, form, paper, ".pdf", files.PDF))
    if menu.actions():
        menu.addSeparator()
    menu.addAction("空白表（手填）…", lambda: blank_form(form, form.office, form.kind))
    return menu


def _give_back(form: Form) -> None:
    from .return_box import ReturnBox
    ReturnBox(form.office, form.kind, form.id, form).open()


def _take_over(form: Form) -> None:
    """From now on it is changed here; the branch learns of it with the next package."""
    from ..errors import Refusal
    from ..office import handing
    try:
        number = handing.take_over(form.office, form.kind.id, form.id)
    except Refusal as refused:
        saying.say(form, str(refused), saying.REFUSED)
        return
    form.reload()
    saying.say(form, f"已接管 {number} 条（连同相关的），可以在这里改了；对方收取下发的数据包后就知道。",
               label="撤销", act=getattr(form.window(), "undo", None))


def blank_form(parent: QWidget, office: Office, kind: Kind) -> None:
    """The form of a kind on paper, to be filled in by hand."""
    from .preview import PreviewBox

    def make() -> Any:
        from ..office import blank_form
        return blank_form.pages(office, kind.id)

    def word(out: Path) -> None:
        from ..office import blank_form
        blank_form.export(office, kind.id, out)

    PreviewBox(f"{kind.label}空白表", make, parent, writers={".docx": word}).open()


def more_menu(form: Form) -> QMenu:
    """What else can be done with the record."""
    menu = QMenu(form)
    menu.setAccessibleName("更多")
    same = menu.addAction("同上次\tCtrl+L", partial(repeating.same, form))      # the keys themselves are the form's
    copied = menu.addAction("复制一条\tCtrl+D", partial(repeating.duplicate, form))
    kept = [copied]
    if form.sheet.followups is not None and not form.sheet.followups.isHidden():
        menu.addAction("记一条会上事项\tCtrl+J", form.note)
    menu.addSeparator()
    kept += [menu.addAction("历史…", partial(_history, form)), menu.addAction("影响的数据项…", partial(_feeds, form))]

    foreign = [menu.addAction("退回修改…", partial(_give_back, form)), menu.addAction("接管这条记录", partial(_take_over, form))]

    def ready() -> None:
        same.setEnabled(not form.id)
        for action in foreign:
            action.setVisible(bool(form.owner))
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


def _copies(form: Form, paper: Paper) -> Callable[[], Any]:
    """The paper of what stands in the form, saved or not; what cannot be read is left blank."""
    from ..office import printing
    values, _ = form.sheet.values()
    roll = form.roll.roll if form.roll is not None else None
    statuses, reasons = (roll.statuses, roll.reasons) if roll is not None else ({}, {})

    noted = form.sheet.followups.values()[0] if form.sheet.followups is not None else []
    id = form.id
    return lambda: printing.of_form(form.office, paper.id, form.kind.id, values, statuses, reasons, id=id, noted=noted)


def _made(form: Form, paper: Paper, out: Path) -> Any:
    make = _copies(form, paper)

    def task(anyway: bool) -> Any:
        from ..office import printing
        return printing.put(form.office, make(), out, anyway=anyway)

    return task


def _open(form: Form, paper: Paper) -> None:
    """The paper before it is printed."""
    from .preview import PreviewBox
    make = _copies(form, paper)

    def pages() -> Any:
        from ..office import printing, typefaces
        made = make()
        pdf, done = printing.printed(form.office, [copy.document for copy in made])
        return pdf, typefaces.lacking(form.office, done, made)

    def word(out: Path) -> Any:
        from ..office import printing
        return printing.put(form.office, make(), out).remarks

    PreviewBox(_called(form, paper), pages, form, writers={".docx": word}).open()


def _open_word(form: Form, paper: Paper) -> None:
    """The office's own Word file, filled in, in the program that it was made with."""
    from ..office.attachments import to_open
    try:
        out = to_open(f"{_called(form, paper)}.docx", form.office)
    except Trouble as trouble:
        saying.failed(form, trouble)
        return

    def shown(_: object) -> None:
        if form.office.key is not None:       # it goes when the office is closed: changes belong in a file of the clerk's own
            out.chmod(stat.S_IRUSR)
        outside.show(form, out, f"{paper.label}已经排好，但这台电脑上没有能打开 Word 的程序；可以“另存为 Word”。")

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
