"""An office's own Word file as a paper (自己的 Word 模板): read, held against what its tags may stand for, kept, filled in.

The file itself lies beside the database with the contents of attachments, by its hash; the paper that names it is a form
like any other, so that it is journaled, undone, taken elsewhere with the office, and found wherever papers are offered.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomlkit

from ..catalogue.paper import SUMMARY, Paper
from ..catalogue.period import Period
from ..catalogue.series import Records
from ..catalogue.text import clean
from ..errors import Refusal, Refusals, Trouble, reason
from ..figures.ledger import Ledger
from ..papers import tags
from ..papers.blanks import NUMBER, Facts, Form, Rows, Text
from ..papers.harmless import LARGEST_FORM
from . import attachments, forms, toml_of
from .own_tags import LISTED, PLAIN, Known, Purpose, Tags, purposes, tags_for, tied
from .vocabulary import next_number

if TYPE_CHECKING:
    from .office import Office

MOST_HINTS = 40
"""For so many unknown tags something alike is looked for; a file with more is no form."""
TRIED = "own_draft"
SCOPES = ("period", "record", "person", "body")
"""In this order where nothing else decides what a form is for."""


@dataclass(frozen=True)
class Found:
    """A tag of a form: how often it stands there, what it is filled with, or what it may have been meant for."""

    name: str
    count: int
    sentence: str
    known: Known | None
    near: tuple[str, ...] = ()
    example: str = ""


@dataclass(frozen=True)
class Checked:
    """A form held against a purpose: its tags in order, what is wrong with its braces, what else is to be said of it."""

    purpose: Purpose
    found: tuple[Found, ...]
    torn: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    of: str = ""                             # the record that the examples are taken from

    @property
    def unknown(self) -> tuple[Found, ...]:
        return tuple(one for one in self.found if one.known is None)

    def told(self) -> list[str]:
        """What is to be mended, a line each."""
        lines = [f"不认识 {tags.shown(one.name)}：{one.sentence}" +
                 (f"（是不是 {'、'.join(map(tags.shown, one.near))}？）" if one.near else "") for one in self.unknown]
        return [*lines, *(f"括号不成对：{half}" for half in self.torn), *self.remarks]


# ── read ─────────────────────────────────────────────────────────────────────────────────────────

def read(path: Path) -> tuple[bytes, Form]:
    """A Word file that is to become a paper; `Refusal` for what is none, or is not safe."""
    if path.suffix.lower() in (".docm", ".dotm"):
        raise Refusal("这是带宏的 Word 文件，为安全起见没有打开。请另存为不带宏的“.docx”文档后再试")
    if path.suffix.lower() != ".docx":
        raise Refusal(f"“{path.name}”不是 .docx 文档。请在 WPS 或 Word 里另存为“.docx”后再试")
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FORM + 1)
    except FileNotFoundError:
        raise Refusal(f"没有这个文件：{path}") from None
    except OSError as error:
        raise Trouble(f"读不了“{path.name}”：{reason(error)}。文件可能正在 Word 或 WPS 中打开，请关闭后再试") from error
    form = Form.open(data)
    if not form.tags:
        raise Refusal(f"“{path.name}”里没有标签。请在要填的地方写上双花括号和栏目名称，如 {{{{姓名}}}}，再导入")
    return data, form


def proposed(office: Office, form: Form) -> list[tuple[Purpose, int]]:
    """What a form may be for, the likeliest first, with how many of its tags are known there.

    Of those that know equally many, the period comes first, then what has them itself and not by someone it names.
    """
    wanted = {tag.key for tag in form.tags}
    found: list[tuple[tuple[int, bool, int, int, bool], Purpose, int]] = []
    for purpose in purposes(office.catalogue):
        kind = office.catalogue.kinds.get(purpose.kind)
        if kind is None or not kind.retired:
            known = [one for name, one in tags_for(office.catalogue, purpose).by_key.items() if name in wanted]
            direct = sum(one.path.startswith(f"{purpose.scope}.") and one.path.count(".") == 1 for one in known)
            rank = -len(known), kind is not None, -direct, SCOPES.index(purpose.scope), kind is None or kind.shape != "paper"
            found.append((rank, purpose, len(known)))
    return [(purpose, fits) for _, purpose, fits in sorted(found, key=lambda one: one[0])]


def purpose_of(office: Office, said: str) -> Purpose:
    """The purpose that a clerk names: 统计期, or a kind by its id or label."""
    if said in ("period", "统计期", ""):
        return Purpose("period")
    kind = office.catalogue.kind(said)
    return next(purpose for purpose in purposes(office.catalogue) if purpose.kind == kind.id)


def checked(office: Office, form: Form, purpose: Purpose, period: Period | None = None, data: bytes = b"") -> Checked:
    """A form held against a purpose; with `period` and `data`, what its tags would read on the first copy there is."""
    known = tags_for(office.catalogue, purpose)
    counts = Counter(tag.key for tag in form.tags)
    first = {tag.key: tag for tag in reversed(form.tags)}
    unknown = [name for name in counts if name not in known.by_key][:MOST_HINTS]
    examples, of = _examples(office, purpose, data, period) if period is not None and data else ({}, "")
    found = tuple(
        Found(first[name].name, count, first[name].sentence, known.by_key.get(name),
              _near(name, known) if name in unknown else (), examples.get(name, "")) for name, count in counts.items())
    torn, remarks = list[str](), list[str]()
    for _, text in form.paragraphs:
        torn += tags.halves(text)
        torn += [f"{{{name}}}（要写成 {tags.shown(name)}）" for name in tags.singles(text) if tags.key(name) in known.by_key]
    if any("{%" in text for _, text in form.paragraphs):
        remarks.append("模板里有 {% %}：本程序不执行模板里的语句，它会原样印出来")
    loose = [one for one in found if one.known is not None and one.known.list and not _in_row(form, one.name)]
    remarks += [f"{tags.shown(one.name)} 不在表格的行里：会把各条用顿号连着写出来" for one in loose]
    for sheet in form.sheets.values():
        for row in (mark.value for mark in sheet.marks if mark.sort == "row"):
            lists = dict.fromkeys(one.group for name in row if (one := known.by_key.get(name)) is not None and one.list)
            if len(lists) > 1:
                remarks.append(f"表格的一行里写了几个清单（{'、'.join(lists)}）：只按第一个一条一行，其余的会连着写出来")
    return Checked(purpose, found, tuple(dict.fromkeys(torn))[:MOST_HINTS], tuple(remarks), of)


def _in_row(form: Form, name: str) -> bool:
    return any(tag.row for tag in form.tags if tag.name == name)


def _near(name: str, known: Tags) -> tuple[str, ...]:
    """What a tag that is not known may have been meant for."""
    if name in known.doubtful:
        return known.doubtful[name]
    short = name[:40]
    keys = get_close_matches(short, known.by_key, 3, 0.6)
    if not keys:
        keys = [one for one in known.by_key if len(one) > 1 and (one in short or len(short) > 1 and short in one)][:3]
    return tuple(dict.fromkeys(known.by_key[one].name for one in keys))


def _examples(office: Office, purpose: Purpose, data: bytes, period: Period) -> tuple[dict[str, str], str]:
    """What each tag reads on the first copy of a form that is not kept yet, by key, and whom that copy is for."""
    from . import printing
    draft = drafted(office, "试填", purpose, attachments.keep(office, data))
    try:
        one = next(iter(printing.subjects(office, draft, period)), None)
        copy, = printing.copies(office, draft, period, chosen=None if one is None else {one.id})
    except Refusal:
        return {}, ""
    facts = copy.filling.facts if copy.filling is not None else Facts({})
    told = {name: value if isinstance(value, str) else "；".join(value) for name, value in facts.values.items()}
    for name, of in facts.lists.items():
        for column in of.columns:
            told[f"{name}.{column}"] = "；".join(str(row.get(column, "")) for row in of.rows[:3])
    return told, one.name if one is not None else period.label


# ── kept ─────────────────────────────────────────────────────────────────────────────────────────

def drafted(office: Office, name: str, purpose: Purpose, digest: str, id: str = TRIED) -> Paper:
    """The paper of a form, as it is declared; its lists are those that its tags name."""
    kind = office.catalogue.kinds.get(purpose.kind)
    tab = kind.tab if kind is not None else SUMMARY
    form = opened(office, digest)
    known = tags_for(office.catalogue, purpose)
    named = dict.fromkeys(one.list for tag in form.tags if (one := known.by_key.get(tag.key)) is not None)
    lists = []
    for listed in (office.catalogue.kinds[id.removeprefix(LISTED)] for id in named if id.startswith(LISTED)):
        of = f"standing({listed.id})" if listed.shape in ("person", "body") else f"count({listed.id})"
        lists.append(Records(id=LISTED + listed.id, of=of, on=tied(listed, purpose, kind) or None,
                             order=("date",) if "date" in listed.known else ()))
    each = f"standing({purpose.kind})" if purpose.scope in ("person", "body") else ""
    return Paper(id=id, label=name, scope=purpose.scope, kind=purpose.kind if purpose.scope == "record" else None, each=each,
                 tab=tab, hint="用自己的 Word 模板填成", lists=tuple(lists), template=digest)


def keep(office: Office, data: bytes, name: str, purpose: Purpose) -> str:
    """Keep a form as a paper of the office; returns the paper's id. One step, which can be undone."""
    label = clean(name)
    if not label:
        raise Refusals({"name": "请写明这份文书叫什么"})
    if any(paper.label == label for paper in office.catalogue.papers.values()):
        raise Refusals({"name": f"已有叫“{label}”的文书，请换一个名称；要换掉它的模板，用“换成新模板”"})
    Form.open(data)
    digest = attachments.keep(office, data)
    id = f"own_{next_number(office)}"
    with office.together(f"导入 Word 模板“{label}”"):
        forms.add(office, path_of(id), _written(drafted(office, label, purpose, digest, id)))
    return id


