"""Where things lie: what is shipped with the program, and what belongs to the person at this computer."""
from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from platformdirs import user_cache_path, user_config_path, user_data_path

from . import placed

FONTS = "fonts-folder"
"""The file of this person's settings that names the folder of typefaces."""
SPARE = 32 * 1024 * 1024
"""Bytes of memory that are left free beside a copy."""


def shipped(name: str) -> Path:
    """A folder that comes with the program (`forms`, `resources`): inside the bundle, or at the root of the checkout."""
    bundle = getattr(sys, "_MEIPASS", None)
    root = Path(bundle) if bundle else Path(__file__).resolve().parents[2]
    return root / name


def fonts() -> Path:
    """The program's own fallback fonts: carried in the bundle, or built by the set-up in a checkout."""
    carried = shipped("fonts")
    return carried if carried.is_dir() else shipped("build") / "fonts"


def chosen_fonts() -> Path | None:
    """The folder in which this person keeps typefaces for papers, besides the system's."""
    path = own() / FONTS
    kept = path.read_text("utf-8").strip() if path.exists() else ""
    return Path(kept) if kept else None


def choose_fonts(folder: Path | None) -> None:
    """Look for typefaces in this folder first, or in no other than the system's."""
    write(own() / FONTS, str(folder or ""))


def write(path: Path, text: str) -> None:
    """A small file of this person's, whole or not at all."""
    part = path.with_name(f"{path.name}.{uuid4().hex}")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        placed.put(part, path)
    finally:
        part.unlink(missing_ok=True)


def own() -> Path:
    """This person's settings on this computer; made when first asked for."""
    return _made(user_config_path("partydesk", appauthor=False))


def cache() -> Path:
    """What can be worked out again and is kept to save time; made when first asked for."""
    return _made(user_cache_path("partydesk", appauthor=False))


def fleeting(size: int = 0) -> Path:
    """A folder for copies of so many bytes that are to leave nothing on the disk: in memory, where this system has such a place."""
    for place in fleeting_places()[:-1]:
        try:
            place.mkdir(mode=0o700, exist_ok=True)
            mine = place.lstat()
            if stat.S_ISDIR(mine.st_mode) and mine.st_uid == os.getuid() and shutil.disk_usage(place).free > 2 * size + SPARE:
                return place
        except OSError:
            continue
    return cache()


def fleeting_places() -> list[Path]:
    """Where such copies may lie, the best place first, the disk last."""
    if not sys.platform.startswith("linux"):
        return [cache()]
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return [*([Path(runtime) / "partydesk"] if runtime else []), Path(f"/dev/shm/partydesk-{os.getuid()}"), cache()]


def backups() -> Path:
    """The backups of every office that was worked on here, away from the offices themselves; made when first asked for."""
    path = _made(user_data_path("partydesk", appauthor=False)) / "backups"
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def desk() -> str:
    """The id of this desk: every record and every line of the journal that is written here carries it."""
    return _desks()[0]


def former_desks() -> tuple[str, ...]:
    """The ids that this desk had before, the last one first: what was written under them is its own work too."""
    return _desks()[1:]


def renew_desk() -> str:
    """Go on under a new id: where an older state of an office is worked on again, no number of a line is to be used twice."""
    _keep_desks((uuid4().hex, *_desks()))
    return desk()


def _desks() -> tuple[str, ...]:
    path = own() / "desk-id"
    if not path.exists() or not path.read_text("utf-8").strip():
        _keep_desks((uuid4().hex,))
    return tuple(path.read_text("utf-8").split())


def _keep_desks(ids: tuple[str, ...]) -> None:
    """The present id and the former ones, one a line; the file is there whole or as it was, and outlasts a power cut."""
    path = own() / "desk-id"
    part = path.with_suffix(f".{uuid4().hex}")
    with part.open("w", encoding="utf-8") as file:
        file.write("\n".join(ids))
        file.flush()
        os.fsync(file.fileno())
    placed.put(part, path)
    for folder in (path.parent, path.parent.parent) if os.name == "posix" else ():     # the folder itself may be new
        with suppress(OSError):               # a home on another machine may refuse it
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _made(path: Path) -> Path:
    """A folder of this person's; where it cannot be made, one that lasts as long as the session."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        if os.access(path, os.W_OK):
            return path
    except OSError:
        pass
    spare = Path(tempfile.gettempdir()) / f"partydesk-{path.parent.name.strip('.') or 'own'}"
    spare.mkdir(exist_ok=True)
    return spare
