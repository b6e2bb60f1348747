"""时间: the clock and the time zone, held against the newest line of the journal and the newest backup."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from .. import backup_folder, clock
from ..office import Office
from .line import NOTE, WRONG, Line

TOPIC = "时间"
BEIJING = timedelta(hours=8)
LONG = 14
"""Days without a backup."""
CHECK = "核对电脑的日期、时间和时区（北京时间）"


def lines(office: Office | None) -> Iterator[Line]:
    now = datetime.now().astimezone()
    yield Line(TOPIC, f"现在是 {now.year}年{now.month}月{now.day}日 {now:%H:%M}").but(now.year < clock.FLOOR, WRONG, CHECK)
    yield zone(now)
    if office is not None:
        yield (Line(TOPIC, "比最近一次保存还早，电脑时间可能不对", WRONG, CHECK) if clock.wrong(office)
               else Line(TOPIC, "晚于最近一次保存，对得上"))
    yield backed(now)


def zone(now: datetime) -> Line:
    ahead = now.utcoffset() or timedelta()
    hours = ahead / timedelta(hours=1)
    if ahead == BEIJING:
        return Line(TOPIC, "时区是东八区（北京时间）")
    return Line(TOPIC, f"时区是 UTC{hours:+g}，不是北京时间", NOTE, CHECK)


def backed(now: datetime) -> Line:
    """The newest backup of this computer; its moment is local, without a zone."""
    made = [one.at for one in backup_folder.of_this_computer() if not one.fault]
    if not made:
        return Line(TOPIC, "这台电脑上还没有备份")
    newest, here = max(made), now.replace(tzinfo=None)
    if newest > here + clock.SLACK:
        return Line(TOPIC, f"最近的备份记在 {newest:%Y-%m-%d %H:%M}，比现在还晚", WRONG, CHECK)
    days = (here.date() - newest.date()).days
    if days > LONG:
        return Line(TOPIC, f"最近的备份在 {days} 天前", NOTE, "打开办公室就会自动备份；或在“备份与恢复”里点“现在备份”")
    return Line(TOPIC, f"最近的备份在 {days} 天前" if days else "最近的备份是今天做的")
