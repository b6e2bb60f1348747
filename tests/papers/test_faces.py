"""The typefaces of a machine."""
from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from fontTools import subset
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont

from partydesk import places
from partydesk.errors import Trouble
from partydesk.papers import faces, pdf
from partydesk.papers.document import Document, Heading, Paragraph, Run, Title
from partydesk.papers.look import Look
from partydesk.papers.pdf import Printed
from tests.papers import reading
from tools.fonts import RARE_NAMES


def small(target: Path, name: str, chars: str, rights: int = 0, source: str = "Fang.ttf") -> Path:
    """A little font of a few characters, called `name`, with the embedding `rights` of its maker."""
    with TTFont(places.fonts() / source) as font:
        options = subset.Options(layout_features=[], notdef_outline=True)
        cutter = subset.Subsetter(options)
        cutter.populate(text=chars)
        cutter.subset(font)
        font["OS/2"].fsType = rights
        for entry in font["name"].names:
            if entry.nameID in faces.NAMES:
                entry.string = name if entry.nameID != 6 else "Small"
        target.parent.mkdir(parents=True, exist_ok=True)
        font.save(target)
    return target


def called(found: faces.Faces, role: str) -> str:
    return found.chains[role][0].called


def test_the_users_folder_comes_first_then_the_systems_then_ours(gbt: Look, tmp_path: Path) -> None:
    small(tmp_path / "user" / "a.ttf", "CESI仿宋-GB2312", "学习")
    small(tmp_path / "system" / "deep" / "b.ttf", "仿宋_GB2312", "学习")
    both = faces.find(gbt, places.fonts(), tmp_path / "user", [tmp_path / "system"])
    assert [face.called for face in both.chains["body"]][:2] == ["CESI仿宋-GB2312", "仿宋_GB2312"]
    assert called(faces.find(gbt, places.fonts(), None, [tmp_path / "system"]), "body") == "仿宋_GB2312"
    assert called(faces.find(gbt, places.fonts(), None, [tmp_path / "nowhere"]), "body") == called(
        faces.find(gbt, places.fonts(), system=[]), "body")


def test_names_are_compared_without_spaces_and_capitals(gbt: Look, tmp_path: Path) -> None:
    small(tmp_path / "a.ttf", "fang song", "学")
    assert called(faces.find(gbt, places.fonts(), tmp_path, []), "body") == "fang song"


@pytest.mark.parametrize(("rights", "used"), [(0, True), (4, True), (8, True), (2, False), (0x100, False), (0x200, False)])
def test_what_its_maker_forbids_to_embed_is_passed_over(gbt: Look, tmp_path: Path, rights: int, used: bool) -> None:
    small(tmp_path / "a.ttf", "方正小标宋简体", "学", rights)
    assert (called(faces.find(gbt, places.fonts(), tmp_path, []), "title") == "方正小标宋简体") == used


def test_a_face_that_asks_for_a_licence_is_used_when_there_is_one(gbt: Look, tmp_path: Path) -> None:
    small(tmp_path / "a.ttf", "方正小标宋简体", "学习总结", rights=2)
    document = Document("", (Title((Run("学习总结"),)),))

    def printed(licensed: tuple[str, ...]) -> tuple[Printed, bytes]:
        found, target = faces.find(gbt, places.fonts(), tmp_path, [], licensed), io.BytesIO()
        return pdf.write([document], gbt, target, found), target.getvalue()

    said, file = printed(())
    assert [(one.wanted, one.fault) for one in said.replaced if one.wanted == "方正小标宋简体"] == [("方正小标宋简体", "licence")]
    assert b"Small" not in file
    said, file = printed(("方正小标宋简体",))
    assert "方正小标宋简体" not in {one.wanted for one in said.replaced}
    assert re.search(rb"/BaseFont /[A-Z]{6}\+Small", file)
    assert reading.text(file).startswith("学习总结")
    assert faces.licensable(gbt, tmp_path, []) == ("方正小标宋简体",)


