"""Every profile in every writer: the page is what it declares, and a full one holds its lines and characters."""
from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from partydesk import places
from partydesk.papers import docx, faces, pdf
from partydesk.papers.document import Document, Heading, Paragraph, Run, Signoff, Table, Title
from partydesk.papers.look import MM, Look, read
from tests.papers import reading

FORMS = places.shipped("forms")
STANDARD = (FORMS / "look.toml").read_text("utf-8")
PROFILES = {path.stem: path.read_text("utf-8") for path in sorted((FORMS / "looks").glob("*.toml"))}
PROFILES |= {"standard": "", "local": """
name = "某县"
fonts = "cesi"
latin = "latin"
[page]
top = 28
bottom = 28
left = 27
right = 27
footer = 18.5
[grid]
pitch = 31
[title]
size = 18
line = 30
[page_number]
place = "center"
dash = ""
[[heading]]
bold = true
"""}
CHECKER = Path(__file__).resolve().parents[2] / "build" / "node" / "node_modules" / ".bin" / "ooxml-validator"


@pytest.fixture(params=sorted(PROFILES))
def look(request: pytest.FixtureRequest) -> Look:
    return read(STANDARD, PROFILES[request.param])


def printed(look: Look, *documents: Document) -> list[reading.Page]:
    target = io.BytesIO()
    pdf.write(documents, look, target, faces.find(look, places.fonts(), system=[]))
    return reading.pages(target.getvalue())


def full(lines: int) -> Document:
    return Document("", (Paragraph((Run("学" * (26 + 28 * (lines - 1))),)),))


def body(page: reading.Page) -> list[reading.Row]:
    return [row for row in page.rows if row.text[0] == "学"]


def test_a_full_page_holds_what_the_profile_says_and_stands_within_its_margins(look: Look) -> None:
    first, second, *_ = printed(look, full(60))
    assert [len(body(page)) for page in (first, second)] == [look.grid.lines] * 2 == [22, 22]
    for page in (first, second):
        rows = body(page)
        assert {len(row.chars) for row in rows[1 if page is first else 0:]} == {28}
        for row in rows[1:]:
            assert row.chars[0].x / MM == pytest.approx(look.page.left, abs=0.05)
            assert look.page.width - (row.chars[-1].x + 16) / MM == pytest.approx(look.page.right, abs=0.5)
        above = (page.height - rows[0].y - 0.88 * 16) / MM - (look.grid.pitch - 16) / 2 / MM
        assert above == pytest.approx(look.page.top, abs=0.5)
        assert (rows[-1].y - 0.12 * 16) / MM >= look.page.bottom


def test_the_strict_page_begins_at_37_mm_and_ends_at_262() -> None:
    first, *_ = printed(read(STANDARD, PROFILES["strict"]), full(60))
    rows = body(first)
    assert (first.height - rows[0].y - 0.88 * 16) / MM == pytest.approx(37, abs=0.5)
    assert (first.height - rows[-1].y + 0.12 * 16) / MM == pytest.approx(262, abs=0.5)


@pytest.mark.parametrize("name", ["standard", "strict", "house"])
def test_the_page_number_stands_at_269_mm_in_every_reading_of_the_standard(name: str) -> None:
    for page in printed(read(STANDARD, PROFILES[name]), full(30)):
        number = page.rows[-1]
        assert re.fullmatch("—[12]—", number.text)
        assert (page.height - number.y - 0.38 * 14) / MM == pytest.approx(269, abs=0.5)


def test_page_numbers_titles_and_headings_are_those_of_the_profile(look: Look) -> None:
    document = Document("", (Title((Run("总结"),)), Heading(1, (Run("一、学习"),)), *full(30).blocks))
    first, second = printed(look, document)
    assert first.rows[0].size == look.title.size
    first_number, second_number = first.rows[-1], second.rows[-1]
    if look.page_number.dash:
        assert (first_number.text, second_number.text) == ("—1—", "—2—")
        assert first_number.chars[0].x > 297 > second_number.chars[0].x
    else:
        assert (first_number.text, second_number.text) == ("1", "2")
        assert first_number.chars[0].x == pytest.approx(210 * MM / 2, abs=6)


