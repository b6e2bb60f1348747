"""The ledger before it is printed: its true pages, and what can be made of them."""
from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ..office import Office
from ..office.ledgers import Ledger, Pages, export, pages
from . import files, lacking, saying, work
from .pieces import button, label
from .preview import PreviewPane
from .theme import px

SORTS = {".pdf": ("导出 PDF…", files.PDF), ".docx": ("导出 Word…", files.WORD), ".xlsx": ("导出 Excel…", files.EXCEL)}


class LedgerBox(QDialog):
    """Shows a ledger page by page; prints it, or writes it as PDF, Word or Excel."""

    def __init__(self, office: Office, ledger: Ledger, parent: QWidget):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(ledger.title)
        self.setAccessibleName(f"{ledger.title}预览")
        self._office, self._whole = office, ledger
        self.number = label("正在排版…", "soft", "页数")
        self.bare = QCheckBox("不印空栏")
        self.bare.setAccessibleName("不印空栏")
        self.bare.setToolTip("一个字也没有的栏不印，留给别的栏")
        self.bare.setChecked(True)
        self.bare.toggled.connect(lambda _: self._set())
        self.pane = PreviewPane(keeps=False)
        self.pane.printed.connect(lambda _: self.accept())
        self.print = self.pane.print_button
        self.print.setDefault(True)
        self.exports = [button(words, partial(self._export, ending)) for ending, (words, _) in SORTS.items()]
        self.view = self.pane.view
        top = QHBoxLayout()
        top.addWidget(label(ledger.title, "heading"))
        top.addWidget(self.number)
        top.addStretch(1)
        top.addWidget(self.bare)
        bottom = QHBoxLayout()
        for one in self.exports:
            bottom.addWidget(one)
        bottom.addStretch(1)
        bottom.addWidget(button("关闭", self.reject))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(12), px(16), px(12))
        column.setSpacing(px(10))
        column.addLayout(top)
        column.addWidget(self.pane, 1)
        column.addLayout(bottom)
        room = self.screen().availableGeometry()
        self.resize(min(px(1100), room.width()), min(px(760), room.height()))
        self._set()

    @property
    def ledger(self) -> Ledger:
        return self._whole.without_empty() if self.bare.isChecked() else self._whole

    def _set(self) -> None:
        """Set the pages anew."""
        ledger = self.ledger
        self.pane.wait("正在排版…")
        for one in (self.bare, *self.exports):
            one.setEnabled(False)

        def then(made: Pages) -> None:
            self.pane.show_pdf(made.pdf, ledger.title, lacking="".join(made.lacking))
            self.number.setText(f"{ledger.count} 条，{self.view.count} 页，A4 横向" + ("，有字印不出来" if made.lacking else ""))
            self.number.setToolTip("".join(made.lacking))
            for one in (self.bare, *self.exports):
                one.setEnabled(True)
            self.print.setFocus()

        work.run(self, lambda: pages(self._office, ledger), then, what="正在排版台账…")

    def _export(self, ending: str) -> None:
        ledger = self.ledger
        path = files.to_save(self, SORTS[ending][0].removesuffix("…"), files.documents() / f"{ledger.title}{ending}", SORTS[ending][1])
        if path is not None:
            lacking.run(self, lambda anyway: export(self._office, ledger, path, anyway=anyway),
                        lambda remarks: self._exported(path, remarks), what="正在导出台账…")

    def _exported(self, path: Path, remarks: tuple[str, ...]) -> None:
        saying.say(self._home, "；".join([f"已导出：{path}", *remarks]), label="打开文件夹", act=lambda: saying.reveal(path.parent))
        self.number.setText(f"已导出 {path.name}")

    @property
    def _home(self) -> QWidget:
        parent = self.parent()
        return parent if isinstance(parent, QWidget) else self
