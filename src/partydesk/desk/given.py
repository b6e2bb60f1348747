"""What the program filled in of a new record by itself: Enter passes it over, and it gives way to what is known better."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .editor import Editor


class Given:
    """The blanks of one form that it filled in."""

    def __init__(self, editors: Mapping[str, Editor]):
        self._editors = editors
        self._ids: set[str] = set()

    def __contains__(self, stop: str) -> bool:
        return stop in self._ids

    def begin(self, *, new: bool) -> None:
        """Another record stands there; of a new one all that is filled in by now was given."""
        self._ids = {id for id, editor in self._editors.items() if _filled(editor)} if new else set()

    def give(self, values: Mapping[str, Any]) -> None:
        """Fill blanks that are still open or were filled by the program; what the clerk typed stays."""
        for id, value in values.items():
            editor = self._editors.get(id)
            if editor is not None and (id in self._ids or not _filled(editor)):
                editor.put(value)
                self._ids.add(id)

    def taken(self, id: str) -> None:
        """A blank was typed in: it is the clerk's."""
        self._ids.discard(id)

    def compare(self, typed: Mapping[str, Any], begun: Mapping[str, Any]) -> None:
        """A draft was put back: what differs in it from what was `begun` with is the clerk's."""
        self._ids = {id for id in self._ids if typed.get(id) == begun.get(id)}

    def is_open(self, stop: str) -> bool:
        """Whether a place on the way is still to be filled in."""
        return stop not in self._ids and not (stop in self._editors and _filled(self._editors[stop]))


def _filled(editor: Editor) -> bool:
    """Whether anything stands in a blank."""
    draft = editor.draft()
    return bool(str(draft[0]).strip() if isinstance(draft, list) and draft else draft not in (None, ""))
