"""What waits where packages are exchanged, as findings: edits to be decided, records returned, desks that are silent."""
from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from ..figures.checks import Finding
from ..records.back import STATION
from ..records.tables import clash
from .office import Office

CHECK = "packages"


def findings(office: Office) -> Iterator[Finding]:
    """None where no packages are exchanged: then nothing more is read or loaded."""
    if not office.setting(STATION):
        return
    from . import desks
    from .packages import NOTE
    with office.reading() as connection:
        fields = list(connection.execute(select(clash.c.field).where(clash.c.settled.is_(None))).scalars())
    returned = fields.count(NOTE)
    if number := len(fields) - returned:
        yield Finding(CHECK, "notice", "两处填写不同的应当裁定", f"还有 {number} 处没有裁定", "在“数据包”里看两种填写，选一种")
    if returned:
        yield Finding(CHECK, "notice", "退回修改的应当改好", f"还有 {returned} 条没有改好", "在“数据包”里看退回的话")
    for each in desks.silent(office):
        yield Finding(CHECK, "notice", "各支部应当按时上报", f"“{each.name}”{each.silent} 天没有来过数据包", "请它写一份数据包送来")
