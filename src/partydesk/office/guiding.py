"""The guided beginning of an office: its organisations, typed line by line, and then its people."""
from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ..catalogue.kind import Kind
from ..catalogue.text import clean
from ..errors import Refusal
from .office import Office


@dataclass(frozen=True)
class Asked:
    """A kind that a new office is asked for: what to write, and what is entered already."""

    kind: str
    label: str
    says: str
    names: tuple[str, ...]


def bodies(office: Office) -> list[Asked]:
    """The kinds of organisation that a new office is asked for, in their order."""
    return [_asked(office, kind) for kind in _first(office, "body")]


def people(office: Office) -> Asked | None:
    """The roster that a new office is asked for."""
    return next((_asked(office, kind) for kind in _first(office, "person")), None)


def enter(office: Office, names: Mapping[str, Sequence[str]], gone: Mapping[str, Collection[str]] | None = None) -> int:
    """Enter the organisations that are not there yet, in one step; returns how many.

    `names` by kind. Those below are put under the one above, where there is just one. `gone` were entered before and
    are struck out: into the recycle bin. Raises `Refusal` for a name that is written twice, or struck out and in use.
    """
    for kind, wanted in names.items():
        if twice := {name for name in map(clean, wanted) if name and [*map(clean, wanted)].count(name) > 1}:
            raise Refusal(f"“{office.catalogue.kind(kind).label}”里“{'、'.join(sorted(twice))}”写了两遍")
    entered = 0
    with office.together("登记组织"):
        for of in _first(office, "body"):
            here = {record.values["name"] for record in office.records(of.id)}
            above = [record.id for record in office.records(of.under)] if of.under else []
            for name in filter(None, map(clean, names.get(of.id, ()))):
                if name not in here:
                    office.save(of.id, {"name": name} | ({"parent": above[0]} if len(above) == 1 else {}))
                    entered += 1
        for kind, struck in (gone or {}).items():
            for record in office.records(kind):
                if record.values["name"] in struck:
                    office.remove(kind, record.id)
    return entered


def _first(office: Office, shape: str) -> list[Kind]:
    return sorted((kind for kind in office.catalogue.kinds.values() if kind.first and kind.shape == shape),
                  key=lambda kind: kind.order)


def _asked(office: Office, kind: Kind) -> Asked:
    records = sorted(office.records(kind.id), key=lambda record: record.id)
    return Asked(kind.id, kind.label, kind.first, tuple(record.values["name"] for record in records))
