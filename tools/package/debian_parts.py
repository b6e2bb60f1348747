"""What Debian's packages and the fonts add to the bundle, for the notice: names, terms, and the files that state them."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from . import notice

Part = tuple[str, str, list[Path]]


def listed(bundle: Path, root: Path, sources: Path) -> list[Part]:
    """Python, the input-method plugin, every library out of Debian, the fonts."""
    found: list[Part] = []
    if (python := sources / "python3.11-bookworm").is_dir():
        found.append(("Python 3.11", "PSF-2.0", [python / "LICENSE"]))
    if (fcitx := sources / "fcitx-qt5-trixie-upstream").is_dir():
        found.append(("fcitx-qt5（输入法插件）", "BSD-3-Clause", [fcitx / "COPYING.BSD"]))
    found += notice.carried(root)
    packages = sorted({package for path in libraries(bundle) for package in owners(path.name, root)})
    found += [(f"{package}（Debian 11）", "见下文 (see below)", [followed(root / "usr/share/doc" / package / "copyright", root)])
              for package in packages]
    folder = bundle / "lib/fonts/licences"
    found += [(f"字体（fonts）：{path.stem}", "见下文 (see below)", [path]) for path in sorted(folder.glob("*"))] if folder.is_dir() else []
    return found


def libraries(bundle: Path) -> Iterator[Path]:
    """The shared libraries that came from the system they were built on: beside the program, or carried for want of others."""
    for folder in (bundle / "lib", bundle / "lib/fallback"):
        yield from (path for path in sorted(folder.glob("*.so*")) if not path.is_symlink() and not path.name.startswith("libpython"))


def owners(name: str, root: Path) -> Iterator[str]:
    """The packages of a Debian in a folder that bring a file of this name."""
    for listing in sorted((root / "var/lib/dpkg/info").glob("*.list")):
        if any(line.endswith(f"/{name}") for line in listing.read_text().splitlines()):
            yield listing.stem.split(":")[0]


def followed(path: Path, root: Path) -> Path:
    """Where a link of a Debian in a folder leads, as seen from outside."""
    while path.is_symlink():
        target = path.readlink()
        path = root / target.relative_to("/") if target.is_absolute() else path.parent / target
    return path
