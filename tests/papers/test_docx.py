"""The Word file: whole by the schema's order of elements, and laid out like the PDF."""
from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from partydesk import places
from partydesk.papers import docx
from partydesk.papers.document import (
    Document,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Run,
    Signatures,
    Signoff,
    Table,
    Title,
)
from partydesk.papers.look import Look
from partydesk.papers.package import W
from partydesk.papers.pdf import Printed
from tests.papers import reading
from tests.papers.letters import letter

Save = Callable[..., dict[str, str]]

ORDER = {                                            # the sequences of ECMA-376, part 1, as far as we write them
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl kinsoku overflowPunct autoSpaceDE autoSpaceDN snapToGrid "
           "spacing ind jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs spacing sz szCs vertAlign lang",
    "style": "name basedOn uiPriority semiHidden qFormat pPr rPr tblPr",
    "tblPr": "tblW jc tblInd tblBorders tblLayout tblCellMar",
    "trPr": "cantSplit trHeight tblHeader",
    "tcPr": "tcW vAlign",
    "tcMar": "top left bottom right", "tblCellMar": "top left bottom right",
    "tblBorders": "top left bottom right insideH insideV",
    "sectPr": "footerReference type pgSz pgMar pgNumType cols docGrid",
    "settings": "zoom bordersDoNotSurroundHeader bordersDoNotSurroundFooter defaultTabStop evenAndOddHeaders "
                "characterSpacingControl noLineBreaksAfter noLineBreaksBefore compat themeFontLang decimalSymbol listSeparator",
    "font": "altName charset family pitch",
    "styles": "docDefaults style",
    "tbl": "tblPr tblGrid tr", "tr": "trPr tc", "tc": "tcPr p", "r": "rPr br tab t", "ftr": "p",
    "p": "pPr bookmarkStart r bookmarkEnd fldSimple",
    "body": "p tbl sectPr",
}
MIXED = {"p", "body"}                                # in any order after the first


@pytest.fixture(scope="module")
def everything() -> Document:
    """One of each, and some twice."""
    number = Run("16次", figure="study.group_sessions")
    return Document("总结<&>", (
        Title((Run("清源县委政法委员会机关党委上半年党建工作情况总结"), number)),
        *(Heading(level, (Run("一、学习"), number)) for level in (1, 2, 3, 4)),
        Paragraph((Run("王&<李>“学”习——"), number, Run("[1]", note=True), Run("粗", bold=True), number)),
        Paragraph((Run("居中"),), indent=0, align="center"), Paragraph((Run("靠右"),), indent=0, align="right", right=4), PageBreak(),
        Table((((Run("项目"),), (Run("次数"),)), ((Run("学习"),), (number,))), widths=(60, 40)),
        Table((((Run("甲"),), ()),), head=0), PageBreak(),
        Signatures((((Run("责任单位："),), ()), ((Run("责任人："),),))), Signatures(()),
        Signoff((Run("某委"),), (Run("2026年7月5日"),)), PageBreak(), Signoff((Run("某委"),), (Run("2026年7月5日"),)),
    ), (Note(1, (Run("注"), number)),))


def elements(parts: dict[str, str]) -> list[ElementTree.Element]:
    return [element for name, part in parts.items() if name.startswith("word/") and name.endswith(".xml")
            for element in ElementTree.fromstring(part).iter()]


def name(element: ElementTree.Element) -> str:
    return element.tag.removeprefix(f"{{{W}}}")


def test_every_part_is_in_the_order_of_the_schema(saved: Save, everything: Document) -> None:
    seen = set()
    for element in elements(saved(everything, everything, duplex=True)):
        if name(element) not in ORDER:
            continue
        order = ORDER[name(element)].split()
        children = [name(child) for child in element]
        assert set(children) <= set(order), (name(element), children)
        if name(element) in MIXED:
            assert "pPr" not in children[1:]
            assert "sectPr" not in children[:-1]
        else:
            places_ = [order.index(child) for child in children]
            assert places_ == sorted(places_), (name(element), children)
        seen.add(name(element))
    assert seen >= ORDER.keys() - {"tcMar"}


def test_the_parts_and_their_register_agree(saved: Save, everything: Document) -> None:
    parts = saved(everything)
    registered = set(re.findall(r'PartName="/([^"]+)"', parts["[Content_Types].xml"]))
    assert registered == {part for part in parts if not part.endswith(".rels")} - {"[Content_Types].xml"}
    targets = dict(re.findall(r'Id="([^"]+)" Type="[^"]+" Target="([^"]+)"', parts["word/_rels/document.xml.rels"]))
    assert {f"word/{target}" for target in targets.values()} <= set(parts)
    assert set(re.findall(r'r:id="([^"]+)"', parts["word/document.xml"])) <= set(targets)
    styles = set(re.findall(r'styleId="([^"]+)"', parts["word/styles.xml"]))
    used = set(re.findall(r'<w:(?:p|r)Style w:val="([^"]+)"', "".join(parts.values())))
    assert used <= styles
    assert "Theme" not in parts["word/styles.xml"]


