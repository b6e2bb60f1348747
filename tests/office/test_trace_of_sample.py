"""Every number of the sample can show where it comes from, and what it shows folds to the number."""
from __future__ import annotations

from fractions import Fraction

import pytest

from partydesk.catalogue.catalogue import Catalogue, load
from partydesk.office import Office
from partydesk.office.kept import shipped_forms
from partydesk.office.trace import Trace, trace

PERIOD = "2025H1"
FIGURES = tuple(load(shipped_forms()).figures)


def folded(node: Trace) -> Fraction | None:
    """The records of a node as its verb folds them."""
    amounts = [record.amount for record in node.records]
    match node.verb:
        case "sum" | "latest":
            return sum(amounts, Fraction(0)) if amounts else None
        case "mean":
            return sum(amounts, Fraction(0)) / len(amounts) if amounts else None
    return sum(amounts, Fraction(0))


@pytest.mark.parametrize("figure", FIGURES)
def test_the_records_shown_fold_to_the_number(sample: Office, figure: str) -> None:
    found = trace(sample, figure, PERIOD)
    assert found.text == sample.figures(PERIOD)[figure].text
    tallies = [node for node in found.walk() if node.verb]
    assert tallies, "a counted figure has records behind it"
    for node in tallies:
        assert folded(node) == node.amount
        assert len({(record.kind, record.id) for record in node.records}) == len(node.records)
        assert all(record.title for record in node.records)
        assert node.because


def test_the_records_shown_are_the_ones_that_pass_the_tests(sample: Office, shipped: Catalogue) -> None:
    """Beside the fold, the records themselves, picked by hand in plain Python for two figures."""
    studies = [record for record in sample.records("study") if record.values["form"] == "collective"
               and "2025-01-01" <= record.values["date"].isoformat() <= "2025-06-30"]
    assert {record.id for record in trace(sample, "study.group_sessions", PERIOD).records} == {
        record.id for record in studies}
    letters = [record for record in sample.records("responsibility_letter") if record.values["date"].year == 2025
               and record.values["date"].month <= 6 and record.values["status"] != "pending"]
    assert {record.id for record in trace(sample, "duty.letters", PERIOD).records} == {record.id for record in letters}
    assert shipped.figure("duty.letters").unit == "份"
