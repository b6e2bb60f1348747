"""Backups: they count when they were proved, lie in two places, and are never in the way."""
from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from partydesk.errors import Refusal, Trouble
from partydesk.office import Office, attachments, backups, contents, exchange, proved, thinning
from partydesk.office.backups import Health
from partydesk.records import snapshot
from partydesk.records.key import Key
from partydesk.records.whole import beside

pytestmark = pytest.mark.files("a server is backed up where it is")
KEY = Key(b"k" * 32, b"s" * 16)


@pytest.fixture(autouse=True)
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def sealed(tmp_path: Path) -> Iterator[Office]:
    """An encrypted office, with what stands for its key ring."""
    place = tmp_path / "加密.partydesk"
    with Office.create(place, "绝密单位", who="密探", desk="desk-one", key=KEY) as office:
        beside(place, "-keys").write_bytes(b"ring")
        yield office


def names(office: Office) -> list[str]:
    return sorted(path.name for path in backups.folder(office.uid).iterdir() if not path.name.startswith("."))


def test_a_backup_is_proved_and_says_what_it_holds(office: Office) -> None:
    branch = office.save("branch", {"name": "第一党支部"})
    attachments.attach(office, "branch", branch, "照片.jpg", b"picture")
    made = backups.make(office)
    one = made.backup
    assert (one.number, one.why, one.office, one.records, one.attached) == (1, "手动", "试验单位", 1, 1)
    assert not made.lacking
    assert proved.of(one.path) == one
    assert proved.unsound(one) == ""
    assert list(proved.wrong(one, one.path, None)) == []
    with snapshot.still(one.path) as connection:
        assert snapshot.state(connection) == one.state
    assert one.heads == {"desk-one": [3, one.heads["desk-one"][1]]}
    assert not one.path.stat().st_mode & stat.S_IWUSR
    assert not list(contents.lost(one))


def test_an_encrypted_office_has_encrypted_backups_with_the_ring_and_nothing_to_read(sealed: Office) -> None:
    sealed.save("branch", {"name": "第一党支部"})
    one = backups.make(sealed).backup
    assert one.salt == KEY.salt.hex()
    assert one.ring_path.read_bytes() == b"ring"
    assert list(proved.wrong(one, one.path, KEY)) == []
    for path in backups.folder(sealed.uid).rglob("*"):
        if path.is_file():
            assert not any(word.encode() in path.read_bytes() for word in ("绝密单位", "第一党支部", "密探")), path


def test_nothing_is_made_while_nothing_changed(office: Office) -> None:
    first = backups.before(office, "启动")
    assert first is not None
    assert backups.before(office, "退出") == first
    office.save("branch", {"name": "第一党支部"})
    second = backups.before(office, "每小时")
    assert second is not None
    assert second.number == 2
    beside(Path(office.place), "-keys").write_bytes(b"another password")
    assert (third := backups.before(office, "退出")) is not None
    assert third.number == 3


def test_before_works_on_a_closed_office_too(office: Office) -> None:
    place = office.place
    office.close()
    assert backups.before(place, "加密前") is not None


