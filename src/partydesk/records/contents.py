"""What files contain, kept in the database of a server: by hash, in parts, only ever added.

It is not in the journal (which says which record has which file), and takes no turn among the steps: whoever adds the
same content at the same time adds the same rows.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, bindparam, func, select, text

from .tables import content

_ADDED = text("INSERT INTO content (hash, part, data) VALUES (:hash, :part, :data) ON CONFLICT DO NOTHING")
_PART = select(content.c.data).where(content.c.hash == bindparam("hash"), content.c.part == bindparam("part"))


def add(connection: Connection, digest: str, blocks: Iterable[bytes]) -> None:
    for part, data in enumerate(blocks):
        connection.execute(_ADDED, {"hash": digest, "part": part, "data": data})


def blocks(connection: Connection, digest: str) -> Iterator[bytes]:
    """The parts of a content in order, each read when it is wanted; none where it is not there."""
    part = 0
    while (data := connection.execute(_PART, {"hash": digest, "part": part}).scalar()) is not None:
        yield bytes(data)
        part += 1


def sizes(connection: Connection) -> dict[str, int]:
    """How many bytes there are of each content."""
    query = select(content.c.hash, func.sum(func.length(content.c.data))).group_by(content.c.hash)
    return {digest: int(size) for digest, size in connection.execute(query)}


def there(connection: Connection, digest: str) -> bool:
    return connection.execute(select(content.c.part).where(content.c.hash == digest).limit(1)).first() is not None