def renew(office: Office, paper: str, data: bytes) -> None:
    """A new edition of the form: the paper, its numbers and what was issued stay."""
    of = own(office, paper)
    Form.open(data)
    digest = attachments.keep(office, data)
    anew = drafted(office, of.label, purpose_at(office, of), digest, of.id)
    with office.together(f"更换“{of.label}”的 Word 模板"):
        forms.add(office, path_of(of.id), _written(replace(anew, tab=of.tab, order=of.order, hint=of.hint)))


def remove(office: Office, paper: str) -> None:
    """Take the paper out again; what the file holds stays beside the database, so that this can be undone."""
    forms.remove(office, path_of(own(office, paper).id))


def content(office: Office, paper: str) -> bytes:
    """The form itself, byte for byte as it came."""
    return _content(office, own(office, paper).template)


def take_out(office: Office, paper: str, out: Path) -> None:
    """A copy of the form where the clerk wants it."""
    from ..papers import files
    files.replace(out, content(office, paper))


def papers(office: Office) -> list[Paper]:
    """The papers that have a Word file of the office's own."""
    return [paper for paper in office.catalogue.papers.values() if paper.template]


def own(office: Office, paper: str) -> Paper:
    of = office.catalogue.paper(paper)
    if not of.template:
        raise Refusal(f"“{of.label}”不是用 Word 模板填的文书")
    return of


