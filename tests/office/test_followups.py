"""What comes out of a meeting, and what sort of thing it usually is."""
from __future__ import annotations

from datetime import date

import pytest

from partydesk.errors import Refusals
from partydesk.office import Office, followups

DAY = date(2025, 6, 9)


def usual(office: Office, meeting: str) -> dict[str, str | None]:
    return {sort.kind.id: sort.usual for sort in followups.sorts(office, office.catalogue.kind(meeting), 2025)}


def test_the_likeliest_come_first(office: Office) -> None:
    found = usual(office, "secretary_meeting")
    assert next(iter(found.items())) == ("decision", "secretary_meeting")      # named like the meeting itself
    assert found["problem"] == "other"
    assert {"suggestion", "measure"} <= found.keys()


def test_what_it_was_the_last_times_it_is_again(office: Office) -> None:
    assert usual(office, "integrity_talk")["problem"] == "other"
    talker = office.save("staff", {"name": "张三", "party": "member"})
    talk = office.save("integrity_talk", {"date": DAY, "title": "例行谈话", "layer": "other", "sort": "routine", "talker": talker})
    for n in range(3):
        office.save("problem", {"date": DAY, "title": f"问题{n}", "origin": "talk", "activity": talk})
    assert next(iter(usual(office, "integrity_talk").items())) == ("problem", "talk")
    for n in range(3):
        office.save("problem", {"date": DAY, "title": f"又{n}", "origin": "style", "activity": talk})
    assert usual(office, "integrity_talk")["problem"] == "other"               # no more often than not


def test_they_are_kept_with_the_meeting_and_listed_under_it(office: Office) -> None:
    sorts = {sort.kind.id: sort for sort in followups.sorts(office, office.catalogue.kind("study"), 2025)}
    person = office.save("staff", {"name": "张三", "party": "member"})
    with office.together("新增"):
        meeting = office.save("study", {"date": DAY, "title": "党章"})
        followups.save(office, [(sorts["problem"], {"title": "会议偏多", "origin": "other", "owner": person, "due": DAY}),
                                (sorts["suggestion"], {"title": "多学案例", "origin": "other"})], meeting, DAY)
    kept = followups.of(office, meeting)
    assert [(one.kind.id, one.title, one.owner, one.due) for one in kept] == [
        ("problem", "会议偏多", "张三", DAY), ("suggestion", "多学案例", "", None)]
    office.undo()
    assert office.count("study") == office.count("problem") == office.count("suggestion") == 0


def test_a_refusal_names_its_line(office: Office) -> None:
    sorts = {sort.kind.id: sort for sort in followups.sorts(office, office.catalogue.kind("study"), 2025)}
    meeting = office.save("study", {"date": DAY, "title": "党章"})
    with pytest.raises(Refusals) as caught, office.together("新增"):
        followups.save(office, [(sorts["problem"], {"title": "好", "origin": "other"}),
                                (sorts["problem"], {"title": "坏", "origin": "other", "closed": date(2020, 1, 1)})], meeting, DAY)
    assert list(caught.value.by_field) == ["1"]
    assert office.count("problem") == 0
