"""Making the sample office: the roster first, then half-year by half-year, pillar by pillar."""
from __future__ import annotations

import os
from pathlib import Path
from random import Random

from ... import placed
from ...errors import Refusal
from ...records import server
from .. import Office
from . import (
    chapters,
    discipline,
    duty,
    enforcement,
    example,
    fusion,
    meetings,
    members,
    organisation,
    practice,
    readings,
    rectification,
    roster,
    rules,
    study,
)
from .clerk import Clerk
from .plan import PLANS

NAME = "中共青禾县委政法委员会"
PLACE = "青禾县"
PILLARS = (
    ("理论学习", study.enter), ("五个一实践", practice.enter), ("典型与警示", example.enter),
    ("组织设置", organisation.enter), ("组织生活", meetings.enter), ("党员管理", members.enter),
    ("融合发展", fusion.enter), ("制度建设", rules.enter), ("专项整治", rectification.enter),
    ("监督问责", discipline.enter), ("廉政教育与责任", duty.enter), ("执法监督", enforcement.enter),
    ("指标读数", readings.enter),
)


def make(place: str | Path) -> None:
    """Write the sample office to a new file (or database) at `place`; a `Refusal` if there is something already.

    A file is made beside its place and put there whole, so that one interrupted half-way leaves nothing behind.
    """
    path = Path(place)
    if server.is_url(str(place)):
        _fill(place)
        return
    if path.exists():
        raise Refusal(f"{path} 已存在，不会覆盖；请换一个文件名")
    part = path.with_name(f".{path.name}.making{os.getpid()}")
    try:
        _fill(part)
        placed.put(part, path)
    finally:
        for left in (part, part.with_name(f"{part.name}-journal")):
            left.unlink(missing_ok=True)


def _fill(place: str | Path) -> None:
    """The office and all that is in it."""
    with Office.create(place, NAME, who="示例数据", desk="sample") as office:
        office.set("place", PLACE)
        rng = Random(20250630)
        with office.together("登记名册和组织"):
            known = roster.enter(office, rng)
            readings.standing(office)
        for plan in PLANS:
            clerk = Clerk(office, rng, plan, known)
            for what, enter in PILLARS:
                with office.together(f"{clerk.period.label}{what}"):
                    enter(clerk)
        with office.together("撰写总结自写部分"):
            chapters.enter(office)
