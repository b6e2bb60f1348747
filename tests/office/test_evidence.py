"""佐证材料包: an index, the records and their files, whole or not at all, and under names that every system takes."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from partydesk.errors import Refusal
from partydesk.office import Office, attachments, evidence, stating
from partydesk.office.trace import trace

HALF = "2025H1"
SESSIONS = "study.group_sessions"
NAMES = ("签到:表<一>?.jpg", "方案 终稿. .docx", "长" * 110 + ".pdf")


@pytest.fixture
def office(sample_place: str, copy_of: Callable[[str], str]) -> Iterator[Office]:
    """The sample office to be written in, with files beside two of its sessions."""
    with Office.open(copy_of(sample_place)) as made:
        first, second = (one.id for one in trace(made, SESSIONS, HALF).records[:2])
        for name in NAMES:
            attachments.attach(made, "study", first, name, name.encode())
        attachments.attach(made, "study", second, "照片.png", b"picture")
        yield made


def text_of(path: Path) -> str:
    pdf = pypdfium2.PdfDocument(path)
    return "".join(pdf[n].get_textpage().get_text_range() for n in range(len(pdf))).replace("\r\n", "")


def test_everything_behind_a_number_lies_in_one_folder(office: Office, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    done = evidence.pack(office, SESSIONS, HALF, tmp_path / "材料", told=lambda n, of: told.append((n, of)))
    found = trace(office, SESSIONS, HALF)
    assert (done.records, done.files, done.gone) == (len(found.records), 4, ())
    assert told == [(n, 7) for n in range(1, 8)]               # four files, one sheet, two forms of the index
    said = text_of(done.folder / "00-佐证材料目录.pdf")
    for words in ("组织集中学习", found.text, found.because, "2025年1月1日至2025年6月30日", *(one.title for one in found.records)):
        assert words in said, words
    book = openpyxl.load_workbook(done.folder / "记录" / "集中学习与研讨.xlsx")
    assert book.active is not None
    assert book.active.max_row - 1 == len(found.records)
    assert (done.folder / "00-佐证材料目录.docx").stat().st_size > 5_000


def test_files_bear_the_number_of_their_record_and_names_that_every_system_takes(office: Office, tmp_path: Path) -> None:
    done = evidence.pack(office, SESSIONS, HALF, tmp_path / "材料")
    names = sorted(path.name for path in (done.folder / "附件").iterdir())
    assert [name[:7] for name in names] == ["0001-1-", "0001-2-", "0001-3-", "0002-1-"]
    for path in (done.folder / "附件").iterdir():
        assert re.fullmatch(r'[^<>:"/\\|?*\x00-\x1f]+[^. ]', path.name)
        assert len(path.name) <= evidence.LONGEST + 7
    assert {path.read_bytes() for path in (done.folder / "附件").iterdir()} == {b"picture", *(name.encode() for name in NAMES)}
    said = text_of(done.folder / "00-佐证材料目录.pdf")
    assert "0002-1-照片.png" in said


def test_number_of_parts_has_the_records_of_each(office: Office, tmp_path: Path) -> None:
    done = evidence.pack(office, "member.pledge_rate", HALF, tmp_path / "材料")
    parts = [part for part in trace(office, "member.pledge_rate", HALF).walk() if part.records]
    assert len(parts) == 2
    assert done.records == len({record.id for part in parts for record in part.records})   # each once, however often it counts
    said = text_of(done.folder / "00-佐证材料目录.pdf")
    assert all(f"{n}. " in said for n in (1, 2))


def test_scope_is_kept(office: Office, tmp_path: Path) -> None:
    branch = "机关第一党支部"
    done = evidence.pack(office, "org.committee_meetings", HALF, tmp_path / "材料", branch)
    assert done.records == 6
    assert branch in text_of(done.folder / "00-佐证材料目录.pdf")
    assert evidence.called(office, "org.committee_meetings", HALF, branch) == "佐证材料-机关第一党支部2025年上半年-召开支委会"


def test_stated_number_brings_its_reason_and_what_the_records_say(office: Office, tmp_path: Path) -> None:
    stating.state(office, SESSIONS, HALF, "18次", "含上级组织的两次视频学习")
    done = evidence.pack(office, SESSIONS, HALF, tmp_path / "材料")
    said = text_of(done.folder / "00-佐证材料目录.pdf")
    for words in ("18次", "含上级组织的两次视频学习", "16次"):
        assert words in said, words
    assert done.records == 16


def test_number_without_records_says_so(office: Office, tmp_path: Path) -> None:
    done = evidence.pack(office, "model.violations_zero", HALF, tmp_path / "材料")
    assert (done.records, done.files) == (0, 0)
    assert "期内没有计入的记录" in text_of(done.folder / "00-佐证材料目录.pdf")
    assert sorted(path.name for path in done.folder.iterdir()) == ["00-佐证材料目录.docx", "00-佐证材料目录.pdf"]


def test_folder_with_something_in_it_is_left_alone(office: Office, tmp_path: Path) -> None:
    out = tmp_path / "材料"
    out.mkdir()
    (out / "别的.txt").write_text("在", "utf-8")
    with pytest.raises(Refusal, match="已有内容，不会覆盖"):
        evidence.pack(office, SESSIONS, HALF, out)
    assert [path.name for path in out.iterdir()] == ["别的.txt"]


class Stopped(Exception):
    """What a clerk's cancel raises."""


@pytest.mark.parametrize("after", [1, 4, 5, 7])
def test_nothing_half_written_stays_when_it_is_stopped(office: Office, tmp_path: Path, after: int) -> None:
    def told(done: int, _all: int) -> None:
        if done == after:
            raise Stopped
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(Stopped):
        evidence.pack(office, SESSIONS, HALF, tmp_path / "材料", told=told)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.files("on a server a content that is gone here is fetched anew")
def test_file_whose_content_is_gone_is_named_and_ends_nothing(office: Office, tmp_path: Path) -> None:
    second = trace(office, SESSIONS, HALF).records[1]
    uid = office.record("study", second.id).uid
    lost, = attachments.attached(office, uid)
    attachments.held(office, lost.hash).unlink()
    done = evidence.pack(office, SESSIONS, HALF, tmp_path / "材料")
    assert (done.files, done.gone) == (3, ("0002-1-照片.png",))
    assert "（内容不在了）" in text_of(done.folder / "00-佐证材料目录.pdf")
