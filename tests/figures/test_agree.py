"""What SQL says and what plain Python says must be one number, and its rows must fold to it."""
from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partydesk.catalogue.catalogue import load
from partydesk.catalogue.formula import Both, Tally, Test
from partydesk.catalogue.period import Period
from partydesk.figures.ledger import Ledger
from partydesk.records.record import select_of, some
from partydesk.records.tables import body
from tests.conftest import SMALL
from tests.figures.plain import Plain
from tests.house import House, day

pytestmark = pytest.mark.usefixtures("places")

CATALOGUE = load(SMALL)
PERIOD = Period.read("2025H1")
PEOPLE, BODIES = 5, 4                           # bodies: 1 ← 2 ← 3, and 4 apart

dates = st.dates(day("2024-12-25"), day("2025-07-05")) | st.sampled_from([PERIOD.start, PERIOD.end])
maybe = dates | st.none()
people = st.integers(1, PEOPLE) | st.none()
bodies = st.integers(1, BODIES) | st.none()
numbers = st.none() | st.integers(0, 40).map(lambda n: Decimal(n) / 2)
STATUS = st.sampled_from(["present", "present", "leave", "excluded", "guest"])

RECORDS = st.one_of(
    st.fixed_dictionaries({"kind": st.just("study"), "date": dates, "title": st.just("会"), "hours": numbers,
                           "bodies": st.lists(st.integers(1, BODIES), unique=True, max_size=3).map(tuple),
                           "form": st.sampled_from(["collective", "seminar", None]), "open": st.booleans() | st.none(),
                           "times": st.sampled_from([None, None, 3]), "heads": st.sampled_from([None, 7]),
                           "roll": st.dictionaries(st.integers(1, PEOPLE), STATUS, max_size=4)}),
    st.fixed_dictionaries({"kind": st.just("problem"), "date": dates, "title": st.just("题"), "owner": people,
                           "body": bodies, "weight": st.none() | st.integers(-3, 9).map(Decimal), "closed": maybe,
                           "told": maybe, "level": st.sampled_from(["high", "low", None]),
                           "grave": st.booleans() | st.none()}),
    st.fixed_dictionaries({"kind": st.just("reading"), "date": dates, "person": people, "body": bodies,
                           "until": maybe, "value": numbers}),
    st.fixed_dictionaries({"kind": st.just("letter"), "date": dates, "person": people, "until": maybe,
                           "status": st.sampled_from(["pending", "signed"])}))

compare = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
equal = st.sampled_from(["==", "!="])
halves = st.integers(0, 40).map(lambda n: Decimal(n) / 2)
TESTS: dict[str, st.SearchStrategy[Test]] = {
    "study": st.one_of(
        st.builds(Test, st.just("form"), equal, st.sampled_from(["collective", "seminar", None])),
        st.builds(Test, st.just("form"), st.just("in"), st.sampled_from([("seminar",), ("collective", "seminar")])),
        st.builds(Test, st.just("hours"), compare, halves), st.builds(Test, st.just("hours"), equal, st.none()),
        st.builds(Test, st.just("open"), equal, st.booleans() | st.none()),
        st.builds(Test, st.just("times"), equal, st.just(Decimal(3)) | st.none())),
    "problem": st.one_of(
        st.builds(Test, st.just("done"), equal, st.booleans()), st.builds(Test, st.just("grave"), equal, st.booleans()),
        st.builds(Test, st.just("weight"), compare, st.integers(-3, 9).map(Decimal)),
        st.builds(Test, st.just("level"), equal, st.sampled_from(["high", "low"])),
        st.builds(Test, st.just("told"), compare, dates.map(str)), st.builds(Test, st.just("closed"), compare, dates.map(str)),
        st.builds(Test, st.just("told"), equal, st.none()),
        st.builds(Test, st.just("working_days"), compare, st.integers(0, 30).map(Decimal))),
    "reading": st.builds(Test, st.just("value"), compare, halves),
    "letter": st.builds(Test, st.just("status"), equal, st.sampled_from(["pending", "signed"])),
    "staff": st.builds(Test, st.just("age"), compare, st.integers(30, 40).map(Decimal)),
    "branch": st.builds(Test, st.just("name"), equal, st.just("支部2")),
}


def tally(verb: str, kind: str, field: str | None = None, first: int | None = None) -> st.SearchStrategy[Tally]:
    tests = st.lists(TESTS[kind], max_size=2).map(tuple)
    return st.builds(Tally, st.just(verb), st.just(kind), st.just(field), tests, st.just(first))


WHO = st.one_of(tally("people", "study"), tally("people", "problem"), tally("people", "reading"), tally("people", "letter"),
                tally("people", "staff"), tally("standing", "staff"), tally("top", "reading", "value", 2))
TALLIES = st.one_of(
    *(tally("count", kind) for kind in TESTS), *(tally("standing", kind) for kind in TESTS if kind != "study"),
    tally("held", "study"), tally("heads", "study"), tally("units", "study"), tally("units", "problem"),
    tally("units", "branch"), *(tally(verb, kind, field) for verb in ("sum", "mean", "latest")
                                for kind, field in (("study", "hours"), ("problem", "weight"), ("reading", "value"))),
    WHO, st.builds(Both, WHO, WHO))
BORN = st.lists(st.none() | st.dates(day("1984-01-01"), day("1995-12-31")) | st.just(day("1988-02-29")) | st.just(
    day("1989-06-30")), min_size=PEOPLE, max_size=PEOPLE)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(RECORDS, max_size=7), BORN, st.lists(bodies, min_size=PEOPLE, max_size=PEOPLE),
       st.lists(TALLIES, min_size=4, max_size=10), st.sampled_from([None, 2]),
       st.sampled_from(["2025H1", "2025-06", "2024", "2025-01-01..2025-06-29"]))
def test_sql_and_plain_python_agree(records: list[dict[str, Any]], born: list[Any], homes: list[int | None],
                                    tallies: list[Tally | Both], within: int | None, when: str) -> None:
    House.places.sweep()                      # of the example before
    house = House(CATALOGUE)
    for n, parent in enumerate((None, 1, 2, None), 1):
        house.save("branch", {"name": f"支部{n}", "parent": parent})
    for n in range(PEOPLE):
        house.save("staff", {"name": f"人{n}", "born": born[n], "body": homes[n]})
    for record in records:
        given_ = dict(record)
        kind, roll = given_.pop("kind"), given_.pop("roll", None)
        for began, ceased in (("date", "closed"), ("date", "until")):
            if given_.get(ceased) and given_[ceased] < given_[began]:
                given_[ceased] = given_[began]
        house.save(kind, given_, roll=roll)
    period = Period.read(when)
    with house.reading() as connection:
        everything = [record for kind in CATALOGUE.kinds.values() for record in some(connection, kind, select_of(kind))]
        uid = connection.execute(body.select().where(body.c.id == within)).one().uid if within else ""
        plain = Plain(dict(CATALOGUE.kinds), everything, {2, 3} if within else None)
        ledger = Ledger(connection, CATALOGUE, period, uid)
        for each in tallies:
            value = ledger.reach(each)
            assert value.amount == plain.value(each, period), each
            rows = ledger.rows(value)
            assert len(rows) == value.records
            folded: Fraction | None = sum((amount for _, amount in rows), Fraction(0))
            if isinstance(each, Tally) and each.verb in ("sum", "mean", "latest") and not rows:
                folded = None
            elif isinstance(each, Tally) and each.verb == "mean" and folded is not None:
                folded /= len(rows)
            assert folded == value.amount, each
