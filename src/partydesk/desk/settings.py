"""What this person's desk remembers: the last offices, and how the window was left."""
from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from .. import places

MOST = 6


def store() -> QSettings:
    return QSettings(str(places.own() / "desk.ini"), QSettings.Format.IniFormat)


def recent() -> list[str]:
    """The offices opened last, the newest first, as far as they are still there."""
    kept: Any = store().value("offices", [])
    found: list[str] = [kept] if isinstance(kept, str) else list(kept or [])
    return [place for place in found if "://" in place or Path(place).exists()]


def opened(place: str) -> None:
    """Put an office at the head of the list."""
    place = place if "://" in place else str(Path(place).resolve())
    store().setValue("offices", [place, *(other for other in recent() if other != place)][:MOST])


def left(name: str) -> QByteArray:
    """How a part of the window was left."""
    kept = store().value(name)
    return kept if isinstance(kept, QByteArray) else QByteArray()


def leave(name: str, state: QByteArray) -> None:
    store().setValue(name, state)


def preferred(name: str) -> str:
    """What is preferred in one matter; nothing where no choice was made."""
    return str(store().value(name, "") or "")


def prefer(name: str, code: str) -> None:
    store().setValue(name, code)
