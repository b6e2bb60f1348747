"""What judges the trials sees what it is to see: a power cut takes what was not flushed, and a torn meeting is named."""
from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from . import tried
from .cutting import SECTOR, Disk, cuts
from .killing import kills
from .recording import Files, Flush, Link, Make, Recording, Remove, Rename, Resize, Told, Write

ROOT: Files = {"/d": None, "/d/f": b"old"}


def after(*steps: Make | Write | Resize | Flush | Rename | Link | Remove) -> list[Files]:
    """What a disk may hold after these steps, many times over."""
    chance, found = random.Random(1), []
    for _ in range(200):
        disk = Disk(dict(ROOT))
        for step in steps:
            disk.play(step)
        found.append(disk.cut(chance))
    return found


def test_what_was_flushed_is_sure_and_nothing_else() -> None:
    new = Write("/d/f", 0, b"new")
    assert {disk["/d/f"] for disk in after(new)} == {b"old", b"new"}
    assert {disk["/d/f"] for disk in after(new, Flush("/d/f"))} == {b"new"}
    assert {disk["/d/f"] for disk in after(Resize("/d/f", 0), Flush("/d"))} == {b"old", b""}


def test_a_write_is_torn_at_sectors() -> None:
    found = {disk["/d/f"] for disk in after(Resize("/d/f", 3 * SECTOR), Flush("/d/f"), Write("/d/f", 100, b"x" * 2 * SECTOR))}
    pieces = {tuple(data[at:at + SECTOR].count(b"x") for at in range(0, 3 * SECTOR, SECTOR)) for data in found if data}
    assert pieces == {(a, b, c) for a in (0, SECTOR - 100) for b in (0, SECTOR) for c in (0, 100)}


def test_a_new_name_is_sure_once_its_folder_was_flushed() -> None:
    made = (Make("/d/p"), Write("/d/p", 0, b"new"), Flush("/d/p"), Rename("/d/p", "/d/f"))
    assert {disk["/d/f"] for disk in after(*made)} == {b"old", b"new"}
    assert {tuple(disk.items()) for disk in after(*made, Flush("/d"))} == {(("/d", None), ("/d/f", b"new"))}
    assert {disk["/d/f"] for disk in after(*made[:2], made[3], Flush("/d"))} >= {b"new", b""}, "renamed, but not flushed"
    assert {disk.get("/d/f") for disk in after(Remove("/d/f"))} == {b"old", None}


def test_a_folder_that_is_lost_takes_its_files_along() -> None:
    made = (Make("/d/n", folder=True), Make("/d/n/f"), Flush("/d/n/f"), Flush("/d/n"))
    assert {"/d/n/f" in disk for disk in after(*made)} == {True, False}
    assert {"/d/n/f" in disk for disk in after(*made, Flush("/d"))} == {True}
    assert {disk.get("/d/n/f") for disk in after(*made, Flush("/d"), Rename("/d/n", "/d/m"), Flush("/d"))} == {None}


def test_the_cuts_are_the_same_however_they_are_shared_out() -> None:
    steps = (Told(0), *(step for n in range(20) for step in (Write("/d/f", n * 600, b"y" * 900), Told(n), Flush("/d/f"))))
    of = Recording("/d", dict(ROOT), steps)
    whole = list(cuts(of, 31, 5))
    parts = [*cuts(of, 31, 5, (0, 2)), *cuts(of, 31, 5, (1, 2))]
    assert len(whole) == 31
    assert sorted(map(repr, parts)) == sorted(map(repr, whole))


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("met") / "试验.partydesk"
    tried.make(place)
    with tried.opened(place) as office:
        for number in range(1, 4):
            tried.meet(office, number, filed=True)
        assert not tried.wrong(office, range(1, 4), filed=True)
    return place


@pytest.mark.parametrize(("spoilt", "said"), [
    ("delete from attendance where activity = 2 and person = 7", "第 2 次会的签到不全（97 人）"),
    ("update attendance set reason = null where activity = 1", "第 1 次会的签到不全"),
    ("delete from holding where activity = 3", "第 3 次会的内容不对"),
    ("delete from words where rowid = 2 * 8 + 2", "第 2 次会查不到"),
    ("delete from change where place = 'activity' and id > (select min(id) from change where place = 'activity')", "没有变更日志"),
    ("delete from attachment", "第 3 次会的附件丢了"),
    ("update activity set removed = 'now' where id = 1", "确认过的第 1 次会丢了"),
])
def test_a_torn_meeting_is_seen(met: Path, tmp_path: Path, spoilt: str, said: str) -> None:
    shutil.copytree(met.parent, tmp_path, dirs_exist_ok=True)
    with tried.opened(tmp_path / met.name) as office:
        with office._engine.begin() as connection:
            connection.execute(text(spoilt))
        assert any(said in wrong for wrong in tried.wrong(office, range(1, 4), filed=True))


def verb(tell: object) -> None:
    raise AssertionError("no verb")


def test_a_verb_that_fails_by_itself_is_no_kill() -> None:
    with pytest.raises(AssertionError, match="没有开始|自己出了错"):
        kills(1, 1, tuple, verb, lambda _: [])
