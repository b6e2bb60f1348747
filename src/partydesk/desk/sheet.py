"""The blanks of a form, one under the other, with the roll and what came out of the meeting; and the way through them."""
from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from ..catalogue import fields
from ..catalogue.fields import Blank
from ..catalogue.kind import Kind
from ..errors import Refusal
from ..office import Office
from ..office.versions import Both
from . import settings, theme
from .editor import Editor, LineEditor
from .editors import ListEditor, NumberEditor, make
from .followups import FollowUps
from .linked import LinkEditor
from .pieces import button, label, refusal, tool
from .rolling import RollPanel
from .supply import Supply
from .theme import px

LABELS = 92
ROLL, SAVE = "roll", "save"
"""Places on the way through the form that are no blanks."""


class Sheet(QWidget):
    """Every blank of a kind with its label, its pin, and where a refusal is said beside it."""

    edited = Signal(str)                      # the blank; empty for the roll and the lines below
    entered = Signal(str, object)             # the place on the way, and the keys held down with Enter
    moved = Signal()                          # the cursor, within a blank
    settled = Signal(str)                     # for a blank with two answers, one was chosen
    opened = Signal(str, int)                 # kind and record

    def __init__(self, office: Office, kind: Kind, supply: Supply, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("sheet")
        self.kind = kind
        self.editors: dict[str, Editor] = {}
        self.refusals: dict[str, QLabel] = {}
        self.pins: dict[str, QToolButton] = {}
        self.roll: RollPanel | None = None
        self.followups: FollowUps | None = None
        self._clashes: dict[str, QWidget] = {}
        self._stored: dict[str, Any] = {}     # by blank with two answers, the one that is stored
        self._cells: dict[str, QVBoxLayout] = {}
        self._required: dict[str, QLabel] = {}
        self._pinned = pinned(kind)
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 4, px(8), 4)
        self.grid.setHorizontalSpacing(px(12))
        self.grid.setVerticalSpacing(px(9))
        self.grid.setColumnMinimumWidth(0, px(LABELS))
        self.grid.setColumnStretch(1, 1)
        self._row = 0
        self._retired: dict[str, tuple[int, tuple[QWidget, ...]]] = {}
        for blank in kind.blanks.values():
            if blank.derived:
                continue
            self._add(blank, make(blank, supply))
            if blank.id == "bodies" and kind.roll:
                self._add_roll()
        if kind.roll and self.roll is None:
            self._add_roll()
        if kind.shape == "activity":
            self._add_followups(office, supply)
        self.grid.setRowStretch(self._row, 1)
        self._dress()
        theme.turned.connect(self._dress)

    # ── how it is drawn ──────────────────────────────────────────────────────────────────────────

    def _add(self, blank: Blank, editor: Editor) -> None:
        head = _head(blank.label)
        if blank.required:
            self._required[blank.label] = head
        head.setBuddy(editor.core())
        head.setToolTip(blank.hint)
        said = refusal(f"{blank.label}的退回提示")
        cell = QVBoxLayout()
        cell.setSpacing(2)
        cell.addWidget(editor)
        if isinstance(editor, ListEditor | NumberEditor) and blank.hint:
            cell.addWidget(label(blank.hint, "soft", wrap=True))
        cell.addWidget(said)
        self.grid.addWidget(head, self._row, 0, Qt.AlignmentFlag.AlignTop)
        self.grid.addLayout(cell, self._row, 1)
        if blank.id != "date" and getattr(blank, "lines", 1) == 1:
            self.grid.addWidget(self._pin(blank), self._row, 2, Qt.AlignmentFlag.AlignTop)
        editor.edited.connect(partial(self.edited.emit, blank.id))
        editor.entered.connect(partial(self.entered.emit, blank.id))
        core: Any = editor.core()
        if (steps := getattr(core, "cursorPositionChanged", None)) is not None:
            steps.connect(lambda *_: self.moved.emit())
        self.editors[blank.id], self.refusals[blank.id], self._cells[blank.id] = editor, said, cell
        if blank.retired:
            self._retired[blank.id] = blank.retired, tuple(part for part in (head, editor, self.pins.get(blank.id)) if part)
        self._row += 1

    def show_retired(self, year: int, values: Mapping[str, Any]) -> None:
        """Blanks that are not asked any more stand on the form of the years in which they were, and where they say something."""
        for id, (last, parts) in self._retired.items():
            for part in parts:
                part.setVisible(year <= last or values.get(id) not in (None, (), ""))

    def _dress(self) -> None:
        """The stars of what must be filled in, in the colour of now."""
        for text, head in self._required.items():
            head.setText(f"{text}<span style='color:{theme.COLOURS['accent']}'> *</span>")

    def _pin(self, blank: Blank) -> QToolButton:
        pin = tool("", f"新增时沿用{blank.label}", side=24, picture="pin")
        pin.setCheckable(True)
        pin.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        pin.setChecked(blank.id in self._pinned)
        pin.toggled.connect(partial(self._keep_pin, blank.id))
        self.pins[blank.id] = pin
        self._look(blank.id)
        return pin

    def _look(self, id: str) -> None:
        from .icons import icon
        pin, on = self.pins[id], id in self._pinned
        pin.setIcon(icon("pin", "accent" if on else "scroll"))
        pin.setToolTip("新增时沿用上一条的内容，点一下取消（Alt+P）" if on else "钉住：以后新增时沿用上一条填的内容（Alt+P）")

    def _keep_pin(self, id: str, on: bool) -> None:
        (self._pinned.add if on else self._pinned.discard)(id)
        settings.prefer(f"pins/{self.kind.id}", ",".join(sorted(self._pinned)) or "-")
        self._look(id)

    def _add_roll(self) -> None:
        self.roll = RollPanel()
        self.roll.edited.connect(partial(self.edited.emit, ""))
        self.roll.entered.connect(partial(self.entered.emit, ROLL))
        self.roll.outsider.connect(self._outsider)
        head = _head("签到")
        head.setBuddy(self.roll.box)
        self.grid.addWidget(head, self._row, 0, Qt.AlignmentFlag.AlignTop)
        self.grid.addWidget(self.roll, self._row, 1)
        self._row += 1

    def _add_followups(self, office: Office, supply: Supply) -> None:
        self.followups = FollowUps(office, self.kind, supply)
        self.followups.edited.connect(partial(self.edited.emit, ""))
        self.followups.entered.connect(self._line_entered)
        self.followups.opened.connect(self.opened)
        head = _head("会上事项")
        self.grid.addWidget(head, self._row, 0, Qt.AlignmentFlag.AlignTop)
        self.grid.addWidget(self.followups, self._row, 1, 1, 2)
        head.setHidden(self.followups.isHidden())
        self._row += 1

    def append(self, widget: QWidget) -> None:
        """One more row under the blanks, as wide as the form."""
        self.grid.setRowStretch(self._row, 0)
        self.grid.addWidget(widget, self._row, 0, 1, 3)
        self._row += 1
        self.grid.setRowStretch(self._row, 1)

    def showing_pins(self, shown: bool) -> None:
        """Pins are for new records."""
        for pin in self.pins.values():
            pin.setVisible(shown)

    # ── the way through it ───────────────────────────────────────────────────────────────────────

    def stops(self) -> dict[str, QWidget]:
        """The places that the keys go to, in order."""
        found: dict[str, QWidget] = {}
        for id, editor in self.editors.items():
            found[id] = editor.core()
            if id == "bodies" and self.roll is not None:
                found[ROLL] = self.roll.box
        if self.roll is not None:
            found.setdefault(ROLL, self.roll.box)
        if self.followups is not None:
            for n, line in enumerate(self.followups.lines):
                found |= {f"{n}/{id}": editor.core() for id, editor in line.editors.items()}
        return found

    def editor_at(self, stop: str) -> Editor | None:
        """The editor at a place on the way."""
        at, slash, id = stop.partition("/")
        if not slash:
            return self.editors.get(stop)
        lines = self.followups.lines if self.followups is not None else []
        return lines[int(at)].editors.get(id) if int(at) < len(lines) else None

    def _line_entered(self, editor: Editor, keys: object) -> None:
        stop = next((stop for stop in self.stops() if self.editor_at(stop) is editor), "")
        self.entered.emit(stop, keys)

    def _outsider(self, name: str) -> None:
        """Somebody from outside came: his name goes into the blank that is for such."""
        editor = self.editors.get(self.kind.outsiders or "")
        if isinstance(editor, LineEditor):
            names = [each for each in editor.line.text().split("、") if each.strip()]
            editor.line.setText("、".join(dict.fromkeys([*names, name])))
            self.edited.emit(editor.blank.id)

    # ── what is typed ────────────────────────────────────────────────────────────────────────────

    @property
    def pinned(self) -> tuple[str, ...]:
        """The blanks that keep their value from one new record to the next."""
        return tuple(id for id in self.editors if id in self._pinned)

    def toggle_pin(self, stop: str) -> None:
        if stop in self.pins and not self.pins[stop].isHidden():
            self.pins[stop].toggle()

    def drafts(self) -> dict[str, Any]:
        """What stands in the blanks just as it was typed."""
        return {id: editor.draft() for id, editor in self.editors.items()}

    def take(self, drafts: Mapping[str, Any]) -> None:
        for id, typed in drafts.items():
            if id in self.editors:
                self.editors[id].take(typed)

    def values(self) -> tuple[dict[str, Any], dict[str, str]]:
        """What stands in the blanks, and why some cannot be read."""
        values: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        for id, editor in self.editors.items():
            try:
                value = editor.value()
                editor.blank.check(value)
            except Refusal as refused:
                wrong[id] = str(refused)
            else:
                values[id] = value
        return values, wrong

    def day_and_bodies(self) -> tuple[date | None, tuple[int, ...]]:
        """The day of the record and the bodies that hold it, where these are asked for; a `Refusal` where they cannot be read."""
        day = self.editors["date"].value() if "date" in self.editors else None
        bodies = self.editors["bodies"].value() if "bodies" in self.editors else ()
        return day, tuple(bodies or ())

    def called(self) -> str:
        """What the record is called by, as far as it is typed."""
        name = self.editors.get(self.kind.of.name) or self.editors.get("person") or self.editors.get("body")
        if name is None:
            return ""
        return (name.line.text() if isinstance(name, LineEditor | LinkEditor) else str(name.draft() or "")).strip()

    def recall(self, memory: Any) -> None:
        """From now on offer what was typed in these blanks before."""
        own = self.kind.of.name if self.kind.shape in ("person", "body") else ""
        for id, editor in self.editors.items():
            if isinstance(editor, LineEditor) and isinstance(editor.blank, fields.Text) and id != own and not editor.blank.sort:
                editor.recall(partial(memory.like, id))
        if self.roll is not None:
            self.roll.recall(memory.reasons)

    # ── what is wrong ────────────────────────────────────────────────────────────────────────────

    def refuse(self, id: str, why: str) -> None:
        """Say beside a blank why it was not taken; nothing where it was."""
        said = self.refusals[id]
        if said.isHidden() == bool(why) or said.text() != why:
            said.setText(why)
            said.setVisible(bool(why))
            self.editors[id].refuse(bool(why))

    def clash(self, clashes: Mapping[str, Any]) -> None:
        """Show beside each of these blanks what somebody else has stored there meanwhile."""
        for id in list(self._clashes):
            self._settle(id)
        for id in [id for id in clashes if id in self.editors]:
            cell, shown = self._cells[id], _shown(self.editors[id], clashes[id])
            editor, self._stored[id] = self.editors[id], clashes[id]
            row = QWidget()
            row.setObjectName("clash")
            row.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            inner = QHBoxLayout(row)
            inner.setContentsMargins(px(8), px(3), px(4), px(3))
            said = label(f"别处存的是：{shown or '（空白）'}", says=f"别处存的{editor.blank.label}", wrap=True)
            inner.addWidget(said, 1)
            inner.addWidget(button("改用它", partial(self._use, id, clashes[id]), look="plain", says=f"{editor.blank.label}改用别处存的"))
            inner.addWidget(button("留我填的", partial(self._settle, id), look="plain", says=f"{editor.blank.label}留我填的"))
            cell.addWidget(row)
            self._clashes[id] = row

    def both(self) -> list[Both]:
        """The blanks with two answers: what was typed, and what is stored."""
        return [Both(id, editor.blank.label, _shown(editor, editor.draft()), _shown(editor, self._stored[id]))
                for id in self._clashes for editor in (self.editors[id],)]

    def choose(self, stored: Collection[str]) -> None:
        """Of the blanks with two answers these take what is stored, the others keep what was typed."""
        for id in list(self._clashes):
            if id in stored:
                self.editors[id].take(self._stored[id])
            self._settle(id)

    def _use(self, id: str, draft: Any) -> None:
        self.editors[id].take(draft)
        self._settle(id)
        self.edited.emit(id)

    def _settle(self, id: str) -> None:
        if (row := self._clashes.pop(id, None)) is not None:
            self._cells[id].removeWidget(row)
            row.setParent(None)
            row.deleteLater()
            self.settled.emit(id)

    @property
    def clashing(self) -> Iterable[str]:
        """The blanks with two answers."""
        return tuple(self._clashes)


def pinned(kind: Kind) -> set[str]:
    """The blanks pinned at this desk; where nobody chose, who holds the meeting."""
    kept = settings.preferred(f"pins/{kind.id}")
    if not kept:
        return {"bodies"} & kind.blanks.keys()
    return set(kept.split(",")) & kind.blanks.keys()


def _shown(editor: Editor, draft: Any) -> str:
    """What stands in a blank, in words."""
    words = draft[0] if isinstance(draft, list) else draft
    return editor.blank.show(words) if isinstance(editor, ListEditor) else str(words or "")


def _head(text: str) -> QLabel:
    """What stands before a blank."""
    head = label(text, wrap=True)
    head.setTextFormat(Qt.TextFormat.RichText)
    head.setFixedWidth(px(LABELS))
    head.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    head.setContentsMargins(0, px(6), 0, 0)
    return head
