"""Who or what is missing in a share: read off the formula, it always makes up the difference to the whole."""
from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from partydesk.catalogue import formula
from partydesk.catalogue.catalogue import load
from partydesk.catalogue.formula import Arithmetic
from partydesk.figures.value import Value
from partydesk.office import Office, forms
from partydesk.office.kept import shipped_forms
from partydesk.office.missing import gaps, shares, terms

PERIOD, TODAY = "2025H1", date(2025, 7, 3)
SHIPPED = load(shipped_forms())
RATIOS = tuple(id for id, figure in SHIPPED.figures.items() if any(
    isinstance(node, Arithmetic) and node.op == "/" for node in formula.walk(figure.formula)))
NAMED = tuple(id for id in RATIOS if (tree := SHIPPED.figures[id].formula) in tuple(shares(tree, SHIPPED))
              and isinstance(tree, Arithmetic) and terms(tree.left, SHIPPED) and terms(tree.right, SHIPPED))


def test_most_shares_of_the_summary_can_name_what_is_missing() -> None:
    assert len(NAMED) >= 20
    assert {"study.coverage_rate", "practice.forum_progress", "org.pattern_all", "duty.full_coverage",
            "enforce.complaint_close_rate", "member.pledge_rate"} <= set(NAMED)


@pytest.fixture(scope="module")
def values(sample: Office) -> dict[str, Value]:
    return sample.figures(PERIOD)


@pytest.mark.parametrize("figure", NAMED)
def test_what_is_missing_makes_up_the_share(sample: Office, values: dict[str, Value], figure: str) -> None:
    value = values[figure]
    gap = gaps(sample, figure, PERIOD, today=TODAY)[0]
    assert not gap.average
    assert not gap.beyond
    assert value.amount == Fraction(gap.reached, gap.of)
    assert len(gap.absent) == gap.of - gap.reached
    assert len({(one.kind, one.id) for one in gap.absent}) == len(gap.absent)
    assert all(one.title and one.kind in {id for kind in sample.catalogue.kinds.values() for id in kind.ids} for one in gap.absent)


@pytest.mark.parametrize("figure", [id for id in RATIOS if id not in NAMED])
def test_where_nobody_can_be_named_nobody_is(sample: Office, figure: str) -> None:
    """Sums, readings and other years have no rows to miss; an average over people may."""
    for gap in gaps(sample, figure, PERIOD, today=TODAY):
        assert gap.average or gap.due or len(gap.absent) == gap.of - gap.reached


def test_the_people_without_study_are_those_on_no_roll(sample: Office) -> None:
    """The same in plain Python, over the records themselves."""
    there = {person for record in sample.records("study", rolls=True) if "2025-01-01" <= str(record.values["date"]) <= "2025-06-30"
             for person, status in record.roll.items() if status == "present"}
    standing = {record.id for record in sample.records("staff")
                if (record.values.get("since") or date.min) <= date(2025, 6, 30)
                and (record.values.get("until") or date.max) >= date(2025, 6, 30)}
    gap = gaps(sample, "study.coverage_rate", PERIOD, today=TODAY)[0]
    assert {one.id for one in gap.absent} == standing - there
    assert gap.says == "323 人中，320 人已计入，还有 3 人没有计入。"
    assert all(one.note for one in gap.absent)


def test_open_items_are_those_not_closed_by_the_last_day(sample: Office) -> None:
    opened = [record for kind, origin in (("problem", "survey"), ("suggestion", "forum")) for record in sample.records(kind)
              if record.values["origin"] == origin and date(2025, 1, 1) <= record.values["date"] <= date(2025, 6, 30)
              and not (record.values.get("closed") and record.values["closed"] <= date(2025, 6, 30))]
    gap = gaps(sample, "practice.forum_progress", PERIOD, today=TODAY)[0]
    assert {(one.kind, one.id) for one in gap.absent} == {(record.kind, record.id) for record in opened}


def test_what_was_due_and_not_held_can_be_entered(sample: Office) -> None:
    gap = gaps(sample, "study.group_sessions", PERIOD, today=TODAY)[-1]
    assert gap.due
    assert gap.of - gap.reached == len(gap.absent) > 0
    one = gap.absent[0]
    assert one.add is not None
    assert one.kind == "study"
    assert one.add["date"] == one.date


def test_an_average_names_those_who_have_nothing(office: Office) -> None:
    people = [office.save("staff", {"name": name, "since": date(2020, 1, 1)}) for name in ("甲", "乙", "丙")]
    office.save("note", {"date": date(2025, 3, 1), "person": people[0], "characters": 1000})
    gap = gaps(office, "study.notes_avg", PERIOD, today=TODAY)[0]
    assert gap.average
    assert [one.title for one in gap.absent] == ["乙", "丙"]
    assert gap.says == "3 人中，有 2 人这一期没有记录。"


def test_a_record_that_counts_without_belonging_is_told(office: Office) -> None:
    forms.add(office, "figures/own.toml", '''
[[figure]]
id   = "own.share"
label = "研讨与集中学习之比"
unit = "%"
is   = "count(study, form == 'seminar') / count(study, form == 'collective')"
''')
    for title, form in (("甲", "seminar"), ("乙", "collective")):
        office.save("study", {"date": date(2025, 3, 1), "title": title, "form": form, "mode": "fixed"})
    gap, = gaps(office, "own.share", PERIOD, today=TODAY)
    assert [one.title for one in gap.beyond] == ["甲"]
    assert [one.title for one in gap.absent] == ["乙"]
    assert gap.reached == 0
