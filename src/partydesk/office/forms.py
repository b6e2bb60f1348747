"""The office's own forms: checked together with the shipped ones before any of them is kept, or taken out again."""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ..catalogue.catalogue import Catalogue, Source, read, text_of
from ..catalogue.lasting import problems_since
from ..catalogue.problem import CatalogueError, Problem
from ..errors import Moved, Refusal
from ..papers import lint, look, wording
from . import kept
from .facts import names_for
from .kept import shipped_forms

if TYPE_CHECKING:
    from ..records.door import Door
    from .office import Office


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


def fitting(office: Office, more: Mapping[str, str]) -> Catalogue:
    """The vocabulary as it would be with more forms; `CatalogueError` if they do not fit, or would harm what is kept already."""
    after = checked(shipped_forms(), {**office.forms(), **more})
    if harm := tuple(problems_since(office.catalogue, after)):
        raise CatalogueError(harm)
    return after


def add(office: Office, path: str, text: str) -> tuple[str, ...]:
    """Keep one more form in the office; says what of the shipped vocabulary it replaces.

    `CatalogueError` with every problem, and nothing kept, if it does not fit, or would harm what is kept already.
    """
    after = fitting(office, {path: text})
    with office.door(f"添加{path}") as door:
        _as_read(office, door)
        door.put("form", {"path": path}, {"text": text})
    shipped = kept.catalogue(shipped_forms())
    return tuple(f"“{old[id].label}”（{id}）" for old, new in ((shipped.kinds, after.kinds), (shipped.figures, after.figures),
                                                           (shipped.papers, after.papers))
                 for id in old if old[id] != new.get(id))


def remove(office: Office, path: str) -> None:
    """Take one of the office's own forms out again; refused while records need it."""
    own = office.forms()
    if path not in own:
        raise Refusal(f"办公室里没有“{path}”这个表单" + (f"，现有：{'、'.join(own)}" if own else ""))
    if not office.misfits:                    # what does not fit counts nothing: it may always go
        after = checked(shipped_forms(), {name: text for name, text in own.items() if name != path})
        if any(office.count(kind) for kind in office.catalogue.kinds.keys() - after.kinds.keys()):
            raise CatalogueError(problems_since(office.catalogue, after))
    with office.door(f"取出{path}") as door:
        _as_read(office, door)
        door.put("form", {"path": path}, None)


def _as_read(office: Office, door: Door) -> None:
    """See to it that the forms are those on which a change of them was thought out: another desk may have been quicker."""
    if "form" not in door.touched and office.forms() != office.forms_read:
        office.catalogue = office.read_forms()
        raise Moved("办公室的表单刚在另一个工作台改过，已重新读入；请看一看再改")


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
