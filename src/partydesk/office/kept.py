"""The catalogue as it was last read, kept to save reading eighty files of TOML at every start.

Kept under a hash of the program's version, the stamps of the shipped files and the text of the office's own, so that a
changed form is always read afresh. With an office's own forms in it, and a key, it is sealed, and its name tells nothing.
Only the catalogue's own classes are let out of the kept file; one that is damaged or foreign is passed over.
"""
from __future__ import annotations

import hashlib
import io
import pickle
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from .. import __version__, placed, places
from ..catalogue.catalogue import Catalogue, Folder, Source, folder, load
from ..records.key import Key
from ..records.sealing import Sealing

ALLOWED = "partydesk.catalogue."
CODE = Path(__file__).resolve().parents[1] / "catalogue"
"""What reads the forms: where it changes, they are read afresh."""
PLAIN = {("decimal", "Decimal"), ("fractions", "Fraction")}
MOST = 8
"""How many catalogues are kept: those of a few offices with forms of their own."""


def shipped_forms() -> Source:
    """The forms that come with the program."""
    return folder(places.shipped("forms"))


def catalogue(*sources: Source, key: Key | None = None) -> Catalogue:
    """The catalogue of all sources together, from memory where they have not changed; errors as `load`."""
    own = any(source and not isinstance(source, Folder) for source in sources)
    sealing = Sealing(key if own else None, "catalogue")
    place = _place(sources, sealing)
    found = _kept(place, sealing)
    if found is None:
        found = load(*sources)
        with suppress(OSError):
            _keep(place, found, sealing)
    return found


def forget(but: Source) -> None:
    """Throw away every catalogue but that of the shipped forms, in which nothing is anybody's own."""
    stays = _place((but,), Sealing(None, "catalogue"))
    for one in places.cache().glob("catalogue-*.kept"):
        if one != stays:
            with suppress(OSError):
                one.unlink()


def _place(sources: Sequence[Source], sealing: Sealing) -> Path:
    code = sorted((path.name, path.stat().st_mtime_ns) for path in CODE.glob("*.py"))
    told = hashlib.sha256(f"{__version__} {code}".encode())
    for source in sources:
        if not source:
            continue
        stamp = source.stamp if isinstance(source, Folder) else repr(sorted(source.items()))
        told.update(f"{len(stamp)}:{stamp}".encode())
    name = (*sealing.names(told.hexdigest()), told.hexdigest())[0]
    return places.cache() / f"catalogue-{name[:32]}.kept"


def _kept(path: Path, sealing: Sealing) -> Catalogue | None:
    with suppress(Exception):                 # whatever is wrong with it, the forms themselves are there
        found = _Reader(io.BytesIO(sealing.unseal(path.read_bytes()))).load()
        return found if isinstance(found, Catalogue) else None
    return None


def _keep(path: Path, found: Catalogue, sealing: Sealing) -> None:
    part = path.with_suffix(".part")
    part.write_bytes(sealing.seal(pickle.dumps(found, pickle.HIGHEST_PROTOCOL)))
    placed.put(part, path)
    older = sorted(path.parent.glob("catalogue-*.kept"), key=lambda kept: kept.stat().st_mtime)
    for kept in older[:-MOST]:
        kept.unlink(missing_ok=True)


class _Reader(pickle.Unpickler):
    """Reads nothing but declared things and exact numbers."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in PLAIN:
            return super().find_class(module, name)
        if module.startswith(ALLOWED):
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:      # made there, not merely imported there
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")

