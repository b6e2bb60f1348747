"""Many copies of a form in one file: sections of their own, pages from 1, lists from the beginning, one name for one thing."""
from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from partydesk.errors import Refusal
from partydesk.papers import docx
from partydesk.papers.blanks import Facts, Form, Rows
from partydesk.papers.document import Document as Words
from partydesk.papers.document import Heading, Paragraph, Run, Title
from partydesk.papers.look import Look
from partydesk.papers.merged import MOST_COPIES, merge
from partydesk.papers.parcel import Parcel

from . import foreign
from .foreign import changed, form, letter, paragraph, paragraphs_of, parts_of, rich

ROOT = Path(__file__).resolve().parents[2]
CHECKER = ROOT / "build" / "node" / "node_modules" / ".bin" / "ooxml-validator"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def facts(number: int) -> Facts:
    rows = [{"内容": f"第{n}个", "整改时限": "7月1日"} for n in range(number % 3)]
    return Facts({"单位": "某县委", "编号": f"责字{number}号", "年度": "2025", "责任人": f"张三{number}", "责任人.职务": "科长&",
                  "责任内容": ("抓学习", "抓纪律"), "签订领导": "李四", "日期": "2025年6月30日", "姓名": f"第{number}人"},
                 {"问题": Rows(frozenset({"内容", "整改时限"}), rows)})


def together(data: bytes, copies: int, *, duplex: bool = False) -> bytes:
    return merge(Form.open(data), [facts(number) for number in range(1, copies + 1)], duplex=duplex)


def errors(data: bytes, room: Path) -> list[str]:
    """What the Open XML SDK has to say against a file."""
    if not CHECKER.exists():
        pytest.skip("no validator: run make node")
    path = room / "checked.docx"
    path.write_bytes(data)
    told = subprocess.run([CHECKER, str(path)], capture_output=True, text=True, check=False).stdout
    return [f"{error['path']} {error['xPath']}: {error['description']}" for error in json.loads(told)["errors"]]


def sections(data: bytes) -> list[dict[str, str | None]]:
    found = []
    for section in Document(io.BytesIO(data)).element.body.iter(f"{W}sectPr"):
        numbering, sort = section.find(f"{W}pgNumType"), section.find(f"{W}type")
        found.append({"start": None if numbering is None else numbering.get(f"{W}start"),
                      "type": None if sort is None else sort.get(f"{W}val")})
    return found


def test_each_copy_is_a_section_counted_from_one() -> None:
    data = together(rich(), 4, duplex=True)
    assert sections(data) == [{"start": "1", "type": "oddPage"}] * 4
    assert sections(together(rich(), 3)) == [{"start": "1", "type": "nextPage"}] * 3
    assert [text for text in paragraphs_of(data) if text.startswith("甲方")] == [
        f"甲方与张三{n}签订本责任书（职务：科长&）。" for n in range(1, 5)]


def test_one_copy_is_the_form_itself_filled_in() -> None:
    one = Form.open(rich())
    assert merge(one, [facts(1)]) == one.filled(facts(1))


def test_heads_with_tags_are_there_for_each_copy_and_others_once() -> None:
    parts = parts_of(together(rich(), 3))
    heads = sorted(name for name in parts if name.startswith("word/header"))
    assert [paragraphs_of(together(rich(), 3), name) for name in heads] == [
        [f"某县委　责字{n}号"] for n in (1, 2, 3)]
    assert len([name for name in parts if name.startswith("word/footer")]) == 1
    assert b"SECTIONPAGES" in parts["word/footer1.xml"]              # “of so many pages” is meant of the copy


def test_lists_count_from_the_beginning_in_every_copy() -> None:
    data = together(rich(), 3)
    document = Document(io.BytesIO(data))
    used = [found.get(f"{W}val") for p in document.element.body.iter(f"{W}p") for found in p.iterfind(f"{W}pPr/{W}numPr/{W}numId")]
    assert len(used) == 4
    assert len(set(used)) == 2
    numbering = parts_of(data)["word/numbering.xml"].decode()
    for id in set(used):
        assert re.search(rf'<w:num w:numId="{id}"><w:abstractNumId w:val="\d+"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>',
                         numbering)


