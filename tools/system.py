"""What this computer must have before the program can be set up: asked first, then installed with apt if missing.

    python3 tools/system.py run       what it takes to run the program (Qt's libraries, venv)
    python3 tools/system.py package   that, and what makes and tries out the package
    python3 tools/system.py test      what runs it, and what the tests use (LibreOffice, qpdf, poppler, D-Bus, CUPS, PostgreSQL …)

Each thing is looked for itself (a library, a command), so it does not matter which package or distribution it came
with. What is missing is installed as root or through ``sudo -n``; where neither works, or there is no apt, the list is
printed and the set-up goes on: perhaps it is enough. Nothing waits for an answer.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

VENV = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
LIBRARY_FOLDERS = ("/usr/lib", "/lib", "/usr/lib64", "/lib64", f"/usr/lib/{platform.machine()}-linux-gnu")


@dataclass(frozen=True)
class Need:
    """One thing the computer must have.

    ``sign`` is how it shows itself: ``lib…so.N`` a shared library, ``/…`` a path pattern, ``import …`` a module of
    Python, else a command. ``packages`` are the Debian packages that bring it, the preferred one first.
    """

    sign: str
    packages: tuple[str, ...]


RUN = (
    Need("import ensurepip", (VENV, "python3-venv")),
    Need("libatomic.so.1", ("libatomic1",)),
    Need("libEGL.so.1", ("libegl1",)),
    Need("libGL.so.1", ("libgl1",)),
    Need("libglib-2.0.so.0", ("libglib2.0-0t64", "libglib2.0-0")),
    Need("libgssapi_krb5.so.2", ("libgssapi-krb5-2",)),
    Need("libdbus-1.so.3", ("libdbus-1-3",)),
    Need("libfontconfig.so.1", ("libfontconfig1",)),
    Need("libfreetype.so.6", ("libfreetype6",)),
    Need("libX11.so.6", ("libx11-6",)),
    Need("libX11-xcb.so.1", ("libx11-xcb1",)),
    Need("libxkbcommon.so.0", ("libxkbcommon0",)),
    Need("libxkbcommon-x11.so.0", ("libxkbcommon-x11-0",)),
    Need("libxcb.so.1", ("libxcb1",)),
    Need("libxcb-cursor.so.0", ("libxcb-cursor0",)),
    Need("libxcb-icccm.so.4", ("libxcb-icccm4",)),
    Need("libxcb-image.so.0", ("libxcb-image0",)),
    Need("libxcb-keysyms.so.1", ("libxcb-keysyms1",)),
    Need("libxcb-randr.so.0", ("libxcb-randr0",)),
    Need("libxcb-render.so.0", ("libxcb-render0",)),
    Need("libxcb-render-util.so.0", ("libxcb-render-util0",)),
    Need("libxcb-shape.so.0", ("libxcb-shape0",)),
    Need("libxcb-shm.so.0", ("libxcb-shm0",)),
    Need("libxcb-sync.so.1", ("libxcb-sync1",)),
    Need("libxcb-xfixes.so.0", ("libxcb-xfixes0",)),
    Need("libxcb-xkb.so.1", ("libxcb-xkb1",)),
    Need("libwayland-cursor.so.0", ("libwayland-cursor0",)),
    Need("libwayland-egl.so.1", ("libwayland-egl1",)),
    Need("libcups.so.2", ("libcups2t64", "libcups2")),
)

SCREEN = (                             # in memory, with windows on it and a hand on its keyboard
    Need("Xvfb", ("xvfb",)),
    Need("openbox", ("openbox",)),
    Need("xdotool", ("xdotool",)),
)

TEST = (
    *RUN,
    *SCREEN,
    Need("xauth", ("xauth",)),
    Need("pdftotext", ("poppler-utils",)),
    Need("qpdf", ("qpdf",)),
    Need("/usr/lib*/libreoffice/program/libswlo.so", ("libreoffice-writer-nogui", "libreoffice-writer")),
    Need("soffice", ("libreoffice-writer-nogui", "libreoffice-writer")),
    Need("npm", ("npm",)),
    Need("objdump", ("binutils",)),
    Need("strace", ("strace",)),
    Need("dbus-daemon", ("dbus-daemon", "dbus")),
    Need("cupsd", ("cups", "cups-daemon")),
    Need("lp", ("cups-client",)),
    Need("/usr/lib/cups/backend/cups-pdf", ("printer-driver-cups-pdf",)),
    Need("/usr/lib/postgresql/*/bin/initdb", ("postgresql",)),
)

PACKAGE = (                            # what builds and tries out the package (tools/package)
    *RUN,
    Need("debootstrap", ("debootstrap",)),
    Need("dpkg-source", ("dpkg-dev",)),
    Need("xz", ("xz-utils",)),
    Need("patch", ("patch",)),
    Need("unshare", ("util-linux",)),
    Need("ip", ("iproute2",)),
    *SCREEN,
    Need("pdftotext", ("poppler-utils",)),
)

PURPOSES: dict[str, tuple[Need, ...]] = {"run": RUN, "test": TEST, "package": PACKAGE}


def say(text: str) -> None:
    """Tell whoever watches, at once."""
    print(text, flush=True)


def libraries() -> set[str]:
    """The shared libraries that the loader would find, by name."""
    for command in ("ldconfig", "/sbin/ldconfig"):
        try:
            run = subprocess.run([command, "-p"], capture_output=True, text=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        return {line.split(" (", 1)[0].strip() for line in run.stdout.splitlines()[1:]}
    return {path.name for folder in LIBRARY_FOLDERS for path in Path(folder).glob("lib*.so.*")}


def installed(packages: set[str]) -> set[str]:
    """Those of the packages that dpkg knows as installed; none where there is no dpkg."""
    try:
        run = subprocess.run(
            ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *sorted(packages)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    except OSError:
        return set()
    return {line.split()[0] for line in run.stdout.splitlines() if line.endswith(" installed")}


def missing(needs: Sequence[Need]) -> list[Need]:
    """The needs that this computer does not meet."""
    have = installed({package for need in needs for package in need.packages})
    loader = libraries()

    def met(need: Need) -> bool:
        if need.sign.startswith("import "):
            return importlib.util.find_spec(need.sign.removeprefix("import ")) is not None
        if have & set(need.packages):
            return True
        if need.sign.startswith("/"):
            return any(Path("/").glob(need.sign.lstrip("/")))
        if need.sign.startswith("lib"):
            return need.sign in loader
        return shutil.which(need.sign) is not None

    return [need for need in needs if not met(need)]


def as_root() -> list[str] | None:
    """What to put before a command so that it runs as root; None if this user may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    allowed = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    return ["sudo", "-n"] if allowed else None


