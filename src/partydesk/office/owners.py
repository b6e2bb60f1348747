"""Whose a record is, as the window asks it: light, for it is asked whenever one is opened."""
from __future__ import annotations

from ..records.origin import ROSTER, stranger
from .office import Office


def owner(office: Office, kind: str, uid: str | None) -> str:
    """The desk whose record this is, by name; empty where it may be changed here."""
    if not uid or office.catalogue.kind(kind).shape in ROSTER:
        return ""
    with office.reading() as connection:
        return stranger(connection, uid) or ""
