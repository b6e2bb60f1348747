"""成文: words and numbers into a document. A template is filled in, then read as blocks.

What is filled in never becomes part of the text that is read: the template prints only a mark for it, and the thing
itself is kept aside until the blocks are made. So no name, number or chapter that a clerk typed can be taken for a
heading, a table or a piece of template, whatever characters it has.

The marks of a template (a little Markdown):

    # 标题                      two such lines in a row break the title there
    ## 一、…   ### （一）…   #### 1.…   ##### （1）…
    > 右对齐      -> 居中 <-      < 顶格
    | 甲 | 乙 |                 a table; a row of dashes ends its head, else the first row is the head
    | -- | ---- |             the same, and how wide the columns are beside each other: a dash is 5 mm at most
    | 甲<br>乙 | 丙 |         two lines in a cell
    签字：责任单位（盖章）：、负责人（签字）： | 责任人（签字）：、职务：
    落款：单位 / 日期            盖章：单位 / 日期   the same at the places of a paper that gets a seal
    附件：甲、乙                what is attached, numbered where it is more than one; \\、 is a 、 within a name
    附件页：标题                what is attached begins: a new page with 附件 above the title; 附件页2：…  with 附件2
    ---                         a new page
    正文[^1]    [^1]: 注释      an end-note      **加粗**      \\# a sign as such
"""
from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from jinja2 import StrictUndefined, Template, Undefined, UndefinedError, nodes, pass_context
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ..errors import Refusal
from .document import (
    Align,
    Annex,
    Block,
    Document,
    Enclosures,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Run,
    Runs,
    Signatures,
    Signoff,
    Table,
    Title,
    clean,
    plain,
    runs_of,
)
from .lint import LOOP, MARKS, dotted, problems, syntax
from .words import Prose, Value, Worded

OPEN, CLOSE = MARKS
NAMED = re.compile(r"(\{\{[^{}]*\}\})")
"""A figure that a clerk put into his own words."""
PRINTED = re.compile(f"{OPEN}(\\d+){CLOSE}")
KEPT = "printed things"                              # no template can write this name
GUARD = "missing_of"                                 # neither can it use this filter: see `guarded`
SHOWN = 5
"""Problems of a template that one message names."""
DASH = 5.0
"""Millimetres that a dash under the head of a table stands for."""


def compose(words: str, values: Mapping[str, Value], facts: Mapping[str, object]) -> Document:
    """The document that the template `words` makes of figures and facts; Refusal names what is wrong, with the line.

    `values` by figure id; only those that the template names are asked for. `facts`: texts, whole numbers, dates, and
    lists or mappings of these.
    """
    template = checked(words, frozenset(values), frozenset(facts))
    kept: list[object] = []
    names: dict[str, object] = {top: Names(values, top) for top in {id.partition(".")[0] for id in values}}
    names |= {name: given(fact) for name, fact in facts.items()}
    try:
        text = template.render(names | {KEPT: kept})
    except (Refusal, UndefinedError) as error:
        raise Refusal(f"文书模板第{line_of(error)}行：{error}") from error
    except TypeError as error:
        raise Refusal(f"文书模板第{line_of(error)}行：只有数才能比较大小") from error
    return Reader(kept, values).document(text)


@lru_cache(maxsize=32)
def checked(words: str, figures: frozenset[str], facts: frozenset[str]) -> Template:
    """A template ready to be filled in, after every check."""
    found = [f"{where}：{what}。{hint}" for where, what, hint in problems("", words, figures, facts)]
    if found:
        more = f"；另有 {len(found) - SHOWN} 处" if len(found) > SHOWN else ""
        raise Refusal("文书模板有误，" + "；".join(found[:SHOWN]) + more)
    environment = Papers()
    return environment.from_string(guarded(environment.parse(words)))


class Names:
    """The figures, reached from a template by their dotted names: study.group_sessions."""

    def __init__(self, values: Mapping[str, Value], prefix: str):
        self.values = values
        self.prefix = prefix

    def under(self, name: str) -> object:
        """The figure or the group of figures of that name, None if there is none."""
        id = f"{self.prefix}.{name}"
        if id in self.values:
            return Worded.of(self.values[id])
        return Names(self.values, id) if any(known.startswith(f"{id}.") for known in self.values) else None


class Lines(tuple[object, ...]):
    """A list as a template may use it: gone through line by line, or, of texts, printed in one line."""

    __slots__ = ()

    def __str__(self) -> str:
        lines = [str(line) for line in self]
        return "".join(line if line[-1:] in "。；！？，、：" or at == len(lines) - 1 else f"{line}；" for at, line in enumerate(lines))


