"""The recovery code, shown this once: onto paper, into the safe, and typed back from the paper before it goes on."""
from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ..office import keys
from .pieces import button, label, line, refusal, sized
from .theme import px


class CodeBox(QDialog):
    """Accepted once the code was typed back; there is no other way out, since it is never shown again."""

    def __init__(self, code: str, office: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("恢复码")
        self.setAccessibleName("恢复码")
        self._code, self._office = code, office
        shown = label(code, "card", "恢复码", selectable=True, centred=True)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font().pointSizeF() * 1.5)
        shown.setFont(font)
        shown.setMargin(px(14))
        self.typed = line("照纸上输入恢复码", "照着打印出来的纸输入一遍，不分大小写")
        self.typed.textChanged.connect(self._compare)
        self.said = refusal("退回提示")
        self.go = button("纸已收好", self.accept, look="primary", default=True)
        self.go.setEnabled(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(16))
        column.setSpacing(px(12))
        column.addWidget(label("请把恢复码打印出来，放进保险柜", "heading", wrap=True))
        column.addWidget(label("口令都忘了的时候，只有它能打开这个办公室。恢复码只显示这一次；口令和恢复码都没有了，"
                               "里面的记录就再也打不开，谁也没有别的办法。", wrap=True))
        column.addWidget(shown)
        row = QHBoxLayout()
        self.print = button("打印…", self._print, picture="print")
        self.save = button("存成 PDF…", self._save, picture="save", tip="存到 U 盘等别处，不要和办公室文件放在一起")
        row.addWidget(self.print)
        row.addWidget(self.save)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.typed)
        column.addWidget(self.said)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.go)
        column.addLayout(foot)
        sized(self, 580, 360)
        self.print.setFocus()

    def _sheet(self) -> bytes:
        return keys.code_sheet(self._office, self._code)

    def _print(self) -> None:
        from . import printing
        printing.ask(self, self._sheet(), "恢复码")

    def _save(self) -> None:
        from . import printing
        printing.save(self, self._sheet(), "恢复码")

    def _compare(self, typed: str) -> None:
        same = keys.same_code(typed, self._code)
        self.go.setEnabled(same)
        whole = len("".join(typed.split()).replace("-", "")) >= len(self._code.replace("-", "").replace(" ", ""))
        self.said.setText("与恢复码不一样，请对照着再看一遍" if whole and not same else "")
        self.said.setVisible(whole and not same)

    def reject(self) -> None:
        """Esc and the cross say what is still to be done."""
        self.said.setText("先把恢复码打印或抄下来，照着输入一遍，再关闭这个窗口")
        self.said.show()
        self.typed.setFocus()
