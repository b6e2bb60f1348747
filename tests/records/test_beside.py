"""A journal, a -wal and leftovers beside an office: its own are used, another's are told, and what a kill left is taken away."""
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from partydesk.errors import Trouble
from partydesk.office import Office, proving
from partydesk.records import beside
from partydesk.records.beside import own, tidy
from partydesk.records.engine import connected
from tests import disks

CRASH = """
import os, sys
from pathlib import Path
from partydesk.records.engine import connected
connection = connected(Path(sys.argv[1]))
connection.execute("PRAGMA journal_mode=TRUNCATE").fetchone()
connection.execute("PRAGMA cache_size=5")
connection.execute("PRAGMA cache_spill=1")
connection.execute("BEGIN IMMEDIATE")
for n in range(3000):
    connection.execute("INSERT INTO setting VALUES (?, ?)", (f"half-{n}", "x" * 200))
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return disks.file(tmp_path / "办公室.partydesk")


def crashed(place: Path) -> Path:
    """An office whose program was killed in the middle of a save: its hot journal."""
    subprocess.run([sys.executable, "-c", CRASH, str(place)], check=False)
    journal = place.with_name(f"{place.name}-journal")
    assert journal.stat().st_size > 4096
    return journal


def halves(place: Path) -> int:
    connection = connected(place)
    found: int = connection.execute("SELECT count(*) FROM setting WHERE name LIKE 'half-%'").fetchone()[0]
    connection.close()
    return found


def test_the_journal_of_a_crash_is_its_own_and_played_back(place: Path) -> None:
    journal = crashed(place)
    assert own(place, journal)
    with Office.open(place) as office:
        assert office.setting("office") == "试验单位"
        assert not proving.faults(office)
    assert halves(place) == 0
    assert list(place.parent.iterdir()) == [place]


def test_a_backup_put_over_a_crashed_office_by_hand_is_not_spoilt_by_its_journal(place: Path) -> None:
    backup = place.read_bytes()
    for n in range(5):                        # the office went on since
        with Office.open(place) as office:
            office.set("place", f"第{n}县")
    journal = crashed(place)
    place.write_bytes(backup)
    left = journal.read_bytes()
    assert not own(place, journal)
    with pytest.raises(Trouble, match="另一个文件没写完时留下的.*留底.*移到别处"):
        Office.open(place)
    assert (place.read_bytes(), journal.read_bytes()) == (backup, left)
    journal.rename(place.parent / "别处")
    with Office.open(place) as office:
        assert office.setting("place") == ""


def test_a_journal_of_another_office_is_told(place: Path, tmp_path: Path) -> None:
    other = tmp_path / "另一个.partydesk"
    Office.create(other, "另一单位").close()
    crashed(other).rename(place.with_name(f"{place.name}-journal"))
    with pytest.raises(Trouble, match="另一个文件"):
        Office.open(place)


@pytest.mark.parametrize("content", [b"", b"\0" * 512, b"rubbish" * 600])
def test_what_is_no_journal_is_not_in_the_way(place: Path, content: bytes) -> None:
    place.with_name(f"{place.name}-journal").write_bytes(content)
    with Office.open(place) as office:
        assert office.setting("office") == "试验单位"
        assert not proving.faults(office)


def test_a_stale_wal_is_moved_aside_not_read(place: Path, tmp_path: Path) -> None:
    other = tmp_path / "旧.partydesk"
    other.write_bytes(place.read_bytes())
    writer = connected(other)
    writer.execute("PRAGMA journal_mode=WAL").fetchone()
    writer.execute("UPDATE setting SET value = '混进来的' WHERE name = 'office'")
    wal = place.with_name(f"{place.name}-wal")
    wal.write_bytes(other.with_name(f"{other.name}-wal").read_bytes())
    writer.close()
    with Office.open(place) as office:
        assert office.setting("office") == "试验单位"
    assert not wal.exists()
    assert wal.with_name(f"{wal.name}.aside1").exists()


def test_an_office_that_another_tool_left_in_wal_mode_keeps_what_stands_there(place: Path) -> None:
    code = ("import os, sys; from pathlib import Path; from partydesk.records.engine import connected; "
            "c = connected(Path(sys.argv[1])); c.execute('PRAGMA journal_mode=WAL').fetchone(); "
            "c.execute(\"UPDATE setting SET value = '用别的工具改的' WHERE name = 'office'\"); os.kill(os.getpid(), 9)")
    subprocess.run([sys.executable, "-c", code, str(place)], check=False)
    assert place.with_name(f"{place.name}-wal").stat().st_size
    with Office.open(place) as office:
        assert office.setting("office") == "用别的工具改的"
    assert list(place.parent.iterdir()) == [place]


def test_only_what_dead_programs_left_is_taken_away(place: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "pass"]) as gone:
        gone.wait()
    start = f".{place.name}."
    stale = [f"{start}part", f"{start}migrating{gone.pid}", f"{start}migrating{gone.pid}-journal", f"{start}making{gone.pid}"]
    stays = [f"{start}migrating{os.getpid()}", f"{start}restoring", f"{start}restore", f".另一个{place.name}.part", "x.part",
             f"{start}notes{gone.pid}"]
    for name in (*stale, *stays):
        (place.parent / name).write_bytes(b"x")
    tidy(place)
    assert {path.name for path in place.parent.iterdir()} == {place.name, *stays}
    assert beside.alive(os.getpid())
    assert not beside.alive(gone.pid)