class Papers(ImmutableSandboxedEnvironment):
    """The emptied template language: names lead to given things only, and everything printed is kept aside."""

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, finalize=aside, trim_blocks=True, lstrip_blocks=True)
        bare = syntax()
        self.globals, self.tests = {}, {}
        self.filters = dict(bare.filters) | {GUARD: missing_of}

    def getattr(self, obj: object, attribute: str) -> object:
        """`obj.attribute` in a template: a figure of a group, a column of a fact, a counter of a loop."""
        found: object = None
        match obj:
            case Names():
                found = obj.under(attribute)
            case Mapping():
                found = obj.get(attribute)
            case LoopContext() if attribute in LOOP:
                return getattr(obj, attribute)
        return self.undefined(hint=f"没有“{attribute}”这一项") if found is None else found

    def getitem(self, obj: object, argument: object) -> object:
        """As `getattr`: nothing is reached by its place."""
        return self.getattr(obj, str(argument))


def given(fact: object) -> object:
    """A fact as a template may use it: texts, whole numbers, dates, lists and mappings; TypeError for all else."""
    match fact:
        case None:
            return ""
        case str():
            bare = clean(fact).replace(OPEN, "").replace(CLOSE, "")
            return Prose(bare) if isinstance(fact, Prose) else bare
        case bool() | int() | Worded():
            return fact
        case datetime.date():
            return f"{fact.year}年{fact.month}月{fact.day}日"
        case Mapping():
            return {str(name): given(inner) for name, inner in fact.items()}
        case list() | tuple():
            return Lines(map(given, fact))
        case _:
            raise TypeError(f"a paper cannot print a {type(fact).__name__}")


@pass_context
def aside(context: Context, output: object) -> str:
    """Jinja calls this on everything it prints: the thing is kept, and only its mark goes into the text."""
    if isinstance(output, Undefined):
        str(output)                                  # raises, with the name
    if isinstance(output, Lines) and all(isinstance(line, str) for line in output):
        output = str(output)
    if isinstance(output, Names | Mapping | tuple):
        raise Refusal("不能把一组内容直接印出来，要写到具体一项")
    if isinstance(output, str) and not output:
        return ""
    kept = context.resolve(KEPT)
    kept.append(output)
    return f"{OPEN}{len(kept) - 1}{CLOSE}"


def guarded(tree: nodes.Template) -> nodes.Template:
    """The same template, in which an `if` that asks for a missing number prints 【待补：…】 and neither branch."""
    while found := next((node for node in tree.find_all(nodes.If) if node.elif_), None):
        first, *rest = found.elif_                   # an elif asks only when it is reached
        found.else_ = [nodes.If(first.test, first.body, rest, found.else_, lineno=first.lineno)]
        found.elif_ = []
    for found in list(tree.find_all(nodes.If)):
        asked = [node for node in (found.test, *found.test.find_all((nodes.Getattr, nodes.Name))) if dotted(node)]
        line = found.lineno
        if asked:
            gap = nodes.Filter(nodes.Tuple(asked, "load", lineno=line), GUARD, [], [], None, None, lineno=line)
            inner = nodes.If(found.test, found.body, [], found.else_, lineno=line)
            found.test, found.body, found.else_ = gap, [nodes.Output([gap], lineno=line)], [inner]
    return tree


def missing_of(asked: tuple[object, ...]) -> object:
    """The first number among those asked that is missing, as the text that stands for it; empty if all are there."""
    return next((Missing(number) for number in asked if isinstance(number, Worded) and number.missing), "")


@dataclass(frozen=True)
class Missing:
    """A missing number to be printed in place of a sentence that depends on it."""

    number: Worded


def line_of(error: BaseException) -> int:
    """The line of the template in which `error` was raised."""
    line, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


