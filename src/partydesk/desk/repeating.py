"""What need not be typed again: a new record filled in as it was last time, or made a copy of another."""
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ..errors import Refusal
from ..office import again
from . import saying

if TYPE_CHECKING:
    from .form import Form


def same(form: Form) -> None:
    """Fill what is still open as it was last time, of the same bodies where they met before."""
    if form.id:
        return
    try:
        day, bodies = form.sheet.day_and_bodies()
    except Refusal:
        day, bodies = None, ()
    last = again.same(form.office, form.kind, bodies, day or date.today())
    if last is None:
        saying.say(form, f"还没有“{form.kind.label}”的记录，无从照抄；记过一次之后就可以用“同上次”。", saying.TOLD)
        return
    stop = form.way.stop
    form.contents.give(last)
    form.typed()
    form.way.open_from(stop)
    saying.say(form, f"已照上次填好：{last.of}。日期和会议内容没有照抄。")


def duplicate(form: Form) -> None:
    """A new record like the one in the form, of today."""
    if not form.id:
        saying.say(form, "这一条还没保存，保存之后就可以照它再记一条。", saying.TOLD)
        return
    if form.unsaved.draft(0) is not None:
        form.start()
        saying.say(form, "有一条新增的还没保存，先打开了它；保存或清空之后再复制。", saying.TOLD)
        return
    copied = again.copy(form.office, form.kind, form.id, date.today())
    form.start(copied)
    form.contents.given.begin(new=False)      # all of it is to be gone through
    if (name := form.kind.of.name) in form.editors:
        form.way.go(name)
    else:
        form.way.begin()
    form.keep()
    saying.say(form, f"照“{copied.of}”填了一条新的，改好后保存。")
