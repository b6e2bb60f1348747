"""The papers of a meeting: whatever its kind, whether it is stored yet or not."""
from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from partydesk.catalogue.catalogue import Catalogue, load
from partydesk.catalogue.problem import CatalogueError
from partydesk.errors import Refusal
from partydesk.office import Office, followups, printing
from partydesk.office.kept import shipped_forms
from partydesk.papers.document import Document, PageBreak, Table, plain

MEETING: dict[str, Any] = {
    "date": date(2025, 6, 9), "title": "2025年6月支委会", "start": "09:00", "finish": "10:30", "place": "三楼会议室", "host": "张三",
    "recorder": "李四", "agenda": "1. 研究发展党员\n2. 研究主题党日", "resolution": "同意", "observers": "县纪委老陈、县委组织部老刘"}


@pytest.fixture
def people(office: Office) -> list[int]:
    with office.together("准备"):
        first, second = (office.save("branch", {"name": name}) for name in ("第一党支部", "第二党支部"))
        group = office.save("party_group", {"name": "第一党小组", "parent": first})
        section = office.save("section", {"name": "办公室"})
        return [office.save("staff", {"name": name, "body": body, "party": "member", "post": "科员", "section": section})
                for name, body in (("张三", first), ("李四", group), ("王五", second), ("赵六", second))]


def made(office: Office, paper: str, values: dict[str, Any], roll: dict[int, str], reasons: dict[int, str]) -> Document:
    [copy] = printing.of_form(office, paper, "branch_committee", values, roll, reasons)
    return copy.document


def tables(document: Document) -> list[list[list[str]]]:
    return [[[plain(cell) for cell in row] for row in block.rows] for block in document.blocks if isinstance(block, Table)]


def test_the_minutes_hold_everything_that_an_inspector_looks_for(office: Office, people: list[int]) -> None:
    roll = dict(zip(people, ("present", "leave", "absent", "guest"), strict=True))
    body = office.names.find("body", "第一党支部")
    document = made(office, "minutes", {**MEETING, "bodies": (body,)}, roll, {people[1]: "出差"})
    text = document.text.splitlines()
    for line in ("支委会记录", "一、议题", "1. 研究发展党员",
                 "2. 研究主题党日", "二、决议", "同意"):
        assert line in text, line
    head, = tables(document)
    assert head == [
        ["会议名称", "2025年6月支委会（2025年第1次）"], ["党支部", "第一党支部"], ["时间", "2025年6月9日 09:00至10:30"],
        ["地点", "三楼会议室"], ["主持人", "张三"], ["记录人", "李四"], ["到会情况", "应到3人，实到1人，请假1人，缺席1人。到会：张三"],
        ["请假人员", "李四（出差）"], ["缺席人员", "王五"], ["列席人员", "赵六、县纪委老陈、县委组织部老刘"]]
    assert "讨论发言" not in "".join(text)       # nothing was noted there
    assert any("主持人（签字）" in line for line in text)


def test_a_sign_in_sheet_for_each_branch_and_one_for_guests(office: Office, people: list[int]) -> None:
    roll = dict(zip(people, ("present", "leave", "present", "guest"), strict=True))
    document = made(office, "sign_in_sheet", MEETING, roll, {people[1]: "出差"})
    heads, sheets = tables(document)[::2], tables(document)[1::2]
    assert sheets[0][0] == ["序号", "姓　名", "单　位", "职　务", "签　名", "备　注"]
    assert [row[1] for row in sheets[0][1:]] == ["张三", "李四"]            # of a group of the first branch, too
    assert sheets[0][2] == ["2", "李四", "办公室", "科员", "", "请假：出差"]
    assert [row[1] for row in sheets[1][1:]] == ["王五"]
    assert [(row[1], row[5]) for row in sheets[2][1:]] == [("赵六", "列席"), ("县纪委老陈", "列席"), ("县委组织部老刘", "列席")]
    assert sum(isinstance(block, PageBreak) for block in document.blocks) == 2
    assert heads[0][1][:2] == ["参加单位", "第一党支部"]
    assert heads[0][2][:3] == ["应到人数", "2人", "实到人数"]


def test_it_is_printed_before_there_is_anything_to_store(office: Office, people: list[int], tmp_path: Path) -> None:
    copies = printing.of_form(office, "sign_in_sheet", "study", {"date": None}, dict.fromkeys(people[:2], "present"), {})
    assert [row[1] for row in tables(copies[0].document)[1][1:]] == ["张三", "李四"]
    for suffix in (".docx", ".pdf"):
        out = tmp_path / f"签到表{suffix}"
        printing.put(office, copies, out)
        assert out.stat().st_size > 3000
    assert office.count("study") == 0


