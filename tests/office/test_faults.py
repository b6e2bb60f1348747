"""When the world is at fault: a full or sealed disk, a file that goes away while it is open, what is no office at all."""
from __future__ import annotations

import os
import shutil
import threading
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from partydesk.errors import Refusal, Trouble
from partydesk.office import Office, attachments, clock, copies, lying, proving
from partydesk.office.drafts import Drafts
from partydesk.office.exchange import export_sheet
from partydesk.office.office import OnlyTried, Unwritable
from partydesk.records import file, medium, migrating
from partydesk.records.engine import Replaced
from tests import disks
from tests.disks import disk, fill, seal

STUDY = {"date": datetime(2025, 5, 6).date(), "title": "磁盘满时的学习" + "很长的内容" * 400, "form": "collective", "mode": "fixed"}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return disks.file(tmp_path / "办公室.partydesk")


# ── a full disk ──────────────────────────────────────────────────────────────────────────────────

def test_a_full_disk_refuses_in_words_loses_nothing_and_works_again_when_there_is_room(tmp_path: Path) -> None:
    with disk(tmp_path / "disk", "6m") as at:
        with Office.open(disks.file(at / "办公室.partydesk")) as office:
            office.save("study", {**STUDY, "title": "之前"})
            before = office.count("study")
            ballast = fill(at)
            told = ""
            while not told:
                try:
                    office.save("study", STUDY)
                    before += 1
                except Trouble as trouble:
                    told = str(trouble)
            assert "磁盘已满，未保存；请清理磁盘" in told
            assert office.count("study") == before
            assert not proving.faults(office)
            out = at / "导出.xlsx"
            with pytest.raises(Trouble, match="磁盘空间不足"):
                export_sheet(office, "study", out)
            assert not out.exists()
            with pytest.raises(Trouble, match="磁盘"):
                attachments.keep(office, os.urandom(100_000))
            ballast.unlink()
            office.save("study", STUDY)
            export_sheet(office, "study", out)
            attachments.keep(office, os.urandom(100_000))
            assert office.count("study") == before + 1
        assert not [path for path in at.rglob("*") if path.name.endswith(".part")]


def test_a_draft_on_a_full_disk_is_told_and_written_when_there_is_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with disk(tmp_path / "own", "1m") as at:
        monkeypatch.setattr("partydesk.places.own", lambda: at)
        told: list[Trouble] = []
        drafts = Drafts("/x/办公室.partydesk", told.append)
        ballast = fill(at)
        drafts.put("study", 0, {"title": "打到一半" * 5000})
        assert "请不要关闭程序" in str(told[0])
        assert not drafts.written
        ballast.unlink()
        drafts.put("study", 0, {"title": "打到一半" * 5001})
        assert drafts.written
        assert Drafts("/x/办公室.partydesk").get("study", 0) == {"title": "打到一半" * 5001}


