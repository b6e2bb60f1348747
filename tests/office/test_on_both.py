"""The sample office in a file and on a server: the same records, the same numbers with the same traces, the same papers."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from partydesk.errors import Refusal
from partydesk.office import Office, listing, printing
from partydesk.office.sample import make
from tests import server
from tests.engines import Files, Served

PERIODS = ("2025H1", "2024H1", "2024", "2025Q1", "2025-03", "2025-01-01..2025-05-31")


@pytest.fixture(scope="module")
def both(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Office]]:
    """The sample on either engine."""
    places = Files(tmp_path_factory.mktemp("both")), Served(server.cluster())
    one, other = (place.copy(place.shared("sample", make)) for place in places)
    with Office.open(one) as in_file, Office.open(other) as on_server:
        yield in_file, on_server


def test_the_records_are_the_same(both: tuple[Office, Office]) -> None:
    for kind in both[0].catalogue.kinds:
        one, other = ([(record.id, dict(record.values), dict(record.roll), dict(record.reasons))
                       for record in office.records(kind, rolls=True)] for office in both)
        assert one == other, kind


@pytest.mark.parametrize("period", PERIODS)
def test_every_figure_is_the_same(both: tuple[Office, Office], period: str) -> None:
    one, other = (office.figures(period) for office in both)
    assert len(one) == 156
    assert {id: (value.amount, value.text, value.records) for id, value in one.items()} == {
        id: (value.amount, value.text, value.records) for id, value in other.items()}


def test_every_figure_is_the_same_for_a_branch_and_has_the_same_rows(both: tuple[Office, Office]) -> None:
    branch = both[0].records("branch")[0].values["name"]

    def rows(office: Office) -> dict[str, object]:
        with office.ledger("2025H1", branch) as ledger:
            return {id: (value.text, [ledger.rows(fold) for fold in value.tallies()]) for id, value in ledger.items()}

    assert rows(both[0]) == rows(both[1])


def test_every_paper_of_a_period_reads_the_same(both: tuple[Office, Office]) -> None:
    printed = 0
    for paper in both[0].catalogue.papers.values():
        try:
            one, other = (printing.copies(office, paper.id, "2025H1") for office in both)
        except Refusal:                       # it wants something chosen first
            continue
        assert [copy.document for copy in one] == [copy.document for copy in other], paper.id
        printed += len(one)
    assert printed > 100


@pytest.mark.parametrize(("kind", "sort"), [("study", "title"), ("staff", "name"), ("problem", "owner"), ("study", "place")])
def test_lists_stand_in_the_same_order(both: tuple[Office, Office], kind: str, sort: str) -> None:
    one, other = (listing.ids(office, kind, sort=sort) for office in both)
    assert one == other
