"""A roll while it is taken, without a window."""
from __future__ import annotations

import pytest

from partydesk.office.expected import Expected
from partydesk.office.roll import Offer, Roll

ZHANG, LI, WANG, SHAN = (Expected(1, "张三", "zs", "zhangsan", 1), Expected(2, "李四", "ls", "lisi", 1),
                         Expected(3, "王五", "ww", "wangwu", 1), Expected(4, "张珊", "zs", "zhangshan", 2))
BOOK = (ZHANG, LI, WANG, SHAN)
REASONS = ("出差", "病假", "参加培训")


def taken(expected: tuple[Expected, ...] = (ZHANG, LI, WANG), *, invited: bool = False) -> Roll:
    roll = Roll(BOOK, invited=invited)
    roll.expect(expected)
    return roll


def read(roll: Roll, line: str) -> tuple[list[tuple[str, str, str]], list[str]]:
    said, unsure = roll.read(line, REASONS)
    return [("、".join(one.name for one in each.people), each.status, each.reason) for each in said], unsure


def test_whoever_is_expected_is_present() -> None:
    roll = taken()
    assert roll.statuses == {1: "present", 2: "present", 3: "present"}
    assert str(roll.counts) == "应到3　实到3　请假0　缺席0　计3人次（3人）"
    assert str(roll.counted(5)).endswith("计8人次（3人）")


def test_counts_follow_the_marks() -> None:
    roll = taken()
    roll.mark(1, "leave")
    roll.mark(2, "absent")
    roll.mark(3, "excluded")
    assert roll.mark(4, "present") == "guest"          # not expected: a visitor
    counts = roll.counts
    assert (counts.due, counts.present, counts.leave, counts.absent, counts.excluded, counts.guest) == (2, 0, 1, 1, 1, 1)
    assert [one.name for one, _ in roll.exceptions] == ["张三", "李四", "王五", "张珊"]
    roll.unmark(1)
    roll.unmark(4)
    assert roll.statuses == {2: "absent", 3: "excluded", 1: "present"}


def test_whoever_is_merely_named_is_on_leave_or_a_guest() -> None:
    roll = taken()
    assert roll.mark(1) == "leave"
    assert roll.mark(4) == "guest"
    assert roll.mark(4, "leave") == "leave"            # said outright
    invited = taken(invited=True)
    assert invited.mark(1) == "present"
    assert invited.mark(2, reason="出差") == "leave"


def test_reasons_stay_with_those_who_are_away() -> None:
    roll = taken()
    roll.mark(1, reason=" 出差 ")
    roll.mark(2, "absent", "")
    assert roll.reasons == {1: "出差"}
    roll.mark(1, "absent")                             # he did not ask for leave after all: the reason still stands
    assert roll.reasons == {1: "出差"}
    roll.mark(1, "present")
    assert roll.reasons == {}
    roll.mark(1, "leave")
    assert roll.reasons == {1: "出差"}                  # marked by mistake in between: nothing typed is lost
    roll.unmark(1)
    roll.mark(1, "leave")
    assert roll.reasons == {}


def test_other_bodies_bring_other_people_and_keep_what_was_marked() -> None:
    roll = taken()
    roll.mark(1, "leave")
    roll.mark(4, "guest")
    roll.expect((ZHANG, LI))
    assert roll.statuses == {1: "leave", 4: "guest", 2: "present"}
    roll.expect((ZHANG, SHAN))
    assert roll.statuses == {1: "leave", 4: "present"}


def test_a_kept_roll_is_not_changed_by_who_would_be_expected_now() -> None:
    roll = Roll(BOOK, {1: "present", 2: "leave"}, {2: "病假"})
    roll.known((ZHANG, LI, WANG))
    assert roll.statuses == {1: "present", 2: "leave"}
    assert roll.reasons == {2: "病假"}
    assert [one.name for one in roll.here] == ["张三"]


def test_the_expected_are_found_first() -> None:
    roll = taken((LI, SHAN))
    assert [one.name for one in roll.find("zs")] == ["张珊", "张三"]
    assert [one.name for one in roll.find("ＬＩＳＩ")] == ["李四"]
    assert [one.name for one in roll.find("五")] == ["王五"]
    assert roll.find("") == []
    assert roll.find("没有") == []


