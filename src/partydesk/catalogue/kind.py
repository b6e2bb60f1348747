"""A kind of record: what the office calls it, which shape it has, and the blanks on its form."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from functools import cached_property
from typing import Annotated, Literal

from .fields import FILLED, Blank, Declared, Field, Id, Words, declared, within
from .shapes import SHAPES, Shape, ShapeId
from .signing import Signing


@declared
class Rhythm(Declared):
    """How often something is due, held against what was held (三会一课 and the study days)."""

    every: Literal["day", "week", "month", "quarter", "half", "year"]
    on: Literal["monday", "tuesday", "wednesday", "thursday", "friday"] | None = None
    by: Id | None = None                     # due once for each body of this kind; None: once for the office
    where: str = ""                          # counts only records that pass this test


@declared
class Step(Declared):
    """What must follow within so many months, person by person, once a choice stands at `after` (发展党员 and the like)."""

    field: Id
    after: Id
    months: Annotated[int, within(1, 120)]
    then: Annotated[tuple[Id, ...], FILLED]  # any one of these will do; the first is what is asked for


@declared
class Column(Declared):
    """What a kind makes of a column of its shape: its label this year, and whether it must be filled in."""

    label: str = ""
    required: bool | None = None
    hint: str = ""
    default: str = ""
    also: tuple[Words, ...] = ()


@declared
class Kind(Declared):
    """One kind of record, declared in one file of forms/kinds."""

    id: Id
    label: Words
    tab: Id
    shape: ShapeId
    order: int = 100
    hint: str = ""                           # what belongs here: said on the empty page
    first: str = ""                          # a new office is asked for these, in these words
    under: Id | None = None                  # the kind of organisation that stands above these
    columns: dict[str, Column] = field(default_factory=dict)
    rhythm: Rhythm | None = None
    steps: tuple[Step, ...] = ()
    roll: str = ""                           # who is expected: standing(staff, …); empty: no roll
    invited: bool = False                    # who comes is chosen one by one: nobody is there until named
    outsiders: Id | None = None              # the text blank for guests who stand in no roster
    signing: Signing | None = None           # of papers that people sign: who owes one, and what stands in it
    was: tuple[Id, ...] = ()
    retired: int | None = None
    fields: tuple[Field, ...] = ()

    @property
    def of(self) -> Shape:
        return SHAPES[self.shape]

    @property
    def ids(self) -> tuple[str, ...]:
        """Every name that records of this kind have been kept under."""
        return (self.id, *self.was)

    @cached_property
    def blanks(self) -> Mapping[str, Blank]:
        """All that can stand on a form of this kind, in order: the shape's columns it uses, then its own fields."""
        used = [id for id in self.of.columns if id in self.of.always or id in self.columns]
        return {**{id: self._column(id) for id in used}, **{field.id: field for field in self.fields}}

    @cached_property
    def known(self) -> Mapping[str, Blank]:
        """All that a formula may name: the blanks, and every other column of the shape."""
        return {**self.of.columns, **self.blanks}

    def shown(self, year: int) -> tuple[Blank, ...]:
        """The blanks on the form of `year`: neither retired nor worked out by the program."""
        return tuple(blank for blank in self.blanks.values()
                     if not blank.derived and not (blank.retired and year > blank.retired))

    def _column(self, id: str) -> Field:
        said = self.columns.get(id, Column())
        changes = {name: value for name, value in vars(said).items() if value not in ("", None, ())}
        return replace(self.of.columns[id], **changes)
