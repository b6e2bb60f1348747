"""The Windows package: a folder that needs no Python, a portable zip of it, and an installer; built under Wine, nothing of it by hand.

    python -m tools.package.windows                as root; what is made lies in dist/windows
    WINDOWS_WORK=FOLDER                            where it is made (build/windows); the Debian with Wine stays there for the next time

PyInstaller runs on a Windows CPython inside Wine, on the same build.spec as on Linux, over a copy of the project's files.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from . import windows_looks, windows_parts
from .windows_looks import version
from .windows_parts import say
from .wine import Wine

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "dist/windows"
TREE = ("src", "forms", "resources", "docs", "LICENSE", "build.spec", "pyproject.toml", "packaging", "tools/fonts.py",
        "build/fonts", "build/font-sources")
"""What build.spec names."""


def work() -> Path:
    """Where it is all made."""
    return Path(os.environ.get("WINDOWS_WORK") or ROOT / "build/windows").resolve()


def wine(prefix: str = "/work/windows") -> Wine:
    """The Debian with Wine."""
    return Wine(work() / "debian", work(), prefix, {"PYTHONUTF8": "1", "SOURCE_DATE_EPOCH": str(moment())})


def moment() -> int:
    """When what is packed was written: the last commit, so that the same files give the same package."""
    told = subprocess.run(["git", "-C", str(ROOT), "log", "-1", "--format=%ct"], capture_output=True, text=True, check=False)
    return int(told.stdout.strip() or 1_767_225_600)


def staged(tree: Path) -> None:
    """A copy of the project's files, as they are packed."""
    shutil.rmtree(tree, ignore_errors=True)
    for name in TREE:
        source, target = ROOT / name, tree / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.pyc", "*.egg-info"))
        elif source.exists():
            shutil.copyfile(source, target)
    windows_looks.make(tree / "build/windows/looks")


def folder(inside: Wine) -> Path:
    """The folder, built and started once."""
    dist = inside.work / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    python = windows_parts.python_of(inside.work / "parts/python")
    inside.run("env", "PYTHONPATH=Z:\\work\\parts\\packages", "PYTHONDONTWRITEBYTECODE=1", "wine", inside.windows(python),
               "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath", "Z:\\work\\dist", "--workpath", "Z:\\work\\made",
               "Z:\\work\\tree\\build.spec", patience=3000)
    made = dist / "partydesk"
    told = inside.run("wine", inside.windows(made / "partydesk-cli.exe"), "--version", patience=120).stdout.strip()
    if told != f"partydesk {version()}":
        raise SystemExit(f"打好的程序不认得自己的版本（the built program says）：{told!r}")
    return made


def entries(made: Path) -> Iterator[tuple[Path, str]]:
    """Every file of the folder in one order, and what it is called in a package."""
    for path in sorted(path for path in made.rglob("*") if path.is_file()):
        yield path, f"partydesk-{version()}/{path.relative_to(made).as_posix()}"


def zipped(made: Path, out: Path) -> None:
    """The folder as a zip, every file of the same moment: the same files give the same bytes."""
    when = time.gmtime(moment())[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path, name in entries(made):
            info = zipfile.ZipInfo(name, when)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            packed.writestr(info, path.read_bytes(), compresslevel=9)


def installer(inside: Wine, made: Path, out: Path) -> None:
    """The folder as one program that lays it down."""
    made_here = inside.work / out.name
    inside.run("makensis", "-V2", "-INPUTCHARSET", "UTF8", f"-DVERSION={version()}",
               f"-DFOLDER=/work/{made.relative_to(inside.work).as_posix()}",
               "-DICON=/work/tree/build/windows/looks/icon.ico", f"-DOUT=/work/{out.name}", "/work/tree/packaging/windows/installer.nsi")
    shutil.move(made_here, out)


def size(path: Path) -> str:
    """In MB, a folder with all that is in it."""
    whole = sum(one.stat().st_size for one in path.rglob("*") if one.is_file()) if path.is_dir() else path.stat().st_size
    return f"{whole / 1e6:.1f} MB"


def build() -> None:
    began, inside = time.monotonic(), wine()
    windows_parts.fetch(inside.work / "parts")
    inside.make()
    staged(inside.work / "tree")
    say("打包（PyInstaller under Wine）")
    made = folder(inside)
    OUT.mkdir(parents=True, exist_ok=True)
    name = f"partydesk-{version()}-windows-x64"
    say("压缩，做安装程序（zip and installer）")
    zipped(made, packed := OUT / f"{name}.zip")
    installer(inside, made, setup := OUT / f"{name}-setup.exe")
    fonts = made / "lib/fonts"
    say(f"文件夹（folder）{size(made)}，其中字体（fonts）{size(fonts)}；{packed.name} {size(packed)}；{setup.name} {size(setup)}；"
        f"用时 {time.monotonic() - began:.0f} 秒")


if __name__ == "__main__":
    sys.exit(build())
