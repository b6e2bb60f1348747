"""A paper of a period as it is read and written at the desk: its passages with their numbers filled in, its sections, what is
still missing in it, and what a careful reader would mark; and the verbs that change its words."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher

from ..catalogue.paper import Paper
from ..catalogue.period import Period
from ..catalogue.showing import SHARES
from ..errors import Refusal
from ..papers import passages, wording
from ..papers.compose import compose
from ..papers.document import Run, Runs, plain
from ..papers.passages import Mark, Passage, Piece, Plain
from ..papers.wording import Slip
from . import facts, forms, own_chapters
from .kept import shipped_forms
from .office import Office

EDITABLE = ("title", "heading", "paragraph", "note")
"""Passages whose words an office may change at the desk; tables and conditions over several lines are changed in the form."""
FRONT = re.compile(r"\+\+\+\r?\n.*?\r?\n\+\+\+\r?\n", re.DOTALL)


@dataclass(frozen=True)
class Said:
    """A piece of a passage and what it prints now."""

    piece: Piece
    runs: Runs

    @property
    def text(self) -> str:
        return plain(self.runs)

    @property
    def source(self) -> str:
        """How the template writes what is filled in; nothing for plain words."""
        return self.piece.source if isinstance(self.piece, Mark) else ""

    @property
    def bold(self) -> bool:
        return isinstance(self.piece, Plain) and self.piece.bold

    @property
    def figure(self) -> str:
        """The figure that the piece shows, if any."""
        return next((run.figure for run in self.runs if run.figure), "")

    @property
    def missing(self) -> bool:
        return "【待补" in self.text


@dataclass(frozen=True)
class Shown:
    """A passage as it reads now, paragraph by paragraph; `original` is the shipped one, where the office has its own."""

    at: int
    passage: Passage
    paragraphs: tuple[tuple[Said, ...], ...]
    original: Passage | None = None
    section: int = -1

    @property
    def editable(self) -> bool:
        return self.passage.kind in EDITABLE

    @property
    def text(self) -> str:
        return "\n".join("".join(said.text for said in paragraph) for paragraph in self.paragraphs)


@dataclass(frozen=True)
class Section:
    """A heading of the paper: where it begins, how many words stand under it, and how many things are still missing."""

    at: int
    level: int
    title: str
    missing: int
    length: int


@dataclass(frozen=True)
class Lack:
    """One thing still missing in the paper: a figure, a chapter, or something the office has not said of itself."""

    label: str
    section: str
    figure: str = ""
    chapter: str = ""
    setting: str = ""


@dataclass(frozen=True)
class Reading:
    """A paper of a period, as it reads now."""

    paper: str
    label: str
    period: Period
    scope: str | None
    passages: tuple[Shown, ...]
    sections: tuple[Section, ...]
    lacks: tuple[Lack, ...]
    slips: tuple[Slip, ...]
    length: int
    dated: date
    own: bool                                 # whether the office has changed the shipped words


def read(office: Office, paper: str, period: Period | str, scope: str | None = None) -> Reading:
    """The paper as it reads now."""
    of = office.catalogue.paper(paper)
    at = Period.of(period)
    words = office.catalogue.words(of, at)
    parts = passages.split(words)
    with office.ledger(at, scope) as ledger:
        told = facts.of_period(office, of, at, scope)
        chapters = _chapters(office, of, at, scope)
        marks = [piece.source for part in parts for piece in part.pieces if isinstance(piece, Mark)]
        marks += [piece.source for paragraphs in chapters.values() for pieces in paragraphs for piece in pieces
                  if isinstance(piece, Mark)]
        shown = passages.shown(marks, words, ledger, told)
        document = compose(words, ledger, told)
    own = own_form(office, of.id)
    originals = _originals(of, parts) if own else {}
    read_ = [Shown(n, part, _said(part, chapters, shown), originals.get(n)) for n, part in enumerate(parts)]
    whole, sections = _sections(read_)
    declared = wording.read(office.catalogue.wording) if office.catalogue.wording else wording.Wording()
    slips = tuple(wording.slips(document, of.id, at.start, at.end, declared))
    return Reading(of.id, of.label, at, scope, whole, sections, _lacks(of, slips), slips, wording.length(document),
                   facts.dated(office, of.id, at, scope), own is not None and _form(shipped_forms(), of.id) is not None)


def _chapters(office: Office, of: Paper, period: Period, scope: str | None) -> dict[str, tuple[tuple[Piece, ...], ...]]:
    written = own_chapters.written(office, of.id, period, scope)
    return {chapter.id: passages.spoken(written.get(chapter.id, "")) for chapter in of.chapters}


def _said(part: Passage, chapters: Mapping[str, Sequence[Sequence[Piece]]], shown: Mapping[str, Runs]
          ) -> tuple[tuple[Said, ...], ...]:
    paragraphs = chapters.get(part.chapter, ()) if part.kind == "chapter" else (part.pieces,)
    return tuple(tuple(Said(piece, (Run(piece.text, bold=piece.bold),) if isinstance(piece, Plain)
                            else shown.get(piece.source, ())) for piece in pieces) for pieces in paragraphs)


def _sections(parts: Iterable[Shown]) -> tuple[tuple[Shown, ...], tuple[Section, ...]]:
    """The passages, each knowing its section, and the sections with what lies under them."""
    sections: list[Section] = []
    placed: list[Shown] = []
    for shown in parts:
        if shown.passage.kind in ("title", "heading"):
            sections.append(Section(shown.at, max(0, shown.passage.level), shown.text, 0, 0))
        open_ = len(sections) - 1
        placed.append(replace(shown, section=open_))
        missing = sum(said.missing for paragraph in shown.paragraphs for said in paragraph)
        missing += shown.passage.kind == "chapter" and not shown.paragraphs
        length = len(re.sub(r"\s", "", shown.text)) if shown.passage.kind in ("paragraph", "chapter") else 0
        level = sections[open_].level if sections else 0
        for at in range(open_, -1, -1):       # its own heading, and each heading above that one
            if at == open_ or sections[at].level < level:
                level = sections[at].level
                sections[at] = replace(sections[at], missing=sections[at].missing + missing, length=sections[at].length + length)
    return tuple(placed), tuple(sections)


def _lacks(of: Paper, slips: Iterable[Slip]) -> tuple[Lack, ...]:
    """What is still missing, each thing once, with where it is filled in."""
    found: dict[tuple[str, str], Lack] = {}
    chapters = {chapter.label: chapter.id for chapter in of.chapters}
    for slip in slips:
        if slip.rule == "missing":
            label = slip.found.removeprefix("【待补：").removesuffix("】")
            setting = "office" if label == "单位名称" else ""
            lack = Lack(label, slip.heading, slip.figure, chapters.get(label, ""), setting)
            found.setdefault((lack.figure, label), lack)
    return tuple(found.values())


# ── the office's own version of a paper ──────────────────────────────────────────────────────────────


def own_form(office: Office, paper: str) -> tuple[str, str] | None:
    """Path and text of the office's own form of a paper, if it has one."""
    return _form(office.forms(), paper)


