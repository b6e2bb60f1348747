"""One window sits at an office; who it is stands beside, and a window that was killed leaves its seat at once."""
from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from partydesk.office import Office
from partydesk.office.office import Unwritable
from partydesk.records.seat import Seat, Sitter, seat_of, sitter
from tests import disks

SIT = """
import sys
from pathlib import Path
from partydesk.records import seat
seat.user = lambda: sys.argv[2]
held = seat.Seat(Path(sys.argv[1]), "ring-me")
print(held.free, flush=True)
sys.stdin.read()
held.leave()
"""


@contextmanager
def sat(path: Path, who: str) -> Iterator[subprocess.Popen[bytes]]:
    """Somebody else's window, in a program of its own."""
    with subprocess.Popen([sys.executable, "-c", SIT, str(path), who], stdout=subprocess.PIPE, stdin=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"True\n"
        yield other


def test_the_second_window_is_told_who_sits_there_and_where_to_ring(tmp_path: Path) -> None:
    path = seat_of(tmp_path / "办公室.partydesk")
    with sat(path, "李干事") as other:
        seat = Seat(path)
        assert not seat.free
        assert (seat.by.who, seat.by.pid, seat.by.call, seat.by.mine) == ("李干事", other.pid, "ring-me", False)
        assert "李干事在这台电脑上" in seat.by.says
        assert sitter(path) == seat.by
        seat.leave()
        assert path.exists(), "it is the other's"
    assert not path.exists()
    assert sitter(path) is None


def test_a_killed_window_leaves_its_seat_at_once(tmp_path: Path) -> None:
    path = seat_of(tmp_path / "x.partydesk")
    with sat(path, "李干事") as other:
        other.kill()
    assert path.exists()
    began = time.monotonic()
    seat = Seat(path, "mine")
    assert seat.free
    assert time.monotonic() - began < 1
    assert json.loads(path.read_bytes())["call"] == "mine"
    seat.leave()


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"pid": "x", "who": 7}', b"\xff\xfe"])
def test_whatever_stands_in_the_small_file_it_is_never_in_the_way(tmp_path: Path, content: bytes) -> None:
    path = seat_of(tmp_path / "x.partydesk")
    path.write_bytes(content)
    seat = Seat(path)
    assert seat.free
    seat.leave()


def test_a_window_of_another_computer_is_named() -> None:
    assert Sitter("王主任", "OFFICE-02", 4711, "partydesk", "11-26 09:12").says == (
        "王主任在电脑“OFFICE-02”上（partydesk，进程 4711，11-26 09:12 起）")


def test_an_office_in_somebody_else_s_window_can_be_read_but_not_written(office: Office) -> None:
    if "://" in office.place:
        pytest.skip("a server has no seats")
    with sat(seat_of(Path(office.place)), "李干事"):
        office.sit("me")
        assert "李干事" in office.shut
        assert "先在那边关闭" in office.shut
        with pytest.raises(Unwritable, match="没有保存.*李干事"):
            office.set("place", "试验县")
        assert office.setting("office") == "试验单位"


def test_the_command_line_writes_beside_a_window(office: Office) -> None:
    if "://" in office.place:
        pytest.skip("a server has no seats")
    office.sit("me")
    assert not office.shut
    with Office.open(office.place) as beside:
        beside.set("place", "试验县")
    assert office.setting("place") == "试验县"


def test_nothing_but_the_office_is_left_beside_it(tmp_path: Path) -> None:
    place = disks.file(tmp_path / "办公室.partydesk")
    one, other = Office.open(place), Office.open(place)
    one.sit("one")
    one.set("place", "试验县")
    one.close()
    other.set("place", "另一县")
    assert other.setting("place") == "另一县"
    other.close()
    assert list(tmp_path.iterdir()) == [place]
