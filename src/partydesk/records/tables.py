"""The tables: one for each shape, the rolls, the office's own words and numbers, and the journal.

A shape's table has a typed column for what every question filters on, and one JSON column `details` for the fields
that a kind declares, by field id, in stored form. Nothing is deleted: `removed` marks what lies in the recycle bin.
Moments are kept as text, UTC, ISO 8601, so that they compare alike on every engine.
"""
from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

from ..catalogue.shapes import ROLL


class Details(TypeDecorator[Any]):
    """JSON, on PostgreSQL the binary kind; that dialect is imported only where there is such a server."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            from sqlalchemy.dialects.postgresql import JSONB
            return dialect.type_descriptor(JSONB())
        return dialect.type_descriptor(JSON())


ID = String(32)

metadata = MetaData(naming_convention={
    "ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s"})

STATUSES = tuple(ROLL)
UNDONE = "undone"
"""What `removed` says of an addition that was taken back: it is gone, but nobody put it in the recycle bin."""


def _link(name: str, to: str) -> Column[int]:
    return Column(name, ForeignKey(f"{to}.id"), index=True)


def _listed(name: str) -> Index:
    """What a list of one kind walks along, newest first, without touching the records themselves."""
    return Index(f"ix_{name}_listed", "kind", "removed", "date", "id")


def _shape(name: str, *columns: SchemaItem) -> Table:
    return Table(
        name, metadata,
        Column("id", Integer, primary_key=True),
        Column("uid", ID, nullable=False, unique=True),
        Column("kind", String(40), nullable=False),
        Column("details", Details, nullable=False),
        Column("version", Integer, nullable=False),
        Column("desk", ID, nullable=False),
        Column("entered", ID, nullable=False),
        Column("removed", ID),
        *columns)


body = _shape(
    "body",
    Column("name", Text, nullable=False), _link("parent", "body"),
    Column("since", Date), Column("until", Date), Index(None, "kind"))

person = _shape(
    "person",
    Column("name", Text, nullable=False),
    Column("initials", Text, nullable=False), Column("pinyin", Text, nullable=False),
    _link("body", "body"), Column("born", Date), Column("since", Date), Column("until", Date), Index(None, "kind"))

activity = _shape(
    "activity",
    Column("date", Date, nullable=False), Column("title", Text, nullable=False),
    Column("times", Integer), Column("heads", Integer), Index(None, "kind", "date"), _listed("activity"))

item = _shape(
    "item",
    Column("date", Date, nullable=False), Column("title", Text, nullable=False),
    _link("activity", "activity"), _link("item", "item"), _link("body", "body"), _link("owner", "person"),
    Column("due", Date), Column("closed", Date), Column("working_days", Integer), Index(None, "kind", "date"), _listed("item"))

fact = _shape(
    "fact",
    Column("date", Date, nullable=False), Column("title", Text), _link("person", "person"), _link("body", "body"),
    Column("until", Date), Index(None, "kind", "date"), _listed("fact"))

paper = _shape(
    "paper",
    Column("date", Date, nullable=False), Column("title", Text), Column("number", Text),
    _link("person", "person"), _link("partner", "person"), _link("body", "body"),
    Column("status", String(20), nullable=False), Column("until", Date), Index(None, "kind", "date"), _listed("paper"))

SHAPES = {table.name: table for table in (person, body, activity, item, fact, paper)}

attendance = Table(
    "attendance", metadata,
    Column("activity", ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True),
    Column("person", ForeignKey("person.id"), primary_key=True, index=True),
    Column("status", String(10), CheckConstraint(f"status in {STATUSES}", name="status"), nullable=False),
    Column("reason", Text))                                   # why someone is on leave, or not counted

holding = Table(
    "holding", metadata,
    Column("activity", ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True),
    Column("body", ForeignKey("body.id"), primary_key=True, index=True))

stated = Table(
    "stated", metadata,
    Column("figure", String(80), primary_key=True), Column("period", String(24), primary_key=True),
    Column("scope", ID, primary_key=True),                    # uid of a body; empty: the whole office
    Column("amount", Text),                                   # exact, as a fraction; none: only the reason is kept
    Column("unit", Text), Column("because", Text, nullable=False))

chapter = Table(
    "chapter", metadata,
    Column("paper", String(40), primary_key=True), Column("name", String(40), primary_key=True),
    Column("period", String(24), primary_key=True), Column("scope", ID, primary_key=True),
    Column("text", Text, nullable=False))

form = Table(
    "form", metadata,
    Column("path", String(200), primary_key=True), Column("text", Text, nullable=False))

setting = Table(
    "setting", metadata,
    Column("name", String(40), primary_key=True), Column("value", Text, nullable=False))

attachment = Table(
    "attachment", metadata,
    Column("record", ID, primary_key=True),                   # uid of a record of any shape
    Column("hash", String(64), primary_key=True),             # SHA-256 of the content, which lies beside the database
    Column("name", Text, nullable=False), Column("type", String(80), nullable=False),
    Column("size", Text, nullable=False), Column("added", ID, nullable=False))

issued = Table(
    "issued", metadata,
    Column("paper", String(40), primary_key=True), Column("period", String(24), primary_key=True),
    Column("scope", ID, primary_key=True),
    Column("number", String(8), primary_key=True),            # 1; 2 when it was sent again, corrected
    Column("at", ID, nullable=False), Column("who", Text, nullable=False),
    Column("content", Text, nullable=False),                  # JSON: the figures, words and records as they were sent
    Column("files", Text, nullable=False))                    # JSON: hash by file name

operator = Table(
    "operator", metadata,
    Column("name", String(40), primary_key=True), Column("role", String(10), nullable=False),
    Column("left", ID))                                       # since when the person does not work here any more

desk = Table(
    "desk", metadata,
    Column("id", ID, primary_key=True), Column("name", Text, nullable=False), Column("role", String(10), nullable=False),
    Column("follows", ID),                                    # which desk it goes on for: the same computer before a restore
    Column("key", Text), Column("taken", Text))               # of its signature; JSON: the last package that was taken in

origin = Table(
    "origin", metadata,                                       # of a record that came on a stick, or goes out on one
    Column("record", ID, primary_key=True),                   # uid; empty: what has been seen of every desk
    Column("owner", ID),                                      # the desk whose record it is; none: this one's
    Column("dots", Text, nullable=False))                     # JSON: whose edit each blank shows

clash = Table(
    "clash", metadata,
    Column("record", ID, primary_key=True), Column("field", String(40), primary_key=True),   # * for all of a record
    Column("desk", ID, primary_key=True), Column("seq", ID, primary_key=True),               # whose edit does not stand: its line
    Column("ours", Text), Column("theirs", Text),             # JSON: what stands, and what does not
    Column("settled", Text))                                  # JSON: what was decided; none: nobody has decided yet

content = Table(
    "content", metadata,                                      # what files contain, where there is no folder that all desks reach
    Column("hash", String(64), primary_key=True), Column("part", Integer, primary_key=True),
    Column("data", LargeBinary, nullable=False))

KEYED = {table.name: table for table in (stated, chapter, form, setting, attachment, issued, operator, desk, origin, clash)}

change = Table(
    "change", metadata,
    Column("id", Integer, primary_key=True),
    Column("desk", ID, nullable=False), Column("seq", Integer, nullable=False),
    Column("step", ID, nullable=False, index=True),           # one verb of the office, undone as one
    Column("undoes", ID, index=True),                         # the step that this one takes back
    Column("why", Text, nullable=False), Column("at", ID, nullable=False), Column("who", Text, nullable=False),
    Column("place", String(20), nullable=False), Column("row", Text, nullable=False),
    Column("before", Details), Column("after", Details),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("desk", "seq"), Index(None, "place", "row"))
