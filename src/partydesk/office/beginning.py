"""Where a new office begins: organisations, people, and the first record of something that happened."""
from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from . import listing
from .office import Office


@dataclass(frozen=True)
class Beginning:
    """One of the first steps of a new office: what to enter, of which kind, why, and whether there is any."""

    what: str
    kind: str
    label: str
    why: str
    done: bool


def beginnings(office: Office, counts: Mapping[str, int] | None = None) -> list[Beginning]:
    """The first steps of a new office, in order; none once there is a record of something that happened."""
    counts = counts or listing.counts(office)
    kinds = office.catalogue.kinds
    events = [kind for of in office.catalogue.by_tab.values() for kind in of if kind.shape == "activity"]
    if any(counts.get(kind.id) for kind in kinds.values() if kind.shape not in ("person", "body")):
        return []
    asked = Counter(kind.rhythm.by for kind in kinds.values() if kind.rhythm and kind.rhythm.by)
    bodies = [kinds[id] for id, _ in asked.most_common()] or [kind for kind in kinds.values() if kind.shape == "body"]
    people = [kind for kind in kinds.values() if kind.shape == "person"]
    rolls = Counter(one.id for kind in events for one in people if kind.roll.startswith(f"standing({one.id}"))
    people.sort(key=lambda kind: -rolls[kind.id])
    found = []
    for what, among, why in (("组织", bodies, "先登记党支部：三会一课按支部计数，人员也要归到支部。"),
                             ("名册", people, "再登记人员，可以从 Excel 一次导入：签到、人数和各种占比都以名册为准。"),
                             ("第一条记录", events, "然后记下第一次活动，谁到了、谁请假，总结里的数就从这里来。")):
        if among:
            done = any(counts.get(kind.id) for kind in among)
            found.append(Beginning(what, among[0].id, among[0].label, why, done))
    return found
