"""A branch's computer joins: the invitation, the code that was read aloud, and where its office is kept."""
from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from ..errors import Refusal, Trouble
from . import files, work
from .pieces import button, label, last_row, line, refusal, sized
from .theme import px

INVITATION = "邀请 (*.partyinvite)"


class JoinBox(QDialog):
    """Makes the office file with the committee's forms and roster in it."""

    joined = Signal(str)                      # where the office lies

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("用邀请加入")
        self.setAccessibleName("用邀请加入")
        self.invitation = line("邀请文件", "U 盘上的 邀请_….partyinvite")
        self.code = line("口令", "委机关念的 16 位数字")
        self.place = line("存放位置", text=str(files.documents() / "支部.partydesk"))
        self.said = refusal("退回提示")
        form = QFormLayout()
        form.setSpacing(px(10))
        form.addRow("邀请文件", self._row(self.invitation, button("选择…", self._choose, says="选择邀请文件")))
        form.addRow("口令", self.code)
        form.addRow("存放位置", self._row(self.place, button("更改…", self._browse, says="更改存放位置")))
        self.go = button("加入", self._go, look="primary", default=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(16))
        column.setSpacing(px(12))
        column.addLayout(form)
        column.addWidget(label("会在这台电脑上建好办公室，带有委机关的名册、组织和表单。自己的记录用“数据包”上报。", "soft", wrap=True))
        column.addWidget(self.said)
        column.addLayout(last_row(self, self.go))
        sized(self, 600, 240)

    @staticmethod
    def _row(blank: QWidget, browse: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(blank, 1)
        row.addWidget(browse)
        return row

    def _choose(self) -> None:
        if (chosen := files.to_open(self, "邀请文件", INVITATION)) is not None:
            self.invitation.setText(str(chosen))

    def _browse(self) -> None:
        if (chosen := files.to_save(self, "存放位置", Path(self.place.text()), files.OFFICE)) is not None:
            self.place.setText(str(chosen))

    def _go(self) -> None:
        self.said.hide()
        self.go.setEnabled(False)
        invitation, code, place = Path(self.invitation.text().strip()), self.code.text(), Path(self.place.text().strip())

        def task() -> str:
            from ..office import joining
            joining.join(invitation, code, place).close()
            return str(place)

        work.run(self, task, self._joined, self._refused, "正在加入…")

    def _joined(self, place: str) -> None:
        self.accept()
        self.joined.emit(place)

    def _refused(self, error: Exception) -> None:
        assert isinstance(error, Refusal | Trouble)
        self.go.setEnabled(True)
        self.said.setText(str(error))
        self.said.show()
