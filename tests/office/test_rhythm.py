"""The rhythm board: what was held, is due, came late or is missing, organisation by organisation."""
from __future__ import annotations

from datetime import date

from sqlalchemy import update

from partydesk.catalogue.period import Period
from partydesk.office import Office
from partydesk.office.rhythm import Cell, State, beginning, rhythms, said
from partydesk.records.tables import activity, change

H1, LATER = Period.read("2025H1"), date(2025, 7, 10)


def branches(office: Office, *names: str) -> list[int]:
    return [office.save("branch", {"name": name, "since": date(2020, 1, 1)}) for name in names]


def hold(office: Office, kind: str, day: date, *bodies: int, **more: object) -> int:
    values = {"date": day, "title": "会", "bodies": bodies, "host": "张三", "agenda": "议题"} | more
    blanks = office.catalogue.kind(kind).blanks
    return office.save(kind, {id: value for id, value in values.items() if id in blanks or id in ("date", "title", "bodies", "times")})


def cells(office: Office, kind: str, body: str = "", today: date = LATER, period: Period = H1) -> list[Cell]:
    [row] = [row for row in rhythms(office, period, today=today).rows if row.kind == kind and (not body or row.name == body)]
    return list(row.cells)


def test_a_month_is_held_missed_due_or_ahead(office: Office) -> None:
    [first, second] = branches(office, "甲支部", "乙支部")
    one = hold(office, "branch_committee", date(2025, 1, 9), first)
    hold(office, "branch_committee", date(2025, 3, 9), first, second)
    found = cells(office, "branch_committee", "甲支部", date(2025, 4, 10))
    assert [cell.state for cell in found] == [State.HELD, State.MISSED, State.HELD, State.DUE, State.AHEAD, State.AHEAD]
    assert found[0].records == (one,)
    assert [cell.state for cell in cells(office, "branch_committee", "乙支部", date(2025, 4, 10))][:3] == \
        [State.MISSED, State.MISSED, State.HELD]


def test_the_month_is_missed_only_when_it_is_over(office: Office) -> None:
    branches(office, "甲支部")
    assert cells(office, "branch_committee", today=date(2025, 1, 30))[0].state is State.DUE
    assert cells(office, "branch_committee", today=date(2025, 2, 1))[0].state is State.MISSED


def test_a_quarter_covers_its_months_and_a_year_the_period(office: Office) -> None:
    [first] = branches(office, "甲支部")
    hold(office, "branch_assembly", date(2025, 5, 9), first)
    assert [(cell.column, cell.span, cell.state) for cell in cells(office, "branch_assembly")] == \
        [(0, 3, State.MISSED), (3, 3, State.HELD)]
    [year] = cells(office, "organisation_life")
    assert (year.column, year.span, year.state, year.called) == (0, 6, State.DUE, "2025年")


def test_weeks_and_days_are_counted_by_month(office: Office) -> None:
    hold(office, "study", date(2025, 6, 5), form="collective")
    hold(office, "study", date(2025, 6, 12), form="seminar")          # not what is counted
    hold(office, "self_study", date(2025, 6, 30), times=20)
    june = cells(office, "study")[-1]
    assert (june.text, june.state, len(june.records)) == ("1/4", State.MISSED, 1)
    assert cells(office, "study", today=date(2025, 6, 6))[-1].text == "1/1"
    assert cells(office, "self_study")[-1].text == "20/20"
    assert cells(office, "self_study")[-1].state is State.HELD


def test_a_branch_is_not_asked_for_what_was_before_it(office: Office) -> None:
    office.save("branch", {"name": "新支部", "since": date(2025, 3, 10)})
    assert [cell.column for cell in cells(office, "branch_committee")] == [3, 4, 5]


def test_what_was_recorded_late_says_so_but_not_what_was_before_the_program(office: Office) -> None:
    [first] = branches(office, "甲支部")
    id = hold(office, "branch_committee", date(2025, 1, 9), first)
    assert cells(office, "branch_committee")[0].state is State.HELD   # the office is newer than that
    with office._engine.begin() as connection:
        connection.execute(update(change).values(at="2025-01-02T01:00:00.000+00:00"))
        connection.execute(update(activity).values(entered="2025-01-14T01:00:00.000+00:00"))
    assert cells(office, "branch_committee")[0].state is State.HELD   # three working days later
    with office._engine.begin() as connection:
        connection.execute(update(activity).values(entered="2025-01-15T01:00:00.000+00:00"))
    found = cells(office, "branch_committee")[0]
    assert (found.state, found.records, found.text) == (State.LATE, (id,), "迟录")


def test_a_new_record_begins_with_its_organisation_and_a_likely_day(office: Office) -> None:
    [first] = branches(office, "甲支部")
    march = cells(office, "branch_committee")[2]
    assert beginning(office, "branch_committee", first, march, LATER) == {"date": date(2025, 3, 31), "bodies": (first,)}
    assert beginning(office, "branch_committee", first, march, date(2025, 3, 5))["date"] == date(2025, 3, 5)
    may = cells(office, "study")[4]
    assert beginning(office, "study", None, may, LATER) == {"date": date(2025, 5, 29)}


def test_the_records_of_a_cell_are_told_oldest_first(office: Office) -> None:
    ids = [hold(office, "study", date(2025, 6, day), form="collective", title=f"第{day}日") for day in (12, 5)]
    assert said(office, "study", ids) == [(ids[1], "06-05　第5日"), (ids[0], "06-12　第12日")]


def test_every_kind_with_a_rhythm_stands_on_the_board_of_the_sample(sample: Office) -> None:
    found = rhythms(sample, H1, today=LATER)
    assert {row.kind for row in found.rows} == {kind.id for kind in sample.catalogue.kinds.values() if kind.rhythm}
    assert len(found.months) == 6
    for row in found.rows:
        covered = [month for cell in row.cells for month in range(cell.column, cell.column + cell.span)]
        assert covered == sorted(set(covered)), row
        for cell in row.cells:
            assert all(sample.record(row.kind, id) for id in cell.records)
    missed = {row.kind for row in found.rows if any(cell.state is State.MISSED for cell in row.cells)}
    assert missed == {"study", "business_class"}                     # what the checks say of the sample, no more, no less
    of_one = rhythms(sample, H1, "机关第一党支部", LATER)
    assert {row.name for row in of_one.rows} == {"机关第一党支部", "第一党支部第一党小组", "第一党支部第二党小组"}
