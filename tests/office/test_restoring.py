"""Restoring: what it would bring back is said first, the present is kept, and there is never half an office."""
from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlcipher3.dbapi2 import DatabaseError

from partydesk import places
from partydesk.errors import Refusal, Trouble
from partydesk.office import Office, attachments, backups, contents, proved, proving, restoring, thinning
from partydesk.office.proved import Backup
from partydesk.records import presence, snapshot, swap
from partydesk.records.key import Key
from partydesk.records.whole import beside

KEY = Key(b"k" * 32, b"s" * 16)


@pytest.fixture(autouse=True)
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "own"))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "甲" / "办公室.partydesk"


@pytest.fixture
def backup(place: Path) -> Backup:
    """Of an office with one branch that has a picture; another branch came later."""
    with Office.create(place, "试验单位", who="甲") as office:
        branch = office.save("branch", {"name": "第一党支部"})
        attachments.attach(office, "branch", branch, "照片.jpg", b"picture")
        made = backups.make(office).backup
        office.save("branch", {"name": "第二党支部"})
        return made


def branches(place: Path, key: Key | None = None) -> list[str]:
    with Office.open(place, key=key) as office:
        assert proving.faults(office) == []
        assert list(attachments.faults(office, whole=True)) == []
        return [one.values["name"] for one in office.records("branch")]


def beside_it(place: Path) -> set[str]:
    return {path.name for path in place.parent.iterdir()} - {f"{place.name}-journal", f".{place.name}.open"}


def test_a_preview_says_what_there_is_and_was_and_what_would_be_lost(place: Path, backup: Backup) -> None:
    ahead = restoring.preview(backup, place)
    [kind] = ahead.kinds
    assert (kind.label, kind.now, kind.then) == ("党支部", 2, 1)
    assert [(step.why, step.who) for step in ahead.lost] == [("新增党支部", "甲")]
    assert ahead.last is not None
    assert ahead.last.why == "添加附件：照片.jpg"
    assert ahead.word == "少1条"


def test_an_older_state_with_as_many_records_asks_for_a_word_too_and_the_same_state_for_none(place: Path, backup: Backup) -> None:
    with Office.open(place) as office:
        office.undo()
        assert restoring.preview(backup, place).word == restoring.WORD
        assert restoring.preview(backups.make(office).backup, place).word == ""


def test_it_is_refused_until_the_word_is_typed(place: Path, backup: Backup) -> None:
    for typed in ("", "恢复", "少2条"):
        with pytest.raises(Refusal, match="少1条"):
            restoring.restore(backup, place, typed=typed)
    assert branches(place) == ["第一党支部", "第二党支部"]
    assert beside_it(place) == {place.name, f"{place.name}-files"}


def test_it_comes_back_with_its_files_and_the_present_is_kept_as_a_backup(place: Path, backup: Backup) -> None:
    shutil.rmtree(beside(place, "-files"))
    done = restoring.restore(backup, place, typed="少1条")
    assert branches(place) == ["第一党支部"]
    assert done.saved is not None
    assert done.saved.why == backups.RESTORE
    assert beside_it(place) == {place.name, f"{place.name}-files"}
    restoring.restore(done.saved, place, typed=restoring.preview(done.saved, place).word)
    assert branches(place) == ["第一党支部", "第二党支部"]


def test_the_desk_goes_on_under_a_new_id_that_says_whom_it_follows(place: Path, backup: Backup) -> None:
    before = places.desk()
    restoring.restore(backup, place, typed="少1条")
    with Office.open(place) as office:
        assert office.desk == places.desk() != before
        with office.reading() as connection:
            assert connection.execute(text("select id, follows from desk")).all() == [(office.desk, before)]
        with pytest.raises(Refusal, match="不能撤销"):
            office.undo()
        office.save("branch", {"name": "第三党支部"})
        assert proving.faults(office) == []
    restoring.restore(backup, place, typed="少1条")
    with Office.open(place) as office, office.reading() as connection:
        assert connection.execute(text("select follows from desk where id = :id"), {"id": office.desk}).scalar_one() != before


def test_on_another_computer_the_folder_of_backups_is_enough(backup: Backup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stick, there = tmp_path / "U盘", tmp_path / "乙" / "新.partydesk"
    backups.bring(backup, stick)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "another"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "another"))
    shutil.rmtree(tmp_path / "own")
    shutil.rmtree(tmp_path / "甲")
    [one] = backups.around(stick)
    assert restoring.preview(one, there).word == ""
    restoring.restore(one, there)
    assert branches(there) == ["第一党支部"]
    with Office.open(there) as office, office.reading() as connection:
        assert connection.execute(text("select follows from desk")).scalars().all() == [backup.desk]


def test_an_encrypted_one_comes_back_with_its_ring_also_without_the_key(place: Path) -> None:
    with Office.create(place, "试验单位", key=KEY) as office:
        office.save("branch", {"name": "第一党支部"})
        beside(place, "-keys").write_bytes(b"old ring")
        backup = backups.make(office).backup
        office.save("branch", {"name": "第二党支部"})
    beside(place, "-keys").write_bytes(b"new ring")
    restoring.restore(backup, place, KEY, typed="少1条")
    assert branches(place, KEY) == ["第一党支部"]
    assert beside(place, "-keys").read_bytes() == b"old ring"
    there = place.parent.parent / "乙.partydesk"
    assert restoring.preview(backup, there).sealed
    restoring.restore(backup, there)
    assert branches(there, KEY) == ["第一党支部"]
    with Office.open(there, key=KEY):
        assert not swap.pending(there)


