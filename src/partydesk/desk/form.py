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

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ..catalogue.kind import Kind
from ..errors import Moved, Refusal, Refusals
from ..office import Office, again, drafts, followups, operators, owners
from ..office import roll as rolls
from ..office.again import Start
from ..office.drafts import Drafts
from ..office.expected import Expected, everyone, expected
from ..office.versions import Both, newest
from . import saying
from .attachments import AttachmentStrip
from .editor import Editor
from .form_menu import more_menu, print_menu
from .pieces import button, label, offered, refusal, shortcut, tool
from .rolling import RollPanel
from .sheet import ROLL, SAVE, Sheet
from .supply import Supply

SETTLES = 400
"""Milliseconds after a key that the draft is on disk: counted from the first, however long the typing goes on."""


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
        self._supply = supply
        self.id = 0
        self.uid: str | None = None
        self._version: int | None = None
        self._base: dict[str, Any] = {}       # blanks, roll and reasons as they are stored
        self._given: set[str] = set()         # blanks of a new record that the program filled in
        self._people: dict[str, Both] = {}    # of the roll, whom two have put down differently
        self._dirty = False
        self.owner = ""                       # the desk whose record it is, where it is another's
        self._expecting: tuple[Any, ...] = ()
        self._place: dict[str, Any] = {}      # where the cursor is to stand once the form is laid out
        self._memory = again.Memory(office, kind)
        self._draw(supply)
        self._timer = QTimer(self, singleShot=True, interval=SETTLES)
        self._timer.timeout.connect(self.keep)
        self.sheet.moved.connect(self._moved)
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
        if self.sheet.roll is not None:
            self.sheet.roll.explain(partial(rolls.nobody, self.office.catalogue, self.kind))
        self.files = AttachmentStrip(self.office)
        self.files.edited.connect(partial(self._edited, ""))
        self.sheet.append(self.files)
        self.files.catch(self)
        self.sheet.edited.connect(self._edited)
        self.sheet.entered.connect(self._onward)
        self.sheet.settled.connect(self._settled)
        self.sheet.opened.connect(self._open_other)
        self.area = QScrollArea(widgetResizable=True)
        self.area.setAccessibleName(f"{self.kind.label}各栏")
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(self.sheet)
        self.save_button = button("保存", self.save, look="primary", tip="保存（Ctrl+Enter 或 Ctrl+S）")
        self.drop_button = button("放弃改动", self.drop, look="plain", tip="回到上次保存的样子")
        self.print_button = button("打印", look="plain", says="打印这条记录")
        self.more_button = button("更多", look="plain", says="更多")
        self.remove_button = button("", self.remove, look="plain", says="删除这条记录", tip="删除这条记录，可以撤销", picture="remove")
        for opens, menu in ((self.print_button, print_menu(self)), (self.more_button, more_menu(self))):
            opens.setProperty("menu", "true")
            opens.setMenu(menu)
            if not menu.actions():
                opens.hide()
        self._refused = operators.lacks(self.office, self.kind.id)
        for made in (self.save_button, self.remove_button):
            offered(made, refused=self._refused)
        bottom = QHBoxLayout()
        bottom.addWidget(self.save_button)
        bottom.addWidget(self.drop_button)
        bottom.addStretch(1)
        bottom.addWidget(self.print_button)
        bottom.addWidget(self.more_button)
        bottom.addWidget(self.remove_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 6, 12)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.whole)
        column.addWidget(self.told)
        column.addWidget(self.area, 1)
        column.addLayout(bottom)
        for keys, act in (("Ctrl+L", self.same), ("Ctrl+D", self.duplicate), ("Ctrl+J", self.note), ("Alt+P", self.pin)):
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
        """Tab goes from blank to blank in the order of the form, then to the buttons."""
        super().showEvent(event)
        self._order()
        if self._place:
            QTimer.singleShot(0, self, self._settle_down)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes down the form, and stops at the button: it never saves."""
        if self.save_button.hasFocus() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            return
        super().keyPressEvent(event)

    def _order(self) -> None:
        before: QWidget | None = None
        last = (self.save_button, self.drop_button, self.print_button, self.more_button, self.remove_button)
        more = (self.sheet.followups.more, self.sheet.followups.other) if self.sheet.followups is not None else ()
        stops = list(self.sheet.stops().values())
        if self.roll is not None:
            stops.insert(stops.index(self.roll.box) + 1, self.roll.all)
        for widget in (*stops, *more, *last):
            if before is not None:
                QWidget.setTabOrder(before, widget)
            before = widget

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

    def start(self, given: Start | None = None) -> None:
        """A new record: what is known already filled in, or the draft that was left; the cursor in the first open blank."""
        self.keep()
        self.id = 0
        self._load(given)
        self._go(self._first_open())

    def fill(self, values: Mapping[str, Any]) -> None:
        """What is known of a new record already; what was being typed stays."""
        if not self.id and not self._dirty:
            self._give(Start(values))
            self._base = self._now()
            self._go(self._first_open())

    def resume(self) -> None:
        """Put the cursor back where the clerk was typing."""
        draft = self._drafts.get(self.kind.id, self.id) or {}
        at = draft.get("at")
        self._place = at if isinstance(at, dict) else {}
        self._settle_down()

    def reload(self) -> None:
        """The record was changed elsewhere (undone, imported over): shown as it is now, unless it is being typed in.

        What is being typed is not touched, nor is the cursor: it is said, and brought together when it is saved.
        """
        self._memory.forget()
        if not self._dirty:
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
        self.sheet.clash({})
        self._people = {}
        draft = self._drafts.get(self.kind.id, self.id)
        if self.id:
            found = self.office.record(self.kind.id, self.id)
            self._version, self.uid = found.version, found.uid
            start = Start(found.values, found.roll, found.reasons)
            self.title.setText(self.kind.label)
        else:
            self._version = self.uid = None
            start = given or again.new(self.office, self.kind, self.sheet.pinned, date.today())
            self.title.setText(f"新增{self.kind.label}")
        self._dirty = draft is not None or given is not None
        self._given = set()
        for id, editor in self.editors.items():
            editor.put(start.values.get(id))
        day = start.values.get("date")
        self.sheet.show_retired(day.year if isinstance(day, date) else date.today().year, start.values)
        if self.roll is not None:
            self._start_roll(start.roll, start.reasons)
            self._expect(anew=not self.id)
        self._base = self._now()
        if not self.id:
            self._given = {id for id, editor in self.editors.items() if _filled(editor)}
        if self.sheet.followups is not None:
            self.sheet.followups.show_meeting(self.id)
        self.files.show_record(self.uid, self.kind.id, self.id)
        if not self.id:
            self.files.take(None)
        self.sheet.showing_pins(not self.id)
        self._lock()
        if draft is not None:
            try:
                self._take(draft)
            except (AttributeError, KeyError, TypeError, ValueError):
                self._drafts.spoilt(self.kind.id, self.id)     # damaged, or another version's: the record itself is there
                self._load(given)
                return
        if self.roll is not None:
            self.roll.refresh()
        self._order()
        self.area.verticalScrollBar().setValue(0)
        self._mark()

    def _lock(self) -> None:
        """A record that another desk sent is to be looked at; it is changed there."""
        self.owner = owners.owner(self.office, self.kind.id, self.uid)
        for widget in (*self.editors.values(), self.roll, self.sheet.followups):
            if widget is not None:
                widget.setEnabled(not self.owner)
        for made in (self.save_button, self.remove_button):
            made.setEnabled(not self.owner and not self._refused)
        if self.owner:
            self._tell(f"这条是“{self.owner}”报来的，在这里只能看。委机关要改它，点“更多”里的“退回修改…”或“接管这条记录”。")

    def _take(self, draft: Mapping[str, Any]) -> None:
        """Put back what was typed; where the stored record was changed meanwhile, bring the two together."""
        typed = {"blanks": draft.get("blanks", {}), "roll": draft.get("roll", {}), "reasons": draft.get("reasons", {})}
        base = draft.get("base")
        if self.id and isinstance(base, dict) and draft.get("version") != self._version:
            self._bring_together(base, typed)
        else:
            self.sheet.take(typed["blanks"])
            self._take_roll(typed["roll"], typed["reasons"], at_all="roll" in draft)
        self._given &= {id for id in self._given if typed["blanks"].get(id) == self._base["blanks"].get(id)}
        if self.roll is not None:
            self.roll.box.setText(str(draft.get("box", "")))
        if self.sheet.followups is not None:
            self.sheet.followups.take(draft.get("lines"))
        if not self.id:
            self.files.take(draft.get("files"))

    def _now(self) -> dict[str, Any]:
        """What stands in the form: blanks, roll and reasons, just as typed."""
        roll = self.roll
        return {"blanks": self.sheet.drafts(), "roll": roll.draft() if roll is not None else {},
                "reasons": {str(id): why for id, why in roll.roll.reasons.items()} if roll is not None else {}}

    # ── two at once ──────────────────────────────────────────────────────────────────────────────

    def _merge(self) -> bool:
        """What was stored meanwhile is taken where nothing was typed, and shown where something was; whether any was."""
        found = self.office.record(self.kind.id, self.id)
        if found.version == self._version:
            return False
        base, typed = self._base, self._now()
        self._version = found.version
        for id, editor in self.editors.items():
            editor.put(found.values.get(id))
        if self.roll is not None:
            self._start_roll(found.roll, found.reasons)
            self._expect(anew=False)
        self._base = self._now()
        self._bring_together(base, typed)
        if self.roll is not None:
            self.roll.refresh()
        self.keep()
        return True

    def _bring_together(self, base: Mapping[str, Any], typed: Mapping[str, Any]) -> None:
        both = {part: drafts.merge(base.get(part, {}), typed[part], self._base[part]) for part in ("blanks", "roll", "reasons")}
        self.sheet.take(both["blanks"].values)
        self._take_roll(both["roll"].values, both["reasons"].values)
        clashes = both["blanks"].clashes
        self.sheet.clash(clashes)
        self._people = {id: Both(f"{ROLL}/{id}", f"签到：{self.office.names.name('person', int(id))}",
                                 _stood(typed["roll"].get(id), typed["reasons"].get(id)),
                                 _stood(self._base["roll"].get(id), self._base["reasons"].get(id)))
                        for id in dict.fromkeys((*both["roll"].clashes, *both["reasons"].clashes))}
        named = "、".join((*(f"“{self.editors[id].blank.label}”" for id in clashes if id in self.editors),
                          *(f"“{one.label}”" for one in self._people.values())))
        self._tell(f"您填写的时候，{self._newest()} 改过这条记录。两处的改动都在：" + (
            f"{named}两处都改了，保存时请您选。" if named else "没有碰到同一栏，直接保存即可。"))

    def _newest(self) -> str:
        """Who changed the record last, and when."""
        return str(newest(self.office, self.kind.id, self.uid)) if self.uid else "别处"

    def _choose(self) -> None:
        """What two have changed, side by side; saved once it is chosen."""
        from .both_box import BothBox
        rows = [*self.sheet.both(), *self._people.values()]
        says = f"您填写的时候，{self._newest()} 存过这条记录。只有一处改过的已经合到一起，下面这些两处都改了："
        BothBox(says, rows, self._chosen, self).open()

    def _chosen(self, stored: frozenset[str]) -> None:
        """The stored version of these is taken, what was typed of all others."""
        statuses, reasons = self._now()["roll"], self._now()["reasons"]
        for id in self._people:
            if f"{ROLL}/{id}" in stored:
                for mine, theirs in ((statuses, self._base["roll"]), (reasons, self._base["reasons"])):
                    mine.pop(id, None)
                    mine.update({id: theirs[id]} if id in theirs else {})
        if self._people:
            self._take_roll(statuses, reasons)
            assert self.roll is not None
            self.roll.refresh()
        self._people = {}
        self.sheet.choose(stored)
        self.keep()
        self.save()

    def _orphan(self) -> bool:
        """The record was removed elsewhere: what is typed stays, as a new one; not where another new one is being typed."""
        said = f"{newest(self.office, self.kind.id, self.uid)} 删除了这条记录" if self.uid else "这条记录已在别处删除"
        if self._drafts.get(self.kind.id, 0) is not None:
            self._tell(f"{said}。您填的都还在；另有一条新增的没有保存，先存好它，再回这里保存。")
            return False
        was, self.id = self.id, 0
        self.uid = self._version = None
        self._people = {}
        self.sheet.clash({})
        self.sheet.showing_pins(True)
        self.files.show_record(None, self.kind.id, 0)
        self.files.take(None)
        if self.sheet.followups is not None:
            self.sheet.followups.show_meeting(0)
        self.title.setText(f"新增{self.kind.label}")
        self._tell(f"{said}。您填的都还在这里：保存，就存为新的一条；不要了，就清空重填。")
        self.keep()
        self._drafts.drop(self.kind.id, was)
        self.touched.emit(was, False)
        self._mark()
        return True

    def _settled(self, _: str) -> None:
        if not self.sheet.clashing and not self._people:
            self._tell("")

    def _tell(self, text: str) -> None:
        self.told.setText(text)
        self.told.setVisible(bool(text))

    # ── the roll ─────────────────────────────────────────────────────────────────────────────────

    def _start_roll(self, kept: Mapping[int, str], reasons: Mapping[int, str]) -> None:
        assert self.roll is not None
        names = self.office.names
        people = everyone(self.office)
        homes = {one.body: names.name("body", one.body) for one in people if one.body}
        self.roll.start(people, homes, kept, reasons, invited=self.kind.invited, outsiders=self.kind.outsiders is not None)
        self._expecting = ()

    def _take_roll(self, statuses: Mapping[str, str], reasons: Mapping[str, str], *, at_all: bool = True) -> None:
        if self.roll is None or not at_all:
            return
        standing = self._expected()
        self._start_roll({int(id): status for id, status in statuses.items()}, {int(id): why for id, why in reasons.items()})
        if standing is not None:
            self.roll.expect(standing, anew=False)

    def _expect(self, *, anew: bool) -> None:
        """Ask who ought to be there, once the day and the bodies can be read."""
        if self.roll is not None and (expected := self._expected()) is not None:
            self.roll.expect(expected, anew=anew)

    def _expected(self) -> list[Expected] | None:
        """Who ought to be there; None where that cannot be said yet, or is known already."""
        try:
            day = self.editors["date"].value()
            bodies = self.editors["bodies"].value() if "bodies" in self.editors else ()
        except Refusal:
            return None
        wanted = (day, tuple(bodies or ()))
        if day is None or wanted == self._expecting:
            return None
        self._expecting = wanted
        return expected(self.office, self.kind.id, bodies or (), day)

    # ── the way through the form ─────────────────────────────────────────────────────────────────

    def _onward(self, stop: str, keys: Any) -> None:
        """Enter in a blank: to the next one that is open; with Ctrl, save; with Shift, back."""
        if keys & Qt.KeyboardModifier.ControlModifier:
            self.save()
            return
        stops = list(self.sheet.stops())
        at = stops.index(stop) if stop in stops else -1
        if keys & Qt.KeyboardModifier.ShiftModifier:
            self._go(stops[max(0, at - 1)])
        else:
            self._go(next((further for further in stops[at + 1:] if further not in self._given), SAVE))

    def _first_open(self) -> str:
        """Where a new record begins: the first blank that the program could not fill in."""
        stops = self.sheet.stops()
        empty = (stop for stop in stops if stop not in self._given and not (stop in self.editors and _filled(self.editors[stop])))
        return next(empty, next(iter(stops), SAVE))

    def _go(self, stop: str) -> None:
        """Put the cursor somewhere; what a blank had offered is put away."""
        _close_popup()
        widget: QWidget = self.sheet.stops().get(stop, self.save_button)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if widget is not self.save_button:
            self.area.ensureWidgetVisible(widget, 0, 60)

    def _at(self) -> dict[str, Any]:
        """Where the cursor stands, and how far the form is scrolled."""
        focused = self.sheet.focusWidget()
        for stop, widget in self.sheet.stops().items():
            if widget is focused:
                editor = self.sheet.editor_at(stop)
                caret = editor.caret() if editor is not None else [self.roll.box.cursorPosition()] if self.roll is not None else []
                return {"stop": stop, "caret": caret, "scroll": self.area.verticalScrollBar().value()}
        return {}

    def _settle_down(self) -> None:
        """Put the cursor where it stood; again once the form is laid out, for only then can it be scrolled."""
        stop, caret = self._place.get("stop", ""), self._place.get("caret", [])
        widget = self.sheet.stops().get(stop)
        if widget is not None:
            widget.setFocus()
            editor = self.sheet.editor_at(stop)
            if editor is not None:
                editor.place(caret)
            elif self.roll is not None and caret:
                self.roll.box.setCursorPosition(caret[0])
            self.area.verticalScrollBar().setValue(int(self._place.get("scroll", 0)))
        if self.isVisible():
            self._place = {}

    def note(self) -> None:
        """One more thing that came out of the meeting."""
        _close_popup()
        if self.sheet.followups is not None and (line := self.sheet.followups.add()) is not None:
            self._order()
            QTimer.singleShot(0, line, lambda: self.area.ensureWidgetVisible(line, 0, 40))

    def pin(self) -> None:
        """Let the blank with the cursor keep its value from one new record to the next, or no more."""
        self.sheet.toggle_pin(self._at().get("stop", ""))

    def _open_other(self, kind: str, id: int) -> None:
        window: Any = self.window()
        if (show := getattr(window, "show_record", None)) is not None:
            show(kind, id)

    # ── what need not be typed again ─────────────────────────────────────────────────────────────

    def same(self) -> None:
        """Fill what is still open as it was last time, of the same bodies where they met before."""
        if self.id:
            return
        try:
            bodies = self.editors["bodies"].value() if "bodies" in self.editors else ()
            day = self.editors["date"].value() if "date" in self.editors else None
        except Refusal:
            bodies, day = (), None
        last = again.same(self.office, self.kind, bodies or (), day or date.today())
        if last is None:
            saying.say(self, f"还没有“{self.kind.label}”的记录，无从照抄；记过一次之后就可以用“同上次”。", saying.TOLD)
            return
        stop = self._at().get("stop", "")
        self._give(last)
        self._edited("")
        stays = stop in self.editors and stop not in self._given and not _filled(self.editors[stop])
        self._go(stop if stays else self._next_open(stop))
        saying.say(self, f"已照上次填好：{last.of}。日期和会议内容没有照抄。")

    def _next_open(self, stop: str) -> str:
        stops = list(self.sheet.stops())
        at = stops.index(stop) if stop in stops else -1
        for further in (*stops[at + 1:], *stops[:at + 1]):
            if further not in self._given and not (further in self.editors and _filled(self.editors[further])):
                return further
        return SAVE

    def _give(self, start: Start) -> None:
        """Fill blanks that are still open or were filled by the program; what the clerk typed stays."""
        for id, value in start.values.items():
            editor = self.editors.get(id)
            if editor is not None and (id in self._given or not _filled(editor)):
                editor.put(value)
                self._given.add(id)
        if self.roll is not None:
            self._expect(anew=True)
            for person, status in start.roll.items():
                if self.roll.roll.is_expected(person):
                    self.roll.roll.mark(person, status, start.reasons.get(person))
            self.roll.refresh()

    def duplicate(self) -> None:
        """A new record like this one, of today."""
        if not self.id:
            saying.say(self, "这一条还没保存，保存之后就可以照它再记一条。", saying.TOLD)
            return
        if self._drafts.get(self.kind.id, 0) is not None:
            self.start()
            saying.say(self, "有一条新增的还没保存，先打开了它；保存或清空之后再复制。", saying.TOLD)
            return
        copied = again.copy(self.office, self.kind, self.id, date.today())
        self.start(copied)
        self._given = set()
        self._go(self.kind.of.name if self.kind.of.name in self.editors else self._first_open())
        self.keep()
        saying.say(self, f"照“{copied.of}”填了一条新的，改好后保存。")

    # ── what is typed ────────────────────────────────────────────────────────────────────────────

    def _edited(self, id: str) -> None:
        self._dirty = True
        if id:
            self._given.discard(id)
            self.sheet.refuse(id, "")
            if self.roll is not None and id in ("date", "bodies"):
                self._expect(anew=True)
                self.roll.refresh()
            if self.roll is not None and id == "heads":
                self._count_unnamed()
        self._mark()
        if not self._timer.isActive():
            self._timer.start()

    def _moved(self, *_: object) -> None:
        """The cursor went elsewhere in what is being typed: that is kept, too."""
        if self._dirty and self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def _count_unnamed(self) -> None:
        assert self.roll is not None
        try:
            self.roll.unnamed = int(self.editors["heads"].value() or 0)
        except Refusal:
            return
        self.roll.refresh()

    def keep(self) -> None:
        """Write the draft now."""
        self._timer.stop()
        if self._dirty:
            draft: dict[str, Any] = {"version": self._version, **self._now(), "at": self._at() or self._place}
            if self.id:
                draft["base"] = self._base
            if self.roll is None:
                del draft["roll"], draft["reasons"]
            else:
                draft["box"] = self.roll.box.text()
            if self.sheet.followups is not None:
                draft["lines"] = self.sheet.followups.draft()
            if not self.id:
                draft["files"] = self.files.waiting()
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
        try:
            if self.id and self._dirty and self._stale():
                self._merge()
        except Refusal:
            self._orphan()
            return False
        if self.sheet.clashing or self._people:
            self._choose()
            return False
        if self.roll is not None and not self.roll.settle():
            self._say({"": "未保存：签到栏里还有没记下的名字"})
            self._go(ROLL)
            return False
        values, wrong = self.sheet.values()
        lines: list[Any] = []
        wrong_lines: dict[str, str] = {}
        if self.sheet.followups is not None:
            lines, wrong_lines = self.sheet.followups.values()
        if not wrong and not wrong_lines:
            try:
                id = self._store(values, lines)
            except _WrongLine as refused:
                wrong_lines = refused.by_field
            except Moved:                     # in the very moment before
                return self.save()
            except Refusals as refusals:
                wrong = refusals.by_field
            except Refusal as refused:
                wrong = {"": str(refused)}
        self._say(wrong, wrong_lines)
        if wrong or wrong_lines:
            return False
        self._timer.stop()
        was = self.id
        self._drafts.drop(self.kind.id, was)
        self._dirty = False
        self.touched.emit(was, False)
        self.id = id
        self._memory.forget()
        self._load()
        self.saved.emit(id)
        more = f"，和 {len(lines)} 条会上事项" if lines else ""
        saying.say(self, f"已保存：{self.called()}{more}")
        return True

    def _store(self, values: Mapping[str, Any], lines: list[Any]) -> int:
        """The record and what came out of it, in one step."""
        roll = self.roll.roll if self.roll is not None else None
        statuses, reasons = (roll.statuses, roll.reasons) if roll is not None else (None, None)
        verb = "修改" if self.id else "新增"
        with self.office.together(f"{verb}{self.kind.label}" + (f"和 {len(lines)} 条会上事项" if lines else "")):
            id = self.office.save(self.kind.id, values, id=self.id or None, version=self._version, roll=statuses, reasons=reasons)
            if not self.id:
                self.files.give(self.kind.id, id)
            try:
                followups.save(self.office, lines, id, values.get("date"))
            except Refusals as refusals:
                raise _WrongLine(refusals.by_field) from None
        return id

    def _stale(self) -> bool:
        """Whether somebody else has changed the record since it was read; a `Refusal` where it was removed."""
        return self.office.record(self.kind.id, self.id).version != self._version

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
        self._timer.stop()
        self._drafts.drop(self.kind.id, self.id)
        self._dirty = False
        gone, self.id = self.id, 0
        self.removed.emit(gone)
        window: Any = self.window()
        saying.say(self, f"已删除：{called}", label="撤销", act=getattr(window, "undo", None))

    def called(self) -> str:
        """What the record is called, for a sentence about it."""
        text = self.sheet.called()
        return f"{self.kind.label}" + (f"“{text[:24]}”" if text else "")

    def _say(self, wrong: Mapping[str, str], wrong_lines: Mapping[str, str] | None = None) -> None:
        """Each refusal beside its blank; those that belong to none, above them."""
        for id in self.refusals:
            self.sheet.refuse(id, wrong.get(id, ""))
        lines = dict(wrong_lines or {})
        if self.sheet.followups is not None:
            self.sheet.followups.say(lines)
        rest = [text for id, text in wrong.items() if id not in self.refusals]
        if (wrong or lines) and not rest:
            rest = [f"未保存：有 {len(wrong) + len(lines)} 处需要改，见红字"]
        self.whole.setText("\n".join(rest))
        self.whole.setVisible(bool(rest))
        first = next((id for id in self.refusals if id in wrong), None)
        if first is not None:
            self.editors[first].core().setFocus()
            self.area.ensureWidgetVisible(self.refusals[first], 0, 60)
        elif lines:
            self._go(f"{min(map(int, lines))}/title")


class _WrongLine(Refusals):
    """A line below the form was refused, by its place."""


def _stood(status: str | None, reason: str | None) -> str:
    """How someone stands on a roll, in words."""
    if status is None:
        return "不在签到里"
    return rolls.LABELS[status] + (f"（{reason}）" if reason else "")


def _close_popup() -> None:
    if (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


def _filled(editor: Editor) -> bool:
    """Whether anything stands in a blank."""
    draft = editor.draft()
    return bool(str(draft[0]).strip() if isinstance(draft, list) and draft else draft not in (None, ""))
