"""What lies beside an office file, taken along when its key changes; and what still lies about as it was before.

Every step can be done again: a conversion that was cut short is finished by the next opening.
"""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlcipher3.dbapi2 import DatabaseError

from ..errors import Trouble, reason
from ..records import file, migrating, sealing, server
from ..records.engine import connected
from ..records.key import Key
from . import attachments, drafts, kept, station
from .kept import shipped_forms
from .office import Office


def settle(office: Office, then: Key | None) -> None:
    """Attachments, drafts, kept catalogues and the key for packages of an open office under another key, or under none."""
    kept.forget(shipped_forms())              # they are made anew when they are asked for
    try:
        drafts.settle(office.place, office.key, then)
    except OSError as error:
        raise Trouble(f"没有保存的草稿转换不了（{reason(error)}）；请检查磁盘空间，再试一次") from error
    station.settle(office, then)
    attachments.settle(office, then)


def plain_copies(place: str | Path) -> list[Path]:
    """What of an encrypted office still lies about unencrypted: copies from before, backups, old drafts. None is deleted unasked."""
    path = Path(place)
    if server.is_url(str(place)) or file.look_at(path).schema is not None:
        return []
    found = [one for one in (*_near(path), *_backups(path)) if one.resolve() != path.resolve() and _plain(one)]
    own = drafts.path_of(str(place))
    found += [one for one in (own, *own.parent.glob(f"{own.stem}-*.damaged")) if one.is_file() and not _begins(one, sealing.MAGIC)]
    return sorted(set(found))


def _near(path: Path) -> Iterator[Path]:
    """Files in the folder of an office that may be copies of it, by their names."""
    stem = path.name.removesuffix(".partydesk")
    return (one for one in path.parent.iterdir() if stem in one.name and one.is_file())


def _backups(path: Path) -> Iterator[Path]:
    """The backups of an office, in both places."""
    from . import backups
    uid = backups.uid_of(path)
    return (backup.path for backup, _ in backups.listed(uid)) if uid else iter(())


def _plain(path: Path) -> bool:
    """Whether a file is an office that anybody can read."""
    if not _begins(path, file.MAGIC):
        return False
    try:
        connection = connected(path)
        try:
            return bool(connection.execute("PRAGMA application_id").fetchone()[0] == migrating.APPLICATION)
        finally:
            connection.close()
    except DatabaseError:
        return False


def _begins(path: Path, sign: bytes) -> bool:
    try:
        with path.open("rb") as one:
            return one.read(len(sign)) == sign
    except OSError:
        return False
