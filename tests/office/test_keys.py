"""Passwords of an office: given, changed, taken back; encrypted and plain again, with all that lies beside it."""
from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from partydesk.errors import Refusal, Trouble
from partydesk.office import (
    Office,
    attachments,
    backups,
    drafts,
    finding,
    history,
    keys,
    operators,
    proving,
    restoring,
    steps,
)
from partydesk.records import converting, file, keyring, presence, recovery, slot
from partydesk.records.engine import Damaged
from partydesk.records.file import Locked
from partydesk.records.key import Key

pytestmark = pytest.mark.files("an office on a server has no key of its own")
WHO, WORD, OTHER = "王五", "一句好记的话不说", "另一句好记的话呀"
SECRET = "检举材料原文".encode() * 9000


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(slot, "MEMORY", 64)
    monkeypatch.setattr(tempfile, "tempdir", tempfile.tempdir)       # an office with a key puts it in memory
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / "own"))


@pytest.fixture
def place(empty_place: Path, tmp_path: Path) -> Path:
    """A plain office with a meeting, a file attached, and a draft."""
    path = tmp_path / "某单位.partydesk"
    shutil.copyfile(empty_place, path)
    with Office.open(path, who="测试员") as office:
        study = office.save("study", {"date": date(2025, 3, 6), "title": "学习党章"})
        attachments.attach(office, "study", study, "材料.txt", SECRET)
    drafts.Drafts(str(path)).put("study", 0, {"title": "没写完"})
    return path


@pytest.fixture
def shut(place: Path) -> tuple[Path, str]:
    """It, encrypted, and its recovery code."""
    return place, keys.protect(place, WHO, WORD)


def lies(place: Path) -> list[bytes]:
    return [one.read_bytes() for one in place.parent.rglob("*") if one.is_file()]


def whole(office: Office) -> None:
    """All that was there is there."""
    assert proving.faults(office) == []
    assert list(attachments.faults(office, whole=True)) == []
    study, = office.records("study")
    one, = attachments.attached(office, study.uid)
    assert attachments.content(office, one.hash) == SECRET
    assert drafts.Drafts(office.place, None, office.key).get("study", 0) == {"title": "没写完"}
    assert "学习党章" in str(finding.Finder(office).find("党章", date(2025, 6, 1)))


def test_an_office_is_encrypted_with_all_that_lies_beside_it_and_made_plain_again(place: Path) -> None:
    assert keys.names(place) == ()
    code = keys.protect(place, WHO, WORD)
    assert keys.names(place) == (WHO,)
    for said in ("学习党章", "检举材料", "没写完", "材料.txt"):
        assert not [data for data in lies(place) if said.encode() in data], said
    assert not [one for one in place.parent.rglob("*") if "converting" in one.name or one.name.endswith(".part")]
    with pytest.raises(Locked):
        Office.open(place)
    with keys.unlock(place, WHO, WORD) as office:
        assert office.who == WHO
        whole(office)
        key = office.key
    with keys.unlock_by_code(place, code.lower().replace("-", " ")) as office:
        whole(office)
    assert key is not None
    keys.unprotect(place, key)
    assert keys.names(place) == ()
    assert not keyring.beside(place).exists()
    with Office.open(place) as office:
        whole(office)


def test_a_new_office_is_encrypted_from_its_first_byte(tmp_path: Path) -> None:
    place = tmp_path / "新的.partydesk"
    code = keys.create(place, "保密单位", WHO, WORD)
    with keys.unlock_by_code(place, code) as office:
        assert office.setting("office") == "保密单位"
        assert proving.faults(office) == []
    assert keys.plain_copies(place) == []
    assert keys.names(place) == (WHO,)
    ring = keyring.beside(place).read_bytes()
    with pytest.raises(Refusal, match="已存在"):
        keys.create(place, "别的单位", "赵六", OTHER)
    assert keyring.beside(place).read_bytes() == ring, "the ring of what is there stays"
    assert not any("保密单位".encode() in data for data in lies(place))


