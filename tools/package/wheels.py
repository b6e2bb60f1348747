"""The packages of the lock that the program itself needs, as files that run on the oldest desktop."""
from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILDER = "pyinstaller"
OLD_ENOUGH = {"x86_64": ("2_28", "2_27", "2_26", "2_24", "2_17", "2_12", "2_5"),
              "aarch64": ("2_31", "2_30", "2_29", "2_28", "2_27", "2_26", "2_24", "2_17")}
"""The C libraries that a wheel may have been made for, by the sort of machine: none newer than the oldest desktop's. For ARM that is
Kylin V10 (2.31): the Qt of the wheels asks for no less there."""


def name_of(requirement: str) -> str:
    """The name of a package as the lock spells it."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    return re.sub(r"[-_.]+", "-", found[0]).lower() if found else ""


def extras_of(requirement: str) -> set[str]:
    """The extras that a requirement asks for besides: psycopg[binary] → binary."""
    found = re.match(r"[A-Za-z0-9._-]+\s*\[([^\]]*)\]", requirement)
    return {word.strip() for word in found[1].split(",")} if found else set()


def blocks(lock: str) -> dict[str, list[str]]:
    """The passages of the lock by the name of their package: one, or one for each sort of machine."""
    found: dict[str, list[str]] = {}
    for block in re.split(r"\n(?=\S)", re.sub(r"(?m)^#.*\n", "", lock).strip()):
        found.setdefault(name_of(block), []).append(block)
    return found


def needed(first: Iterable[str], known: Iterable[str]) -> list[str]:
    """The names that these requirements lead to, among those known, as the installed packages tell it."""
    todo, seen, names = list(first), set[tuple[str, str]](), set(known)
    while todo:
        requirement = todo.pop()
        name = name_of(requirement)
        if name not in names:
            continue                          # for another machine or Python; else it would be locked
        for extra in {"", *extras_of(requirement)}:
            if (name, extra) not in seen:
                seen.add((name, extra))
                todo += _asked(name, extra)
    return sorted({name for name, _ in seen})


def _asked(name: str, extra: str) -> Iterator[str]:
    """What an installed package asks for, or one of its extras."""
    try:
        lines = metadata.requires(name) or []
    except metadata.PackageNotFoundError:     # of another sort of machine
        return
    for line in lines:
        only = re.search(r"extra\s*==\s*['\"]([^'\"]+)['\"]", line)
        if (only[1] if only else "") == extra:
            yield line


def holds(block: str, machine: str) -> bool:
    """Whether a passage of the lock is for a Linux of this sort (`x86_64`, `aarch64`)."""
    marker = re.search(r" ; (.*?)(?: \\)?$", block.splitlines()[0])
    values = {"platform_machine": machine, "sys_platform": "linux", "implementation_name": "cpython",
              "platform_python_implementation": "CPython"}
    return marker is None or any(
        all((values[name] == value) == (sign == "==") for name, sign, value in re.findall(r"(\w+) (==|!=) '([^']*)'", both))
        for both in marker[1].split(" or ")
    )


def subset(machine: str, *more: str) -> dict[str, str]:
    """Of the lock what the program needs (and `more`), by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    known = blocks((ROOT / "requirements.lock").read_text("utf-8"))
    chosen = {}
    for name in needed([*project["dependencies"], *more], known):
        here = [re.sub(r" ; .*?(?= \\|$)", "", block, count=1) for block in known[name] if holds(block, machine)]
        if here:
            [chosen[name]] = here
    return chosen


def fetched(machine: str, folder: Path) -> Path:
    """The list of the packages with their hashes; their files lie in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = folder / "requirements.txt"
    text = "\n".join(subset(machine, BUILDER).values()) + "\n"
    if wanted.exists() and wanted.read_text() == text:
        return wanted
    part = wanted.with_suffix(".part")
    part.write_text(text)
    subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "download", "-q", "-q", *_only_for(machine),
         "--dest", folder, "-r", part], check=True)
    part.replace(wanted)
    return wanted


def laid(wanted: Path, machine: str, place: Path) -> None:
    """The packages laid into the library of a Python that is not running; checked against the hashes again."""
    subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "-q", "-q", *_only_for(machine),
         "--no-index", f"--find-links={wanted.parent}", "--no-compile", "--upgrade", "--target", place, "-r", wanted], check=True)


def _only_for(machine: str) -> list[str]:
    """What tells pip to take the locked files for that Python and that system, and no others."""
    platforms = [*(f"manylinux_{version}_{machine}" for version in OLD_ENOUGH[machine]), f"manylinux2014_{machine}",
                 f"manylinux2010_{machine}", "any"]
    return ["--no-deps", "--require-hashes", "--only-binary=:all:", "--python-version=3.11", "--implementation=cp", "--abi=cp311",
            "--abi=abi3", "--abi=none", *(f"--platform={platform}" for platform in platforms)]
