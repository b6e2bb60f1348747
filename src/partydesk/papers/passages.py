"""A template taken apart into the passages a reader sees, and put back together: how its words are changed by hand.

A passage is a heading, a paragraph, a note, the place of a chapter. Within it stand plain words and marks; a mark is what
the program fills in (`{{ study.sessions | trend }}`, a whole `{% if %}…{% endif %}`, `[^1]`), kept letter for letter and
never shown as such. Taking apart and putting together gives back the very same template.
"""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ..errors import Refusal
from .compose import compose
from .document import Paragraph, Run, Runs, clean
from .words import Value

PassageKind = Literal["title", "heading", "paragraph", "chapter", "note", "signoff", "fixed"]
CHAPTER = re.compile(r"\{\{\s*chapter\.(\w+)\s*\}\}")
FIGURE = re.compile(r"\{\{[^{}]*\}\}")
TOKEN = re.compile(r"(\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|\[\^\w+\]|\*\*|\\[\\#|>*<\[\]\-、])")
CITED = re.compile(r"\[\^(\w+)\](?!:)")
OPENS, CLOSES = re.compile(r"\{%-?\s*(?:if|for)\b"), re.compile(r"\{%-?\s*(?:endif|endfor)\b")
STRUCTURE = re.compile(r"\||-{3,}$|签字[：:]|附件[：:]|附件页\d{0,2}[：:]|> |-> .*<-$|< ")
"""Lines of a shape that prose does not have: tables, signatures, what is attached, lines set apart."""
SIGNOFF = re.compile(r"((?:落款|盖章)[：:]\s*)(.*)")
RESERVED = re.compile(r"(?:落款|盖章|签字|附件|附件页\d{0,2})[：:]")
AHEAD = re.compile(r"#{1,5} |\||-{3,}$|> |-> |< ")


@dataclass(frozen=True)
class Plain:
    """Words as they stand."""

    text: str
    bold: bool = False


@dataclass(frozen=True)
class Mark:
    """Something that the program fills in, in the template's own writing."""

    source: str

    @property
    def figure(self) -> bool:
        """Whether it is one printed thing, which can be chosen anew; not a condition or a note."""
        return bool(FIGURE.fullmatch(self.source))

    @property
    def name(self) -> str:
        """What a printed thing names: study.sessions."""
        found = re.match(r"\{\{\s*([\w.]+)", self.source)
        return found[1] if found else ""


Piece = Plain | Mark


@dataclass(frozen=True)
class Passage:
    """Some lines of a template: what they are, what stands before their words (`## `), and the words."""

    kind: PassageKind
    first: int
    last: int
    ahead: str = ""
    pieces: tuple[Piece, ...] = ()
    chapter: str = ""

    @property
    def level(self) -> int:
        """0 for the title, 1 for 一、, 2 for （一）…"""
        return len(self.ahead.strip()) - 1 if self.kind in ("title", "heading") else -1

    @property
    def source(self) -> str:
        """The passage as the template writes it, on one line."""
        return self.ahead + joined(self.pieces)


def split(words: str) -> tuple[Passage, ...]:
    """The passages of a template, in order; the space between them belongs to none."""
    return tuple(_passages(words.split("\n")))


def _passages(lines: Sequence[str]) -> Iterator[Passage]:
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        if not line:
            at += 1
            continue
        end, deep = at + 1, _depth(line)
        while deep > 0 and end < len(lines):
            deep += _depth(lines[end])
            end += 1
        if line.startswith("{#"):
            while "#}" not in lines[end - 1] and end < len(lines):
                end += 1
        if end > at + 1 or STRUCTURE.match(line) or line.startswith("{#"):
            yield Passage("fixed", at, end, pieces=(Mark("\n".join(lines[at:end])),))
        elif found := CHAPTER.fullmatch(line):
            yield Passage("chapter", at, end, chapter=found[1], pieces=(Mark(line),))
        elif found := re.match(r"(#{1,5} +)(.*)", line):
            yield Passage("title" if found[1].strip() == "#" else "heading", at, end, found[1], apart(found[2]))
        elif found := re.match(r"(\[\^\w+\]:\s*)(.*)", line):
            yield Passage("note", at, end, found[1], apart(found[2]))
        elif found := SIGNOFF.match(line):
            yield Passage("signoff", at, end, found[1], apart(found[2]))
        else:
            while end < len(lines) and _continues(lines[end].strip()):
                end += 1
            yield Passage("paragraph", at, end, pieces=apart(_run_on([one.strip() for one in lines[at:end]])))
        at = end