def test_what_is_wrong_is_told_apart(shut: tuple[Path, str], tmp_path: Path) -> None:
    place, code = shut
    with pytest.raises(Refusal, match="口令不对"):
        keys.unlock(place, WHO, WORD + " ")
    with pytest.raises(Refusal, match="“赵六”没有口令，有口令的是：王五"):
        keys.unlock(place, "赵六", WORD)
    with pytest.raises(Refusal, match="抄错"):
        keys.unlock_by_code(place, code[:-1] + ("2" if code[-1] != "2" else "3"))
    with pytest.raises(Refusal, match="打不开这个办公室"):
        keys.unlock_by_code(place, "222-222-222-222-222-222-222-222-22" + recovery.check("2" * 26))
    data = place.read_bytes()
    place.write_bytes(data[:1000] + bytes([data[1000] ^ 1]) + data[1001:])
    with pytest.raises(Trouble, match="损坏"):
        keys.unlock(place, WHO, WORD)
    place.write_bytes(bytes([data[0] ^ 1]) + data[1:])
    with pytest.raises(Refusal, match="不是“某单位.partydesk”的钥匙"):
        keys.unlock(place, WHO, WORD)
    place.write_bytes(data[:-100])
    with pytest.raises(Damaged, match="不完整") as told:
        keys.unlock(place, WHO, WORD)
    assert told.value.key is not None, "what is left can be read"
    place.write_bytes(data[:-4096])
    assert damage(place)
    place.write_bytes(data[:-5000] + bytes([data[-5000] ^ 4]) + data[-4999:])
    assert damage(place)


def damage(place: Path) -> str:
    """What is said of a file's damage, when it is opened or looked through."""
    try:
        with keys.unlock(place, WHO, WORD) as office:
            return "；".join(proving.faults(office))
    except Trouble as trouble:
        return str(trouble)


def test_a_file_that_was_carried_away_opens_here_and_says_elsewhere_what_it_lacks(
        shut: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place, _ = shut
    alone = tmp_path / "别处" / "改了名.partydesk"
    alone.parent.mkdir()
    shutil.copyfile(place, alone)
    with keys.unlock(alone, WHO, WORD) as office:
        assert office.count("study") == 1
    assert keyring.beside(alone).exists()
    keyring.beside(alone).unlink()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "another person"))
    with pytest.raises(Refusal, match="没有找到它的钥匙文件“改了名.partydesk-keys”"):
        keys.names(alone)
    shutil.copyfile(keyring.beside(place), alone.parent / "随便.partydesk-keys")
    assert keys.names(alone) == (WHO,)
    with keys.unlock(alone, WHO, WORD):
        pass
    assert [ring.name for ring in alone.parent.glob("*-keys")] == ["改了名.partydesk-keys"]
    assert keys.names(alone) == (WHO,)


@pytest.mark.parametrize("data", [b"PK\x03\x04" + bytes(range(256)) * 64, b"text " * 2000, b"\0" * 8192, bytes(range(256)) * 32])
def test_a_foreign_file_is_not_taken_for_an_encrypted_one(tmp_path: Path, data: bytes) -> None:
    place = tmp_path / "x.partydesk"
    place.write_bytes(data[:8192])
    with pytest.raises(Refusal, match="不是办公室文件"):
        keys.names(place)


def test_everybody_has_a_password_of_his_own(shut: tuple[Path, str]) -> None:
    place, code = shut
    with keys.unlock(place, WHO, WORD) as office:
        before = place.read_bytes()
        keys.set_password(office, "李四", OTHER)
        assert keys.names(place) == (WHO, "李四")
        with pytest.raises(Refusal, match="口令不对"):
            keys.change_password(office, "李四", WORD, WORD)
        keys.change_password(office, "李四", OTHER, OTHER + "！")
        keys.prove(office, "李四", OTHER + "！")
        with pytest.raises(Refusal):
            keys.prove(office, "李四", OTHER)
        assert len(before) == len(place.read_bytes())
    with keys.unlock(place, "李四", OTHER + "！") as office:
        assert office.who == "李四"
        keys.drop_password(office, WHO)
        with pytest.raises(Refusal, match="没有人能打开"):
            keys.drop_password(office, "李四")
        newer = keys.new_code(office)
    with pytest.raises(Refusal, match="没有口令"):
        keys.unlock(place, WHO, WORD)
    with pytest.raises(Refusal, match="已经换过"):
        keys.unlock_by_code(place, code)
    keys.unlock_by_code(place, newer).close()


def test_it_is_in_the_journal_who_gave_whom_a_password_and_cannot_be_undone(shut: tuple[Path, str]) -> None:
    place, _ = shut
    with keys.unlock(place, WHO, WORD) as office:
        office.save("study", {"date": date(2025, 4, 6), "title": "后来的"})
        keys.set_password(office, "李四", OTHER)
        keys.drop_password(office, "李四")
        keys.new_code(office)
        said = [(one.who, one.why) for one in steps.recent(office)]
        assert said[:3] == [(WHO, "换恢复码"), (WHO, "收回口令：李四"), (WHO, "设置口令：李四")]
        last = next(one for one in steps.recent(office) if one.why == "设置口令：李四")
        changed, _ = history.changed(office, last.step)
        assert "李四" in str(changed)
        assert office.undoable() == "新增集中学习与研讨"
        assert office.undo() == "新增集中学习与研讨"
        with pytest.raises(Refusal):
            steps.take_back(office, last.step)
        assert proving.faults(office) == []
        with office.reading() as connection:
            assert OTHER not in str(connection.exec_driver_sql("SELECT * FROM change").all())


