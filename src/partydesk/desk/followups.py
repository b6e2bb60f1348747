"""Under the form of a meeting: what came out of it (problems, suggestions, decisions), a line each, saved with it."""
from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from ..catalogue import fields
from ..catalogue.kind import Kind
from ..errors import Refusal
from ..office import Office, followups
from ..office.followups import Sort
from .editor import Editor, LineEditor
from .editors import make
from .pieces import button, choices, refusal, tool
from .supply import Supply
from .theme import px


class Line(QFrame):
    """One thing that came out of the meeting, being noted."""

    edited = Signal()
    entered = Signal(object, object)          # the editor that Enter was pressed in, and the keys
    away = Signal()

    def __init__(self, sorts: list[Sort], sort: Sort, supply: Supply, office: Office, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("line")
        self.setAccessibleName("会上事项")
        self._sorts, self._supply, self._office = sorts, supply, office
        self.sort = sort
        self.editors: dict[str, Editor] = {}
        self.kind = choices("事项种类")
        for each in sorts:
            self.kind.addItem(each.kind.label, each.kind.id)
        self.kind.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.kind.activated.connect(self._turned)
        self.close_ = tool("", "删去这一条", self.away.emit, side=26, picture="close")
        self.close_.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.said = refusal("这一条的退回提示")
        self.first, self.second, self.third = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(px(8), px(6), px(6), px(8))
        column.setSpacing(px(5))
        for row in (self.first, self.second, self.third):
            row.setSpacing(px(6))
            column.addLayout(row)
        column.addWidget(self.said)
        self.first.addWidget(self.kind)
        self.first.addStretch(1)
        self.first.addWidget(self.close_)
        self._dress()

    def _dress(self) -> None:
        """The blanks of the kind that is chosen."""
        self.kind.setCurrentIndex(next(n for n, each in enumerate(self._sorts) if each.kind.id == self.sort.kind.id))
        kept = {id: editor.draft() for id, editor in self.editors.items()}
        for editor in self.editors.values():
            editor.setParent(None)
            editor.deleteLater()
        self.editors = {}
        for id, blank in followups.blanks(self.sort).items():
            shown = replace(blank, lines=1, hint="是什么事") if isinstance(blank, fields.Text) else blank
            if isinstance(blank, fields.Link):
                shown = replace(blank, hint=f"{blank.label}（姓名或拼音首字母）")
            editor = make(shown, self._supply)
            core = editor.core()
            core.setAccessibleName(f"{self.sort.kind.label}：{blank.label}")
            if not core.toolTip():
                core.setToolTip(blank.label)
            if isinstance(editor, LineEditor) and isinstance(blank, fields.Date):
                editor.line.setPlaceholderText(blank.label)
            if self.sort.asked is not None and id == self.sort.asked.id:
                editor.put(self.sort.usual)
            elif id in kept:
                editor.take(kept[id])
            editor.edited.connect(self.edited)
            editor.entered.connect(partial(self.entered.emit, editor))
            self.editors[id] = editor
            if self.sort.asked is not None and id == self.sort.asked.id:
                self.first.insertWidget(1, editor)
            else:
                row = self.second if id == "title" else self.third
                row.addWidget(editor, 1 if isinstance(blank, fields.Link | fields.Text) else 0)

    def begin(self) -> None:
        """The cursor to the first blank that says nothing yet: what it is, or first what sort of thing."""
        asked = self.sort.asked.id if self.sort.asked is not None and not self.sort.usual else "title"
        self.editors[asked].core().setFocus(Qt.FocusReason.TabFocusReason)

    def _turned(self, at: int) -> None:
        self.sort = self._sorts[at]
        self._dress()
        self.edited.emit()

    @property
    def empty(self) -> bool:
        """Whether nothing was noted here."""
        asked = self.sort.asked.id if self.sort.asked else ""
        return not any(_told(editor.draft()) for id, editor in self.editors.items() if id != asked)

    def values(self) -> dict[str, Any]:
        """What stands here; a `Refusal` where it cannot be read or something is missing."""
        said: dict[str, Any] = {}
        for id, editor in self.editors.items():
            said[id] = editor.value()
            editor.blank.check(said[id])
        return said

    def refuse(self, why: str) -> None:
        self.said.setText(why)
        self.said.setVisible(bool(why))

    def draft(self) -> dict[str, Any]:
        return {"kind": self.sort.kind.id, "blanks": {id: editor.draft() for id, editor in self.editors.items()}}

    def take(self, draft: dict[str, Any]) -> None:
        for id, typed in draft.get("blanks", {}).items():
            if id in self.editors:
                self.editors[id].take(typed)


class FollowUps(QWidget):
    """What is kept already, each to be opened, and the lines being noted."""

    edited = Signal()
    entered = Signal(object, object)
    opened = Signal(str, int)

    def __init__(self, office: Office, meeting: Kind, supply: Supply, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAccessibleName("会上事项")
        self._office, self._supply = office, supply
        self._sorts = followups.sorts(office, meeting, date.today().year)
        self.lines: list[Line] = []
        self._entries: list[QWidget] = []
        self.kept = QVBoxLayout()
        self.kept.setSpacing(0)
        self.new = QVBoxLayout()
        self.new.setSpacing(px(6))
        self.more = button("记一条会上事项", self.add, look="plain", says="记一条会上事项", picture="add",
                           tip="会上提出的问题、建议，作出的决定：随会议一起保存（Ctrl+J）")
        self.other = tool("", "选择事项种类", look="plain", tip="选择事项种类")
        self.other.setProperty("menu", "true")
        menu = QMenu(self.other)
        menu.setAccessibleName("事项种类")
        for sort in self._sorts:
            menu.addAction(sort.kind.label, partial(self.add, sort))
        self.other.setMenu(menu)
        self.other.setPopupMode(self.other.ToolButtonPopupMode.InstantPopup)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.more)
        row.addWidget(self.other)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addLayout(self.kept)
        column.addLayout(self.new)
        column.addLayout(row)
        if not self._sorts:
            self.hide()

    def show_meeting(self, id: int) -> None:
        """What came out of another meeting; 0: of one that is not kept yet."""
        for entry in self._entries:
            self.kept.removeWidget(entry)
            entry.deleteLater()
        self._entries = []
        for one in followups.of(self._office, id) if id else ():
            words = [one.kind.label, one.title.replace("\n", " ")[:40], one.owner,
                     f"{one.closed} 办结" if one.closed else f"{one.due} 前" if one.due else ""]
            entry = button("　".join(filter(None, words)), partial(self.opened.emit, one.kind.id, one.id), look="entry",
                           says=f"打开{one.kind.label}：{one.title}", tip="打开这一条")
            self.kept.addWidget(entry)
            self._entries.append(entry)

    def clear(self) -> None:
        """Without the lines that were being noted."""
        for line in list(self.lines):
            self._drop(line)

    def add(self, sort: Sort | None = None) -> Line | None:
        """One more line, and the cursor in it."""
        if not self._sorts:
            return None
        line = self._line(sort or (self.lines[-1].sort if self.lines else self._sorts[0]))
        line.begin()
        return line

    def _line(self, sort: Sort) -> Line:
        line = Line(self._sorts, sort, self._supply, self._office)
        line.edited.connect(self.edited)
        line.entered.connect(self.entered)
        line.away.connect(partial(self._away, line))
        self.lines.append(line)
        self.new.addWidget(line)
        line.show()                           # only what is shown can take the cursor
        return line

    def _drop(self, line: Line) -> None:
        self.lines.remove(line)
        self.new.removeWidget(line)
        line.setParent(None)
        line.deleteLater()

    def _away(self, line: Line) -> None:
        self._drop(line)
        self.edited.emit()

    def values(self) -> tuple[list[tuple[Sort, dict[str, Any]]], dict[str, str]]:
        """The lines as they are to be kept, and why some cannot be, by their place."""
        said: list[tuple[Sort, dict[str, Any]]] = []
        wrong: dict[str, str] = {}
        for line in self.lines:
            if line.empty:
                continue
            try:
                said.append((line.sort, line.values()))
            except Refusal as refusal:
                wrong[str(len(said) + len(wrong))] = str(refusal)
        return said, wrong

    def say(self, wrong: dict[str, str]) -> None:
        """Each refusal under its line."""
        for at, line in enumerate(line for line in self.lines if not line.empty):
            line.refuse(wrong.get(str(at), ""))

    def draft(self) -> list[dict[str, Any]]:
        """Every line, the empty ones too: the cursor may stand in one."""
        return [line.draft() for line in self.lines]

    def take(self, drafts: Any) -> None:
        """Put back the lines that `draft` gave."""
        sorts = {sort.kind.id: sort for sort in self._sorts}
        for draft in drafts if isinstance(drafts, list) else []:
            if isinstance(draft, dict) and draft.get("kind") in sorts:
                self._line(sorts[draft["kind"]]).take(draft)


def _told(draft: Any) -> bool:
    """Whether a blank's draft holds anything: a link's is its text and what it stands for."""
    return bool(str(draft[0]).strip() if isinstance(draft, list) and draft else draft)
