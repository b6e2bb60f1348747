"""The form of a kind, derived from what it declares: a blank for each field, refusals beside the blanks.

Nothing typed is lost and nobody is asked: what is not saved yet is kept as a draft (on disk, within a second) while it
is typed, and stands there again, cursor and all, when the record is opened. That is gentler than saving by itself: a
half-filled form never counts in a figure, and never has to be complete in order to be left. Where somebody else changed
the record meanwhile, both are kept and shown, blank by blank.

By keyboard: Enter goes to the next blank that is still open, Ctrl+Enter saves. Enter never saves.
"""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ..catalogue.kind import Kind
from ..errors import Moved, Refusal
from ..office import Office, again, owners
from ..office.again import Start
from ..office.drafts import Drafts
from ..office.versions import newest
from . import going, saying
from .attachments import AttachmentStrip
from .contents import PARTS, Contents, Wrong
from .editor import Editor
from .form_foot import FormFoot
from .pieces import label, refusal, shortcut, tool
from .repeating import duplicate, same
from .rolling import RollPanel
from .sheet import ROLL, Sheet
from .supply import Supply
from .two_at_once import TwoAtOnce
from .unsaved import Unsaved
from .way import Way, close_popup


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
        self.id = 0
        self.uid: str | None = None
        self._version: int | None = None
        self.owner = ""                       # the desk whose record it is, where it is another's
        self._memory = again.Memory(office, kind)
        self._draw(supply)
        self.contents = Contents(office, kind, self.sheet, self.files)
        self.way = Way(self.sheet, self.area, self.contents.given, self.foot.buttons)
        self.two = TwoAtOnce(office, self.sheet, self.contents, self)
        self.unsaved = Unsaved(kind.id, drafts, self)
        self.unsaved.due.connect(self.keep)
        self.sheet.edited.connect(self.typed)
        self.sheet.entered.connect(self._entered)
        self.sheet.settled.connect(self._settled)
        self.sheet.opened.connect(self._open_other)
        self.sheet.moved.connect(self._moved)
        self.files.edited.connect(self.typed)
        QApplication.instance().focusChanged.connect(self._moved)  # type: ignore[union-attr]

    # ── how it is drawn ──────────────────────────────────────────────────────────────────────────

    def _draw(self, supply: Supply) -> None:
        self.title = label("", "heading", "正在填写")
        self.state = label("", "tag", "保存状态")
        close = tool("", "收起表单", self.closed.emit, tip="收起（Esc），已填写的内容会留着", side=26, picture="close")
        top = QHBoxLayout()
        top.addWidget(self.title)
        top.addWidget(self.state)
        top.addStretch(1)
        top.addWidget(close)
        self.whole = refusal("未能保存的原因")
        self.told = label("", "notice", "关于这条记录", wrap=True)
        self.told.hide()
        self.sheet = Sheet(self.office, self.kind, supply)
        self.sheet.recall(self._memory)
        self.files = AttachmentStrip(self.office)
        self.sheet.append(self.files)
        self.files.catch(self)
        self.area = QScrollArea(widgetResizable=True)
        self.area.setAccessibleName(f"{self.kind.label}各栏")
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(self.sheet)
        self.foot = FormFoot(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 6, 12)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.whole)
        column.addWidget(self.told)
        column.addWidget(self.area, 1)
        column.addLayout(self.foot)
        for keys, act in (("Ctrl+L", partial(same, self)), ("Ctrl+D", partial(duplicate, self)), ("Ctrl+J", self.note),
                          ("Alt+P", self.pin)):
            shortcut(keys, self, act)

    @property
    def editors(self) -> dict[str, Editor]:
        return self.sheet.editors

    @property
    def refusals(self) -> dict[str, QLabel]:
        return self.sheet.refusals

    @property
    def roll(self) -> RollPanel | None:
        return self.sheet.roll

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.way.shown()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes down the form, and stops at the button: it never saves."""
        if self.foot.save.hasFocus() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            return
        super().keyPressEvent(event)

    # ── which record ─────────────────────────────────────────────────────────────────────────────

    def open(self, id: int) -> None:
        """Show a record; its draft, where it has one."""
        self.keep()
        self.id = id
        self._load()

    def start(self, given: Start | None = None) -> None:
        """A new record: what is known already filled in, or the draft that was left; the cursor in the first open blank."""
        self.keep()
        self.id = 0
        self._load(given)
        self.way.begin()

    def fill(self, values: Mapping[str, Any]) -> None:
        """What is known of a new record already; what was being typed stays."""
        if not self.id and not self.dirty:
            self.contents.give(Start(values))
            self.contents.stored = self.contents.now()
            self.way.begin()

    def resume(self) -> None:
        """Put the cursor back where the clerk was typing."""
        self.way.resume((self.unsaved.draft(self.id) or {}).get("at"))

    def reload(self) -> None:
        """The record was changed elsewhere (undone, imported over): shown as it is now, unless it is being typed in.

        What is being typed is not touched, nor is the cursor: it is said, and brought together when it is saved.
        """
        self._memory.forget()
        if not self.dirty:
            self._load()
        elif self.id:
            try:
                if self.office.record(self.kind.id, self.id).version == self._version:
                    return
            except Refusal:
                self._orphan()
                return
            self._tell(f"{self._newest()} 改过这条记录。您正在填的没有动它；保存时再合到一起，两处都改了的栏目请您选。")

    def _load(self, given: Start | None = None) -> None:
        self._say({})
        self._tell("")
        self.two.forget()
        draft = self.unsaved.draft(self.id)
        if self.id:
            found = self.office.record(self.kind.id, self.id)
            self._version, self.uid = found.version, found.uid
            start = Start(found.values, found.roll, found.reasons)
            self.title.setText(self.kind.label)
        else:
            self._version = self.uid = None
            start = given or again.new(self.office, self.kind, self.sheet.pinned, date.today())
            self.title.setText(f"新增{self.kind.label}")
        self.unsaved.dirty = draft is not None or given is not None
        self.contents.begin(start, self.uid, self.id)
        self._lock()
        if draft is not None:
            try:
                self._take(draft)
            except (AttributeError, KeyError, TypeError, ValueError):
                self.unsaved.spoilt(self.id)  # damaged, or another version's: the record itself is there
                self._load(given)
                return
        self.contents.roll_call.refresh()
        self.way.order()
        self.area.verticalScrollBar().setValue(0)
        self._mark()

    def _lock(self) -> None:
        """A record that another desk sent is to be looked at; it is changed there."""
        self.owner = owners.owner(self.office, self.kind.id, self.uid)
        for widget in (*self.editors.values(), self.roll, self.sheet.followups):
            if widget is not None:
                widget.setEnabled(not self.owner)
        self.foot.lock(bool(self.owner))
        if self.owner:
            self._tell(f"这条是“{self.owner}”报来的，在这里只能看。委机关要改它，点“更多”里的“退回修改…”或“接管这条记录”。")

    def _take(self, draft: Mapping[str, Any]) -> None:
        """Put back what was typed; where the stored record was changed meanwhile, bring the two together."""
        typed = {part: draft.get(part, {}) for part in PARTS}
        base = draft.get("base")
        if self.id and isinstance(base, dict) and draft.get("version") != self._version:
            self._tell(self.two.bring_together(base, typed, self._newest()))
        elif "roll" in draft:
            self.contents.take(typed)
        else:
            self.sheet.take(typed["blanks"])
        self.contents.resume(draft, new=not self.id)

    # ── two at once ──────────────────────────────────────────────────────────────────────────────

    def _newest(self) -> str:
        """Who changed the record last, and when."""
        return str(newest(self.office, self.kind.id, self.uid)) if self.uid else "别处"

    def _catch_up(self) -> None:
        """What was stored meanwhile is taken where nothing was typed, and shown where something was."""
        found = self.office.record(self.kind.id, self.id)
        if found.version == self._version:
            return
        base, typed = self.contents.stored, self.contents.now()
        self._version = found.version
        self.contents.put(Start(found.values, found.roll, found.reasons), new=False)
        self._tell(self.two.bring_together(base, typed, self._newest()))
        self.contents.roll_call.refresh()
        self.keep()

    def _chosen(self) -> None:
        self.keep()
        self.save()

    def _settled(self, _: str) -> None:
        if not self.two.open:
            self._tell("")

    def _orphan(self) -> None:
        """The record was removed elsewhere: what is typed stays, as a new one; not where another new one is being typed."""
        said = f"{newest(self.office, self.kind.id, self.uid)} 删除了这条记录" if self.uid else "这条记录已在别处删除"
        if self.unsaved.draft(0) is not None:
            self._tell(f"{said}。您填的都还在；另有一条新增的没有保存，先存好它，再回这里保存。")
            return
        was, self.id = self.id, 0
        self.uid = self._version = None
        self.two.forget()
        self.contents.belong(None, 0)
        self.title.setText(f"新增{self.kind.label}")
        self._tell(f"{said}。您填的都还在这里：保存，就存为新的一条；不要了，就清空重填。")
        self.keep()
        self.unsaved.drop(was)
        self.touched.emit(was, False)
        self._mark()

    def _tell(self, text: str) -> None:
        self.told.setText(text)
        self.told.setVisible(bool(text))

    # ── what is typed ────────────────────────────────────────────────────────────────────────────

    @property
    def dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return self.unsaved.dirty

    def typed(self, id: str = "") -> None:
        """Something was typed in a blank; on the roll, in the lines below or among the files where `id` is empty."""
        self.unsaved.dirty = True
        if id:
            self.contents.given.taken(id)
            self.sheet.refuse(id, "")
            self.contents.roll_call.edited(id)
        self._mark()
        self.unsaved.soon()

    def _moved(self, *_: object) -> None:
        """The cursor went elsewhere in what is being typed: that is kept, too."""
        if self.isVisible():
            self.unsaved.soon()

    def _entered(self, stop: str, keys: Any) -> None:
        """Enter in a blank: to the next one that is open; with Ctrl, save; with Shift, back."""
        if keys & Qt.KeyboardModifier.ControlModifier:
            self.save()
        elif keys & Qt.KeyboardModifier.ShiftModifier:
            self.way.back(stop)
        else:
            self.way.onward(stop)

    def note(self) -> None:
        """One more thing that came out of the meeting."""
        close_popup()
        if self.sheet.followups is not None and (line := self.sheet.followups.add()) is not None:
            self.way.joined(line)

    def pin(self) -> None:
        """Let the blank with the cursor keep its value from one new record to the next, or no more."""
        self.sheet.toggle_pin(self.way.stop)

    def _open_other(self, kind: str, id: int) -> None:
        if (ways := going.of(self)) is not None:
            ways.to_record(kind, id)

    def keep(self) -> None:
        """Write the draft now."""
        if self.dirty:
            draft = {"version": self._version, **self.contents.draft(new=not self.id), "at": self.way.kept()}
            if self.id:
                draft["base"] = self.contents.stored
            self.unsaved.write(self.id, draft)
            self.touched.emit(self.id, True)

    def drop(self) -> None:
        """Back to what is stored."""
        self._forget()
        self.touched.emit(self.id, False)
        self._load()

    def _forget(self) -> None:
        """What was typed is saved, or given up."""
        self.unsaved.settled()
        self.unsaved.drop(self.id)

    def _mark(self) -> None:
        self.state.setText("未保存")
        self.state.setVisible(self.dirty)
        self.foot.mark(dirty=self.dirty, new=not self.id)

    # ── saving ───────────────────────────────────────────────────────────────────────────────────

    def save(self) -> bool:
        """Store what is typed; where it is refused, say so beside each blank, and keep everything as typed."""
        try:
            if self.id and self.dirty:
                self._catch_up()
        except Refusal:
            self._orphan()
            return False
        if self.two.open:
            self.two.choose(self._newest(), self._chosen)
            return False
        if not self.contents.roll_call.settle():
            self._say({"": "未保存：签到栏里还有没记下的名字"})
            self.way.go(ROLL)
            return False
        try:
            id, lines = self.contents.store(self.id, self._version)
        except Wrong as wrong:
            self._say(wrong.blanks, wrong.lines)
            return False
        except Moved:                         # in the very moment before
            return self.save()
        self._say({})
        self._forget()
        self.touched.emit(self.id, False)
        self.id = id
        self._memory.forget()
        self._load()
        self.saved.emit(id)
        more = f"，和 {lines} 条会上事项" if lines else ""
        saying.say(self, f"已保存：{self.called()}{more}")
        return True

    def remove(self) -> None:
        if not self.id:
            return
        called = self.called()
        try:
            self.office.remove(self.kind.id, self.id, version=self._version)
        except Moved as moved:
            self.reload()
            self._say({"": f"{moved}；没有删除，请看过再定"})
            return
        except Refusal as refused:
            self._say({"": str(refused)})
            return
        self._forget()
        gone, self.id = self.id, 0
        self.removed.emit(gone)
        window: Any = self.window()
        saying.say(self, f"已删除：{called}", label="撤销", act=getattr(window, "undo", None))

    def called(self) -> str:
        """What the record is called, for a sentence about it."""
        text = self.sheet.called()
        return f"{self.kind.label}" + (f"“{text[:24]}”" if text else "")

    def _say(self, wrong: Mapping[str, str], wrong_lines: Mapping[str, str] | None = None) -> None:
        """Each refusal beside its blank, the cursor in the first; those that belong to none, above them."""
        above = self.contents.refuse(wrong, wrong_lines or {})
        self.whole.setText(above)
        self.whole.setVisible(bool(above))
        self.way.to_refused(wrong, wrong_lines or {})
