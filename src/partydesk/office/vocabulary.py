"""The office's words, changed without writing a form: a new work to be counted, another blank, a name, an end.

Every verb makes a form or changes the text of one, and gives it to `forms.add`: what results is what a careful
person would have written, and `partydesk forms add` takes it elsewhere. A shipped form that is changed becomes the
office's own copy of it. Ids are numbers given in order (own_1), never asked for and never changed.
"""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import select

from ..catalogue.catalogue import Catalogue
from ..catalogue.explain import explain
from ..catalogue.fields import Blank, Choice
from ..catalogue.figure import Figure
from ..catalogue.kind import Kind
from ..catalogue.period import Period
from ..catalogue.text import clean
from ..errors import Refusal
from ..figures.ledger import Ledger
from ..papers.compose import compose
from ..papers.document import Document, Heading, Paragraph, plain
from ..records.tables import change
from . import facts, forms, toml_of
from .kept import shipped_forms
from .office import Office

NUMBER = "【数】"
"""Where the number goes in a sentence, as the clerk writes it."""
OWN = re.compile(r"own_(\d+)")

AskedType = Literal["text", "number", "date", "choice", "flag", "person", "body", "citizen", "phone"]
ASKED: dict[AskedType, str] = {"text": "文字", "number": "数字", "date": "日期", "choice": "选项", "flag": "是否", "person": "人员",
                               "body": "组织", "citizen": "身份证号", "phone": "手机号码"}
CountedBy = Literal["times", "people", "heads", "sum", "units"]
COUNTED: dict[CountedBy, str] = {"times": "次数（一条记录一次）", "people": "人数（一人只计一次）", "heads": "人次（来一次计一次）",
                                 "sum": "某一栏的合计", "units": "组织数（一个组织只计一次）"}


@dataclass(frozen=True)
class Asked:
    """One more thing to ask on a form."""

    label: str
    type: AskedType = "text"
    unit: str = ""
    digits: int = 0
    choices: tuple[str, ...] = ()
    required: bool = False
    long: bool = False

    def entry(self, id: str) -> dict[str, Any]:
        """As a form declares it."""
        of = {"person": "link", "body": "link", "citizen": "text", "phone": "text"}
        kept: dict[str, Any] = {"id": id, "type": of.get(self.type, self.type), "label": clean(self.label)}
        match self.type:
            case "number":
                kept |= {"unit": clean(self.unit), "digits": self.digits, "min": 0}
            case "choice":
                kept["choices"] = {f"c{n}": label for n, label in enumerate(filter(None, map(clean, self.choices)), 1)}
            case "text" if self.long:
                kept["lines"] = 4
            case "person" | "body":
                kept["to"] = self.type
            case "citizen" | "phone":
                kept["sort"] = self.type
        return kept | {"required": self.required}


@dataclass(frozen=True)
class Work:
    """A work that the office wants counted: a kind of its own, or more asked on one that is there; a figure; its sentence.

    `only`: the label of a choice or a 是否 that a record must have to be counted, as (blank's label, what it says).
    """

    label: str
    tab: str = ""
    unit: str = "次"
    roll: bool = False
    on: str = ""                              # a kind that is there already
    asked: tuple[Asked, ...] = ()
    by: CountedBy = "times"
    summed: str = ""                          # the label of the blank that is added up
    only: tuple[str, str] | None = None
    figure: str = ""                          # what the figure is called
    sentence: str = ""                        # 期内开展法治宣传【数】。
    paper: str = "half_year_summary"
    after: str = ""                           # a figure printed in the paragraph that the sentence ends
    since: date | None = None


@dataclass(frozen=True)
class Planned:
    """What a work comes to before it is added: its form as text, its number as it would be now, and how it is counted."""

    path: str
    text: str
    kind: str
    figure: str
    value: str
    counted: str
    sentence: str


@dataclass(frozen=True)
class Spot:
    """A paragraph of a paper that a sentence can end: the figure that names it, its heading and how it reads now."""

    after: str
    heading: str
    text: str


# ── a new work ───────────────────────────────────────────────────────────────────────────────────


def planned(office: Office, work: Work, period: Period) -> Planned:
    """What would be added; `Refusal` or `CatalogueError` for what is not right yet."""
    paths, kind, figure = _forms(office, work)
    after = forms.fitting(office, paths)
    with office.reading() as connection:
        value = Ledger(connection, after, period, "")[figure].text
    of = after.figures[figure]
    return Planned("；".join(paths), "\n\n".join(paths.values()), kind, figure, value, explain(of.formula, after),
                   work.sentence.replace(NUMBER, value))


