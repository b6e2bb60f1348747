"""预览: a paper as it will be printed, with the tools to read, search, keep and print it."""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from . import files, lacking, saying, work
from .page_tools import PageTools
from .pages import PageView, Spot
from .pieces import button, label, refusal, shortcut
from .theme import px

Write = Callable[[Path], Any]
"""Writes a file in one format and tells remarks about it (or nothing); it is run on another thread."""
SORTS = {".pdf": ("PDF…", files.PDF), ".docx": ("Word…", files.WORD), ".xlsx": ("Excel…", files.EXCEL)}


class PreviewPane(QWidget):
    """True pages with their tools; `printed` tells the order when a print run is on its way.

    `keeps`: whether it offers to keep what is shown as a file; more formats than PDF come with `offer`.
    """

    printed = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, keeps: bool = True):
        super().__init__(parent)
        self.setAccessibleName("预览")
        self._pdf, self._title, self._leaves = b"", "", False
        self._lacking = ""
        self._writers: dict[str, Write] = {}
        self.view = PageView()
        self.tools = PageTools(self.view)
        self.keep_button = button("另存为…", self._keep, picture="save", says="另存为文件")
        self.keep_button.setAutoDefault(False)
        if not keeps:
            self.keep_button.hide()
        self.print_button = button("打印…", self.print, look="primary", picture="print", tip="选择打印机、页数和份数（Ctrl+P）")
        self._why = label("", "soft", "为什么没有版面", wrap=True, centred=True)
        self._middle = QStackedWidget()
        self._middle.addWidget(self._why)
        self._middle.addWidget(self.view)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self.tools)
        row.addStretch(1)
        row.addWidget(self.keep_button)
        row.addWidget(self.print_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addLayout(row)
        column.addWidget(self._middle, 1)
        shortcut("Ctrl+F", self, self.tools.seek)
        shortcut("Ctrl+P", self, self.print)
        self.wait("正在排版…")

    @property
    def pdf(self) -> bytes:
        """What is shown."""
        return self._pdf

    def show_pdf(self, pdf: bytes, title: str, spots: Sequence[Spot] = (), *, leaves: bool = False, lacking: str = "") -> None:
        """Show a PDF; `leaves`: it was made for both sides, every paper in it from a new sheet.

        `lacking` says which characters are blanks on it: they are printed and kept only after the clerk said so.
        """
        self._pdf, self._title, self._leaves, self._lacking = pdf, title, leaves, lacking
        self.view.name(f"{title}各页")
        self.view.show_pages(pdf, spots)
        self._middle.setCurrentIndex(1)
        self._ready(True)

    def wait(self, why: str) -> None:
        """Say why there are no pages (yet)."""
        self._why.setText(why)
        self._middle.setCurrentIndex(0)
        self._ready(False)

    def offer(self, writers: Mapping[str, Write]) -> None:
        """Formats besides the PDF that is shown: by ending, who writes them."""
        self._writers = dict(writers)

    def _ready(self, ready: bool) -> None:
        for one in (self.tools, self.keep_button, self.print_button):
            one.setEnabled(ready)

    def print(self) -> None:
        """Ask how, and print the very pages that are shown."""
        if self._pdf and self.print_button.isEnabled():
            from .printing import ask
            self._sure(lambda: ask(self, self._pdf, self._title, page=max(1, self.view.page), leaves=self._leaves,
                                   then=self.printed.emit), "仍要打印")

    def _sure(self, act: Callable[[], object], words: str) -> None:
        """At once, or where characters are lacking after they were spoken of."""
        if self._lacking:
            lacking.ask(self, self._lacking, act, words)
        else:
            act()

    def _keep(self) -> None:
        """As a PDF, or in a format that is chosen."""
        if not self._writers:
            self._keep_pdf()
            return
        menu = QMenu(self.keep_button)
        menu.setAccessibleName("另存为")
        menu.addAction(SORTS[".pdf"][0], self._keep_pdf)
        for ending in self._writers:
            menu.addAction(SORTS[ending][0], partial(self._write, ending))
        menu.aboutToHide.connect(menu.deleteLater, Qt.ConnectionType.QueuedConnection)
        menu.popup(self.keep_button.mapToGlobal(self.keep_button.rect().bottomLeft()))

    def _keep_pdf(self) -> None:
        from .printing import save
        self._sure(lambda: save(self, self._pdf, self._title), "仍要保存")

    def _write(self, ending: str) -> None:
        from ..office.printing import safe
        write = self._writers[ending]
        path = files.to_save(self, "另存为", files.documents() / f"{safe(self._title)}{ending}", SORTS[ending][1])
        if path is not None:
            work.run(self, lambda: write(path), lambda done: saying.say(
                self, "；".join([f"已存为 {path}", *(done or ())]), label="打开文件夹", act=lambda: saying.reveal(path.parent)),
                what="正在保存…")


class PreviewBox(QDialog):
    """A paper in a window of its own: set on another thread, then shown."""

    def __init__(self, title: str, make: Callable[[], Any], parent: QWidget, *, writers: Mapping[str, Write] | None = None,
                 leaves: bool = False):
        """`make` gives the PDF, or the PDF and what characters are blanks on it."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setWindowTitle(f"{title}预览")
        self.setAccessibleName(f"{title}预览")
        self._title, self._leaves = title, leaves
        self.pane = PreviewPane()
        self.pane.offer(writers or {})
        self.pane.print_button.setDefault(True)
        self.lacking = refusal("印不出来的字")
        column = QVBoxLayout(self)
        column.setContentsMargins(px(14), px(10), px(14), px(12))
        column.setSpacing(px(8))
        column.addWidget(self.lacking)
        column.addWidget(self.pane, 1)
        self.bar = saying.MessageBar(self)
        room = self.screen().availableGeometry()
        self.resize(min(px(1080), room.width() - 40), min(px(860), room.height() - 60))
        work.run(self, make, self._made, self._cannot, what=f"正在排版{title}…")

    def _made(self, made: Any) -> None:
        pdf, told = made if isinstance(made, tuple) else (made, ())
        self.pane.show_pdf(pdf, self._title, leaves=self._leaves, lacking="".join(told))
        self.lacking.setText("".join(told))
        self.lacking.setVisible(bool(told))
        self.pane.view.setFocus()

    def _cannot(self, error: Exception) -> None:
        self.pane.wait(str(error))
