"""Debian's source packages, through apt, which checks them against the signed index."""
from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from .roots import mirror

CONF = """\
Dir::Etc::sourcelist "{0}/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::State::lists "{0}/lists";
Dir::Cache "{0}/cache";
APT::Sandbox::User "root";
"""


def unpacked(name: str, suite: str, folder: Path) -> Path:
    """The source of a package as a suite of Debian has it, with Debian's own changes; fetched once."""
    place = folder / f"{name}-{suite}"
    if not place.is_dir():
        fetched = _fetched(name, suite, folder)
        [description] = fetched.glob("*.dsc")
        subprocess.run(["dpkg-source", "--no-check", "-x", description, place], check=True, stdout=subprocess.DEVNULL)
    return place


def upstream(name: str, suite: str, folder: Path) -> Path:
    """The source of a package as its authors gave it to Debian; fetched once."""
    place = folder / f"{name}-{suite}-upstream"
    if not place.is_dir():
        fetched = _fetched(name, suite, folder, "--tar-only")
        [archive] = fetched.glob("*.orig.tar.*z*")
        part = place.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        subprocess.run(["tar", "-xf", archive, "-C", part, "--strip-components=1"], check=True)
        part.rename(place)
    return place


def _fetched(name: str, suite: str, folder: Path, *options: str) -> Path:
    """The files of a source package, just as they came."""
    apt = folder / f"apt-{suite}"
    for part in ("lists/partial", "cache/archives/partial"):
        (apt / part).mkdir(parents=True, exist_ok=True)
    (apt / "sources.list").write_text(f"deb-src {mirror()} {suite} main\n")
    (apt / "apt.conf").write_text(CONF.format(apt))
    environment = {**os.environ, "APT_CONFIG": str(apt / "apt.conf")}
    fetched = folder / f"{name}-{suite}.fetched"
    shutil.rmtree(fetched, ignore_errors=True)
    fetched.mkdir(parents=True)
    for command in (["apt-get", "-qq", "update"], ["apt-get", "-qq", "source", "--download-only", *options, name]):
        subprocess.run(command, cwd=fetched, env=environment, check=True)
    return fetched
