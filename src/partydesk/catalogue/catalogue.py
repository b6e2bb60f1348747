"""The office's whole vocabulary: every kind, figure, check, paper and tab, by id."""
from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ..errors import Refusal, reason
from .check import Check
from .desk import Tab
from .fields import Declared
from .figure import Figure
from .kind import Kind
from .paper import Paper
from .period import Period
from .problem import CatalogueError, Problem, nearest
from .sentence import Sentence, words_of
from .shapes import ShapeId

if TYPE_CHECKING:
    from .formula import Both, Tally

Source = Mapping[str, str]
"""Forms as text by path: `kinds/study.toml`, `figures/1-thought.toml`, `papers/half_year_summary.md`."""

_T = TypeVar("_T", bound=Declared)


@dataclass(frozen=True)
class Catalogue:
    """Every kind, figure, check, paper and tab, by id and in order."""

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)
    checks: Mapping[str, Check] = field(default_factory=dict)
    papers: Mapping[str, Paper] = field(default_factory=dict)
    tabs: Mapping[str, Tab] = field(default_factory=dict)
    sentences: Mapping[str, Sentence] = field(default_factory=dict)
    look: str = ""
    looks: Mapping[str, str] = field(default_factory=dict)
    wording: str = ""

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

    def words(self, paper: Paper, period: Period | None = None) -> str:
        """A paper's template as it is for a period: the office's own sentences in their places."""
        return words_of(paper, self.sentences.values(), period)

    def counted(self, tree: Tally | Both) -> ShapeId:
        """Which shape the records behind a tally are of."""
        from .formula import Both, Tally  # not needed for the first window
        match tree:
            case Both() | Tally("people" | "top"):
                return "person"
            case Tally("units"):
                return "body"
            case Tally(_, kind):
                return self.kinds[kind].shape

    @staticmethod
    def _one(among: Mapping[str, _T], id: str, this: str, what: str) -> _T:
        if id in among:
            return among[id]
        named = [entry for entry in among.values() if getattr(entry, "label", None) == id]
        if len(named) == 1:
            return named[0]
        hint = nearest(id, among) or (f"{what}有：{'、'.join(among)}" if len(among) <= 80 else "")
        raise Refusal(f"没有“{id}”{this}" + (f"（{hint}）" if hint else ""))


class Folder(Mapping[str, str]):
    """The forms kept in a folder, each read when it is asked for."""

    def __init__(self, path: Path):
        self._files = dict(_forms(path, ""))

    def __getitem__(self, path: str) -> str:
        return text_of(Path(self._files[path]))

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._files))

    def __len__(self) -> int:
        return len(self._files)

    @property
    def stamp(self) -> str:
        """What changes whenever a file does: its name, size and time."""
        found = [(path, Path(self._files[path]).stat()) for path in self]
        return repr([(path, state.st_size, state.st_mtime_ns) for path, state in found])


def _forms(folder: str | Path, under: str) -> Iterator[tuple[str, str]]:
    """Each form in a folder: its name there, with strokes as in `kinds/study.toml`, and its path."""
    for entry in os.scandir(folder):
        if entry.is_dir():
            yield from _forms(entry.path, f"{under}{entry.name}/")
        elif entry.name.endswith((".toml", ".md")):
            yield under + entry.name, entry.path


def folder(path: Path) -> Folder:
    """The forms kept in a folder."""
    if not path.is_dir():
        raise Refusal(f"没有这个文件夹：{path}")
    return Folder(path)


def text_of(path: Path) -> str:
    """One form as text."""
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal(f"{path.name} 不是 UTF-8 编码的文本，请在记事本中另存为 UTF-8") from None
    except OSError as error:
        raise Refusal(f"读不了 {path}：{reason(error)}") from None


def load(*sources: Source) -> Catalogue:
    """The catalogue of all sources together, the later winning by id; a `CatalogueError` with every problem in them."""
    found, problems = read(*sources)
    if problems:
        raise CatalogueError(problems)
    return found


def read(*sources: Source) -> tuple[Catalogue, tuple[Problem, ...]]:
    """The catalogue as far as it can be read, and everything that is wrong with it."""
    from .agree import problems_across
    from .printable import problems_of_papers
    from .reading import Reading
    from .signable import problems_of_signing
    reading = Reading()
    for source in sources:
        reading.source(source)
    return reading.catalogue, (*reading.problems, *problems_across(reading.catalogue, reading.damaged),
                               *problems_of_papers(reading.catalogue, reading.damaged),
                               *problems_of_signing(reading.catalogue, reading.damaged))