def add(office: Office, work: Work) -> str:
    """Add a work; returns the kind that its records are of. One step, which can be undone."""
    paths, kind, _ = _forms(office, work)
    with office.together(f"新增“{clean(work.label)}”"):
        for path, text in paths.items():
            forms.add(office, path, text)
    return kind


def spots(office: Office, paper: str, period: Period) -> list[Spot]:
    """The paragraphs of a paper that print a figure: where a sentence can go."""
    of = office.catalogue.paper(paper)
    with office.ledger(period) as ledger:
        document: Document = compose(office.catalogue.words(of, period), ledger, facts.of_period(office, of, period, None))
    found, heading = [], ""
    for block in document.blocks:
        match block:
            case Heading():
                heading = plain(block.runs)
            case Paragraph():
                figures = [run.figure for run in block.runs if run.figure]
                if figures:
                    found.append(Spot(figures[-1], heading, re.sub(r"\[\d+\]", "", plain(block.runs))))
    return found


def _forms(office: Office, work: Work) -> tuple[dict[str, str], str, str]:
    """The forms of a work by path, and the ids of its kind and figure."""
    if not clean(work.label):
        raise Refusal("请写明这项工作叫什么")
    if work.sentence and NUMBER not in work.sentence:
        raise Refusal(f"句子里要有{NUMBER}，印的时候换成数")
    number = next_number(office)
    own = f"own_{number}"
    catalogue = office.catalogue
    paths: dict[str, str] = {}
    if work.on:
        kind = catalogue.kind(work.on)
        path, text, fields = _more(office, kind, work.asked)
        if work.asked:
            paths[path] = text
        asked: list[Mapping[str, Any]] = [*_known(kind), *fields]
        head, id = None, kind.id
    else:
        asked = [one.entry(f"f{n}") for n, one in enumerate(work.asked, 1)]
        id = own
        head = {"id": own, "label": clean(work.label), "tab": work.tab, "shape": "activity",
                "roll": _usual_roll(catalogue) if work.roll else ""}
    figure = f"{own}.{work.by}"
    entry = {"id": figure, "label": clean(work.figure or work.label), "unit": _unit(work, asked), "is": _formula(work, id, asked)}
    entries: dict[str, Any] = {} if head is None else {"kind": head, "field": asked}
    if not entries.get("field"):
        entries.pop("field", None)
    tab = work.tab or catalogue.kind(work.on).tab
    entries |= {"chapter": {"label": "本单位自设", "tab": tab}, "figure": [entry]}
    if work.sentence and work.after:
        entries["sentence"] = [{"id": own, "paper": work.paper, "after": work.after, "since": work.since,
                                "text": clean(work.sentence).replace(NUMBER, f"{{{{ {figure} }}}}")}]
    paths[f"{'figures' if head is None else 'kinds'}/{own}.toml"] = toml_of.anew(f"{clean(work.label)}：本单位自设，由程序写成", entries)
    return paths, id, figure


def listed(text: str) -> tuple[str, ...]:
    """Choices as a clerk writes them in one line: 群众、企业，学校."""
    return tuple(filter(None, map(clean, re.split("[、，,]", text))))


def next_number(office: Office) -> int:
    """A number that no own thing has or ever had: what was kept under an id that was taken out may come back."""
    with office.reading() as connection:
        lines = connection.execute(select(change.c.row, change.c.after).where(change.c.place == "form")).all()
    named = [*office.catalogue.kinds, *office.catalogue.figures, *office.catalogue.sentences, *office.forms(),
             *(line.row for line in lines), *(str(line.after["text"]) for line in lines if line.after)]
    return 1 + max((int(found) for name in named for found in OWN.findall(name)), default=0)


def _known(kind: Kind) -> Iterator[Mapping[str, Any]]:
    for blank in kind.blanks.values():
        yield {"id": blank.id, "label": blank.label, "type": getattr(blank, "type", ""), "unit": getattr(blank, "unit", ""),
               "choices": getattr(blank, "choices", {})}


def _unit(work: Work, asked: list[Mapping[str, Any]]) -> str:
    match work.by:
        case "people":
            return "人"
        case "heads":
            return "人次"
        case "units":
            return "个"
        case "sum":
            return str(_one(asked, work.summed).get("unit", "")) or clean(work.unit)
        case "times":
            return clean(work.unit)


