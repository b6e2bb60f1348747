"""The words of every record, kept so that any of them finds it: a full-text index that the door writes along.

One row for each live record, numbered `id * 8 + shape`. Chinese is kept character by character, so that any run of
characters is a phrase; a run of letters or digits is one word, found by its beginning. Links and choices are kept as
tags (`person12`, `form=collective`): whoever is renamed needs no new index. In SQLite this is FTS5, in PostgreSQL a tsvector.
"""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    column,
    literal,
    or_,
    select,
    text,
    true,
)

from ..catalogue import fields
from ..catalogue.catalogue import Catalogue
from ..catalogue.fields import Blank
from ..catalogue.kind import Kind
from ..catalogue.text import clean, halfwidth
from .letters import spelt
from .record import Record, select_of, some
from .tables import SHAPES, body, person

NUMBERS = {name: number for number, name in enumerate(SHAPES)}
"""Of each shape; the index numbers its rows with them."""
LAST = 4
"""Characters at the end of a number of somebody's own by which it is found as well: so it is asked for over the telephone."""
_BUILT = -1                                   # the row that says that the index is whole
_PIECE = re.compile(r"[a-z0-9_]+|[^\W_]")


def create(connection: Connection) -> None:
    """The empty index."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("CREATE VIRTUAL TABLE words USING fts5(kind, said, tags, content='', "
                                   "contentless_delete=1, tokenize=\"unicode61 remove_diacritics 0 tokenchars '_='\")")
    else:
        connection.exec_driver_sql("CREATE TABLE words (rowid bigint PRIMARY KEY, said tsvector NOT NULL)")
        connection.exec_driver_sql("CREATE INDEX ix_words_said ON words USING gin (said)")


def built(connection: Connection) -> bool:
    return connection.exec_driver_sql(f"SELECT rowid FROM words WHERE rowid = {_BUILT}").first() is not None


def build(connection: Connection, catalogue: Catalogue) -> None:
    """Every record anew; the index may be in any state before."""
    connection.exec_driver_sql("DELETE FROM words")
    there = {kind for table in SHAPES.values() for kind in connection.execute(select(table.c.kind).distinct()).scalars()}
    for kind in catalogue.kinds.values():
        if there.isdisjoint(kind.ids):
            continue
        for record in some(connection, kind, select_of(kind), rolls=False):
            put(connection, kind, record)
    _write(connection, _BUILT, "", [], [])


def put(connection: Connection, kind: Kind, record: Record) -> None:
    """A record as it now stands."""
    said, tags = [], []
    for id, blank in kind.known.items():
        value = record.values.get(id)
        if value is None or value == ():
            continue
        match blank:
            case fields.Link():
                tags += [f"{blank.to}{to}" for to in (value if blank.many else (value,))]
            case fields.Choice():
                tags.append(f"{id}={value}")
            case fields.Text(sort=sort):
                said += [value, value[-LAST:]] if sort else [value]
            case fields.Date():
                said.append(_day(value))
            case fields.Number():
                said.append(str(value))
    if kind.shape == "person":
        said += spelt(record.values["name"]).values()
    _write(connection, record.id * 8 + NUMBERS[kind.shape], kind.id, [piece for one in said for piece in pieces(one)], tags)


def drop(connection: Connection, shape: str, id: int) -> None:
    """A record that went into the recycle bin."""
    connection.execute(text("DELETE FROM words WHERE rowid = :row"), {"row": id * 8 + NUMBERS[shape]})


def pieces(said: str) -> list[str]:
    """Text as the index keeps it: each Chinese character, each run of letters or digits."""
    return _PIECE.findall(halfwidth(clean(said)).lower())


def holding(connection: Connection, catalogue: Catalogue, typed: str, kind: Kind) -> ColumnElement[bool]:
    """For a query on a kind's table: whether a record holds every word that was typed, as the clerk would see it."""
    if not (wanted := asked(connection, catalogue, typed, [kind])):
        return true()
    return SHAPES[kind.shape].c.id.in_(among(connection, wanted, kind.shape))


