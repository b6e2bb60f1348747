"""Every kind that is shipped: what its form asks for can be saved, comes out as Excel, and goes back in the same."""
from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from partydesk.catalogue import fields
from partydesk.catalogue.catalogue import load
from partydesk.catalogue.fields import Blank
from partydesk.catalogue.kind import Kind
from partydesk.office import Office
from partydesk.office.exchange import export_sheet, import_sheet
from partydesk.office.office import shipped_forms

KINDS = tuple(load(shipped_forms()).kinds)


def peopled(path: Path) -> tuple[Office, dict[str, int]]:
    """An office with one of everything that a link can point at, namesakes among the people."""
    office = Office.create(path, desk="d")
    ids = {"body": office.save("branch", {"name": "第一党支部"})}
    ids["person"] = office.save("staff", {"name": "艾力·𬭎", "body": ids["body"], "party": "member"})
    office.save("staff", {"name": "艾力·𬭎", "party": "none"})
    ids["activity"] = office.save("theme_day", {"date": date(2025, 1, 8), "title": "活动", "bodies": (ids["body"],)})
    ids["item"] = office.save("problem", {"date": date(2025, 1, 9), "title": "事项", "origin": "survey"})
    return office, ids


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
def test_its_form_can_be_saved_and_makes_the_trip_through_excel(kind: str, tmp_path: Path) -> None:
    office, ids = peopled(tmp_path / "one.partydesk")
    of = office.catalogue.kind(kind)
    roll = {ids["person"]: "leave"} if of.roll else None
    saved = office.save(kind, values_of(of, ids), roll=roll)
    out = tmp_path / "表.xlsx"
    export_sheet(office, kind, out)
    other, same = peopled(tmp_path / "two.partydesk")
    assert same == ids
    before = other.count(kind)
    done = import_sheet(other, kind, out)
    assert done.bad == ()
    assert other.count(kind) == before + 1
    here, there = office.record(kind, saved), other.record(kind, saved)
    assert here.values == there.values
    assert here.roll == there.roll
    for one in (office, other):
        assert one.undo()
        assert one.faults() == []
        one.close()


@pytest.mark.parametrize("kind", KINDS)
def test_its_bare_necessities_can_be_saved(kind: str, tmp_path: Path) -> None:
    """What a clerk must fill in, and nothing else."""
    office, ids = peopled(tmp_path / "one.partydesk")
    of = office.catalogue.kind(kind)
    needed = {blank.id: filled(blank, ids) for blank in of.shown(2025) if blank.required and not blank.default}
    assert office.save(kind, needed)
    office.close()
