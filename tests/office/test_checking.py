"""Each finding leads to where it can be mended."""
from __future__ import annotations

from datetime import date

from partydesk.figures.checks import Finding
from partydesk.office import Office, forms, stating
from partydesk.office.checking import check, places

PERIOD, TODAY = "2025H1", date(2025, 7, 3)


def test_every_finding_of_the_sample_leads_somewhere(sample: Office) -> None:
    found = check(sample, PERIOD, today=TODAY)
    assert found
    for finding in found:
        way = places(sample, finding)
        assert way
        assert all(place.label and (place.figure or place.kind or place.records) for place in way)


def test_parts_that_do_not_make_the_whole_lead_to_the_very_records(office: Office) -> None:
    """A member with two grades: the check of the whole names that member."""
    people = [office.save("staff", {"name": name, "since": date(2020, 1, 1), "party": "member"}) for name in ("甲", "乙")]
    for person, grade in ((people[0], "excellent"), (people[0], "pass"), (people[1], "pass")):
        office.save("grade", {"date": date(2025, 3, 1), "person": person, "grade": grade})
    finding = next(finding for finding in check(office, PERIOD, today=TODAY) if finding.check == "review.parts")
    first = places(office, finding)[0]
    assert first.sort == "record"
    assert [one.title for one in first.records] == ["甲"]
    assert first.label == "打开“甲”"


def test_a_jump_leads_to_the_box_in_which_its_reason_is_written(office: Office) -> None:
    for year, n in ((2024, 4), (2025, 20)):
        for _ in range(n):
            office.save("complaint", {"date": date(year, 3, 1), "title": "投诉", "channel": "phone"}
                        if "channel" in office.catalogue.kinds["complaint"].blanks else {"date": date(year, 3, 1), "title": "投诉"})
    finding = next(finding for finding in check(office, PERIOD, today=TODAY)
                   if finding.figures == ("enforce.complaints",) and "上年同期" in finding.found)
    assert places(office, finding)[0].sort == "state"
    stating.state(office, "enforce.complaints", PERIOD, "", "新开了渠道")
    assert not any(one.figures == finding.figures and "上年同期" in one.found for one in check(office, PERIOD, today=TODAY))


def test_what_is_wrong_with_file_and_forms_leads_there_too(sample: Office) -> None:
    damaged, = places(sample, Finding("file", "error", "", "第 3 页读不出来"))
    assert (damaged.sort, damaged.says) == ("file", "第 3 页读不出来")
    kind, = places(sample, Finding("forms", "error", "", "记录种类 study 栏目 form：编号重复"))
    assert (kind.sort, kind.kind, kind.figure) == ("form", "study", "")
    figure, = places(sample, Finding("forms", "error", "", "数据项 study.sessions：没有“a”"))
    assert (figure.sort, figure.kind, figure.figure) == ("form", "", "study.sessions")


def test_a_check_that_counts_records_itself_leads_to_their_lists(office: Office) -> None:
    forms.add(office, "checks.toml", """
[[check]]
id   = "own.more"
must = "count(study) <= count(problem)"
says = "每次学习都要提出问题"
""")
    office.save("branch", {"name": "甲支部"})
    office.save("study", {"date": date(2025, 3, 1), "title": "学习", "form": "collective", "mode": "fixed", "bodies": (1,)})
    finding = next(finding for finding in check(office, PERIOD, today=TODAY) if finding.check == "own.more")
    ways = places(office, finding)
    assert [(place.sort, place.kind) for place in ways if place.sort == "list"] == [("list", "study"), ("list", "problem")]
