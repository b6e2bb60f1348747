"""A leader's Word file read back: held against what was sent, brought up to date, and written as a new file."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from partydesk.catalogue.period import Period
from partydesk.errors import Refusal
from partydesk.office import Office, closing, printing, returned
from partydesk.papers.parcel import Parcel

PAPER, H1 = "half_year_summary", Period.read("2025H1")


@pytest.fixture
def mine(sample_place: str, copy_of: Callable[[str], str]) -> Iterator[Office]:
    with Office.open(copy_of(sample_place), who="王芳", desk="desk-one") as office:
        yield office


def swapped(data: bytes, *pairs: tuple[str, str]) -> bytes:
    parcel = Parcel.open(data)
    xml = parcel.text.decode()
    for old, new in pairs:
        assert old in xml
        xml = xml.replace(old, new, 1)
    return parcel.with_text(xml.encode())


def drop_a_session(office: Office) -> None:
    office.remove("study", next(one.id for one in office.records("study", H1) if one.values["form"] == "collective"))


@pytest.fixture
def edited(mine: Office, tmp_path: Path) -> Path:
    """The summary as a leader left it: one sentence changed, one number written by hand."""
    path = tmp_path / "领导改.docx"
    printing.export(mine, PAPER, H1, path)
    path.write_bytes(swapped(path.read_bytes(), ("期内组织集中学习", "上半年共组织集中学习"), (">4场<", ">五场<")))
    return path


def test_an_edited_file_is_brought_up_to_date(mine: Office, edited: Path, tmp_path: Path) -> None:
    closing.close(mine, PAPER, H1)
    drop_a_session(mine)
    before = edited.read_bytes()
    found = returned.read(mine, PAPER, H1, edited)
    assert [(one.figure, one.change) for one in found.edited.moved] == [("study.group_sessions", "16次 → 15次")]
    assert found.label(found.edited.moved[0]) == mine.catalogue.figures["study.group_sessions"].label
    assert [(one.figure, one.written) for one in found.edited.overwritten] == [("study.seminars", "五场")]
    assert [one.kind for one in found.edited.prose] == ["changed"]
    assert found.edited.bound == 156
    assert found.against.startswith("第1次定稿")
    assert not found.doubt
    out = tmp_path / found.name
    returned.save(found, out)
    assert edited.read_bytes() == before
    assert Parcel.open(out.read_bytes()).text.decode() == Parcel.open(found.edited.content).text.decode()
    again = returned.read(mine, PAPER, H1, out)
    assert not again.edited.moved


def test_of_two_closings_the_one_it_was_made_from_is_taken(mine: Office, tmp_path: Path) -> None:
    closing.close(mine, PAPER, H1)
    drop_a_session(mine)
    second = closing.close(mine, PAPER, H1)
    drop_a_session(mine)
    path = tmp_path / "改.docx"
    path.write_bytes(closing.sent(mine, second, second.ending(".docx")))
    found = returned.read(mine, PAPER, H1, path)
    assert found.against.startswith("第2次定稿")
    assert [one.change for one in found.edited.moved] == ["15次 → 14次"]


def test_without_a_closing_it_is_held_against_todays_paper(mine: Office, edited: Path) -> None:
    drop_a_session(mine)
    found = returned.read(mine, PAPER, H1, edited)
    assert found.against == "按现在的记录重新排出的文书"
    assert [one.change for one in found.edited.moved] == ["16次 → 15次"]
    assert [one.written for one in found.edited.overwritten] == ["五场"]


def test_a_file_of_another_period_is_refused(mine: Office, edited: Path) -> None:
    with pytest.raises(Refusal, match="不是2024年上半年的"):
        returned.read(mine, PAPER, "2024H1", edited)


def test_a_file_of_another_period_that_lost_its_mark_is_doubted(mine: Office, tmp_path: Path) -> None:
    path = tmp_path / "去年.docx"
    printing.export(mine, PAPER, "2024H1", path)
    data = path.read_bytes()
    name = Parcel.open(data).text.decode().partition('w:name="_p_')[2][:16]
    path.write_bytes(swapped(data, (f"_p_{name}", "other")))
    assert "请核对" in returned.read(mine, PAPER, H1, path).doubt


def test_a_file_from_elsewhere_is_refused(mine: Office, tmp_path: Path) -> None:
    from docx import Document
    path = tmp_path / "通知.docx"
    made = Document()
    made.add_paragraph("关于开会的通知")
    made.save(str(path))
    with pytest.raises(Refusal, match="没有找到本程序印出的数字"):
        returned.read(mine, PAPER, H1, path)
    with pytest.raises(Refusal, match="没有这个文件"):
        returned.read(mine, PAPER, H1, tmp_path / "无.docx")


def test_the_leaders_own_file_is_never_written_over(mine: Office, edited: Path, tmp_path: Path) -> None:
    found = returned.read(mine, PAPER, H1, edited)
    before = edited.read_bytes()
    link = tmp_path / "另一个名字.docx"
    link.symlink_to(edited)
    for target in (edited, edited.parent / "." / edited.name, link):
        with pytest.raises(Refusal, match="原文件"):
            returned.save(found, target)
    with pytest.raises(Refusal, match=r"\.docx"):
        returned.save(found, tmp_path / "x.pdf")
    assert edited.read_bytes() == before
