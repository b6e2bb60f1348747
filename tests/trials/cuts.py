"""The power goes while the program works on its file: what was acknowledged is there, and nothing between two steps.

The recorded process tells a print of everything in the database after each verb; what is found after a cut must have the
print of the last verb that was told, or of the one that was being done.
"""
from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import event, text

from partydesk.office import Office, attachments

from . import tried
from .outcome import Outcome
from .powercuts import judged, recorded
from .recording import tell

VERBS = 40
CONTROL = 10
"""One cut of the control for so many others."""


def trial(times: int, folder: Path, seed: int = 20) -> Outcome:
    failures, steps = _tried(folder / "真", times, seed, "full")
    control, _ = _tried(folder / "对照", max(20, times // CONTROL), seed, "off")
    if not control:
        failures.append("对照（synchronous=OFF）没有失败，模拟器不灵")
    return Outcome(times, failures, {
        "记录的写盘步骤": str(steps),
        "对照 synchronous=OFF": f"{max(20, times // CONTROL)} 次断电，{len(control)} 处失败（应当失败）"})


def _tried(folder: Path, times: int, seed: int, synchronous: str) -> tuple[list[str], int]:
    folder.mkdir()
    place = folder / "试验.partydesk"
    tried.make(place)
    recording = recorded("cuts:working", folder, str(place), synchronous)
    return judged(recording, times, seed, judge), len(recording.steps)


def working(place: str, synchronous: str) -> None:
    """What is recorded: verbs of all sorts, each told with the print of what the database then holds."""
    office = tried.opened(Path(place))
    if synchronous == "off":
        office._engine.dispose()
        event.listen(office._engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    with office:
        tell(print_of(office))
        for number in range(1, VERBS + 1):
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


def judge(room: Path, told: Sequence[str], coming: str | None) -> list[str]:
    """What is wrong with what a cut left, opened as the program does."""
    try:
        with tried.opened(room / "试验.partydesk") as office:
            wrong = [*office.faults(), *attachments.faults(office, whole=True)]
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
