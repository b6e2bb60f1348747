"""The form of a kind, derived from what it declares: a blank for each field, refusals beside the blanks.

Nothing typed is lost and nobody is asked: what is not saved yet is kept as a draft (on disk, within a second) when the
clerk goes to another record, closes the window or the power fails, and stands there again when the record is opened.
That is gentler than saving by itself: a half-filled form never counts in a figure, and never has to be complete in
order to be left.
"""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ..catalogue.kind import Kind
from ..errors import Refusal, Refusals
from ..office import Office, listing
from ..office.drafts import Drafts
from ..office.office import Expected
from . import saying
from .editors import Editor, LineEditor, LinkEditor, ListEditor, NumberEditor, make
from .pieces import button, label, refusal, tool
from .rolling import RollPanel
from .supply import Supply
from .theme import COLOURS

SETTLES = 800
"""Milliseconds after the last key that a draft is written."""
LABELS = 92


class Form(QFrame):
    """One record of one kind, being read or changed."""

    saved = Signal(int)
    removed = Signal(int)
    touched = Signal(int, bool)               # record, whether it has a draft now
    closed = Signal()

    def __init__(self, office: Office, kind: Kind, supply: Supply, drafts: Drafts, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName(f"{kind.label}表单")
        self.office, self.kind = office, kind
        self._drafts = drafts
        self.id = 0
        self._version: int | None = None
        self._kept: Mapping[int, str] = {}
        self._dirty = False
        self._people: list[Expected] | None = None
        self._expecting: tuple[Any, ...] = ()
        self.editors: dict[str, Editor] = {}
        self.refusals: dict[str, QLabel] = {}
        self.roll: RollPanel | None = None
        self._draw(supply)
        self._timer = QTimer(self, singleShot=True, interval=SETTLES)
        self._timer.timeout.connect(self.keep)

    # ── how it is drawn ──────────────────────────────────────────────────────────────────────────

    def _draw(self, supply: Supply) -> None:
        self.title = label("", "heading", "正在填写")
        self.state = label("", "tag", "保存状态")
        close = tool("×", "收起表单", self.closed.emit, tip="收起（Esc），已填写的内容会留着", side=26)
        top = QHBoxLayout()
        top.addWidget(self.title)
        top.addWidget(self.state)
        top.addStretch(1)
        top.addWidget(close)
        self.whole = refusal("未能保存的原因")
        self.area = QScrollArea(widgetResizable=True)
        self.area.setAccessibleName(f"{self.kind.label}各栏")
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(self._sheet(supply))
        self.save_button = button("保存", self.save, look="primary", tip="保存（Ctrl+S）")
        self.drop_button = button("放弃改动", self.drop, look="plain", tip="回到上次保存的样子")
        self.remove_button = button("删除", self.remove, look="plain", says="删除这条记录", tip="删除这条记录，可以撤销")
        bottom = QHBoxLayout()
        bottom.addWidget(self.save_button)
        bottom.addWidget(self.drop_button)
        bottom.addStretch(1)
        bottom.addWidget(self.remove_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 6, 12)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.whole)
        column.addWidget(self.area, 1)
        column.addLayout(bottom)

    def _sheet(self, supply: Supply) -> QWidget:
        sheet = QWidget()
        sheet.setObjectName("sheet")
        grid = QGridLayout(sheet)
        grid.setContentsMargins(0, 4, 10, 4)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(9)
        grid.setColumnMinimumWidth(0, LABELS)
        grid.setColumnStretch(1, 1)
        row = 0
        for blank in self.kind.shown(date.today().year):
            editor = make(blank, supply)
            head = _head(f"{blank.label}<span style='color:{COLOURS['accent']}'> *</span>" if blank.required else blank.label)
            head.setBuddy(editor.core())
            head.setToolTip(blank.hint)
            said = refusal(f"{blank.label}的退回提示")
            cell = QVBoxLayout()
            cell.setSpacing(2)
            cell.addWidget(editor)
            if isinstance(editor, ListEditor | NumberEditor) and blank.hint:
                hint = label(blank.hint, "soft", wrap=True)
                cell.addWidget(hint)
            cell.addWidget(said)
            grid.addWidget(head, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(cell, row, 1)
            editor.edited.connect(lambda id=blank.id: self._edited(id))
            self.editors[blank.id], self.refusals[blank.id] = editor, said
            row += 1
            if blank.id == "bodies" and self.kind.roll:
                self._add_roll(grid, row)
                row += 1
        if self.kind.roll and self.roll is None:
            self._add_roll(grid, row)
            row += 1
        grid.setRowStretch(row, 1)
        return sheet

    def _add_roll(self, grid: QGridLayout, row: int) -> None:
        self.roll = RollPanel()
        self.roll.edited.connect(lambda: self._edited(None))
        head = _head("签到")
        head.setBuddy(self.roll.box)
        grid.addWidget(head, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.roll, row, 1)

    def showEvent(self, event: QShowEvent) -> None:
        """Tab goes from blank to blank in the order of the form, then to the buttons."""
        super().showEvent(event)
        before: QWidget | None = None
        for id, editor in self.editors.items():
            if before is not None:
                QWidget.setTabOrder(before, editor.core())
            before = editor.core()
            if id == "bodies" and self.roll is not None:
                QWidget.setTabOrder(before, self.roll.box)
                before = self.roll.box
        for last in (self.save_button, self.drop_button, self.remove_button):
            if before is not None:
                QWidget.setTabOrder(before, last)
            before = last

    # ── which record ─────────────────────────────────────────────────────────────────────────────

    @property
    def dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return self._dirty

    def open(self, id: int) -> None:
        """Show a record; its draft, where it has one."""
        self.keep()
        self.id = id
        self._load()

    def start(self) -> None:
        """A new record: what is declared already filled in, or the draft that was left."""
        self.keep()
        self.id = 0
        self._load()
        first = next(iter(self.editors.values()), None)
        empty = next((editor for editor in self.editors.values() if not editor.draft()), first)
        if empty is not None:
            empty.core().setFocus()

    def resume(self) -> None:
        """Put the cursor back where the clerk was typing."""
        draft = self._drafts.get(self.kind.id, self.id) or {}
        if (editor := self.editors.get(draft.get("at", ""))) is not None:
            editor.core().setFocus()
            self.area.ensureWidgetVisible(editor)

    def reload(self) -> None:
        """The record was changed elsewhere (undone, imported over): show it as it is now, unless it is being typed."""
        if not self._dirty:
            self._load()

    def _load(self) -> None:
        self._say({})
        if self.id:
            found = self.office.record(self.kind.id, self.id)
            values: Mapping[str, Any] = found.values
            self._version, self._kept = found.version, found.roll
            self.title.setText(self.kind.label)
        else:
            values = listing.initial(self.office, self.kind, date.today())
            self._version, self._kept = None, {}
            self.title.setText(f"新增{self.kind.label}")
        for id, editor in self.editors.items():
            editor.put(values.get(id))
        draft = self._drafts.get(self.kind.id, self.id)
        if self.roll is not None:
            self._start_roll(draft)
        self._dirty = draft is not None
        if draft is not None:
            for id, typed in draft.get("blanks", {}).items():
                if id in self.editors:
                    self.editors[id].take(typed)
            self._version = draft.get("version", self._version)
        if self.roll is not None:
            self._expect(anew=not self.id and draft is None)
            self.roll.refresh()
        self.area.verticalScrollBar().setValue(0)
        self._mark()

    def _start_roll(self, draft: Any) -> None:
        assert self.roll is not None
        from ..office.spelling import everyone
        names = self.office.names
        people = everyone(self.office)
        homes = {one.body: names.name("body", one.body) for one in people if one.body}
        kept = {int(id): status for id, status in draft["roll"].items()} if draft and "roll" in draft else self._kept
        self.roll.start(people, homes, kept, invited=self.kind.invited)
        self._expecting = ()

    def _expect(self, *, anew: bool) -> None:
        """Ask who ought to be there, once the day and the bodies can be read."""
        if self.roll is None:
            return
        try:
            day = self.editors["date"].value()
            bodies = self.editors["bodies"].value() if "bodies" in self.editors else ()
        except Refusal:
            return
        if day is None:
            return
        wanted = (day, tuple(bodies or ()))
        if wanted != self._expecting:
            self._expecting = wanted
            self.roll.expect(self.office.expected(self.kind.id, bodies or (), day), anew=anew)

    # ── what is typed ────────────────────────────────────────────────────────────────────────────

    def _edited(self, id: str | None) -> None:
        self._dirty = True
        if id is not None:
            self._refuse(id, "")
            if id in ("date", "bodies") and self.roll is not None:
                self._expect(anew=True)
                self.roll.refresh()
        self._mark()
        self._timer.start()

    def keep(self) -> None:
        """Write the draft now."""
        self._timer.stop()
        if self._dirty:
            draft: dict[str, Any] = {"version": self._version,
                                     "blanks": {id: editor.draft() for id, editor in self.editors.items()}}
            draft["at"] = next((id for id, editor in self.editors.items() if editor.core().hasFocus()), "")
            if self.roll is not None:
                draft["roll"] = self.roll.draft()
            self._drafts.put(self.kind.id, self.id, draft)
            self.touched.emit(self.id, True)

    def drop(self) -> None:
        """Back to what is stored."""
        self._timer.stop()
        self._drafts.drop(self.kind.id, self.id)
        self._dirty = False
        self.touched.emit(self.id, False)
        self._load()

    def _mark(self) -> None:
        self.state.setText("未保存")
        self.state.setVisible(self._dirty)
        self.drop_button.setEnabled(self._dirty)
        self.drop_button.setText("放弃改动" if self.id else "清空重填")
        self.remove_button.setVisible(bool(self.id))

    # ── saving ───────────────────────────────────────────────────────────────────────────────────

    def save(self) -> bool:
        """Store what is typed; where it is refused, say so beside each blank, and keep everything as typed."""
        values, wrong = self._values()
        if not wrong:
            try:
                roll = self.roll.roll.statuses if self.roll is not None else None
                id = self.office.save(self.kind.id, values, id=self.id or None, version=self._version, roll=roll)
            except Refusals as refusals:
                wrong = refusals.by_field
            except Refusal as refusal:
                wrong = {"": str(refusal)}
        self._say(wrong)
        if wrong:
            return False
        self._timer.stop()
        was = self.id
        self._drafts.drop(self.kind.id, was)
        self._dirty = False
        self.touched.emit(was, False)
        self.id = id
        self._load()
        self.saved.emit(id)
        saying.say(self, f"已保存：{self.called()}")
        return True

    def remove(self) -> None:
        if not self.id:
            return
        called = self.called()
        try:
            self.office.remove(self.kind.id, self.id)
        except Refusal as refusal:
            self._say({"": str(refusal)})
            return
        self._timer.stop()
        self._drafts.drop(self.kind.id, self.id)
        self._dirty = False
        gone, self.id = self.id, 0
        self.removed.emit(gone)
        window: Any = self.window()
        saying.say(self, f"已删除：{called}", label="撤销", act=getattr(window, "undo", None))

    def called(self) -> str:
        """What the record is called, for a sentence about it."""
        name = self.editors.get(self.kind.of.name) or self.editors.get("person") or self.editors.get("body")
        text = ""
        if name is not None:
            text = name.line.text() if isinstance(name, LineEditor | LinkEditor) else str(name.draft() or "")
        return f"{self.kind.label}" + (f"“{text.strip()[:24]}”" if text.strip() else "")

    def _values(self) -> tuple[dict[str, Any], dict[str, str]]:
        """What stands in the blanks, and why some cannot be read."""
        values: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        for id, editor in self.editors.items():
            try:
                value = editor.value()
                editor.blank.check(value)
            except Refusal as refusal:
                wrong[id] = str(refusal)
            else:
                values[id] = value
        return values, wrong

    def _say(self, wrong: Mapping[str, str]) -> None:
        """Each refusal beside its blank; those that belong to none, above them."""
        for id in self.refusals:
            self._refuse(id, wrong.get(id, ""))
        rest = [text for id, text in wrong.items() if id not in self.refusals]
        if wrong and not rest:
            rest = [f"未保存：有 {len(wrong)} 处需要改，见红字"]
        self.whole.setText("\n".join(rest))
        self.whole.setVisible(bool(rest))
        first = next((id for id in self.refusals if id in wrong), None)
        if first is not None:
            self.editors[first].core().setFocus()
            self.area.ensureWidgetVisible(self.refusals[first], 0, 60)

    def _refuse(self, id: str, why: str) -> None:
        said = self.refusals[id]
        if said.isHidden() == bool(why) or said.text() != why:
            said.setText(why)
            said.setVisible(bool(why))
            self.editors[id].refuse(bool(why))


def _head(text: str) -> QLabel:
    """What stands before a blank."""
    head = label(text, wrap=True)
    head.setTextFormat(Qt.TextFormat.RichText)
    head.setFixedWidth(LABELS)
    head.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    head.setContentsMargins(0, 6, 0, 0)
    return head
