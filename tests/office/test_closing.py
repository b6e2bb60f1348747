"""Closing a period: everything that was sent is kept, and later changes are named exactly, with their reasons."""
from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, tzinfo
from pathlib import Path

import pytest

from partydesk.catalogue.period import Period
from partydesk.errors import Refusal, Trouble
from partydesk.office import (
    Office,
    attachments,
    closing,
    forms,
    history,
    own_chapters,
    printing,
    profiles,
    proving,
    stating,
    steps,
)
from partydesk.office.since import Cause, Changes, changes
from tests.engines import Places

PAPER, H1 = "half_year_summary", Period.read("2025H1")


@pytest.fixture(scope="module")
def closed(sample_place: str, places: Places) -> str:
    """A sample office in which the half-year has been closed."""
    place = places.copy(sample_place)
    with Office.open(place, who="王芳", desk="desk-one") as office:
        closing.close(office, PAPER, H1)
    return place


@pytest.fixture
def mine(closed: str, copy_of: Callable[[str], str]) -> Iterator[Office]:
    """A copy of it to write in."""
    with Office.open(copy_of(closed), who="王芳", desk="desk-one") as office:
        yield office


@pytest.fixture
def issue(mine: Office) -> closing.Issue:
    """The half-year as it was sent."""
    return closing.issues(mine, PAPER, H1)[-1]


def texts(office: Office) -> dict[str, tuple[object, str]]:
    return {id: (value.amount, value.text) for id, value in office.figures(H1).items()}


def moved(before: dict[str, tuple[object, str]], after: dict[str, tuple[object, str]]) -> dict[str, tuple[str, str]]:
    """What moved, by looking at every figure twice; where it is printed the same, the very amounts are told."""
    return {id: (f"{old}（{was}）", f"{new}（{amount}）") if old == new else (old, new) for id, (was, old) in before.items()
            for amount, new in (after[id],) if (was, old) != (amount, new)}


def named(found: Changes) -> dict[str, tuple[str, str]]:
    return {one.id: (one.old, one.new) for one in found.figures}


def test_three_records_changed_and_exactly_the_figures_that_moved_are_named(mine: Office, issue: closing.Issue) -> None:
    before = texts(mine)
    assert named(changes(mine, issue)) == {}
    sessions = [one for one in mine.records("study", H1) if one.values["form"] == "collective"]
    mine.remove("study", sessions[0].id)
    talk = mine.records("law_talk", H1)[0]
    mine.save("law_talk", {"date": date(2024, 12, 30)}, id=talk.id)
    case = mine.records("major_case", H1)[0].values
    new = mine.save("major_case", {id: value for id, value in case.items() if id not in ("working_days", "done")})
    found = changes(mine, issue)
    expected = moved(before, texts(mine))
    assert len(expected) >= 3
    assert expected["fusion.law_talk_public"] == ("3000余人次（3286）", "3000余人次（3164）")
    assert named(found) == expected
    causes = {one.id: one.causes for one in found.figures}
    assert any(cause.says == "已删除" and (cause.kind, cause.id) == ("study", sessions[0].id) for cause in causes["study.group_sessions"])
    assert all(one.causes for one in found.figures)
    everything = [cause for one in found.figures for cause in one.causes]
    assert any(cause.says == "改动后不再计入" and cause.id == talk.id for cause in everything)
    assert any(cause.says == "新增" and cause.id == new for cause in everything)
    for _ in range(3):
        mine.undo()
    assert len(changes(mine, issue)) == 0


