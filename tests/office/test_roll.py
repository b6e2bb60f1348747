"""A roll while it is taken, without a window."""
from __future__ import annotations

from partydesk.office.office import Expected
from partydesk.office.roll import Roll

ZHANG, LI, WANG, SHAN = (Expected(1, "张三", "zs", "zhangsan", 1), Expected(2, "李四", "ls", "lisi", 1),
                         Expected(3, "王五", "ww", "wangwu", 1), Expected(4, "张珊", "zs", "zhangshan", 2))
BOOK = (ZHANG, LI, WANG, SHAN)


def taken(expected: tuple[Expected, ...] = (ZHANG, LI, WANG)) -> Roll:
    roll = Roll(BOOK)
    roll.expect(expected)
    return roll


def test_whoever_is_expected_is_present() -> None:
    roll = taken()
    assert roll.statuses == {1: "present", 2: "present", 3: "present"}
    assert str(roll.counts) == "应到3　实到3　请假0　缺席0"


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


def test_other_bodies_bring_other_people_and_keep_what_was_marked() -> None:
    roll = taken()
    roll.mark(1, "leave")
    roll.mark(4, "guest")
    roll.expect((ZHANG, LI))
    assert roll.statuses == {1: "leave", 4: "guest", 2: "present"}
    roll.expect((ZHANG, SHAN))
    assert roll.statuses == {1: "leave", 4: "present"}


def test_a_kept_roll_is_not_changed_by_who_would_be_expected_now() -> None:
    roll = Roll(BOOK, {1: "present", 2: "leave"})
    roll.known((ZHANG, LI, WANG))
    assert roll.statuses == {1: "present", 2: "leave"}
    assert [one.name for one in roll.here] == ["张三"]


def test_the_expected_are_found_first() -> None:
    roll = taken((LI, SHAN))
    assert [one.name for one in roll.find("zs")] == ["张珊", "张三"]
    assert [one.name for one in roll.find("ＬＩＳＩ")] == ["李四"]
    assert [one.name for one in roll.find("五")] == ["王五"]
    assert roll.find("") == []
    assert roll.find("没有") == []


def test_several_names_at_once() -> None:
    roll = taken((ZHANG, LI, WANG, SHAN))
    sure, unsure = roll.read("lisi，王五、zs x")
    assert [one.name for one in sure] == ["李四", "王五"]
    assert unsure == ["zs", "x"]
    sure, unsure = roll.read("zhangsan")
    assert [one.name for one in sure] == ["张三"]


def test_someone_long_gone_is_still_named() -> None:
    roll = Roll((), {9: "leave"})
    assert [(one.name, status) for one, status in roll.exceptions] == [("（编号 9）", "leave")]


def test_of_people_invited_one_by_one_nobody_is_there_until_named() -> None:
    roll = Roll(BOOK, invited=True)
    roll.expect((ZHANG, LI, WANG))
    assert (roll.statuses, roll.usual) == ({}, "present")
    roll.mark(2, roll.usual)
    assert roll.mark(4, roll.usual) == "guest"
    assert [(one.name, status) for one, status in roll.exceptions] == [("李四", "present"), ("张珊", "guest")]
    roll.expect((ZHANG, LI, WANG, SHAN))
    assert roll.statuses == {2: "present", 4: "present"}
    roll.unmark(2)
    assert roll.statuses == {4: "present"}