def _formula(work: Work, kind: str, asked: list[Mapping[str, Any]]) -> str:
    test = ""
    if work.only is not None:
        blank = _one(asked, work.only[0])
        if blank["type"] == "choice":
            code = next((code for code, label in blank["choices"].items() if label == work.only[1]), None)
            if code is None:
                raise Refusal(f"“{blank['label']}”没有“{work.only[1]}”这一项")
            test = f", {blank['id']} == '{code}'"
        else:
            test = f", {blank['id']} == {work.only[1] == '是'}"
    match work.by:
        case "times":
            return f"count({kind}{test})"
        case "people" | "heads" | "units":
            return f"{work.by}({kind}{test})"
        case "sum":
            return f"sum({kind}.{_one(asked, work.summed)['id']}{test})"


def _one(asked: list[Mapping[str, Any]], label: str) -> Mapping[str, Any]:
    for one in asked:
        if one["label"] == clean(label):
            return one
    raise Refusal(f"没有“{label}”这一栏" if label else "请指明合计哪一栏")


def _usual_roll(catalogue: Catalogue) -> str:
    """Who is expected where nothing else is said: those whom most rolls name."""
    rolls = [kind.roll for kind in catalogue.kinds.values() if kind.roll]
    return max(rolls, key=rolls.count) if rolls else ""


# ── what is there already ────────────────────────────────────────────────────────────────────────


def ask_more(office: Office, kind: str, *asked: Asked) -> None:
    """More to ask on a form."""
    of = office.catalogue.kind(kind)
    path, text, _ = _more(office, of, asked)
    _keep(office, path, text, f"给“{of.label}”加栏目")


def _more(office: Office, of: Kind, asked: tuple[Asked, ...]) -> tuple[str, str, list[dict[str, Any]]]:
    path, text = declaring(office, of.id)
    document = toml_of.parsed(text)
    known = {blank.id for blank in of.known.values()} | {name for blank in of.known.values() for name in blank.was}
    labels = {blank.label for blank in of.blanks.values()}
    number, entries = next_number(office), []
    for n, one in enumerate(asked, 1):
        if clean(one.label) in labels:
            raise Refusal(f"“{of.label}”已有“{clean(one.label)}”这一栏")
        id = next(id for k in range(n, 1000) if (id := f"own_{number}_{k}") not in known)
        known.add(id)
        entries.append(one.entry(id))
    if entries:
        fields = document.setdefault("field", toml_of.tables([]))
        for entry in entries:
            fields.append(toml_of.table(entry))
    return path, toml_of.written(document), entries


def offer_more(office: Office, kind: str, field: str, label: str) -> None:
    """One more choice of a blank."""
    of = office.catalogue.kind(kind)
    blank = of.known[field]
    if not isinstance(blank, Choice):
        raise Refusal(f"“{blank.label}”不是选项栏")
    if clean(label) in blank.choices.values():
        raise Refusal(f"“{blank.label}”已有“{clean(label)}”")
    code = next(code for n in range(1, 1000) if (code := f"own_{n}") not in blank.choices)
    _in_field(office, of, blank, lambda entry: entry["choices"].update({code: clean(label)}), f"给“{blank.label}”加选项")


def rename(office: Office, kind: str, label: str, field: str = "", choice: str = "") -> None:
    """Another name for a kind, a blank of it, or a choice; records and old papers keep their ids."""
    of, said = office.catalogue.kind(kind), clean(label)
    if not said:
        raise Refusal("名称不能为空")
    if not field:
        _in_kind(office, of, lambda document: toml_of.put(document["kind"], "label", said), f"“{of.label}”改名“{said}”")
        return
    blank = of.known[field]
    if choice:
        _in_field(office, of, blank, lambda entry: toml_of.put(entry["choices"], choice, said), f"“{blank.label}”的选项改名“{said}”")
    elif field in of.of.columns:
        def column(document: Any) -> None:
            columns = document["kind"].setdefault("columns", {})
            old = columns.get(field)
            columns[field] = old | {"label": said} if isinstance(old, dict) else said
        _in_kind(office, of, column, f"“{blank.label}”改名“{said}”")
    else:
        _in_field(office, of, blank, lambda entry: toml_of.put(entry, "label", said), f"“{blank.label}”改名“{said}”")


def retire(office: Office, kind: str, year: int | None, field: str = "") -> None:
    """The last year in which a kind, or a blank of it, is used; None takes it up again."""
    of = office.catalogue.kind(kind)
    if not field:
        why = f"“{of.label}”用到 {year} 年为止" if year else f"“{of.label}”重新启用"
        _in_kind(office, of, lambda document: toml_of.put(document["kind"], "retired", year), why)
        return
    blank = of.known[field]
    why = f"“{blank.label}”用到 {year} 年为止" if year else f"“{blank.label}”重新启用"
    _in_field(office, of, blank, lambda entry: toml_of.put(entry, "retired", year), why)


