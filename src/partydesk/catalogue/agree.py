"""What must hold across the forms: one small generator a rule, all run, all reported."""
from __future__ import annotations

import keyword
from collections.abc import Iterator
from decimal import Decimal

from ..errors import Refusal
from . import formula
from .catalogue import Catalogue
from .check import Apart, Attainable, Check, Jump, Must, RateChange, Rhythm, Visits
from .fields import Blank, Choice, Date, Flag, Link, Number, Text
from .formula import Tally, Test
from .kind import Kind
from .problem import Problem, nearest
from .sentence import place_of
from .shapes import REASONS_HEADING, RECORD_HEADING, ROLL_HEADINGS, SHAPES

STANDING = {shape.id for shape in SHAPES.values() if shape.ceased}


def problems_across(catalogue: Catalogue, damaged: set[str]) -> Iterator[Problem]:
    """Every problem that no single entry shows; kinds that could not be read whole are let pass here."""
    for kind in catalogue.kinds.values():
        if kind.id not in damaged:
            yield from tabs(catalogue, kind)
            yield from columns(kind)
            yield from field_names(kind)
            yield from rolls(catalogue, kind, damaged)
            yield from rhythms(catalogue, kind)
            yield from steps(kind)
            yield from first(catalogue, kind)
    for figure in catalogue.figures.values():
        where = f"数据项 {figure.id}"
        try:
            tree = figure.formula
        except Refusal as refusal:
            yield Problem(where, str(refusal))
        else:
            yield from names(catalogue, where, tree, damaged)
            yield from circles(catalogue, figure.id)
    for check in catalogue.checks.values():
        where = f"校核 {check.id}"
        try:
            trees = formulas(check)
        except Refusal as refusal:
            yield Problem(where, str(refusal))
        else:
            for tree in trees:
                yield from names(catalogue, where, tree, damaged)
        if isinstance(check, Rhythm) and check.kind not in damaged:
            kind_ = catalogue.kinds.get(check.kind)
            if kind_ is None or kind_.rhythm is None:
                yield Problem(where, f"“{check.kind}”没有规定周期", "要在该记录种类里写明 rhythm")
    yield from sentences(catalogue)
    yield from shows(catalogue)


def sentences(catalogue: Catalogue) -> Iterator[Problem]:
    for sentence in catalogue.sentences.values():
        where = f"句子 {sentence.id}"
        if (paper := catalogue.papers.get(sentence.paper)) is None:
            yield Problem(where, f"没有“{sentence.paper}”这种文书", nearest(sentence.paper, catalogue.papers))
        elif place_of(paper.words, sentence.after) < 0:
            yield Problem(where, f"“{paper.label}”里没有印“{sentence.after}”这个数据项",
                          "after 要写这份文书里印着的数据项，句子接在它那一段的末尾")


def shows(catalogue: Catalogue) -> Iterator[Problem]:
    for tab in catalogue.tabs.values():
        for id in tab.shows:
            if id not in catalogue.figures:
                yield Problem(f"页签 {tab.id}", f"没有“{id}”这个数据项", nearest(id, catalogue.figures))


def first(catalogue: Catalogue, kind: Kind) -> Iterator[Problem]:
    where = f"记录种类 {kind.id}"
    if kind.first and kind.shape not in ("person", "body"):
        yield Problem(where, "first 只用于人员和组织", "新办公室先登记的是组织和名册")
    if kind.under is not None and (kind.under not in catalogue.kinds or kind.shape != "body"
                                   or catalogue.kinds[kind.under].shape != "body"):
        yield Problem(where, f"under 应是组织的记录种类，现为“{kind.under}”", nearest(kind.under, catalogue.kinds))


def tabs(catalogue: Catalogue, kind: Kind) -> Iterator[Problem]:
    if catalogue.tabs and kind.tab not in catalogue.tabs:
        yield Problem(f"记录种类 {kind.id}", f"没有“{kind.tab}”这个页签", f"可用：{'、'.join(catalogue.tabs)}")


def columns(kind: Kind) -> Iterator[Problem]:
    for id in kind.columns:
        if id in kind.of.columns and kind.of.columns[id].required and kind.columns[id].required is False:
            yield Problem(f"记录种类 {kind.id}", f"“{kind.of.columns[id].label}”是“{kind.of.label}”必填的栏目", "删去 required = false")
        if id not in kind.of.columns:
            yield Problem(f"记录种类 {kind.id}", f"“{kind.of.label}”没有“{id}”这一固定栏目",
                          f"可用：{'、'.join(kind.of.columns)}")


