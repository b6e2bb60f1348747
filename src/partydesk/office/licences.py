"""字体授权: the typefaces that the office says it may put into files, where their makers ask for a licence."""
from __future__ import annotations

import json
from collections.abc import Collection

from .office import Office

SETTING = "licensed_fonts"


def licensed(office: Office) -> tuple[str, ...]:
    """What the typefaces are called."""
    return tuple(json.loads(office.setting(SETTING) or "[]"))


def confirm(office: Office, names: Collection[str]) -> None:
    """Say for which typefaces the office has a licence: these, and no others."""
    wanted = sorted(names)
    if wanted != sorted(licensed(office)):
        told = "、".join(f"“{name}”" for name in wanted)
        with office.door(f"确认字体授权：{told}" if told else "取消字体授权") as door:
            door.put("setting", {"name": SETTING}, {"value": json.dumps(wanted, ensure_ascii=False) if wanted else ""})
