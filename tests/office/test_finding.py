"""The one box: what is typed, and what it finds, in which order."""
from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from partydesk.office import Office, finding
from partydesk.office.finding import Act, Finder, Found, Group, To

TODAY = date(2025, 6, 30)
ACTS = (Act("undo", "撤销上一步", "取消", "Ctrl+Z"), Act("export.pdf", "导出 PDF", "总结 打印"))


@pytest.fixture
def found_in(office: Office) -> Finder:
    """A branch, three people, and what they did."""
    with office.together("准备"):
        branch = office.save("branch", {"name": "第一党支部"})
        people = [office.save("staff", {"name": name, "body": branch}) for name in ("张三", "张珊", "周生")]
        office.save("branch_committee", {"date": date(2025, 6, 12), "title": "研究换届事宜", "bodies": (branch,),
                                         "host": "周生", "agenda": "换届"},
                    roll={people[0]: "present", people[1]: "leave"}, reasons={people[1]: "出差"})
        office.save("branch_committee", {"date": date(2024, 6, 12), "title": "研究发展对象", "bodies": (branch,),
                                         "host": "周生", "agenda": "发展党员"})
        office.save("study", {"date": date(2025, 3, 6), "title": "学习党章", "form": "collective", "bodies": (branch,),
                              "content": "通篇学习，重点讨论第六章的修订之处，与会人员逐条对照。"})
        office.save("problem", {"date": date(2025, 5, 1), "title": "会议偏多", "origin": "survey", "owner": people[0]})
    finder = Finder(office, ACTS)
    finder.warm()
    return finder


def named(groups: list[Group], label: str) -> list[str]:
    return [found.called for group in groups if group.label == label for found in group.found]


def first(finder: Finder, typed: str) -> Found:
    return finder.find(typed, TODAY)[0].found[0]


@pytest.mark.parametrize(("typed", "called", "group"), [
    ("张三", "张三", finding.PEOPLE), ("zs", "张三", finding.PEOPLE), ("zhangsan", "张三", finding.PEOPLE),
    ("ＺＳ", "张三", finding.PEOPLE), ("zsheng", "周生", finding.PEOPLE), ("第一党支部", "第一党支部", finding.BODIES),
    ("dydzb", "第一党支部", finding.BODIES), ("zwh", "支委会", finding.PLACES), ("去 支委会", "支委会", finding.PLACES),
    ("新增支委会", "新增支委会", finding.ACTS), ("xzzwh", "新增支委会", finding.ACTS), ("撤销", "撤销上一步", finding.ACTS),
    ("导出pdf", "导出 PDF", finding.ACTS), ("学习覆盖率", "学习覆盖率", finding.FIGURES), ("xxfgl", "学习覆盖率", finding.FIGURES),
    ("责任书", "党风廉政建设责任书", finding.PAPERS), ("研究换届", "研究换届事宜", finding.RECORDS),
    ("yjhj", "研究换届事宜", finding.RECORDS), ("第六章", "学习党章", finding.RECORDS), ("作风建设", "作风建设", finding.PLACES),
    ("数据项公式", "数据项公式", finding.MANUAL),
])
def test_the_likeliest_stands_first(found_in: Finder, typed: str, called: str, group: str) -> None:
    groups = found_in.find(typed, TODAY)
    line = next((line for one in groups if one.label == group for line in one.found if line.called == called), None)
    assert line is not None, [(one.label, [line.called for line in one.found]) for one in groups]
    assert line is next(one for one in groups if one.label == group).found[0]
    if group != finding.PAPERS:               # a word in the name of a letter stands in many names
        assert groups[0].label == group


def test_several_words_must_all_fit(found_in: Finder) -> None:
    assert named(found_in.find("支委会 2025-06", TODAY), finding.RECORDS) == ["研究换届事宜"]
    assert named(found_in.find("支委会 发展", TODAY), finding.RECORDS) == ["研究发展对象"]
    assert named(found_in.find("zwh 6月", TODAY), finding.RECORDS) == ["研究换届事宜", "研究发展对象"]
    assert found_in.find("支委会 没有这个词", TODAY) == []


@pytest.mark.parametrize("typed", ["0612", "6月12日", "６.12", "六月"])
def test_dates_of_whichever_year_find_records_newest_first(found_in: Finder, typed: str) -> None:
    assert named(found_in.find(typed, TODAY), finding.RECORDS) == ["研究换届事宜", "研究发展对象"]


def test_a_record_is_found_by_whom_it_links_to(found_in: Finder) -> None:
    assert named(found_in.find("张三 会议", TODAY), finding.RECORDS) == ["会议偏多"]


