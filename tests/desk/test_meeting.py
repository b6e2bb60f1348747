"""A meeting taken down while it is held: by keyboard alone, and in few keys."""
from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice, product
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from partydesk.desk import settings, work
from partydesk.desk.both_box import BothBox
from partydesk.desk.form import Form
from partydesk.desk.records_page import RecordsPage
from partydesk.desk.repeating import duplicate
from partydesk.desk.watcher import BACK, LOST
from partydesk.desk.window import Window
from partydesk.errors import Lost
from partydesk.office import Office
from partydesk.office.expected import Expected
from partydesk.records.letters import spelt

from .keyboard import ALT, CTRL, SHIFT, Keyboard

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Key = Qt.Key
Idle = Callable[[Window], None]
FAMILIES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", ("建国", "海燕", "志强", "丽华", "文博", "晓东", "春梅")
STAFF = [a + b for b, a in islice(product(GIVEN, FAMILIES), 98)]
TODAY = date.today()


@pytest.fixture(scope="session")
def branch_of_98(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A branch of ninety-eight, nine of them its committee, and a second branch; last month's meetings."""
    place = tmp_path_factory.mktemp("branch") / "大支部.partydesk"
    with Office.create(place, "中共试验县委政法委员会", who="测试员", desk="desk-one") as office, office.together("准备"):
        first, second = (office.save("branch", {"name": name}) for name in ("第一党支部", "第二党支部"))
        people = [office.save("staff", {"name": name, "body": first, "party": "member", "committee": n < 9, "since": date(2020, 1, 1)})
                  for n, name in enumerate(STAFF)]
        office.save("staff", {"name": "司马青山", "body": second, "party": "member", "since": date(2020, 1, 1)})
        last = date(TODAY.year - 1, 12, 4)
        office.save("branch_committee", {
            "date": last, "title": f"{last.year}年12月支委会", "bodies": (first,), "start": "09:00", "finish": "10:00",
            "place": "三楼会议室", "host": STAFF[0], "recorder": STAFF[1], "agenda": "研究年终总结"},
            roll=dict.fromkeys(people[:9], "present") | {people[3]: "leave"}, reasons={people[3]: "出差"})
        office.save("study", {"date": last, "title": "学习党章", "bodies": (first,), "form": "collective", "mode": "fixed",
                              "place": "大会议室", "host": STAFF[0]}, roll=dict.fromkeys(people, "present"))
    return place


@pytest.fixture
def desk(blank_window: Window, branch_of_98: Path, tmp_path: Path) -> Iterator[Window]:
    copy = tmp_path / branch_of_98.name
    copy.write_bytes(branch_of_98.read_bytes())
    settings.store().clear()
    assert blank_window.open(str(copy))
    yield blank_window
    if blank_window.office is not None:
        for form in blank_window.findChildren(Form):
            if form.dirty:
                form.drop()


def on_list(window: Window, tab: str, kind: str) -> tuple[RecordsPage, Keyboard]:
    """The window as it stands open on a list, the keys with the list."""
    page = window.tabs.page(tab)
    page.choose(kind)
    QApplication.processEvents()
    page.list.setFocus()
    return page, Keyboard(window)


def focused(form: Form) -> str:
    """The place on the form that the cursor stands in."""
    return next((stop for stop, widget in form.sheet.stops().items() if widget is QApplication.focusWidget()), "")


def marked(window: Window, kind: str, id: int) -> dict[str, tuple[str, str]]:
    """Who was not simply there, how and why."""
    found = window.office.record(kind, id)
    return {window.office.names.name("person", one): (status, found.reasons.get(one, ""))
            for one, status in found.roll.items() if status != "present"}


def said(capsys: pytest.CaptureFixture[str], text: str) -> None:
    """Shown though the test passes: it is a measure."""
    with capsys.disabled():
        sys.stdout.write(text)


# ── the two measures ─────────────────────────────────────────────────────────────────────────────

def test_a_committee_of_nine_takes_sixty_keys_at_most(desk: Window, idle: Idle, capsys: pytest.CaptureFixture[str]) -> None:
    page, keys = on_list(desk, "organisation", "branch_committee")
    keys.press(Key.Key_N, CTRL)
    form = page.form
    assert focused(form) == "title"                       # the day and the branch are known
    keys.words("研究 发展 党员")
    keys.press(Key.Key_L, CTRL)                           # place, hours, chair and minutes as last time
    assert focused(form) == "roll"
    keys.letters("ljg,cc")                                # 李建国 is away on business: a reason of before, by its initials
    keys.enter()
    keys.enter()
    assert focused(form) == "agenda"
    keys.words("讨论 转正")
    keys.enter(CTRL)
    idle(desk)
    id = page.form.id
    assert id
    record = desk.office.record("branch_committee", id)
    assert record.values["title"] == "研究发展党员"
    assert record.values["agenda"] == "讨论转正"
    assert (record.values["date"], record.values["place"], record.values["host"]) == (TODAY, "三楼会议室", STAFF[0])
    assert len(record.roll) == 9
    assert marked(desk, "branch_committee", id) == {"李建国": ("leave", "出差")}
    said(capsys, f"\n支委会，9 名委员、1 人请假（写明事由），标题和议题都打字：{keys.pressed} 键（上限 60）")
    assert keys.pressed <= 60


def test_the_monthly_committee_takes_half_of_that(desk: Window, idle: Idle, capsys: pytest.CaptureFixture[str]) -> None:
    page, keys = on_list(desk, "organisation", "branch_committee")
    keys.press(Key.Key_N, CTRL)
    keys.press(Key.Key_L, CTRL)
    assert page.form.editors["title"].line.text() == f"{TODAY.year}年{TODAY.month}月支委会"      # moved on by itself
    assert focused(page.form) == "roll"
    keys.letters("ljg")
    keys.enter()
    keys.enter()
    keys.words("讨论 转正")
    keys.enter(CTRL)
    idle(desk)
    assert marked(desk, "branch_committee", page.form.id) == {"李建国": ("leave", "")}
    said(capsys, f"\n支委会，会议名称沿用上月的写法：{keys.pressed} 键")
    assert keys.pressed <= 40


def test_a_session_of_ninety_eight_takes_ninety_keys_at_most(desk: Window, idle: Idle, capsys: pytest.CaptureFixture[str]) -> None:
    page, keys = on_list(desk, "thought", "study")
    keys.press(Key.Key_N, CTRL)
    form = page.form
    assert focused(form) == "title"
    assert form.roll.counts.text().startswith("应到98　实到98")
    keys.words("学习 二十大 精神")
    keys.enter()
    assert focused(form) == "roll"
    keys.letters("qhy ")                                  # 钱海燕 出差
    keys.words("出差")
    keys.enter()
    keys.letters("slh,bj")                                # 孙丽华 病假
    keys.enter()
    keys.letters("wxd")                                   # 吴晓东 is absent
    keys.enter(SHIFT)
    keys.letters("smqs")                                  # 司马青山 of the other branch: a guest
    keys.enter()
    keys.letters("zcm*")                                  # 赵春梅 does not count among the expected
    keys.enter()
    assert form.roll.counts.text() == "应到97　实到94　请假2　缺席1　列席1　不计应到1　计94人次（94人）"
    keys.enter(CTRL)
    idle(desk)
    record = desk.office.record("study", page.form.id)
    assert record.values["title"] == "学习二十大精神"
    assert marked(desk, "study", record.id) == {
        "钱海燕": ("leave", "出差"), "孙丽华": ("leave", "病假"), "吴晓东": ("absent", ""), "司马青山": ("guest", ""),
        "赵春梅": ("excluded", "")}
    said(capsys, f"\n集中学习，应到 98 人、5 个例外：{keys.pressed} 键（上限 90）")
    assert keys.pressed <= 90


# ── Enter, and the input method ──────────────────────────────────────────────────────────────────

def test_enter_never_acts_while_an_input_method_composes(desk: Window) -> None:
    page, keys = on_list(desk, "organisation", "branch_committee")
    keys.press(Key.Key_N, CTRL)
    form, before = page.form, desk.office.count("branch_committee")
    for stop in ("title", "date", "bodies", "agenda", "roll"):
        form.way.go(stop)
        keys.compose("yanjiu")
        for held in (Qt.KeyboardModifier.NoModifier, CTRL, SHIFT, ALT):
            keys.enter(held)
        keys.press(Key.Key_Escape)
        keys.press(Key.Key_Tab)
        keys.press(Key.Key_S, CTRL)
        assert focused(form) == stop
        assert page.form is form                          # Esc did not put it away
        keys.compose("")                                  # given up
    assert desk.office.count("branch_committee") == before
    assert not form.refusals["agenda"].text()             # nothing tried to save
    form.drop()
    form.way.go("title")
    keys.words("研究 发展 党员")
    assert form.editors["title"].line.text() == "研究发展党员"
    keys.enter()
    assert focused(form) == "roll"


def test_what_is_offered_steps_aside_for_the_input_method(desk: Window) -> None:
    page, keys = on_list(desk, "organisation", "branch_committee")
    keys.press(Key.Key_N, CTRL)
    form = page.form
    form.way.go("roll")
    keys.letters("ljg ")
    popup = form.roll.box._completer.popup()
    assert popup.isVisible()
    keys.compose("ch")
    assert not popup.isVisible()
    keys.commit("出差")
    assert popup.isVisible()
    keys.enter()
    assert [(one.name, form.roll.roll.reasons[one.id]) for one, _ in form.roll.roll.exceptions] == [("李建国", "出差")]


def test_enter_goes_down_the_form_and_never_saves(desk: Window) -> None:
    page, keys = on_list(desk, "organisation", "branch_committee")
    keys.press(Key.Key_N, CTRL)
    form, seen = page.form, [focused(page.form)]
    for _ in range(30):
        if seen[-1] in ("agenda", "speeches", "resolution"):
            keys.press(Key.Key_Tab)                       # in long texts Enter begins a line
        else:
            keys.enter()
        seen.append(focused(form))
        if form.foot.save.hasFocus():
            break
    assert seen[:-1] == ["title", "roll", "start", "finish", "place", "host", "recorder", "agenda", "speeches", "resolution",
                         "observers"]                     # the day and the branch are filled in: passed over
    keys.enter()
    assert form.foot.save.hasFocus()
    assert not form.id
    keys.press(Key.Key_Backtab, SHIFT)
    form.way.go("host")
    keys.enter(SHIFT)
    assert focused(form) == "place"


# ── what need not be typed ───────────────────────────────────────────────────────────────────────

def test_what_was_typed_before_is_offered(desk: Window) -> None:
    page, keys = on_list(desk, "organisation", "branch_committee")
    keys.press(Key.Key_N, CTRL)
    form = page.form
    form.way.go("place")
    keys.letters("sl")                                    # 三楼会议室
    keys.enter()
    assert form.editors["place"].line.text() == "三楼会议室"
    form.way.go("recorder")
    keys.commit("钱")
    line = form.editors["recorder"].line
    assert [words for _, words in line.offered] == [STAFF[1]]
    keys.enter()                                          # Chinese stands as typed, unless the arrows went to another
    assert line.text() == "钱"
    keys.press(Key.Key_Backtab, SHIFT)
    form.way.go("recorder")
    line.clear()
    keys.commit("钱")
    keys.press(Key.Key_Down)
    keys.enter()
    assert line.text() == STAFF[1]


def test_a_pinned_blank_keeps_its_value(desk: Window, idle: Idle) -> None:
    page, keys = on_list(desk, "thought", "study")
    keys.press(Key.Key_N, CTRL)
    form = page.form
    form.way.go("place")
    keys.press(Key.Key_P, ALT)
    assert form.sheet.pinned == ("bodies", "place")
    keys.commit("党员活动室")
    form.way.go("title")
    keys.commit("一次学习")
    keys.enter(CTRL)
    idle(desk)
    keys.press(Key.Key_N, CTRL)
    assert form.editors["place"].line.text() == "党员活动室"
    assert form.editors["title"].line.text() == ""
    form.sheet.toggle_pin("place")
    form.sheet.toggle_pin("bodies")
    keys.press(Key.Key_N, CTRL)
    assert form.editors["place"].line.text() == form.editors["bodies"].line.text() == ""


def test_a_copy_is_a_new_record_of_today(desk: Window, idle: Idle) -> None:
    page, keys = on_list(desk, "organisation", "branch_committee")
    page.show_record("branch_committee", page.model.id(0))
    form = page.form
    form.way.go("place")
    keys.press(Key.Key_D, CTRL)
    assert (form.id, form.editors["date"].value(), form.editors["agenda"].value()) == (0, TODAY, "研究年终总结")
    assert [one.name for one, _ in form.roll.roll.exceptions] == [STAFF[3]]
    keys.enter(CTRL)
    idle(desk)
    assert desk.office.count("branch_committee") == 2
    keys.press(Key.Key_D, CTRL)
    form.keep()
    page.show_record("branch_committee", 1)
    duplicate(form)                                       # one new record is not saved yet: it is not overwritten
    assert "先打开了它" in desk.bar.text
    assert form.id == 0
    form.drop()


# ── the roll ─────────────────────────────────────────────────────────────────────────────────────

def test_reasons_are_mended_in_the_table_and_follow_a_second_mention(desk: Window, idle: Idle) -> None:
    page, keys = on_list(desk, "thought", "study")
    keys.press(Key.Key_N, CTRL)
    form = page.form
    form.way.go("title")
    keys.commit("一次学习")
    keys.enter()
    keys.letters("qhy")
    keys.enter()
    reason = form.roll.table.cellWidget(0, 3)
    assert reason.accessibleName() == "钱海燕的事由"
    reason.setFocus()
    keys.letters("bj")
    keys.enter()
    assert reason.text() == "病假"
    form.way.go("roll")
    keys.letters("slh,xw")
    keys.commit("下午有事")
    keys.enter()
    keys.enter(CTRL)
    idle(desk)
    assert marked(desk, "study", form.id) == {"钱海燕": ("leave", "病假"), "孙丽华": ("leave", "xw下午有事")}
    form.way.go("roll")
    keys.letters("slh,")
    keys.commit("下午有事")
    keys.enter()
    keys.enter(CTRL)
    idle(desk)
    assert marked(desk, "study", form.id)["孙丽华"] == ("leave", "下午有事")
    desk.undo()
    idle(desk)
    assert marked(desk, "study", form.id)["孙丽华"] == ("leave", "xw下午有事")


def test_guests_from_outside_go_where_the_form_has_room_for_them(desk: Window) -> None:
    page, keys = on_list(desk, "organisation", "branch_committee")
    keys.press(Key.Key_N, CTRL)
    form = page.form
    for name in ("县纪委陈主任", "老干局刘科长"):
        form.way.go("roll")
        keys.commit(name)
        keys.enter()
    assert form.editors["observers"].line.text() == "县纪委陈主任、老干局刘科长"
    assert form.roll.box.text() == ""
    page.choose("group_meeting")
    page = desk.tabs.page("thought")
    page.choose("study")
    page.add()
    keys.commit("不在册的人")
    page.form.way.go("roll")
    keys.commit("县纪委陈主任")
    keys.enter()                                          # a session has no such blank: he is not swallowed
    assert page.form.roll.box.text() == "县纪委陈主任"
    assert "名册里没有：县纪委陈主任" in page.form.roll.hint.text()


def test_people_noted_without_a_name_count_as_visits(desk: Window) -> None:
    page = desk.tabs.page("thought")
    page.choose("model_talk")
    page.add()
    editor = page.form.editors["heads"]
    editor.core().setFocus()
    Keyboard(desk).letters("40")
    present = page.form.roll.roll.counts.present
    assert page.form.roll.counts.text().endswith(f"计{present + 40}人次（{present}人）")


# ── days ─────────────────────────────────────────────────────────────────────────────────────────

def test_the_day_is_shown_as_it_will_be_read_while_it_is_typed(desk: Window) -> None:
    page, keys = on_list(desk, "organisation", "branch_committee")
    keys.press(Key.Key_N, CTRL)
    editor = page.form.editors["date"]
    page.form.way.go("date")
    keys.letters("612")
    assert editor.day.text() == f"{TODAY.year}-06-12 周{'一二三四五六日'[date(TODAY.year, 6, 12).weekday()]}"
    keys.enter()
    assert editor.value() == date(TODAY.year, 6, 12)
    page.form.way.go("date")
    for key in (Key.Key_Up, Key.Key_Up, Key.Key_Down, Key.Key_PageUp):
        keys.press(key)
    assert editor.line.text() == f"{TODAY.year}-07-13"
    keys.press(Key.Key_PageDown)
    assert editor.value() == date(TODAY.year, 6, 13)
    keys.letters("2025-02-3")
    assert editor.day.text().startswith("周") or "2025-02-03" in editor.day.text()
    keys.letters("0")
    assert editor.day.text() == ""                        # no such day


# ── what came out of it ──────────────────────────────────────────────────────────────────────────

def test_what_came_out_of_a_meeting_is_saved_with_it_and_undone_with_it(desk: Window, idle: Idle) -> None:
    page, keys = on_list(desk, "organisation", "branch_committee")
    keys.press(Key.Key_N, CTRL)
    form = page.form
    keys.commit("研究发展党员")
    keys.press(Key.Key_L, CTRL)
    form.way.go("agenda")
    keys.commit("讨论转正")
    keys.press(Key.Key_J, CTRL)
    assert focused(form) == "0/title"
    keys.commit("会议偏多")
    keys.enter()
    assert focused(form) == "0/owner"                     # the usual sort of thing is chosen already
    keys.letters("qhy")
    keys.enter()
    keys.enter()
    assert focused(form) == "0/due"
    keys.letters("+30")
    steps, items = desk.office.undoable(), desk.office.count("suggestion")
    keys.enter(CTRL)
    idle(desk)
    assert desk.office.undoable() == "新增支委会和 1 条会上事项" != steps
    assert desk.office.count("suggestion") == items + 1
    kept = desk.office.records("suggestion")[0].values
    assert (kept["activity"], kept["title"], kept["origin"], kept["date"]) == (form.id, "会议偏多", "other", TODAY)
    assert kept["owner"] == desk.office.names.find("person", "钱海燕")
    entry = form.sheet.followups._entries[0]
    assert "会议偏多" in entry.text()
    entry.click()
    idle(desk)
    assert desk.tabs.page("thought").form.id == desk.office.records("suggestion")[0].id
    desk.undo()
    idle(desk)
    assert (desk.office.count("suggestion"), desk.office.count("branch_committee")) == (items, 1)


def test_a_line_that_cannot_be_kept_keeps_the_whole_back(desk: Window) -> None:
    page, keys = on_list(desk, "organisation", "branch_committee")
    keys.press(Key.Key_N, CTRL)
    form = page.form
    keys.commit("研究发展党员")
    keys.press(Key.Key_L, CTRL)
    form.way.go("agenda")
    keys.commit("讨论转正")
    keys.press(Key.Key_J, CTRL)
    keys.press(Key.Key_J, CTRL)
    keys.commit("会议偏多")
    form.way.go("1/due")
    keys.letters("0230")
    keys.enter(CTRL)
    line = form.sheet.followups.lines[1]
    assert "不是存在的日期" in line.said.text()
    assert focused(form) == "0/title" or focused(form) == "1/title"
    assert desk.office.count("branch_committee") == 1
    line.editors["due"].put(None)
    assert form.save()
    assert desk.office.count("suggestion") == 1           # the empty line is none


# ── two at once ──────────────────────────────────────────────────────────────────────────────────

def test_when_somebody_else_changed_the_record_both_are_kept(desk: Window, idle: Idle) -> None:
    page, keys = on_list(desk, "organisation", "branch_committee")
    page.show_record("branch_committee", 1)
    form = page.form
    form.way.go("place")
    keys.letters("a")
    form.way.go("host")
    keys.letters("b")
    form.way.go("roll")
    keys.letters("zjg-")
    keys.enter()
    people = desk.office.record("branch_committee", 1).roll
    with Office.open(desk.office.place, who="别人", desk="desk-two") as other:
        other.save("branch_committee", {"place": "二楼", "recorder": "王丽华"}, id=1,
                   roll=people | {desk.office.names.find("person", "钱建国"): "leave"})
    keys.press(Key.Key_S, CTRL)
    box = form.findChild(BothBox)
    assert box is not None
    assert "别人 20" in box.findChild(QLabel, "soft").text()
    assert (set(box._stored), form.sheet.clashing) == ({"place"}, ("place",))
    assert "“地点”两处都改了" in form.told.text()
    mine = form.editors["place"].line.text()
    assert (mine[0], form.editors["host"].line.text()[0], form.editors["recorder"].line.text()) == ("a", "b", "王丽华")
    assert {one.name: status for one, status in form.roll.roll.exceptions} == {"李建国": "leave", "赵建国": "absent", "钱建国": "leave"}
    box._go()
    idle(desk)
    kept = desk.office.record("branch_committee", 1)
    assert (kept.values["place"], kept.values["recorder"]) == (mine, "王丽华")
    assert form.told.isHidden()
    assert form.findChild(BothBox) is None or not form.findChild(BothBox).isVisible()


def test_of_a_roll_it_is_chosen_person_by_person(desk: Window, idle: Idle) -> None:
    page, _ = on_list(desk, "organisation", "branch_committee")
    page.show_record("branch_committee", 1)
    form = page.form
    people = desk.office.record("branch_committee", 1).roll
    qian, wang = (desk.office.names.find("person", name) for name in ("钱建国", "王建国"))
    form.roll.roll.mark(qian, "absent")
    form.roll.roll.mark(wang, "absent")
    form.typed()
    with Office.open(desk.office.place, who="别人", desk="desk-two") as other:
        other.save("branch_committee", {}, id=1, roll=people | {qian: "leave", wang: "leave"}, reasons={qian: "事假"})
    assert not form.save()
    box = form.findChild(BothBox)
    assert {one.label: (one.typed, one.stored) for one in form.two.people.values()} == {
        "签到：钱建国": ("缺席", "请假（事假）"), "签到：王建国": ("缺席", "请假")}
    box.choose(f"roll/{qian}", stored=True)
    box._go()
    idle(desk)
    kept = desk.office.record("branch_committee", 1)
    assert (kept.roll[qian], kept.roll[wang], kept.reasons) == ("leave", "absent", {qian: "事假"})


def test_what_is_typed_in_a_record_that_was_removed_becomes_a_new_one(desk: Window, idle: Idle) -> None:
    page, keys = on_list(desk, "organisation", "branch_committee")
    page.show_record("branch_committee", 1)
    form = page.form
    form.way.go("place")
    keys.letters("a")
    typed = form.editors["place"].line.text()
    keys.press(Key.Key_J, CTRL)
    keys.commit("会议偏多")
    items = desk.office.count("suggestion")
    with Office.open(desk.office.place, who="别人", desk="desk-two") as other:
        other.remove("branch_committee", 1)
    assert not form.save()
    assert "别人 20" in form.told.text()
    assert "删除了这条记录" in form.told.text()
    assert (form.id, form.editors["place"].line.text(), form.dirty) == (0, typed, True)
    assert form.save()
    idle(desk)
    (kept,) = desk.office.records("branch_committee")
    assert (kept.id != 1, kept.values["place"]) == (True, typed)
    assert desk.office.count("suggestion") == items + 1
    assert (desk.office.records("suggestion")[-1].values["title"], form.sheet.followups.lines) == ("会议偏多", [])


def test_what_others_write_is_seen_and_a_form_being_typed_in_is_left_alone(desk: Window, idle: Idle, qtbot: QtBot) -> None:
    page, keys = on_list(desk, "organisation", "branch_committee")
    page.show_record("branch_committee", 1)
    form = page.form
    form.way.go("place")
    keys.letters("abc")
    for _ in range(2):
        keys.press(Key.Key_Left)
    caret = form.editors["place"].line.cursorPosition()
    typed = form.editors["place"].line.text()
    with Office.open(desk.office.place, who="别人", desk="desk-two") as other:
        other.save("branch_committee", {"place": "二楼", "host": "王丽华"}, id=1)
        other.save("branch_committee", {"date": date(2025, 3, 7), "title": "又一次", "bodies": (1,), "host": "王丽华", "agenda": "补选"})
    desk._watcher.look()
    qtbot.waitUntil(lambda: page.model.count == 2, timeout=20_000)
    qtbot.waitUntil(lambda: "别人 20" in form.told.text(), timeout=20_000)
    assert (form.editors["place"].line.text(), form.editors["place"].line.cursorPosition()) == (typed, caret)
    assert form.editors["host"].line.text() != "王丽华"
    assert not form.save()
    assert form.editors["host"].line.text() == "王丽华"
    form.findChild(BothBox).choose("place", stored=True)
    form.findChild(BothBox)._go()
    idle(desk)
    kept = desk.office.record("branch_committee", 1)
    assert (kept.values["place"], kept.values["host"]) == ("二楼", "王丽华")


def test_a_server_that_is_gone_is_said_once_and_nothing_typed_is_lost(desk: Window, idle: Idle, qtbot: QtBot,
                                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    page, keys = on_list(desk, "organisation", "branch_committee")
    page.show_record("branch_committee", 1)
    form = page.form
    form.way.go("place")
    keys.letters("a")
    typed = form.editors["place"].line.text()

    def lost(*_: object, **__: object) -> None:
        raise Lost("与数据库服务器的连接中断，未保存；正在重试，已填写的内容还在（没有回应）")

    with monkeypatch.context() as away:
        away.setattr(desk._watcher._watch, "look", lost)
        away.setattr(desk.office, "save", lost)
        desk._watcher.look()
        qtbot.waitUntil(lambda: desk.bar.text == LOST, timeout=20_000)
        with pytest.raises(Lost):
            form.save()
    assert (form.dirty, form.editors["place"].line.text()) == (True, typed)
    desk._watcher.look()
    qtbot.waitUntil(lambda: desk.bar.text == BACK, timeout=20_000)
    assert form.save()
    idle(desk)
    assert desk.office.record("branch_committee", 1).values["place"] == typed


def test_a_draft_meets_a_record_that_was_changed_meanwhile(desk: Window, idle: Idle, qtbot: QtBot) -> None:
    page, keys = on_list(desk, "organisation", "branch_committee")
    page.show_record("branch_committee", 1)
    page.form.way.go("place")
    keys.letters("a")
    place = desk.office.place
    desk.close()
    with Office.open(place, who="别人", desk="desk-two") as other:
        other.save("branch_committee", {"place": "二楼", "host": "王丽华"}, id=1)
    again = Window()
    qtbot.addWidget(again)
    assert again.open(place)
    form = again.tabs.page("organisation").form
    assert form.id == 1
    assert form.editors["host"].line.text() == "王丽华"
    assert form.editors["place"].line.text().startswith("a")
    assert form.sheet.clashing == ("place",)
    assert not form.save()
    form.findChild(BothBox).choose("place", stored=True)
    form.findChild(BothBox)._go()
    assert again.office.record("branch_committee", 1).values["place"] == "二楼"
    again.close()
    work.wait()


# ── drafts ───────────────────────────────────────────────────────────────────────────────────────

def test_all_that_is_typed_is_back_with_the_cursor(desk: Window, qtbot: QtBot) -> None:
    page, keys = on_list(desk, "organisation", "branch_committee")
    keys.press(Key.Key_N, CTRL)
    form = page.form
    keys.commit("研究发展党员")
    keys.press(Key.Key_J, CTRL)
    keys.commit("会议偏多")
    form.way.go("roll")
    keys.letters("ljg,cc")
    keys.enter()
    keys.letters("qj")
    form.way.go("agenda")
    keys.commit("第一项第二项")
    for _ in range(3):
        keys.press(Key.Key_Left)
    keys.commit("，")
    qtbot.waitUntil(lambda: not form.unsaved.waiting)   # the draft is on disk without anything being closed
    scroll = form.area.verticalScrollBar().value()
    place = desk.office.place
    again = Window()                                      # the first one is left as a power cut leaves it
    qtbot.addWidget(again)
    again.resize(desk.size())
    again.show()
    assert again.open(place)
    QApplication.processEvents()
    back = again.tabs.page("organisation").form
    assert back is not None
    assert back.editors["agenda"].text.toPlainText() == "第一项，第二项"
    assert back.editors["agenda"].text.textCursor().position() == 4
    assert back.sheet.focusWidget() is back.editors["agenda"].core()
    assert [(one.name, back.roll.roll.reasons[one.id]) for one, _ in back.roll.roll.exceptions] == [("李建国", "出差")]
    assert back.roll.box.text() == "qj"
    assert back.sheet.followups.lines[0].editors["title"].value() == "会议偏多"
    assert back.area.verticalScrollBar().value() == pytest.approx(scroll, abs=40)
    back.drop()
    again.close()
    work.wait()


def test_a_draft_is_written_while_typing_goes_on(desk: Window, qtbot: QtBot) -> None:
    from partydesk.office.drafts import Drafts
    page, keys = on_list(desk, "organisation", "branch_committee")
    keys.press(Key.Key_N, CTRL)
    form = page.form
    for n in range(40):
        keys.letters("abcd"[n % 4])
        qtbot.wait(30)
    kept = Drafts(desk.office.place).get("branch_committee", 0)
    assert len(kept["blanks"]["title"]) >= 20             # never a pause, and yet kept
    form.drop()


def test_no_name_of_ninety_eight_is_taken_twice() -> None:
    assert len({spelt(name)["initials"] for name in STAFF}) > 60
    assert len(set(STAFF)) == 98
    assert Expected(1, STAFF[0], "", "", None).name == "赵建国"


# ── what is printed of it ────────────────────────────────────────────────────────────────────────

def test_a_sign_in_sheet_is_printed_before_the_meeting_is_saved(desk: Window, idle: Idle, tmp_path: Path,
                                                                monkeypatch: pytest.MonkeyPatch) -> None:
    from partydesk.desk import files, work
    from partydesk.desk.preview import PreviewBox
    monkeypatch.setattr(files, "to_save", lambda *_: tmp_path / "签到表.docx")
    page, keys = on_list(desk, "organisation", "branch_committee")
    keys.press(Key.Key_N, CTRL)
    actions = {action.text(): action for action in page.form.foot.print.menu().actions()}
    actions["签到表另存为 Word…"].trigger()
    idle(desk)
    assert (tmp_path / "签到表.docx").stat().st_size > 3000
    actions["签到表：预览和打印…"].trigger()
    work.wait()
    idle(desk)
    box = page.form.findChild(PreviewBox)
    assert box.pane.pdf.startswith(b"%PDF")
    assert box.windowTitle().startswith("签到表 ")
    box.close()
    actions["空白表（手填）…"].trigger()
    work.wait()
    idle(desk)
    assert page.form.findChild(PreviewBox).pane.view.count == 2
    assert desk.office.count("branch_committee") == 1
