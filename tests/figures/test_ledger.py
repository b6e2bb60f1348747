"""Values with their reasons: stated numbers, comparisons with a year earlier, what is not known, and scope."""
from __future__ import annotations

from fractions import Fraction

import pytest

from partydesk.catalogue.catalogue import Catalogue, load
from partydesk.catalogue.period import Period
from partydesk.figures.ledger import Ledger
from partydesk.records.tables import body
from tests.conftest import SMALL
from tests.house import House, day

pytestmark = pytest.mark.usefixtures("places")

H1 = Period.read("2025H1")


@pytest.fixture
def house(small: Catalogue) -> House:
    made = House(small)
    made.save("branch", {"name": "甲支部"})
    made.save("branch", {"name": "乙支部"})
    for name, home in (("张三", 1), ("李四", 1), ("王五", 2)):
        made.save("staff", {"name": name, "body": home})
    for when, roll in (("2025-01-09", {1: "present", 2: "present"}), ("2025-06-30", {1: "present", 3: "leave"}),
                       ("2024-03-01", {1: "present"})):
        made.save("study", {"date": day(when), "title": "会", "bodies": (1,)}, roll=roll)
    return made


def ledger(house: House, period: Period = H1, scope: str = "") -> Ledger:
    return Ledger(house.reading(), house.catalogue, period, scope)


def test_a_figure_says_how_it_was_reached(house: House) -> None:
    coverage = ledger(house)["study.coverage"]
    assert (coverage.text, coverage.records) == ("67%", 5)
    assert coverage.because == "“学习”涉及的人数（一人计一次）÷期末在册的“干部”人数"
    assert [part.amount for part in coverage.parts] == [2, 3]


def test_growth_is_on_the_same_period_a_year_earlier(house: House) -> None:
    growth = ledger(house)["study.growth"]
    assert (growth.amount, growth.text) == (Fraction(1), "100%")
    assert [str(part.period) for part in growth.parts] == ["2025H1", "2024H1"]


def test_a_figure_that_only_looks_back_shows_the_records_of_back_then() -> None:
    looking = dict(SMALL) | {"figures/back.toml": """
[chapter]
label = "回看"
tab   = "study"
[[figure]]
id = "back.previous"
label = "上年同期"
is = "previous(count(study))"
[[figure]]
id = "back.last"
label = "上年"
is = "year_end(study.sessions)"
"""}
    house = House(load(looking))
    ids = [house.save("study", {"date": day(when), "title": "会"}) for when in ("2024-03-01", "2024-09-01", "2025-03-01")]
    values = ledger(house)
    for figure, wanted in (("back.previous", ids[:1]), ("back.last", ids[:2])):
        (fold,) = values[figure].tallies()
        assert values[figure].amount == len(wanted)
        assert [id for id, _ in values.rows(fold)] == wanted


def test_growth_on_nothing_is_not_known_and_says_so(house: House) -> None:
    growth = ledger(house, Period.read("2024H1"))["study.growth"]
    assert growth.missing
    assert growth.text == "【待补：学习次数同比】"


def test_nothing_measured_is_not_zero(house: House) -> None:
    values = ledger(house)
    assert values["reading.mean"].missing
    assert values["problem.closed"].missing
    assert values["study.heads"].amount == 3


def test_a_stated_number_wins_keeps_its_reason_and_feeds_what_is_built_on_it(house: House) -> None:
    house.step(lambda door: door.put("stated", {"figure": "study.sessions", "period": "2024H1", "scope": ""},
                                     {"amount": "4", "unit": "次", "because": "上年总结"}))
    values = ledger(house)
    before = values.at("study.sessions", Period.read("2024H1"))
    assert (before.stated, before.because, before.records, before.text) == (True, "上年总结", 0, "4次")
    assert values["study.growth"].amount == Fraction(-1, 2)


def test_a_reason_alone_leaves_the_number_counted(house: House) -> None:
    house.step(lambda door: door.put("stated", {"figure": "study.sessions", "period": "2025H1", "scope": ""},
                                     {"amount": None, "unit": None, "because": "集中补课"}))
    values = ledger(house)
    assert (values["study.sessions"].text, values["study.sessions"].stated) == ("2次", False)
    assert values.reason("study.sessions") == "集中补课"


def test_a_scope_is_a_body_and_all_below_it(house: House) -> None:
    with house.reading() as connection:
        uids = [row.uid for row in connection.execute(body.select().order_by(body.c.id))]
    first, second = (ledger(house, scope=uid) for uid in uids)
    assert (first["study.sessions"].amount, second["study.sessions"].amount) == (2, 0)
    assert (first["study.coverage"].text, second["study.coverage"].text) == ("全覆盖", "0%")


def test_people_and_bodies_are_as_they_stood_on_the_last_day(house: House) -> None:
    house.save("staff", {"until": day("2025-06-30")}, id=2)
    house.save("staff", {"name": "后来", "since": day("2025-07-01")})
    assert ledger(house)["study.coverage"].parts[1].amount == 3
    assert ledger(house, Period.read("2025H2"))["study.coverage"].parts[1].amount == 3
    assert ledger(house, Period.read("2025H2")).rows(
        ledger(house, Period.read("2025H2"))["study.coverage"].parts[1]) == [(1, 1), (3, 1), (4, 1)]


def test_removed_records_are_not_counted(house: House) -> None:
    house.step(lambda door: door.remove(house.catalogue.kind("study"), 1))
    assert ledger(house)["study.sessions"].amount == 1


def test_equal_tallies_are_counted_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []
    real = Ledger._run
    monkeypatch.setattr(Ledger, "_run", lambda self, *a: runs.append(a) or real(self, *a))  # type: ignore[func-returns-value]
    values = ledger(house)
    assert values["study.growth"].amount
    assert values["study.sessions"].amount
    assert len(runs) == 2


def test_a_figure_by_its_older_name_keeps_what_was_stated() -> None:
    renamed = dict(SMALL) | {"figures/all.toml": SMALL["figures/all.toml"].replace(
        'id    = "study.heads"', 'id    = "study.visits"\nwas   = ["study.heads"]')}
    house = House(load(renamed))
    house.step(lambda door: door.put("stated", {"figure": "study.heads", "period": "2025H1", "scope": ""},
                                     {"amount": "9", "unit": None, "because": "旧"}))
    assert ledger(house)["study.visits"].text == "9人次"


def test_every_shipped_figure_has_a_value_or_says_what_is_missing_on_an_empty_office(shipped: Catalogue) -> None:
    house = House(shipped)
    for id, value in ledger(house).items():
        assert value.id == id
        assert value.missing == value.text.startswith("【待补：")
        assert value.because
