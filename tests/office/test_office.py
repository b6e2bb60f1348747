"""The office's verbs: one transaction, one step, one announcement; nothing half-done."""
from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from partydesk.errors import Refusal, Refusals
from partydesk.office import Office, by_blank, own_chapters, proving, stating
from partydesk.office.checking import check
from partydesk.office.expected import expected
from partydesk.office.trace import feeds, trace


@pytest.fixture
def peopled(office: Office) -> Office:
    branch = office.save("branch", {"name": "第一党支部"})
    for name in ("张三", "李四", "王五"):
        office.save("staff", {"name": name, "body": branch, "party": "member", "since": date(2020, 1, 1)})
    return office


def test_a_study_session_moves_its_figures_and_undo_moves_them_back(peopled: Office) -> None:
    people = expected(peopled, "study", (1,), date(2025, 3, 6))
    assert [(person.name, person.initials) for person in people] == [("张三", "zs"), ("李四", "ls"), ("王五", "ww")]
    peopled.save("study", {"date": date(2025, 3, 6), "title": "会", "form": "collective", "bodies": (1,)},
                 roll={people[0].id: "present", people[1].id: "leave"})
    figures = peopled.figures("2025H1")
    assert (figures["study.group_sessions"].text, figures["study.coverage_rate"].text) == ("1次", "33%")
    assert peopled.undoable() == "新增集中学习与研讨"
    assert peopled.undo() == "新增集中学习与研讨"
    assert peopled.figures("2025H1")["study.group_sessions"].text == "0次"


def test_together_is_all_or_nothing_and_one_step(office: Office) -> None:
    heard: list[frozenset[str]] = []
    office.listen(heard.append)
    def batch(second: str) -> None:
        with office.together("一批"):
            office.save("branch", {"name": "甲"})
            office.save("branch", {"name": second})

    with pytest.raises(Refusals):
        batch("")
    assert (office.count("branch"), heard) == (0, [])
    batch("乙")
    assert heard == [frozenset({"branch"})]
    assert office.undo() == "一批"
    assert office.count("branch") == 0


@pytest.mark.files("on a server no question keeps a writer waiting")
def test_a_question_within_a_question_does_not_wait_for_a_writer(office: Office) -> None:
    """The writer waits for the first one to end; the second must not wait for the writer."""
    saved = threading.Event()

    def write() -> None:
        office.save("branch", {"name": "第一党支部"})
        saved.set()

    with office.reading() as connection:
        connection.execute(text("SELECT count(*) FROM body")).all()        # from here on no writer can finish
        writer = threading.Thread(target=write)
        writer.start()
        assert not saved.wait(0.5)
        began = time.monotonic()
        assert office.count("branch") == 0
        assert time.monotonic() - began < 2
    writer.join(timeout=12)
    assert saved.is_set()
    assert office.count("branch") == 1


def test_verbs_may_come_from_several_threads(office: Office) -> None:
    wrong: list[Exception] = []

    def work(n: int) -> None:
        try:
            for m in range(5):
                office.save("branch", {"name": f"支部{n}-{m}"})
                office.figures("2025H1")["base.branches"]
        except Exception as error:  # noqa: BLE001 (whatever it is, the test must see it)
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert office.figures("2025H1")["base.branches"].amount == 20
    assert proving.faults(office) == []


def test_what_a_clerk_types_becomes_values_or_refusals_by_blank(peopled: Office) -> None:
    values = by_blank.read(peopled, "complaint", {"date": "2025年3月6日", "title": " 投诉 ", "owner": "李四"})
    assert (values["date"], values["title"], values["owner"]) == (date(2025, 3, 6), "投诉", 2)
    with pytest.raises(Refusals) as refused:
        by_blank.read(peopled, "complaint", {"date": "2025-02-30", "owner": "赵六", "colour": "红"})
    assert refused.value.by_field.keys() == {"date", "owner", "colour"}
    peopled.save("staff", {"name": "李四", "party": "none"})
    with pytest.raises(Refusals, match="请写明组织"):
        by_blank.read(peopled, "complaint", {"owner": "李四"})
    assert by_blank.read(peopled, "complaint", {"owner": "李四（第一党支部）"}) == {"owner": 2}
    assert by_blank.read(peopled, "complaint", {"owner": "#2"}) == {"owner": 2}


def test_namesakes_are_told_apart_the_way_they_are_read_back(peopled: Office) -> None:
    other = peopled.save("branch", {"name": "第二党支部"})
    ids = [2, *(peopled.save("staff", {"name": "李四", "body": home, "party": "none"}) for home in (other, None, None))]
    names = [peopled.names.name("person", id) for id in ids]
    assert names[:2] == ["李四（第一党支部）", "李四（第二党支部）"]
    assert [peopled.names.find("person", name) for name in names] == ids
    assert peopled.names.name("person", 1) == "张三"


