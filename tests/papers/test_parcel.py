"""A Word file from elsewhere: what is not a sound one, or is made to harm, is refused in words; what is, stays as it is."""
from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from partydesk.errors import Refusal
from partydesk.papers import docx
from partydesk.papers.document import Document, Paragraph, Run
from partydesk.papers.look import Look
from partydesk.papers.parcel import LARGEST_FILE, MOST, Parcel

Change = Callable[[dict[str, bytes]], object]


@pytest.fixture(scope="module")
def paper(gbt: Look) -> bytes:
    target = io.BytesIO()
    docx.write([Document("总结", (Paragraph((Run("学习"), Run("16次", "study.sessions"))),))], gbt, target)
    return target.getvalue()


def repacked(data: bytes, change: Change) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return target.getvalue()


def put(name: str, part: bytes) -> Change:
    return lambda parts: parts.__setitem__(name, part)


def swap(name: str, old: bytes, new: bytes) -> Change:
    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)
    return change


DECLARED = b"""<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">
<!ENTITY c SYSTEM "file:///etc/passwd">]>"""


@pytest.mark.parametrize(("change", "says"), [
    (put("word/vbaProject.bin", b"x"), "宏"),
    (put("word/activeX/activeX1.xml", b"<x/>"), "控件"),
    (swap("[Content_Types].xml", b"document.main+xml", b"document.macroEnabled.main+xml"), "宏"),
    (swap("[Content_Types].xml", b"wordprocessingml.document.main+xml", b"spreadsheetml.sheet.main+xml"), "不是 Word 文档"),
    (lambda parts: parts.pop("[Content_Types].xml"), "不是 Word 文档"),
    (lambda parts: parts.pop("word/document.xml"), "没有正文"),
    (lambda parts: parts.pop("_rels/.rels"), "不是 Word 文档"),
    (put("../outside.xml", b"<x/>"), "内部结构"),
    (lambda parts: parts.update({f"x/{n}": b"" for n in range(MOST + 1)}), "太大"),
])
def test_what_is_no_sound_word_file_is_refused(paper: bytes, change: Change, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        Parcel.open(repacked(paper, change))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", b"{\\rtf1}", "一段文字".encode()])
def test_what_is_no_package_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal, match="不是完好的 Word 文档"):
        Parcel.open(data)


def test_old_and_oversized_files_are_refused() -> None:
    with pytest.raises(Refusal, match="旧格式"):
        Parcel.open(b"\xd0\xcf\x11\xe0" + bytes(600))
    with pytest.raises(Refusal, match="超过 50 MB"):
        Parcel.open(bytes(LARGEST_FILE + 1))


def test_a_cut_off_file_is_refused(paper: bytes) -> None:
    for end in range(0, len(paper), 997):
        with pytest.raises(Refusal):
            Parcel.open(paper[:end])


def test_a_bomb_is_refused_before_it_is_unpacked(paper: bytes) -> None:
    bomb = repacked(paper, put("word/media/image1.png", bytes(201 << 20)))
    assert len(bomb) < 1 << 20
    with pytest.raises(Refusal, match="解开后太大"):
        Parcel.open(bomb)


def test_a_file_that_lies_about_its_size_is_refused(paper: bytes) -> None:
    bomb = bytearray(repacked(paper, put("word/media/image1.png", bytes(201 << 20))))
    at = bomb.rindex(b"PK\x01\x02")               # of the central register, the last entry
    bomb[at + 24:at + 28] = (100).to_bytes(4, "little")
    with pytest.raises(Refusal):
        Parcel.open(bytes(bomb))


@pytest.mark.parametrize("name", ["[Content_Types].xml", "_rels/.rels"])
def test_declarations_are_refused(paper: bytes, name: str) -> None:
    def change(parts: dict[str, bytes]) -> None:
        parts[name] = DECLARED + parts[name].partition(b"?>")[2]

    with pytest.raises(Refusal, match="声明"):
        Parcel.open(repacked(paper, change))


def test_another_text_leaves_every_other_part_as_it_is(paper: bytes) -> None:
    parcel = Parcel.open(paper)
    assert parcel.with_text(parcel.text) is parcel.whole
    changed = parcel.with_text(parcel.text.replace("学习".encode(), "读书".encode()))
    with zipfile.ZipFile(io.BytesIO(paper)) as old, zipfile.ZipFile(io.BytesIO(changed)) as new:
        assert old.namelist() == new.namelist()
        for before, after in zip(old.infolist(), new.infolist(), strict=True):
            assert (before.date_time, before.compress_type) == (after.date_time, after.compress_type)
            if before.filename != "word/document.xml":
                assert old.read(before) == new.read(after)
        assert "读书" in new.read("word/document.xml").decode()
