"""Stating a number by hand (填报): the number as it is to be printed, and on what grounds."""
from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QVBoxLayout,
    QWidget,
)

from ..errors import Moved, Refusal
from ..office import Office, stating
from .pieces import button, label, last_row, line, lines, refusal, sized
from .theme import px


class StateBox(QDialog):
    """Accepted: the number is kept. `counted` is what the records give, shown beside what is stated."""

    def __init__(self, office: Office, figure: str, period: str, scope: str | None, counted: str, amount: str = "",
                 because: str = "", parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._office, self._figure, self._period, self._scope = office, figure, period, scope
        self._seen = stating.stated(office, figure, period, scope)
        of = office.catalogue.figure(figure)
        self.setWindowTitle("填报")
        self.setAccessibleName("填报")
        title = label(of.label, "heading", wrap=True)
        says = label("填报的数优先于数出来的数，总结里按填报的印，反查里写明依据。"
                      "只写依据、不填数，则数仍由记录数出，校核时不再提示。", "soft", wrap=True)
        self.counted = label(counted or "数不出来（没有记录）", says="记录数出来的数")
        self.amount = line("填报数", f"如 16{of.unit}" if of.unit != "%" else "如 98.6%", text=amount)
        self.because = lines("依据", "来源、口径或文号，如：县委办督查通报〔2025〕3号", because)
        self.because.setFixedHeight(px(84))
        self.said = refusal("退回提示")
        form = QFormLayout()
        form.setSpacing(10)
        form.addRow("记录数出", self.counted)
        form.addRow("填报数", self.amount)
        form.addRow("依据", self.because)
        go = button("填报", self._go, look="primary", default=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(10)
        column.addWidget(title)
        column.addWidget(says)
        column.addLayout(form)
        column.addWidget(self.said)
        column.addStretch(1)
        column.addLayout(last_row(self, go))
        sized(self, 520, 320)

    def _go(self) -> None:
        try:
            stating.state(self._office, self._figure, self._period, self.amount.text(), self.because.toPlainText(), self._scope,
                          seen=self._seen)
        except Moved as moved:
            self._meet(moved)
            return
        except Refusal as refusal:
            self.said.setText(str(refusal))
            self.said.show()
            (self.because if self.amount.text().strip() and not self.because.toPlainText().strip() else self.amount).setFocus()
            return
        self.accept()

    def _meet(self, moved: Moved) -> None:
        """Somebody else has stated this number meanwhile: both are shown, and chosen from."""
        from ..office.versions import Both
        from .both_box import BothBox
        self._seen = stating.stated(self._office, self._figure, self._period, self._scope)
        amount, because = stating.text(self._office, self._figure, self._seen), self._seen.get("because") or ""
        rows = [Both(key, head, typed, stored) for key, head, typed, stored in (
            ("amount", "填报数", self.amount.text().strip(), amount),
            ("because", "依据", self.because.toPlainText().strip(), because)) if typed != stored]
        stored = {"amount": amount, "because": because}

        def chosen(taken: frozenset[str]) -> None:
            if "amount" in taken:
                self.amount.setText(stored["amount"])
            if "because" in taken:
                self.because.setPlainText(stored["because"])
            self._go()

        BothBox(f"您填写的时候，{moved}。", rows, chosen, self, "按所选填报").open()
