"""What must hold of papers and their lists: whom a paper is for can be told, and its lists are of records that there are."""
from __future__ import annotations

from collections.abc import Generator, Iterator

from ..errors import Refusal
from . import formula
from .agree import has, names
from .catalogue import Catalogue
from .fields import Link
from .formula import Tally
from .paper import Paper
from .problem import Problem, nearest
from .series import TOTAL, Cross, Due, Numbers, Records, Series


def problems_of_papers(catalogue: Catalogue, damaged: set[str]) -> Iterator[Problem]:
    """Every problem of a paper that its own head does not show; kinds that could not be read whole are let pass here."""
    for paper in catalogue.papers.values():
        yield from _paper(catalogue, paper, damaged)


def _paper(catalogue: Catalogue, paper: Paper, damaged: set[str]) -> Iterator[Problem]:
    """A paper says whom it is for, and its lists are of records that there are."""
    where = f"文书 {paper.id}"
    if catalogue.tabs and paper.tab not in catalogue.tabs:
        yield Problem(where, f"没有“{paper.tab}”这个页签", f"可用：{'、'.join(catalogue.tabs)}")
    if paper.kind and paper.kind not in catalogue.kinds:
        yield Problem(where, f"没有“{paper.kind}”这类记录", nearest(paper.kind, catalogue.kinds))
        return
    if paper.scope == "record" and not paper.kind and not paper.roll:
        yield Problem(where, "按记录印发的文书要写明 kind", "用于各种有签到的会议和活动的，写 roll = true")
    if paper.roll and (paper.kind or paper.scope != "record"):
        yield Problem(where, "写了 roll 的文书由会议的表单印出，for 只能是 record，也不能写 kind")
    if paper.scope in ("person", "body") and not paper.each:
        yield Problem(where, "按人或按组织印发的文书要写明 each", "如 each = \"standing(branch)\"")
    if paper.scope == "period" and (paper.each or paper.kind):
        yield Problem(where, "按统计期印发的文书不分份，不能写 each 或 kind", "删去这一项，或改 for")
    subject = yield from _subject(catalogue, where, paper, damaged)
    seen: set[str] = set()
    for series in paper.lists:
        if series.id in seen:
            yield Problem(where, f"清单“{series.id}”写了两次", "编号不能重复")
        seen.add(series.id)
        if isinstance(series, Records) and series.within:
            yield from _within(catalogue, f"{where} 清单 {series.id}", series, paper, damaged)
        else:
            yield from _list(catalogue, f"{where} 清单 {series.id}", series, subject, damaged)


def _subject(catalogue: Catalogue, where: str, paper: Paper, damaged: set[str]) -> Generator[Problem, None, str | None]:
    """The shape of those whom copies are made for, None where there are none or it cannot be told."""
    try:
        tree = paper.tally
    except Refusal as refusal:
        yield Problem(where, str(refusal))
        return None
    if tree is None:
        return None
    wrong = [*names(catalogue, where, tree, damaged)]
    yield from wrong
    if wrong:
        return None
    shape = catalogue.counted(tree)
    if paper.scope in ("person", "body") and shape != paper.scope:
        yield Problem(where, f"each 数的不是{'人员' if paper.scope == 'person' else '组织'}：{paper.each}",
                      "for = \"person\" 要数人员，for = \"body\" 要数组织")
    if paper.scope == "record" and paper.kind and isinstance(tree, Tally) and tree.kind != paper.kind:
        yield Problem(where, f"each 数的“{tree.kind}”与 kind 不是一种记录", f"应为 {paper.kind}")
    return shape


def _within(catalogue: Catalogue, where: str, series: Records, paper: Paper, damaged: set[str]) -> Iterator[Problem]:
    """A list inside another is tied to the records of that one."""
    outer = next((one for one in paper.lists if one.id == series.within), None)
    if not isinstance(outer, Records) or outer.within:
        yield Problem(where, f"within 写的“{series.within}”不是另一张逐条列出记录的清单", "写同一文书里那张清单的 id，只能套一层")
    elif series.on is None or series.group is not None:
        yield Problem(where, "写了 within 的清单要写明 on，不能写 group", "on 是指向外层那条记录的栏目")
    elif (kind := catalogue.kinds.get(formula.kind_of(outer.of))) is not None:
        yield from _list(catalogue, where, series, kind.shape, damaged)


def _list(catalogue: Catalogue, where: str, series: Series, subject: str | None, damaged: set[str]) -> Iterator[Problem]:
    """A list of a paper counts what is there, and names blanks that its records have."""
    match series:
        case Numbers():
            return
        case Due(kind=id):
            if id not in catalogue.kinds or catalogue.kinds[id].rhythm is None:
                yield Problem(where, f"“{id}”没有规定周期", "要在该记录种类里写明 rhythm")
            return
    try:
        tree = series.tally
    except Refusal as refusal:
        yield Problem(where, str(refusal))
        return
    wrong = [*names(catalogue, where, tree, damaged)]
    yield from wrong
    if wrong or isinstance(tree, Tally) and tree.kind in damaged:
        return
    if not isinstance(tree, Tally) or tree.verb in ("people", "units", "top", "held", "heads"):
        yield Problem(where, f"清单要数记录本身，不能用“{series.of}”", "可用 count、standing、sum")
        return
    kind = catalogue.kinds[tree.kind]
    blanks = [series.on, *(name.removeprefix("-").partition(".")[0] for name in series.order)]
    wide = (series.group, series.last) if isinstance(series, Records) else (series.rows, series.columns)
    blanks += [name.partition(".")[0] for name in wide if name]
    spare = {None} | ({TOTAL} if isinstance(series, Cross) else set()) | ({"roll"} if kind.roll else set())
    for name in blanks:
        if name not in kind.known and name not in spare:
            yield Problem(where, f"“{kind.id}”没有“{name}”这一栏", has(kind))
    if series.on is not None and series.on in kind.known:
        blank = kind.known[series.on]
        if not isinstance(blank, Link) or subject is not None and blank.to != subject:
            yield Problem(where, f"on 写的“{blank.label}”不指向各份文书所为的对象", "写关联到那个人、那个组织或那条记录的栏目")
