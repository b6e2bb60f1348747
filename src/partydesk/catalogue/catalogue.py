"""The office's whole vocabulary, read from forms: one loader, the later source wins by id."""
from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from ..errors import Refusal
from .check import Check, DeclaredCheck
from .desk import Tab
from .fields import Declared, Field
from .figure import Chapter, Figure
from .kind import Kind
from .paper import Paper
from .problem import CatalogueError, Problem, nearest, said

Source = Mapping[str, str]
"""Forms as text by path: `kinds/study.toml`, `figures/1-thought.toml`, `papers/half_year_summary.md`."""

_FIELD: TypeAdapter[Any] = TypeAdapter(Field)
_CHECK: TypeAdapter[Any] = TypeAdapter(DeclaredCheck)
_TABLES = {"kind", "field", "figure", "check", "tab", "chapter"}
_T = TypeVar("_T", bound=Declared)


@dataclass(frozen=True)
class Catalogue:
    """Every kind, figure, check, paper and tab, by id and in order."""

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)
    checks: Mapping[str, Check] = field(default_factory=dict)
    papers: Mapping[str, Paper] = field(default_factory=dict)
    tabs: Mapping[str, Tab] = field(default_factory=dict)
    look: str = ""

    def kind(self, id: str) -> Kind:
        return self._one(self.kinds, id, "这类记录", "记录种类")

    def figure(self, id: str) -> Figure:
        return self._one(self.figures, id, "这个数据项", "数据项")

    def paper(self, id: str) -> Paper:
        return self._one(self.papers, id, "这种文书", "文书")

    @cached_property
    def by_tab(self) -> Mapping[str, tuple[Kind, ...]]:
        """The kinds that stand on each tab, in their order."""
        ranked = sorted(self.kinds.values(), key=lambda kind: (kind.order, kind.id))
        return {tab: tuple(kind for kind in ranked if kind.tab == tab) for tab in self.tabs}

    @staticmethod
    def _one(among: Mapping[str, _T], id: str, this: str, what: str) -> _T:
        if id in among:
            return among[id]
        named = [entry for entry in among.values() if getattr(entry, "label", None) == id]
        if len(named) == 1:
            return named[0]
        hint = nearest(id, among) or (f"{what}有：{'、'.join(among)}" if len(among) <= 80 else "")
        raise Refusal(f"没有“{id}”{this}" + (f"（{hint}）" if hint else ""))


def folder(path: Path) -> Source:
    """The forms kept in a folder."""
    if not path.is_dir():
        raise Refusal(f"没有这个文件夹：{path}")
    return {found.relative_to(path).as_posix(): _text(found)
            for found in sorted(path.rglob("*")) if found.suffix in {".toml", ".md"} and found.is_file()}


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal(f"{path.name} 不是 UTF-8 编码的文本，请在记事本中另存为 UTF-8") from None
    except OSError as error:
        raise Refusal(f"读不了 {path}：{error.strerror}") from None


def load(*sources: Source) -> Catalogue:
    """The catalogue of all sources together; a `CatalogueError` with every problem in all of them."""
    found, problems = read(*sources)
    if problems:
        raise CatalogueError(problems)
    return found


def read(*sources: Source) -> tuple[Catalogue, tuple[Problem, ...]]:
    """The catalogue as far as it can be read, and everything that is wrong with it."""
    from .agree import problems_across
    reading = _Reading()
    for source in sources:
        for path, text in source.items():
            reading.file(path, text)
    return reading.catalogue, (*reading.problems, *problems_across(reading.catalogue, reading.damaged))