def _depth(line: str) -> int:
    return len(OPENS.findall(line)) - len(CLOSES.findall(line))


def _continues(line: str) -> bool:
    """Whether a line goes on with the paragraph above it."""
    return bool(line) and not re.match(r"#{1,5} |\[\^\w+\]:", line) and not SIGNOFF.match(line) and not STRUCTURE.match(line) \
        and not CHAPTER.fullmatch(line) and not _depth(line)


def _run_on(lines: Sequence[str]) -> str:
    """The lines of a paragraph as one; a space stays only between Latin letters."""
    text = lines[0]
    for line in lines[1:]:
        text += (" " if text[-1:].isascii() and line[:1].isascii() else "") + line
    return text


def apart(text: str) -> tuple[Piece, ...]:
    """The words and marks of one line of a template."""
    pieces: list[Piece] = []
    bold, deep, gathered = False, 0, ""
    for token in TOKEN.split(text):
        if not token:
            continue
        deep += _depth(token)
        if gathered or deep:
            gathered += token
            if not deep:
                pieces.append(Mark(gathered))
                gathered = ""
        elif token == "**":
            bold = not bold
        elif re.fullmatch(r"\\.", token):
            _say(pieces, token[1], bold)
        elif TOKEN.fullmatch(token):
            pieces.append(Mark(token))
        else:
            _say(pieces, token, bold)
    if gathered:                              # a half that its author forgot: kept as it is
        pieces.append(Mark(gathered))
    return tuple(pieces)


def _say(pieces: list[Piece], text: str, bold: bool) -> None:
    last = pieces[-1] if pieces else None
    if isinstance(last, Plain) and last.bold == bold:
        pieces[-1] = replace(last, text=last.text + text)
    else:
        pieces.append(Plain(text, bold))


def joined(pieces: Iterable[Piece]) -> str:
    """Words and marks as a line of a template: what `apart` takes apart again."""
    text, bold = "", False
    for piece in pieces:
        wanted = isinstance(piece, Plain) and piece.bold
        if wanted != bold:
            text, bold = text + "**", wanted
        if isinstance(piece, Mark):
            text += (" " if text.endswith("{") else "") + piece.source      # a typed brace is not half of a mark
        else:
            text += _quiet(piece.text)
    return text + ("**" if bold else "")


def _quiet(text: str) -> str:
    """Typed words in which nothing is a sign of the template: between two braces comes a space."""
    text = clean(text).replace("\n", "").replace("\\", "\\\\").replace("**", "\\*\\*").replace("[^", "\\[^")
    return _loose(text)


def _loose(text: str) -> str:
    return re.sub(r"\{(?=[{%#])|[}%#](?=\})", r"\g<0> ", text)


def rewritten(words: str, passage: Passage, paragraphs: Sequence[Sequence[Piece]]) -> str:
    """The template with other words in place of a passage; without words, without the passage."""
    lines = words.split("\n")
    told: list[str] = []
    for pieces in paragraphs:
        line = joined(pieces).strip(" \u3000")
        if not line:
            continue
        if passage.kind == "paragraph" and (found := RESERVED.match(line)):
            raise Refusal(f"一段不能以“{found[0]}”开头，那是落款、附件和签字栏的写法")
        if passage.kind == "paragraph" and AHEAD.match(line):
            line = "\\" + line
        told += ["", line] if told else [passage.ahead + line]
    after = passage.last
    if not told:
        if passage.kind != "paragraph":
            raise Refusal("标题、注释和落款不能空着")
        after += after < len(lines) and not lines[after].strip()
    new = "\n".join([*lines[:passage.first], *told, *lines[after:]])
    idle = set(CITED.findall(words)) - set(CITED.findall(new))
    for note in reversed([part for part in split(new) if part.kind == "note" and _key(part) in idle]):
        lines = new.split("\n")               # nobody points at it any more
        blank = note.last < len(lines) and not lines[note.last].strip()
        new = "\n".join([*lines[:note.first], *lines[note.last + blank:]])
    return new


