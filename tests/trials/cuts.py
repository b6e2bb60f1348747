"""The power goes while the program works on its file: what was acknowledged is there, and nothing between two steps.

The recorded process tells a print of everything in the database after each verb; what is found after a cut must have the
print of the last verb that was told, or of the one that was being done.
"""
from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path

import sqlcipher3.dbapi2 as driver
from sqlalchemy import event, text

from partydesk.office import Office, attachments, proving
from partydesk.records.key import Key

from . import tried
from .outcome import Outcome
from .powercuts import judged, recorded
from .recording import tell

VERBS = 40
FEW = 8
"""Verbs that a slice records."""
CONTROL = 10
"""One cut of the control for so many others."""


def trial(times: int, folder: Path, seed: int = 20, key: Key | None = None) -> Outcome:
    failures, steps = _tried(folder / "真", times, seed, key, "full")
    control, _ = _tried(folder / "对照", max(10, times // CONTROL), seed, key, "off")
    if not control:
        failures.append("对照（synchronous=OFF）没有失败，模拟器不灵")
    return Outcome(times, failures, {
        "记录的写盘步骤": str(steps),
        "对照 synchronous=OFF": f"{max(10, times // CONTROL)} 次断电，{len(control)} 次失败（应当失败）"})


def encrypted(times: int, folder: Path, seed: int = 20) -> Outcome:
    return trial(times, folder, seed, tried.KEY)


def _tried(folder: Path, times: int, seed: int, key: Key | None, synchronous: str) -> tuple[list[str], int]:
    folder.mkdir()
    place = folder / "试验.partydesk"
    tried.make(place, key)
    recording = recorded("cuts:working", folder, str(place), "plain" if key is None else "encrypted", synchronous,
                         str(max(FEW, min(VERBS, times // CONTROL))))
    return judged(recording, times, seed, partial(judge, key)), len(recording.steps)


def working(place: str, sort: str, synchronous: str, verbs: str) -> None:
    """What is recorded: verbs of all sorts, each told with the print of what the database then holds."""
    office = tried.opened(Path(place), tried.KEY if sort == "encrypted" else None)
    if synchronous == "off":
        office._engine.dispose()
        event.listen(office._engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    with office:
        tell(print_of(office))
        for number in range(1, int(verbs) + 1):
            _verb(office, number)
            tell(print_of(office))


def _verb(office: Office, number: int) -> None:
    """A verb of some sort: most save a meeting, with a file or without."""
    people = [one.id for one in office.records("staff")]
    match number % 8:
        case 5:
            office.save("staff", {"name": f"改名{number}"}, id=people[number])
        case 6:
            office.remove(tried.KIND, office.records(tried.KIND)[0].id)
        case 7:
            office.undo()
        case _:
            tried.meet(office, number, filed=True)


@cache
def _quiet() -> None:
    """Of every damaged page of the control SQLCipher would say so."""
    connection = driver.connect(":memory:")
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.close()


def judge(key: Key | None, room: Path, told: Sequence[str], coming: str | None) -> list[str]:
    """What is wrong with what a cut left, opened as the program does."""
    _quiet()
    try:
        with tried.opened(room / "试验.partydesk", key) as office:
            wrong = [*proving.faults(office), *attachments.faults(office, whole=True)]
            if (found := print_of(office)) not in (told[-1], coming):
                wrong.append("确认过的丢了" if found in told else "留下了半截")
            return wrong
    except Exception as error:  # noqa: BLE001 (whatever it raises is what the trial looks for)
        return [f"打不开：{type(error).__name__} {error}"]


def print_of(office: Office) -> str:
    """A print of every row of every table."""
    with office.reading() as connection:
        made = hashlib.sha256()
        for name in connection.execute(text("select name from sqlite_master where type = 'table' and sql not like '%virtual%' "
                                            "order by name")).scalars():
            rows = sorted(map(repr, connection.execute(text(f'select * from "{name}"'))))
            made.update(repr((name, rows)).encode())
        return made.hexdigest()
