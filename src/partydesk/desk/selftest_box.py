"""自检: what this computer has of what the program needs, line by line, to be read out to whoever helps by telephone."""
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from ..office import selftest
from ..office.selftest import MOODS, Line
from . import files, saying, theme, work
from .pieces import button, label, offered, sized
from .seen import seen
from .theme import px

if TYPE_CHECKING:
    from ..office import Office

GROUNDS = {selftest.GOOD: "good", selftest.NOTE: "note", selftest.WRONG: "bad"}
"""The colour behind each line."""
WAITS = "正在查，一两秒…"


class SelftestBox(QDialog):
    """Runs when it opens, and again when asked; nothing is changed by it."""

    def __init__(self, office: Office | None, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("自检")
        self.setAccessibleName("自检")
        self._office = office
        self.lines: list[Line] = []
        self.told = label(WAITS, "subheading", "自检结果", wrap=True)
        self.view = QTextBrowser()
        self.view.setObjectName("card")
        self.view.setAccessibleName("自检查到的")
        self.view.setOpenLinks(False)
        self.view.setTabChangesFocus(True)
        self.again = button("再查一次", self.look, picture="refresh")
        self.print = button("打印…", self._print, picture="print")
        self.page = button("存成 PDF…", self._save_page)
        self.text = button("存成文本…", self._save_text, tip="记事本能打开，可以用 U 盘交给维护人员")
        shut = button("关闭", self.accept, look="primary", default=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(16))
        column.setSpacing(px(10))
        column.addWidget(self.told)
        column.addWidget(label("打电话求助时从上往下报编号，先念“有问题”“留意”的。里面没有姓名、单位名称和填写的内容。",
                               "soft", wrap=True))
        column.addWidget(self.view, 1)
        row = QHBoxLayout()
        for one in (self.again, self.print, self.page, self.text):
            row.addWidget(one)
        row.addStretch(1)
        row.addWidget(shut)
        column.addLayout(row)
        sized(self, 720, 620)
        theme.turned.connect(self._show)
        shut.setFocus()
        self.look()

    def look(self) -> None:
        """Ask everything again, on another thread but for what only the window knows."""
        self.lines, known, office = [], seen(), self._office
        self.told.setText(WAITS)
        self._offer()
        work.run(self, lambda: selftest.run(office, known), self._found, quiet=True)

    def _found(self, lines: list[Line]) -> None:
        self.lines = lines
        self.told.setText(selftest.counted(lines))
        self._show()
        self._offer()

    def _offer(self) -> None:
        for one in (self.again, self.print, self.page, self.text):
            offered(one, bool(self.lines))

    def _show(self) -> None:
        """The lines as they stand, in the colours of now."""
        self.view.setHtml(told(self.lines))

    def _print(self) -> None:
        def ask(pdf: bytes) -> None:
            from . import printing
            printing.ask(self, pdf, selftest.TITLE)

        self._paged(ask)

    def _save_page(self) -> None:
        def save(pdf: bytes) -> None:
            from . import printing
            printing.save(self, pdf, self._called())

        self._paged(save)

    def _paged(self, then: Callable[[bytes], None]) -> None:
        lines = self.lines
        work.run(self, lambda: selftest.pdf(lines), then, what="正在排版自检结果…")

    def _save_text(self) -> None:
        out = files.to_save(self, "存成文本", files.documents() / f"{self._called()}.txt", "文本 (*.txt)")
        if out is not None:
            lines = self.lines
            work.run(self, lambda: selftest.save(lines, out), lambda _: self._saved(out), what="正在保存…")

    def _saved(self, out: Path) -> None:
        saying.say(self.parentWidget() or self, f"已存为 {out}", label="打开文件夹", act=lambda: saying.reveal(out.parent))

    @staticmethod
    def _called() -> str:
        return f"{selftest.TITLE}-{datetime.now():%Y%m%d-%H%M}"


def told(lines: list[Line]) -> str:
    """The lines as a table: number, how it stands, what was found and what to do."""
    rows, topic = [], ""
    for at, line in enumerate(lines, 1):
        if line.topic != topic:
            topic = line.topic
            rows.append(f'<tr><td colspan="3"><b>{escape(topic)}</b></td></tr>')
        ground, soft = theme.colour(GROUNDS[line.mood]).name(), theme.colour("soft").name()
        strong = escape(line.says) if line.mood == selftest.GOOD else f"<b>{escape(line.says)}</b>"
        do = f'<br><span style="color:{soft}">办法：{escape(line.do)}</span>' if line.do else ""
        rows.append(f'<tr><td align="right">{at}</td><td bgcolor="{ground}" style="white-space:pre">{MOODS[line.mood]}</td>'
                    f"<td>{strong}{do}</td></tr>")
    return f'<table cellspacing="0" cellpadding="{px(4)}" width="100%">{"".join(rows)}</table>'
