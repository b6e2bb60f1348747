"""Two at one record: what somebody else stored while it was being typed in, brought together with what was typed.

Where only one of them changed a blank or somebody's mark on the roll, that stands; where both did, both are shown, and
the clerk chooses.
"""
from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from ..office import Office, drafts
from ..office import roll as rolls
from ..office.versions import Both
from .contents import PARTS, Contents, Stands
from .sheet import ROLL, Sheet


class TwoAtOnce:
    """Of one form."""

    def __init__(self, office: Office, sheet: Sheet, contents: Contents, form: QWidget):
        self._office, self._sheet, self._contents, self._form = office, sheet, contents, form
        self.people: dict[str, Both] = {}     # of the roll, whom two have put down differently

    @property
    def open(self) -> bool:
        """Whether anything has two answers."""
        return bool(self._sheet.clashing or self.people)

    def forget(self) -> None:
        """Another record stands there."""
        self.people = {}
        self._sheet.clash({})

    def bring_together(self, base: Stands, typed: Stands, by: str) -> str:
        """What was typed over `base`, with what is stored by now; says what `by` has done to it."""
        stored = self._contents.stored
        both = {part: drafts.merge(base.get(part, {}), typed[part], stored[part]) for part in PARTS}
        self._contents.take({part: merged.values for part, merged in both.items()})
        clashes = both["blanks"].clashes
        self._sheet.clash(clashes)
        self.people = {id: Both(f"{ROLL}/{id}", f"签到：{self._office.names.name('person', int(id))}",
                                _stood(typed["roll"].get(id), typed["reasons"].get(id)),
                                _stood(stored["roll"].get(id), stored["reasons"].get(id)))
                       for id in dict.fromkeys((*both["roll"].clashes, *both["reasons"].clashes))}
        editors = self._sheet.editors
        named = "、".join((*(f"“{editors[id].blank.label}”" for id in clashes if id in editors),
                          *(f"“{one.label}”" for one in self.people.values())))
        return f"您填写的时候，{by} 改过这条记录。两处的改动都在：" + (
            f"{named}两处都改了，保存时请您选。" if named else "没有碰到同一栏，直接保存即可。")

    def choose(self, by: str, then: Callable[[], object]) -> None:
        """What two have changed, side by side; `then`, once everything with two answers has one."""
        from .both_box import BothBox
        rows = [*self._sheet.both(), *self.people.values()]
        says = f"您填写的时候，{by} 存过这条记录。只有一处改过的已经合到一起，下面这些两处都改了："
        BothBox(says, rows, partial(self._chosen, then), self._form).open()

    def _chosen(self, then: Callable[[], object], stored: frozenset[str]) -> None:
        """The stored version of these is taken, what was typed of all others."""
        if self.people:
            now, was, roll_call = self._contents.now(), self._contents.stored, self._contents.roll_call
            statuses, reasons = dict(now["roll"]), dict(now["reasons"])
            for id in self.people:
                if f"{ROLL}/{id}" in stored:
                    for mine, theirs in ((statuses, was["roll"]), (reasons, was["reasons"])):
                        mine.pop(id, None)
                        mine.update({id: theirs[id]} if id in theirs else {})
            roll_call.take(statuses, reasons)
            roll_call.refresh()
        self.people = {}
        self._sheet.choose(stored)
        then()


def _stood(status: str | None, reason: str | None) -> str:
    """How someone stands on a roll, in words."""
    if status is None:
        return "不在签到里"
    return rolls.LABELS[status] + (f"（{reason}）" if reason else "")
