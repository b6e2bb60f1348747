"""连接服务器: where the office's database is and who logs in; the password is used, and never kept."""
from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from ..errors import Refusal
from ..office.serving import Address, typed
from .pieces import button, label, last_row, line, refusal, sized
from .theme import px


class ServerBox(QDialog):
    """`go` is given the place, and says what is wrong with it, or nothing; the box stays until it opens."""

    def __init__(self, go: Callable[[str], str], parent: QWidget, known: Address | None = None, says: str = ""):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("连接服务器")
        self.setAccessibleName("连接服务器")
        self._go = go
        known = known or Address()
        port = "" if known.port == Address().port or not known.host else f":{known.port}"
        self.host = line("服务器地址", "如：192.168.1.10", known.host + port)
        self.database = line("数据库", text=known.database)
        self.login = line("登录名", "管理员给您的登录名", known.login)
        self.password = line("口令")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        form = QFormLayout()
        form.setSpacing(px(12))
        for name, blank in (("服务器地址", self.host), ("数据库", self.database), ("登录名", self.login), ("口令", self.password)):
            form.addRow(name, blank)
        self.said = refusal("连不上的原因")
        self.said.setText(says)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(16))
        column.setSpacing(px(12))
        column.addWidget(label("几台电脑共用一份数据时，数据放在单位内网的服务器上。地址和登录名问管理员；口令每次打开时填，不会存下来。",
                               "soft", wrap=True))
        column.addLayout(form)
        column.addWidget(self.said)
        self.said.setVisible(bool(says))      # not before it stands in the box
        column.addStretch(1)
        column.addLayout(last_row(self, button("连接", self._connect, look="primary", default=True)))
        sized(self, 500, 330)
        first = next((blank for blank in (self.host, self.database, self.login) if not blank.text()), self.password)
        first.setFocus()

    def _connect(self) -> None:
        try:
            wrong = self._go(typed(self.host.text(), self.database.text(), self.login.text()).place(self.password.text()))
        except Refusal as refused:
            wrong = str(refused)
        if not wrong:
            self.accept()
            return
        self.said.setText(wrong)
        self.said.show()
        (self.password if self.login.text().strip() and self.host.text().strip() else self.host).setFocus()
