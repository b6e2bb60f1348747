"""The list of figures, and from a record the figures that it moves."""
from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from partydesk.catalogue.period import Period
from partydesk.office import Office, stating
from partydesk.office.feeds import feeds
from partydesk.office.numbers import meant, narrowed, numbers
from partydesk.office.trace import trace

PERIOD, TODAY = "2025H1", date(2025, 7, 3)


KINDS = ("study", "problem", "honour", "responsibility_letter", "pledge", "reading", "staff", "branch", "branch_committee",
         "points", "aid_visit")


@pytest.fixture(scope="module")
def behind(sample: Office) -> dict[str, set[tuple[str, int]]]:
    """The records behind every figure by its own formula, by its trace."""
    period = Period.read(PERIOD)
    found: dict[str, set[tuple[str, int]]] = {}
    for id in sample.catalogue.figures:
        traced = trace(sample, id, period)
        own = [part for part in traced.walk() if part.period == period and part.id in ("", id)]
        of_others = {part for part in traced.walk() if part.id not in ("", id) for part in part.walk()}
        found[id] = {(row.kind, row.id) for part in own if part not in of_others for row in part.records}
    return found


def test_every_figure_is_listed_with_its_value_last_years_and_how_it_moved(sample: Office) -> None:
    found = {number.id: number for number in numbers(sample, PERIOD, today=TODAY)}
    assert list(found) == list(sample.catalogue.figures)
    sessions = found["study.group_sessions"]
    assert (sessions.text, sessions.before, sessions.moved) == ("16次", "14次", "＋14.3%")
    assert sessions.movement == Fraction(1, 7)
    assert found["member.under35_rate"].moved == "＋3.5个百分点"
    assert found["practice.five_ones"].moved == "持平"
    assert found["study.notes_yoy"].moved == ""           # it is a comparison already
    assert [(source.kind, source.records) for source in sessions.sources] == [("study", 16)]
    assert all(number.how for number in found.values())


def test_the_list_is_narrowed_by_sort_chapter_words_and_initials(sample: Office) -> None:
    found = numbers(sample, PERIOD, today=TODAY)
    assert {number.id for number in narrowed(found, "odd")} == {number.id for number in found if number.odd} != set()
    assert {number.chapter for number in narrowed(found, "廉政建设")} == {"廉政建设"}
    assert [number.id for number in narrowed(found, "", "组织集中学习")] == ["study.group_sessions"]
    assert "study.group_sessions" in {number.id for number in narrowed(found, "", "zzjzxx")}
    assert meant(found, "zzjzxx")[0].id == "study.group_sessions"
    assert "enforce.complaints" in {number.id for number in narrowed(found, "", "执法投诉 条数")}
    assert narrowed(found, "missing") == []


def test_a_stated_number_keeps_the_counted_one_beside_it(office: Office) -> None:
    office.save("study", {"date": date(2025, 3, 1), "title": "学", "form": "collective", "mode": "fixed"})
    stating.state(office, "study.group_sessions", PERIOD, "9次", "纸质台账")
    stating.state(office, "study.seminars", PERIOD, "", "上年换届")
    found = {number.id: number for number in numbers(office, PERIOD, today=TODAY)}
    one = found["study.group_sessions"]
    assert (one.text, one.counted, one.because, one.marks) == ("9次", "1次", "纸质台账", ("填报", "异常"))
    assert {number.id for number in narrowed(list(found.values()), "stated")} == {"study.group_sessions", "study.seminars"}
    traced = trace(office, "study.group_sessions", PERIOD)
    assert (traced.counted, traced.reason) == ("1次", "纸质台账")
    assert [record.title for part in traced.parts for record in part.records] == ["学"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_moves_every_figure_that_traces_to_it(sample: Office, behind: dict[str, set[tuple[str, int]]], kind: str) -> None:
    """Both ways say the same: what traces show, and what a record says it counts in."""
    period = Period.read(PERIOD)
    record = next(record for record in sample.records(kind) if kind in ("staff", "branch")
                  or record.values["date"] in period)
    fed = feeds(sample, kind, record.id, period)
    counted = {feed.id for feed in fed.counted}
    assert {id for id, rows in behind.items() if (record.kind, record.id) in rows} <= counted
    if kind not in ("staff", "branch"):       # these are rows of figures over other kinds, which are traced by people
        direct = {feed.id for feed in fed.counted if "涉及" not in feed.says and "两边" not in feed.says}
        assert direct <= {id for id, rows in behind.items() if (record.kind, record.id) in rows}
    assert not counted & {feed.id for feed in fed.passed}
    assert all(feed.says for feed in (*fed.counted, *fed.moved, *fed.passed))


def test_removing_a_record_moves_the_figures_it_was_said_to_move(office: Office) -> None:
    people = [office.save("staff", {"name": name, "since": date(2020, 1, 1)}) for name in ("甲", "乙")]
    study = office.save("study", {"date": date(2025, 3, 1), "title": "学", "form": "collective", "mode": "fixed", "lecturers": 2},
                        roll=dict.fromkeys(people, "present"))
    before = {id: value.amount for id, value in office.figures(PERIOD).items()}
    fed = feeds(office, "study", study)
    office.remove("study", study)
    after = {id: value.amount for id, value in office.figures(PERIOD).items()}
    changed = {id for id in before if before[id] != after[id]}
    assert changed == {feed.id for feed in fed.counted} == {"study.group_sessions", "study.lecturer_times", "study.attendees",
                                                           "study.coverage_rate"}
    says = {feed.id: feed.says for feed in fed.counted}
    assert says["study.lecturer_times"] == "计入 2 人次"
    assert says["study.attendees"] == "涉及 2 人，同一人只计一次"
    assert {feed.id: feed.says for feed in fed.passed}["study.seminars"] == "不符合：学习形式为专题研讨"