def test_a_new_key_makes_old_words_and_copies_useless_and_old_backups_still_open(shut: tuple[Path, str], tmp_path: Path) -> None:
    place, code = shut
    with keys.unlock(place, WHO, WORD) as office:
        keys.set_password(office, "李四", OTHER)
        old, backup = office.key, backups.make(office).backup
    assert old is not None
    newer = keys.renew(place, old, WHO, WORD + "新")
    assert newer != code
    assert keys.names(place) == (WHO,)
    for name, word in ((WHO, WORD), ("李四", OTHER)):
        with pytest.raises(Refusal):
            keys.unlock(place, name, word)
    with pytest.raises(Refusal):
        keys.unlock_by_code(place, code)
    with pytest.raises(Trouble):
        Office.open(place, key=old)
    with keys.unlock(place, WHO, WORD + "新") as office:
        whole(office)
        assert office.key is not None
        assert office.key.secret != old.secret
        assert not restoring.drill(backup, office.key).sealed
        assert restoring.drill(backup, office.key).wrong == ()
    assert keys.key_of(backup.path, "李四", OTHER) == old


def test_a_conversion_that_was_cut_short_is_finished_by_the_next_opening(
        shut: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    place, _ = shut
    with keys.unlock(place, WHO, WORD) as office:
        old = office.key
    assert old is not None
    with monkeypatch.context() as cut:
        cut.setattr(keys.sides, "settle", _cut)
        with pytest.raises(KeyboardInterrupt):
            keys.renew(place, old, WHO, OTHER)
    with keys.unlock(place, WHO, OTHER) as office:
        whole(office)
        new = office.key
    assert new is not None
    assert keyring.read(keyring.beside(place)).keys() == {new.salt}
    content, = (one for one in place.with_name(f"{place.name}-files").glob("??/*"))
    assert new.salt in content.read_bytes()[:40]
    with monkeypatch.context() as cut:
        cut.setattr(converting, "convert", _cut)
        with pytest.raises(KeyboardInterrupt):
            keys.unprotect(place, new)
    with keys.unlock(place, WHO, OTHER) as office:
        whole(office)
        assert not [data for data in lies(place) if "检举材料".encode() in data]


def _cut(*_: object) -> None:
    raise KeyboardInterrupt


def test_an_office_that_is_open_elsewhere_is_not_converted(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converting, "alone", lambda path: presence.alone(path, 0.1))
    with Office.open(place), pytest.raises(Trouble, match="打开着"):
        keys.protect(place, WHO, WORD)
    assert file.look_at(place).schema is not None
    with Office.open(place) as office:
        whole(office)


def test_an_attachment_that_is_damaged_already_does_not_stop_a_conversion(place: Path) -> None:
    content, = place.with_name(f"{place.name}-files").glob("??/*")
    content.write_bytes(b"damaged" + SECRET)
    keys.protect(place, WHO, WORD)
    with keys.unlock(place, WHO, WORD) as office:
        assert "与原先不符" in str(list(attachments.faults(office, whole=True)))
        assert not [data for data in lies(place) if "检举材料".encode() in data]
        content, = place.with_name(f"{place.name}-files").glob("??/*")
        content.write_bytes(content.read_bytes()[:-1] + b"x")
        assert list(attachments.faults(office, whole=True))
        key = office.key
    assert key is not None
    keys.unprotect(place, key)
    with Office.open(place) as office:
        assert "不在了" in str(list(attachments.faults(office, whole=True)))
        assert office.count("study") == 1


def test_copies_from_before_are_listed(place: Path) -> None:
    with Office.open(place) as office:
        made = backups.make(office).backup
    shutil.copyfile(place, place.with_name(f"{place.name}.schema1.bak"))
    shutil.copyfile(place, place.with_name("某单位（副本）.partydesk"))
    laid = drafts.path_of(str(place)).with_name(f"{drafts.path_of(str(place)).stem}-1.damaged")
    keys.protect(place, WHO, WORD)
    laid.write_text("学习", "utf-8")
    assert {one.name for one in keys.plain_copies(place)} == {
        made.path.name, f"{place.name}.schema1.bak", "某单位（副本）.partydesk", laid.name}
    with keys.unlock(place, WHO, WORD) as office:
        assert backups.newest(office) == made
        later = backups.make(office)
        assert later.lacking == ()
        assert later.backup.attached == 1
    assert later.backup.path not in keys.plain_copies(place)


def test_a_copy_that_was_opened_to_be_read_is_gone_when_the_office_is_closed(shut: tuple[Path, str]) -> None:
    place, _ = shut
    with keys.unlock(place, WHO, WORD) as office:
        one, = attachments.attached(office, office.records("study")[0].uid)
        copy = attachments.to_read(office, one)
        assert copy.read_bytes() == SECRET
        word = attachments.to_open("责任书.docx", office)
        word.write_bytes(b"x")
    assert not copy.exists()
    assert not word.exists()


def test_a_server_keeps_its_own_passwords() -> None:
    assert keys.names("postgresql+psycopg://nobody@nowhere/x") == ()
    with pytest.raises(Refusal, match="服务器"):
        keys.protect("postgresql+psycopg://nobody@nowhere/x", WHO, WORD)


def test_an_open_office_is_looked_at_without_opening_its_file(shut: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Closing any handle of the file would let go of the locks that SQLite holds on it in this process."""
    place, _ = shut
    with keys.unlock(place, WHO, WORD) as office:
        with office.door("占着"), monkeypatch.context() as watched:
            watched.setattr(file, "_looked_at", lambda _: pytest.fail("the file was opened"))
            assert keys.names(place) == (WHO,)
            keys.prove(office, WHO, WORD)
        other = driver.connect(str(place))
        other.close()


@pytest.mark.parametrize(("word", "says"), [
    ("1234567", "至少 8 个字"), ("12345678", "连着的一串"), ("87654321", "连着的一串"), ("aaaaaaaa", "反复"), ("abababab", "反复"),
    ("password", "最常见"), ("PassWord", "最常见"), ("qwertyui", "连着的一串"), ("ｑｗｅｒｔｙｕｉ", "连着的一串"), ("19850312", "日期"),
    ("1985-3-12", "日期"), ("1985年3月12日", "日期"), ("13812345678", "只有数字"), ("20259371", "只有数字"), ("abc1abc1", "重复两遍"),
    ("        ", "空格"), ("woaini1314", "最常见")])
def test_a_weak_password_is_told_why(word: str, says: str) -> None:
    assert says in keys.weak(word)


@pytest.mark.parametrize("word", ["correct horse", "桂花树下八月的风", "wdmmsjnsdya", "Zx9!kk2p", " 前后有空格 的 ", "3月的雨下到4月"])
def test_a_good_password_is_taken_whatever_it_is_made_of(word: str) -> None:
    assert keys.weak(word) == ""


def test_the_sheet_says_whose_code_it_is_what_it_is_for_and_what_is_lost_without_it(tmp_path: Path) -> None:
    from partydesk.office.code_sheet import document
    from partydesk.papers.document import plain, runs_of
    code = recovery.made()
    said = plain(tuple(run for block in document("某某委员会", code, date(2026, 3, 1)).blocks for run in runs_of(block)))
    for wanted in ("某某委员会", "2026年3月1日", "永远打不开", *code.split("-")):
        assert wanted in said
    keys.put_sheet(tmp_path / "恢复码.pdf", "某某委员会", code)
    data = (tmp_path / "恢复码.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    assert data.count(b"/Type /Page\n") + data.count(b"/Type/Page/") + data.count(b"/Type /Page ") <= 1
    with pytest.raises(Refusal, match="pdf"):
        keys.put_sheet(tmp_path / "恢复码.txt", "某某委员会", code)


def test_a_key_is_only_for_its_own_file(shut: tuple[Path, str]) -> None:
    place, _ = shut
    with pytest.raises(Trouble, match="不是同一个办公室"):
        Office.open(place, key=Key.new())
    with pytest.raises(Refusal, match="已经加密"):
        keys.protect(place, WHO, WORD)


def test_passwords_of_others_are_for_who_manages_operators(tmp_path: Path) -> None:
    place = tmp_path / "密.partydesk"
    with Office.create(place, "试验单位", who="王芳") as office:
        operators.add(office, "王芳", "review")
        operators.add(office, "李强", "enter")
    code = keys.protect(place, "王芳", "春天里的第一场雨")
    with keys.unlock(place, "王芳", "春天里的第一场雨") as office:
        keys.set_password(office, "李强", "夏天里的第一场雨")
    with keys.unlock(place, "李强", "夏天里的第一场雨") as office:
        with pytest.raises(Refusal, match="审核"):
            keys.set_password(office, "王芳", "秋天里的第一场雨")
        with pytest.raises(Refusal, match="审核"):
            keys.drop_password(office, "王芳")
        with pytest.raises(Refusal, match="审核"):
            keys.new_code(office)
        keys.change_password(office, "李强", "夏天里的第一场雨", "冬天里的第一场雪")
    with keys.unlock_by_code(place, code) as office:
        keys.set_password(office, "王芳", "秋天里的第一场雨")
    keys.unlock(place, "王芳", "秋天里的第一场雨").close()
