"""The gate: no file of the bundle may need a newer system than the oldest desktop that it is for.

    python -m tools.package.gate FOLDER [MACHINE]
"""
from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path

from . import elf

NEWEST = {
    "x86_64": {"GLIBC": (2, 28), "GLIBCXX": (3, 4, 25), "CXXABI": (1, 3, 11)},
    "aarch64": {"GLIBC": (2, 31), "GLIBCXX": (3, 4, 28), "CXXABI": (1, 3, 12)},
}
"""UOS 20 has the first; Kylin V10 and Debian 11 have the second, which the Qt of the ARM wheels needs: UOS 20 on ARM is left out."""
FAMILIES = ("GLIBC", "GLIBCXX", "CXXABI")


def too_new(folder: Path, machine: str = "x86_64") -> list[str]:
    """What needs more than that, a line each."""
    return [
        f"{path.relative_to(folder)}: {version}"
        for path, asks in elf.below(folder) for version in sorted(asks.versions)
        for family, newest in NEWEST[machine].items() if elf.number(version, family) > newest
    ]


def highest(folder: Path) -> dict[str, tuple[int, ...]]:
    """The newest version of each family that any file needs."""
    found = dict.fromkeys(FAMILIES, (0,))
    for _, asks in elf.below(folder):
        for family in FAMILIES:
            found[family] = max(found[family], *(elf.number(version, family) for version in asks.versions), (0,))
    return found


def from_the_desktop(folder: Path, beside: str = "fallback") -> dict[str, list[str]]:
    """The libraries that the system is to have, each with the files that need it; those carried for want of them count as its."""
    have, need = set[str](), defaultdict[str, list[str]](list)
    for path in folder.rglob("*"):
        if beside not in path.relative_to(folder).parts:
            have.add(path.name)
    for path, asks in elf.below(folder):
        for name in asks.libraries:
            if name not in have:
                need[name].append(path.name)
    return dict(sorted(need.items()))


def left_out(warnings: str) -> list[str]:
    """Modules that build.spec leaves out although the program imports them, by what PyInstaller has written of its work."""
    found = re.findall(r"(?m)^excluded module named '?([\w.]+)'? - imported by (.*)$", warnings)
    return [name for name, by in found if any("optional" not in how for how in re.findall(r"\bpartydesk[\w.]* \(([^)]*)\)", by))]


def whole(made: Path) -> None:
    """Stop where the bundle that PyInstaller has made in a folder lacks what the program imports."""
    if missed := left_out((made / "build/warn-build.txt").read_text("utf-8")):
        raise SystemExit(f"build.spec 去掉了程序要用的模块（build.spec leaves out what is imported）：{'、'.join(missed)}")


def main(folder: Path, machine: str = "x86_64") -> int:
    """Say what is needed; 1 where it is too much."""
    files = sum(1 for _ in elf.below(folder))
    print(f"{files} 个 ELF 文件，最高要求（{files} files need at most）："
          + "，".join(f"{family} {'.'.join(map(str, version))}" for family, version in highest(folder).items()))
    for name, users in from_the_desktop(folder).items():
        print(f"  {name:28} {len(users):3}  {', '.join(users[:4])}")
    wrong = too_new(folder, machine)
    for line in wrong:
        print(f"太新（too new）  {line}", file=sys.stderr)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:3]))
