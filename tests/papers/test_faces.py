"""The typefaces of a machine."""
from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from fontTools import subset
from fontTools.ttLib import TTFont

from partydesk import places
from partydesk.errors import Trouble
from partydesk.papers import faces
from partydesk.papers.document import Document, Heading, Paragraph, Run
from partydesk.papers.look import Look
from partydesk.papers.pdf import Printed
from tests.papers import reading


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
                entry.string = name
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


def test_what_is_no_usable_font_is_passed_over(gbt: Look, tmp_path: Path) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"\x00\x01\x00\x00 not a font")
    (tmp_path / "empty.ttc").write_bytes(b"")
    (tmp_path / "仿宋.otf").write_bytes(b"OTTO")
    whole = small(tmp_path / "whole.ttf", "仿宋_GB2312", "学").read_bytes()
    (tmp_path / "whole.ttf").unlink()
    (tmp_path / "cut.ttf").write_bytes(whole[:200])
    assert faces.shelf(tmp_path) == []
    assert called(faces.find(gbt, places.fonts(), tmp_path, []), "body") != "仿宋_GB2312"


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
    assert str(lent[0]) == f"“{called(own, 'body')}”缺字，用“{called(own, 'kai')}”补：䶮、𬭎"
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


def test_replaced_typefaces_are_named(own: faces.Faces, gbt: Look, tmp_path: Path) -> None:
    assert [replaced.wanted for replaced in own.replaced if not replaced.characters] == [
        "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"]
    assert "PDF 用" in str(own.replaced[0])
    small(tmp_path / "a.ttf", "仿宋_GB2312", "学")
    assert "仿宋_GB2312" not in {replaced.wanted for replaced in faces.find(gbt, places.fonts(), tmp_path, []).replaced}


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
    assert Path("/usr/share/fonts") in faces.folders()
