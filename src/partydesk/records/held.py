"""A field's place in `details`, as each engine's SQL takes it out: text, whole number or truth."""
from __future__ import annotations

import re
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine


class held(FunctionElement[Any]):  # noqa: N801 (it reads as a function in a query)
    """`held(table.c.details, "lecturers", BigInteger())`; null where the record has no such field."""

    name = "held"
    inherit_cache = False

    def __init__(self, details: Column[Any], field: str, type_: TypeEngine[Any] | None = None):
        if not re.fullmatch(r"[a-z][a-z0-9_]*", field):
            raise ValueError(field)
        self.field = field
        self.type = type_ or String()
        super().__init__(details)


@compiles(held, "sqlite")
def _sqlite(element: held, compiler: Any, **kw: Any) -> str:
    return f"json_extract({compiler.process(element.clauses, **kw)}, '$.{element.field}')"


@compiles(held, "postgresql")
def _postgresql(element: held, compiler: Any, **kw: Any) -> str:
    taken = f"({compiler.process(element.clauses, **kw)} ->> '{element.field}')"
    match element.type:
        case Boolean():
            return f"{taken}::boolean"
        case BigInteger():
            return f"{taken}::bigint"
    return taken


class by_code(FunctionElement[Any]):  # noqa: N801
    """Text in the order of its characters' codes, whatever order the server was set up with: lists stand alike on every engine."""

    name = "by_code"
    type = String()
    inherit_cache = True


@compiles(by_code, "sqlite")
def _sqlite_order(element: by_code, compiler: Any, **kw: Any) -> str:
    return str(compiler.process(element.clauses, **kw))


@compiles(by_code, "postgresql")
def _postgresql_order(element: by_code, compiler: Any, **kw: Any) -> str:
    return f'(({compiler.process(element.clauses, **kw)}) COLLATE "C")'
