"""The Windows package: a folder that needs no Python, a portable zip of it, and an installer; built under Wine, nothing of it by hand.

    python -m tools.package.windows [STEP…]        as root; what is made lies in dist/windows; steps: folder zip installer
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
from collections.abc import Iterator, Sequence
from pathlib import Path

from . import gate, windows_inside, windows_looks, windows_parts
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
    return Wine(work() / "debian", work(), prefix, {"PYTHONUTF8": "1", "PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": str(moment())})


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
    built, dist = inside.work / "built", inside.work / "dist"
    for old in (built, made := inside.work / "made"):
        shutil.rmtree(old, ignore_errors=True)
    python = windows_parts.python_of(inside.work / "parts/python")
    inside.run("env", "PYTHONPATH=Z:\\work\\parts\\packages", "PYTHONDONTWRITEBYTECODE=1", "wine", inside.windows(python),
               "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath", "Z:\\work\\built", "--workpath", "Z:\\work\\made",
               "Z:\\work\\tree\\build.spec", patience=3000)
    gate.whole(made)
    told = inside.run("wine", inside.windows(built / "partydesk/partydesk-cli.exe"), "--version", patience=300).stdout.strip()
    if told != f"partydesk {version()}":
        raise SystemExit(f"打好的程序不认得自己的版本（the built program says）：{told!r}")
    windows_inside.complete(built / "partydesk", inside.work / "parts", inside.root)
    shutil.rmtree(dist, ignore_errors=True)
    return built.rename(dist) / "partydesk"


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


def installer(inside: Wine, made: Path, out: Path, number: str = "", *, packed: bool = True) -> None:
    """The folder as one program that lays it down, with the program's number or another; not packed, it is made in seconds."""
    made_here = inside.work / f"made-{out.name}"
    inside.run("makensis", "-V2", "-INPUTCHARSET", "UTF8", *([] if packed else ["-DLOOSE"]), f"-DVERSION={number or version()}",
               f"-DFOLDER=/work/{made.relative_to(inside.work).as_posix()}",
               *(f"-D{name.upper()}=/work/tree/build/windows/looks/{file}" for name, file in (("icon", "icon.ico"), ("side", "side.bmp"))),
               f"-DOUT=/work/{made_here.name}", "/work/tree/packaging/windows/installer.nsi")
    shutil.move(made_here, out)


def size(path: Path) -> str:
    """In MB, a folder with all that is in it."""
    whole = sum(one.stat().st_size for one in path.rglob("*") if one.is_file()) if path.is_dir() else path.stat().st_size
    return f"{whole / 1e6:.1f} MB"


def build(steps: Sequence[str] = ()) -> None:
    """All of it, or only these steps of it."""
    inside, made = wine(), work() / "dist/partydesk"
    setup, packed = (OUT / f"partydesk-{version()}-windows-x64{ending}" for ending in ("-setup.exe", ".zip"))
    OUT.mkdir(parents=True, exist_ok=True)
    windows_parts.fetch(inside.work / "parts")
    inside.make()
    for name, says, step in (("folder", "打包（PyInstaller under Wine）", lambda: folder(inside)),
                             ("zip", "压缩（zip）", lambda: zipped(made, packed)),
                             ("installer", "做安装程序（installer）", lambda: installer(inside, made, setup))):
        if steps and name not in steps:
            continue
        began = time.monotonic()
        if name == "folder":
            staged(inside.work / "tree")
        step()
        say(f"{says} {time.monotonic() - began:.0f} 秒")
    say("；".join(f"{path.name} {size(path)}" for path in (made, made / "lib/fonts", packed, setup) if path.exists()))


if __name__ == "__main__":
    sys.exit(build(sys.argv[1:]))
