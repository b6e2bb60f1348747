"""The checker of .docx files that the tests use, in ``build/node``: one npm package, pinned in tools/package-lock.json.

    python3 tools/checker.py

Left alone when it is there already. It runs afterwards as build/node/node_modules/.bin/ooxml-validator FILE.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "node"
FILES = ("package.json", "package-lock.json")


def say(text: str) -> None:
    """Tell whoever watches, at once."""
    print(text, flush=True)


def prepare() -> int:
    mark = hashlib.sha256(b"".join((ROOT / "tools" / name).read_bytes() for name in FILES)).hexdigest()
    stamp = FOLDER / "ready.sha256"
    if stamp.is_file() and stamp.read_text(encoding="ascii") == mark:
        return 0
    npm = shutil.which("npm")
    if npm is None:
        say("没有 npm，.docx 文件的格式检查做不了（no npm: the .docx checker cannot be installed）")
        return 1
    say("装 .docx 格式检查工具（installing the .docx checker）")
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for name in FILES:
        shutil.copyfile(ROOT / "tools" / name, FOLDER / name)
    run = subprocess.run(
        [npm, "ci", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"],
        cwd=FOLDER, env=os.environ | {"CI": "true"}, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    if run.returncode != 0:
        return 1
    stamp.write_text(mark, encoding="ascii")
    return 0


if __name__ == "__main__":
    sys.exit(prepare())