def field_names(kind: Kind) -> Iterator[Problem]:
    seen: dict[str, str] = {blank.label: blank.id for id, blank in kind.blanks.items() if id in kind.of.columns}
    seen |= dict.fromkeys((*ROLL_HEADINGS.values(), REASONS_HEADING), "签到") if kind.roll else {}
    seen[RECORD_HEADING] = "Excel 表"
    ids = [field.id for field in kind.fields]
    for field in kind.fields:
        where = f"记录种类 {kind.id} 栏目 {field.id}"
        if field.id in kind.of.columns or keyword.iskeyword(field.id) or field.id in {"id", "kind", "uid", "version"}:
            yield Problem(where, "这个编号已有用处", "请换一个编号")
        if ids.count(field.id) > 1:
            yield Problem(where, "编号重复")
        if seen.setdefault(field.label, field.id) != field.id:
            yield Problem(where, f"与“{seen[field.label]}”同名“{field.label}”", "表头要能分清，请换一个名称")
        if field.default:
            try:
                field.check(field.read(field.default))
            except Refusal as refusal:
                yield Problem(where, f"默认值不合规定：{refusal}")


def rolls(catalogue: Catalogue, kind: Kind, damaged: set[str]) -> Iterator[Problem]:
    if not kind.roll:
        if kind.invited:
            yield Problem(f"记录种类 {kind.id} 签到", "写了 invited 而没有 roll", "先写明哪些人可以到会")
        return
    where = f"记录种类 {kind.id} 签到"
    if kind.outsiders and kind.id not in damaged and not isinstance(kind.blanks.get(kind.outsiders), Text):
        yield Problem(where, f"outsiders 写的“{kind.outsiders}”不是这种记录的文字栏", "写明登记名册外列席人员的那一栏的编号")
    if kind.shape != "activity":
        yield Problem(where, "只有活动才有签到", "删去 roll，或改用 activity")
        return
    try:
        tree = formula.parse(kind.roll)
    except Refusal as refusal:
        yield Problem(where, str(refusal))
        return
    if not isinstance(tree, Tally) or tree.verb != "standing":
        yield Problem(where, f"应到人员要写作 standing(人员种类, 条件)，现为“{kind.roll}”")
        return
    yield from names(catalogue, where, tree, damaged)


def rhythms(catalogue: Catalogue, kind: Kind) -> Iterator[Problem]:
    if not (rhythm := kind.rhythm):
        return
    where = f"记录种类 {kind.id} 周期"
    if rhythm.by and (by := catalogue.kinds.get(rhythm.by)) is not None and by.shape != "body" or (
            rhythm.by and rhythm.by not in catalogue.kinds):
        yield Problem(where, f"“{rhythm.by}”不是一种组织")
    if kind.shape != "activity":
        yield Problem(where, "只有活动才有周期")
        return
    try:
        for test in formula.parse_tests(rhythm.where):
            yield from condition(where, kind, test)
    except Refusal as refusal:
        yield Problem(where, str(refusal))


def steps(kind: Kind) -> Iterator[Problem]:
    for step in kind.steps:
        where = f"记录种类 {kind.id} 步骤 {step.after}"
        blank = kind.known.get(step.field)
        if kind.shape != "fact" or "person" not in kind.blanks:
            yield Problem(where, "一步接一步要落到人", "只有用了 person 这一栏的情况才能写 steps")
        elif not isinstance(blank, Choice):
            yield Problem(where, f"“{step.field}”不是选择栏", has(kind))
        else:
            for code in (step.after, *step.then):
                if wrong := _unfit(blank, code):
                    yield Problem(where, *wrong)


def circles(catalogue: Catalogue, id: str) -> Iterator[Problem]:
    """A figure that is reached from itself, by way of others; each figure on the way is looked at once."""
    way: dict[str, str] = {}                  # each figure reached, and from which
    ahead = [id]
    while ahead:
        at = ahead.pop()
        try:
            further = formula.refs(catalogue.figures[at].formula)
        except (KeyError, Refusal):
            continue
        for ref in further:
            if ref == id:
                back = [id, at]
                while back[-1] != id:
                    back.append(way[back[-1]])
                yield Problem(f"数据项 {id}", "算来算去回到自己", " → ".join(reversed(back)))
                return
            if ref not in way:
                way[ref] = at
                ahead.append(ref)


def names(catalogue: Catalogue, where: str, tree: formula.Formula, damaged: set[str]) -> Iterator[Problem]:
    """Every name a formula uses is known, and used for what it is."""
    for node in formula.walk(tree):
        match node:
            case formula.Ref(id) if id not in catalogue.figures:
                yield Problem(where, f"没有“{id}”这个数据项", nearest(id, catalogue.figures))
            case Tally(_, kind_id) if kind_id not in catalogue.kinds:
                if kind_id not in damaged:
                    yield Problem(where, f"没有“{kind_id}”这类记录", nearest(kind_id, catalogue.kinds))
            case Tally(_, kind_id):
                yield from tally(where, catalogue.kinds[kind_id], node, kind_id in damaged)
            case _:
                pass