def test_numbers_keep_their_figures_in_hidden_bookmarks(saved: Save, everything: Document) -> None:
    text = saved(everything, everything)["word/document.xml"]
    starts = re.findall(r'<w:bookmarkStart w:id="(\d+)" w:name="([^"]+)" ?/>', text)
    assert len(starts) == 2 * len(everything.figures)
    assert len({id for id, _ in starts}) == len({name for _, name in starts}) == len(starts)
    assert re.findall(r'<w:bookmarkEnd w:id="(\d+)" ?/>', text) == [id for id, _ in starts]
    first = f"_f1_{docx.seal('16次')}_study__group_sessions"
    assert starts[0][1] == docx.bookmark("study.group_sessions", 1, "16次") == first
    long = docx.bookmark("practice.grassroots_suggestions", 9999, "16次"), docx.bookmark("practice.grassroots_suggestionz", 9999, "16次")
    assert len(long[0]) == docx.LONGEST_NAME
    assert long[0] != long[1]
    assert re.search(rf'w:name="{first}" ?/><w:r>.{{0,200}}?<w:t xml:space="preserve">16次</w:t></w:r>'
                     r'<w:bookmarkEnd w:id="1"', text)


def test_chinese_signs_are_drawn_as_chinese(saved: Save) -> None:
    text = saved(Document("", (Paragraph((Run("“学”——习"), Run("16次"))),)))["word/document.xml"]
    assert text.count('w:hint="eastAsia"') == 1
    assert re.search(r'<w:rPr><w:rFonts w:hint="eastAsia" ?/></w:rPr><w:t xml:space="preserve">“学”——习', text)


def test_fonts_are_named_as_the_standard_names_them_with_other_names(saved: Save, gbt: Look) -> None:
    parts = saved(Document("", ()))
    assert 'w:eastAsia="仿宋_GB2312"' in parts["word/styles.xml"]
    assert re.search('<w:font w:name="仿宋_GB2312"><w:altName w:val="[^"]*仿宋,FangSong', parts["word/fontTable.xml"])
    assert ".ttf" not in parts["word/fontTable.xml"].lower()


def test_the_same_documents_give_the_same_bytes(gbt: Look, everything: Document) -> None:
    first, second = io.BytesIO(), io.BytesIO()
    docx.write([everything], gbt, first)
    docx.write([everything], gbt, second)
    assert first.getvalue() == second.getvalue()


def test_each_document_is_a_section_numbered_from_1(saved: Save, everything: Document) -> None:
    text = saved(everything, everything, everything)["word/document.xml"]
    assert len(re.findall(r'<w:pgNumType w:start="1" ?/>', text)) == 3
    assert len(re.findall(r'<w:type w:val="nextPage" ?/>', text)) == 3
    duplex = saved(everything, everything, duplex=True)["word/document.xml"]
    assert len(re.findall(r'<w:type w:val="oddPage" ?/>', duplex)) == 2


def test_heads_repeat_and_rows_stay_whole(saved: Save, everything: Document) -> None:
    text = saved(everything)["word/document.xml"]
    first, second, *_ = re.findall(r"<w:tbl>.*?</w:tbl>", text, re.DOTALL)
    assert first.count("<w:tblHeader") == 1
    assert second.count("<w:tblHeader") == 0
    assert first.count("<w:cantSplit") == 2
    assert not re.search(r"</w:tbl><w:tbl>", text)   # two such would be read as one


def test_signatures_hold_the_last_lines_before_them(saved: Save) -> None:
    sign = Signatures((((Run("责任人："),),),))
    def held(*blocks: Paragraph) -> list[bool]:
        text = saved(Document("", (*blocks, sign)))["word/document.xml"]
        return ["keepNext" in found for found in re.findall(r"<w:p>.*?</w:p>", text)[:len(blocks)]]

    short, two, long = (Paragraph((Run("学" * count),)) for count in (10, 40, 600))
    assert held(long, two) == [False, True]
    assert held(two, short) == [True, True]
    assert held(long) == [False]


