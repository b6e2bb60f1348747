"""One save of a study session with 98 attendees, beside raw inserts of the same rows with the same durability."""
from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from uuid import uuid4

from partydesk.office import Office
from partydesk.records.engine import engine_of

from .timing import Ratio, pair

THERE = 98


def ratio(folder: Path, runs: int = 41) -> Ratio:
    office = Office.create(folder / "save.partydesk", desk="bench")
    branch = office.save("branch", {"name": "支部"})
    with office.together("名册"):
        people = [office.save("staff", {"name": f"人员{n}", "body": branch, "party": "member"}) for n in range(THERE)]
    roll = dict.fromkeys(people, "present")

    def ours() -> None:
        office.save("study", {"date": date(2025, 3, 6), "title": "集中学习", "form": "collective", "bodies": (branch,)},
                    roll=roll)

    engine = engine_of(folder / "save.partydesk")
    raw = engine.raw_connection()
    cursor = raw.cursor()

    def floor() -> None:
        """The rows that `ours` leaves behind: the session, its body, its roll, and one line of the journal."""
        cursor.execute("begin immediate")
        cursor.execute("insert into activity (uid, kind, details, version, desk, entered, date, title) "
                       "values (?, 'study', ?, 1, 'raw', '2025-03-06', '2025-03-06', '集中学习')",
                       (uuid4().hex, json.dumps({"form": "collective"})))
        id = cursor.lastrowid
        cursor.execute("insert into holding values (?, ?)", (id, branch))
        cursor.executemany("insert into attendance (activity, person, status) values (?, ?, 'present')",
                           [(id, person) for person in people])
        cursor.execute("insert into change (desk, seq, step, why, at, who, place, row, after, hash) "
                       "values ('raw', ?, ?, '新增', '2025-03-06', 'raw', 'activity', 'x', ?, ?)",
                       (id, uuid4().hex, json.dumps({str(person): "present" for person in people}), "0" * 64))
        cursor.execute("commit")

    found = pair("save, 98 attendees", ours, floor, "<= 3", "raw driver inserts, same durability", runs, 3)
    raw.close()
    engine.dispose()
    office.close()
    return found
