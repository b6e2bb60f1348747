"""Rows between the list and Excel by the clipboard: what is copied, and what is pasted."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..catalogue.kind import Kind
from . import listing
from .columns import Column
from .exchange import Imported, take
from .office import Office
from .printing import Told

MOST = 20_000
"""Records copied at once."""


@dataclass(frozen=True)
class Copied:
    """The same rows as text and as a page, and how many."""

    text: str
    page: str
    count: int


def copied(office: Office, kind: str, ids: Sequence[int], columns: Sequence[Column]) -> Copied:
    """Records as a table with its heads, as the list shows them, long texts whole."""
    from ..sheets import clipboard
    shown = listing.texts(office, kind, ids[:MOST], columns, lines=True)
    rows = [[column.label for column in columns],
            *([shown[id].get(column.id, "") for column in columns] for id in ids[:MOST] if id in shown)]
    return Copied(clipboard.text(rows), clipboard.page(rows, [column.numeric and column.blank is not None for column in columns]),
                  len(rows) - 1)


def paste(office: Office, kind: str, text: str, columns: Sequence[Column], *, dry_run: bool = False,
          told: Told | None = None) -> Imported:
    """Rows copied in Excel as new records: the good ones in one step, the bad ones listed; without heads, as the columns stand."""
    from ..sheets import clipboard
    of = office.catalogue.kind(kind)
    return take(office, of, clipboard.read(of, text, [column.id for column in columns]), f"粘贴{of.label}",
                dry_run=dry_run, told=told)


def laid(kind: Kind, text: str, columns: Sequence[Column]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """What is about to be pasted, to be looked at: the heads under which it would go, and each row with its number."""
    from ..sheets import clipboard
    rows = list(clipboard.read(kind, text, [column.id for column in columns]))
    ids = list(dict.fromkeys(id for row in rows for id in row.texts))
    return [kind.known[id].label for id in ids], [(row.number, [row.texts.get(id, "") for id in ids]) for row in rows]
