"""Choosing a password, twice, and what makes it a good one; where one is changed, the old one first."""
from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QVBoxLayout, QWidget

from ..office import keys
from .pieces import button, label, last_row, line, refusal, sized
from .secret_line import SecretLine
from .theme import px


class PasswordFields(QWidget):
    """The password and the same again, below what else is asked (`above`, by name), which the Tab key comes to first."""

    def __init__(self, called: str = "口令", above: Mapping[str, QWidget] | None = None) -> None:
        super().__init__()
        self.new, self.again = SecretLine(called, "至少 8 个字，一句好记的话最好"), SecretLine("再输一遍")
        self.form = QFormLayout(self)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setSpacing(px(12))
        for named, field in (above or {}).items():
            self.form.addRow(named, field)
        self.form.addRow(called, self.new)
        self.form.addRow("再输一遍", self.again)

    def wrong(self) -> str:
        """Why it cannot be taken yet; empty when it can."""
        if says := keys.weak(self.new.text()):
            return says
        return "" if self.new.text() == self.again.text() else "两遍输入的口令不一样，请重新输入"


class PasswordBox(QDialog):
    """A password for somebody: his first one, or (with `old`) another one."""

    chosen = Signal(str, str, str)            # name, old password, new password

    def __init__(self, title: str, says: str, name: str = "", parent: QWidget | None = None, *, old: bool = False):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.name = line("姓名", "谁用这个口令，如：王小明", name)
        self.name.setMaxLength(40)
        self.old = SecretLine("现在的口令")
        self.fields = PasswordFields("新口令" if old else "口令", {"姓名": self.name, "现在的口令": self.old})
        self.fields.form.setRowVisible(self.old, old)
        self.name.setReadOnly(bool(name))
        self.name.setFocusPolicy(Qt.FocusPolicy.ClickFocus if name else Qt.FocusPolicy.StrongFocus)
        self._old = old
        self.said = refusal("退回提示")
        self.go = button("好", self._go, look="primary", says="就用这个口令", default=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(16))
        column.setSpacing(px(12))
        column.addWidget(label(says, "soft", wrap=True))
        column.addWidget(self.fields)
        column.addWidget(self.said)
        column.addStretch(1)
        column.addLayout(last_row(self, self.go))
        sized(self, 520, 300)
        (self.old if old else self.fields.new if name else self.name).setFocus()

    def refuse(self, says: str) -> None:
        """Why it was not taken."""
        self.said.setText(says)
        self.said.setVisible(bool(says))
        self.setEnabled(True)

    def _go(self) -> None:
        wrong = ("请填写姓名" if not self.name.text().strip() else
                 "请输入现在的口令" if self._old and not self.old.text() else self.fields.wrong())
        self.refuse(wrong)
        if not wrong:
            self.setEnabled(False)
            self.chosen.emit(self.name.text().strip(), self.old.text(), self.fields.new.text())
