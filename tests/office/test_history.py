"""The history of a record in words, the way back to any of its states, and the recycle bin."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from partydesk.errors import Refusal
from partydesk.office import Office, attachments, forms, history, proving, stating, steps
from partydesk.office import bin as recycled
from partydesk.office.history import Line, Moment
from tests.office.test_undo import MEETING, PLANTING, content


@pytest.fixture
def people(office: Office) -> list[int]:
    with office.together("名册"):
        return [office.save("staff", {"name": name, "party": "member"}) for name in ("张三", "李四", "王五")]


@pytest.fixture
def meeting(office: Office, people: list[int]) -> int:
    """One that was called otherwise, and where 张三 came after all."""
    a, b, c = people
    id = office.save("study", MEETING, roll={a: "leave", b: "present", c: "present"}, reasons={a: "出差"})
    office.save("study", {"title": "学习条例", "form": "seminar"}, id=id)
    office.save("study", {}, id=id, roll={a: "present", b: "leave"}, reasons={b: "病假"})
    return id


def lines(moment: Moment) -> dict[str, list[tuple[str, str]]]:
    told: dict[str, list[tuple[str, str]]] = {}
    for line in moment.lines:
        told.setdefault(line.label, []).append((line.before, line.after))
    return told


def test_each_step_is_told_by_who_when_and_the_blanks_in_words(office: Office, meeting: int) -> None:
    found = history.of(office, "study", meeting)
    assert [(moment.why, moment.who, moment.now) for moment in found] == [
        ("修改集中学习与研讨", "测试员", True), ("修改集中学习与研讨", "测试员", False), ("新增集中学习与研讨", "测试员", False)]
    assert all(len(moment.when) == 16 for moment in found)
    assert lines(found[0]) == {"签到": [("到会：王五", "不再列入"), ("到会：李四", "请假：李四（病假）"),
                                       ("请假：张三（出差）", "到会")]}
    assert found[1].lines == (Line("主题", "学习党章", "学习条例"), Line("学习形式", "集中学习", "专题研讨"))
    assert ("", "学习党章") in lines(found[2])["主题"]
    assert lines(found[2])["签到"] == [("", "到会 2 人"), ("", "请假：张三（出差）")]


def test_a_reason_alone_is_told_as_well(office: Office, meeting: int, people: list[int]) -> None:
    roll = dict(office.record("study", meeting).roll)
    office.save("study", {}, id=meeting, roll=roll, reasons={people[1]: "出差"})
    assert history.of(office, "study", meeting)[0].lines == (Line("请假事由", "李四：病假", "李四：出差"),)


@pytest.mark.parametrize("at", [1, 2])
def test_any_earlier_state_comes_back_as_something_new(office: Office, meeting: int, people: list[int], at: int) -> None:
    before = content(office)
    moment = history.of(office, "study", meeting)[at]
    history.restore(office, "study", meeting, moment.id)
    found = office.record("study", meeting)
    assert (found.values["title"], found.values["form"]) == [("学习条例", "seminar"), ("学习党章", "collective")][at - 1]
    assert (found.roll, found.reasons) == (
        {people[0]: "leave", people[1]: "present", people[2]: "present"}, {people[0]: "出差"})
    assert office.undoable() == f"恢复集中学习与研讨到 {moment.when} 的样子"
    assert len(history.of(office, "study", meeting)) == 4
    office.undo()
    assert content(office) == before
    with pytest.raises(Refusal, match="现在就是那时的样子"):
        history.restore(office, "study", meeting, history.of(office, "study", meeting)[0].id)


def test_a_deleted_record_has_its_history_and_comes_back_from_it(office: Office, meeting: int) -> None:
    office.remove("study", meeting)
    found = history.of(office, "study", meeting)
    assert found[0].lines == (Line("状态", "在用", "已删除"),)
    history.restore(office, "study", meeting, found[-1].id)
    assert office.record("study", meeting).values["title"] == "学习党章"
    assert recycled.removed(office) == []


def test_a_state_that_speaks_of_someone_deleted_says_so(office: Office, meeting: int, people: list[int]) -> None:
    office.remove("staff", people[2])                     # no longer on the roll: may go
    first = history.of(office, "study", meeting)[-1]
    with pytest.raises(Refusal, match="请先在回收站恢复“王五”"):
        history.restore(office, "study", meeting, first.id)
    assert ("到会：王五", "不再列入") in lines(history.of(office, "study", meeting)[0])["签到"]


def test_renamed_blanks_are_told_under_their_name_of_today_and_lost_ones_as_they_were_kept(office: Office) -> None:
    forms.add(office, "kinds/planting.toml", PLANTING)
    id = office.save("planting", {"date": date(2025, 3, 12), "title": "植树", "trees": Decimal(30)})
    office.save("planting", {"trees": Decimal(40)}, id=id)
    renamed = PLANTING.replace('id    = "trees"\n', 'id    = "saplings"\nwas   = ["trees"]\n').replace("植树棵数", "栽种棵数")
    forms.add(office, "kinds/planting.toml", renamed.replace('id    = "planting"', 'id    = "greening"\nwas   = ["planting"]'))
    assert history.of(office, "greening", id)[0].lines == (Line("栽种棵数", "30", "40"),)
    history.restore(office, "greening", id, history.of(office, "greening", id)[1].id)
    assert office.record("greening", id).values["saplings"] == 30
    office.undo()
    steps.back_to(office, next(one.step for one in steps.recent(office) if one.records == 0 and "planting" in one.why))
    assert content(office) is not None
    assert proving.faults(office) == []


def test_what_no_form_knows_any_more_goes_back_and_forth_with_the_rest(office: Office) -> None:
    forms.add(office, "kinds/planting.toml", PLANTING)
    id = office.save("planting", {"date": date(2025, 3, 12), "title": "植树", "trees": Decimal(30)})
    office.save("planting", {"title": "义务植树", "trees": Decimal(40)}, id=id)
    with office.door("去掉一栏") as door:                  # as a newer program might have it
        door.put("form", {"path": "kinds/planting.toml"}, {"text": PLANTING[:PLANTING.index("[[field]]")]})
    assert office.record("planting", id).rest == {"trees": 40}
    assert Line("trees", "30", "40") in history.of(office, "planting", id)[0].lines
    before = content(office)
    changed = next(one for one in steps.recent(office) if one.why == "修改义务植树")
    steps.take_back(office, changed.step)
    assert (office.record("planting", id).values["title"], dict(office.record("planting", id).rest)) == ("植树", {"trees": 30})
    office.undo()
    assert content(office) == before


def test_files_of_a_record_are_in_its_history(office: Office, meeting: int) -> None:
    made = attachments.attach(office, "study", meeting, "会场.txt", b"x")
    attachments.detach(office, office.record("study", meeting).uid, made.hash)
    found = history.of(office, "study", meeting)
    assert [moment.lines for moment in found[:2]] == [(Line("附件", "会场.txt", ""),), (Line("附件", "", "会场.txt"),)]
    assert [moment.now for moment in found] == [False, False, True, False, False]


def test_what_a_step_did_is_told_thing_by_thing(office: Office, meeting: int, people: list[int]) -> None:
    stating.state(office, "study.group_sessions", "2025H1", "30", "电话核实")
    told, more = history.changed(office, steps.recent(office)[0].step)
    assert (told[0].called, told[0].lines, more) == (
        f"{office.catalogue.figure('study.group_sessions').label}（2025H1）",
        (Line("填报数", "", "30次"), Line("依据", "", "电话核实")), 0)
    told, more = history.changed(office, steps.recent(office)[-2].step, most=2)
    assert ([thing.called for thing in told], more) == (["张三", "李四"], 1)


# ── the recycle bin ──────────────────────────────────────────────────────────────────────────────

@pytest.fixture
def others(office: Office) -> Iterator[Office]:
    with Office.open(office.place, who="王主任", desk="desk-two") as other:
        yield other


def test_the_bin_says_what_who_and_when_the_last_first(office: Office, others: Office, meeting: int) -> None:
    problem = office.save("problem", {"date": date(2025, 3, 6), "title": "会议偏多", "origin": "survey"})
    office.remove("problem", problem)
    others.remove("study", meeting)
    found = recycled.removed(office)
    assert [(one.label, one.called, one.who) for one in found] == [
        ("集中学习与研讨", "学习条例", "王主任"), (office.catalogue.kind("problem").label, "会议偏多", "测试员")]
    assert found[0].at >= found[1].at
    assert [one.called for one in recycled.removed(office, "王主任 条例")] == ["学习条例"]
    assert recycled.removed(office, "没有的") == []
    said = dict(recycled.shown(office, found[0]))
    assert (said["主题"], said["学习形式"]) == ("学习条例", "专题研讨")


def test_many_come_back_in_one_step(office: Office, meeting: int) -> None:
    problem = office.save("problem", {"date": date(2025, 3, 6), "title": "会议偏多", "origin": "survey", "activity": meeting})
    before = content(office)
    office.remove("problem", problem)
    office.remove("study", meeting)
    assert recycled.restore(office, [("problem", problem), ("study", meeting)]) == 2
    assert content(office) == before
    office.undo()
    assert len(recycled.removed(office)) == 2


def test_what_was_deleted_undone_and_deleted_again_lies_in_the_bin_once(office: Office, meeting: int) -> None:
    office.remove("study", meeting)
    office.undo()
    assert recycled.removed(office) == []
    steps.redo(office)
    assert [(one.id, one.who) for one in recycled.removed(office)] == [(meeting, "测试员")]


def test_an_addition_that_was_undone_is_nowhere_until_it_is_done_again(office: Office) -> None:
    id = office.save("study", MEETING)
    office.undo()
    assert recycled.removed(office) == []
    with pytest.raises(Refusal, match="没有第"):
        office.restore("study", id)
    steps.redo(office)
    assert office.record("study", id).values["title"] == "学习党章"


def test_people_who_are_spoken_of_are_not_deleted(office: Office, meeting: int, people: list[int]) -> None:
    with pytest.raises(Refusal, match="转出日期"):
        office.remove("staff", people[0])