def test_a_python_library_reads_it(gbt: Look, everything: Document) -> None:
    from docx import Document as Open
    target = io.BytesIO()
    docx.write([everything], gbt, target)
    target.seek(0)
    word = Open(target)
    assert word.core_properties.title == "总结<&>"
    assert word.paragraphs[0].style.name == "公文标题"
    assert [style.name for style in word.styles if style.name.startswith("Heading")] == [f"Heading {n}" for n in (1, 2, 3, 4)]
    assert "王&<李>“学”习——16次[1]粗16次" in [paragraph.text for paragraph in word.paragraphs]


LibreOffice = Callable[..., list[bytes]]


@pytest.fixture(scope="module")
def both(essay: Document, laid_out: LibreOffice, printed: Callable[..., tuple[Printed, bytes]]
         ) -> tuple[list[reading.Page], list[reading.Page]]:
    """The same papers from LibreOffice and from our own PDF: an essay, full pages, a letter."""
    full = Document("", (Paragraph((Run("学" * (26 + 28 * 49)),)),))
    # LibreOffice 7.4 parts …… and —— at the end of a line, which Word and we do not
    plain = replace(essay, blocks=tuple(
        replace(block, runs=tuple(replace(run, text=run.text.replace("……", "。")) for run in block.runs))
        for block in essay.blocks if isinstance(block, Title | Heading | Paragraph)))
    documents = [plain, full, letter(5)]
    return reading.pages(laid_out(documents)[0]), reading.pages(printed(*documents)[1])


def starts(pages: list[reading.Page]) -> list[int]:
    return [at for at, page in enumerate(pages) if page.foot.text == "—1—"]


def test_libreoffice_breaks_the_same_lines_on_the_same_pages(
        both: tuple[list[reading.Page], list[reading.Page]]) -> None:
    office, ours = both
    assert starts(office) == starts(ours)
    for theirs, page in list(zip(office, ours, strict=True))[:starts(ours)[2]]:
        assert [row.text for row in theirs.body] == [row.text for row in page.body]


def test_libreoffice_finds_22_lines_of_28_characters_within_the_margins(
        both: tuple[list[reading.Page], list[reading.Page]]) -> None:
    office, _ = both
    begin = starts(office)[1]
    for page in office[begin:begin + 2]:
        assert len(page.body) == 22
        assert {len(row.chars) for row in page.body[1:]} == {28}
        for row in page.body[1:]:
            assert row.chars[0].x * reading.MM == pytest.approx(28, abs=0.2)
            assert (row.chars[-1].x + row.size) * reading.MM == pytest.approx(184, abs=0.6)
        assert 37 <= (page.height - page.body[0].y - 0.88 * 16) * reading.MM <= 41
        assert (page.height - page.body[-1].y + 0.12 * 16) * reading.MM <= 262


def test_libreoffice_puts_the_page_number_where_the_standard_says(
        both: tuple[list[reading.Page], list[reading.Page]]) -> None:
    for page in both[0]:
        number = int(page.foot.text.strip("—"))
        assert (page.height - page.foot.y - 0.38 * 14) * reading.MM == pytest.approx(269, abs=0.5)
        if number % 2:
            assert (page.foot.chars[-1].x + 14) * reading.MM == pytest.approx(184 - 14 * reading.MM, abs=0.5)
        else:
            assert page.foot.chars[0].x * reading.MM == pytest.approx(28 + 14 * reading.MM, abs=0.5)


def test_libreoffice_gives_a_letter_two_pages_with_its_signatures_whole(
        both: tuple[list[reading.Page], list[reading.Page]]) -> None:
    office, ours = both
    pages = office[starts(office)[2]:]
    assert len(pages) == len(ours) - starts(ours)[2] == 2
    assert [row.text for row in pages[1].body[-3:]] == [row.text for row in ours[-1].body[-3:]]
    assert pages[1].body[-1].text == "年月日年月日"


def test_the_file_is_small(gbt: Look, essay: Document) -> None:
    target = io.BytesIO()
    docx.write([essay], gbt, target)
    assert len(target.getvalue()) < 20_000
    assert zipfile.ZipFile(target).testzip() is None
    assert places.fonts().is_dir()


def test_what_one_look_gives_its_files_no_other_look_gets(gbt: Look, everything: Document) -> None:
    def written(look: Look) -> tuple[str, str]:
        target = io.BytesIO()
        docx.write([everything], look, target)
        with zipfile.ZipFile(target) as package:
            return package.read("word/styles.xml").decode(), package.read("word/fontTable.xml").decode()

    body = gbt.font["body"].model_copy(update={"word": "青禾仿宋"})
    other = gbt.model_copy(update={"font": gbt.font | {"body": body}})       # the typefaces alone, which are no part of a look's hash
    assert hash(other) == hash(gbt)
    first, second = written(gbt), written(other)
    assert all("青禾仿宋" in part for part in second)
    assert not any("青禾仿宋" in part for part in first)
    assert written(gbt) == first