def test_what_was_meant_is_marked_in_the_name_or_shown_around_it(found_in: Finder) -> None:
    line = first(found_in, "yjhj")
    assert [line.called[start:end] for start, end in line.marks] == ["研究换届"]
    assert (line.where, line.when) == ("支委会 · 第一党支部", "2025-06-12")
    line = first(found_in, "第六章")
    assert line.marks == ()
    assert [line.excerpt[start:end] for start, end in line.excerpt_marks] == ["第六章"]
    assert line.excerpt.startswith("学习内容：")


def test_a_single_letter_means_names_not_half_of_all_records(found_in: Finder) -> None:
    groups = found_in.find("z", TODAY)
    assert finding.RECORDS not in {group.label for group in groups}
    assert set(named(groups, finding.PEOPLE)) == {"张三", "张珊", "周生"}


def test_the_records_that_speak_of_someone_say_how_he_stood(found_in: Finder) -> None:
    zhang = first(found_in, "张三")
    assert zhang.related
    (group,) = found_in.related(zhang.to)
    assert [line.called for line in group.found] == ["研究换届事宜", "会议偏多"]
    assert group.found[0].where.endswith("到会")
    (group,) = found_in.related(first(found_in, "张珊").to)
    assert group.found[0].where.endswith("请假（出差）")
    assert [line.called for group in found_in.related(zhang.to, "5月") for line in group.found] == ["会议偏多"]
    branch = first(found_in, "第一党支部")
    assert [line.when for group in found_in.related(branch.to) for line in group.found] == [
        "2025-06-12", "2025-03-06", "2024-06-12"]


def test_removed_and_changed_records_are_found_as_they_are_now(found_in: Finder) -> None:
    office = found_in.office
    line = first(found_in, "研究换届")
    office.remove("branch_committee", line.to.id)
    assert found_in.find("研究换届", TODAY) == []
    office.restore("branch_committee", line.to.id)
    office.save("branch_committee", {"title": "研究选举办法"}, id=line.to.id)
    assert first(found_in, "选举办法").to == line.to
    zhang = first(found_in, "张三").to
    office.save("staff", {"name": "张叁叁"}, id=zhang.id)
    found_in.forget()
    assert first(found_in, "张叁叁").to == zhang
    assert named(found_in.find("张叁叁 会议", TODAY), finding.RECORDS) == ["会议偏多"]


def test_nothing_typed_offers_what_was_used_then_what_was_written(found_in: Finder, tmp_path: Path) -> None:
    (group,) = found_in.recent()
    assert group.label == finding.RECENT
    assert [line.called for line in group.found][:2] == ["会议偏多", "学习党章"]
    kept = found_in.remember(To("figure", "study.coverage_rate"))
    again = Finder(found_in.office, ACTS, kept)
    (group,) = again.find("  ", TODAY)
    assert [line.called for line in group.found][:2] == ["学习覆盖率", "会议偏多"]
    assert again.used == [To("figure", "study.coverage_rate")]


def test_what_was_used_before_wins_among_equals(found_in: Finder) -> None:
    assert named(found_in.find("zs", TODAY), finding.PEOPLE) == ["张三", "张珊", "周生"]
    found_in.remember(first(found_in, "周生").to)
    assert named(found_in.find("zs", TODAY), finding.PEOPLE) == ["周生", "张三", "张珊"]


def test_more_of_a_group_can_be_asked_for(office: Office) -> None:
    with office.together("准备"):
        for n in range(30):
            office.save("study", {"date": date(2025, 1, n + 1), "title": f"学习第{n}讲", "form": "collective"})
    finder = Finder(office)
    (records,) = [group for group in finder.find("第 讲", TODAY) if group.label == finding.RECORDS]
    assert len(records.found) == finding.RECORDS_FIRST
    assert records.more
    (records,) = [group for group in finder.find("第 讲", TODAY, finding.RECORDS) if group.label == finding.RECORDS]
    assert len(records.found) == 30
    assert not records.more


def test_signs_of_the_engine_are_only_signs(found_in: Finder) -> None:
    for typed in ('"', "'", "*", "%", "_", "( OR )", 'a"b*', "\\", "NEAR(", "said:", "-", "[", "．"):
        found_in.find(typed, TODAY)


@pytest.mark.parametrize("text", ["record/study/12", "figure/study.coverage_rate/0", "manual/find#日期/0", "tab/thought/0"])
def test_where_a_find_leads_is_kept_as_text(text: str) -> None:
    assert str(To.read(text)) == text


@pytest.mark.parametrize("text", ["", "x", "a/b", "record//3", "record/study/x"])
def test_what_is_no_such_text_is_passed_over(text: str) -> None:
    assert To.read(text) is None