def test_a_migration_on_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(migrating.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__", "000[2-9]*"))
    with disk(tmp_path / "disk", "4m") as at, monkeypatch.context() as first:
        first.setattr(migrating, "MIGRATIONS", folder)
        first.setattr(migrating, "SCHEMA", 1)
        path = at / "旧.partydesk"
        file.create(str(path))
        first.undo()
        before, ballast = path.read_bytes(), fill(at, 100_000)
        with pytest.raises(Trouble, match="磁盘|写不了"):
            Office.open(path)
        assert path.read_bytes() == before
        assert {one.name for one in at.iterdir()} == {path.name, "ballast"}
        ballast.unlink()
        with Office.open(path) as office:
            assert office.count("study") == 0


# ── a sealed one ─────────────────────────────────────────────────────────────────────────────────

def test_a_read_only_medium_is_read_and_never_written(tmp_path: Path) -> None:
    with disk(tmp_path / "光盘") as at:
        path = disks.file(at / "办公室.partydesk")
        seal(at)
        with Office.open(path) as office:
            assert "所在的磁盘是只读的，只能看" in office.shut
            office.sit("me")
            assert office.count("study") == disks.MEETINGS
            export_sheet(office, "study", tmp_path / "学习.xlsx")
            assert (tmp_path / "学习.xlsx").stat().st_size > 5000
            with pytest.raises(Unwritable, match="没有保存.*拷到本机硬盘"):
                office.save("study", STUDY)
            with pytest.raises(Unwritable):
                office.undo()
            drafts = Drafts(office.place)
            drafts.put("study", 0, {"title": "打到一半"})
            assert Drafts(office.place).get("study", 0) == {"title": "打到一半"}
            drafts.drop("study", 0)
        assert [one.name for one in at.iterdir()] == [path.name]


def test_what_must_be_written_before_it_can_be_read_says_so(tmp_path: Path, place: Path) -> None:
    with disk(tmp_path / "光盘") as at:
        for name, journal, schema in (("热.partydesk", b"x" * 600, migrating.SCHEMA), ("旧.partydesk", b"", migrating.SCHEMA - 1)):
            head = bytearray(place.read_bytes())
            head[60:64] = schema.to_bytes(4, "big")
            (at / name).write_bytes(head)
            if journal:
                (at / f"{name}-journal").write_bytes(journal)
        seal(at)
        with pytest.raises(Trouble, match="上次没有写完.*一起拷到本机硬盘"):
            Office.open(at / "热.partydesk")
        with pytest.raises(Trouble, match="旧版程序保存的.*拷到本机硬盘"):
            Office.open(at / "旧.partydesk")


# ── a file that goes away ────────────────────────────────────────────────────────────────────────

@pytest.mark.parametrize("how", ["deleted", "renamed", "replaced"])
def test_a_file_that_goes_while_it_is_open_is_noticed_before_the_next_write(tmp_path: Path, place: Path, how: str) -> None:
    other = disks.file(tmp_path / "另一个.partydesk").read_bytes()
    with Office.open(place) as office:
        office.save("study", {**STUDY, "title": "之前"})
        match how:
            case "deleted":
                place.unlink()
            case "renamed":
                place.rename(tmp_path / "改了名.partydesk")
            case "replaced":
                (tmp_path / "另一个.partydesk").replace(place)
        with pytest.raises(Replaced, match="已被换成另一个文件" if how == "replaced" else "不见了"):
            office.save("study", STUDY)
        assert office.count("study") == disks.MEETINGS + 1, "what is open can still be read"
        copies.save_as(office, tmp_path / "另存.partydesk")
        found: list[Exception] = []

        def elsewhere() -> None:              # another thread would open the file that is there now
            try:
                office.count("study")
            except Trouble as error:
                found.append(error)

        with office.reading():
            thread = threading.Thread(target=elsewhere)
            thread.start()
            thread.join()
        assert [type(error) for error in found] == [Replaced]
        if how == "renamed":
            (tmp_path / "改了名.partydesk").rename(place)
            office.save("study", {**STUDY, "title": "放回来了"})
    with Office.open(tmp_path / "另存.partydesk") as saved:
        assert saved.count("study") == disks.MEETINGS + 1
        assert not proving.faults(saved)
    if how == "replaced":
        assert place.read_bytes() == other, "the other file was not touched"


def test_a_copy_is_never_put_over_something(tmp_path: Path, place: Path) -> None:
    (tmp_path / "有了.partydesk").write_bytes(b"x")
    with Office.open(place) as office, pytest.raises(Refusal, match="不会覆盖"):
        copies.save_as(office, tmp_path / "有了.partydesk")


def test_a_copy_takes_the_attachments_along(tmp_path: Path, place: Path) -> None:
    with Office.open(place) as office:
        kept = attachments.keep(office, b"scan")
        copies.save_as(office, tmp_path / "另存.partydesk")
    with Office.open(tmp_path / "另存.partydesk") as saved:
        assert Path(attachments.held(saved, kept)).read_bytes() == b"scan"


# ── what is no office ────────────────────────────────────────────────────────────────────────────

NAMES = ("办公室 一.partydesk", "a#b%20c?.partydesk", "【2025】&'\"办公室.partydesk", "🏠.partydesk", "ａ．partydesk")


@pytest.mark.parametrize("name", NAMES)
def test_an_office_may_be_called_anything(tmp_path: Path, name: str) -> None:
    with Office.open(disks.file(tmp_path / name)) as office:
        office.sit("me")
        office.set("place", "试验县")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_name_too_long_is_refused_in_words(tmp_path: Path) -> None:
    for verb in (Office.open, Office.create):
        with pytest.raises((Refusal, Trouble), match="太长|长度|无法|打不开"):
            verb(tmp_path / ("很长" * 150 + ".partydesk"))
    deep = tmp_path
    for _ in range(12):
        deep /= "很深的文件夹名称" * 4
        deep.mkdir()
        path = disks.file(deep / "办公室.partydesk")
        if len(str(path).encode()) > 470:
            break
        with Office.open(path) as office:
            office.set("place", "试验县")
    path = disks.file(deep / f"{'很长' * 20}.partydesk")
    with pytest.raises(Refusal, match="路径太长"):
        Office.open(path)


@pytest.mark.parametrize(("content", "says"), [
    (b"", "不是办公室文件"), (b"hello", "不是办公室文件"), (b"PK\x03\x04" + bytes(4092), "不是办公室文件|加密|口令"),
    (b"SQLite format 3\0" + bytes(4080), "不是办公室文件"), (bytes(8192), "不是办公室文件|加密|口令")])
def test_foreign_files_are_refused_untouched(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "x.partydesk"
    path.write_bytes(content)
    with pytest.raises((Refusal, Trouble), match=says):
        Office.open(path)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="whoever may do all is refused nothing")
def test_a_file_without_rights_says_so(place: Path) -> None:
    place.chmod(0)
    with pytest.raises(Trouble, match="读不了"):
        Office.open(place)


# ── trials within steps ──────────────────────────────────────────────────────────────────────────

def test_a_trial_within_a_step_leaves_what_was_done_around_it(office: Office) -> None:
    with office.together("一起"):
        office.set("place", "前")
        with office.door("试", trial=True):
            office.set("office", "试改的")
            raise OnlyTried
        office.set("note", "后")
    assert (office.setting("place"), office.setting("office"), office.setting("note")) == ("前", "试验单位", "后")


def test_a_trial_that_does_not_say_so_is_our_mistake(office: Office) -> None:
    with pytest.raises(RuntimeError), office.together("一起"), office.door("没说是试的"):
        raise OnlyTried
    assert office.setting("place") == ""


# ── the clock, and where it lies ─────────────────────────────────────────────────────────────────

def test_a_clock_that_went_back_is_told_and_one_that_goes_right_is_not(office: Office) -> None:
    office.set("place", "试验县")
    now = datetime.now(UTC)
    assert clock.wrong(office) == ""
    assert clock.wrong(office, now + timedelta(days=3650)) == ""
    assert clock.wrong(office, now - timedelta(minutes=5)) == "", "two computers may differ by that much"
    assert "电脑时间可能不对" in clock.wrong(office, now - timedelta(days=1))
    assert "1980年" in clock.wrong(office, datetime(1980, 1, 1, 3, tzinfo=UTC))


def test_what_was_saved_under_a_wrong_clock_is_undone_in_the_order_it_was_done(
        office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from partydesk.office import steps
    from partydesk.records import journal
    for year in (2099, 2025, 1980, 2038):
        class Wrong(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None, year: int = year) -> datetime:
                return datetime(year, 1, 1, tzinfo=tz)

        monkeypatch.setattr(journal, "datetime", Wrong)
        office.set("place", f"{year}县")
    monkeypatch.undo()
    assert [done.at[:4] for done in steps.recent(office)][:4] == ["2038", "1980", "2025", "2099"]
    for year in (1980, 2025, 2099):
        office.undo()
        assert office.setting("place") == f"{year}县"
    assert not proving.faults(office)


def test_a_stick_and_a_synced_folder_are_warned_of(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Office.open(place) as office:
        assert lying.warned(office) == ("", "")
        monkeypatch.setattr(medium, "of", lambda _: medium.Medium("stick", "/dev/sdb1"))
        assert "U 盘" in lying.warned(office)[1]
        monkeypatch.undo()
    synced = tmp_path / "我的坚果云"
    synced.mkdir()
    with Office.open(disks.file(synced / "办公室.partydesk")) as office:
        assert "“坚果云”的同步文件夹" in lying.warned(office)[1]