def _form(forms: Mapping[str, str], paper: str) -> tuple[str, str] | None:
    for path in forms:
        if path.endswith(".md") and (front := FRONT.match(text := forms[path])) and re.search(
                rf'^\s*id\s*=\s*"{re.escape(paper)}"', front[0], re.MULTILINE):
            return path, text
    return None


def _originals(of: Paper, parts: Sequence[Passage]) -> dict[int, Passage]:
    """For each passage that is not the shipped one, the shipped passage that stood in its place."""
    shipped = _form(shipped_forms(), of.id)
    if shipped is None:
        return {}
    before = passages.split(FRONT.sub("", shipped[1], count=1))
    found: dict[int, Passage] = {}
    matcher = SequenceMatcher(None, [part.source for part in before], [part.source for part in parts], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "replace":
            for n, at in enumerate(range(j1, j2)):
                if before[min(i1 + n, i2 - 1)].kind == parts[at].kind:
                    found[at] = before[min(i1 + n, i2 - 1)]
    return found


def reword(office: Office, paper: str, was: Passage, paragraphs: Sequence[Sequence[Piece]], period: Period | None = None) -> None:
    """Change the words of a passage, as the office's own form of the paper from now on; one step, which can be undone.

    `was` is the passage as the clerk saw it, in a paper of `period`: if someone has changed it since, nothing is
    overwritten. A sentence that the office added to it becomes part of it.
    """
    of = office.catalogue.paper(paper)
    if (bare := _bare(office, of, was, period)) is None:
        raise Refusal("这一段刚刚在别处改过，请看一看新的写法再改；您写的还在框里")
    words = passages.rewritten(of.words, bare, paragraphs)
    if words != of.words:
        _keep(office, of, words, "改写")


def _bare(office: Office, of: Paper, was: Passage, period: Period | None) -> Passage | None:
    """A passage as it stands in the form, where it was seen with a sentence that the office added."""
    parts, told = passages.split(of.words), passages.split(office.catalogue.words(of, period))
    return was if was in parts else parts[told.index(was)] if was in told else None


def restore(office: Office, paper: str, was: Passage, original: Passage, period: Period | None = None) -> None:
    """Put the shipped words of a passage back; the last one that was changed takes the office's own form out again."""
    of = office.catalogue.paper(paper)
    if (bare := _bare(office, of, was, period)) is None:
        raise Refusal("这一段刚刚在别处改过，请看一看新的写法再改")
    words = passages.rewritten(of.words, bare, [original.pieces])
    shipped = _form(shipped_forms(), of.id)
    _keep(office, of, passages.annotated(words, FRONT.sub("", shipped[1], count=1)) if shipped else words, "恢复原来的写法：")


def restore_all(office: Office, paper: str) -> None:
    """Back to the shipped words of a whole paper."""
    of = office.catalogue.paper(paper)
    own, shipped = own_form(office, of.id), _form(shipped_forms(), of.id)
    if own is None or shipped is None:
        raise Refusal(f"“{of.label}”用的就是程序自带的写法" if own is None else f"“{of.label}”是本单位自设的，没有自带的写法")
    with office.together(f"恢复原来的写法：{of.label}"):
        forms.remove(office, own[0])


def _keep(office: Office, of: Paper, words: str, why: str) -> None:
    own, shipped = own_form(office, of.id), _form(shipped_forms(), of.id)
    held = own or shipped
    if held is None:
        raise Refusal(f"找不到“{of.label}”的表单")
    path, text = held
    front = FRONT.match(text)
    assert front is not None
    with office.together(f"{why}{of.label}"):
        if own is not None and shipped is not None and words == FRONT.sub("", shipped[1], count=1) and front[0] == (
                FRONT.match(shipped[1]) or front)[0]:
            forms.remove(office, path)
        else:
            forms.add(office, path, front[0] + words)


# ── putting figures in ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Wear:
    """One way of writing a figure: what it is called, the mark, and what that prints now."""

    label: str
    source: str
    text: str


WEARS = (
    ("原样", ""), ("只写数字", "number"), ("约数（余）", "about"), ("提高／下降", "trend"),
    ("增长／下降", 'trend(up="增长", down="下降")'), ("增加／减少", 'trend(up="增加", down="减少")'),
    ("上升／下降", 'trend(up="上升", down="下降")'), ("不带正负号", "size"), ("汉字数字", "hanzi"), ("零写作“无”", "none"),
)
"""How a figure may be worded, as the template writes it."""


def wears(office: Office, figure: str, period: Period | str, scope: str | None = None) -> tuple[Wear, ...]:
    """The ways of writing a figure that make a difference now, each with what it prints; the plain one first."""
    of = office.catalogue.figure(figure)
    sources = {label: f"{{{{ {of.id} | {wear} }}}}" if wear else mark(of.id).source for label, wear in WEARS}
    found: list[Wear] = []
    with office.ledger(period, scope) as ledger:
        shown = passages.shown(sources.values(), "", ledger, {})
        signed = ledger[of.id].unit in SHARES or (ledger[of.id].amount or 0) < 0
    seen: set[str] = set()
    for label, source in sources.items():
        text = plain(shown[source])
        idle = "about" in source if signed else "trend" in source or "size" in source
        if "写法有误" in text or text in seen or idle:
            continue
        seen.add(text)
        found.append(Wear(label, source, text))
    return tuple(found)


def mark(figure: str) -> Mark:
    """A figure as it is put into words."""
    return Mark(f"{{{{ {figure} }}}}")


def as_pieces(paragraphs: Iterable[Iterable[tuple[str, str]]]) -> list[list[Piece]]:
    """What stands on the screen (words, or a value with its source) as pieces of a passage."""
    return [[Mark(source) if source else Plain(text) for text, source in pieces] for pieces in paragraphs]


def as_text(paragraphs: Iterable[Iterable[Piece]]) -> str:
    """Pieces as the text of a clerk's own chapter."""
    return passages.written(paragraphs)
