"""All that stands in a form, as one: its blanks, the roll, what came out of the meeting, and the files that wait for it."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ..catalogue.kind import Kind
from ..errors import Moved, Refusal, Refusals
from ..office import Office, followups
from ..office.again import Start
from .attachments import AttachmentStrip
from .given import Given
from .roll_call import RollCall
from .sheet import Sheet

PARTS = ("blanks", "roll", "reasons")
"""What is held against what is stored, when two have changed it."""
Stands = Mapping[str, Mapping[str, Any]]
"""By part, what stands there just as it was typed, as JSON."""


class Wrong(Refusal):
    """What was refused and why: of blanks by their id (empty: what belongs to none), of the lines below by their place."""

    def __init__(self, blanks: Mapping[str, str], lines: Mapping[str, str]):
        super().__init__("；".join((*blanks.values(), *lines.values())))
        self.blanks, self.lines = blanks, lines


class Contents:
    """Put into a form and taken out of it: as it is stored, as it was typed, as a draft."""

    def __init__(self, office: Office, kind: Kind, sheet: Sheet, files: AttachmentStrip):
        self._office, self._kind, self._sheet, self._files = office, kind, sheet, files
        self.given = Given(sheet.editors)
        self.roll_call = RollCall(office, kind, sheet)
        self.stored: Stands = {}              # as it is stored; of a new record, as it was begun

    # ── as it is stored ──────────────────────────────────────────────────────────────────────────

    def begin(self, start: Start, uid: str | None, id: int) -> None:
        """Another record; `id` 0: a new one."""
        self.put(start, new=not id)
        day = start.values.get("date")
        self._sheet.show_retired(day.year if isinstance(day, date) else date.today().year, start.values)
        self.given.begin(new=not id)
        if self._sheet.followups is not None:
            self._sheet.followups.clear()
        self.belong(uid, id)

    def put(self, start: Start, *, new: bool) -> None:
        """What is stored in the blanks and on the roll."""
        for id, editor in self._sheet.editors.items():
            editor.put(start.values.get(id))
        self.roll_call.start(start.roll, start.reasons, new=new)
        self.stored = self.now()

    def belong(self, uid: str | None, id: int) -> None:
        """Show what hangs on a record; on a new one, nothing does yet. What is being noted stays."""
        if self._sheet.followups is not None:
            self._sheet.followups.show_meeting(id)
        self._files.show_record(uid, self._kind.id, id)
        if not id:
            self._files.take(None)
        self._sheet.showing_pins(not id)

    def give(self, start: Start) -> None:
        """What is known of a new record already; what the clerk typed stays."""
        self.given.give(start.values)
        self.roll_call.give(start)

    # ── as it is to be stored ────────────────────────────────────────────────────────────────────

    def store(self, id: int, version: int | None) -> tuple[int, int]:
        """Store the record and what came out of it: its id, and how many lines. A `Wrong` where any of it is refused."""
        values, wrong = self._sheet.values()
        lines, wrong_lines = self._sheet.followups.values() if self._sheet.followups is not None else ([], {})
        if wrong or wrong_lines:
            raise Wrong(wrong, wrong_lines)
        try:
            return self._store(values, lines, id, version), len(lines)
        except (Moved, Wrong):
            raise
        except Refusals as refusals:
            raise Wrong(refusals.by_field, {}) from None
        except Refusal as refused:
            raise Wrong({"": str(refused)}, {}) from None

    def _store(self, values: Mapping[str, Any], lines: list[Any], id: int, version: int | None) -> int:
        """All of it in one step."""
        statuses, reasons = self.roll_call.marks()
        verb = "修改" if id else "新增"
        with self._office.together(f"{verb}{self._kind.label}" + (f"和 {len(lines)} 条会上事项" if lines else "")):
            kept = self._office.save(self._kind.id, values, id=id or None, version=version, roll=statuses, reasons=reasons)
            if not id:
                self._files.give(self._kind.id, kept)
            try:
                followups.save(self._office, lines, kept, values.get("date"))
            except Refusals as refusals:
                raise Wrong({}, refusals.by_field) from None
        return kept

    def refuse(self, wrong: Mapping[str, str], wrong_lines: Mapping[str, str]) -> str:
        """Say each refusal beside its blank or under its line; what is to be said above them."""
        refusals = self._sheet.refusals
        for id in refusals:
            self._sheet.refuse(id, wrong.get(id, ""))
        if self._sheet.followups is not None:
            self._sheet.followups.say(dict(wrong_lines))
        rest = [text for id, text in wrong.items() if id not in refusals]
        if (wrong or wrong_lines) and not rest:
            rest = [f"未保存：有 {len(wrong) + len(wrong_lines)} 处需要改，见红字"]
        return "\n".join(rest)

    # ── as it was typed ──────────────────────────────────────────────────────────────────────────

    def now(self) -> Stands:
        """What stands in the form, just as typed."""
        return {"blanks": self._sheet.drafts(), **self.roll_call.draft()}

    def take(self, typed: Stands) -> None:
        """Put back what `now` gave."""
        self._sheet.take(typed["blanks"])
        self.roll_call.take(typed["roll"], typed["reasons"])

    def draft(self, *, new: bool) -> dict[str, Any]:
        """All that is kept of what is not saved."""
        draft: dict[str, Any] = dict(self.now())
        if self._sheet.roll is None:
            del draft["roll"], draft["reasons"]
        else:
            draft["box"] = self._sheet.roll.box.text()
        if self._sheet.followups is not None:
            draft["lines"] = self._sheet.followups.draft()
        if new:
            draft["files"] = self._files.waiting()
        return draft

    def resume(self, draft: Mapping[str, Any], *, new: bool) -> None:
        """Put back what a draft has besides blanks and roll; what it has in the blanks is the clerk's."""
        self.given.compare(draft.get("blanks", {}), self.stored["blanks"])
        if self._sheet.roll is not None:
            self._sheet.roll.box.setText(str(draft.get("box", "")))
        if self._sheet.followups is not None:
            self._sheet.followups.take(draft.get("lines"))
        if new:
            self._files.take(draft.get("files"))
