"""One change for all chosen records: which blank, what goes into it, what would come of it; and their way to the recycle bin."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from ..catalogue.kind import Kind
from ..errors import Refusal
from ..office import Office, many
from ..office.many import Done
from . import saying, work
from .editors import Editor, make
from .pieces import button, choices, label, last_row, refusal, sized
from .supply import Supply
from .theme import px

SHOWN = 100
"""Refusals listed at most."""


class ChangeBox(QDialog):
    """Fills one blank of all chosen records with the same."""

    def __init__(self, office: Office, kind: Kind, ids: Sequence[int], parent: QWidget):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("批量修改")
        self.setAccessibleName(f"批量修改{kind.label}")
        self._office, self._kind, self._ids, self._supply = office, kind, tuple(ids), Supply(office)
        self.editor: Editor | None = None
        self._despite = False
        self.box = choices("改哪一栏")
        for blank in many.changeable(kind, date.today().year):
            self.box.addItem(blank.label, blank.id)
        self.box.currentIndexChanged.connect(lambda _: self._choose())
        self.place = QVBoxLayout()
        self.preview = label("", "soft", "将要发生什么", wrap=True)
        self.said = refusal("退回提示")
        self.listed = QPlainTextEdit(readOnly=True)
        self.listed.setAccessibleName("不能修改的记录")
        self.listed.setTabChangesFocus(True)
        self.listed.hide()
        self.go = button("看看会改哪些", self._go, look="primary", default=True)
        first = QHBoxLayout()
        first.addWidget(label("把"))
        first.addWidget(self.box)
        first.addWidget(label("一栏都改成"))
        first.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(16))
        column.setSpacing(px(10))
        column.addWidget(label(f"批量修改 {len(ids)} 条“{kind.label}”", "heading", wrap=True))
        column.addLayout(first)
        column.addLayout(self.place)
        column.addWidget(self.preview)
        column.addWidget(self.said)
        column.addWidget(self.listed, 10)
        column.addStretch(1)
        column.addLayout(last_row(self, self.go))
        sized(self, 520, 300)
        self._tried: tuple[str, Any] | None = None
        self._choose()

    @property
    def blank(self) -> str:
        return str(self.box.currentData())

    def _choose(self) -> None:
        """The editor of the blank that is chosen."""
        if self.editor is not None:
            self.editor.hide()
            self.editor.deleteLater()
        self.editor = make(self._kind.known[self.blank], self._supply)
        self.editor.edited.connect(self._again)
        self.place.addWidget(self.editor)
        self._again()

    def _again(self) -> None:
        """Something else is wanted: nothing of it has been tried yet."""
        self._tried, self._despite = None, False
        self.preview.setText("留空，就是把这一栏清空。先看结果，再修改；修改后可以一步撤销。")
        self.said.hide()
        self.listed.hide()
        self.go.setText("看看会改哪些")
        self.go.setEnabled(True)

    def _go(self) -> None:
        assert self.editor is not None
        try:
            value = self.editor.value()
            self._kind.known[self.blank].check(value)
        except Refusal as refused:
            self._refuse(str(refused))
            return
        blank, first = self.blank, self._tried != (self.blank, value)
        despite = self._despite
        self.go.setEnabled(False)

        def task() -> Done:
            return many.change(self._office, self._kind.id, self._ids, blank, value, dry_run=first, despite=despite)

        def then(done: Done) -> None:
            self.go.setEnabled(True)
            if done.kept:
                self._kept(done)
            else:
                self._tried = blank, value
                self._show(done)

        def failed(error: Exception) -> None:
            self.go.setEnabled(True)
            self._refuse(str(error))

        work.run(self, task, then, failed, what="正在检查…" if first else "正在修改…")

    def _show(self, done: Done) -> None:
        """What would come of it."""
        same = f"，{done.same} 条本来就是这样" if done.same else ""
        self.preview.setText(f"将修改 {done.changed} 条{same}。")
        if done.refused:
            self._refuse(f"有 {len(done.refused)} 条不能这样改，见下。现在一条都没有改。")
            self.listed.setPlainText(_lines(done))
            self.listed.show()
            self.resize(self.width(), max(self.height(), px(420)))
        self._despite = bool(done.refused)
        self.go.setText(f"只改其余的 {done.changed} 条" if done.refused else f"修改这 {done.changed} 条")
        self.go.setEnabled(done.changed > 0)

    def _kept(self, done: Done) -> None:
        window = self.parent().window()       # type: ignore[attr-defined]
        blank = self._kind.known[self.blank].label
        saying.say(self.parent(), f"已修改 {done.changed} 条{self._kind.label}的“{blank}”", label="撤销",  # type: ignore[arg-type]
                   act=getattr(window, "undo", None))
        self.accept()

    def _refuse(self, why: str) -> None:
        self.said.setText(why)
        self.said.show()


def remove(pane: QWidget, kind: Kind, ids: Sequence[int], *, despite: bool = False) -> None:
    """The records into the recycle bin; where some are refused, nothing is done until the clerk says so."""
    office: Office = pane.office              # type: ignore[attr-defined]
    chosen = tuple(ids)

    def then(done: Done) -> None:
        if done.kept:
            saying.say(pane, f"已删除 {done.changed} 条{kind.label}，都在回收站里", label="撤销", act=getattr(pane.window(), "undo", None))
        elif done.changed:
            first = done.refused[0]
            saying.say(pane, f"{len(done.refused)} 条不能删除，所以一条都没有删。如“{first.called}”：{first.why}", saying.REFUSED,
                       f"只删其余 {done.changed} 条", lambda: remove(pane, kind, chosen, despite=True))
        else:
            saying.say(pane, f"{done.refused[0].why}", saying.REFUSED)

    work.run(pane, lambda: many.remove(office, kind.id, chosen, despite=despite), then, what="正在删除…")


def _lines(done: Done) -> str:
    lines = [f"{one.called}：{one.why}" for one in done.refused[:SHOWN]]
    return "\n".join([*lines, *([f"另有 {len(done.refused) - SHOWN} 条"] if len(done.refused) > SHOWN else [])])
