"""Before an encrypted office: whose password, the password, or the recovery code from the safe."""
from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from .icons import icon
from .pieces import button, centred, choices, label, line, refusal
from .secret_line import SecretLine
from .theme import px


class UnlockPage(QWidget):
    """Asks, and waits while the key is worked out; who knows neither password nor code goes back."""

    tried = Signal(str, str)                  # name, password
    coded = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("page")
        self.setAccessibleName("解锁")
        mark = QLabel()
        mark.setPixmap(icon("lock", "accent").pixmap(px(40), px(40)))
        mark.setAccessibleName("已锁定")
        self.called = label("", "heading", "办公室", wrap=True)
        self.says = label("", "soft", "说明", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.called)
        words.addWidget(self.says)
        head = QHBoxLayout()
        head.setSpacing(px(16))
        head.addWidget(mark)
        head.addLayout(words, 1)
        self.name = choices("姓名")
        self.password = SecretLine("口令")
        self.password.line.returnPressed.connect(self._try)
        self.asked = QFormLayout()
        self.asked.setSpacing(px(12))
        self.asked.addRow("姓名", self.name)
        self.asked.addRow("口令", self.password)
        self.go = button("打开", self._try, look="primary", default=True)
        self.forgot = button("忘了口令，用恢复码…", lambda: self._turn(1), look="plain")
        self.code = line("恢复码", "照保险柜里那张纸输入，不分大小写，空格和横线可不输")
        self.code.returnPressed.connect(self._try_code)
        self.go_code = button("用恢复码打开", self._try_code, look="primary")
        self.back = button("还是用口令", lambda: self._turn(0), look="plain")
        self.leave = [button("换一个办公室", self.left.emit, look="plain") for _ in range(2)]
        self.ways = QStackedWidget()
        by_password, by_code = QWidget(), QWidget()
        for way, form, row in ((by_password, self.asked, (self.leave[0], self.forgot, self.go)),
                               (by_code, _form("恢复码", self.code), (self.leave[1], self.back, self.go_code))):
            column = QVBoxLayout(way)
            column.setContentsMargins(0, 0, 0, 0)
            column.addLayout(form)
            column.addSpacing(px(10))
            column.addStretch(1)
            foot = QHBoxLayout()
            foot.addWidget(row[0])
            foot.addStretch(1)
            foot.addWidget(row[1])
            foot.addWidget(row[2])
            column.addLayout(foot)
            self.ways.addWidget(way)
        self.said = refusal("退回提示")
        self.waiting = QProgressBar(minimum=0, maximum=0, textVisible=False)
        self.waiting.setAccessibleName("正在打开")
        self.waiting.setFixedHeight(px(6))
        inner = QVBoxLayout()
        inner.setSpacing(px(14))
        inner.addLayout(head)
        inner.addSpacing(px(8))
        inner.addWidget(self.said)
        inner.addWidget(self.ways)
        inner.addWidget(self.waiting)
        centred(self, inner, 520)

    def ask(self, place: str, called: str, names: Sequence[str], last: str = "", *, covered: bool = False) -> None:
        """Ask for a password of the office at `place`; `covered`: it is open behind this page."""
        self.called.setText(called or Path(place).stem)
        self.says.setText("已锁定。正在填写的内容都在，输入口令接着做。" if covered else f"这个办公室已加密：{place}")
        self.name.clear()
        self.name.addItems(list(names))
        self.name.setCurrentIndex(max(0, self.name.findText(last)))
        self.asked.setRowVisible(self.name, len(names) > 1)
        for leave in self.leave:
            leave.setVisible(not covered)
        self.forgot.setVisible(not covered)
        self.code.clear()
        self.password.clear()
        self.refuse("")
        self._turn(0)

    def wait(self, says: str) -> None:
        """Nothing to be asked: something is done to the file, and this is what."""
        self.says.setText(says)
        self.ways.hide()
        self.said.hide()
        self.waiting.show()

    def busy(self, busy: bool) -> None:
        """While the key is worked out."""
        self.waiting.setVisible(busy)
        self.ways.setEnabled(not busy)

    def refuse(self, says: str) -> None:
        """Why it does not open; the keys go back to what is to be typed anew."""
        self.busy(False)
        self.ways.show()
        self.said.setText(says)
        self.said.setVisible(bool(says))
        if says:
            typed = self.code if self.ways.currentIndex() else self.password.line
            typed.selectAll()
            typed.setFocus()

    def _turn(self, way: int) -> None:
        self.ways.setCurrentIndex(way)
        self.said.hide()
        (self.code if way else self.password.line).setFocus()

    def _try(self) -> None:
        if not self.password.text():
            self.refuse("请输入口令")
            return
        self.busy(True)
        self.tried.emit(self.name.currentText(), self.password.text())

    def _try_code(self) -> None:
        if not self.code.text().strip():
            self.refuse("请输入恢复码")
            return
        self.busy(True)
        self.coded.emit(self.code.text())

    def changeEvent(self, event: QEvent) -> None:
        """When it can be typed in again, the keys are where they were."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange and self.isEnabled():
            self.password.line.setFocus(Qt.FocusReason.OtherFocusReason)


def _form(called: str, field: QWidget) -> QFormLayout:
    form = QFormLayout()
    form.addRow(called, field)
    return form
