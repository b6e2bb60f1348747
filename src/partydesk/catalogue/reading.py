"""Forms into declared things: TOML and text, read piece by piece, every structural problem told at once.

Only here is pydantic at work, and it is imported only when forms are really read (`office.kept` remembers them).
"""
from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import Field as Meta
from pydantic import TypeAdapter, ValidationError

from .catalogue import Catalogue, Source
from .check import Check
from .desk import Tab
from .fields import Field
from .figure import Chapter, Figure
from .kind import Kind
from .paper import Paper
from .problem import Problem
from .saying import said
from .sentence import Sentence
from .series import Series

_T = TypeVar("_T")
_READERS: dict[Any, TypeAdapter[Any]] = {what: TypeAdapter(what) for what in (Kind, Figure, Chapter, Tab, Paper, Sentence)}
_FIELD: TypeAdapter[Any] = TypeAdapter(Annotated[Field, Meta(discriminator="type")])
_CHECK: TypeAdapter[Any] = TypeAdapter(Annotated[Check, Meta(discriminator="type")])
_SERIES: TypeAdapter[Any] = TypeAdapter(Annotated[Series, Meta(discriminator="type")])
_TABLES = {"kind", "field", "figure", "check", "tab", "chapter", "sentence"}


class Reading:
    """One pass over the forms: what has been understood so far, and what has not."""

    def __init__(self) -> None:
        self.catalogue = Catalogue({}, {}, {}, {}, {}, {}, looks={})
        self.problems: list[Problem] = []
        self.damaged: set[str] = set()       # kinds of which a part could not be read: not checked further

    def source(self, source: Source) -> None:
        """All forms of one source; an id that stands in it twice is a slip, in a later source it is meant."""
        self.seen: dict[tuple[str, str], str] = {}
        for path, text in source.items():
            self.file(path, text)

    def file(self, path: str, text: str) -> None:
        if path.endswith(".md"):
            self._paper(path, text)
        elif path.startswith("looks/"):
            self.catalogue.looks[Path(path).stem] = text     # type: ignore[index]  # ours until reading is done
            self._toml(path, text)
        elif (name := Path(path).stem) in ("look", "wording"):
            object.__setattr__(self.catalogue, name, text)
            self._toml(path, text)
        else:
            self._tables(path, self._toml(path, text))

    def _toml(self, path: str, text: str) -> dict[str, Any]:
        try:
            return _parsed(text)
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
                    elif isinstance(value, dict) and isinstance(whole.get(name), dict):
                        whole[name] |= value
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
                self._keep(self.catalogue.figures, replace(figure, chapter=chapter or self._held(figure)), where)
        for where, entry in _entries(path, "check", data):
            if check := self._checked(where, entry):
                self._keep(self.catalogue.checks, check, where)
        for where, entry in _entries(path, "tab", data):
            if tab := self._one(where, Tab, entry):
                self._keep(self.catalogue.tabs, tab, where)

        for where, entry in _entries(path, "sentence", data):
            if sentence := self._one(where, Sentence, entry):
                self._keep(self.catalogue.sentences, sentence, where)

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
            self._keep(self.catalogue.kinds, kind, path)
        else:
            self.damaged.add(str(head.get("id")))

    def _paper(self, path: str, text: str) -> None:
        if not (found := re.match(r"\+\+\+\r?\n(.*?)\r?\n\+\+\+\r?\n(.*)", text, re.DOTALL)):
            self.problems.append(Problem(path, "文书要以两行 +++ 之间的说明开头", "至少写明 id 与 label"))
            return
        head = dict(self._toml(path, found[1]))
        lists = []
        for where, entry in _entries(path, "list", head):
            try:
                lists.append(_SERIES.validate_python({"type": "records"} | entry if isinstance(entry, dict) else entry))
            except ValidationError as error:
                self.problems += said(where, error)
        head.pop("list", None)
        if paper := self._one(path, Paper, head | {"lists": tuple(lists), "words": found[2]}):
            self._keep(self.catalogue.papers, paper, path)

    def _one(self, where: str, what: type[_T], entry: Any) -> _T | None:
        try:
            read: _T = _READERS[what].validate_python(_spelt(what, entry))
            return read
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

    def _keep(self, among: Mapping[str, Any], entry: Any, where: str) -> None:
        key = (type(entry).__name__, entry.id)
        if key in self.seen:
            self.problems.append(Problem(where, f"编号“{entry.id}”已在{self.seen[key]}用过", "编号不能重复，请换一个"))
        self.seen[key] = where
        among[entry.id] = entry              # type: ignore[index]  # ours until reading is done


@lru_cache(maxsize=256)
def _parsed(text: str) -> dict[str, Any]:
    """Kept, since all forms are read again before and after each change to one of them; nobody writes in what is given."""
    return tomllib.loads(text)


def _entries(path: str, name: str, data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The entries of one sort in a file, each with where it stands."""
    entries = data.get(name, [])
    for number, entry in enumerate(entries if isinstance(entries, list) else [entries], 1):
        id = entry.get("id", f"第 {number} 个") if isinstance(entry, dict) else f"第 {number} 个"
        yield f"{path} {name} {id}", entry


def _spelt(what: Any, entry: Any) -> Any:
    """An entry as the file may write it, in the names that the program uses.

    `is` and `for` are words that Python keeps for itself; `due = "整改时限"` is short for `due = { label = "整改时限" }`.
    """
    if not isinstance(entry, dict):
        return entry
    names = {Figure: {"is": "definition"}, Paper: {"for": "scope"}}.get(what, {})
    entry = {names.get(name, f"?{name}" if name in names.values() else name): value for name, value in entry.items()}
    if what is Kind and isinstance(entry.get("columns"), dict):
        entry["columns"] = {id: {"label": label} if isinstance(label, str) else label
                            for id, label in entry["columns"].items()}
    return entry
