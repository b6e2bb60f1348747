"""A table that is on the screen, out of the program: onto the clipboard, or into a file."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from ..office import Office
from . import files, lacking, saying

Rows = Sequence[Sequence[str]]
ENDINGS = {files.EXCEL: ".xlsx", files.WORD: ".docx", files.PDF: ".pdf"}


def clip(text: str, page: str) -> None:
    """The same table as text with tabs and as a page onto the clipboard: each program takes the one that it knows."""
    data = QMimeData()
    data.setText(text)
    data.setHtml(page)
    QGuiApplication.clipboard().setMimeData(data)


def copy(widget: QWidget, heads: Sequence[str], rows: Rows) -> None:
    """A table onto the clipboard, and say so."""
    from ..office.tables import clipped
    clip(*clipped(heads, rows))
    saying.say(widget, f"已复制 {len(rows)} 行，可以粘贴到 Excel 或 Word。")


def offer(made: QPushButton, copy: Callable[[], None], export: Callable[[str], None]) -> None:
    """Give a button the menu of what a table can become; `export` is told the sort of file."""
    made.setProperty("menu", "true")
    menu = QMenu(made)
    menu.setAccessibleName(made.accessibleName())
    menu.addAction("复制成表格", copy)
    for text, sort in (("Excel 表格…", files.EXCEL), ("Word 文档…", files.WORD), ("PDF…", files.PDF)):
        menu.addAction(f"导出 {text}", partial(export, sort))
    made.setMenu(menu)


def save(widget: QWidget, office: Office, asked: str, title: str, heads: Sequence[str], rows: Rows, sort: str) -> None:
    """Ask where, write a table there, and say so; `asked` is the title of the question."""
    path = files.to_save(widget, asked, files.documents() / f"{title.replace('：', '-')}{ENDINGS[sort]}", sort)
    if path is None:
        return

    def task(anyway: bool) -> Any:
        from ..office.tables import write
        return write(office, path, title, heads, rows, anyway=anyway)

    lacking.run(widget, task, lambda done: saying.say(widget, "；".join([f"已导出 {path}", *done.remarks]), saying.TOLD,
                                                      "打开文件夹", lambda: saying.reveal(path.parent)), what=f"正在导出{title}…")
