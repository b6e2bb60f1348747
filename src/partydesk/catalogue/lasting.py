"""Ids are for ever: what a changed form may not take away from, or do to, records that were kept under it."""
from __future__ import annotations

from collections.abc import Iterator

from .catalogue import Catalogue
from .fields import Number
from .kind import Kind
from .problem import Problem


def problems_since(before: Catalogue, after: Catalogue) -> Iterator[Problem]:
    """Kinds and fields that vanished without `was`, or changed their shape, type or number of digits."""
    for kind in before.kinds.values():
        now = next((one for one in after.kinds.values() if kind.id in one.ids), None)
        if now is None:
            yield Problem(f"记录种类 {kind.id}", "不能去掉", f"已有的记录还要看；改名写 was = [\"{kind.id}\"]，停用写 retired = 年份")
        elif now.shape != kind.shape:
            yield Problem(f"记录种类 {kind.id}", f"形态不能由“{kind.of.label}”改成“{now.of.label}”", "请另立一种记录")
        else:
            yield from fields_since(kind, now)
    for id in before.figures.keys() - {name for one in after.figures.values() for name in (one.id, *one.was)}:
        yield Problem(f"数据项 {id}", "不能去掉", f"已填报的数还要用；改名写 was = [\"{id}\"]，停用写 retired = 年份")


def fields_since(before: Kind, now: Kind) -> Iterator[Problem]:
    for field in before.fields:
        where = f"记录种类 {before.id} 栏目 {field.id}"
        other = next((one for one in now.fields if field.id in (one.id, *one.was)), None)
        if other is None:
            yield Problem(where, "不能去掉", f"改名写 was = [\"{field.id}\"]，停用写 retired = 年份")
        elif other.type != field.type:
            yield Problem(where, f"类型不能由 {field.type} 改成 {other.type}", "请另立一栏")
        elif isinstance(field, Number) and isinstance(other, Number) and other.digits != field.digits:
            yield Problem(where, f"小数位数不能由 {field.digits} 改成 {other.digits}", "请另立一栏")
