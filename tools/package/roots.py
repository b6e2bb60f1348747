"""Small Debian systems in folders, and commands run inside them."""
from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

APT_SETTINGS = r"Acquire::(http|https|Check|Retries|Languages|ForceIPv)"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
ENTER = """
root=$1; shift
while [ "$1" != -- ]; do
    mkdir -p "$root$2"; mount --bind "$1" "$root$2"; shift 2
done
shift
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
ip link set lo up 2>/dev/null || true
exec chroot "$root" "$@"
"""
"""What stands between this system and the command: every mount is private to it and vanishes with it."""


class Root:
    """One small Debian system in a folder."""

    def __init__(self, folder: Path, suite: str, architecture: str = "amd64"):
        self.folder, self.suite, self.architecture = folder, suite, architecture

    def made(self, cache: Path) -> Root:
        """Laid out if it is not there yet: nothing but what Debian calls essential, and apt."""
        if (self.folder / "etc/ready").exists():
            return self
        shutil.rmtree(self.folder, ignore_errors=True)
        cache.mkdir(parents=True, exist_ok=True)
        subprocess.run(["debootstrap", f"--arch={self.architecture}", "--variant=minbase", f"--cache-dir={cache}", self.suite,
                        self.folder, mirror()], check=True, stdout=subprocess.DEVNULL)
        told = subprocess.run(["apt-config", "dump"], check=True, capture_output=True, text=True).stdout
        settings = [line for line in told.splitlines() if re.match(APT_SETTINGS, line)]
        (self.folder / "etc/apt/apt.conf.d/90host").write_text("\n".join([*settings, ""]))
        (self.folder / "etc/apt/sources.list").write_text(f"deb {mirror()} {self.suite} main\n")
        (self.folder / "etc/ready").touch()
        return self

    def install(self, *packages: str) -> None:
        """Have these packages of Debian there."""
        mark = self.folder / "etc/installed"
        there = set(mark.read_text().split()) if mark.exists() else set[str]()
        if missing := [name for name in packages if name not in there]:
            self.run(["apt-get", "-qq", "update"])
            self.run(["apt-get", "-qq", "-y", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0", "install", *missing])
            mark.write_text("\n".join(sorted(there | set(missing))))

    def command(self, command: Sequence[str], *, binds: Mapping[Path, str] | None = None, network: bool = True,
                more: Mapping[str, str] | None = None) -> list[str]:
        """The command line that runs a command inside; `binds` are folders of this system that are seen there."""
        proxies = {name: value for name, value in os.environ.items() if network and name.lower().endswith("_proxy")}
        environment = {"HOME": "/root", "LANG": "C.UTF-8", "PATH": PATH, "DEBIAN_FRONTEND": "noninteractive", **proxies, **(more or {})}
        pairs = [str(word) for pair in (binds or {}).items() for word in pair]
        return ["unshare", "--mount", "--propagation", "private", *([] if network else ["--net"]), "sh", "-euc", ENTER, "enter",
                str(self.folder), *pairs, "--", "/usr/bin/env", "-i", *(f"{name}={value}" for name, value in environment.items()), *command]

    def run(self, command: Sequence[str], *, binds: Mapping[Path, str] | None = None, network: bool = True,
            more: Mapping[str, str] | None = None, log: Path | None = None) -> str:
        """Run a command inside and give what it says; where it fails, its last lines are shown."""
        done = subprocess.run(self.command(command, binds=binds, network=network, more=more), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
        if log is not None:
            log.parent.mkdir(parents=True, exist_ok=True)
            log.write_text(done.stdout)
        if done.returncode:
            raise SystemExit(f"{self.suite}: {' '.join(command)[:200]}\n" + "\n".join(done.stdout.splitlines()[-25:]))
        return done.stdout


def mirror() -> str:
    """Where this computer has its Debian from."""
    told = subprocess.run(["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Origin: Debian"],
                          check=True, capture_output=True, text=True).stdout.split()
    if not told:
        raise SystemExit("apt 没有任何来源（apt knows no archive）")
    return told[0].rstrip("/")
