"""What the tags of an office's own form can stand for: the labels that a clerk knows, and where each is found.

A tag is known by the label of a blank (编号), by that of a person's blank behind a dot (责任人.职务), by a list and its
column (问题.整改时限), by the label of a figure, or by the English ids of all these. What two things are called alike is
no tag: it would have to be guessed.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from ..catalogue.catalogue import Catalogue
from ..catalogue.fields import Blank, Link, Text
from ..catalogue.kind import Kind
from ..papers.tags import key
from .people import BRANCH, REASON, ROLL, STANDING, kinds

Scope = Literal["period", "record", "person", "body"]

COMMON = "每份都有"
FIGURES = "数据项"
LINES = "内容"
"""The one column of a blank of several lines, gone through as a list."""
LISTED = "list_"
"""Before the id of a kind: the list of its records; the id alone may be the name of a group of figures."""
ROLLED = f"record.{ROLL}"
"""The list of those on the roll of a meeting: a part of the record's own facts."""
PLAIN = ".数"
"""Behind a figure: its number without the unit."""

ALWAYS = (
    ("office", ("单位", "单位名称"), "本单位的名称"),
    ("place", ("地点", "签订地点"), "设置里的签订地点"),
    ("year", ("年度", "年份"), "统计期的年度，如 2025"),
    ("period", ("统计期",), "如 2025年上半年"),
    ("date", ("日期", "落款日期"), "落款的日期，如 2025年6月30日"),
    ("date:0", ("年",), "落款日期的年"),
    ("date:1", ("月",), "落款日期的月"),
    ("date:2", ("日",), "落款日期的日"),
    ("scope", ("统计范围",), "选了某个党组织时，它的名称"),
    ("number", ("序号",), "这一份是第几份；在清单的行里，是第几行"),
)
"""Facts of every paper: where they are found, what they are called, what they are."""


@dataclass(frozen=True)
class Purpose:
    """What a form is for: one for the period, or one for each record, person or organisation of a kind."""

    scope: Scope
    kind: str = ""
    label: str = "一个统计期一份"


@dataclass(frozen=True)
class Known:
    """A tag that may be used: its name, where its value is found, what it is, under which heading it is listed."""

    name: str
    path: str
    about: str
    group: str
    list: str = ""                           # the list that it is a column of, by the id it is declared under


@dataclass
class Tags:
    """All tags of one purpose: each once, in order; by every key it may be written with; and keys that several have."""

    known: list[Known] = field(default_factory=list)
    by_key: dict[str, Known] = field(default_factory=dict)
    doubtful: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, known: Known, *others: str, shown: bool = True) -> None:
        """One more tag, under its name and others; what is known already stays what it is."""
        if shown and key(known.name) not in self.by_key:
            self.known.append(known)
        for name in (known.name, *others):
            self.by_key.setdefault(key(name), known)

    def loosely(self, found: Mapping[str, list[Known]], *, shown: bool = False) -> None:
        """Names that are good only where one thing bears them."""
        for name, bearers in found.items():
            if name in self.by_key or name in self.doubtful:
                continue
            if len({known.path for known in bearers}) == 1:
                self.by_key[name] = bearers[0]
                if shown:
                    self.known.append(bearers[0])
            else:
                self.doubtful[name] = tuple(dict.fromkeys(known.name for known in bearers))


def purposes(catalogue: Catalogue) -> list[Purpose]:
    """Everything that a form can be for, in the order of the tabs."""
    found = [Purpose("period")]
    for scope, says in (("record", "每条“{}”一份"), ("person", "每个{}一份"), ("body", "每个{}一份")):
        for tab in catalogue.by_tab.values():
            for kind in tab:
                sort = kind.shape if kind.shape in ("person", "body") else "record"
                if sort == scope:
                    found.append(Purpose(sort, kind.id, says.format(kind.label)))
    return found


def tags_for(catalogue: Catalogue, purpose: Purpose) -> Tags:
    """The tags that a form for this purpose may use."""
    found = Tags()
    loose: dict[str, list[Known]] = {}
    kind = catalogue.kinds.get(purpose.kind)
    if kind is not None:
        for known, names, alone in _of_subject(catalogue, purpose, kind):
            found.add(known, *names)
            for name in alone:
                loose.setdefault(key(name), []).append(known)
    for path, names, about in ALWAYS:
        found.add(Known(names[0], path, about, COMMON), *names[1:], path)
    for known, names in _listed(catalogue, purpose, kind):
        found.add(known, *names)
    found.loosely(loose)
    figures: dict[str, list[Known]] = {}
    for figure in catalogue.figures.values():
        if figure.retired is None:
            about = f"{figure.chapter.label if figure.chapter else FIGURES}" + (f"，带单位“{figure.unit}”" if figure.unit else "")
            for name, path, says in ((figure.label, f"figure:{figure.id}", about),
                                     (figure.label + PLAIN, f"figure:{figure.id}{PLAIN}", "只有数，不带单位")):
                figures.setdefault(key(name), []).append(Known(name, path, says, FIGURES))
                found.add(Known(path.removeprefix("figure:"), path, says, FIGURES), shown=False)
    found.loosely(figures, shown=True)
    return found


