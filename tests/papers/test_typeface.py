"""A typeface read where something is asked for, held against fontTools, which reads the whole of it."""
from __future__ import annotations

import io
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

from partydesk import places
from partydesk.errors import Trouble
from partydesk.papers.typeface import Typeface

SHIPPED = ["Fang.ttf", "Hei.ttf", "Kai.ttf", "Song.ttf", "Song-Bold.ttf"]


def drawn(width: int) -> Glyph:
    """A box."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((width, 0))
    pen.lineTo((width, 700))
    pen.closePath()
    return pen.glyph()


def built(target: Path, name: str = "Built", planes: bool = True, size: int = 500) -> Path:
    """A font of three boxes and a glyph made of two of them."""
    whole = TTGlyphPen({"a": drawn(size), "b": drawn(600)})
    whole.addComponent("b", (1, 0, 0, 1, 0, 0))
    whole.addComponent("a", (0.5, 0, 0, 0.5, 300, 20))
    builder = FontBuilder(1024, isTTF=True)
    builder.setupGlyphOrder([".notdef", "whole", "a", "b"])
    builder.setupCharacterMap({0x5B66: "whole", 0x41: "a", 0x42: "b"} | ({0x2C38E: "b"} if planes else {}))
    builder.setupGlyf({".notdef": drawn(100), "whole": whole.glyph(), "a": drawn(size), "b": drawn(600)})
    builder.setupHorizontalMetrics({".notdef": (512, 0), "whole": (1024, 0), "a": (size, 0), "b": (600, 0)})
    builder.setupHorizontalHeader(ascent=900, descent=-124)
    builder.setupNameTable({"familyName": name, "styleName": "Regular", "psName": f"{name}-Regular (1)"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(target)
    return target


@pytest.mark.parametrize("name", SHIPPED)
def test_every_character_has_the_glyph_and_the_width_that_the_file_gives_it(name: str) -> None:
    face = Typeface(places.fonts() / name, 0)
    with TTFont(places.fonts() / name, lazy=True) as font:
        known, widths = font.getBestCmap(), font["hmtx"].metrics
        numbers = {glyph: at for at, glyph in enumerate(font.getGlyphOrder())}
        unit = font["head"].unitsPerEm
        assert {char: face.glyph(chr(char)) for char in known} == {char: numbers[glyph] for char, glyph in known.items()}
        assert all(face.width(numbers[glyph]) == pytest.approx(widths[glyph][0] * 1000 / unit) for glyph in known.values())
    assert not face.glyph("\U0001f600")
    assert not face.glyph("\U0010ffff")


@pytest.mark.parametrize("planes", [False, True])
def test_maps_of_the_basic_plane_and_of_all_are_read(tmp_path: Path, planes: bool) -> None:
    face = Typeface(built(tmp_path / "a.ttf", planes=planes), 0)
    assert [face.glyph(char) for char in "学AB𬎎C"] == [1, 2, 3, 3 if planes else 0, 0]
    assert face.name == "Built-Regular1"             # without what a PDF does not allow in a name


@pytest.mark.parametrize("name", ["Fang.ttf", "Song.ttf"])
def test_a_subset_has_the_outlines_of_its_characters(name: str) -> None:
    face = Typeface(places.fonts() / name, 0)
    chars = "学习走访A1，学"
    cut = face.cut([0, *map(face.glyph, chars)])
    with TTFont(io.BytesIO(cut), checkChecksums=2) as made, TTFont(places.fonts() / name, lazy=True) as whole:
        assert made["maxp"].numGlyphs >= len(chars) + 1
        order = made.getGlyphOrder()
        for at, char in enumerate(chars, 1):
            old = whole.getBestCmap()[ord(char)]
            assert made["glyf"][order[at]].getCoordinates(made["glyf"]) == whole["glyf"][old].getCoordinates(whole["glyf"])
            assert made["hmtx"][order[at]] == whole["hmtx"][old]


def test_the_parts_of_a_composite_glyph_come_along(tmp_path: Path) -> None:
    face = Typeface(built(tmp_path / "a.ttf"), 0)
    for chars in ("学", "学B", "A学"):
        with TTFont(io.BytesIO(face.cut([0, *map(face.glyph, chars)])), checkChecksums=2) as made, TTFont(tmp_path / "a.ttf") as whole:
            found = made["glyf"][made.getGlyphOrder()[1 + chars.index("学")]]
            assert found.isComposite()
            assert found.getCoordinates(made["glyf"]) == whole["glyf"]["whole"].getCoordinates(whole["glyf"])
            assert made["maxp"].numGlyphs == 4


def test_a_face_of_a_collection(tmp_path: Path) -> None:
    collection = TTCollection()
    collection.fonts = [TTFont(built(tmp_path / "a.ttf", "One")), TTFont(built(tmp_path / "b.ttf", "Two", size=300))]
    collection.save(tmp_path / "all.ttc")
    one, two = (Typeface(tmp_path / "all.ttc", index) for index in (0, 1))
    assert [one.name, two.name] == ["One-Regular1", "Two-Regular1"]
    assert [face.width(face.glyph("A")) for face in (one, two)] == pytest.approx([500 / 1.024, 300 / 1.024])
    assert TTFont(io.BytesIO(two.cut([0, 2])), checkChecksums=2)["hmtx"].metrics["glyph00001"] == (300, 0)


def test_a_file_that_was_changed_in_between_is_not_mixed_with_what_was_read_before(tmp_path: Path) -> None:
    face = Typeface(built(tmp_path / "a.ttf"), 0)
    built(tmp_path / "a.ttf", "Another", size=200)
    with pytest.raises(Trouble, match=r"a\.ttf"):
        face.cut([0, 1])
