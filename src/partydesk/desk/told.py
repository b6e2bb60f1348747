"""A sheet that tells what changed, in headed paragraphs: text before and after, and links to figures and records."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any
from urllib.parse import quote, unquote

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QTextBrowser, QWidget

from . import theme
from .theme import colour

KINDS = {"changed": "改写", "added": "新增", "removed": "删去", "moved": "移到别处"}
AROUND = 36
"""Signs that are left of a long stretch without changes, at each end."""


class Told(QTextBrowser):
    """Written anew by `write` whenever the colours of the window turn."""

    figure_wanted = Signal(str)
    record_wanted = Signal(str, int)

    def __init__(self, says: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAccessibleName(says)
        self.setOpenLinks(False)
        self.anchorClicked.connect(self._go)
        self._write: Callable[[], Sequence[str]] = tuple
        theme.turned.connect(self._written)

    def tell(self, write: Callable[[], Sequence[str]]) -> None:
        """Show the paragraphs that `write` gives."""
        self._write = write
        self._written()

    def _written(self) -> None:
        place = self.verticalScrollBar().value()
        self.document().setDefaultStyleSheet(
            f"h3 {{ color: {colour('ink').name()}; font-size: large; margin-top: 10px; margin-bottom: 4px; }}"
            f"p {{ margin-top: 4px; margin-bottom: 6px; }} .soft {{ color: {colour('soft').name()}; }}"
            f".gone {{ color: {colour('soft').name()}; text-decoration: line-through; }}"
            f".come {{ color: {colour('accent').name()}; background-color: {colour('tint').name()}; }}"
            f"a {{ color: {colour('accent').name()}; text-decoration: none; }}")
        self.setHtml("".join(self._write()))
        self.verticalScrollBar().setValue(place)

    def _go(self, url: QUrl) -> None:
        sort, _, rest = url.toString().partition(":")
        if sort == "figure":
            self.figure_wanted.emit(unquote(rest))
        elif sort == "record":
            kind, _, id = rest.rpartition("/")
            self.record_wanted.emit(unquote(kind), int(id))


def head(text: str) -> str:
    return f"<h3>{escape(text)}</h3>"


def soft(text: str) -> str:
    return f'<span class="soft">{escape(text)}</span>'


def figure(id: str, label: str) -> str:
    """A link to where a number comes from."""
    return f'<a href="figure:{quote(id)}"><b>{escape(label)}</b></a>'


def record(kind: str, id: int, text: str) -> str:
    """A link to a record."""
    return f'<a href="record:{quote(kind)}/{id}">{escape(text)}</a>' if kind else escape(text)


def moved(old: str, new: str) -> str:
    """Text before and after."""
    return f'<span class="gone">{escape(old)}</span> → <span class="come">{escape(new)}</span>'


def prose(changes: Sequence[Any]) -> list[str]:
    """Paragraphs that were changed, what went struck out and what came marked."""
    told = []
    for one in changes:
        parts = []
        for at, (what, text) in enumerate(one.words):
            if what == "same":
                first, last = at == 0, at == len(one.words) - 1
                parts.append(escape(_short(text, first, last and not first)))
            else:
                parts.append(f'<span class="{what}">{escape(text)}</span>')
        told.append(f"<p>{soft(f'段落{KINDS[one.kind]}')}　{''.join(parts)}</p>")
    return told


def _short(text: str, first: bool, last: bool) -> str:
    """A stretch without changes, cut where nobody needs to read it."""
    if len(text) <= 2 * AROUND + 6:
        return text
    if first:
        return f"…{text[-AROUND:]}"
    return f"{text[:AROUND]}…" if last else f"{text[:AROUND]}……{text[-AROUND:]}"