def purpose_at(office: Office, paper: Paper) -> Purpose:
    """What a paper that is kept is for."""
    from ..catalogue.formula import kind_of
    kind = paper.kind or kind_of(paper.each)
    return next(one for one in purposes(office.catalogue) if one.scope == paper.scope and one.kind == (kind or ""))


def path_of(id: str) -> str:
    return f"papers/{id}.md"


def _written(paper: Paper) -> str:
    """A paper as its form is written."""
    document = tomlkit.document()
    for name, value in (("id", paper.id), ("label", paper.label), ("for", paper.scope), ("kind", paper.kind), ("each", paper.each),
                        ("tab", paper.tab), ("order", paper.order), ("hint", paper.hint), ("template", paper.template)):
        if value:
            document.add(name, value)
    if paper.lists:
        document.add("list", toml_of.tables([
            {"id": one.id, "of": one.of, "on": one.on, "order": one.order} for one in paper.lists if isinstance(one, Records)]))
    return f"+++\n{tomlkit.dumps(document).rstrip()}\n+++\n"


def _content(office: Office, digest: str) -> bytes:
    try:
        return attachments.content(office, digest)
    except OSError as error:
        raise Trouble(f"Word 模板读不出来：{reason(error)}。请把办公室文件旁边的“-files”文件夹一起放好后再试") from error


