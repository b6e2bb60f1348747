"""Closing a period (定稿) on the desk: a bar that says how a paper stands, the box that closes it, and what was sent."""
from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ..catalogue.period import Period
from ..errors import Refusal, Trouble
from ..office import Office, operators
from . import files, saying, told, work
from .pieces import button, choices, label, last_row, lines, offered, refusal, sized
from .theme import px

LISTED = 200
"""Things to be filled in, or that do not agree, listed before closing."""


class ClosingBar(QFrame):
    """How the paper of a period stands: sent or not, and how many things changed since; leads to all that can be done.

    `about_to_close` is emitted before a box opens, so that whoever has words that are not saved can save them.
    """

    figure_wanted = Signal(str)
    elsewhere_wanted = Signal(str, object)    # a figure of another period
    record_wanted = Signal(str, int)
    about_to_close = Signal()

    def __init__(self, office: Office, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAccessibleName("定稿情况")
        self.office = office
        self._of: tuple[str, Period, str | None] | None = None
        self._job: work.Job | None = None
        self._issues: list[Any] = []
        self._changes: Any = None
        self.state = label("", "soft", "定稿情况", wrap=True)          # where there is little room, on two lines
        self.look = button("看定稿…", self.look_at, says="看定稿和之后的变化")
        self.go = button("定稿…", self.close_period, tip="把现在的数字、出处、文字和文件保存下来；之后有什么变化，会列出来")
        self.back = button("读回改稿…", self.read_back, "plain",
                           tip="领导在 Word 或 WPS 里改过的稿子：保留改动，只更新变了的数字，并列出改了什么")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self.state, 1)
        row.addWidget(self.look)
        row.addWidget(self.back)
        row.addWidget(self.go)
        self.hide()

    def show_period(self, paper: str, period: Period, scope: str | None) -> None:
        """The state of a paper of a period; asked for again whenever something was changed."""
        of = self.office.catalogue.papers.get(paper)
        self.setVisible(of is not None and of.summary)
        if of is None or of.scope != "period":
            return
        if self._of != (paper, period, scope):
            self._issues, self._changes = [], None
            self.state.setText("")
            self.look.hide()
        self._of = paper, period, scope
        if self._job is not None:
            self._job.cancel()

        def failed(error: Exception) -> None:     # the page says what is wrong with the paper itself
            self.state.setText("现在比不出定稿后的变化：" + str(error))

        self._job = work.run(self, partial(_sent, self.office, paper, period, scope), self._stands, failed, what="正在与定稿比较…")

    def refresh(self) -> None:
        """Something was changed."""
        if self._of is not None:
            self.show_period(*self._of)

    def _stands(self, found: tuple[list[Any], Any]) -> None:
        self._job = None
        self._issues, self._changes = found
        self.look.setVisible(bool(self._issues))
        self.go.setText("更正定稿…" if self._issues else "定稿…")
        self.go.setAccessibleName("更正定稿" if self._issues else "定稿")
        offered(self.go, refused=operators.lacks(self.office, "issued"))
        if not self._issues:
            self.state.setText("还没有定稿")
            return
        last, n = self._issues[-1], len(self._changes)
        again = f"第 {last.number} 次，" if last.number > 1 else ""
        self.state.setText(f"已定稿 {last.day.isoformat()}（{again}{last.who}）· " + (f"之后有 {n} 项变化" if n else "之后没有变化"))
        self.look.setText("看变化…" if n else "看定稿…")

    def look_at(self) -> None:
        """What was sent, and what changed since."""
        if self._issues:
            box = SentBox(self.office, self._issues, self._changes, self)
            box.figure_wanted.connect(self.figure_wanted)
            box.record_wanted.connect(self.record_wanted)
            box.open()

    def show_sent(self, paper: str, period: Period) -> None:
        """What was sent of another period: a number was taken from it."""
        if self._of is None:
            return
        scope = self._of[2]

        def then(found: tuple[list[Any], Any]) -> None:
            if found[0]:
                box = SentBox(self.office, *found, self)
                box.figure_wanted.connect(lambda figure: self.elsewhere_wanted.emit(figure, period))
                box.record_wanted.connect(self.record_wanted)
                box.open()

        work.run(self, partial(_sent, self.office, paper, period, scope), then, what="正在与定稿比较…")

    def close_period(self) -> None:
        """Look at what is still open, then ask."""
        if self._of is None:
            return
        self.about_to_close.emit()
        paper, period, scope = self._of

        def task() -> Any:
            from ..office import closing
            return closing.matters(self.office, paper, period, scope)

        def then(matters: Any) -> None:
            box = CloseBox(self.office, paper, period, scope, matters, self)
            box.closed.connect(self._closed)
            box.open()

        work.run(self, task, then, what="正在校核…")

    def _closed(self, issue: Any) -> None:
        self.refresh()
        saying.say(self, f"已定稿：{issue.content['title'] or issue.content['label']}，{issue.label}。数字、出处和文件都保存好了",
                   label="撤销", act=getattr(self.window(), "undo", None))

    def read_back(self) -> None:
        """A paper that was edited in Word."""
        if self._of is None:
            return
        self.about_to_close.emit()
        from .returned_box import read_back
        read_back(self, self.office, *self._of, figure_wanted=self.figure_wanted)