def test_one_that_does_not_prove_itself_does_not_count(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    good = backups.make(office).backup
    monkeypatch.setattr(snapshot, "faults", lambda _: ["坏页"])
    with pytest.raises(Trouble, match="坏页"):
        backups.make(office)
    assert [one for one, _ in backups.listed(office.uid)] == [good]
    assert names(office) == [good.path.name, f"{good.path.name}.json"]


def test_a_copy_that_lacks_a_row_is_no_backup(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def short(source: Path, target: Path, key: Key | None = None) -> snapshot.State:
        held = taken(source, target, key)
        return snapshot.State(held.schema, {**held.counts, "person": 1}, held.heads)

    taken = snapshot.taken
    monkeypatch.setattr(snapshot, "taken", short)
    with pytest.raises(Trouble, match="记录数"):
        backups.make(office)
    assert names(office) == []


def test_a_failing_backup_stops_nothing_and_is_remembered(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(100, 99, 1))
    assert backups.before(office, "每小时") is None
    assert "磁盘只剩" in backups.health(office.uid).failed
    monkeypatch.undo()
    backups.make(office)
    assert backups.health(office.uid).failed == ""


def test_a_damaged_office_is_not_backed_up_over_good_ones(office: Office) -> None:
    backups.make(office)
    place = Path(office.place)
    office.close()
    data = bytearray(place.read_bytes())
    data[4096 * 3:] = bytes(len(data) - 4096 * 3)
    place.write_bytes(bytes(data))
    assert backups.before(place, "启动") is None
    uid = backups.uid_of(place)
    assert "损坏" in backups.health(uid).failed or "没有通过检查" in backups.health(uid).failed
    assert len(backups.listed(uid)) == 1


def test_a_file_that_was_half_made_is_tidied_and_its_number_not_given_again(office: Office) -> None:
    at = backups.folder(office.uid)
    (at / ".000007.part").write_bytes(b"half")
    (at / "000007-20260101-0900-启动.partydesk.json").write_bytes(b"{}")
    assert backups.listed(office.uid) == []
    one = backups.make(office).backup
    assert one.number in (1, 8)
    assert names(office) == [one.path.name, f"{one.path.name}.json"]


def test_numbers_order_whatever_the_clock_says(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        stands = datetime(2099, 1, 1)

        @classmethod
        def now(cls, _tz: object = None) -> datetime:  # type: ignore[override]
            return cls.stands

    monkeypatch.setattr(backups, "datetime", Clock)
    backups.make(office)
    Clock.stands = datetime(1980, 1, 1)
    newer = backups.make(office).backup
    assert backups.newest(office) == newer
    assert [one.number for one, _ in backups.listed(office.uid)] == [2, 1]


# ── attached files ───────────────────────────────────────────────────────────────────────────────

def test_contents_lie_once_for_all_backups_and_what_is_missing_is_named(office: Office) -> None:
    branch = office.save("branch", {"name": "第一党支部"})
    kept = attachments.attach(office, "branch", branch, "照片.jpg", b"picture")
    lost = attachments.attach(office, "branch", branch, "丢了.jpg", b"lost")
    spoilt = attachments.attach(office, "branch", branch, "坏了.jpg", b"spoilt")
    attachments.held(office, lost.hash).unlink()
    attachments.held(office, spoilt.hash).write_bytes(b"SPOILT")
    made = backups.make(office)
    assert set(made.backup.missing) == {lost.hash, spoilt.hash}
    assert any("丢了.jpg" in said for said in made.lacking)
    assert any("坏了.jpg" in said for said in made.lacking)
    backups.make(office)
    store = backups.folder(office.uid) / contents.STORE
    assert [path.name for path in store.glob("??/*")] == [kept.hash]


def test_what_the_office_lost_an_earlier_backup_still_has(office: Office) -> None:
    branch = office.save("branch", {"name": "第一党支部"})
    one = attachments.attach(office, "branch", branch, "照片.jpg", b"picture")
    backups.make(office)
    attachments.held(office, one.hash).unlink()
    made = backups.make(office)
    assert not made.lacking
    assert set(contents.of(made.backup)) == {one.hash}


def test_a_changed_byte_of_a_content_is_noticed(office: Office) -> None:
    branch = office.save("branch", {"name": "第一党支部"})
    attachments.attach(office, "branch", branch, "照片.jpg", b"picture")
    one = backups.make(office).backup
    [(name, content)] = contents.of(one).items()
    contents.place(one.path.parent, content.sha256).write_bytes(b"pictore")
    assert list(contents.lost(one)) == [name]


# ── the second place ─────────────────────────────────────────────────────────────────────────────

def test_each_backup_goes_to_the_second_place_while_it_is_there(office: Office, tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    branch = office.save("branch", {"name": "第一党支部"})
    attachments.attach(office, "branch", branch, "照片.jpg", b"picture")
    backups.choose_second(office, stick)
    [(one, where)] = backups.listed(office.uid)
    assert where == ("本机", "第二处")
    [there] = backups.around(stick)
    assert there.path.parent != one.path.parent
    assert proved.unsound(there) == ""
    assert list(contents.lost(there)) == []
    assert backups.health(office.uid).second_at
    stick.rename(tmp_path / "拔下")
    office.save("branch", {"name": "第二党支部"})
    assert backups.before(office, "每小时") is not None
    assert backups.health(office.uid).failed == ""
    assert not stick.exists(), "nothing is written where the stick would be"
    (tmp_path / "拔下").rename(stick)
    backups.before(office, "启动")
    assert {where for _, where in backups.listed(office.uid)} == {("本机", "第二处")}, "it catches up"


def test_the_second_place_is_not_the_first(office: Office) -> None:
    with pytest.raises(Refusal, match="另一块磁盘"):
        backups.choose_second(office, Path(office.place).parent)


@pytest.mark.parametrize(("days", "due"), [(13, 0), (14, 14), (40, 40), (-30, 30)])
def test_two_weeks_without_the_second_place_are_told(days: int, due: int) -> None:
    now = datetime(2026, 3, 1, 9)
    last = (now - timedelta(days=days)).isoformat()
    assert Health(second="/media/stick", second_at=last).overdue(now) == due
    assert Health(second_at=last).overdue(now) == 0


# ── how many ─────────────────────────────────────────────────────────────────────────────────────

def test_a_good_one_does_not_go_for_one_that_was_spoilt_since(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, number in (("RECENT", 2), ("DAYS", 0), ("WEEKS", 0), ("LEAST", 2)):
        monkeypatch.setattr(thinning, name, number)
    first, second = backups.make(office).backup, backups.make(office).backup
    for one in (first, second):
        beside(one.path, ".json").chmod(0o600)
    data = bytearray(second.path.read_bytes())
    data[9000] ^= 1
    second.path.chmod(0o600)
    second.path.write_bytes(bytes(data))
    backups.make(office)
    assert first.path.exists(), "it is one of the two that are good"
    assert second.path.exists(), "and what is spoilt is left for whoever wants to look"
    backups.make(office)
    backups.make(office)
    assert not first.path.exists()


def test_a_copy_elsewhere_does_not_displace_the_backups_of_this_one(office: Office, tmp_path: Path,
                                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    for name, number in (("RECENT", 1), ("DAYS", 0), ("WEEKS", 0), ("LEAST", 1)):
        monkeypatch.setattr(thinning, name, number)
    mine = backups.make(office).backup
    copy = tmp_path / "拷贝" / "办公室.partydesk"
    copy.parent.mkdir()
    shutil.copyfile(office.place, copy)
    with Office.open(copy, desk="desk-two") as other:
        for _ in range(4):
            backups.make(other)
    assert mine.path.exists()
    assert len(backups.listed(office.uid)) == 2


def test_backups_from_before_it_was_encrypted_can_be_thrown_away_with_their_files(sealed: Office, office: Office) -> None:
    branch = office.save("branch", {"name": "第一党支部"})
    attachments.attach(office, "branch", branch, "照片.jpg", b"picture")
    plain = backups.make(office).backup
    there = backups.folder(sealed.uid)
    shutil.copytree(plain.path.parent, there, dirs_exist_ok=True)
    backups.forget(sealed, [there / plain.path.name])
    assert [one.salt for one, _ in backups.listed(sealed.uid)] == [KEY.salt.hex()], "one of the present is made first"
    assert not list((there / contents.STORE).glob("??/*"))


# ── what is not ours ─────────────────────────────────────────────────────────────────────────────

@pytest.mark.parametrize("told", [{"uid": "../../etc"}, {"counts": []}, {"heads": {"x": 3}}, {"number": "1"}, {"sha256": "../x"}])
def test_a_manifest_that_makes_no_sense_is_told(office: Office, told: dict[str, object]) -> None:
    one = backups.make(office).backup
    manifest = beside(one.path, ".json")
    said = json.loads(manifest.read_bytes()) | told
    said.pop("seal")
    manifest.chmod(0o600)
    manifest.write_text(json.dumps(said | {"seal": proved._seal(said)}), "utf-8")
    assert "读不懂" in proved.of(one.path).fault


def test_a_server_is_backed_up_elsewhere(office: Office) -> None:
    with pytest.raises(Refusal, match="pg_dump"):
        backups.made_of("postgresql+psycopg://host/office", "手动")
    assert backups.before("postgresql+psycopg://host/office", "启动") is None


def test_a_backup_is_not_opened_as_an_office(office: Office) -> None:
    one = backups.make(office).backup
    with pytest.raises(Refusal, match="备份与恢复"):
        Office.open(one.path)
    assert proved.unsound(one) == ""


# ── before an import ─────────────────────────────────────────────────────────────────────────────

def test_a_large_import_has_a_backup_before_it_and_a_small_one_not(office: Office, tmp_path: Path) -> None:
    with office.together("准备"):
        for number in range(backups.MANY + 1):
            office.save("branch", {"name": f"第{number}支部"})
    sheet = tmp_path / "支部.xlsx"
    exchange.export_sheet(office, "branch", sheet)
    exchange.import_sheet(office, "branch", sheet, dry_run=True)
    assert backups.listed(office.uid) == []
    exchange.import_sheet(office, "branch", sheet)
    [(one, _)] = backups.listed(office.uid)
    assert one.why == "导入前"
