"""A folder as it may be told: where it lies, without anybody's name in it."""
from __future__ import annotations

from pathlib import Path

HOME = "~"
KNOWN = {"Documents", "文档", "我的文档", "Desktop", "桌面", "Downloads", "下载", "AppData", "Local", "Roaming", "partydesk", "backups",
         ".config", ".local", ".cache", "share", "lib", "opt", "usr", "bin", "apps", "local", "var", "tmp", "mnt", "media", "home", "data",
         "root", "run", "user", "Users", "Program Files", "ProgramData", "Programs", "Temp"}
"""Names of folders that say nothing of anybody."""
HIDDEN = "…"


def told(path: Path) -> str:
    """A folder in short: the home folder as ~, a folder with a name of somebody's own as …."""
    whole = path.absolute()
    home = Path.home()
    parts = [HOME, *whole.relative_to(home).parts] if whole == home or home in whole.parents else list(whole.parts)
    kept = [part if at == 0 or part in KNOWN else HIDDEN for at, part in enumerate(parts)]
    short = [part for at, part in enumerate(kept) if part != HIDDEN or kept[at - 1] != HIDDEN]
    return short[0] if len(short) == 1 else f"{short[0].rstrip('/').rstrip(chr(92))}/{'/'.join(short[1:])}"
