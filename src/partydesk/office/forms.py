"""The office's own forms: checked together with the shipped ones before any of them is kept."""
from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ..catalogue.catalogue import Catalogue, Source, read, text_of
from ..catalogue.problem import CatalogueError, Problem
from ..errors import Refusal
from ..papers import lint, look, wording
from .facts import names_for


def problems(*sources: Source) -> tuple[Catalogue, tuple[Problem, ...]]:
    """The catalogue that the sources make, and everything wrong with it, the words of its papers included."""
    catalogue, found = read(*sources)
    return catalogue, (*found, *_in_words(catalogue), *_in_look(catalogue), *_in_wording(catalogue))


def checked(*sources: Source) -> Catalogue:
    """The catalogue, or a `CatalogueError` with every problem."""
    catalogue, found = problems(*sources)
    if found:
        raise CatalogueError(found)
    return catalogue


def path_for(file: Path) -> tuple[str, str]:
    """Where a file given by the clerk belongs among the forms, and its text."""
    if file.suffix.lower() == ".docx":
        raise Refusal(f"{file.name} 是 Word 文档：自己的 Word 模板用 partydesk forms word 存进办公室，或在“自己的 Word 模板…”里导入")
    if file.suffix not in {".toml", ".md"}:
        raise Refusal(f"{file.name} 不是表单文件；记录种类、数据项、校核用 .toml，文书用 .md")
    if not file.is_file():
        raise Refusal(f"没有这个文件：{file}")
    text = text_of(file)
    if not text.strip():
        raise Refusal(f"{file.name} 是空的")
    if file.suffix == ".md":
        room = "papers"
    elif re.search(r"^\[kind\]", text, re.MULTILINE):
        room = "kinds"
    elif file.stem != "look" and re.match(r"[^\[]*^name\s*=", text, re.MULTILINE):
        room = "looks"                        # only a profile is called something before its first table
    else:
        room = "figures"
    return f"{room}/{file.name}", text


def _in_words(catalogue: Catalogue) -> Iterator[Problem]:
    for paper in catalogue.papers.values():
        for where, what, hint in lint.problems(paper.id, catalogue.words(paper), catalogue.figures.keys(),
                                               names_for(catalogue, paper)):
            yield Problem(where, what, hint)


def _in_look(catalogue: Catalogue) -> Iterator[Problem]:
    if catalogue.look:
        try:
            look.read(catalogue.look)
        except Refusal as refusal:
            yield Problem("look.toml", str(refusal))
            return
    for id, profile in catalogue.looks.items():
        try:
            look.read(catalogue.look, profile)
        except Refusal as refusal:
            yield Problem(f"looks/{id}.toml", str(refusal))


def _in_wording(catalogue: Catalogue) -> Iterator[Problem]:
    if catalogue.wording:
        try:
            wording.read(catalogue.wording)
        except Refusal as refusal:
            yield Problem("wording.toml", str(refusal))
