"""Office files to be spoilt, and real disks to be filled and sealed: small ones of the memory's own, where this user may mount."""
from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from partydesk.office import Office

PEOPLE = 40
MEETINGS = 60


def file(path: Path) -> Path:
    """An office of some people, meetings and a name, as a file at this place."""
    path.write_bytes(_small())
    return path


@cache
def _small() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "x.partydesk"
        with Office.create(place, "试验单位", who="测试员", desk="desk-one") as office:
            with office.together("名册"):
                branch = office.save("branch", {"name": "第一党支部"})
                people = [office.save("staff", {"name": f"人员{n:02}", "body": branch, "party": "member", "since": date(2020, 1, 1)})
                          for n in range(PEOPLE)]
            for month in range(MEETINGS // 10):
                with office.together("学习"):
                    for n in range(10):
                        office.save("study", {"date": date(2025, 1 + month, 1 + n), "title": f"学习第{month}之{n}" + "详细内容" * 20,
                                              "form": "collective", "mode": "fixed", "bodies": (branch,)},
                                    roll=dict.fromkeys(people, "present"))
        return place.read_bytes()


@contextmanager
def disk(at: Path, size: str = "4m") -> Iterator[Path]:
    """A disk of this size, mounted; the test is passed over where that is not allowed."""
    at.mkdir(parents=True, exist_ok=True)
    if os.name != "posix" or os.geteuid() != 0 or mounted("-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(at)):
        pytest.skip("nothing can be mounted here")
    try:
        yield at
    finally:
        subprocess.run(["umount", "-l", str(at)], check=False, capture_output=True)


def seal(at: Path) -> None:
    """From now on the disk can only be read."""
    if mounted("-o", "remount,ro", str(at)):
        pytest.skip("nothing can be mounted here")


def fill(at: Path, spare: int = 0) -> Path:
    """Take up all that is free on the disk but for some bytes; the file that does it."""
    ballast = at / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1 << 16))
        except OSError:
            pass
        try:
            while True:
                file.write(bytes(512))
        except OSError:
            pass
        if spare:
            file.truncate(max(0, file.tell() - spare))
    return ballast


def mounted(*words: str) -> int:
    try:
        return subprocess.run(["mount", *words], check=False, capture_output=True).returncode
    except OSError:
        return 1