@pytest.mark.parametrize("rights", [0x100, 0x200])
def test_no_licence_helps_where_a_face_may_not_be_cut_or_embedded_at_all(gbt: Look, tmp_path: Path, rights: int) -> None:
    small(tmp_path / "a.ttf", "方正小标宋简体", "学", rights | 2)
    found = faces.find(gbt, places.fonts(), tmp_path, [], ("方正小标宋简体",))
    assert called(found, "title") != "方正小标宋简体"
    assert found.passed == {"title": "forbidden"}
    assert faces.licensable(gbt, tmp_path, []) == ()


def test_postscript_outlines_are_passed_over_and_said_to_be_there(gbt: Look, tmp_path: Path) -> None:
    pen = T2CharStringPen(1000, None)
    pen.moveTo((0, 0))
    pen.lineTo((500, 700))
    pen.lineTo((500, 0))
    pen.closePath()
    glyph = pen.getCharString()
    made = FontBuilder(1000, isTTF=False)
    made.setupGlyphOrder([".notdef", "one"])
    made.setupCharacterMap({ord("学"): "one"})
    made.setupCFF("Fang", {}, {".notdef": glyph, "one": glyph}, {})
    made.setupHorizontalMetrics({".notdef": (1000, 0), "one": (1000, 0)})
    made.setupHorizontalHeader(ascent=880, descent=-120)
    made.setupNameTable({"familyName": "仿宋_GB2312", "styleName": "Regular", "fullName": "仿宋_GB2312", "psName": "Fang"})
    made.setupOS2(fsType=0)
    made.setupPost()
    made.save(tmp_path / "仿宋.otf")
    assert [(face.called, face.fault) for face in faces.shelf(tmp_path)] == [("仿宋_GB2312", "outlines")]
    found = faces.find(gbt, places.fonts(), tmp_path, [])
    assert called(found, "body") != "仿宋_GB2312"
    assert found.passed == {"body": "outlines"}


def test_two_files_of_one_postscript_name_are_two_faces(gbt: Look, tmp_path: Path) -> None:
    """A typeface of the system beside a newer or larger one of the clerk's."""
    small(tmp_path / "a.ttf", "仿宋_GB2312", "学习 ")
    small(tmp_path / "b.ttf", "仿宋", "学总结", source="Hei.ttf")
    target, document = io.BytesIO(), Document("", (Paragraph((Run("学习总结"),)),))
    said = pdf.write([document], gbt, target, faces.find(gbt, places.fonts(), tmp_path, []))
    assert [(one.wanted, one.characters) for one in said.replaced if one.characters] == [("仿宋_GB2312", "总结")]
    assert reading.text(target.getvalue()).startswith("学习总结")
    assert target.getvalue().count(b"/FontFile2") == 3


def test_a_face_that_cannot_be_read_is_not_said_to_have_been_used(gbt: Look, tmp_path: Path) -> None:
    path = small(tmp_path / "a.ttf", "仿宋_GB2312", "学")
    with TTFont(path) as font:
        font["cmap"].tables = []                     # which glyph shows what is not said
        font.save(path)
    found = faces.find(gbt, places.fonts(), tmp_path, []).afresh()
    assert found.glyph("body", "学").font != ""
    assert [one.wanted for one in found.replaced] == ["仿宋_GB2312"]


def test_what_is_no_usable_font_is_passed_over(gbt: Look, tmp_path: Path) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"\x00\x01\x00\x00 not a font")
    (tmp_path / "empty.ttc").write_bytes(b"")
    (tmp_path / "仿宋.otf").write_bytes(b"OTTO")
    whole = small(tmp_path / "whole.ttf", "仿宋_GB2312", "学").read_bytes()
    (tmp_path / "whole.ttf").unlink()
    (tmp_path / "cut.ttf").write_bytes(whole[:200])
    assert faces.shelf(tmp_path) == []
    assert called(faces.find(gbt, places.fonts(), tmp_path, []), "body") != "仿宋_GB2312"