def move(office: Office, kind: str, field: str, by: int) -> None:
    """A blank up or down on its form."""
    of = office.catalogue.kind(kind)
    ids = [one.id for one in of.fields]
    at, to = ids.index(field), ids.index(field) + by
    if not 0 <= to < len(ids):
        return

    def moved(document: Any) -> None:
        fields = list(document["field"])
        fields.insert(to, fields.pop(at))
        document["field"] = toml_of.tables([])
        for one in fields:
            document["field"].append(one)
    _in_kind(office, of, moved, f"“{of.label}”的栏目换位置")


def rename_figure(office: Office, figure: str, label: str) -> None:
    """Another name for a figure; its id and its definition stay."""
    if not clean(label):
        raise Refusal("名称不能为空")
    _in_figure(office, figure, "label", clean(label), "改名")


def retire_figure(office: Office, figure: str, year: int | None) -> None:
    """The last year in which a figure is counted; None takes it up again."""
    _in_figure(office, figure, "retired", year, "停用" if year else "重新启用")


def _in_figure(office: Office, figure: str, name: str, value: Any, why: str) -> None:
    of = office.catalogue.figure(figure)
    path, document = _figure_form(office, of)
    toml_of.put(next(one for one in document["figure"] if one["id"] == of.id), name, value)
    _keep(office, path, toml_of.written(document), f"数据项“{of.label}”{why}")


def change_sentence(office: Office, id: str, text: str) -> None:
    """Other words for a sentence that the office added; no words take it out."""
    path, own = next((path, own) for path, own in office.forms().items()
                     if any(one.get("id") == id for one in toml_of.parsed(own).get("sentence", ())))
    document = toml_of.parsed(own)
    sentence = office.catalogue.sentences[id]
    if clean(text):
        if NUMBER not in text:
            raise Refusal(f"句子里要有{NUMBER}，印的时候换成数")
        entry = next(one for one in document["sentence"] if one["id"] == id)
        entry["text"] = clean(text).replace(NUMBER, f"{{{{ {sentence.figures[0]} }}}}")
    else:
        kept = [one for one in document["sentence"] if one["id"] != id]
        document.pop("sentence")
        if kept:
            document["sentence"] = toml_of.tables(kept)
    _keep(office, path, toml_of.written(document), "修改总结里的句子")


def as_written(sentence: str) -> str:
    """A sentence as a clerk writes it: 【数】 where the number goes."""
    return re.sub(r"\{\{[^{}]*\}\}", NUMBER, sentence)


def declaring(office: Office, kind: str) -> tuple[str, str]:
    """The path and text of the form that declares a kind: the office's own, or the shipped one."""
    for source in (office.forms(), shipped_forms()):
        for path, text in source.items():
            if path.endswith(".toml") and re.search(r'^\s*id\s*=\s*"' + re.escape(kind) + r'"', text, re.MULTILINE):
                head = toml_of.parsed(text).get("kind")
                if head is not None and head.get("id") == kind:
                    return path, text
    raise Refusal(f"没有“{kind}”的表单")


def is_own(office: Office, kind: str) -> bool:
    """Whether the office has a form of its own for a kind."""
    return declaring(office, kind)[0] in office.forms()


def _figure_form(office: Office, of: Figure) -> tuple[str, Any]:
    """The own form that a figure stands in; a shipped one gets a form of its own, its chapter stays."""
    own = office.forms()
    for path, text in own.items():
        if path.endswith(".toml"):
            document = toml_of.parsed(text)
            if any(one.get("id") == of.id for one in document.get("figure", ())):
                return path, document
    for text in shipped_forms().values():
        if of.id in text and "[[figure]]" in text:
            for one in toml_of.parsed(text)["figure"]:
                if one["id"] == of.id:
                    return f"figures/{of.id}.toml", toml_of.parsed(toml_of.anew(f"{of.label}：按本单位的叫法", {"figure": [one.unwrap()]}))
    raise Refusal(f"没有“{of.id}”的表单")


def _in_kind(office: Office, of: Kind, change: Callable[[Any], object], why: str) -> None:
    path, text = declaring(office, of.id)
    document = toml_of.parsed(text)
    change(document)
    _keep(office, path, toml_of.written(document), why)


def _in_field(office: Office, of: Kind, blank: Blank, change: Callable[[Any], object], why: str) -> None:
    def within(document: Any) -> None:
        for entry in document.get("field", ()):
            if entry["id"] == blank.id:
                change(entry)
                return
        raise Refusal(f"“{blank.label}”是“{of.of.label}”固定的栏目，只能改名称")
    _in_kind(office, of, within, why)


def _keep(office: Office, path: str, text: str, why: str) -> None:
    with office.together(why):
        forms.add(office, path, text)
