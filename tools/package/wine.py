"""A small Debian with Wine and NSIS in it, in a folder: Windows programs are run and tried there, and nothing is installed here.

    tools/package/wine.py ROOT COMMAND…          as root; the folder WORK of the call stands there as /work

Debian 13's Wine is new enough for Qt 6.8; that of Debian 12 is not asked to be. Mounts are private to each call and vanish
with it. Packages reach it the way this computer gets its own; nothing is named here.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SUITE = "trixie"
PACKAGES = ("wine", "wine64", "fonts-wine", "nsis", "locales")
QUIET = {"WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml=;winemenubuilder.exe=d", "LANG": "zh_CN.UTF-8", "TERM": "dumb"}
ENTER = """
mount -t proc proc "$ROOT/proc"
mount --rbind /dev "$ROOT/dev"
mkdir -p "$ROOT/work" "$ROOT/tmp/.X11-unix"
mount --bind "$WORK" "$ROOT/work"
[ ! -d /tmp/.X11-unix ] || mount --bind /tmp/.X11-unix "$ROOT/tmp/.X11-unix"
exec chroot "$ROOT" /usr/bin/env -i "$@"
"""


def say(text: str) -> None:
    """Tell whoever watches, at once."""
    print(text, flush=True)


@dataclass(frozen=True)
class Wine:
    """The Debian in `root`; `work` is seen there as /work, and by Windows programs as Z:\\work. One `prefix` is one Windows."""

    root: Path
    work: Path
    prefix: str = "/work/windows"
    more: Mapping[str, str] = field(default_factory=dict)

    def command(self, arguments: Sequence[str], *, network: bool = False, display: str = "") -> list[str]:
        """How something is run inside."""
        known = {**QUIET, "HOME": "/root", "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                 "WINEPREFIX": self.prefix, **({"DISPLAY": display} if display else {}), **self.more}
        if network:
            known |= {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
        apart = ["unshare", "--mount", "--propagation", "private", *([] if network else ["--net"])]
        return [*apart, "env", f"ROOT={self.root}", f"WORK={self.work}", "sh", "-euc", ENTER, "enter",
                *(f"{name}={value}" for name, value in known.items()), *arguments]

    def run(self, *arguments: str, network: bool = False, display: str = "", check: bool = True,
            patience: float | None = None) -> subprocess.CompletedProcess[str]:
        """Run something inside to its end."""
        done = subprocess.run(self.command(arguments, network=network, display=display), stdin=subprocess.DEVNULL, capture_output=True,
                              encoding="utf-8", errors="replace", check=False, timeout=patience)
        if check and done.returncode != 0:
            said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-30:])
            raise SystemExit(f"没有做成（failed, {done.returncode}）：{' '.join(arguments)}\n{said}")
        return done

    def start(self, *arguments: str, display: str) -> subprocess.Popen[bytes]:
        """Start something inside, and go on."""
        return subprocess.Popen(self.command(arguments, display=display), stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def make(self) -> None:
        """Lay the Debian, and a fresh Windows in it; what is there already is left alone."""
        if os.geteuid() != 0:
            raise SystemExit("要 root：Wine 在一个单独的 Debian 里运行（as root, please: Wine runs in a Debian of its own）")
        self.work.mkdir(parents=True, exist_ok=True)
        if not (self.root / "usr/bin/makensis").exists():
            lay(self.root)
            self.run("apt-get", "-q", "update", network=True)
            self.run("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y", "install", "--no-install-recommends", *PACKAGES,
                     network=True)
            self.run("localedef", "-i", "zh_CN", "-f", "UTF-8", "zh_CN.UTF-8")      # a Windows whose own character set is GBK
            self.run("apt-get", "clean")
        if not self.inside(self.prefix).joinpath("system.reg").exists():
            self.fresh()

    def fresh(self) -> None:
        """A Windows as it is after its set-up, with nothing of an earlier one."""
        shutil.rmtree(self.inside(self.prefix), ignore_errors=True)
        self.run("wineboot", "--init", patience=600)
        self.run("wineserver", "--wait", patience=600)

    def inside(self, path: str) -> Path:
        """A place of the inside, as it is called from here."""
        return self.work / path.removeprefix("/work").lstrip("/") if path.startswith("/work") else self.root / path.lstrip("/")

    def windows(self, path: Path) -> str:
        """A file under `work`, as Windows programs call it."""
        return "Z:\\work\\" + str(path.relative_to(self.work)).replace("/", "\\")

    def end(self) -> None:
        """End every Windows program of this prefix."""
        self.run("wineserver", "--kill", check=False, patience=60)


def lay(root: Path) -> None:
    """A minimal Debian, with this computer's way to packages."""
    if shutil.which("debootstrap") is None:
        raise SystemExit("请先安装 debootstrap（please install debootstrap）")
    say(f"铺一个带 Wine 的 Debian {SUITE}，约三分钟（a Debian with Wine）")
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    targets = subprocess.run(["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"], capture_output=True,
                             text=True, check=True).stdout.split()
    subprocess.run(["debootstrap", "--variant=minbase", "--include=ca-certificates", SUITE, str(root), targets[0].rstrip("/")],
                   check=True, stdout=subprocess.DEVNULL)
    for file in ("/etc/hosts", "/etc/resolv.conf", "/etc/ssl/certs/ca-certificates.crt"):
        if Path(file).exists():
            (root / file.lstrip("/")).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, root / file.lstrip("/"))
    settings = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=True).stdout.splitlines()
    (root / "etc/apt/apt.conf.d/90host").write_text("".join(
        f"{line}\n" for line in settings if re.match("Acquire::(http|https|Check|Retries|Languages|ForceIPv)", line)), "utf-8")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("用法：wine.py 文件夹 命令…")
    wine = Wine(Path(sys.argv[1]).resolve(), Path.cwd())
    wine.make()
    done = wine.run(*sys.argv[2:], display=os.environ.get("DISPLAY", ""), check=False)
    print(done.stdout, done.stderr, sep="\n")
    sys.exit(done.returncode)
