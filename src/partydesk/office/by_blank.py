"""A record as text, blank by blank: as a clerk types or pastes it, and as he reads it."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import Refusal, Refusals
from ..records.record import Record
from .office import Office


def read(office: Office, kind: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """What a clerk typed or pasted, by blank id, as values; `Refusals` for every blank that cannot be read."""
    of, names = office.catalogue.kind(kind), office.names
    values: dict[str, Any] = {}
    refusals: dict[str, str] = {}
    for id, text in texts.items():
        blank = of.known.get(id)
        if blank is None or blank.derived:
            known = "、".join(f"{blank.id}（{blank.label}）" for blank in of.blanks.values() if not blank.derived)
            refusals[id] = f"“{of.label}”没有“{id}”这一栏，可填：{known}"
            continue
        try:
            values[id] = blank.read(text, names)
        except Refusal as refusal:
            refusals[id] = str(refusal)
    if refusals:
        raise Refusals(refusals)
    return values


def show(office: Office, kind: str, found: Record) -> dict[str, str]:
    """A record as a clerk reads it: text by blank id."""
    names = office.names
    return {id: blank.show(found.values.get(id), names) for id, blank in office.catalogue.kind(kind).known.items()}