def test_names_that_may_be_given_once_are() -> None:
    marked = ('<w:p w14:paraId="00000001" w14:textId="00000002"><w:bookmarkStart w:id="3" w:name="x"/><w:r><w:t>{{姓名}}</w:t></w:r>'
              '<w:bookmarkEnd w:id="3"/></w:p>')
    text = parts_of(together(form(marked, paragraph("末")), 3))["word/document.xml"].decode()
    assert [text.count(name) for name in ('w:name="x"', "bookmarkEnd", "w14:paraId")] == [1, 1, 1]
    text = parts_of(together(rich(), 5))["word/document.xml"].decode()
    ids = re.findall(r'<wp:docPr id="(\d+)"', text)
    assert len(ids) == len(set(ids)) == 5


def test_the_forms_own_pages_stay() -> None:
    """Two sections, the second on its side with a head: the first of the next copy does not take the head over."""
    document = Document()
    document.add_paragraph("{{姓名}}的封面")
    second = document.add_section()
    second.page_width, second.page_height = second.page_height, second.page_width
    second.header.is_linked_to_previous = False
    second.header.paragraphs[0].text = "附表"
    document.add_paragraph("{{姓名}}的附表")
    data = together(foreign.saved(document), 2, duplex=True)
    made = Document(io.BytesIO(data)).sections
    assert len(made) == 4
    assert [one.header.paragraphs[0].text for one in made] == ["", "附表", "", "附表"]
    assert [one.page_width > one.page_height for one in made] == [False, True, False, True]
    assert [one["start"] for one in sections(data)] == ["1", None, "1", None]
    assert [one["type"] for one in sections(data)][::2] == ["oddPage"] * 2


def test_a_form_that_counts_its_pages_from_elsewhere_keeps_to_it() -> None:
    tail = foreign.TAIL.replace("</w:sectPr>", '<w:pgNumType w:fmt="numberInDash" w:start="3"/></w:sectPr>')
    text = parts_of(together(form(paragraph("{{姓名}}"), paragraph("末"), tail=tail), 2))["word/document.xml"].decode()
    assert text.count('<w:pgNumType w:fmt="numberInDash" w:start="3"/>') == 2
    assert text.index("<w:pgMar") < text.index("<w:pgNumType")


@pytest.mark.parametrize("last", [
    "<w:p/>", "<w:p><w:pPr/></w:p>", '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t>末</w:t></w:r></w:p>', paragraph("{{责任内容}}"),
    "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc><w:tcPr/><w:p/></w:tc></w:tr></w:tbl>",
    '<w:p><w:pPr><w:rPr/><w:pPrChange w:id="9" w:author="a"><w:pPr/></w:pPrChange></w:pPr></w:p>'])
def test_however_a_form_ends_its_pages_are_told_apart(last: str, tmp_path: Path) -> None:
    data = together(form(paragraph("{{姓名}}"), last), 3)
    assert [one["start"] for one in sections(data)] == ["1", "1", "1"]
    assert errors(data, tmp_path) == []


def test_a_form_without_a_page_of_its_own() -> None:
    data = together(form(paragraph("{{姓名}}"), tail="</w:body></w:document>"), 2)
    assert [one["start"] for one in sections(data)] == ["1", "1"]