# ── filled ───────────────────────────────────────────────────────────────────────────────────────

def opened(office: Office, digest: str) -> Form:
    """A form that is kept, ready to be filled in."""
    return Form.open(_content(office, digest))


class Filler:
    """The facts of a paper, as its form asks for them."""

    def __init__(self, office: Office, paper: Paper):
        self.form = opened(office, paper.template)
        self.purpose = purpose_at(office, paper)
        known = tags_for(office.catalogue, self.purpose)
        self.wanted = {name: known.by_key[name] for tag in self.form.tags if (name := tag.key) in known.by_key}

    def facts(self, given: Mapping[str, Any], ledger: Ledger, number: int) -> Facts:
        """What the tags of one copy read; `number` is which of the batch it is."""
        given = {**given, "number": str(number)}
        values: dict[str, Text] = {}
        columns: dict[str, dict[str, Known]] = {}
        for name, known in self.wanted.items():
            if known.list:
                of, _, column = name.partition(".")
                columns.setdefault(of, {})[column] = known
            else:
                values[name] = _said(known.path, given, ledger)
        lists = {of: Rows(frozenset(under), _rows(under, given)) for of, under in columns.items()}
        return Facts({NUMBER: str(number), **values}, lists)


def _rows(columns: Mapping[str, Known], given: Mapping[str, Any]) -> Sequence[Mapping[str, Text]]:
    """The rows of a list: what its columns read, entry by entry."""
    one = next(iter(columns.values()))
    if one.list.startswith("lines:"):
        lines = _found(one.path, given)
        return [dict.fromkeys(columns, str(line)) for line in (lines if isinstance(lines, list) else [lines]) if line]
    return [{column: _text(_found(known.path, entry)) for column, known in columns.items()} for entry in _found(one.list, given) or ()]


def _said(path: str, given: Mapping[str, Any], ledger: Ledger) -> Text:
    sort, colon, rest = path.partition(":")
    if sort == "figure" and colon:
        value = ledger[rest.removesuffix(PLAIN)]
        return value.text.removesuffix(value.unit) if rest.endswith(PLAIN) and value.unit else value.text
    if sort == "date" and colon:
        parts = [part for part in str(given["date"]).replace("月", "年").replace("日", "年").split("年") if part]
        return parts[int(rest)] if len(parts) == 3 else ""
    return _text(_found(path, given))


def _found(path: str, given: Any) -> Any:
    for name in path.split("."):
        given = given.get(name, "") if isinstance(given, Mapping) else ""
    return given


def _text(value: Any) -> Text:
    """A fact as words: a person by the name, a thing of several lines line by line."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case list() | tuple():
            return tuple(str(line) for line in value)
        case Mapping():
            return str(value.get("name", ""))
    return str(value)
