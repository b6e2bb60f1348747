"""The door: what it lets in, what it refuses, what it journals, and that all of it can be taken back."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update

from partydesk.catalogue.catalogue import Catalogue, load
from partydesk.errors import Refusal, Refusals
from partydesk.records import chain, journal
from partydesk.records.letters import spelt
from partydesk.records.record import one, select_of, some, stored
from partydesk.records.tables import SHAPES, change, stated
from tests.conftest import SMALL
from tests.house import House, day

pytestmark = pytest.mark.usefixtures("places")


@pytest.fixture
def house(small: Catalogue) -> House:
    return House(small)


def content(house: House) -> list[Any]:
    """All records that are not in the recycle bin, and all keyed rows, without version and time."""
    with house.reading() as connection:
        found: list[Any] = []
        for kind in house.catalogue.kinds.values():
            found += [(kind.id, record.id, stored(kind, record))
                      for record in some(connection, kind, select_of(kind).order_by("id"))]
        found += [tuple(row) for row in connection.execute(select(stated))]
        return found


def test_a_record_comes_back_as_it_went_in(house: House) -> None:
    branch = house.save("branch", {"name": "第一支部"})
    people = [house.save("staff", {"name": name, "body": branch}) for name in ("张三", "李四", "𠮷田·买买提")]
    id = house.save("study", {"date": day("2025-03-06"), "title": "学习 <b>&“引号”", "bodies": (branch,),
                              "form": "seminar", "hours": Decimal("1.5"), "open": False, "times": 2},
                    roll=dict(zip(people, ("present", "leave", "excluded"), strict=True)))
    with house.reading() as connection:
        found = one(connection, house.catalogue.kind("study"), id)
    assert found.values["title"] == "学习 <b>&“引号”"
    assert (found.values["hours"], found.values["open"], found.values["times"]) == (Decimal("1.5"), False, 2)
    assert found.values["note"] is None
    assert found.values["bodies"] == (branch,)
    assert found.roll == {people[0]: "present", people[1]: "leave", people[2]: "excluded"}


def test_what_is_not_on_the_form_is_left_alone(house: House) -> None:
    id = house.save("study", {"date": day("2025-03-06"), "title": "甲", "hours": Decimal(2), "note": "原有"})
    house.save("study", {"title": "乙"}, id=id)
    with house.reading() as connection:
        found = one(connection, house.catalogue.kind("study"), id)
    assert (found.values["title"], found.values["hours"], found.values["note"], found.version) == (
        "乙", Decimal(2), "原有", 2)


@pytest.mark.parametrize(("kind", "values", "field", "words"), [
    ("study", {"title": "甲"}, "date", "不能为空"),
    ("study", {"date": day("2025-01-01"), "title": "甲", "hours": Decimal(-1)}, "hours", "不能小于"),
    ("study", {"date": day("2025-01-01"), "title": "甲", "colour": "红"}, "colour", "没有“colour”这一栏"),
    ("study", {"date": day("2025-01-01"), "title": "甲", "form": "online"}, "form", "可选"),
    ("study", {"date": day("2025-01-01"), "title": "甲", "bodies": (77,)}, "bodies", "不存在"),
    ("problem", {"date": day("2025-03-01"), "title": "甲", "closed": day("2025-02-01")}, "closed", "不能早于"),
    ("problem", {"date": day("2025-03-01"), "title": "甲", "working_days": Decimal(1)}, "working_days", "由程序算出"),
    ("problem", {"date": day("2025-03-01"), "title": "甲", "owner": 5}, "owner", "不存在"),
    ("staff", {"name": "张三", "since": day("2025-01-01"), "until": day("2024-01-01")}, "until", "不能早于")])
def test_what_may_not_be_kept_is_refused_by_blank_and_nothing_changes(
        house: House, kind: str, values: dict[str, Any], field: str, words: str) -> None:
    before = content(house)
    with pytest.raises(Refusals) as refused:
        house.save(kind, values)
    assert words in refused.value.by_field[field]
    assert content(house) == before
    with house.reading() as connection:
        assert not connection.execute(select(func.count()).select_from(change)).scalar()


def test_every_refusal_of_a_record_is_said_at_once(house: House) -> None:
    with pytest.raises(Refusals) as refused:
        house.save("study", {"hours": Decimal(1000), "form": "x"})
    assert refused.value.by_field.keys() == {"date", "title", "hours", "form"}


def test_a_roll_is_only_for_kinds_that_have_one_and_people_who_exist(house: House) -> None:
    for kind, roll, words in (("problem", {1: "present"}, "不设签到"), ("study", {99: "present"}, "名册上没有"),
                              ("study", {1: "asleep"}, "签到状态")):
        with pytest.raises(Refusal, match=words):
            house.save(kind, {"date": day("2025-01-01"), "title": "甲"}, roll=roll)
    assert content(house) == []


def test_working_days_are_worked_out_by_the_national_calendar(house: House) -> None:
    id = house.save("problem", {"date": day("2025-04-30"), "title": "甲", "closed": day("2025-05-07")})
    with house.reading() as connection:        # 1 to 5 May are holidays, 27 April was worked
        assert one(connection, house.catalogue.kind("problem"), id).values["working_days"] == 2


def test_an_old_version_is_not_written_over_a_newer_one(house: House) -> None:
    id = house.save("branch", {"name": "甲"})
    house.save("branch", {"name": "乙"}, id=id, version=1)
    with pytest.raises(Refusal, match="已被.*改过"):
        house.save("branch", {"name": "丙"}, id=id, version=1)


def test_someone_with_records_is_not_removed(house: House) -> None:
    person = house.save("staff", {"name": "张三"})
    house.save("study", {"date": day("2025-01-01"), "title": "甲"}, roll={person: "present"})
    with pytest.raises(Refusal, match="转出日期"):
        house.step(lambda door: door.remove(house.catalogue.kind("staff"), person))


def test_the_journal_tells_before_and_after_and_by_whom(house: House) -> None:
    id = house.save("study", {"date": day("2025-01-01"), "title": "甲", "hours": Decimal("2.5")})
    house.save("study", {"title": "乙", "hours": None}, id=id)
    house.save("study", {"title": "乙"}, id=id)            # nothing changed: nothing to tell
    with house.reading() as connection:
        lines = connection.execute(select(change).order_by(change.c.seq)).all()
        assert [line.before for line in lines] == [None, {"hours": 25, "title": "甲"}]
        assert lines[1].after == {"hours": None, "title": "乙"}
        assert {line.who for line in lines} == {"测试员"}
        assert not list(chain.breaks(connection))


@pytest.mark.parametrize("harm", [
    update(change).where(change.c.seq == 2).values(who="别人"), delete(change).where(change.c.seq == 2),
    update(change).where(change.c.seq == 1).values(after={"title": "改"})])
def test_a_journal_that_was_tampered_with_shows_it(house: House, harm: Any) -> None:
    for n in range(4):
        house.save("branch", {"name": f"支部{n}"})
    with house.engine.begin() as connection:
        connection.execute(harm)
        assert list(chain.breaks(connection))


def test_bodies_are_kept_in_one_order_so_that_they_can_be_undone(house: House) -> None:
    for n in (1, 2):
        house.save("branch", {"name": f"支部{n}"})
    id = house.save("study", {"date": day("2025-01-01"), "title": "甲", "bodies": (2, 1, 2)})
    with house.reading() as connection:
        assert one(connection, house.catalogue.kind("study"), id).values["bodies"] == (1, 2)
    house.undo()
    assert [kind for kind, *_ in content(house)] == ["branch", "branch"]


def test_what_others_speak_of_is_not_removed(house: House) -> None:
    meeting = house.save("study", {"date": day("2025-01-01"), "title": "甲"})
    problem = house.save("problem", {"date": day("2025-01-01"), "title": "乙", "activity": meeting})
    with pytest.raises(Refusal, match="还被“问题”用到"):
        house.step(lambda door: door.remove(house.catalogue.kind("study"), meeting))
    house.step(lambda door: door.remove(house.catalogue.kind("problem"), problem))
    house.step(lambda door: door.remove(house.catalogue.kind("study"), meeting))


def test_no_body_stands_above_itself(house: House) -> None:
    house.save("branch", {"name": "上"})
    house.save("branch", {"name": "下", "parent": 1})
    for parent in (1, 2):
        with pytest.raises(Refusals, match="不能是它自己或它的下级"):
            house.save("branch", {"parent": parent}, id=1)


def test_undo_refuses_where_something_was_built_on_it_since(house: House) -> None:
    id = house.save("branch", {"name": "甲"})
    with house.engine.begin() as connection:               # behind the door's back
        connection.execute(update(SHAPES["body"]).values(name="乙"))
    with pytest.raises(Refusal, match="后来又改过"):
        house.undo()
    assert id


def test_older_names_of_a_field_are_still_read(small: Catalogue) -> None:
    before = dict(SMALL) | {"kinds/study.toml": SMALL["kinds/study.toml"].replace(
        'id    = "note"', 'id    = "remark"').replace('was   = ["remark"]\n', "")}
    house = House(load(before))
    id = house.save("study", {"date": day("2025-01-01"), "title": "甲", "remark": "早先"})
    house.catalogue = small
    with house.reading() as connection:
        assert one(connection, small.kind("study"), id).values["note"] == "早先"


def test_what_no_form_knows_any_more_is_carried_along(small: Catalogue) -> None:
    more = dict(SMALL) | {"kinds/study.toml": SMALL["kinds/study.toml"] + '''
[[field]]
id    = "extra"
type  = "text"
label = "附加"
'''}
    house = House(load(more))
    id = house.save("study", {"date": day("2025-01-01"), "title": "甲", "extra": "留着"})
    house.catalogue = small
    house.save("study", {"title": "乙"}, id=id)
    with house.reading() as connection:
        assert one(connection, load(more).kind("study"), id).values["extra"] == "留着"


@pytest.mark.parametrize(("name", "initials", "pinyin"), [
    ("张三", "zs", "zhangsan"), ("买买提·吐尔逊", "mmttex", "maimaititu'erxun"), ("Anna李", "annal", "annali")])
def test_names_are_spelt_for_those_who_type_letters(name: str, initials: str, pinyin: str) -> None:
    assert spelt(name) == {"initials": initials, "pinyin": pinyin.replace("'", "")}


VERBS = st.lists(st.tuples(st.sampled_from(["add", "change", "remove", "restore", "roll", "state"]), st.integers(0, 5),
                           st.integers(0, 99)), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(VERBS)
def test_whatever_was_done_can_be_undone_step_by_step_to_the_beginning(verbs: list[tuple[str, int, int]]) -> None:
    catalogue = load(SMALL)
    House.places.sweep()                      # of the example before
    house = House(catalogue)
    study, branch = catalogue.kind("study"), house.save("branch", {"name": "支部"})
    people = [house.save("staff", {"name": f"人{n}", "body": branch}) for n in range(3)]
    steps: list[tuple[str, list[Any]]] = []
    with house.reading() as connection:
        seen = journal.last_step(connection, "desk").step
    for verb, which, n in verbs:
        before = content(house)
        with house.reading() as connection:
            ids = [record.id for record in some(connection, study, select_of(study, removed=True))]
        try:
            match verb:
                case "add":
                    house.save("study", {"date": day("2025-01-01"), "title": f"会{n}", "bodies": (branch,) * (n % 2)},
                               roll={people[n % 3]: "present"})
                case "state":
                    house.step(lambda door, n=n: door.put(     # type: ignore[misc]
                        "stated", {"figure": "a.b", "period": "2025", "scope": ""},
                        {"amount": str(n), "unit": "次", "because": "试"} if n % 4 else None))
                case _ if not ids:
                    continue
                case "change":
                    house.save("study", {"hours": Decimal(n), "note": f"注{n}" if n % 2 else None}, id=ids[which % len(ids)])
                case "roll":
                    house.save("study", {}, id=ids[which % len(ids)], roll={people[n % 3]: "leave", people[0]: "present"})
                case "remove" | "restore":
                    chosen = ids[which % len(ids)]
                    house.step(lambda door, verb=verb, at=chosen: getattr(door, verb)(study, at))
        except Refusal:
            continue
        with house.reading() as connection:
            last = journal.last_step(connection, "desk")
        if last.step != seen:                              # a verb that changed nothing leaves no step
            steps.append((last.step, before))
            seen = last.step
    for step, before in reversed(steps):
        with house.reading() as connection:
            assert journal.last_step(connection, "desk").step == step
        house.undo()
        assert content(house) == before
    with house.reading() as connection:
        assert not list(chain.breaks(connection))


def test_reasons_are_kept_for_those_who_are_away_and_come_back_with_undo(house: House) -> None:
    people = [house.save("staff", {"name": name}) for name in ("张三", "李四")]
    id = house.save("study", {"date": day("2025-03-06"), "title": "会"}, roll={people[0]: "present", people[1]: "leave"},
                    reasons={people[0]: "在场的人没有事由", people[1]: " 出差 "})

    def reasons() -> object:
        with house.reading() as connection:
            return one(connection, house.catalogue.kind("study"), id).reasons

    assert reasons() == {people[1]: "出差"}
    house.save("study", {"title": "会议"}, id=id)
    assert reasons() == {people[1]: "出差"}
    house.save("study", {}, id=id, roll=dict.fromkeys(people, "present"))
    assert reasons() == {}
    house.undo()
    assert reasons() == {people[1]: "出差"}
