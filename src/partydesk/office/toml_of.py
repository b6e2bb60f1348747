"""Forms as text, changed as a careful person would: what is not touched, and every comment, stays as it was written."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

Document = tomlkit.TOMLDocument


def anew(comment: str, entries: Mapping[str, Any]) -> str:
    """A new form: a line that says what it is for, tables by name, lists of tables for what comes several times."""
    document = tomlkit.document()
    document.add(tomlkit.comment(comment))
    for name, entry in entries.items():
        document.add(tomlkit.nl())
        document.add(name, tables(entry) if isinstance(entry, list) else table(entry))
    return tomlkit.dumps(document)


def table(entry: Mapping[str, Any]) -> Table:
    """One declared thing; what is empty is left out, inner tables are written on their line."""
    made = tomlkit.table()
    for name, value in entry.items():
        if value is None or value == "" or value == () or value == {} or value is False:
            continue
        if isinstance(value, Mapping):
            inner = tomlkit.inline_table()
            inner.update(value)
            made.add(name, inner)
        else:
            made.add(name, list(value) if isinstance(value, tuple) else value)
    return made


def tables(entries: list[Mapping[str, Any]]) -> AoT:
    made = tomlkit.aot()
    for entry in entries:
        made.append(table(entry))
    return made


def parsed(text: str) -> Document:
    return tomlkit.parse(text)


def written(document: Document) -> str:
    return tomlkit.dumps(document)


def put(place: Any, name: str, value: Any) -> None:
    """Write one value, or take it out where it is None."""
    if value is None:
        place.pop(name, None)
    else:
        place[name] = value
