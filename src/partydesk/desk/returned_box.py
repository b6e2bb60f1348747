"""Reading back a paper that was edited in Word (读回): what changed is shown first, then a new file is written."""
from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ..catalogue.period import Period
from ..errors import Refusal, Trouble
from ..office import Office
from . import files, saying, told, work
from .pieces import button, label, sized
from .theme import px


def read_back(parent: QWidget, office: Office, paper: str, period: Period, scope: str | None,
              figure_wanted: SignalInstance | None = None) -> None:
    """Ask for the file, read it, and show what was found; a `figure_wanted` is told of links that are followed."""
    path = files.to_open(parent, "读回修改过的 Word", files.WORD)
    if path is None:
        return

    def task() -> Any:
        from ..office import returned
        return returned.read(office, paper, period, path, scope)

    def then(found: Any) -> None:
        box = ReturnedBox(found, parent)
        if figure_wanted is not None:
            box.figure_wanted.connect(figure_wanted)
        box.open()

    work.run(parent, task, then, what="正在读回…")


class ReturnedBox(QDialog):
    """The list of changes; the new file is written when the clerk says so, and never over the one that came back."""

    figure_wanted = Signal(str)

    def __init__(self, returned: Any, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("读回修改过的 Word")
        self.setAccessibleName("读回修改过的 Word")
        self._returned = returned
        edited = returned.edited
        n = len(edited.moved)
        title = label(f"{returned.path.name}：{f'有 {n} 处数字要更新' if n else '数字都是最新的'}", "heading", "读回结果", wrap=True)
        says = label(f"对照{returned.against}，找到印出的数字 {edited.bound} 处。领导改的文字、格式、批注都原样保留，只更新变了的数字。"
                     "原来的文件不动，另存为新文件。", "soft", wrap=True)
        self.doubt = label(returned.doubt, "refusal", "请核对", wrap=True)
        self.doubt.setVisible(bool(returned.doubt))
        self.sheet = told.Told("改动清单")
        self.sheet.tell(self._told)
        self.sheet.figure_wanted.connect(self._figure)
        self.go = button("另存为新文件…", self._save, look="primary", default=True)
        row = QHBoxLayout()
        row.addWidget(button("复制清单", self._copy))
        row.addStretch(1)
        row.addWidget(button("关闭", self.reject))
        row.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(16))
        column.setSpacing(px(10))
        column.addWidget(title)
        column.addWidget(says)
        column.addWidget(self.doubt)
        column.addWidget(self.sheet, 1)
        column.addLayout(row)
        sized(self, 780, 580)
        self.go.setFocus()

    def _told(self) -> Sequence[str]:
        edited, parts = self._returned.edited, list[str]()
        for head, note, entries in (
                ("更新的数字", "", edited.moved),
                ("领导手改的数字", "原样保留，没有更新，请核对", edited.overwritten),
                ("删去的数字", "", edited.taken_out),
                ("没有更新的数字", "现在的文书里没有对应的数，原样保留", edited.without_equal)):
            if entries:
                parts.append(told.head(f"{head}，{len(entries)} 处"))
                parts += [f"<p>{told.soft(note)}</p>"] if note else []
                parts += map(self._number, entries)
        if edited.prose:
            parts.append(told.head(f"改动的文字，{len(edited.prose)} 处"))
            parts += told.prose(edited.prose)
        return parts or [f"<p>{told.soft('这个文件与发出的一样，没有改动，数字也没有变化。')}</p>"]

    def _number(self, entry: Any) -> str:
        old, arrow, new = entry.change.partition(" → ")
        change = told.moved(old, new) if arrow else escape(old)
        more = ""
        if now := getattr(entry, "now", ""):
            more = f"<br>{told.soft(f'现在统计为 {now}')}"
        if reworded := getattr(entry, "reworded", ""):
            more = f"<br>{told.soft(f'数字变了，这一句的写法也变了，现在是：{reworded}')}"
        return (f"<p>{told.figure(entry.figure, self._returned.label(entry))}　{change}<br>"
                f"{told.soft(entry.sentence)}{more}</p>")

    def _figure(self, id: str) -> None:
        self.figure_wanted.emit(id)

    def _copy(self) -> None:
        self.sheet.selectAll()
        self.sheet.copy()
        cursor = self.sheet.textCursor()
        cursor.clearSelection()
        self.sheet.setTextCursor(cursor)

    def _save(self) -> None:
        from ..office import returned
        start = self._returned.path.with_name(self._returned.name)
        path = files.to_save(self, "另存为新文件", start, files.WORD)
        if path is None:
            return
        try:
            returned.save(self._returned, path)
        except (Refusal, Trouble) as error:
            self.doubt.setText(str(error))
            self.doubt.show()
            return
        self.accept()
        saying.say(self.parentWidget() or self, f"已写出 {path}", saying.TOLD, "打开文件夹", lambda: saying.reveal(path.parent))