def test_folders_in_folders_and_links_to_folders_are_searched_once(gbt: Look, tmp_path: Path) -> None:
    small(tmp_path / "elsewhere" / "wps-office" / "a.ttf", "仿宋_GB2312", "学")
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    (fonts / "linked").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    (tmp_path / "elsewhere" / "round").symlink_to(fonts, target_is_directory=True)
    assert [face.called for face in faces.shelf(fonts)] == ["仿宋_GB2312"]


def test_a_typeface_is_called_by_its_chinese_name(gbt: Look, tmp_path: Path) -> None:
    path = small(tmp_path / "a.ttf", "FZFangSong-Z02", "学")
    with TTFont(path) as font:
        font["name"].setName("方正仿宋_GBK", 4, 3, 1, 0x804)
        font.save(path)
    assert [face.called for face in faces.shelf(tmp_path)] == ["方正仿宋_GBK"]
    assert called(faces.find(gbt, places.fonts(), tmp_path, []), "body") == "方正仿宋_GBK"


def test_a_changed_file_is_read_again(gbt: Look, tmp_path: Path) -> None:
    small(tmp_path / "a.ttf", "仿宋_GB2312", "学")
    assert faces.shelf(tmp_path)[0].called == "仿宋_GB2312"
    small(tmp_path / "a.ttf", "楷体_GB2312", "学习走访")
    assert faces.shelf(tmp_path)[0].called == "楷体_GB2312"


def test_without_any_typeface_there_is_trouble(gbt: Look, tmp_path: Path) -> None:
    with pytest.raises(Trouble) as trouble:
        faces.find(gbt, tmp_path, system=[])
    assert "没有可以放进 PDF 的中文字体" in str(trouble.value)


def test_one_typeface_is_enough(gbt: Look, tmp_path: Path) -> None:
    shutil.copy(places.fonts() / "Kai.ttf", tmp_path)
    found = faces.find(gbt, tmp_path, system=[])
    assert {called(found, role) for role in gbt.font} == {called(found, "kai")}


def test_a_character_that_a_face_lacks_is_lent_by_the_next(
        gbt: Look, own: faces.Faces, printed: Callable[..., tuple[Printed, bytes]]) -> None:
    said, file = printed(Document("", (Paragraph((Run("陈𬭎、王䶮到会"),)),)))
    lent = [replaced for replaced in said.replaced if replaced.characters]
    assert [replaced.characters for replaced in lent] == ["䶮𬭎"]
    assert (lent[0].wanted, lent[0].used) == (called(own, "body"), called(own, "kai"))
    assert said.missing == ()
    assert "陈𬭎、王䶮到会" in reading.text(file)


def test_a_character_that_no_face_has_is_reported_each_time(printed: Callable[..., tuple[Printed, bytes]]) -> None:
    document = Document("", (Heading(1, (Run("甲\U0003134a\ue123"),)), Paragraph((Run("乙\ue123"),))))
    assert printed(document)[0].missing == printed(document)[0].missing == ("\ue123", "\U0003134a")
    assert printed(Document("", (Paragraph((Run("乙"),)),)))[0].missing == ()


def test_the_choice_of_a_variant_takes_no_room(printed: Callable[..., tuple[Printed, bytes]], gbt: Look) -> None:
    said, file = printed(Document("", (Paragraph((Run("葛\U000e0100洪\ufe00到"),)),)))
    assert said.missing == ()
    (row,) = reading.pages(file)[0].body
    assert row.text == "葛洪到"
    assert row.chars[2].x - row.chars[0].x == pytest.approx(2 * gbt.grid.cell)


