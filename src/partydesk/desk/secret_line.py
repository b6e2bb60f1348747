"""A line for a password: dots, and an eye that shows what was typed while it is pressed down."""
from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from .pieces import line, tool


class SecretLine(QWidget):
    """What is typed in it is never drafted, copied or kept."""

    def __init__(self, says: str, hint: str = ""):
        super().__init__()
        self.line = line(says, hint)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData)
        self.line.setMaxLength(200)
        self.eye = tool("", f"显示{says}", picture="eye", side=28, tip=f"按住看一眼{says}")
        self.eye.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.eye.pressed.connect(lambda: self.line.setEchoMode(QLineEdit.EchoMode.Normal))
        self.eye.released.connect(lambda: self.line.setEchoMode(QLineEdit.EchoMode.Password))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.line, 1)
        row.addWidget(self.eye, 0, Qt.AlignmentFlag.AlignVCenter)      # else the line is no higher than the eye
        self.setFocusProxy(self.line)

    def text(self) -> str:
        return self.line.text()

    def clear(self) -> None:
        self.line.clear()