def tally(where: str, kind: Kind, of: Tally, damaged: bool = False) -> Iterator[Problem]:
    """A verb fits the shape of its kind; names are let pass where some blanks could not be read."""
    if of.verb == "heads" and kind.shape != "activity":
        yield Problem(where, f"“{kind.label}”没有签到，数不出人次", "人次要数活动")
    who = "owner" if kind.shape == "item" else "person"
    named = who in kind.of.columns and who in kind.blanks
    if of.verb == "people" and kind.shape not in ("activity", "person") and not named:
        yield Problem(where, f"“{kind.label}”不落到人，数不出人", f"要先用上“{who}”这一栏")
    if of.verb in ("held", "units") and kind.shape != "body" and not {"bodies", "body"} & kind.blanks.keys():
        yield Problem(where, f"“{kind.label}”不落到组织，数不出单位")
    if of.verb == "latest" and "date" not in kind.of.columns:
        yield Problem(where, f"“{kind.label}”没有日期，说不出最近一次")
    if of.verb == "held" and kind.shape != "activity":
        yield Problem(where, f"“{kind.label}”不是活动，不能用 held")
    if of.verb == "standing" and kind.shape not in STANDING:
        yield Problem(where, f"“{kind.label}”没有起止日期，不能用 standing")
    if of.verb == "top" and not (named and who == "person"):
        yield Problem(where, f"“{kind.label}”不落到人，排不出名次")
    if of.field is not None:
        blank = kind.known.get(of.field)
        if blank is None:
            if not damaged:
                yield Problem(where, f"“{kind.id}”没有“{of.field}”这一栏", has(kind))
        elif not isinstance(blank, Number) or of.field == "age":
            yield Problem(where, f"“{blank.label}”不是数字栏，不能求 {of.verb}")
    for test in of.tests:
        if not (damaged and test.field not in kind.known):
            yield from condition(where, kind, test)


def condition(where: str, kind: Kind, test: Test) -> Iterator[Problem]:
    """One test names a blank of the kind, and compares it with something it can hold."""
    blank = kind.known.get(test.field)
    if blank is None:
        yield Problem(where, f"“{kind.id}”没有“{test.field}”这一栏", has(kind))
        return
    for value in test.value if isinstance(test.value, tuple) else (test.value,):
        if value is None:
            if test.op not in ("==", "!="):
                yield Problem(where, f"“{blank.label}”与空白只能用 == 或 != 比较")
        elif wrong := _unfit(blank, value):
            yield Problem(where, *wrong)
    if blank.derived and isinstance(blank, Flag) and test.op not in ("==", "!="):
        yield Problem(where, f"“{blank.label}”只能用 == 或 != 比较")
    elif isinstance(blank, Choice | Flag | Link) and test.op not in ("==", "!=", "in"):
        yield Problem(where, f"“{blank.label}”只能用 ==、!= 或 in 比较")


def _unfit(blank: Blank, value: str | Decimal | bool) -> tuple[str, str] | None:
    match blank:
        case Choice(choices=choices) if value not in choices:
            return f"“{blank.label}”没有“{value}”这一项", f"可用：{'、'.join(choices)}"
        case Number(id="age", derived=True) if not (isinstance(value, Decimal) and value in range(151)):
            return f"“{blank.label}”要与 0 至 150 的整数比较，现为“{value}”", ""
        case Number() if not isinstance(value, Decimal):
            return f"“{blank.label}”要与数字比较，现为“{value}”", ""
        case Flag() if not isinstance(value, bool):
            return f"“{blank.label}”要与 True 或 False 比较，现为“{value}”", ""
        case Text() if not isinstance(value, str):
            return f"“{blank.label}”要与带引号的文字比较，现为“{value}”", ""
        case Date():
            try:
                if (day := blank.read(str(value))) is None:
                    return f"“{blank.label}”要与空白比较，请写 None", ""
                blank.check(day)
            except Refusal as refusal:
                return str(refusal), ""
        case Link():
            return f"“{blank.label}”只能与空白（None）比较", ""
    return None


def has(kind: Kind) -> str:
    return f"可用：{'、'.join(kind.known)}"


def formulas(check: Check) -> tuple[formula.Formula, ...]:
    """Every formula that a check reads."""
    match check:
        case Must(comparison=comparison):
            return comparison.left, comparison.right
        case Attainable(figure=figure, of=of):
            return tuple(map(formula.Ref, (figure, *of)))
        case Visits(figure=figure, events=events, people=people):
            return formula.Ref(figure), formula.parse(events), formula.parse(people)
        case RateChange(figure=figure):
            return (formula.Ref(figure),)
        case Apart(figures=figures):
            return tuple(map(formula.Ref, figures))
        case Rhythm(figure=figure):
            return (formula.Ref(figure),) if figure else ()
        case Jump():
            return ()
