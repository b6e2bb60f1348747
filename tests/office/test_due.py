"""What is due: found by shapes and declarations, ranked, told whose it is, and put off."""
from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import update

from partydesk.catalogue.period import Period
from partydesk.figures.checks import Finding
from partydesk.office import Office, forms
from partydesk.office.board import board
from partydesk.office.checking import places
from partydesk.office.due import Due, Sort, after, awake, due, found, still
from partydesk.records.tables import activity, change

TODAY = date(2025, 7, 10)


def told(lines: list[Due]) -> list[tuple[Sort, str, str]]:
    return [(one.sort, one.what, one.when) for one in lines]


def test_items_past_their_day_and_those_that_come_near(office: Office) -> None:
    branch = office.save("branch", {"name": "甲支部"})
    who = office.save("staff", {"name": "张三", "body": branch, "party": "member"})
    for title, days, closed in (("久拖", -12, None), ("快到", 3, None), ("今天", 0, None), ("还早", 31, None), ("已办", -5, TODAY)):
        office.save("problem", {"date": date(2025, 5, 1), "title": title, "origin": "survey", "owner": who,
                                "due": TODAY + timedelta(days), "closed": closed})
    lines = due(office, today=TODAY)
    assert told(lines) == [(Sort.OVERDUE, "久拖", "逾期 12 天"), (Sort.SOON, "今天", "今天到期"), (Sort.SOON, "快到", "还有 3 天")]
    assert lines[0].whose == "张三 · 甲支部"
    assert office.record("problem", lines[0].record).values["title"] == "久拖"


def test_a_kind_that_the_office_adds_is_listed_by_itself(office: Office) -> None:
    forms.add(office, "kinds/promise.toml", '''
        [kind]
        id    = "promise"
        label = "便民承诺"
        tab   = "conduct"
        shape = "item"
        columns = { due = "兑现时限", closed = "兑现日期" }
        [[field]]
        id     = "permit"
        type   = "date"
        label  = "许可到期"
        remind = 60
    ''')
    office.save("promise", {"date": date(2025, 5, 1), "title": "窗口延时", "due": date(2025, 7, 1), "permit": date(2025, 8, 30)})
    assert told(due(office, today=TODAY)) == [(Sort.OVERDUE, "窗口延时", "逾期 9 天"), (Sort.SOON, "窗口延时：许可到期", "还有 51 天")]


def step(office: Office, who: int, stage: str, day: date) -> int:
    return office.save("development", {"date": day, "person": who, "stage": stage})


def test_a_step_is_due_until_what_must_follow_is_there(office: Office) -> None:
    who = office.save("applicant", {"name": "李四"})
    step(office, who, "probationary", date(2024, 7, 1))
    lines = due(office, today=TODAY)
    assert told(lines) == [(Sort.OVERDUE, "李四：党委审批", "逾期 282 天"), (Sort.OVERDUE, "李四：转为正式党员", "逾期 9 天")]
    assert lines[0].key != lines[1].key
    step(office, who, "approval", date(2024, 8, 1))
    assert [one.what for one in due(office, today=TODAY)] == ["李四：转为正式党员"]
    step(office, who, "delayed", date(2025, 6, 25))
    assert due(office, today=TODAY) == []
    assert told(due(office, today=date(2026, 6, 20))) == [(Sort.SOON, "李四：转为正式党员", "还有 5 天")]
    step(office, who, "regular", date(2026, 6, 19))
    assert due(office, today=date(2026, 6, 20)) == []


def test_an_activist_is_reviewed_every_half_year_until_he_is_a_candidate(office: Office) -> None:
    who = office.save("applicant", {"name": "李四"})
    step(office, who, "activist", date(2025, 1, 5))
    [line] = due(office, today=TODAY)
    assert (line.what, line.days) == ("李四：半年考察", -5)
    step(office, who, "half_review", date(2025, 7, 8))
    assert due(office, today=TODAY) == []
    [line] = due(office, today=date(2026, 1, 1))
    assert line.days == 7
    step(office, who, "candidate", date(2026, 1, 5))
    assert due(office, today=date(2026, 3, 1)) == []


def test_who_has_left_is_not_waited_for(office: Office) -> None:
    who = office.save("applicant", {"name": "李四", "since": date(2024, 1, 1), "until": date(2025, 7, 1)})
    step(office, who, "probationary", date(2024, 7, 1))
    assert due(office, today=TODAY) == []


