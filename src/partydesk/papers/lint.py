"""模板检查: what is wrong with the words of a paper, said in Chinese with the line, before anything is printed.

A white list over the template's syntax: names of figures and facts, `if`, `for` over a given list, the filters of
`papers.words`. No calls, no arithmetic, no strings to multiply: nothing to escape from, nothing to blow up.
"""
from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from inspect import signature

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ..errors import Refusal
from .words import FILTERS

Problem = tuple[str, str, str]
"""Where, what, and what to do."""

LOOP = frozenset({"index", "first", "last", "length"})
"""What a template may ask of a loop."""

DEEPEST, LONGEST, LARGEST = 2, 200, 10 ** 8
"""Loops within loops, characters of a text and size of a number that a template may write."""

ENTRY = ".*"
"""What stands, in the name of a fact, for any entry of a list."""

Bound = Mapping[str, str]
"""The names that loops gave, and what each stands for."""

MARKS = ("\U000f0000", "\U000f0001")
"""Private characters that `compose` puts round printed things; no template may hold them."""

HARMLESS = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.Compare, nodes.Operand, nodes.And, nodes.Or,
            nodes.Not, nodes.Keyword)


def syntax() -> ImmutableSandboxedEnvironment:
    """The template language with everything taken out that papers do not need."""
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=False)
    environment.globals.clear()
    environment.tests.clear()
    environment.filters.clear()
    environment.filters.update(FILTERS)
    return environment


def problems(paper_id: str, words: str, figure_ids: Collection[str], fact_names: Collection[str],
             first_line: int = 1) -> Iterator[Problem]:
    """Everything wrong with the template `words` of a paper; `first_line` is the number of its first line in its file.

    A fact name stands for itself and all that hangs on it (`record`), a dotted one for itself alone (`record.number`),
    and `problems.*.title` for what each entry of the list `problems` has.
    """
    def place(line: int) -> str:
        return f"{paper_id} 第{line + first_line - 1}行" if paper_id else f"第{line + first_line - 1}行"

    for name in sorted({id.partition(".")[0] for id in figure_ids} & {fact.partition(".")[0] for fact in fact_names}):
        yield paper_id or "模板", f"“{name}”既是一组数据项，又是文书内容的名称", "请给数据项换一个编号"
    found = list(in_letters(words))
    try:
        tree = syntax().parse(words)
    except TemplateSyntaxError as error:
        found += piecemeal(words, Walk(frozenset(figure_ids), frozenset(fact_names)))
        if not any(line == error.lineno for line, _, _ in found):
            found.append((error.lineno, said(error), "花括号和 if、for 都要成对，花括号用英文半角"))
    else:
        found += Walk(frozenset(figure_ids), frozenset(fact_names)).node(tree, 0, {})
        found += in_notes(words)
    for line, what, hint in sorted(set(found)):
        yield place(line), what, hint


def mentioned(words: str) -> frozenset[str]:
    """The dotted names that a template prints or tests, so that only those figures need be counted."""
    try:
        tree = syntax().parse(words)
    except TemplateSyntaxError as error:
        raise Refusal(f"第{error.lineno}行：{said(error)}") from error
    return frozenset(name for found in tree.find_all((nodes.Getattr, nodes.Name)) if (name := dotted(found)))