def test_what_came_later_is_new_whatever_the_clock_says(
        mine: Office, issue: closing.Issue, monkeypatch: pytest.MonkeyPatch) -> None:
    class Back(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Back:
            return cls(2001, 1, 1, tzinfo=tz)

    monkeypatch.setattr("partydesk.records.journal.datetime", Back)
    values = next(one for one in mine.records("study", H1) if one.values["form"] == "collective")
    new = mine.save("study", values.values, roll=values.roll)
    causes = {cause for one in changes(mine, issue).figures for cause in one.causes if cause.id == new}
    assert {cause.says for cause in causes} == {"新增"}


def test_the_code_of_the_data_is_printed_and_the_journal_knows_it(mine: Office, issue: closing.Issue) -> None:
    """At the foot of the PDF and of the Word file; on the strict page there is nothing but the page number."""
    code = f"数据校验码 {issue.code}"
    assert pages(closing.sent(mine, issue, issue.ending(".pdf")))[0].count(code) == 1
    assert code in feet(closing.sent(mine, issue, issue.ending(".docx")))
    state = proving.state(mine, issue.code)
    assert (state.why, state.since, state.broken) == ("定稿2025年上半年党建工作总结", 0, ())
    did, _ = history.changed(mine, steps.recent(mine)[0].step)
    assert did[0].lines[0].after == issue.code
    profiles.choose(mine, "strict")
    again = closing.close(mine, PAPER, H1, because="更正")
    assert again.code not in pages(closing.sent(mine, again, again.ending(".pdf")))[0]
    assert again.code not in feet(closing.sent(mine, again, again.ending(".docx")))
    assert proving.state(mine, issue.code).steps == 2


def pages(pdf: bytes) -> list[str]:
    """The words of each page."""
    import pypdfium2
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def feet(word: bytes) -> str:
    """The words at the foot of a Word file's pages."""
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        parts = [archive.read(name).decode() for name in archive.namelist() if "footer" in name]
    return re.sub("<[^>]*>", "", "".join(parts))


@pytest.mark.files("on a server a content that is gone here is fetched anew")
def test_what_was_sent_can_be_taken_out_again_byte_for_byte(mine: Office, issue: closing.Issue, tmp_path: Path) -> None:
    document = printing.copies(mine, PAPER, H1)
    word = printing.word(mine, document, beside=f"数据校验码 {issue.code}")
    assert (issue.number, issue.who, issue.label, issue.day) == (1, "王芳", "第1次定稿", date.today())
    assert sorted(Path(name).suffix for name in issue.files) == [".docx", ".pdf"]
    for name, told in issue.files.items():
        closing.take_out(mine, issue, name, tmp_path / name)
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == told
    assert closing.sent(mine, issue, issue.ending(".docx")) == word
    assert issue.text == document[0].document.text
    assert len(issue.figures) == len(mine.catalogue.figures)
    mine.remove("study", mine.records("study", H1)[0].id)
    assert closing.sent(mine, closing.issues(mine, PAPER, H1)[0], issue.ending(".docx")) == word
    attachments.held(mine, issue.files[issue.ending(".pdf")]).unlink()
    with pytest.raises(Trouble):
        closing.sent(mine, issue, issue.ending(".pdf"))


def test_every_number_is_kept_with_its_reasons_and_records(mine: Office, issue: closing.Issue) -> None:
    kept = issue.figures["study.group_sessions"]
    now = mine.figures(H1)["study.group_sessions"]
    assert kept["amount"] == str(now.amount)
    assert (kept["text"], kept["unit"], kept["stated"]) == (now.text, now.unit, False)
    assert kept["definition"] == mine.catalogue.figures["study.group_sessions"].definition
    fold = issue.content["folds"][kept["from"][0]]
    assert fold["shape"] == "activity"
    versions = issue.content["records"]["activity"]
    assert len(fold["rows"]) == int(now.amount)
    assert all(versions[str(id)] == mine.record("study", id).version for id, _ in fold["rows"])


def test_closing_is_one_step_that_can_be_taken_back(mine: Office) -> None:
    assert mine.undo() == "定稿2025年上半年党建工作总结"
    assert closing.issues(mine, PAPER, H1) == []
    assert proving.faults(mine) == []


def test_a_correction_stands_beside_what_was_sent_first(mine: Office, issue: closing.Issue) -> None:
    mine.remove("study", next(one.id for one in mine.records("study", H1) if one.values["form"] == "collective"))
    second = closing.close(mine, PAPER, H1, because="更正集中学习次数")
    assert (second.number, second.label, second.because) == (2, "第2次定稿（更正）", "更正集中学习次数")
    issues = closing.issues(mine, PAPER, H1)
    assert [issue.number for issue in issues] == [1, 2]
    assert issues[0].kept == issue.kept
    assert len(changes(mine, issues[1])) == 0
    assert "study.group_sessions" in named(changes(mine, issues[0]))
    assert closing.issues(mine, PAPER, "2024H1") == []


def test_stated_numbers_and_words_are_told_too(mine: Office, issue: closing.Issue) -> None:
    stating.state(mine, "study.group_sessions", H1, "20", "县直工委通报")
    own_chapters.write(mine, PAPER, "problems", H1, "集中学习的质量还不够高。")
    found = changes(mine, issue)
    change = next(one for one in found.figures if one.id == "study.group_sessions")
    assert change.causes[0] == Cause("改为填报20次，依据：县直工委通报")
    assert any(one.after == "集中学习的质量还不够高。" for one in found.words)
    again = closing.close(mine, PAPER, H1)
    stating.state(mine, "study.group_sessions", H1, "21", "县直工委更正")
    change, *_ = changes(mine, again).figures
    assert change.causes[0].says == "填报由20次改为21次，依据：县直工委更正"
    stating.unstate(mine, "study.group_sessions", H1)
    assert next(iter(changes(mine, again).figures)).causes[0].says == "取消了填报（原填报20次）"


def test_another_definition_is_a_reason(mine: Office, issue: closing.Issue) -> None:
    text = (Path(__file__).parents[2] / "forms" / "figures" / "1-thought.toml").read_text("utf-8")
    forms.add(mine, "figures/1-thought.toml", text.replace("count(study, form == 'collective')", "count(study, form == 'seminar')"))
    found = {one.id: one for one in changes(mine, issue).figures}
    assert found
    assert all(any("算法改了" in cause.says for cause in one.causes) for one in found.values())


def test_a_change_that_moves_nothing_is_not_named(mine: Office, issue: closing.Issue) -> None:
    record = mine.records("study", H1)[0]
    mine.save("study", {"title": "换一个题目"}, id=record.id)
    assert len(changes(mine, issue)) == 0


def test_what_is_open_asks_for_a_reason_and_no_more(office: Office) -> None:
    found = closing.matters(office, PAPER, H1)
    assert found.number == 1
    assert "存在的主要问题" in found.missing
    with pytest.raises(Refusal, match="待补"):
        closing.close(office, PAPER, H1)
    assert closing.issues(office, PAPER, H1) == []
    issue = closing.close(office, PAPER, H1, because="先报一稿")
    assert issue.because == "先报一稿"
    assert tuple(issue.content["missing"]) == found.missing
    assert closing.matters(office, PAPER, H1).number == 2


def test_a_paper_for_each_record_is_not_closed(mine: Office) -> None:
    other = next(paper for paper in mine.catalogue.papers.values() if paper.scope != "period")
    with pytest.raises(Refusal, match="不按统计期定稿"):
        closing.close(mine, other.id, H1)


def test_the_choice_of_what_to_compare_with_is_kept(office: Office) -> None:
    assert not closing.as_sent(office)
    closing.compare(office, as_sent=True)
    assert closing.as_sent(office)
    office.undo()
    assert not closing.as_sent(office)


def test_a_count_of_people_names_them_and_the_meeting_that_was_changed(office: Office) -> None:
    branch = office.save("branch", {"name": "第一党支部"})
    people = [office.save("staff", {"name": name, "body": branch, "since": date(2020, 1, 1)}) for name in ("张三", "李四")]
    session = office.save("study", {"date": date(2025, 3, 6), "title": "学习党章", "form": "collective", "mode": "fixed",
                                    "bodies": (branch,)}, roll=dict.fromkeys(people, "present"))
    issue = closing.close(office, PAPER, H1, because="先报一稿")
    office.save("study", {}, id=session, roll={people[0]: "present", people[1]: "absent"})
    change = next(one for one in changes(office, issue).figures if one.id == "study.coverage_rate")
    assert (change.old, change.new) == ("100%", "50%")
    assert {(cause.says, cause.kind, cause.id) for cause in change.causes} == {
        ("不再计入", "staff", people[1]), ("改动", "study", session)}