def test_terms_speak_up_ninety_days_ahead_while_the_branch_stands(office: Office) -> None:
    id = office.save("branch", {"name": "甲支部", "since": date(2022, 1, 1), "term_ends": date(2025, 10, 8)})
    assert told(due(office, today=TODAY)) == [(Sort.SOON, "甲支部：届满日期", "还有 90 天")]
    assert due(office, today=TODAY - timedelta(1)) == []
    assert told(due(office, today=date(2025, 10, 10))) == [(Sort.OVERDUE, "甲支部：届满日期", "逾期 2 天")]
    office.save("branch", {"until": date(2025, 7, 1)}, id=id)
    assert due(office, today=TODAY) == []


def test_papers_that_are_not_back_the_longest_first(office: Office) -> None:
    who = office.save("staff", {"name": "张三", "party": "member"})
    for title, day, status in (("新的", TODAY, "pending"), ("旧的", date(2025, 6, 10), "pending"), ("签了", date(2025, 6, 1), "signed")):
        office.save("commitment", {"date": day, "title": title, "person": who, "status": status})
    assert told(due(office, today=TODAY)) == [(Sort.WAITING, "旧的", "待签 30 天"), (Sort.WAITING, "新的", "今天发出")]


def test_what_was_written_late_is_spoken_of_for_a_month(office: Office) -> None:
    for title, day in (("及时", date(2025, 7, 7)), ("晚了", date(2025, 6, 26)), ("从前", date(2024, 12, 26))):
        office.save("study", {"date": day, "title": title, "form": "collective"})
    with office._engine.begin() as connection:      # as if all were entered on one day, in an office half a year old
        connection.execute(update(change).values(at="2025-01-02T01:00:00.000+00:00"))
        connection.execute(update(activity).values(entered="2025-07-09T04:00:00.000+00:00"))
    assert told(due(office, today=TODAY)) == [(Sort.LATE, "晚了", "晚 6 个工作日")]
    assert due(office, today=TODAY + timedelta(40)) == []


def test_one_branch_sees_its_own(office: Office) -> None:
    above, other = (office.save("branch", {"name": name}) for name in ("甲支部", "乙支部"))
    group = office.save("party_group", {"name": "甲小组", "parent": above})
    for title, body in (("甲的", above), ("小组的", group), ("乙的", other), ("没说谁的", None)):
        office.save("problem", {"date": date(2025, 5, 1), "title": title, "origin": "survey", "body": body,
                                "due": date(2025, 7, 1)})
    assert {one.what for one in due(office, "甲支部", TODAY)} == {"甲的", "小组的"}
    assert len(due(office, today=TODAY)) == 4


def test_what_is_put_off_comes_back_on_its_day(office: Office) -> None:
    office.save("problem", {"date": date(2025, 5, 1), "title": "久拖", "origin": "survey", "due": date(2025, 7, 1)})
    lines = due(office, today=TODAY)
    off = {lines[0].key: "2025-07-15", "problem 99 ": "2025-01-01"}
    assert awake(lines, off, TODAY) == []
    assert awake(lines, off, date(2025, 7, 15)) == lines
    assert still(off, TODAY) == {lines[0].key: "2025-07-15"}


def test_months_are_added_by_the_calendar() -> None:
    assert after(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert after(date(2025, 8, 31), 6) == date(2026, 2, 28)
    assert after(date(2025, 12, 1), 1) == date(2026, 1, 1)


def test_everything_of_the_sample_is_on_the_list_and_leads_somewhere(sample: Office) -> None:
    lines = due(sample, today=TODAY)
    listed = {(one.kind, one.record) for one in lines if one.sort is Sort.OVERDUE}
    late = {(kind.id, record.id) for kind in sample.catalogue.kinds.values() if kind.shape == "item"
            for record in sample.records(kind.id)
            if record.values.get("due") and record.values["due"] < TODAY and not record.values.get("closed")}
    assert late <= listed
    assert len(late) > 5
    for one in lines:
        assert sample.record(one.kind, one.record)
    pending = {record.id for record in sample.records("rule") if record.values["status"] == "pending"}
    assert pending == {one.record for one in lines if one.sort is Sort.WAITING and one.kind == "rule"}
    assert not [one for one in lines if one.sort is Sort.LATE]       # it was all before the program


def test_every_finding_is_a_line_that_leads_to_a_place(sample: Office) -> None:
    findings = board(sample, Period.read("2025H1"), today=TODAY).findings
    lines = found(sample, findings)
    assert len(lines) == len(findings) > 0
    assert [one.place for one in lines] == [places(sample, one)[0] for one in findings]
    [line] = found(sample, [Finding("nothing.known", "error", "规矩", "有错")])
    assert (line.sort, line.what, line.whose) == (Sort.WRONG, "有错", "规矩")
