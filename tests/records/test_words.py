"""Records are found by their words: any run of characters, beginnings of letters and digits, links and choices."""
from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from partydesk.catalogue.catalogue import Catalogue
from partydesk.records import words
from partydesk.records.record import select_of, some
from partydesk.records.tables import SHAPES
from tests.house import House, day

pytestmark = pytest.mark.usefixtures("places")


@pytest.fixture
def house(small: Catalogue) -> House:
    """A branch, two people, and a session and a problem that speak of them."""
    house = House(small)
    branch = house.save("branch", {"name": "第一党支部"})
    zhang = house.save("staff", {"name": "张三", "body": branch, "party": "member"})
    house.save("staff", {"name": "李四", "body": branch, "party": "none"})
    house.save("study", {"date": day("2025-06-12"), "title": "学习《党章》总纲 PartyDesk", "bodies": (branch,), "form": "seminar",
                         "hours": Decimal("1.5")})
    house.save("problem", {"date": day("2025-03-06"), "title": "会议偏多", "owner": zhang, "level": "high"})
    return house


def found(house: House, typed: str, kind: str | None = None) -> set[tuple[str, int]]:
    kinds = [house.catalogue.kind(kind)] if kind else None
    with house.reading() as connection:
        return set(words.found(connection, house.catalogue, typed, kinds))


@pytest.mark.parametrize(("typed", "expected"), [
    ("党章", {"activity"}), ("章总", {"activity"}), ("partyd", {"activity"}), ("ＰＡＲＴＹ", {"activity"}),
    ("党员", {"person"}), ("zs", {"person", "item"}), ("zhangs", {"person", "item"}), ("张三", {"person", "item"}),
    ("第一", {"body", "person", "activity"}), ("研讨", {"activity"}), ("高", {"item"}),
    ("2025-06", {"activity"}), ("6月12", {"activity"}), ("2025", {"activity", "item"}), ("第一 党章", {"activity"}),
    ("党总", set()), ("nobody", set()), ('"', set()), ("*", set()), ("", set()),
])
def test_what_is_typed_finds_the_records_that_hold_it(house: House, typed: str, expected: set[str]) -> None:
    assert {shape for shape, _ in found(house, typed)} == expected


def test_the_index_follows_changes_removal_and_undo(house: House) -> None:
    house.save("problem", {"title": "文件偏长"}, id=1)
    assert not found(house, "会议偏多")
    assert found(house, "文件") == {("item", 1)}
    house.step(lambda door: door.remove(house.catalogue.kind("problem"), 1))
    assert not found(house, "文件")
    house.undo()
    assert found(house, "文件") == {("item", 1)}


def test_whoever_is_renamed_is_found_by_the_new_name_everywhere(house: House) -> None:
    house.save("staff", {"name": "赵六"}, id=1)
    assert {shape for shape, _ in found(house, "赵六")} == {"person", "item"}
    assert not found(house, "张三")


def test_a_list_is_narrowed_to_what_holds_every_word(house: House) -> None:
    kind, table = house.catalogue.kind("study"), SHAPES["activity"]
    with house.reading() as connection:
        for typed, number in (("", 1), ("党章", 1), ("第一 研讨", 1), ("张三", 0)):
            holding = words.holding(connection, house.catalogue, typed, kind)
            assert len(connection.execute(select(table.c.id).where(table.c.kind == "study", holding)).all()) == number, typed


def test_an_index_built_anew_is_the_index_that_was_kept(house: House) -> None:
    asked = ("党章", "zs", "研讨", "2025-03", "第一")
    before = [found(house, typed) for typed in asked]
    with house.engine.begin() as connection:
        assert not words.built(connection)
        words.build(connection, house.catalogue)
        assert words.built(connection)
        assert len(some(connection, house.catalogue.kind("staff"), select_of(house.catalogue.kind("staff")))) == 2
    assert [found(house, typed) for typed in asked] == before