def found(connection: Connection, catalogue: Catalogue, typed: str, kinds: Sequence[Kind] | None = None,
          most: int = 50) -> list[tuple[str, int]]:
    """The records that hold every word typed: shape and id, the best first as far as the engine can tell."""
    if not (wanted := asked(connection, catalogue, typed, kinds)):
        return []
    names = list(NUMBERS)
    query = _rows(connection, wanted).limit(most)
    if connection.dialect.name == "sqlite":
        query = query.order_by(text("rank"))
    return [(names[row % 8], row // 8) for row, in connection.execute(query)]


def among(connection: Connection, wanted: str, shape: str) -> Select[Any]:
    """The ids of a shape's records that answer a question, as `asked` or `speaking_of` puts it."""
    return _rows(connection, wanted).where(column("rowid") % 8 == NUMBERS[shape]).with_only_columns(column("rowid") // 8)


def speaking_of(connection: Connection, shape: str, id: int) -> str:
    """The question for the records that link to one person, organisation or other record."""
    return _tag(f"{shape}{id}", connection.dialect.name == "sqlite")


def asked(connection: Connection, catalogue: Catalogue, typed: str, kinds: Sequence[Kind] | None = None) -> str:
    """The question in the engine's own language; empty where nothing that can be sought was typed."""
    sqlite = connection.dialect.name == "sqlite"
    every = list(catalogue.kinds.values()) if kinds is None else list(kinds)
    words = [found for word in halfwidth(clean(typed)).lower().split() if (found := pieces(word))]
    if not words:
        return ""
    each = [_either([_phrase(one, sqlite), *(_tag(tag, sqlite) for tag in _tags(connection, every, "".join(one)))], sqlite)
            for one in words]
    if kinds is not None:
        each.insert(0, _either([_kind(id, sqlite) for kind in every for id in kind.ids], sqlite))
    return (" AND " if sqlite else " & ").join(each)


def _tags(connection: Connection, kinds: Iterable[Kind], word: str) -> Iterator[str]:
    """Whom and what a word may mean: people, organisations, and choices by their labels."""
    plain, letters = word.isascii(), word
    of_person = person.c.name.contains(word, autoescape=True)
    if plain:
        of_person = or_(person.c.initials.startswith(letters, autoescape=True), person.c.pinyin.startswith(letters, autoescape=True))
    for table, wanted in ((person, of_person), (body, body.c.name.contains(word, autoescape=True))):
        for id, in connection.execute(select(table.c.id).where(wanted, table.c.removed.is_(None)).limit(400)):
            yield f"{table.name}{id}"
    yield from dict.fromkeys(f"{id}={code}" for kind in kinds for blank in kind.known.values() if isinstance(blank, fields.Choice)
                             for code, label in blank.choices.items() if word in label.lower() for id in _ids(blank))


def _ids(blank: Blank) -> tuple[str, ...]:
    return (blank.id, *blank.was)


def _rows(connection: Connection, wanted: str) -> Select[Any]:
    words = text("words")
    query: Select[Any] = select(column("rowid")).select_from(words).where(column("rowid") >= 0)
    if connection.dialect.name == "sqlite":
        return query.where(column("words").op("MATCH")(literal(wanted)))
    return query.where(text("said @@ CAST(:asked AS tsquery)").bindparams(bindparam("asked", wanted)))


def _phrase(parts: Sequence[str], sqlite: bool) -> str:
    """Pieces one after another, the last one perhaps only begun."""
    if sqlite:
        return f'said : "{" ".join(parts)}"' + (" *" if parts[-1].isascii() else "")
    quoted = [f"'{part[:_LONGEST]}'" for part in parts]
    return "(" + " <-> ".join((*quoted[:-1], quoted[-1] + (":*" if parts[-1].isascii() else ""))) + ")"


def _tag(tag: str, sqlite: bool) -> str:
    return f'tags : "{tag}"' if sqlite else f"'={tag}'"


def _kind(id: str, sqlite: bool) -> str:
    return f'kind : "{id}"' if sqlite else f"'=kind={id}'"


def _either(alternatives: Sequence[str], sqlite: bool) -> str:
    return "(" + (" OR " if sqlite else " | ").join(alternatives) + ")"


def _write(connection: Connection, row: int, kind: str, said: Sequence[str], tags: Sequence[str]) -> None:
    """One row of the index. A server is given the words as they are: its own reading would take `form=collective` for two.

    There tags lie among the words, and begin with a sign that no word has.
    """
    if connection.dialect.name == "sqlite":
        connection.execute(_SQLITE, {"row": row, "kind": kind, "said": " ".join(said), "tags": " ".join(tags)})
        return
    words = [f"'{piece[:_LONGEST]}':{at}" for at, piece in enumerate(said, 1)]
    words += [f"'={tag}'" for tag in (*tags, *([f"kind={kind}"] if kind else []))]
    connection.execute(_SERVER, {"row": row, "said": " ".join(words)})


_LONGEST = 400                                # characters of a word, which a server limits
_SQLITE = text("INSERT OR REPLACE INTO words (rowid, kind, said, tags) VALUES (:row, :kind, :said, :tags)")
_SERVER = text("INSERT INTO words (rowid, said) VALUES (:row, CAST(:said AS tsvector)) "
               "ON CONFLICT (rowid) DO UPDATE SET said = excluded.said")


def _day(day: date) -> str:
    """2025 06 12, and 6 and 12 as they are said."""
    return f"{day.year} {day:%m} {day:%d} {day.month}月{day.day}日"
