"""Who is called what: kept over writes, and never longer than it is true."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import Row, Select

from partydesk.errors import Refusal
from partydesk.office import Office
from partydesk.records.register import FEW, Register
from tests.desk.conftest import fill


@pytest.fixture
def office(new_place: Callable[[], str]) -> Iterator[Office]:
    with Office.create(new_place(), "甲", who="甲", desk="desk-one") as made:
        fill(made)
        yield made


@pytest.fixture
def asked(office: Office, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every question that is put to the database for names."""
    said: list[str] = []
    put = office._rows

    def rows(query: Select[Any]) -> Sequence[Row[Any]]:
        said.append(str(query.get_final_froms()[0]))
        return put(query)

    monkeypatch.setattr(office, "_rows", rows)
    return said


def test_a_write_makes_only_its_own_shape_be_read_again(office: Office, asked: list[str]) -> None:
    person, branch, problem = (office.records(kind)[0] for kind in ("staff", "branch", "problem"))
    assert [office.names.name("person", person.id), office.names.name("body", branch.id)] == ["张三", "第一党支部"]
    asked.clear()
    office.save("problem", {"title": "会议很多"}, id=problem.id)
    assert [office.names.name("person", person.id), office.names.name("body", branch.id)] == ["张三", "第一党支部"]
    assert asked == ["change"]
    office.save("staff", {"name": "章三"}, id=person.id)
    assert (office.names.name("person", person.id), office.names.find("person", "章三")) == ("章三", person.id)
    assert office.names.name("body", branch.id) == "第一党支部"
    assert asked == ["change", "change", "person"]


def test_undo_and_redo_are_followed(office: Office) -> None:
    person = office.records("staff")[0]
    office.names.name("person", person.id)
    office.save("staff", {"name": "章三"}, id=person.id)
    assert office.names.name("person", person.id) == "章三"
    office.undo()
    assert office.names.name("person", person.id) == "张三"
    with pytest.raises(Refusal):
        office.names.find("person", "章三")


def test_what_another_desk_wrote_is_seen_with_the_next_write_here(office: Office) -> None:
    person, problem = office.records("staff")[0], office.records("problem")[0]
    assert office.names.name("person", person.id) == "张三"
    with Office.open(office.place, who="乙", desk="desk-two") as other:
        other.save("staff", {"name": "章三"}, id=person.id)
    office.save("problem", {"title": "会议很多"}, id=problem.id)
    assert office.names.name("person", person.id) == "章三"


def test_one_name_among_many_is_looked_up_alone(office: Office, asked: list[str]) -> None:
    study = office.records("study")[0]
    assert office.names.name("activity", study.id) == study.values["title"] == office.names.name("activity", study.id)
    assert office.names.name("activity", 10_000) == "（编号 10000）"
    assert asked == ["change", "activity", "activity"]
    office.save("study", {"title": "学习纪律"}, id=study.id)
    assert office.names.name("activity", study.id) == "学习纪律"
    office.remove("study", study.id)
    assert office.names.name("activity", study.id) == f"（编号 {study.id}）"


def test_many_names_are_read_at_once(office: Office, asked: list[str]) -> None:
    for id in range(1, FEW + 50):
        office.names.name("activity", id)
    assert asked.count("activity") == FEW + 1


def test_what_was_read_while_it_was_forgotten_is_not_kept(office: Office) -> None:
    """Another thread renames someone between the question and its answer."""
    person = office.records("staff")[0]
    put = office._rows

    def rows(query: Select[Any]) -> Sequence[Row[Any]]:
        found = put(query)
        if str(query.get_final_froms()[0]) == "person" and not renamed:
            renamed.append(True)
            office.save("staff", {"name": "章三"}, id=person.id)
            register.follow()
        return found

    renamed: list[bool] = []
    register = Register(rows)
    assert register.name("person", person.id) == "张三"
    assert register.name("person", person.id) == "章三"
