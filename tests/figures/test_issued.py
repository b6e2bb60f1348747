"""Comparisons with a year earlier: what the records count today, or what was sent back then, as the office chooses."""
from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

from partydesk.catalogue.catalogue import Catalogue, load
from partydesk.catalogue.period import Period
from partydesk.figures.ledger import Ledger
from tests.conftest import SMALL
from tests.house import House, day

pytestmark = pytest.mark.usefixtures("places")

BACK = dict(SMALL) | {"figures/back.toml": """
[chapter]
label = "回看"
tab   = "study"
[[figure]]
id = "back.previous"
label = "上年同期"
is = "previous(study.sessions)"
[[figure]]
id = "back.mixed"
label = "上年同期每人"
is = "previous(study.sessions / 2)"
[[figure]]
id = "back.records"
label = "上年同期按记录"
is = "previous(count(study))"
[[figure]]
id = "back.renamed"
label = "新名"
was = ["back.older"]
is = "count(study)"
[[figure]]
id = "back.of_renamed"
label = "上年新名"
is = "previous(back.renamed)"
"""}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(BACK)


@pytest.fixture
def house(catalogue: Catalogue) -> House:
    made = House(catalogue)
    made.save("branch", {"name": "甲支部"})
    made.save("staff", {"name": "张三", "body": 1})
    for when in ("2025-01-09", "2025-06-30", "2024-03-01"):
        made.save("study", {"date": day(when), "title": "会", "bodies": (1,)}, roll={1: "present"})
    return made


def send(house: House, number: int, at: str, period: str = "2024H1", scope: str = "", **amounts: str | None) -> None:
    figures = {id.replace("__", "."): {"amount": amount, "unit": "次"} for id, amount in amounts.items()}
    values: dict[str, Any] = {"at": at, "who": "王芳", "files": "{}", "content": json.dumps({"label": "总结", "figures": figures})}
    house.step(lambda door: door.put("issued", {"paper": "p", "period": period, "scope": scope, "number": str(number)}, values))


def choose(house: House, value: str) -> None:
    house.step(lambda door: door.put("setting", {"name": "previous"}, {"value": value}))


def ledger(house: House, scope: str = "") -> Ledger:
    return Ledger(house.reading(), house.catalogue, Period.read("2025H1"), scope)


def test_without_the_choice_records_are_counted(house: House) -> None:
    send(house, 1, "2024-07-01", study__sessions="4")
    assert ledger(house)["back.previous"].amount == 1
    choose(house, "counted")
    assert ledger(house)["back.previous"].amount == 1


def test_what_was_sent_is_taken_and_says_so(house: House) -> None:
    send(house, 1, "2024-07-01", study__sessions="4")
    choose(house, "issued")
    found = ledger(house)["back.previous"]
    assert (found.amount, found.parts[0].because) == (4, "取自定稿：2024年上半年，“总结”第1次")
    assert found.parts[0].text == "4次"
    growth = ledger(house)["study.growth"]
    assert growth.amount == Fraction(2, 4) - 1
    assert ledger(house)["back.mixed"].amount == 2
    assert ledger(house).before("study.sessions").amount == 4


def test_the_last_correction_counts(house: House) -> None:
    send(house, 1, "2024-07-01", study__sessions="4")
    send(house, 2, "2024-07-09", study__sessions="5")
    choose(house, "issued")
    assert ledger(house)["back.previous"].parts[0].because.endswith("第2次")
    assert ledger(house)["back.previous"].amount == 5


def test_the_last_correction_counts_though_the_clock_was_set_back(house: House) -> None:
    send(house, 9, "2030-01-01", study__sessions="4")
    send(house, 10, "2024-07-09", study__sessions="5")
    choose(house, "issued")
    assert ledger(house)["back.previous"].amount == 5


def test_where_nothing_was_sent_records_are_counted(house: House) -> None:
    choose(house, "issued")
    assert ledger(house)["back.previous"].amount == 1
    send(house, 1, "2024-07-01", study__sessions=None)
    assert ledger(house)["back.previous"].amount == 1
    send(house, 2, "2024-07-02", scope="someone", study__sessions="9")
    assert ledger(house)["back.previous"].amount == 1


def test_a_count_that_is_no_figure_was_never_sent(house: House) -> None:
    send(house, 1, "2024-07-01", study__sessions="4")
    choose(house, "issued")
    assert ledger(house)["back.records"].amount == 1


def test_a_figure_sent_under_its_old_name_is_found(house: House) -> None:
    send(house, 1, "2024-07-01", back__older="7")
    choose(house, "issued")
    assert ledger(house)["back.of_renamed"].amount == 7


def test_what_was_sent_is_read_once_for_a_period(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    send(house, 1, "2024-07-01", study__sessions="4")
    choose(house, "issued")
    loads = json.loads
    read: list[str] = []
    monkeypatch.setattr("partydesk.figures.ledger.json.loads", lambda text: read.append(text) or loads(text))
    values = ledger(house)
    assert [values[id].amount for id in ("back.previous", "study.growth", "back.mixed")] == [4, Fraction(-1, 2), 2]
    assert len(read) == 1
