"""The columns of a list: which a kind offers, which are shown before a clerk chooses, and how each adds up."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..catalogue import fields
from ..catalogue.fields import Blank
from ..catalogue.kind import Kind
from ..catalogue.showing import SHARES

ROLL = "roll"
"""The column of 实到/应到, on kinds that have a roll."""
LONG = 3
"""Lines from which on a text is no column unless a clerk asks for it."""
MONTH, YEAR = "@month", "@year"
"""Groups that are no column: the months and the years of the date."""


@dataclass(frozen=True)
class Column:
    """One column: its blank, none for the roll."""

    id: str
    label: str
    blank: Blank | None = None

    @property
    def numeric(self) -> bool:
        return self.blank is None or isinstance(self.blank, fields.Number)

    @property
    def adds(self) -> str:
        """How it is totalled: `sum`, `mean` (shares and what is worked out cannot be added), or not at all."""
        match self.blank:
            case fields.Number(derived=True):
                return "mean"
            case fields.Number(unit=unit):
                return "mean" if unit in SHARES else "sum"
        return ""


def offered(kind: Kind, year: int) -> tuple[Column, ...]:
    """All columns that a list of this kind can have, the telling ones first: when, what, who, then the rest."""
    shown = {blank.id: blank for blank in kind.shown(year)}
    if "closed" in shown and "working_days" in kind.known:
        shown["working_days"] = kind.known["working_days"]
    first = ["date", "person", "body"] if kind.shape == "fact" else ["date"]
    order = [*first, kind.of.name, *(id for id, blank in shown.items() if blank.required),
             *(id for id, blank in shown.items() if isinstance(blank, fields.Link)), *shown]
    found = [Column(id, shown[id].label, shown[id]) for id in dict.fromkeys(order) if id in shown]
    if kind.roll:
        found.insert(min(2, len(found)), Column(ROLL, "实到/应到"))
    return tuple(found)


def standard(kind: Kind, year: int) -> tuple[Column, ...]:
    """The columns before a clerk has chosen: all that fit in a line and are typed."""
    return tuple(column for column in offered(kind, year) if column.blank is None
                 or not column.blank.derived and getattr(column.blank, "lines", 1) < LONG)


def chosen(kind: Kind, year: int, ids: Iterable[str]) -> tuple[Column, ...]:
    """The columns with these ids in their order, as far as they are there still; the standard ones if none is."""
    here = {column.id: column for column in offered(kind, year)}
    return tuple(here[id] for id in dict.fromkeys(ids) if id in here) or standard(kind, year)


def groupings(kind: Kind, year: int) -> tuple[tuple[str, str], ...]:
    """What a list can be grouped by, id and label: months, years, organisations, people, choices, yes or no."""
    found = [(MONTH, "月份"), (YEAR, "年份")] if "date" in kind.known else []
    found += [(blank.id, blank.label) for blank in kind.shown(year)
              if isinstance(blank, fields.Choice | fields.Flag) or isinstance(blank, fields.Link) and blank.to in ("body", "person")]
    return tuple(found)


def wide(columns: Sequence[Column]) -> dict[str, int]:
    """How many characters each column should show."""
    return {column.id: 5 if column.blank is None else _wide(column.blank) for column in columns}


def _wide(blank: Blank) -> int:
    match blank:
        case fields.Date():
            return 6
        case fields.Number() | fields.Flag():
            return 4
        case fields.Choice():
            return min(8, max(map(len, blank.choices.values())))
        case fields.Link(to="person"):
            return 5
        case fields.Link(many=True):
            return 9
        case fields.Link():
            return 8
        case fields.Text() if blank.id == "title" or blank.lines > 1:
            return 17
        case fields.Text() if blank.id == "name":
            return 9
        case fields.Text() if blank.label.endswith(("文号", "编号")):
            return 11                         # they differ at the end
    return 8