@dataclass
class Reader:
    """Reads a filled-in template as blocks; `kept` are the things that its marks stand for, `values` the figures."""

    kept: list[object]
    values: Mapping[str, Value] = field(default_factory=dict)
    cited: dict[str, int] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)

    def document(self, text: str) -> Document:
        """The whole document."""
        lines = [self.escaped(line.strip()) for line in text.split("\n")]
        for line in lines:
            if found := re.match(r"\[\^(\w+)\]:\s*(.*)$", line):
                self.notes[found[1]] = found[2]
        blocks = tuple(self.blocks([line for line in lines if not re.match(r"\[\^\w+\]:", line)]))
        title = next((plain(block.runs).replace("\n", "") for block in blocks if isinstance(block, Title)), "")
        notes: list[Note] = []
        while len(notes) < len(self.cited):          # a note may cite another
            key = list(self.cited)[len(notes)]
            notes.append(Note(len(notes) + 1, self.runs(self.notes[key])))
        return Document(title, blocks, tuple(notes))

    def escaped(self, line: str) -> str:
        r"""`line` with \# and the like kept aside as signs."""
        def sign(found: re.Match[str]) -> str:
            self.kept.append(found[1])
            return f"{OPEN}{len(self.kept) - 1}{CLOSE}"

        return re.sub(r"\\([\\#|>*<\[\]\-、])", sign, line)

    def blocks(self, lines: list[str]) -> Iterator[Block]:
        """The blocks of `lines`; an empty line ends a paragraph."""
        at = 0
        while at < len(lines):
            line = lines[at]
            kind = next((kind for kind, pattern in KINDS if re.match(pattern, line)), "paragraph")
            end = at + 1
            while kind in GATHERED and end < len(lines) and next(
                    (other for other, pattern in KINDS if re.match(pattern, lines[end])), "paragraph") == kind:
                end += 1
            yield from READERS[kind](self, lines[at:end])
            at = end

    def title(self, lines: list[str]) -> Iterator[Block]:
        """标题, a line each."""
        yield Title(self.runs("\n".join(line[1:].strip() for line in lines)))

    def heading(self, lines: list[str]) -> Iterator[Block]:
        """A heading inside the text."""
        level = len(lines[0]) - len(lines[0].lstrip("#"))
        yield Heading(level - 1, self.runs(lines[0][level:].strip()))

    def table(self, lines: list[str]) -> Iterator[Block]:
        """A table; a row of dashes ends its head, and where they differ in number, it says how wide the columns are."""
        rows: list[tuple[Runs, ...]] = []
        head = 1
        widths: tuple[float, ...] | None = None
        for line in lines:
            cells = [cell.strip() for cell in line.removeprefix("|").removesuffix("|").split("|")]
            if all(re.fullmatch(":?-+:?", cell) for cell in cells):
                head = len(rows)
                dashes = [cell.count("-") for cell in cells]
                widths = tuple(DASH * number for number in dashes) if len(set(dashes)) > 1 else None
                continue
            rows.append(tuple(self.runs(re.sub(r"\s*<br>\s*", "\n", cell), lined=True) for cell in cells))
        for number, row in enumerate(rows, 1):
            if len(row) != len(rows[0]):
                words = " | ".join(plain(cell) for cell in row)
                raise Refusal(f"表格第{number}行有 {len(row)} 栏，第1行有 {len(rows[0])} 栏，各行应相同：{words}")
        if rows:
            yield Table(tuple(rows), widths if widths is None or len(widths) == len(rows[0]) else None, head)

    def signatures(self, lines: list[str]) -> Iterator[Block]:
        """签字栏: parties between bars, their lines between 、."""
        parties = lines[0][3:].split("|")
        yield Signatures(tuple(tuple(self.runs(line.strip()) for line in party.split("、") if line.strip())
                               for party in parties))

    def signoff(self, lines: list[str]) -> Iterator[Block]:
        """署名 and 日期, with a seal or without."""
        name, slash, date = lines[0][3:].partition("/")
        if not slash or not name.strip() or not date.strip():
            raise Refusal(f"“{lines[0][:2]}：”后面应写“单位 / 日期”，中间用斜线隔开")
        yield Signoff(self.runs(name.strip()), self.runs(date.strip()), sealed=lines[0].startswith("盖章"))

    def enclosures(self, lines: list[str]) -> Iterator[Block]:
        """附件说明: the names between 、."""
        names = [name.strip() for name in lines[0][3:].split("、") if name.strip()]
        if not names:
            raise Refusal("“附件：”后面应写附件的名称，几个的用顿号隔开")
        yield Enclosures(tuple(map(self.runs, names)))

    def annex(self, lines: list[str]) -> Iterator[Block]:
        """附件: its number, where there is one, and its title."""
        number, title = re.split("[：:]", lines[0][3:], maxsplit=1)
        if not title.strip():
            raise Refusal("“附件页：”后面应写附件的标题")
        yield Annex(int(number) if number else None, self.runs(title.strip()))

    def break_(self, lines: list[str]) -> Iterator[Block]:
        """A new page."""
        yield PageBreak()

    def empty(self, lines: list[str]) -> Iterator[Block]:
        """Nothing: the space between blocks."""
        return iter(())

    def aside(self, lines: list[str]) -> Iterator[Block]:
        """A line set right, in the middle, or flush left."""
        text, align = lines[0], "left"
        if text.startswith("->"):
            text, align = text[2:].removesuffix("<-"), "center"
        elif text.startswith(">"):
            text, align = text[1:], "right"
        else:
            text = text[1:]
        places: dict[str, Align] = {"left": "justify", "center": "center", "right": "right"}
        yield Paragraph(self.runs(text.strip()), indent=0, align=places[align])

    def paragraph(self, lines: list[str]) -> Iterator[Block]:
        """A paragraph; a text of several paragraphs standing alone becomes as many, plain ones."""
        alone = PRINTED.fullmatch(lines[0]) if len(lines) == 1 else None
        chapter = self.kept[int(alone[1])] if alone else None
        if isinstance(chapter, str):
            for part in chapter.split("\n"):
                if part.strip(" \u3000"):
                    yield Paragraph(tuple(self.spoken(part.strip(" \u3000"), isinstance(chapter, Prose))))
            return
        text = lines[0]
        for line in lines[1:]:
            text += (" " if text[-1:].isascii() and line[:1].isascii() else "") + line
        runs = self.runs(text)
        if runs:
            yield Paragraph(runs)

    def runs(self, text: str, lined: bool = False) -> Runs:
        """The runs of a line: words, printed things, notes, bold; neighbours that look the same are one.

        `lined`: printed things keep their line ends.
        """
        joined: list[Run] = []
        for run in self.parts(text, lined):
            last = joined[-1] if joined else None
            if last and run.figure is None is last.figure and not run.note and not last.note and run.bold == last.bold:
                joined[-1] = replace(run, text=last.text + run.text)
            else:
                joined.append(run)
        return tuple(joined)

    def parts(self, text: str, lined: bool) -> Iterator[Run]:
        """The runs of a line, one for each thing written or printed."""
        bold = False
        for part in re.split(rf"({PRINTED.pattern.replace('(', '(?:')}|\[\^\w+\]|\*\*)", text):
            if not part:
                continue
            if part == "**":
                bold = not bold
            elif found := PRINTED.fullmatch(part):
                yield from self.printed(self.kept[int(found[1])], bold, lined)
            elif part.startswith("[^") and part[2:-1] in self.notes:
                number = self.cited.setdefault(part[2:-1], len(self.cited) + 1)
                yield Run(f"[{number}]", note=True, bold=bold)
            else:
                yield Run(clean(part), bold=bold)

    def spoken(self, text: str, named: bool, bold: bool = False) -> Iterator[Run]:
        """A clerk's own words; where figures may be `named` in them, each as its number."""
        for part in NAMED.split(text) if named else [text]:
            if named and NAMED.fullmatch(part):
                try:
                    found = compose(f"< {part}", self.values, {}).blocks
                except Refusal:
                    yield Run(f"【待补：{clean(part.strip('{} '))}】", bold=bold)
                else:
                    yield from (replace(run, bold=bold) for block in found for run in runs_of(block))
            elif part:
                yield Run(part, bold=bold)

    def printed(self, thing: object, bold: bool, lined: bool) -> Iterator[Run]:
        """A printed thing in the middle of words."""
        figure = None
        match thing:
            case Worded(figure=id, text=text):
                figure = id or None
            case Missing(number=number):
                figure, text = number.figure, number.text
            case bool():
                text = "是" if thing else "否"
            case Prose():
                yield from self.spoken(re.sub("\\s*\n\\s*", "", thing), True, bold)
                return
            case _:
                text = str(thing)
        text = re.sub("\\s*\n\\s*", "\n" if lined else "", clean(text).strip("\n"))
        if text:
            yield Run(text, figure=figure, bold=bold)


KINDS = (
    ("empty", r"$"), ("title", r"# "), ("heading", r"#{2,5} "), ("break", r"-{3,}$"), ("table", r"\|"), ("signatures", "签字[：:]"),
    ("signoff", "(落款|盖章)[：:]"), ("enclosures", "附件[：:]"), ("annex", r"附件页\d{0,2}[：:]"), ("aside", r"> |-> .*<-$|< "),
)
"""How the first characters of a line tell what it is; anything else is a paragraph."""

GATHERED = {"title", "table", "paragraph"}
"""Kinds of which lines that follow each other are one block."""

READERS: dict[str, Callable[[Reader, list[str]], Iterator[Block]]] = {
    "empty": Reader.empty, "title": Reader.title, "heading": Reader.heading, "break": Reader.break_, "table": Reader.table,
    "signatures": Reader.signatures, "signoff": Reader.signoff, "enclosures": Reader.enclosures, "annex": Reader.annex,
    "aside": Reader.aside, "paragraph": Reader.paragraph,
}