def apt(root: list[str], *arguments: str) -> bool:
    """Run apt-get without questions; true if it succeeded."""
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "NEEDRESTART_MODE=a", "apt-get", "-q", "-y"]
    run = subprocess.run(
        [*root, *quiet, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if run.returncode != 0:
        say("\n".join((run.stdout + run.stderr).strip().splitlines()[-8:]))
    return run.returncode == 0


def offered(packages: set[str]) -> set[str]:
    """Those of the packages that apt can install, going by its lists."""
    run = subprocess.run(
        ["apt-cache", "policy", *sorted(packages)],
        capture_output=True, text=True, check=False, env=os.environ | {"LC_ALL": "C"},
    )  # fmt: skip
    found, name = set(), ""
    for line in run.stdout.splitlines():
        if line and not line.startswith(" "):
            name = line.rstrip(":")
        elif "Candidate:" in line and "(none)" not in line:
            found.add(name)
    return found


def choose(needs: Sequence[Need], available: set[str]) -> list[str]:
    """The first available package of each need, each named once."""
    chosen: dict[str, None] = {}
    for need in needs:
        chosen[next((package for package in need.packages if package in available), need.packages[-1])] = None
    return list(chosen)


def install(needs: Sequence[Need]) -> bool:
    """Install what is missing; false if that could not be done here."""
    root = as_root()
    if shutil.which("apt-get") is None or root is None:
        return False
    every = {package for need in needs for package in need.packages}
    if not all(offered(every) & set(need.packages) for need in needs):
        say("   更新软件包目录（apt-get update）")
        apt(root, "update")
    packages = choose(needs, offered(every))
    say(f"   安装 {len(packages)} 个系统软件包（installing）：{' '.join(packages)}")
    arguments = ("install", "--no-install-recommends", *packages)
    if apt(root, *arguments):
        return True
    say("   再试一次（lists may be old; trying again）")
    return apt(root, "update") and apt(root, *arguments)


def prepare(purpose: str) -> int:
    lacking = missing(PURPOSES[purpose])
    if not lacking:
        say("系统组件齐全（system parts are there）")
        return 0
    say(f"缺 {len(lacking)} 项系统组件（system parts missing）：{'、'.join(need.sign for need in lacking)}")
    if install(lacking):
        lacking = missing(PURPOSES[purpose])
    if lacking:
        names = " ".join(choose(lacking, {need.packages[-1] for need in lacking}))
        say(f"   未能自动安装。请系统管理员安装下列软件包，先继续（please have these installed; going on）：\n   {names}")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in PURPOSES:
        sys.exit(f"用法：python3 tools/system.py {'|'.join(PURPOSES)}")
    sys.exit(prepare(sys.argv[1]))
