"""Files of records: what they contain is kept once, safely, and missed when it is gone."""
from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from partydesk import places
from partydesk.cli import main
from partydesk.errors import Refusal, Trouble
from partydesk.office import Office, attachments, checking
from partydesk.office.attachments import Attachment
from tests.office.test_undo import MEETING


@pytest.fixture
def uid(office: Office) -> str:
    return office.record("study", office.save("study", MEETING)).uid


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "会场照片.JPG"
    path.write_bytes(b"\xff\xd8" + os.urandom(3_000_000))
    return path


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of one's own for what an office on a server has here."""
    (tmp_path / "own").mkdir()
    monkeypatch.setattr(places, "own", lambda: tmp_path / "own")


def lying(office: Office) -> list[Path]:
    return [path for path in attachments.folder(office).rglob("*") if path.is_file()]


@pytest.mark.files("contents lie beside the file; test_serving has those of a server")
def test_a_file_lies_beside_the_office_by_what_it_contains(office: Office, uid: str, photo: Path) -> None:
    made = attachments.attach(office, *attachments.whose(office, uid), photo.name, photo)
    digest = hashlib.sha256(photo.read_bytes()).hexdigest()
    place = attachments.folder(office) / digest[:2] / digest
    assert attachments.folder(office) == Path(f"{office.place}-files")
    assert (made.hash, attachments.held(office, digest), lying(office)) == (digest, place, [place])
    assert place.read_bytes() == photo.read_bytes()
    assert attachments.attached(office, uid) == [Attachment(digest, "会场照片.JPG", "image/jpeg", 3_000_002, made_at(office, uid))]
    assert (made.sort, made.weight) == ("图片", "2.9 MB")


def made_at(office: Office, uid: str) -> str:
    return attachments.attached(office, uid)[0].added


def test_the_same_content_is_kept_once_and_a_damaged_one_is_made_whole(office: Office, photo: Path) -> None:
    digest = attachments.keep(office, photo)
    assert attachments.keep(office, photo.read_bytes()) == digest
    place, = lying(office)
    place.write_bytes(b"damaged")
    attachments.keep(office, photo)
    assert place.read_bytes() == photo.read_bytes()


def test_adding_renaming_and_removing_can_be_undone_and_the_content_stays(office: Office, uid: str, photo: Path) -> None:
    kind, id = attachments.whose(office, uid)
    made = attachments.attach(office, kind, id, photo.name, photo)
    attachments.rename(office, uid, made.hash, "主席台")
    assert [one.name for one in attachments.attached(office, uid)] == ["主席台.JPG"]
    attachments.detach(office, uid, made.hash)
    assert attachments.attached(office, uid) == []
    assert attachments.counts(office, kind, [id]) == {}
    assert len(lying(office)) == 1
    assert [office.undo() for _ in range(3)] == ["移除附件：主席台.JPG", "附件改名：主席台.JPG", "添加附件：会场照片.JPG"]
    assert attachments.attached(office, uid) == []


def test_files_wait_for_a_record_and_come_with_it_in_one_step(office: Office, photo: Path) -> None:
    waiting = [attachments.taken(office, photo.name, photo), attachments.taken(office, "说明.txt", "说明".encode())]
    with office.together("新增集中学习与研讨"):
        id = office.save("study", MEETING)
        attachments.attach_taken(office, "study", id, waiting)
    uid = office.record("study", id).uid
    assert [one.name for one in attachments.attached(office, uid)] == ["会场照片.JPG", "说明.txt"]
    assert attachments.counts(office, "study", [id, 99]) == {id: 2}
    attachments.attach_taken(office, "study", id, waiting)         # there already: nothing to do
    assert office.undo() == "新增集中学习与研讨"
    assert attachments.attached(office, uid) == []


@pytest.mark.parametrize(("name", "words"), [
    ("没有.txt", "没有这个文件"), ("夹", "是文件夹"), ("空.txt", "空文件"), ("大.mp4", "最大 200 MB")])
def test_what_cannot_be_taken_is_refused(office: Office, tmp_path: Path, name: str, words: str) -> None:
    path = tmp_path / name
    if name == "夹":
        path.mkdir()
    elif name != "没有.txt":
        path.touch()
    if name == "大.mp4":
        os.truncate(path, attachments.LARGEST + 1)
    with pytest.raises(Refusal, match=words):
        attachments.taken(office, name, path)
    assert not attachments.folder(office).exists()


def test_names_are_kept_without_folders_and_not_endless() -> None:
    assert attachments.called("C:\\照片\\一.jpg") == "一.jpg"
    assert attachments.called("  /tmp/一 \n 二.jpg ") == "一 二.jpg"
    long = attachments.called("长" * 500 + ".docx")
    assert (len(long), long[-5:]) == (attachments.LONGEST, ".docx")
    assert attachments.called("") == "未命名"


def test_a_copy_to_read_cannot_be_written_in_and_one_to_keep_can(office: Office, uid: str, tmp_path: Path) -> None:
    made = attachments.attach(office, *attachments.whose(office, uid), "记录.txt", "内容".encode())
    copy = attachments.to_read(office, made)
    assert (copy.name, copy.read_text("utf-8")) == ("记录.txt", "内容")
    assert copy.stat().st_mode & 0o222 == 0
    assert attachments.to_read(office, made) == copy               # again
    attachments.save_as(office, made, tmp_path / "另存.txt")
    assert (tmp_path / "另存.txt").read_text("utf-8") == "内容"


def test_a_full_disk_leaves_nothing_half_made(office: Office, photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Trouble, match="磁盘空间"):
        attachments.keep(office, photo)
    assert lying(office) == []


@pytest.mark.files("contents lie beside the file; test_serving has those of a server")
def test_missing_and_damaged_contents_are_found(office: Office, uid: str, capsys: pytest.CaptureFixture[str]) -> None:
    kind, id = attachments.whose(office, uid)
    gone = attachments.attach(office, kind, id, "照片.txt", b"photo")
    worn = attachments.attach(office, kind, id, "扫描件.txt", b"scan")
    assert list(attachments.faults(office, whole=True)) == []
    assert main(["check", office.place]) == 0
    attachments.held(office, gone.hash).unlink()
    attachments.held(office, worn.hash).write_bytes(b"scar")
    assert [fault.split("”")[0] for fault in attachments.faults(office, whole=True)] == ["“照片.txt", "“扫描件.txt"]
    short = list(attachments.faults(office, whole=False))          # of the same length: only reading it through tells
    assert [finding.found for finding in checking.check(office)] == short
    assert len(short) == 1
    capsys.readouterr()
    assert main(["check", office.place]) == 1
    said = capsys.readouterr()
    assert "照片.txt" in said.out + said.err
    assert "扫描件.txt" in said.out + said.err
    with pytest.raises(Trouble, match="-files"):
        attachments.held(office, gone.hash)


def test_only_a_live_record_takes_files(office: Office, uid: str) -> None:
    kind, id = attachments.whose(office, uid)
    office.remove(kind, id)
    with pytest.raises(Refusal):
        attachments.attach(office, kind, id, "照片.txt", b"x")
