"""The way through a form: where the cursor stands, where Tab and Enter take it next, and where it stood before."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from .given import Given
from .sheet import SAVE, Sheet


class Way:
    """Through the places of a sheet, which scrolls in `area`, to the buttons at its end, the one that saves first."""

    def __init__(self, sheet: Sheet, area: QScrollArea, given: Given, end: Sequence[QWidget]):
        self._sheet, self._area, self._given, self._end = sheet, area, given, end
        self._awaited: dict[str, Any] = {}    # where the cursor is to stand once the form is laid out

    def order(self) -> None:
        """Tab goes from blank to blank in the order of the form, then to the buttons."""
        roll, followups = self._sheet.roll, self._sheet.followups
        stops = list(self._sheet.stops().values())
        if roll is not None:
            stops.insert(stops.index(roll.box) + 1, roll.all)
        more = (followups.more, followups.other) if followups is not None else ()
        before: QWidget | None = None
        for widget in (*stops, *more, *self._end):
            if before is not None:
                QWidget.setTabOrder(before, widget)
            before = widget

    # ── where it goes ────────────────────────────────────────────────────────────────────────────

    def go(self, stop: str) -> None:
        """Put the cursor somewhere; what a blank had offered is put away."""
        close_popup()
        save = self._end[0]
        widget = self._sheet.stops().get(stop, save)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if widget is not save:
            self._area.ensureWidgetVisible(widget, 0, 60)

    def begin(self) -> None:
        """Where a new record begins: the first blank that the program could not fill in."""
        stops = self._sheet.stops()
        self.go(next(filter(self._given.is_open, stops), next(iter(stops), SAVE)))

    def onward(self, stop: str) -> None:
        """To the next place that the program has not filled in."""
        _, after = self._around(stop)
        self.go(next((further for further in after if further not in self._given), SAVE))

    def back(self, stop: str) -> None:
        """To the place before."""
        stops = list(self._sheet.stops())
        at = stops.index(stop) if stop in stops else -1
        self.go(stops[max(0, at - 1)])

    def open_from(self, stop: str) -> None:
        """Stay in a blank that is still open; else to the next place that is, round and round."""
        if stop in self._sheet.editors and self._given.is_open(stop):
            self.go(stop)
            return
        before, after = self._around(stop)
        self.go(next(filter(self._given.is_open, (*after, *before)), SAVE))

    def _around(self, stop: str) -> tuple[list[str], list[str]]:
        """The places up to this one, and those after it; where it is none, all are after it."""
        stops = list(self._sheet.stops())
        at = stops.index(stop) if stop in stops else -1
        return stops[:at + 1], stops[at + 1:]

    def to_refused(self, blanks: Mapping[str, str], lines: Mapping[str, str]) -> None:
        """To the first of what was refused: blanks by their id, lines by their place; nowhere where nothing was."""
        refusals = self._sheet.refusals
        first = next((id for id in refusals if id in blanks), None)
        if first is not None:
            self._sheet.editors[first].core().setFocus()
            self._area.ensureWidgetVisible(refusals[first], 0, 60)
        elif lines:
            self.go(f"{min(map(int, lines))}/title")

    def joined(self, line: QWidget) -> None:
        """A line was added below: it lies on the way now, and is seen once it is laid out."""
        self.order()
        QTimer.singleShot(0, line, lambda: self._area.ensureWidgetVisible(line, 0, 40))

    # ── where it stands ──────────────────────────────────────────────────────────────────────────

    @property
    def stop(self) -> str:
        """The place where the cursor stands; empty where that is none."""
        return str(self.at().get("stop", ""))

    def at(self) -> dict[str, Any]:
        """Where the cursor stands, and how far the form is scrolled."""
        focused = self._sheet.focusWidget()
        for stop, widget in self._sheet.stops().items():
            if widget is focused:
                editor, roll = self._sheet.editor_at(stop), self._sheet.roll
                caret = editor.caret() if editor is not None else [roll.box.cursorPosition()] if roll is not None else []
                return {"stop": stop, "caret": caret, "scroll": self._area.verticalScrollBar().value()}
        return {}

    def kept(self) -> dict[str, Any]:
        """Where the cursor is to stand when the form is opened again."""
        return self.at() or self._awaited

    def resume(self, at: Any) -> None:
        """Put the cursor back where it stood."""
        self._awaited = at if isinstance(at, dict) else {}
        self._settle()

    def shown(self) -> None:
        """The form is in sight now: it is laid out in a moment, and only then can it be scrolled."""
        self.order()
        if self._awaited:
            QTimer.singleShot(0, self._area, self._settle)

    def _settle(self) -> None:
        """Put the cursor where it stood; again once the form is laid out."""
        stop, caret = self._awaited.get("stop", ""), self._awaited.get("caret", [])
        widget = self._sheet.stops().get(stop)
        if widget is not None:
            widget.setFocus()
            editor, roll = self._sheet.editor_at(stop), self._sheet.roll
            if editor is not None:
                editor.place(caret)
            elif roll is not None and caret:
                roll.box.setCursorPosition(caret[0])
            self._area.verticalScrollBar().setValue(int(self._awaited.get("scroll", 0)))
        if self._area.isVisible():
            self._awaited = {}


def close_popup() -> None:
    """Put away what a blank had offered."""
    if (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
