"""清单: what a paper goes through entry by entry, declared as `[[list]]` in its head. The closed set of sorts.

Nothing new is asked of the records: a list is the rows of a tally, so that a table in a paper and the number of it can
not disagree.
"""
from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal

from .fields import Declared, Id, Only, Words, declared

if TYPE_CHECKING:
    from .formula import Both, Tally

TOTAL = "total"
"""The name by which a cross table is ordered by what its rows come to."""


def well_named_order(name: str) -> bool:
    """The id of a blank, or several with dots between, a minus before it for the other way round."""
    return all(part.isidentifier() for part in name.removeprefix("-").split("."))


Order = Annotated[str, Only(well_named_order, "“{}”不是栏目的编号；要倒序，前面加一个减号")]


Reached = Annotated[str, Only(well_named_order, "“{}”不是栏目的编号")]
"""The id of a blank, or what is known of someone whom it names: `person.branch`."""


@declared
class _Series(Declared):
    id: Id
    needed: bool = False                     # a copy without any entry here is not made


@declared
class _Tallied(_Series):
    of: Words                                # the tally whose rows these are
    on: Id | None = None                     # the blank by which a row belongs to whom the copy is made for
    order: tuple[Order, ...] = ()
    since: Literal["period", "year", "ever"] = "period"      # from when on it counts, to the period's last day

    @cached_property
    def tally(self) -> Tally | Both:
        """The tally; a `FormulaError` where `of` is none."""
        from .formula import Both, FormulaError, Tally, parse
        tree = parse(self.of)
        if not isinstance(tree, Tally | Both):
            raise FormulaError(f"清单要由一次计数数出，如 count({self.id})，现为“{self.of}”")
        return tree


@declared
class Records(_Tallied):
    """The records behind a tally, one entry each; with `group` by the value of a blank.

    `within` another such list, each entry of that one has those of this one that are tied `on` to it (风险点的防控措施);
    `needed` then leaves out the entries that have none. With `last` they are only those that are the newest of their kind
    for whom that blank names: where someone stands now.
    """

    type: Literal["records"] = "records"
    group: Reached | None = None
    within: Id | None = None
    last: Id | None = None


@declared
class Cross(_Tallied):
    """交叉表: what a tally comes to by two blanks, or the last date of each; rows in the order of what they come to."""

    type: Literal["cross"]
    rows: Reached
    columns: Reached | None = None
    cell: Literal["sum", "date"] = "sum"
    first: int | None = None                 # so many rows, and those level with the last


@declared
class Due(_Series):
    """应办已办: what a kind with a rhythm owed, stretch by stretch, for each organisation."""

    type: Literal["due"]
    kind: Id


@declared
class Numbers(_Series):
    """数据项: every figure of the period with its value and how it was counted, chapter by chapter."""

    type: Literal["numbers"]


Series = Records | Cross | Due | Numbers

SORTS = ("records", "cross", "due", "numbers")
"""What `type` may be; no place in a form, as little as the types of fields."""