class _Reading:
    """One pass over the forms: what has been understood so far, and what has not."""

    def __init__(self) -> None:
        self.catalogue = Catalogue({}, {}, {}, {}, {})
        self.problems: list[Problem] = []
        self.damaged: set[str] = set()       # kinds of which a part could not be read: not checked further
        self._look = ""

    def file(self, path: str, text: str) -> None:
        if path.endswith(".md"):
            self._paper(path, text)
        elif Path(path).name == "look.toml":
            object.__setattr__(self.catalogue, "look", text)
            self._toml(path, text)
        else:
            self._tables(path, self._toml(path, text))

    def _toml(self, path: str, text: str) -> dict[str, Any]:
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            return self._piecemeal(path, text)

    def _piecemeal(self, path: str, text: str) -> dict[str, Any]:
        """Table by table, so that one slip does not hide the others."""
        whole: dict[str, Any] = {}
        lines = text.splitlines()
        starts = [0, *(n for n, line in enumerate(lines) if n and re.match(r"\s*\[{1,2}\s*[\w.]+", line))]
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            piece = "\n".join(lines[start:end])
            try:
                for name, value in tomllib.loads(piece).items():
                    if isinstance(value, list):
                        whole.setdefault(name, []).extend(value)
                    else:
                        whole[name] = value
            except tomllib.TOMLDecodeError as error:
                at = re.search(r"line (\d+)", str(error))
                line = start + (int(at[1]) if at else len(piece.rstrip().splitlines()))
                shown = lines[line - 1].strip()[:60]
                self.problems.append(Problem(f"{path} 第 {line} 行", f"不合 TOML 写法：{shown}",
                                             "检查引号、等号、括号是否成对且为半角"))
                if found := re.search(r'^\s*id\s*=\s*"(\w+)"', piece, re.MULTILINE):
                    self.damaged.add(found[1])
                if isinstance(kind := whole.get("kind"), dict):
                    self.damaged.add(str(kind.get("id")))
        return whole

    def _tables(self, path: str, data: dict[str, Any]) -> None:
        for name in data.keys() - _TABLES:
            self.problems.append(Problem(path, f"不认识“{name}”", f"可用：{'、'.join(sorted(_TABLES))}"))
        if "kind" in data:
            self._kind(path, data["kind"], data.get("field", []))
        elif "field" in data:
            self.problems.append(Problem(path, "有 [[field]] 而没有 [kind]", "栏目要写在它的记录种类之下"))
        chapter = self._one(f"{path} [chapter]", Chapter, data["chapter"]) if "chapter" in data else None
        for where, entry in _entries(path, "figure", data):
            if figure := self._one(where, Figure, entry):
                self._keep(self.catalogue.figures, figure.model_copy(update={"chapter": chapter or self._held(figure)}))
        for where, entry in _entries(path, "check", data):
            if check := self._checked(where, entry):
                self._keep(self.catalogue.checks, check)
        for where, entry in _entries(path, "tab", data):
            if tab := self._one(where, Tab, entry):
                self._keep(self.catalogue.tabs, tab)

    def _held(self, figure: Figure) -> Chapter | None:
        """An office's own version of a shipped figure stays in its chapter."""
        before = self.catalogue.figures.get(figure.id)
        return before.chapter if before else Chapter(label="本单位自设", tab="summary")

    def _kind(self, path: str, head: Any, fields: Any) -> None:
        where = f"{path} [kind]"
        if not isinstance(head, dict) or not isinstance(fields, list):
            self.problems.append(Problem(where, "写法不对", "应为 [kind] 一段和若干 [[field]]"))
            return
        whole = []
        for number, entry in enumerate(fields, 1):
            try:
                whole.append(_FIELD.validate_python(entry))
            except ValidationError as error:
                named = entry.get("id") if isinstance(entry, dict) else None
                self.problems += said(f"{path} 第 {number} 个栏目{f'（{named}）' if named else ''}", error)
                self.damaged.add(str(head.get("id")))
        if kind := self._one(where, Kind, head | {"fields": tuple(whole)}):
            self._keep(self.catalogue.kinds, kind)
        else:
            self.damaged.add(str(head.get("id")))

    def _paper(self, path: str, text: str) -> None:
        if not (found := re.match(r"\+\+\+\r?\n(.*?)\r?\n\+\+\+\r?\n(.*)", text, re.DOTALL)):
            self.problems.append(Problem(path, "文书要以两行 +++ 之间的说明开头", "至少写明 id 与 label"))
            return
        if paper := self._one(path, Paper, self._toml(path, found[1]) | {"words": found[2]}):
            self._keep(self.catalogue.papers, paper)

    def _one(self, where: str, what: type[_T], entry: Any) -> _T | None:
        try:
            return what.model_validate(entry)
        except ValidationError as error:
            self.problems += said(where, error)
            return None

    def _checked(self, where: str, entry: Any) -> Check | None:
        try:
            check: Check = _CHECK.validate_python({"type": "must"} | entry if isinstance(entry, dict) else entry)
        except ValidationError as error:
            self.problems += said(where, error)
            return None
        return check

    @staticmethod
    def _keep(among: Mapping[str, Any], entry: Any) -> None:
        among[entry.id] = entry              # type: ignore[index]  # ours until reading is done


def _entries(path: str, name: str, data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    entries = data.get(name, [])
    for number, entry in enumerate(entries if isinstance(entries, list) else [entries], 1):
        id = entry.get("id", f"第 {number} 个") if isinstance(entry, dict) else f"第 {number} 个"
        yield f"{path} {name} {id}", entry
