"""A form from another office: what has a number there that is something else here gets a number of its own.

Every office counts its own works from own_1. So a form that is brought along may call another work by a number that is
taken; kept as it is, it would turn the records of the one into records of the other.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tomlkit.exceptions import TOMLKitError

from ..catalogue.catalogue import Catalogue
from . import forms, toml_of
from .office import Office
from .vocabulary import OWN, next_number


def bring(office: Office, file: Path) -> tuple[str, tuple[str, ...]]:
    """Keep a form that lies in a file; where it is kept, and what is to be said of it."""
    path, text, told = numbered(office, *forms.path_for(file))
    replaced = forms.add(office, path, text)
    return path, (*told, *(f"替换了原有的{name}" for name in replaced))


def numbered(office: Office, path: str, text: str) -> tuple[str, str, tuple[str, ...]]:
    """The form under numbers that mean the same here, or nothing yet; and which were changed."""
    try:
        coming = dict(_declared(toml_of.parsed(text)))
    except (TOMLKitError, TypeError, AttributeError):
        return path, text, ()                 # what is wrong with it is said when it is added
    here = dict(_known(office.catalogue))
    taken: dict[str, tuple[str, str]] = {}
    for id, label in coming.items():
        if (own := OWN.search(id)) and here.get(id, label) != label:
            taken.setdefault(own[0], (here[id], label))
    free = max(next_number(office), *(int(found) + 1 for found in OWN.findall(text)), 1)
    told = []
    for at, (own_id, (standing, label)) in enumerate(taken.items()):
        anew = f"own_{free + at}"
        path, text = (re.sub(rf"\b{own_id}(?=\b|_)", anew, part) for part in (path, text))
        told.append(f"“{label}”改编为 {anew}：{own_id} 在本办公室里已经是“{standing}”")
    return path, text, tuple(told)


def _declared(form: toml_of.Document) -> Iterator[tuple[str, str]]:
    """What a form calls its kind, its blanks and its figures, by id."""
    kind = form.get("kind", {})
    if "id" in kind:
        yield str(kind["id"]), str(kind.get("label", ""))
        for field in form.get("field", ()):
            yield f"{kind['id']}/{field.get('id')}", str(field.get("label", ""))
    for figure in form.get("figure", ()):
        yield str(figure.get("id")), str(figure.get("label", ""))


def _known(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for kind in catalogue.kinds.values():
        yield kind.id, kind.label
        for field in kind.fields:
            yield f"{kind.id}/{field.id}", field.label
    for figure in catalogue.figures.values():
        yield figure.id, figure.label