def annotated(words: str, from_: str) -> str:
    """The template with the notes that it cites and does not have, taken from another version, in that one's order."""
    known = {_key(part): part for part in split(from_) if part.kind == "note"}
    order = list(known)
    for key in dict.fromkeys(CITED.findall(words)):
        here = {_key(part): part for part in split(words) if part.kind == "note"}
        if key in here or key not in known:
            continue
        lines = words.rstrip("\n").split("\n")
        later = [here[other].first for other in order[order.index(key) + 1:] if other in here]
        at = min(later, default=len(lines))
        new = [known[key].source, ""] if later else ["", known[key].source]
        words = "\n".join([*lines[:at], *new, *lines[at:]]) + ("\n" if words.endswith("\n") else "")
    return words


def _key(note: Passage) -> str:
    return note.ahead[2:].partition("]")[0]


def spoken(text: str) -> tuple[tuple[Piece, ...], ...]:
    """The paragraphs of a clerk's own chapter: everything is words, but figures put in by name."""
    return tuple(tuple(Mark(part) if FIGURE.fullmatch(part) else Plain(part)
                       for part in re.split(f"({FIGURE.pattern})", line) if part)
                 for line in text.split("\n") if line.strip(" \u3000"))


def written(paragraphs: Iterable[Iterable[Piece]]) -> str:
    """Paragraphs as the text of a chapter."""
    lines = ("".join(piece.source if isinstance(piece, Mark) else _loose(clean(piece.text))
                     for piece in pieces) for pieces in paragraphs)
    return "\n".join(line for line in lines if line.strip(" \u3000"))


def shown(marks: Iterable[str], words: str, values: Mapping[str, Value], facts: Mapping[str, object]) -> dict[str, Runs]:
    """What each mark prints now; notes get the numbers that they have in `words`."""
    cited = list(dict.fromkeys(CITED.findall(words)))
    found: dict[str, Runs] = {}
    asked: list[str] = []
    for source in dict.fromkeys(marks):
        if note := re.fullmatch(r"\[\^(\w+)\]", source):
            found[source] = (Run(f"[{cited.index(note[1]) + 1 if note[1] in cited else '?'}]", note=True),)
        elif "\n" not in source:
            asked.append(source)
    found |= _printed(asked, values, facts)
    return found


def _printed(asked: Sequence[str], values: Mapping[str, Value], facts: Mapping[str, object]) -> dict[str, Runs]:
    """All marks in one go; where one of them cannot be printed, each by itself, and that one says so."""
    try:
        return _together(asked, values, facts)
    except Refusal as refusal:
        if len(asked) < 2:
            return {source: (Run(f"【写法有误：{str(refusal).partition('：')[2] or refusal}】"),) for source in asked}
    found: dict[str, Runs] = {}
    for source in asked:
        found |= _printed([source], values, facts)
    return found


def _together(asked: Sequence[str], values: Mapping[str, Value], facts: Mapping[str, object]) -> dict[str, Runs]:
    document = compose("\n\n".join(f"< §{n}§{source}" for n, source in enumerate(asked)), values, facts)
    found: dict[str, Runs] = dict.fromkeys(asked, ())
    for block in document.blocks:
        if not isinstance(block, Paragraph) or not block.runs:
            continue
        head = re.match(r"§(\d+)§", block.runs[0].text)
        if head:
            first = replace(block.runs[0], text=block.runs[0].text[head.end():])
            found[asked[int(head[1])]] = tuple(run for run in (first, *block.runs[1:]) if run.text)
    return found