def test_the_word_file_declares_the_profile(look: Look) -> None:
    with zipfile.ZipFile(io.BytesIO(saved(look, full(3)))) as package:
        text, styles = (package.read(f"word/{name}.xml").decode() for name in ("document", "styles"))
        feet = [package.read(name).decode() for name in package.namelist() if "footer" in name]
    page = look.page
    for side in ("top", "bottom", "left", "right"):
        found = re.search(rf'w:pgMar[^>]*w:{side}="(\d+)"', text)
        assert found
        assert int(found[1]) / 20 / MM == pytest.approx(getattr(page, side), abs=0.02)
    assert f'w:linePitch="{round(look.grid.pitch * 20)}"' in text
    assert f'w:line="{round(look.grid.pitch * 20)}"' in styles
    assert f'w:eastAsia="{look.font["body"].word}"' in styles
    assert f'w:ascii="{look.font["latin" if look.latin else "body"].word}"' in styles
    assert ("—" in "".join(feet)) == bool(look.page_number.dash)
    heading = styles[styles.index('w:styleId="Heading1"'):styles.index('w:styleId="Heading2"')]
    assert ("<w:b />" in heading or "<w:b/>" in heading) == look.heading[0].bold


def saved(look: Look, *documents: Document) -> bytes:
    target = io.BytesIO()
    docx.write(documents, look, target)
    return target.getvalue()


def test_the_word_file_has_no_schema_error(look: Look, tmp_path: Path) -> None:
    assert CHECKER.exists(), "the checker is not installed: `make test` installs it"
    out = tmp_path / "a.docx"
    out.write_bytes(saved(look, Document("总结", (
        Title((Run("总结"),)), *(Heading(level, (Run("一、学习"),)) for level in (1, 2, 3, 4)), *full(3).blocks,
        Table((((Run("项目"),), (Run("次数"),)), ((Run("学习"),), (Run("16"),)))), Signoff((Run("某委"),), (Run("2026年7月5日"),))))))
    done = subprocess.run([CHECKER, out], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not re.search(r'"(ErrorType|Description|errorType)"', done.stdout), done.stdout[:2000]


@pytest.mark.parametrize("name", ["strict", "local"])
def test_libreoffice_lays_the_word_file_out_like_the_pdf(
        name: str, laid_out: Callable[..., list[bytes]]) -> None:
    look = read(STANDARD, PROFILES[name])
    theirs = reading.pages(laid_out(([full(60)], look))[0])
    ours = printed(look, full(60))
    assert [[row.text for row in body(page)] for page in theirs] == [[row.text for row in body(page)] for page in ours]
    assert len(body(theirs[0])) == 22
    for mine, other in zip(body(ours[0]), body(theirs[0]), strict=True):
        assert mine.y == pytest.approx(other.y, abs=1 * MM)      # it sets the type a little lower within its line
        assert mine.chars[0].x == pytest.approx(other.chars[0].x, abs=0.5 * MM)


def test_a_list_keeps_its_own_turned_page_in_every_profile(look: Look) -> None:
    turned = look.on_its_side()
    standard = read(STANDARD).on_its_side()
    assert turned.page.model_dump() == standard.page.model_dump()
    assert turned.grid == standard.grid
    assert turned.font == look.font


def test_a_scheme_names_the_typefaces_and_seeks_them_first() -> None:
    look = read(STANDARD, 'name = "x"\nfonts = "cesi"')
    assert look.font["body"].word == "CESI仿宋-GB2312"
    assert look.font["body"].pdf[:2] == ("CESI仿宋-GB2312", "CESI_FS_GB2312.TTF")
    assert set(read(STANDARD).font["body"].pdf) <= set(look.font["body"].pdf)
    assert look.font["latin"] == read(STANDARD).font["latin"]
    assert read(STANDARD, 'name = "x"\nfonts = "standard"').font == read(STANDARD).font


@pytest.mark.parametrize(("profile", "said"), [
    ("[grid]\nchars = 29", "29 个字宽"), ("[grid]\npitch = 29.5", "行距应不超过 28.99 磅"), ('fonts = "none"', "没有名为“none”的字体方案"),
    ("[page]\ntop = 300", "页边距之和超过了纸张"), ("[grid]\nlinse = 3", "grid.linse：不认识这一项"), ("[grid", "写法不对"),
])
def test_a_profile_that_does_not_fit_is_refused_in_words(profile: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read(STANDARD, f'name = "县里的"\n{profile}')
