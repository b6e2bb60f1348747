"""Every kind that is shipped: what its form asks for can be saved, comes out as Excel, and goes back in the same."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from partydesk.catalogue import fields
from partydesk.catalogue.catalogue import load
from partydesk.catalogue.fields import Blank
from partydesk.catalogue.kind import Kind
from partydesk.office import Office, proving
from partydesk.office.exchange import export_sheet, import_sheet
from partydesk.office.kept import shipped_forms
from tests.engines import Places

KINDS = tuple(load(shipped_forms()).kinds)


def enter(office: Office) -> dict[str, int]:
    """One of everything that a link can point at, namesakes among the people."""
    ids = {"body": office.save("branch", {"name": "第一党支部"})}
    ids["person"] = office.save("staff", {"name": "艾力·𬭎", "body": ids["body"], "party": "member"})
    office.save("staff", {"name": "艾力·𬭎", "party": "none"})
    ids["activity"] = office.save("theme_day", {"date": date(2025, 1, 8), "title": "活动", "bodies": (ids["body"],)})
    ids["item"] = office.save("problem", {"date": date(2025, 1, 9), "title": "事项", "origin": "survey"})
    return ids


@pytest.fixture(scope="module")
def peopled(places: Places) -> tuple[str, dict[str, int]]:
    """An office with these, made once."""
    place = places.new()
    with Office.create(place, desk="d") as office:
        ids = enter(office)
    return place, ids


Copy = Callable[[], Office]


@pytest.fixture
def copied(peopled: tuple[str, dict[str, int]], copy_of: Callable[[str], str]) -> Copy:
    """A copy of it, open."""
    def copy() -> Office:
        return Office.open(copy_of(peopled[0]), desk="d")
    return copy


@pytest.fixture
def ids(peopled: tuple[str, dict[str, int]]) -> dict[str, int]:
    """Whom and what to link to."""
    return dict(peopled[1])


def filled(blank: Blank, ids: dict[str, int]) -> Any:
    match blank:
        case fields.Text(lines=lines):
            return "=一 & <二>\n三" if lines > 1 else "=一 & <二>"
        case fields.Number(digits=digits, min=low):
            return max(Decimal(1), low or Decimal(1)) + (Decimal(5).scaleb(-digits) if digits else 0)
        case fields.Date():
            return date(2025, 6, 30)
        case fields.Choice(choices=choices):
            return list(choices)[-1]
        case fields.Flag():
            return False
        case fields.Link(to=to, many=many):
            return (ids[to],) if many else ids[to]
    raise AssertionError(type(blank))


def values_of(kind: Kind, ids: dict[str, int]) -> dict[str, Any]:
    return {blank.id: filled(blank, ids) for blank in kind.shown(2025)} | (
        {kind.of.began: date(2025, 6, 1)} if kind.of.began in kind.blanks else {})


@pytest.mark.parametrize("kind", KINDS)
def test_its_form_can_be_saved_and_makes_the_trip_through_excel(kind: str, copied: Copy, ids: dict[str, int], tmp_path: Path) -> None:
    office = copied()
    of = office.catalogue.kind(kind)
    roll = {ids["person"]: "leave"} if of.roll else None
    saved = office.save(kind, values_of(of, ids), roll=roll)
    out = tmp_path / "表.xlsx"
    export_sheet(office, kind, out)
    other = copied()
    before = other.count(kind)
    done = import_sheet(other, kind, out)
    assert done.bad == ()
    assert other.count(kind) == before + 1
    here, there = office.record(kind, saved), other.record(kind, saved)
    assert here.values == there.values
    assert here.roll == there.roll
    for one in (office, other):
        assert one.undo()
        assert proving.faults(one) == []
        one.close()


@pytest.mark.parametrize("kind", KINDS)
def test_its_bare_necessities_can_be_saved(kind: str, copied: Copy, ids: dict[str, int]) -> None:
    """What a clerk must fill in, and nothing else."""
    office = copied()
    of = office.catalogue.kind(kind)
    needed = {blank.id: filled(blank, ids) for blank in of.shown(2025) if blank.required and not blank.default}
    assert office.save(kind, needed)
    office.close()
