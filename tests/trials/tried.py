"""The office on which kills and power cuts are tried: what is done to it, and what it must look like afterwards.

Meetings are numbered in their titles, so that each can be told from its number alone: who was there, and why not.
"""
from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from partydesk.office import Office, attachments, proving
from partydesk.records import words
from partydesk.records.key import Key

KIND = "branch_committee"
ROLL = 98
STATUSES = ("present", "present", "present", "leave", "absent")
FILED = 3
"""Every so many meetings one has a file attached."""


KEY = Key(bytes(range(32)), bytes(range(16)))
"""Of the encrypted office."""


def make(place: Path, key: Key | None = None) -> None:
    """A new office with one branch and 98 people."""
    with Office.create(place, "试验单位", who="试验", desk="trial", key=key) as office, office.together("准备"):
        branch = office.save("branch", {"name": "第一党支部"})
        for number in range(ROLL):
            office.save("staff", {"name": f"党员{number}", "body": branch, "party": "member", "committee": True,
                                  "since": date(2020, 1, 1)})


def opened(place: Path, key: Key | None = None) -> Office:
    return Office.open(place, who="试验", desk="trial", key=key)


def meet(office: Office, number: int, *, filed: bool = False, reasoned: bool = True) -> None:
    """Saves the meeting of that number, with its roll; with `filed`, every third one with a file, as one step.

    `reasoned`: with the reasons why people were away, which the first schema had no room for.
    """
    people = [one.id for one in office.records("staff")]
    with office.together("记一次会"):
        id = office.save(KIND, _values(number), roll=_roll(number, people), reasons=_reasons(number, people) if reasoned else None)
        if filed and number % FILED == 0:
            attachments.attach(office, KIND, id, f"会议{number}.txt", content(number))


def _values(number: int) -> dict[str, Any]:
    return {"title": f"第{number}次会", "date": date(2025, 1, 1) + timedelta(number % 180), "bodies": (1,), "host": "张三",
            "agenda": f"研究事项{number}" * 40}


def _roll(number: int, people: list[int]) -> dict[int, str]:
    return {id: STATUSES[(id + number) % len(STATUSES)] for id in people}


def _reasons(number: int, people: list[int]) -> dict[int, str]:
    return {id: f"事由{number}" for id, status in _roll(number, people).items() if status == "leave"}


def content(number: int) -> bytes:
    """What the file of a meeting contains: some tens of kilobytes."""
    return hashlib.sha256(str(number).encode()).digest() * (200 + 97 * (number % 31))


def wrong(office: Office, acknowledged: Iterable[int], *, filed: bool = False, since: int = 0) -> list[str]:
    """What is not as it must be: an acknowledged meeting that is gone, one that is torn, anything that the program finds.

    `since`: the meetings with an id up to this one were looked at before.
    """
    said = proving.faults(office)
    meetings = {int(one.values["title"].strip("第次会")): one for one in office.records(KIND, rolls=True) if one.id > since}
    said += [f"确认过的第 {number} 次会丢了" for number in acknowledged if number not in meetings]
    people = [one.id for one in office.records("staff")]
    with office.reading() as connection:
        noted = set(connection.execute(text("select row from change where place = 'activity'")).scalars())
        for number, one in meetings.items():
            if one.roll != _roll(number, people) or one.reasons != _reasons(number, people):
                said.append(f"第 {number} 次会的签到不全（{len(one.roll)} 人）")
            if any(one.values[id] != value for id, value in _values(number).items()):
                said.append(f"第 {number} 次会的内容不对")
            if ("activity", one.id) not in words.found(connection, office.catalogue, f"研究事项{number}研究", most=10_000):
                said.append(f"第 {number} 次会查不到")
            if one.uid not in noted:
                said.append(f"第 {number} 次会没有变更日志")
            if filed and number % FILED == 0 and [file.hash for file in attachments.attached(office, one.uid)] != [
                    hashlib.sha256(content(number)).hexdigest()]:
                said.append(f"第 {number} 次会的附件丢了")
    return said + list(attachments.faults(office, whole=True))