def dotted(node: nodes.Node) -> str:
    """study.group_sessions, if that is what `node` is."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr) and (before := dotted(node.node)):
        return f"{before}.{node.attr}"
    return ""


class Walk:
    """One walk over a template's tree, for one set of known names."""

    def __init__(self, figures: frozenset[str], facts: frozenset[str]):
        self.figures = figures
        self.facts = facts
        self.lists = frozenset(fact[:at.start()] for fact in facts for at in re.finditer(r"\.\*", fact))
        self.listed = frozenset(name.partition(".")[0] for name in self.lists)
        self.groups = frozenset(id.rpartition(".")[0] for id in figures) | {id.partition(".")[0] for id in figures}

    def node(self, node: nodes.Node, deep: int, bound: Bound) -> Iterator[tuple[int, str, str]]:
        """The problems of a node and all under it; `bound` are the names that loops round it gave, and what each stands for."""
        match node:
            case nodes.Name() | nodes.Getattr():
                yield from self.name(node, bound)
                return
            case nodes.Filter():
                yield from self.filter(node)
                yield from self.node(node.node, deep, bound) if node.node else ()
                return
            case nodes.For():
                yield from self.loop(node, deep, bound)
                return
            case nodes.Const():
                yield from self.constant(node)
                return
            case nodes.Getitem():
                yield node.lineno, "不能用方括号取值", "请写成“名称.栏目”"
                return
            case _ if not isinstance(node, HARMLESS):
                yield node.lineno, f"不能用这种写法（{type(node).__name__}）", "模板里只能用数据项、if、for 和规定的几种换算"
                return
        for child in node.iter_child_nodes():
            yield from self.node(child, deep, bound)

    def name(self, node: nodes.Node, bound: Bound) -> Iterator[tuple[int, str, str]]:
        """A name that is neither a figure, nor a fact, nor a loop's."""
        name = dotted(node)
        top, _, rest = name.partition(".")
        if not name:
            yield node.lineno, "小数点前面应是一个名称", "请写成“名称.栏目”"
        elif any(part.startswith("_") for part in name.split(".")):
            yield node.lineno, f"名称不能以下划线开头：{name}", "请用数据项的编号"
        elif top == "loop" and "loop" in bound:
            if rest not in LOOP:
                yield node.lineno, f"循环没有“{rest}”", "可以用 loop." + "、loop.".join(sorted(LOOP))
        elif top in bound:
            yield from self.entry(node, name, placed(name, bound))
        elif name in self.lists:
            return
        elif name not in self.facts | self.figures and (top in self.listed or top not in self.facts):
            if name in self.groups:
                inside = [id for id in sorted(self.figures) if id.startswith(f"{name}.")]
                yield node.lineno, f"“{name}”是一组数据项，要写到具体一项", f"例如：{'、'.join(inside[:3])}"
            else:
                yield node.lineno, f"没有数据项或内容“{name}”", near(name, self.figures | self.facts)

    def entry(self, node: nodes.Node, name: str, place: str) -> Iterator[tuple[int, str, str]]:
        """A name that no entry of its list has; of lists of which nothing is known, any name will do."""
        above = place.rpartition(ENTRY)[0] + ENTRY
        inside = {fact for fact in self.facts if fact.startswith(f"{above}.")}
        if place and place != above and inside and place not in self.facts | self.lists:
            yield node.lineno, f"清单里没有“{name}”这一项", near(place, inside).replace(f"{above}.", "")

    def filter(self, node: nodes.Filter) -> Iterator[tuple[int, str, str]]:
        """A filter that is not ours, or that is given anything but written words."""
        if node.name not in FILTERS:
            yield node.lineno, f"没有换算“{node.name}”", near(node.name, FILTERS)
        elif not accepted(node):
            takes = "、".join(list(signature(FILTERS[node.name]).parameters)[1:])
            yield node.lineno, f"换算“{node.name}”的括号里写得不对", f"可以写：{takes}" if takes else "请去掉括号"
        if node.dyn_args or node.dyn_kwargs or any(
                not isinstance(argument, nodes.Const) for argument in (*node.args, *(pair.value for pair in node.kwargs))):
            yield node.lineno, f"“{node.name}”括号里只能写加引号的文字", "例如：| trend(up=\"增长\", down=\"减少\")"
        for argument in (*node.args, *(pair.value for pair in node.kwargs)):
            if isinstance(argument, nodes.Const):
                yield from self.constant(argument)

    def loop(self, node: nodes.For, deep: int, bound: Bound) -> Iterator[tuple[int, str, str]]:
        """A loop over anything but a given list, or too many within each other."""
        if deep >= DEEPEST:
            yield node.lineno, f"循环不能套 {DEEPEST} 层以上", "请把里面的内容改写成文字"
        if not isinstance(node.iter, nodes.Name | nodes.Getattr):
            yield node.lineno, "只能对给出的清单循环", "例如：{% for 条 in duties %}"
        elif dotted(node.iter) in self.figures and dotted(node.iter).partition(".")[0] not in bound:
            yield node.lineno, f"“{dotted(node.iter)}”是一个数，不能循环", "只能对给出的清单循环"
        else:
            yield from self.node(node.iter, deep, bound)
        if node.recursive:
            yield node.lineno, "不能用 recursive", "请去掉这个词"
        if not isinstance(node.target, nodes.Name):
            yield node.lineno, "循环只能给一个名称", "例如：{% for 条 in duties %}"
            return
        over = placed(dotted(node.iter), bound)
        inside = {**bound, "loop": "", node.target.name: f"{over}{ENTRY}" if over in self.lists else ""}
        for child in (*node.body, *node.else_, *([node.test] if node.test else [])):
            yield from self.node(child, deep + 1, inside)

    def constant(self, node: nodes.Const) -> Iterator[tuple[int, str, str]]:
        """A text or a number too long for a paper."""
        if isinstance(node.value, str) and len(node.value) > LONGEST:
            yield node.lineno, f"引号里的文字超过 {LONGEST} 字", "请直接写在正文里"
        if isinstance(node.value, int | float) and abs(node.value) > LARGEST:
            yield node.lineno, f"数字太大：{node.value}", f"不超过 {LARGEST}"