@pytest.mark.parametrize(("amount", "unit", "words"), [("abc", "", "应填数字"), ("1.2.3%", "", "应填数字"), ("", "", "依据")])
def test_a_stated_number_needs_a_number_and_a_reason(office: Office, amount: str, unit: str, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        stating.state(office, "survey.rate" if unit else "practice.survey_rate", "2025H1", amount, "" if not amount else "据")


def test_a_number_is_stated_as_it_is_to_be_printed_and_taken_back(office: Office) -> None:
    stating.state(office, "practice.survey_rate", "2025H1", "98.6%", "问卷公司报告")
    value = office.figures("2025H1")["practice.survey_rate"]
    assert (value.text, value.stated, value.because) == ("98.6%", True, "问卷公司报告")
    stating.unstate(office, "practice.survey_rate", "2025H1")
    assert office.figures("2025H1")["practice.survey_rate"].missing


@pytest.mark.parametrize("amount", ["1e5", "16/28", "98.65%", "16 28次7", "--3", "1.2.3"])
def test_what_would_print_otherwise_than_it_is_stated_is_refused(office: Office, amount: str) -> None:
    with pytest.raises(Refusal):
        stating.state(office, "practice.survey_rate", "2025H1", amount, "据")


def test_a_refused_try_leaves_nothing_in_the_journal(office: Office) -> None:
    def tried() -> None:
        with office.attempt():
            office.save("branch", {"name": "乙"})
            raise Refusal("不要了")

    with office.together("一批"):
        office.save("branch", {"name": "甲"})
        with pytest.raises(Refusal):
            tried()
    assert [record.values["name"] for record in office.records("branch")] == ["甲"]
    assert office.undo() == "一批"
    assert proving.faults(office) == []


def test_undo_takes_back_what_this_desk_did(new_place: Callable[[], str]) -> None:
    place = new_place()
    with Office.create(place, desk="one") as one, Office.open(place, desk="two") as two:
        one.save("branch", {"name": "甲"})
        two.save("branch", {"name": "乙"})
        assert one.undo() == "新增党支部"
        assert [record.values["name"] for record in one.records("branch")] == ["乙"]
        assert one.undo() is None


def test_chapters_are_kept_for_each_period(office: Office) -> None:
    own_chapters.write(office, "half_year_summary", "problems", "2025H1", "一是……\n\n二是……")
    assert own_chapters.written(office, "half_year_summary", "2025H1") == {"problems": "一是……\n\n二是……"}
    assert own_chapters.written(office, "half_year_summary", "2024H1") == {}
    with pytest.raises(Refusal, match="自写章节"):
        own_chapters.write(office, "half_year_summary", "opening", "2025H1", "x")


def test_a_trace_names_its_records_and_a_kind_names_its_figures(peopled: Office) -> None:
    peopled.save("study", {"date": date(2025, 3, 6), "title": "会", "form": "collective", "bodies": (1,)},
                 roll={1: "present"})
    found = trace(peopled, "study.coverage_rate", "2025H1")
    assert [[(row.label, row.title) for row in part.records] for part in found.walk() if part.verb == "both"] == [
        [("干部职工", "张三")]]
    assert {"study.group_sessions", "study.coverage_rate"} <= set(feeds(peopled, "study"))


@pytest.mark.files("how a file may be called")
def test_an_office_is_opened_again_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "甲 乙#1?.partydesk"
    with Office.create(path, "试验委", who="甲", desk="d") as made:
        made.save("branch", {"name": "支部"})
    with Office.open(path, who="乙", desk="d") as again:
        assert (again.count("branch"), again.setting("office")) == (1, "试验委")
        assert proving.faults(again) == []


def test_the_references_own_wording_is_found_out(office: Office) -> None:
    """The five findings of the study of a real summary, when its numbers are entered as it printed them."""
    for name in ("第一党支部", "第二党支部", "第三党支部"):
        office.save("branch", {"name": name, "since": date(2020, 1, 1)})
    said = {"study.group_sessions": "16次", "study.seminars": "4场", "study.attendees": "320人次",
            "study.coverage_rate": "99%", "base.members": "320名", "practice.forum_suggestions": "31条",
            "practice.forum_accepted": "28条", "practice.forum_progress": "70%", "study.dispute_success_yoy": "25%",
            "org.theme_days": "6次", "study.essays_avg": "1.8篇/人", "integrity.essays": "520篇"}
    for figure, amount in said.items():
        stating.state(office, figure, "2025H1", amount, "总结原文")
    wrong = [finding for finding in check(office, "2025H1", today=date(2025, 7, 1)) if finding.level == "error"]
    about = {figure for finding in wrong for figure in finding.figures}
    assert {"practice.forum_progress", "study.attendees", "study.dispute_success_yoy", "org.theme_days",
            "integrity.essays"} <= about
    told = "\n".join(finding.found for finding in wrong)
    for words in ("19/28为68%", "疑把“人数”写成了“人次”", "个百分点", "应有 18 次", "互相包含"):
        assert words in told
