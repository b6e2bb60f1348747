"""The program's own Python environment, ``.venv``: exactly the packages of requirements.lock, and the program itself.

    python3 tools/environment.py

Built from nothing when the lock, the Python or the place of this folder changed, or when an earlier attempt was cut
short; otherwise left alone. Every package is checked against the hashes of the lock.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
PYTHON = FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST, TOO_NEW = (3, 11), (3, 14)


def say(text: str) -> None:
    """Tell whoever watches, at once."""
    print(text, flush=True)


def fingerprint(*names: str) -> str:
    """What an environment depends on: these files, the Python in use and the place of the folder."""
    digest = hashlib.sha256(f"{sys.version}|{ROOT}".encode())
    for name in names:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def done(stamp: Path, mark: str) -> bool:
    return PYTHON.exists() and stamp.is_file() and stamp.read_text(encoding="ascii") == mark


def pip(*arguments: str) -> None:
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "-q", "-q", *arguments]
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=True)


def prepare() -> int:
    if not OLDEST <= sys.version_info[:2] < TOO_NEW:
        say(f"需要 Python 3.11 至 3.13，这里是 {sys.version.split()[0]}（wants Python 3.11 to 3.13）")
        return 1
    packages, itself = FOLDER / "packages.sha256", FOLDER / "itself.sha256"
    lock, project = fingerprint("requirements.lock"), fingerprint("requirements.lock", "pyproject.toml")
    try:
        if not done(packages, lock):
            say("建 Python 环境 .venv，约一两分钟（making the Python environment）")
            shutil.rmtree(FOLDER, ignore_errors=True)
            venv.create(FOLDER, with_pip=True, symlinks=os.name != "nt")
            pip("--require-hashes", "-r", "requirements.lock")
            packages.write_text(lock, encoding="ascii")
        if not done(itself, project):
            pip("--no-deps", "--no-build-isolation", "--editable", ".")
            itself.write_text(project, encoding="ascii")
        subprocess.run([str(PYTHON), "-m", "compileall", "-q", "src"], cwd=ROOT, check=True)      # else every start would do it
    except subprocess.CalledProcessError as failure:
        say(f"Python 环境没有建成（could not be made）：{failure}")
        return 1
    say(f"Python 环境已备好（environment is ready）：{FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(prepare())
