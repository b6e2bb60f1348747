"""Remakes requirements.lock from pyproject.toml: every package at one exact version, with the hashes of its files.

    make lock                       newest versions that pyproject.toml allows
    .venv/bin/python tools/lock.py --keep     as they are, only completed

One lock serves Linux and Windows, x86_64 and aarch64: where they differ, a marker says so. The file names no server:
packages come from wherever the computer's pip is set to look. The resolver is uv, taken into a folder of its own.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
RESOLVER = "uv==0.13.9"
HEADER = """\
# Every package of the program's environment, pinned, with hashes. Made by tools/lock.py (make lock); not by hand.
# Installed with: pip install --require-hashes -r requirements.lock
"""


def resolver() -> Path:
    """The program that solves for versions, installed if it is not there yet."""
    folder = ROOT / "build" / "lock-tool"
    program = folder / ("Scripts/uv.exe" if os.name == "nt" else "bin/uv")
    if not program.exists():
        venv.create(folder, with_pip=True, clear=True)
        python = program.with_name("python.exe" if os.name == "nt" else "python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-input", RESOLVER], check=True)
    return program


def main(keep: bool) -> None:
    environment = dict(os.environ)
    if "PIP_INDEX_URL" in os.environ:
        environment.setdefault("UV_DEFAULT_INDEX", os.environ["PIP_INDEX_URL"])
    part = LOCK.with_suffix(".part")
    if keep and LOCK.exists():
        part.write_bytes(LOCK.read_bytes())
    else:
        part.unlink(missing_ok=True)
    subprocess.run(
        [
            resolver(), "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--all-extras",
            "--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links",
            "pyproject.toml", "--output-file", part,
        ],
        cwd=ROOT, env=environment, check=True,
    )  # fmt: skip
    text = part.read_text(encoding="utf-8")
    if re.search(r"https?:|file:|^-|@ ", text, re.MULTILINE):
        sys.exit("锁文件里有地址或选项，请查（the lock would contain an address or an option）")
    part.write_text(HEADER + text, encoding="utf-8")
    part.replace(LOCK)
    print(f"{LOCK.name}：{len(re.findall('==', text))} 个包（packages）")


if __name__ == "__main__":
    main("--keep" in sys.argv[1:])
