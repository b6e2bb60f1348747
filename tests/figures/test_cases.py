"""Records in, figures out: each file of cases/ is one, writable by whoever knows the domain.

[[record]] has `kind` and the blanks by id as a clerk would type them; `present = "全体"` or names fills the roll.
[expect."2025H1"] gives figures as they are printed; [expect."2025H1 甲支部"] those of one body and all below it.
"""
from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from partydesk.office import Office, by_blank
from partydesk.office.expected import expected
from partydesk.office.roll import LABELS

CASES = sorted(Path(__file__).with_name("cases").glob("*.toml"))


def enter(office: Office, record: dict[str, str]) -> None:
    kind = office.catalogue.kind(record.pop("kind"))
    named = {status: record.pop(status) for status in LABELS if status in record and status not in kind.known}
    defaults = {id: blank.default for id, blank in kind.blanks.items() if blank.default}
    values = by_blank.read(office, kind.id, defaults | record)
    roll: dict[int, str] = {}
    for status, names in named.items():
        people = ([one.id for one in expected(office, kind.id, values.get("bodies", ()), values["date"])]
                  if names == "全体" else [office.names.find("person", name) for name in names.split("、")])
        roll |= dict.fromkeys(people, status)
    office.save(kind.id, values, roll=roll or None)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_case(case: Path, office: Office) -> None:
    told: dict[str, Any] = tomllib.loads(case.read_text("utf-8"))
    with office.together(case.stem):
        for record in told["record"]:
            enter(office, record)
    for when, figures in told["expect"].items():
        period, _, scope = when.partition(" ")
        found = office.figures(period, scope)
        assert {id: found[id].text for id in figures} == figures, when


def test_there_are_cases() -> None:
    assert len(CASES) >= 5