def test_a_plain_backup_over_an_encrypted_office_leaves_no_ring(place: Path, backup: Backup, tmp_path: Path) -> None:
    beside(place, "-keys").write_bytes(b"ring")
    restoring.restore(backup, place, typed="少1条")
    assert branches(place) == ["第一党支部"]
    assert not beside(place, "-keys").exists()


def test_the_backup_that_is_restored_may_be_thinned_by_the_one_that_saves_the_present(
        place: Path, backup: Backup, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, number in (("RECENT", 1), ("DAYS", 0), ("WEEKS", 0), ("LEAST", 1)):
        monkeypatch.setattr(thinning, name, number)
    restoring.restore(backup, place, typed="少1条")
    assert not backup.path.exists()
    assert branches(place) == ["第一党支部"]


def test_a_damaged_file_is_kept_as_it_is_with_its_journal(place: Path, backup: Backup, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(_path: Path, _key: Key | None) -> None:        # SQLite would throw away a journal that is none
        raise DatabaseError("malformed")

    monkeypatch.setattr(snapshot, "living", unreadable)
    place.write_bytes(b"rubbish" * 1000)
    beside(place, "-journal").write_bytes(b"journal")
    ahead = restoring.preview(backup, place)
    assert "损坏" in ahead.present
    done = restoring.restore(backup, place, typed=ahead.word)
    assert done.aside is not None
    assert done.aside.read_bytes() == b"rubbish" * 1000
    assert beside(done.aside, "-journal").read_bytes() == b"journal"
    assert branches(place) == ["第一党支部"]
    assert done.aside.exists(), "it stays"
    assert restoring.candidates(place)[0].path == backup.path


def test_a_backup_of_another_office_is_refused(backup: Backup, tmp_path: Path) -> None:
    other = tmp_path / "别的.partydesk"
    Office.create(other, "别的单位").close()
    with pytest.raises(Refusal, match="另一个办公室"):
        restoring.preview(backup, other)


def test_a_spoilt_one_is_refused_and_nothing_moves(place: Path, backup: Backup) -> None:
    data = bytearray(backup.path.read_bytes())
    data[5000] ^= 8
    backup.path.chmod(0o600)
    backup.path.write_bytes(bytes(data))
    with pytest.raises(Trouble, match="不能用"):
        restoring.restore(backup, place, typed="少1条")
    assert branches(place) == ["第一党支部", "第二党支部"]


def test_one_whose_rows_are_not_those_of_its_manifest_is_refused(place: Path, backup: Backup) -> None:
    said = json.loads(beside(backup.path, ".json").read_bytes())
    said.pop("seal")
    said["counts"]["body"] += 1
    beside(backup.path, ".json").chmod(0o600)
    beside(backup.path, ".json").write_text(json.dumps(said | {"seal": proved._seal(said)}), "utf-8")
    with pytest.raises(Trouble, match="与清单不符"):
        restoring.restore(proved.of(backup.path), place, typed="少1条")
    assert branches(place) == ["第一党支部", "第二党支部"]
    assert beside_it(place) == {place.name, f"{place.name}-files"}


def test_a_content_that_is_lost_is_told_by_name_and_the_rest_comes_back(place: Path, backup: Backup) -> None:
    [content] = contents.of(backup).values()
    contents.place(backup.path.parent, content.sha256).write_bytes(b"pictore")
    shutil.rmtree(beside(place, "-files"))
    done = restoring.restore(backup, place, typed="少1条")
    assert done.lacking == ("照片.jpg",)
    assert contents.lying(place) == {}


def test_an_office_that_is_open_elsewhere_is_not_replaced(place: Path, backup: Backup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence.alone.__wrapped__, "__defaults__", (0.1,))  # type: ignore[attr-defined]
    with Office.open(place), pytest.raises(Trouble, match="打开着"):
        restoring.restore(backup, place, typed="少1条")
    assert branches(place) == ["第一党支部", "第二党支部"]


def test_what_was_broken_off_before_it_counted_is_thrown_away_at_the_next_start(place: Path, backup: Backup) -> None:
    shutil.copyfile(backup.path, swap.part(place))
    beside(swap.part(place), "-keys").write_bytes(b"ring")
    assert branches(place) == ["第一党支部", "第二党支部"]
    assert beside_it(place) == {place.name, f"{place.name}-files"}


def test_what_was_broken_off_after_it_counted_is_done_at_the_next_start(place: Path, backup: Backup) -> None:
    shutil.copyfile(backup.path, swap.part(place))
    swap.count(place, {"aside": str(beside(place, ".恢复前-x")), "spare": True, "ring": False,
                       "chain": [backup.desk, "a" * 32], "why": "从备份恢复"})
    assert branches(place) == ["第一党支部"]
    assert beside_it(place) == {place.name, f"{place.name}-files"}


def test_a_drill_tells_three_numbers_and_is_remembered(place: Path, backup: Backup) -> None:
    with Office.open(place) as office:
        office.save("staff", {"name": "张三", "body": office.records("branch")[0].id})
        backups.make(office)
        done = restoring.drills(office)
        assert (done.records, done.people, done.wrong) == (3, 1, ())
        assert done.last
        assert backups.health(office.uid).drilled
        assert "能恢复" in backups.health(office.uid).drill
    data = bytearray(backup.path.read_bytes())
    data[5000] ^= 8
    backup.path.chmod(0o600)
    backup.path.write_bytes(bytes(data))
    assert "恢复不了" in restoring.drill(backup).says
