"""What need not be typed again."""
from __future__ import annotations

from datetime import date

import pytest

from partydesk.office import Office, again

TODAY = date(2025, 7, 10)                     # a Thursday


@pytest.fixture
def branches(office: Office) -> tuple[int, int]:
    with office.together("准备"):
        first, second = (office.save("branch", {"name": name}) for name in ("第一党支部", "第二党支部"))
        people = [office.save("staff", {"name": name, "body": first, "party": "member", "since": date(2020, 1, 1)})
                  for name in ("张三", "李四", "王五")]
        common = {"place": "三楼会议室", "host": "张三", "agenda": "研究发展党员", "start": "09:00"}
        for month in (5, 6):
            office.save("branch_committee", {"date": date(2025, month, 9), "title": f"2025年{month}月支委会",
                                             "bodies": (first,), **common},
                        roll={people[0]: "present", people[1]: "leave", people[2]: "excluded"},
                        reasons={people[1]: "出差", people[2]: "长期病休"})
        office.save("branch_committee", {"date": date(2025, 6, 12), "title": "临时支委会", "bodies": (second,), **common, "place": "二楼"})
    return first, second


def test_the_same_as_last_time_leaves_out_the_day_and_the_matter(office: Office, branches: tuple[int, int]) -> None:
    kind = office.catalogue.kind("branch_committee")
    start = again.same(office, kind, branches[:1], TODAY)
    assert start is not None
    assert start.values == {"bodies": (branches[0],), "place": "三楼会议室", "host": "张三", "start": "09:00", "title": "2025年7月支委会"}
    assert list(start.roll.values()) == ["excluded"]
    assert list(start.reasons.values()) == ["长期病休"]
    assert start.of == "2025-06-09 2025年6月支委会"
    other = again.same(office, kind, branches[1:], TODAY)
    assert other is not None
    assert other.values["place"] == "二楼"
    assert "title" not in other.values        # it names no month: the matter of that day


def test_of_bodies_that_never_met_the_last_meeting_of_any_is_taken(office: Office, branches: tuple[int, int]) -> None:
    kind = office.catalogue.kind("branch_committee")
    start = again.same(office, kind, branches, TODAY)
    assert start is not None
    assert start.values["place"] == "二楼"
    assert again.same(office, office.catalogue.kind("study"), (), TODAY) is None


def test_numbers_are_not_carried_over_unseen(office: Office) -> None:
    office.save("study", {"date": TODAY, "title": "党章", "lecturers": 1, "lecturer": "县委党校", "place": "大会议室"})
    start = again.same(office, office.catalogue.kind("study"), (), TODAY)
    assert start is not None
    assert start.values == {"lecturer": "县委党校", "place": "大会议室", "form": "collective", "mode": "fixed"}


def test_a_copy_is_of_today_and_open(office: Office, branches: tuple[int, int]) -> None:
    id = office.save("problem", {"date": date(2025, 3, 1), "title": "会议偏多", "origin": "other", "due": date(2025, 4, 1),
                                 "closed": date(2025, 3, 20)})
    start = again.copy(office, office.catalogue.kind("problem"), id, TODAY)
    assert start.values == {"date": TODAY, "title": "会议偏多", "origin": "other", "due": date(2025, 4, 1)}
    meeting = office.records("branch_committee")[0].id
    taken = again.copy(office, office.catalogue.kind("branch_committee"), meeting, TODAY)
    assert taken.roll == office.record("branch_committee", meeting).roll


def test_a_new_record_keeps_what_is_pinned_and_knows_its_day(office: Office, branches: tuple[int, int]) -> None:
    kind = office.catalogue.kind("branch_committee")
    assert again.new(office, kind, ("bodies", "place", "no_such"), TODAY).values == {
        "date": TODAY, "bodies": (branches[1],), "place": "二楼"}
    study = office.catalogue.kind("study")
    assert again.new(office, study, (), date(2025, 7, 11)).values["date"] == TODAY        # the study day that was yesterday
    office.save("study", {"date": TODAY, "title": "党章"})
    assert again.new(office, study, (), date(2025, 7, 11)).values["date"] == date(2025, 7, 11)


@pytest.mark.parametrize(("title", "moved"), [
    ("2025年6月支委会", "2025年7月支委会"), ("6月主题党日", "7月主题党日"), ("16月", ""), ("第二季度党员大会", "第三季度党员大会"),
    ("二季度党课", "三季度党课"), ("2025年06月例会", "2025年07月例会"), ("学习党章", ""),
])
def test_titles_that_name_their_month_are_moved_on(title: str, moved: str) -> None:
    assert again.moved_on(title, date(2025, 6, 9), TODAY) == moved


def test_a_year_passes_too() -> None:
    assert again.moved_on("2025年12月支委会", date(2025, 12, 9), date(2026, 1, 5)) == "2026年1月支委会"


def test_words_of_before_are_offered_the_often_and_lately_typed_first(office: Office) -> None:
    for n, place in enumerate(["大会议室"] * 3 + ["三楼会议室"] + ["大会议室"] + ["活动室"]):
        office.save("study", {"date": date(2025, 1, 1 + n), "title": f"第{n}次", "place": place})
    memory = again.Memory(office, office.catalogue.kind("study"))
    assert memory.known("place") == ["大会议室", "活动室", "三楼会议室"]
    assert memory.like("place", "会议室") == ["大会议室", "三楼会议室"]
    assert memory.like("place", "三") == ["三楼会议室"]
    assert memory.like("place", "slh") == ["三楼会议室"]
    assert memory.like("place", "ＨＤＳ") == ["活动室"]
    assert memory.like("place", "活动室") == memory.like("place", "") == []
    office.save("study", {"date": TODAY, "title": "再一次", "place": "党员活动中心"})
    assert memory.like("place", "党员") == []
    memory.forget()
    assert memory.like("place", "党员") == ["党员活动中心"]


def test_reasons_of_before_come_before_those_that_everyone_knows(office: Office, branches: tuple[int, int]) -> None:
    known = again.Memory(office, office.catalogue.kind("study")).reasons()
    assert set(known[:2]) == {"出差", "长期病休"}
    assert known.count("出差") == 1
    assert "病假" in known