def test_replaced_typefaces_are_named_as_far_as_they_were_printed_with(own: faces.Faces, gbt: Look, tmp_path: Path) -> None:
    def replaced(found: faces.Faces) -> list[str]:
        found = found.afresh()
        for role in ("title", "body", "kai", "song"):
            found.glyph(role, "学")
        return [one.wanted for one in found.replaced if not one.characters]

    assert own.afresh().replaced == ()
    assert replaced(own) == ["方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "宋体"]
    small(tmp_path / "a.ttf", "仿宋_GB2312", "学")
    assert replaced(faces.find(gbt, places.fonts(), tmp_path, [])) == ["方正小标宋简体", "楷体_GB2312", "宋体"]


def test_marks_drawn_narrow_get_a_whole_character(gbt: Look, tmp_path: Path) -> None:
    shutil.copy(places.fonts() / "Kai.ttf", tmp_path)
    found = faces.find(gbt, tmp_path, system=[])
    assert found.glyph("body", "·") == faces.Glyph(found.glyph("body", "学").font, 1.0, pytest.approx(0.325, abs=0.01), True)


def test_where_this_machine_keeps_its_typefaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("WINDIR", "W")
    monkeypatch.setenv("LOCALAPPDATA", "L")
    assert faces.folders() == [Path("W", "Fonts"), Path("L", "Microsoft", "Windows", "Fonts")]
    monkeypatch.setattr("sys.platform", "linux")
    assert {Path("/usr/share/fonts"), Path.home() / ".local/share/fonts"} <= set(faces.folders())


# ── the rare characters of personal names ────────────────────────────────────────────────────────

ROSTER = Document("", tuple(Paragraph((Run("、".join(f"王{char}" for char in RARE_NAMES[at:at + 12])),), indent=0)
                            for at in range(0, len(RARE_NAMES), 12)))


def test_every_rare_character_of_names_is_seen(printed: Callable[..., tuple[Printed, bytes]]) -> None:
    """Each leaves ink in its own cell of the page, and no two neighbours the same."""
    said, file = printed(ROSTER)
    assert said.missing == ()
    document = pypdfium2.PdfDocument(file)
    seen: dict[str, bytes] = {}
    scale = 3
    for page, shown in zip(document, reading.pages(file), strict=True):
        image = page.render(scale=scale, grayscale=True).to_pil()
        for row in shown.body:
            for char in row.chars:
                if char.char in RARE_NAMES:
                    top = shown.height - char.y - 0.88 * char.size
                    cell = image.crop(tuple(round(edge * scale) for edge in (char.x, top, char.x + char.size, top + char.size)))
                    seen[char.char] = cell.tobytes()
                    assert sum(ink < 128 for ink in seen[char.char]) > 100, char.char
    document.close()
    assert set(seen) == set(RARE_NAMES)
    assert len(RARE_NAMES) == 273
    assert len(set(seen.values())) == len(RARE_NAMES)


def test_every_rare_character_of_names_is_copied_out_right(
        printed: Callable[..., tuple[Printed, bytes]], tmp_path: Path) -> None:
    _, file = printed(ROSTER)
    (tmp_path / "a.pdf").write_bytes(file)
    poppler = subprocess.run(["pdftotext", "-enc", "UTF-8", str(tmp_path / "a.pdf"), "-"], capture_output=True, check=True)
    for text in (reading.text(file), poppler.stdout.decode("utf-8")):
        assert [char for char in text if char in RARE_NAMES] == list(RARE_NAMES)


def test_the_word_file_keeps_every_rare_character_in_the_typeface_of_the_text(gbt: Look, saved: Callable[..., dict[str, str]]) -> None:
    text = saved(ROSTER)["word/document.xml"]
    assert "".join(re.findall(r"<w:t [^>]*>([^<]*)</w:t>", text)) == "".join(
        paragraph.runs[0].text for paragraph in ROSTER.blocks if isinstance(paragraph, Paragraph))
    assert not re.search(r"w:eastAsia=\"(?!zh-CN)", text)              # nothing but the style says which