@pytest.mark.parametrize(("line", "meant", "unsure"), [
    ("lisi，王五、zs x", [("李四、王五", "", "")], ["zs", "x"]),       # 张三 or 张珊
    ("zhangsan", [("张三", "", "")], []),
    ("ls 出差", [("李四", "", "出差")], []),
    ("ls,出差", [("李四", "", "出差")], []),
    ("ls，cc", [("李四", "", "出差")], []),                            # a reason of before, by its initials
    ("ls：孩子家长会", [("李四", "", "孩子家长会")], []),
    ("ls ww 病假", [("李四、王五", "", "病假")], []),
    ("ls 病假 ww-", [("李四", "", "病假"), ("王五", "absent", "")], []),
    ("ls* ww＋", [("李四", "excluded", ""), ("王五", "guest", "")], []),
    ("李四 缺席 王五 列席", [("李四", "absent", ""), ("王五", "guest", "")], []),
    ("ls 请假 出差", [("李四", "leave", "出差")], []),
    ("ls 不计应到,长期病休", [("李四", "excluded", "长期病休")], []),
    ("出差", [], ["出差"]),
    ("", [], []), (" 、, ", [], []), ("-", [], []),
])
def test_a_line_of_names_with_what_is_said_of_them(line: str, meant: list[object], unsure: list[str]) -> None:
    assert read(taken((ZHANG, LI, WANG, SHAN)), line) == (meant, unsure)


def test_what_is_offered_while_a_line_is_typed() -> None:
    roll = taken((ZHANG, LI, WANG, SHAN))
    assert [offer.person for offer in roll.offers("zs")] == [ZHANG, SHAN]
    assert roll.offers("ls-") == [Offer(LI, "absent")]
    assert roll.offers("zs 开会") == [Offer(ZHANG, "", "开会"), Offer(SHAN, "", "开会")]
    assert roll.offers("ls ,", REASONS) == [Offer(LI), *(Offer(LI, "", why) for why in REASONS)]
    assert roll.offers("ls,b", REASONS) == [Offer(LI, "", "病假")]
    assert roll.offers("ls 培训", REASONS) == [Offer(LI, "", "培训"), Offer(LI, "", "参加培训")]    # as typed, first
    assert roll.offers("ls 缺席 病", REASONS) == [Offer(LI, "absent", "病"), Offer(LI, "absent", "病假")]
    assert roll.offers("ls ww") == []                  # several people: read as a whole
    assert roll.offers("") == []


def test_whoever_is_not_in_the_book_is_offered_as_a_guest() -> None:
    roll = taken()
    assert roll.offers("县纪委老陈") == [Offer(None, "guest", outsider="县纪委老陈")]
    assert roll.offers("xyz") == []


def test_someone_long_gone_is_still_named() -> None:
    roll = Roll((), {9: "leave"})
    assert [(one.name, status) for one, status in roll.exceptions] == [("（编号 9）", "leave")]


def test_of_people_invited_one_by_one_nobody_is_there_until_named() -> None:
    roll = taken(invited=True)
    assert (roll.statuses, roll.usual) == ({}, "present")
    roll.mark(2)
    assert roll.mark(4) == "guest"
    assert [(one.name, status) for one, status in roll.exceptions] == [("李四", "present"), ("张珊", "guest")]
    roll.expect((ZHANG, LI, WANG, SHAN))
    assert roll.statuses == {2: "present", 4: "present"}
    roll.unmark(2)
    assert roll.statuses == {4: "present"}


def test_marks_of_people_who_are_not_expected_any_more_are_told() -> None:
    people = [Expected(n, name, "", "", None) for n, name in enumerate(("张三", "李四", "王五"), 1)]
    roll = Roll(people)
    roll.expect(people)
    roll.mark(1, "leave")
    roll.mark(3, "guest")
    assert [one.name for one in roll.expect(people[1:2])] == ["张三"]
    assert roll.statuses == {2: "present", 3: "guest"}
    assert roll.expect(people[1:2]) == []