def _sent(office: Office, paper: str, period: Period, scope: str | None) -> tuple[list[Any], Any]:
    """Every time a paper was sent, and what changed since the last."""
    from ..office import closing, since
    issues = closing.issues(office, paper, period, scope)
    return issues, since.changes(office, issues[-1]) if issues else None


class CloseBox(QDialog):
    """Asks once, and says what is still open; `closed` carries what was kept."""

    closed = Signal(object)

    def __init__(self, office: Office, paper: str, period: Period, scope: str | None, matters: Any,
                 parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._office, self._of, self._matters = office, (paper, period, scope), matters
        of = office.catalogue.paper(paper)
        again = "更正定稿" if matters.number > 1 else "定稿"
        self.setWindowTitle(again)
        self.setAccessibleName(again)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(16))
        column.setSpacing(px(10))
        column.addWidget(label(f"{period.label}{f'（{scope}）' if scope else ''}　{of.label}　第 {matters.number} 次定稿", "heading",
                               wrap=True))
        says = "保存现在的全部数字及其出处、全部文字，以及发出的 Word 和 PDF。记录以后仍可修改，哪些数字变了、为什么变，会列出来。"
        column.addWidget(label(says + ("以前的定稿都留着。" if matters.number > 1 else ""), "soft", wrap=True))
        if matters.open:
            self.open_matters = told.Told("还没有处理好的事")
            self.open_matters.tell(self._opened)
            self.open_matters.setMinimumHeight(px(150))
            column.addWidget(self.open_matters, 1)
        elif matters.notices:
            column.addWidget(label(f"没有待补，校核没有错误；另有提醒 {matters.notices} 项，可在“校核”里看。", "soft", wrap=True))
        else:
            column.addWidget(label("没有待补，校核没有发现问题。", "soft", wrap=True))
        asked = label("仍要定稿的原因" if matters.open else "说明（可不写）", "subheading")
        self.because = lines(asked.text(), "如：县委要求 7 月 5 日前先报，满意度测评结果出来后再更正" if matters.open
                             else "如：报县委办" if matters.number == 1 else "如：更正走访户数")
        self.because.setFixedHeight(px(64))
        asked.setBuddy(self.because)
        self.said = refusal("退回提示")
        self.go = button("仍然定稿" if matters.open else "定稿", self._go, look="primary", default=True)
        column.addWidget(asked)
        column.addWidget(self.because)
        column.addWidget(self.said)
        column.addLayout(last_row(self, self.go))
        self.resize(px(600), px(460 if matters.open else 280))
        self.because.setFocus()

    def _opened(self) -> Sequence[str]:
        parts = []
        for says, things in ((f"待补 {len(self._matters.missing)} 处", self._matters.missing),
                             (f"校核不符 {len(self._matters.findings)} 处", self._matters.findings)):
            if things:
                parts.append(told.head(says))
                parts += [f"<p>· {escape(thing)}</p>" for thing in things[:LISTED]]
                if len(things) > LISTED:
                    parts.append(f"<p>{told.soft(f'另有 {len(things) - LISTED} 处')}</p>")
        return parts

    def _go(self) -> None:
        paper, period, scope = self._of
        because = self.because.toPlainText()

        def task() -> Any:
            from ..office import closing
            return closing.close(self._office, paper, period, scope, because)

        def then(issue: Any) -> None:
            self.closed.emit(issue)
            self.accept()

        def failed(error: Exception) -> None:
            self.go.setEnabled(True)
            self.said.setText(str(error))
            self.said.show()

        self.go.setEnabled(False)
        self.said.hide()
        work.run(self, task, then, failed, what="正在定稿…")


