"""Every topic of the self-test in its order; one that falls over says so, and the others are asked all the same."""
from __future__ import annotations

from collections.abc import Callable, Iterator

from ...errors import Refusal, Trouble
from .. import mishaps
from ..office import Office
from . import database, disk, fonts, moment, printers, program, screen, typed
from .line import WRONG, Line
from .seen import Seen

Topic = Callable[[Office | None, Seen | None], Iterator[Line]]
TOPICS: dict[str, Topic] = {
    program.TOPIC: lambda _, seen: program.lines(seen),
    screen.TOPIC: lambda _, seen: screen.lines(seen),
    fonts.TOPIC: fonts.lines,
    typed.TOPIC: lambda _, seen: typed.lines(seen),
    printers.TOPIC: lambda _, seen: printers.lines(seen),
    disk.TOPIC: lambda office, _: disk.lines(office),
    database.TOPIC: lambda *_: database.lines(),
    moment.TOPIC: lambda office, _: moment.lines(office),
}


def run(office: Office | None = None, seen: Seen | None = None) -> list[Line]:
    """All lines, topic by topic; takes a second or two."""
    return [line for topic, of in TOPICS.items() for line in _asked(topic, of, office, seen)]


def _asked(topic: str, of: Topic, office: Office | None, seen: Seen | None) -> list[Line]:
    found = list[Line]()
    try:
        found.extend(of(office, seen))
    except (Refusal, Trouble, OSError) as error:
        found.append(Line(topic, f"没有查完：{mishaps.masked(str(error))}", WRONG, "把这一行念给维护人员听"))
    except Exception as error:  # noqa: BLE001 (what is being looked for may be just this)
        mishaps.note(error, f"自检：{topic}")
        found.append(Line(topic, f"没有查完：{type(error).__name__}，经过记在日志里", WRONG, "导出问题报告，交给维护人员"))
    return found