def piecemeal(words: str, walk: Walk) -> Iterator[tuple[int, str, str]]:
    """The problems inside each pair of braces, of a template that cannot be read as a whole."""
    loops = dict.fromkeys(re.findall(r"\{%-?\s*for\s+(\w+)\s+in", words), "")
    for number, line in enumerate(words.split("\n"), 1):
        for inside in re.findall(r"\{\{[^{}]*\}\}", line):
            try:
                tree = syntax().parse(inside)
            except TemplateSyntaxError as error:
                yield number, said(error), f"请检查“{inside}”"
            else:
                for _, what, hint in walk.node(tree, 0, loops | ({"loop": ""} if loops else {})):
                    yield number, what, hint


def placed(name: str, bound: Bound) -> str:
    """What a name stands for among the facts: one.title → problems.*.title; empty where a loop's list is not known."""
    top, dot, rest = name.partition(".")
    if top not in bound:
        return name
    return f"{bound[top]}{dot}{rest}" if bound[top] else ""


def accepted(node: nodes.Filter) -> bool:
    """Whether a filter takes as many words as it is given, under these names."""
    try:
        signature(FILTERS[node.name]).bind(node.node, *node.args, **{str(pair.key): pair.value for pair in node.kwargs})
    except TypeError:
        return False
    return True


def near(name: str, known: Collection[str]) -> str:
    """What the author may have meant."""
    close = difflib.get_close_matches(name, sorted(known), n=3, cutoff=0.6)
    if close:
        return f"是不是：{'、'.join(close)}"
    return f"可以用：{'、'.join(sorted(known)[:12])}{'等' if len(known) > 12 else ''}" if known else "请检查名称"


def in_letters(words: str) -> Iterator[tuple[int, str, str]]:
    """What can be seen line by line: braces of a Chinese keyboard, braces without their pair, private characters."""
    for number, line in enumerate(words.split("\n"), 1):
        if re.search("[｛｝]{2}|[｛｝]％|％[｛｝]", line):
            yield number, "花括号是中文全角的“｛｛”，不会被当作数据项", "请改用英文半角的“{{”和“}}”"
        bare = re.sub(r"\{#.*?#\}", "", line)
        for opening, closing in (("{{", "}}"), ("{%", "%}")):
            if bare.count(opening) != bare.count(closing):
                yield number, f"“{opening}”与“{closing}”不成对", "请补上缺的一半，一项不要分成两行写"
        if any(mark in line for mark in MARKS):
            yield number, "含有程序自用的字符", "请删去这一行里看不见的字符"


def in_notes(words: str) -> Iterator[tuple[int, str, str]]:
    """Notes cited and not written, written and not cited, or written twice."""
    written: dict[str, int] = {}
    cited: dict[str, int] = {}
    for number, line in enumerate(words.split("\n"), 1):
        if note := re.match(r"\s*\[\^(\w+)\]:", line):
            if note[1] in written:
                yield number, f"注释 [^{note[1]}] 写了两遍", f"第{written[note[1]]}行已有"
            written.setdefault(note[1], number)
        for key in re.findall(r"\[\^(\w+)\](?!:)", line):
            cited.setdefault(key, number)
    for key in cited.keys() - written.keys():
        yield cited[key], f"注释 [^{key}] 没有内容", f"请在文末另起一行写“[^{key}]: 内容”"
    for key in written.keys() - cited.keys():
        yield written[key], f"注释 [^{key}] 没有被引用", f"请在正文里写上 [^{key}]，或删去这一行"


PATTERNS = (
    (r"Encountered unknown tag '(.*)'", "没有“{0}”这种语句"),
    (r"Unexpected end of template", "if 或 for 没有写 endif 或 endfor"),
    (r"unexpected end of template|expected token 'end of (?:print|statement)", "花括号没有成对，或里面的写法不对"),
    (r"Missing end of comment tag", "注释“{#”没有写“#}”"),
    (r"No filter named '(.*?)'", "没有换算“{0}”"),
    (r"No test named '(.*?)'", "没有判断“{0}”"),
    (r"unexpected 'end of", "花括号里没有写完"),
    (r"unexpected char '(.*)' at", "花括号里有不能用的字符“{0}”"),
    (r"unexpected '(.*)'", "花括号里的“{0}”放错了地方"),
    (r"expected token '(.*)', got '(.*)'", "花括号里写错了：应为 {0}，写成了 {1}"),
)


@lru_cache(maxsize=64)
def translated(message: str) -> str:
    """A message of the template language in Chinese."""
    for pattern, words in PATTERNS:
        if found := re.search(pattern, message):
            for place, given in enumerate(found.groups()):
                words = words.replace(f"{{{place}}}", given)
            return words
    return "花括号里的写法不对"


def said(error: TemplateSyntaxError) -> str:
    """What a syntax error means."""
    return translated(error.message or "")
