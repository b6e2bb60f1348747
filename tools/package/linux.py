"""`make package` on Linux, as root: from an empty folder to a .deb and an archive that run on desktops with glibc 2.28 and later.

    python -m tools.package.linux            everything, into dist/
    PACK=FOLDER                              where to work (build/package); what is there already is used again
    MACHINE=aarch64                          for Kylin's ARM computers: needs qemu-user and binfmt here, and time

A Debian 11 is laid out as the place to build in (glibc 2.31, with a header that asks for the symbols of 2.28), CPython is
made there from Debian's source, the locked wheels are laid beside it, the input-method plugin of fcitx is made for this very
Qt, and PyInstaller puts together what build.spec says. Debian's archive and the index of packages are those that this
computer is set to.
"""
from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import archives, debian_parts, gate, notice, sources, wheels
from .roots import Root

ROOT = Path(__file__).resolve().parents[2]
INSIDE = Path(__file__).parent / "inside"
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
SITE = "opt/py/lib/python3.11/dist-packages"      # Debian's Python looks there
LIMIT = 135 * 1024
"""KiB that the installed program may take without its fonts."""
TOOLS = (
    "build-essential", "pkg-config", "libssl-dev", "zlib1g-dev", "libffi-dev", "libbz2-dev", "liblzma-dev", "binutils", "patchelf",
    "icu-devtools", "libxkbcommon-dev", "x11proto-dev",
)
SCREEN = (
    "libegl1", "libgl1", "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-render-util0",
    "libxcb-xinerama0", "libxcb-xkb1", "libxcb-shape0", "libxcb-randr0", "libxcb-sync1", "libxcb-xfixes0", "libxkbcommon0",
    "libxkbcommon-x11-0", "libdbus-1-3", "libfontconfig1", "libfreetype6", "libcups2", "libglib2.0-0", "libgssapi-krb5-2",
    "libx11-xcb1", "libatomic1", "libsm6",
)
GENERATORS = ("qt6-base-dev-tools", "qt6-base-dev", "qt6-base-private-dev")
FALLBACK = ("libEGL.so.1", "libGL.so.1", "libGLX.so.0", "libGLdispatch.so.0", "libX11-xcb.so.1")
"""What a minimal desktop may lack: carried, and loaded only there (packaging/hook_linux.py)."""
FALLBACK_ON = {"x86_64": (), "aarch64": ("libbrotlicommon.so.1", "libbrotlidec.so.1", "libICE.so.6", "libSM.so.6")}
"""What the Qt of one machine's wheels asks for besides."""
SOURCES = ("src", "forms", "resources", "docs", "packaging", "tools/fonts.py", "build.spec", "LICENSE")


