"""How a clerk wants the list of a kind: which columns, in what order, how wide, and grouped by what; kept for this desk."""
from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from . import settings


@dataclass
class Layout:
    """Columns by id in their order (none: as the program would), widths in pixels, the group."""

    shown: list[str] = field(default_factory=list)
    widths: dict[str, int] = field(default_factory=dict)
    group: str = ""


def of(kind: str) -> Layout:
    """What is kept for a kind; where it cannot be read, what the program begins with."""
    try:
        kept: Any = json.loads(settings.preferred(f"list/{kind}") or "{}")
        return Layout([str(id) for id in kept.get("shown", [])], {str(id): int(wide) for id, wide in kept.get("widths", {}).items()},
                      str(kept.get("group", "")))
    except (ValueError, TypeError, AttributeError):
        return Layout()


def keep(kind: str, layout: Layout) -> None:
    settings.prefer(f"list/{kind}", json.dumps(asdict(layout)))