def test_every_kind_with_a_roll_can_be_printed(sample: Office) -> None:
    kinds = [kind for kind in sample.catalogue.kinds.values() if kind.roll]
    assert len(kinds) > 15
    for kind in kinds:
        papers = printing.papers_of(sample.catalogue, kind)
        assert {"sign_in_sheet", "minutes"} <= {paper.id for paper in papers}
        found = sample.records(kind.id, rolls=True)[:1]
        values, roll, reasons = (found[0].values, found[0].roll, found[0].reasons) if found else ({}, {}, {})
        for paper in papers:
            [copy] = printing.of_form(sample, paper.id, kind.id, values, roll, reasons)
            assert kind.label in copy.document.text or paper.id == "sign_in_sheet" and not roll
    assert not printing.papers_of(sample.catalogue, sample.catalogue.kind("measure"))
    assert [paper.id for paper in printing.papers_of(sample.catalogue, sample.catalogue.kind("responsibility_letter"))] \
        == ["responsibility_letter"]


def test_elsewhere_it_says_where_it_is_printed(office: Office) -> None:
    with pytest.raises(Refusal, match="从“打印”里印"):
        printing.copies(office, "minutes", "2025H1")


@pytest.mark.parametrize(("head", "says"), [
    ('for = "period"\nroll = true', "for 只能是 record"), ('for = "record"\nroll = true\nkind = "study"', "也不能写 kind"),
    ('for = "record"', "roll = true")])
def test_a_paper_of_a_roll_is_declared_alone(head: str, says: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        load(shipped_forms(), {"papers/x.md": f'+++\nid = "x"\nlabel = "试"\n{head}\n+++\n# 试\n'})
    assert says in str(caught.value)


def test_guests_from_outside_need_a_blank_that_takes_text(shipped: Catalogue) -> None:
    text = dict(shipped_forms())["kinds/branch_committee.toml"].replace('outsiders = "observers"', 'outsiders = "date"')
    with pytest.raises(CatalogueError, match="outsiders"):
        load(shipped_forms(), {"kinds/branch_committee.toml": text})
    assert shipped.kinds["branch_committee"].outsiders == "observers"


def test_a_stored_meeting_does_not_count_itself_twice(office: Office, people: list[int]) -> None:
    body = office.names.find("body", "第一党支部")
    values = {**MEETING, "bodies": (body,)}
    id = office.save("branch_committee", values, roll={people[0]: "present"})
    [copy] = printing.of_form(office, "minutes", "branch_committee", values, {people[0]: "present"}, {}, id=id)
    assert tables(copy.document)[0][0] == ["会议名称", "2025年6月支委会（2025年第1次）"]


def test_what_came_out_of_a_meeting_stands_in_its_minutes(office: Office, people: list[int]) -> None:
    values = {**MEETING, "bodies": (office.names.find("body", "第一党支部"),)}
    id = office.save("branch_committee", values, roll={people[0]: "present"})
    sort = next(sort for sort in followups.sorts(office, office.catalogue.kind("branch_committee"), 2025) if sort.asked)
    chosen = {sort.asked.id: next(iter(sort.asked.choices))}
    followups.save(office, [(sort, {**chosen, "title": "活动室漏水", "owner": people[1], "due": date(2025, 6, 30)})], id, date(2025, 6, 9))
    noted = [(sort, {**chosen, "title": "购置书架", "owner": None, "due": None})]
    [copy] = printing.of_form(office, "minutes", "branch_committee", values, {people[0]: "present"}, {}, id=id, noted=noted)
    text = copy.document.text
    assert "三、会上事项" in text
    assert "1. 活动室漏水（李四负责，2025年6月30日前）" in text
    assert "2. 购置书架" in text


def test_a_sign_in_sheet_of_nobody_is_one_to_be_filled_in_by_hand(office: Office, people: list[int]) -> None:
    document = made(office, "sign_in_sheet", {**MEETING, "observers": "", "bodies": (office.names.find("body", "第一党支部"),)}, {}, {})
    assert "支委会签到表" in document.text
    head, sheet = tables(document)
    assert head[1][:2] == ["参加单位", "第一党支部"]
    assert len(sheet) == 21
    assert sheet[1][:2] == ["1", ""]
