"""Copies the outlines that the desk names (desk/icons.py) out of the Lucide package into ``resources/icons``.

    .venv/bin/python tools/icons.py        (or: make icons)

They are text and small, so they are kept with the source: the program needs neither the package nor the network for them.
tests/desk/test_icons.py holds the folder against the package that requirements.lock pins.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from lucide import get_icon_list, lucide_icon

from partydesk.desk.icons import NAMES

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "icons"
THICK = 1.75
"""How thick the lines are, of 24; Lucide's own 2 is heavy beside our type."""


def outlines() -> dict[str, str]:
    """Every file of the folder: its name and its text."""
    unknown = set(NAMES.values()) - set(get_icon_list())
    if unknown:
        sys.exit(f"Lucide 里没有（not in Lucide）：{'、'.join(sorted(unknown))}")
    return {f"{name}.svg": _plain(lucide_icon(theirs, stroke_width=THICK)) for name, theirs in NAMES.items()}


def _plain(svg: str) -> str:
    return re.sub(r' class="[^"]*"', "", svg).replace("ns0:", "").strip() + "\n"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    made = outlines()
    for gone in {path.name for path in FOLDER.glob("*.svg")} - set(made):
        (FOLDER / gone).unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    print(f"{FOLDER}：{len(made)} 个图标（icons）")


if __name__ == "__main__":
    main()
