"""All figures of a half-year on a ten-year office, beside the same numbers by hand-written SQL on the raw driver."""
from __future__ import annotations

from pathlib import Path

from partydesk.catalogue.catalogue import load
from partydesk.catalogue.period import Period
from partydesk.figures.ledger import Ledger
from partydesk.office.kept import shipped_forms
from partydesk.records.engine import engine_of

from . import tenyears
from .byhand import ByHand
from .timing import Ratio, pair

PERIOD = Period.half(2025)


def ratio(folder: Path, runs: int = 7) -> Ratio:
    catalogue = load(shipped_forms())
    path = folder / "ten-years.partydesk"
    tenyears.make(path, catalogue)
    engine = engine_of(path)
    with engine.connect().execution_options(reading=True) as connection:
        by_hand = ByHand(connection.connection.cursor(), catalogue)

        def ours() -> dict[str, object]:
            return {id: value.amount for id, value in Ledger(connection, catalogue, PERIOD).items()}

        def floor() -> dict[str, object]:
            return dict(by_hand.all(PERIOD))

        a, b = ours(), floor()
        differ = {id: (a[id], b[id]) for id in a if a[id] != b[id]}
        if differ:
            raise AssertionError(f"the two do not agree: {differ}")
        found = pair("156 figures", ours, floor, "<= 2", "hand-written SQL, raw driver", runs)
    engine.dispose()
    return found
