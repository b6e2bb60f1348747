"""Asking a branch's computer to join: which branch, where the invitation is written, and the code to be read aloud."""
from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from ..errors import Refusal, Trouble
from ..office import Office, joining
from ..office.desks import Desk
from ..office.joining import Invitation
from . import files, work
from .pieces import button, choices, label, line, refusal, sized
from .theme import px

ANEW = "不接替，是新的"


class InviteBox(QDialog):
    """The code is shown once, when the invitation lies on the stick; it is kept nowhere."""

    def __init__(self, office: Office, gone: Sequence[Desk], parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("发出邀请")
        self.setAccessibleName("发出邀请")
        self._office = office
        self.name = line("哪个支部", "如：第一党支部")
        self.follows = choices("接替哪台停用的工作台")
        self.follows.addItem(ANEW, "")
        for one in gone:
            self.follows.addItem(one.name, one.id)
        self.code = label("", "big", "口令", centred=True, selectable=True)
        self.told = label("邀请写到 U 盘上，里面有名册和表单；口令只在这里显示一次，当面或打电话念给对方，不要写在 U 盘上。",
                          "soft", wrap=True)
        self.said = refusal("退回提示")
        form = QFormLayout()
        form.setSpacing(px(10))
        form.addRow("哪个支部", self.name)
        if gone:
            form.addRow("接替", self.follows)
        self.go = button("写到 U 盘…", self._go, look="primary", default=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(16))
        column.setSpacing(px(12))
        column.addLayout(form)
        column.addWidget(self.told)
        column.addWidget(self.code)
        column.addWidget(self.said)
        foot = QHBoxLayout()
        foot.addStretch(1)
        self.leave = button("取消", self.reject)
        self.leave.setAutoDefault(False)
        foot.addWidget(self.leave)
        foot.addWidget(self.go)
        column.addLayout(foot)
        self.code.hide()
        sized(self, 520, 220)

    def _go(self) -> None:
        self.said.hide()
        if not self.name.text().strip():
            self._refused(Refusal("请写明是哪个支部的工作台"))
            return
        folder = files.folder(self, "邀请写到哪里")
        if folder is not None:
            name, follows = self.name.text(), str(self.follows.currentData() or "")
            self.go.setEnabled(False)
            work.run(self, lambda: joining.invite(self._office, name, folder, follows), self._written, self._refused, "正在写邀请…")

    def _written(self, made: Invitation) -> None:
        self.told.setText(f"已写在 {made.path}，可以拔出了。请把下面的口令念给“{made.desk.name}”：关掉这个窗口就不再显示。")
        self.code.setText(made.code)
        self.code.show()
        self.go.hide()
        self.name.setEnabled(False)
        self.leave.setText("口令已经念给对方")
        self.leave.setAccessibleName("口令已经念给对方")

    def _refused(self, error: Exception) -> None:
        assert isinstance(error, Refusal | Trouble)
        self.go.setEnabled(True)
        self.said.setText(str(error))
        self.said.show()