def labels(blank: Blank) -> tuple[str, ...]:
    """What a blank is called: 责任人（乙方）, and 责任人 without the remark."""
    bare = re.sub(r"[（(].*?[）)]", "", blank.label).strip()
    return (bare, blank.label) if bare and bare != blank.label else (blank.label,)


def person_blanks(catalogue: Catalogue) -> dict[str, str]:
    """What may be asked of a person, by id, with its label."""
    found = {id: labels(blank)[0] for kind in kinds(catalogue) for id, blank in kind.known.items() if not blank.derived}
    return found | {BRANCH: "所在支部"}


def _of_subject(catalogue: Catalogue, purpose: Purpose, kind: Kind) -> Iterator[tuple[Known, tuple[str, ...], tuple[str, ...]]]:
    """The blanks of whom or what a copy is for: tag, other names, and names that are good if nothing else bears them."""
    fact, group = purpose.scope, kind.label
    for id, blank in kind.known.items():
        if blank.derived or blank.retired:
            continue
        names = labels(blank)
        path = f"{fact}.{id}"
        people = isinstance(blank, Link) and blank.to == "person" and not blank.many and fact != "person"
        about = f"“{blank.label}”栏" + ("，写姓名" if people else "")
        if id in kind.blanks:
            yield Known(names[0], f"{path}.name" if people else path, about, group), (*names[1:], id, path, *blank.also), ()
        if people and id in kind.blanks:
            for inner, label in person_blanks(catalogue).items():
                yield (Known(f"{names[0]}.{label}", f"{path}.{inner}", f"{blank.label}的{label}", names[0]),
                       (*(f"{name}.{label}" for name in names[1:]), f"{id}.{inner}", f"{path}.{inner}"), (label, inner))
    if fact == "person":
        yield Known("所在支部", f"person.{BRANCH}", "所在的党支部", group), (BRANCH, f"person.{BRANCH}"), ()


def _listed(catalogue: Catalogue, purpose: Purpose, kind: Kind | None) -> Iterator[tuple[Known, tuple[str, ...]]]:
    """The columns of every list that such a form may go through in a row of a table."""
    if kind is not None:
        for id, blank in kind.blanks.items():
            if isinstance(blank, Text) and blank.lines > 1 and not blank.retired:
                name = labels(blank)[0]
                yield Known(f"{name}.{LINES}", f"{purpose.scope}.{id}", f"{blank.label}，一行一条", name, f"lines:{id}"), (f"{id}.{LINES}",)
    if kind is not None and kind.roll and purpose.scope == "record":
        for id, label in {**person_blanks(catalogue), STANDING: "签到情况", REASON: "事由"}.items():
            yield Known(f"签到.{label}", id, f"签到的人，各人的{label}", "清单：签到", ROLLED), (f"{ROLL}.{id}",)
    for listed in catalogue.kinds.values():
        if listed.retired or tied(listed, purpose, kind) is None:
            continue
        for id, blank in listed.blanks.items():
            if blank.derived or blank.retired:
                continue
            names = labels(blank)
            of = f"{listed.label}.{names[0]}"
            people = isinstance(blank, Link) and blank.to == "person" and not blank.many
            yield (Known(of, f"{id}.name" if people else id, f"各条的“{blank.label}”栏", f"清单：{listed.label}", LISTED + listed.id),
                   (*(f"{listed.label}.{name}" for name in names[1:]), f"{listed.id}.{id}"))
            if people:
                for inner, label in person_blanks(catalogue).items():
                    yield (Known(f"{of}.{label}", f"{id}.{inner}", f"各条{blank.label}的{label}",
                                 f"清单：{listed.label}", LISTED + listed.id), (f"{listed.id}.{id}.{inner}",))


def tied(listed: Kind, purpose: Purpose, kind: Kind | None) -> str | None:
    """The blank by which records of a kind belong to whom the copy is for; empty where all count; None where none do."""
    if purpose.scope == "period":
        return ""
    if kind is None or listed.shape in ("person", "body"):
        return None
    shape = kind.shape
    on = next((id for id, blank in listed.blanks.items() if isinstance(blank, Link) and blank.to == shape), None)
    return "roll" if on is None and purpose.scope == "person" and listed.roll else on