class SentBox(QDialog):
    """What was sent, each time: its files, and everything that changed since."""

    figure_wanted = Signal(str)
    record_wanted = Signal(str, int)

    def __init__(self, office: Office, issues: Sequence[Any], changes: Any, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("定稿与之后的变化")
        self.setAccessibleName("定稿与之后的变化")
        self._office, self._issues, self._changes = office, issues, changes
        self.title = label("", "heading", "定稿", wrap=True)
        self.which = choices("第几次定稿")
        for issue in issues:
            self.which.addItem(f"{issue.label}　{issue.day.isoformat()}　{issue.who}")
        self.which.setCurrentIndex(len(issues) - 1)
        self.which.setVisible(len(issues) > 1)
        self.which.activated.connect(self._other)
        self.because = label("", "soft", "说明", wrap=True)
        self.sheet = told.Told("之后的变化")
        self.sheet.figure_wanted.connect(self._figure)
        self.sheet.record_wanted.connect(self._record)
        self.as_sent = QCheckBox("下一年的“上年同期”和同比，取定稿时的数（不勾选则按现在的记录重新统计）")
        self.as_sent.setAccessibleName("同比取定稿时的数")
        from ..office import closing
        self.as_sent.setChecked(closing.as_sent(office))
        self.as_sent.toggled.connect(lambda on: closing.compare(office, as_sent=on))
        word = button("取出发出的 Word…", lambda: self._take_out(".docx"))
        pdf = button("取出发出的 PDF…", lambda: self._take_out(".pdf"))
        shut = button("关闭", self.accept, look="primary", default=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(16))
        column.setSpacing(px(10))
        column.addWidget(self.title)
        column.addWidget(self.which, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.because)
        column.addWidget(self.sheet, 1)
        column.addWidget(self.as_sent)
        row = QHBoxLayout()
        row.addWidget(word)
        row.addWidget(pdf)
        row.addStretch(1)
        row.addWidget(shut)
        column.addLayout(row)
        sized(self, 760, 560)
        shut.setFocus()
        self._show()

    @property
    def issue(self) -> Any:
        return self._issues[self.which.currentIndex()]

    def _other(self) -> None:
        issue = self.issue

        def task() -> Any:
            from ..office import since
            return since.changes(self._office, issue)

        def then(changes: Any) -> None:
            self._changes = changes
            self._show()

        work.run(self, task, then, what="正在与定稿比较…")

    def _show(self) -> None:
        issue = self.issue
        self.title.setText(f"{issue.content['title'] or issue.content['label']}　{issue.label}")
        code = f"数据校验码 {issue.code}" if issue.code else ""
        self.because.setText("；".join(filter(None, (f"{issue.day.isoformat()}，{issue.who}", issue.because, code))))
        self.sheet.tell(self._told)

    def _told(self) -> Sequence[str]:
        if not len(self._changes):
            return [f"<p>{told.soft('定稿之后，数字和文字都没有变化。')}</p>"]
        parts = []
        for says, wanted in (("文书里印着的数字", True), ("文书里没有印的数字", False)):
            changed = [one for one in self._changes.figures if one.printed == wanted]
            if changed:
                parts.append(told.head(f"{says}，变了 {len(changed)} 项"))
                parts += map(self._figured, changed)
        if self._changes.words:
            parts.append(told.head(f"文字，变了 {len(self._changes.words)} 处"))
            parts += told.prose(self._changes.words)
        return parts

    @staticmethod
    def _figured(one: Any) -> str:
        causes = [f"{told.soft('·')} {escape(cause.says)} {told.record(cause.kind, cause.id, cause.record)}"
                  for cause in one.causes]
        if one.more:
            causes.append(told.soft(f"· 另有 {one.more} 条"))
        return f"<p>{told.figure(one.id, one.label)}　{told.moved(one.old, one.new)}<br>{'<br>'.join(causes)}</p>"

    def _figure(self, id: str) -> None:
        self.figure_wanted.emit(id)
        self.accept()

    def _record(self, kind: str, id: int) -> None:
        self.record_wanted.emit(kind, id)
        self.accept()

    def _take_out(self, suffix: str) -> None:
        from ..office import closing
        issue = self.issue
        name = issue.ending(suffix)
        path = files.to_save(self, f"取出{issue.label}的文件", files.documents() / name,
                             files.WORD if suffix == ".docx" else files.PDF)
        if path is None:
            return
        try:
            closing.take_out(self._office, issue, name, path)
        except (Refusal, Trouble) as error:
            saying.failed(self, error)
            return
        saying.say(self.parentWidget() or self, f"已取出 {path}", saying.TOLD, "打开文件夹", lambda: saying.reveal(path.parent))