def test_notes_are_told_copy_by_copy(tmp_path: Path) -> None:
    note = '<w:p><w:r><w:t>{{姓名}}</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    sheet = (f'<?xml version="1.0"?><w:footnotes {foreign.NAMES}>'
             '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
             '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
             '<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>见{{编号}}</w:t></w:r></w:p></w:footnote></w:footnotes>')

    def noted(parts: dict[str, bytes]) -> None:
        parts["word/footnotes.xml"] = sheet.encode()
        parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
            b"</Relationships>", b'<Relationship Id="rIdN" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
            b'footnotes" Target="footnotes.xml"/></Relationships>')
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
            b"</Types>", b'<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            b'wordprocessingml.footnotes+xml"/></Types>')

    data = together(changed(form(note, paragraph("末")), noted), 3)
    assert [text for text in paragraphs_of(data, "word/footnotes.xml") if text] == ["见责字1号", "见责字2号", "见责字3号"]
    text = parts_of(data)["word/document.xml"].decode()
    assert re.findall(r'footnoteReference w:id="(\d+)"', text) == ["2", "5", "8"]
    assert errors(data, tmp_path) == []


def test_too_many_copies_are_refused() -> None:
    with pytest.raises(Refusal, match="最多合并"):
        merge(Form.open(letter("{{姓名}}")), [facts(1)] * (MOST_COPIES + 1))


# ── by other programs' judgement ─────────────────────────────────────────────────────────────────

def ours(look: Look) -> bytes:
    """Our own exported letter, as a clerk would take it and type tags into it."""
    target = io.BytesIO()
    docx.write([Words("责任书", (Title((Run("{{年度}}年度责任书"),)), Paragraph((Run("{{单位}}与｛｛责任人｝｝签订。"),)),
                              Heading(1, (Run("一、责任"),)), Paragraph((Run("{{责任内容}}"),)),
                              Paragraph((Run("{{日期}}"),))))], look, target)
    return target.getvalue()


def resaved(data: bytes, room: Path) -> bytes:
    """A form as LibreOffice writes it."""
    path = room / "form.docx"
    path.write_bytes(data)
    _office(room, "docx:MS Word 2007 XML", path, room / "again")
    return (room / "again" / "form.docx").read_bytes()


def _office(room: Path, sort: str, path: Path, out: Path) -> None:
    subprocess.run(["soffice", f"-env:UserInstallation=file://{room}/profile", "--headless", "--convert-to", sort, "--outdir", str(out),
                    str(path)], check=True, capture_output=True, env=os.environ | {"HOME": str(room)})


def test_the_validator_finds_nothing_against_filled_and_merged_forms(gbt: Look, tmp_path: Path) -> None:
    for data in (ours(gbt), rich()):
        assert errors(data, tmp_path) == []
        assert errors(Form.open(data).filled(facts(2)), tmp_path) == []
        assert errors(together(data, 5, duplex=True), tmp_path) == []


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_a_form_that_libreoffice_saved_has_no_more_errors_than_before(tmp_path: Path) -> None:
    data = resaved(rich(), tmp_path)
    before = {re.sub(r"\[\d+\]", "", error) for error in errors(data, tmp_path)}
    for made in (Form.open(data).filled(facts(2)), together(data, 4, duplex=True)):
        assert {re.sub(r"\[\d+\]", "", error) for error in errors(made, tmp_path)} <= before
        assert "{{" not in Parcel.open(made).text.decode()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_fifty_six_letters_of_two_pages_are_a_hundred_and_twelve(tmp_path: Path) -> None:
    document = Document()
    foot = document.sections[0].footer.paragraphs[0]
    foot._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
    document.add_paragraph("与{{姓名}}签订")
    document.add_page_break()
    document.add_paragraph("签字：{{姓名}}")
    begun = time.process_time()
    data = together(foreign.saved(document), 56, duplex=True)
    assert time.process_time() - begun < 2                           # of the processor: 0.1 s
    (tmp_path / "all.docx").write_bytes(data)
    _office(tmp_path, "pdf", tmp_path / "all.docx", tmp_path)
    from pypdfium2 import PdfDocument
    pages = [page.get_textpage().get_text_bounded() for page in PdfDocument(tmp_path / "all.pdf")]
    assert len(pages) == 112
    assert [re.findall(r"\d+\s*$", page.strip())[0].strip() for page in pages] == ["1", "2"] * 56
    assert all(f"第{number}人" in pages[2 * number - 2].replace(" ", "") for number in range(1, 57))
