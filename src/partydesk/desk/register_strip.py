"""How far the papers of a kind are: who owes one, who has it, who has none; each number narrows the list to those."""
from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QToolButton, QWidget

from ..office.signing import NONE, STATUSES, Register
from .flow import Flow
from .pieces import tool
from .theme import px

ORDER = ("signed", "archived", "pending", NONE)


class RegisterStrip(QWidget):
    """`wanted` tells a status, or nothing for all."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("签订情况")
        self.status = ""
        self.buttons: dict[str, QToolButton] = {}
        flow = Flow(self, gap=px(4))
        for status in ("", *ORDER):
            made = self.buttons[status] = tool("", "全部", partial(self._press, status), "switch")
            made.setCheckable(True)
            flow.addWidget(made)

    def show_register(self, register: Register) -> None:
        """The numbers of a year."""
        whole = f"应签 {register.owed}" if register.known else f"全部 {len(register.signers)}"
        self._say("", whole, f"{register.year} 年{register.label}：列出全部")
        for status in ORDER:
            n = register.count(status)
            self._say(status, f"{STATUSES[status]} {n}", f"只列{STATUSES[status]}的 {n} 人" if n else f"没有{STATUSES[status]}的")
            self.buttons[status].setEnabled(n > 0 or status == self.status)
        self.buttons[NONE].setVisible(register.known)

    def _say(self, status: str, words: str, tip: str) -> None:
        made = self.buttons[status]
        made.setText(words)
        made.setAccessibleName(words)
        made.setToolTip(tip)

    def choose(self, status: str) -> None:
        """Mark a status; says nothing."""
        self.status = status
        for one, made in self.buttons.items():
            made.setChecked(one == status)

    def _press(self, status: str) -> None:
        self.choose("" if status == self.status else status)
        self.wanted.emit(self.status)