class Works:
    """The folder where it is all made, and for which sort of machine."""

    def __init__(self, folder: Path, machine: str):
        self.folder, self.machine, self.architecture = folder, machine, ARCHITECTURES[machine]
        self.parts, self.made, self.tree = (folder / machine / name for name in ("parts", "made", "tree"))
        self.old = Root(folder / f"bullseye-{self.architecture}", "bullseye", self.architecture)
        self.site = self.old.folder / SITE

    def log(self, name: str) -> Path:
        return self.folder / "logs" / f"{name}.log"

    def python(self) -> None:
        """CPython, made in the old Debian."""
        self.old.made(self.folder / "cache")
        self.old.install(*TOOLS, *SCREEN)
        if not (self.old.folder / "opt/py/ready").exists():
            source = sources.unpacked("python3.11", "bookworm", self.folder / "sources")
            self.old.run(["sh", "/inside/python.sh", "/source", "/inside/old-glibc.h"], binds={source: "/source", INSIDE: "/inside"},
                         log=self.log("python"))
            (self.old.folder / "opt/py/ready").touch()

    def packages(self) -> None:
        """The locked packages, beside that Python."""
        wanted = wheels.fetched(self.machine, self.folder / "wheels" / self.machine)
        mark = self.site / "laid.txt"
        if not mark.exists() or mark.read_text() != wanted.read_text():
            shutil.rmtree(self.site, ignore_errors=True)
            wheels.laid(wanted, self.machine, self.site)
            mark.write_text(wanted.read_text())

    def fcitx(self) -> None:
        """The plugin through which fcitx 4 and 5 write into this Qt; PySide6 has none."""
        place = self.parts / "plugins/platforminputcontexts"
        if (place / "libfcitxplatforminputcontextplugin-qt6.so").exists():
            return
        source = sources.upstream("fcitx-qt5", "trixie", self.folder / "sources")
        made = self.folder / "fcitx-made"
        made.mkdir(exist_ok=True)
        place.mkdir(parents=True, exist_ok=True)
        generators = Root(self.folder / "trixie", "trixie").made(self.folder / "cache")
        generators.install(*GENERATORS)
        generators.run(["sh", "/inside/fcitx-moc.sh", "/source/qt6/platforminputcontext", "/made/text"], log=self.log("fcitx-moc"),
                       binds={source: "/source", made: "/made", INSIDE: "/inside"})
        self.old.run(["sh", "/inside/fcitx.sh", "/made/text", f"/{SITE}/PySide6/Qt/lib", "/plugin"], log=self.log("fcitx"),
                     binds={made: "/made", place: "/plugin", INSIDE: "/inside"})

    def icu(self) -> None:
        """ICU's data without the languages that nobody here reads."""
        [full] = (self.site / "PySide6/Qt/lib").glob("libicudata.so.*")
        small = self.parts / "icu" / full.name
        if not small.exists():
            self.parts.mkdir(parents=True, exist_ok=True)
            self.old.run(["sh", "/inside/icu.sh", f"/{SITE}/PySide6/Qt/lib/{full.name}", f"/parts/icu/{full.name}"],
                         binds={self.parts: "/parts", INSIDE: "/inside"}, log=self.log("icu"))

    def fallback(self) -> None:
        """Libraries of the desktop, carried for one that lacks them."""
        place = self.parts / "fallback"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True, exist_ok=True)
        for name in (*FALLBACK, *FALLBACK_ON[self.machine]):
            found = self.old.folder / f"usr/lib/{self.machine}-linux-gnu" / name
            shutil.copyfile(debian_parts.followed(found, self.old.folder), place / name)

    def sources(self) -> None:
        """What is packed, as it lies in this folder: no stray file, and the fonts that were built."""
        shutil.rmtree(self.tree, ignore_errors=True)
        told = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z", *SOURCES], cwd=ROOT, check=True,
                              capture_output=True, text=True)
        fonts = [path for path in sorted((ROOT / "build/fonts").rglob("*")) if path.is_file()]
        source = ROOT / "build/font-sources/FandolFang-Regular.otf"
        for path in [*(ROOT / name for name in told.stdout.split("\0") if name), *fonts, *([source] if source.is_file() else [])]:
            if path.is_file():
                place = self.tree / path.relative_to(ROOT)
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, place)
        archives.even(self.tree)

    def bundle(self) -> Path:
        """The folder that needs no Python, with the notice of what is in it."""
        shutil.rmtree(self.made, ignore_errors=True)
        self.made.mkdir(parents=True)
        self.old.run(["/opt/py/bin/python3.11", "-m", "PyInstaller", "--noconfirm", "--log-level=WARN", "--distpath=/made",
                      "--workpath=/made/work", "/tree/build.spec"],
                     binds={self.tree: "/tree", self.made: "/made", self.parts: "/parts"}, network=False, log=self.log("bundle"),
                     more={"PARTYDESK_PARTS": "/parts", "PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": archives.EPOCH})
        gate.whole(self.made / "work")
        bundle = self.made / "partydesk"
        names = [name for name in wheels.subset(self.machine) if name != "pycparser"] + [wheels.BUILDER]
        (bundle / "licences.txt").write_text(notice.written(
            version(), notice.parts(self.site, names), debian_parts.listed(bundle, self.old.folder, self.folder / "sources")), "utf-8")
        shutil.copy(ROOT / "packaging/readme.txt", bundle / "说明.txt")
        archives.even(bundle)
        return bundle


def version() -> str:
    """The version of the program, as it says itself."""
    told = (ROOT / "src/partydesk/__init__.py").read_text("utf-8")
    return told.split('__version__ = "', 1)[1].split('"', 1)[0]


def main() -> int:
    """Make everything; what takes long is told."""
    if os.geteuid():
        print("须以 root 运行（as root, please）", file=sys.stderr)
        return 1
    works = Works(Path(os.environ.get("PACK") or ROOT / "build/package").absolute(), os.environ.get("MACHINE") or "x86_64")
    works.folder.mkdir(parents=True, exist_ok=True)
    for label, step in _steps(works):
        begun = time.monotonic()
        print(f"{label}……", end="", flush=True)
        step()
        print(f" {time.monotonic() - begun:.0f} 秒", flush=True)
    bundle = works.bundle()
    if gate.main(bundle, works.machine):
        return 1
    out = ROOT / "dist"
    with ThreadPoolExecutor() as both:        # packing takes longest
        made = [task.result() for task in (
            both.submit(archives.deb, bundle, version(), works.architecture, out, works.folder),
            both.submit(archives.tarball, bundle, version(), works.machine, out))]
    installed, fonts = archives.kibibytes(bundle), archives.kibibytes(bundle / "lib/fonts")
    print(f"装好 {installed / 1024:.1f} MB，其中字体 {fonts / 1024:.1f} MB，其余（the rest）{(installed - fonts) / 1024:.1f} MB")
    packed = archives.packed(bundle / "lib/fonts") / 1024
    for path in made:
        size = path.stat().st_size / 1024 / 1024
        print(f"  {size:6.1f} MB，其中字体 {packed:.1f} MB，其余 {size - packed:.1f} MB  {path.relative_to(ROOT)}")
    return 0 if installed - fonts <= LIMIT else 1


def _steps(works: Works) -> Iterator[tuple[str, Callable[[], object]]]:
    yield "旧 Debian 里的 Python（Python in an old Debian）", works.python
    yield "锁定的包（locked packages）", works.packages
    yield "fcitx 输入法插件（input-method plugin）", works.fcitx
    yield "ICU 数据（its data, cut down）", works.icu
    yield "备用的库（libraries for want of the desktop's）", works.fallback
    yield "源文件（sources）", works.sources


if __name__ == "__main__":
    sys.exit(main())
