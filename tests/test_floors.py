"""The floors of the house: which room may import which. One sentence a rule."""
from __future__ import annotations

import pytest
from pytest_archon import archrule

BELOW = {
    "catalogue": ["errors"],
    "records": ["catalogue", "errors", "placed", "writing"],
    "figures": ["records", "catalogue", "errors"],
    "papers": ["catalogue", "errors", "placed", "places", "writing"],
    "sheets": ["catalogue", "errors"],
    "office": ["figures", "papers", "sheets", "records", "catalogue", "errors", "placed", "places", "writing"],
    "desk": ["office", "catalogue", "errors", "places"],
    "cli": ["desk", "office", "catalogue", "errors"],
    "errors": [],
    "places": ["placed", "writing"],
    "writing": ["placed"],
    "placed": [],
}


@pytest.mark.parametrize(("room", "below"), BELOW.items())
def test_a_room_imports_only_what_is_below_it(room: str, below: list[str]) -> None:
    (archrule(f"{room} stands on {'、'.join(below) or 'nothing'}")
     .match(f"partydesk.{room}", f"partydesk.{room}.*")
     .may_import("partydesk", *(f"partydesk.{name}" for name in [room, *below]),
                 *(f"partydesk.{name}.*" for name in [room, *below]))
     .should_not_import("partydesk.*")
     .check("partydesk", only_direct_imports=True))


def test_only_the_desk_knows_qt() -> None:
    (archrule("no Qt below the desk").match("partydesk*").exclude("partydesk.desk", "partydesk.desk.*")
     .should_not_import("PySide6", "PySide6.*").check("partydesk", only_direct_imports=True))


def test_only_records_figures_and_the_office_know_sql() -> None:
    (archrule("no SQL in words, sheets, the vocabulary or the window")
     .match("partydesk.papers*", "partydesk.sheets*", "partydesk.catalogue*", "partydesk.desk*", "partydesk.cli*")
     .should_not_import("sqlalchemy", "sqlalchemy.*", "sqlcipher3*").check("partydesk", only_direct_imports=True))


def test_the_vocabulary_needs_only_pydantic() -> None:
    (archrule("the catalogue stands on the standard library and pydantic").match("partydesk.catalogue*")
     .should_not_import("jinja2*", "docx*", "openpyxl*", "alembic*", "tomlkit*")
     .check("partydesk", only_direct_imports=True))
