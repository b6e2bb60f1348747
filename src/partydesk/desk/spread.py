"""How pages lie on the screen: one below the other, or facing as in a bound book, where the first stands alone on the right."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSizeF

GAP, EDGE, SPINE = 14, 18, 2
"""Pixels between rows of pages, around all of them, and between two that face each other."""


@dataclass(frozen=True)
class Spread:
    """The place of every page on the scroll, and how large that is, in pixels."""

    areas: tuple[QRectF, ...]
    wide: float
    high: float


def rows(count: int, facing: bool) -> list[tuple[int, ...]]:
    """Which pages (from 0) stand side by side."""
    if not facing or count < 2:
        return [(n,) for n in range(count)]
    return [(0,), *((n, n + 1) if n + 1 < count else (n,) for n in range(1, count, 2))]


def widest(sizes: Sequence[QSizeF], facing: bool) -> float:
    """The widest row in pt, both halves of a spread as wide as the wider page."""
    most = max((size.width() for size in sizes), default=0.0)
    return most * 2 if facing and len(sizes) > 1 else most


def spread(sizes: Sequence[QSizeF], scale: float, facing: bool, room: float) -> Spread:
    """Pages of `sizes` (pt) at `scale` (pixels to the pt), in the middle of `room` pixels."""
    facing = facing and len(sizes) > 1
    wide = max(room, widest(sizes, facing) * scale + (SPINE if facing else 0) + 2 * EDGE)
    areas: list[QRectF] = []
    top = float(EDGE)
    for row in rows(len(sizes), facing):
        tall = 0.0
        for page in row:
            width, height = sizes[page].width() * scale, sizes[page].height() * scale
            left = (wide - width) / 2
            if facing:                        # the backs of leaves, odd from 0, stand on the left
                left = wide / 2 - SPINE / 2 - width if page % 2 else wide / 2 + SPINE / 2
            areas.append(QRectF(left, top, width, height))
            tall = max(tall, height)
        top += tall + GAP
    return Spread(tuple(areas), wide, top - GAP + EDGE if areas else 0.0)
