"""字体: what is said of a file, and what stops it: characters that no typeface has, with the names of their people."""
from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from partydesk import places
from partydesk.cli import main
from partydesk.errors import NoGlyph, Refusal
from partydesk.office import (
    Office,
    closing,
    columns,
    ledgers,
    licences,
    listing,
    printing,
    profiles,
    summary,
    tables,
    typefaces,
)
from partydesk.office.listing import View
from partydesk.office.printing import Copy
from partydesk.office.specimen import specimen
from partydesk.papers.document import Document, Paragraph, Run, Title
from tests.papers import reading
from tests.papers.test_faces import small

NOWHERE = "\U0002ebf0"
"""The first character of extension I, of which no carried typeface has any."""
PEOPLE = ("张三", "陈𬭎", f"李{NOWHERE}", "龚䶮")


@pytest.fixture
def lettered(office: Office) -> Office:
    """An office with a letter for each of four people: two of rare names, one of a name that cannot be printed."""
    with office.together("准备"):
        branch = office.save("branch", {"name": "第一党支部"})
        people = [office.save("staff", {"name": name, "body": branch, "since": date(2020, 1, 1)}) for name in PEOPLE]
        for number, person in enumerate(people, 1):
            office.save("responsibility_letter", {
                "date": date(2025, 2, 1), "title": "责任书", "number": f"责字〔2025〕第{number}号", "person": person,
                "partner": people[0], "duties": "管好自己", "status": "pending"})
    return office


def test_letters_with_a_name_that_cannot_be_printed_are_not_written_until_wanted_all_the_same(
        lettered: Office, tmp_path: Path) -> None:
    out = tmp_path / "责任书.pdf"
    with pytest.raises(NoGlyph) as refused:
        printing.export(lettered, "responsibility_letter", "2025H1", out)
    assert not out.exists()
    said = str(refused.value)
    assert isinstance(refused.value, Refusal)
    assert f"“{NOWHERE}”U+2EBF0（第 3 份“党风廉政建设责任书 李{NOWHERE}”）" in said
    assert "印成空白" in said
    done = printing.export(lettered, "responsibility_letter", "2025H1", out, anyway=True)
    text = reading.text(out.read_bytes())
    assert "陈𬭎" in text
    assert "龚䶮" in text
    assert sum("印成空白" in remark for remark in done.remarks) == 1


def test_what_was_replaced_is_said_once_and_whose_characters_came_from_elsewhere(lettered: Office, tmp_path: Path) -> None:
    done = printing.export(lettered, "responsibility_letter", "2025H1", tmp_path / "a.pdf", anyway=True)
    whole, lent, lacking = done.remarks
    assert re.fullmatch(r"本机没有(“[^”]+”)+，PDF 分别用(“[^”]+”)+代替；Word 文件仍写原来的字体名", whole)
    assert whole.count("仿宋_GB2312") == 1
    assert "䶮（龚䶮）" in lent
    assert "𬭎（陈𬭎）" in lent
    assert NOWHERE in lacking


def test_a_word_file_loses_nothing_and_stops_nobody(lettered: Office, tmp_path: Path) -> None:
    out = tmp_path / "a.docx"
    assert printing.export(lettered, "responsibility_letter", "2025H1", out).remarks == ()
    with zipfile.ZipFile(out) as package:
        text = package.read("word/document.xml").decode("utf-8")
    for name in PEOPLE:
        assert name in text


def test_a_preview_never_stops_but_tells(lettered: Office) -> None:
    lettered.set("office", f"某{NOWHERE}县委")
    shown = summary.pages(lettered, "half_year_summary", "2025H1")
    assert shown.count > 0
    assert "U+2EBF0" in shown.lacking[0]
    study = lettered.catalogue.kind("staff")
    columns_ = columns.standard(study, 2025)
    ledger = ledgers.of_list(lettered, listing.listed(lettered, View("staff"), columns_), columns_)
    made = ledgers.pages(lettered, ledger)
    assert made.pdf.startswith(b"%PDF")
    assert f"（李{NOWHERE}）" in made.lacking[0]


def test_ledgers_and_tables_stop_too(lettered: Office, tmp_path: Path) -> None:
    out, staff = tmp_path / "a.pdf", lettered.catalogue.kind("staff")
    shown = columns.standard(staff, 2025)
    ledger = ledgers.of_list(lettered, listing.listed(lettered, View("staff"), shown), shown)
    with pytest.raises(NoGlyph, match=f"李{NOWHERE}"):
        ledgers.export(lettered, ledger, out)
    with pytest.raises(NoGlyph, match=f"李{NOWHERE}"):
        tables.write(lettered, out, "名单", ("姓名",), [(name,) for name in PEOPLE])
    assert not out.exists()
    assert ledgers.export(lettered, ledger, out, anyway=True)
    assert tables.write(lettered, out, "名单", ("姓名",), [(name,) for name in PEOPLE], anyway=True).remarks
    for suffix in (".docx", ".xlsx"):
        ledgers.export(lettered, ledger, out.with_suffix(suffix))
        tables.write(lettered, out.with_suffix(suffix), "名单", ("姓名",), [(name,) for name in PEOPLE])


def test_a_period_is_closed_with_blanks_only_for_a_reason(
        lettered: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    lettered.set("office", f"某{NOWHERE}县委")
    monkeypatch.setattr(closing.Matters, "open", False)
    with pytest.raises(NoGlyph, match="仍要定稿的，请写明原因"):
        closing.close(lettered, "half_year_summary", "2025H1")
    assert closing.issues(lettered, "half_year_summary", "2025H1") == []
    assert closing.close(lettered, "half_year_summary", "2025H1", because="字体还没装").number == 1


def test_the_command_line_stops_and_goes_on_when_told_to(
        lettered: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ["paper", lettered.place, "responsibility_letter", "--period", "2025H1", "--out", str(tmp_path / "a.pdf")]
    assert main(at) == 2
    assert "U+2EBF0" in capsys.readouterr().err
    assert not (tmp_path / "a.pdf").exists()
    assert main([*at, "--anyway"]) == 0
    assert (tmp_path / "a.pdf").exists()


def test_many_copies_are_counted(office: Office) -> None:
    made = [Copy(f"承诺书 {n}", Document("", (Paragraph((Run(NOWHERE),)),))) for n in range(1, 8)]
    _, done = printing.printed(office, [copy.document for copy in made])
    [said] = typefaces.lacking(office, done, made)
    assert "第 1 份“承诺书 1”、" in said
    assert "第 5 份“承诺书 5”等 7 处" in said


# ── which typefaces ──────────────────────────────────────────────────────────────────────────────

@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a typeface that asks for a licence."""
    small(tmp_path / "字体" / "xbs.ttf", "方正小标宋简体", "学习总结 ", rights=2)
    return tmp_path / "字体"


@pytest.fixture
def chosen(folder: Path) -> Iterator[Path]:
    """The same, chosen by this person."""
    places.choose_fonts(folder)
    yield folder
    places.choose_fonts(None)


def test_the_folder_that_this_person_chose_is_searched_first(office: Office, chosen: Path, tmp_path: Path) -> None:
    small(chosen / "fang.ttf", "仿宋_GB2312", "学 ")
    assert places.chosen_fonts() == chosen
    found = typefaces.found(office, profiles.layout(office))
    assert found.chains["body"][0].path == chosen / "fang.ttf"
    places.choose_fonts(None)
    assert places.chosen_fonts() is None
    assert office.setting("fonts") == ""
    assert typefaces.found(office, profiles.layout(office)).chains["body"][0].path != chosen / "fang.ttf"


def test_a_licence_is_said_once_told_in_the_history_and_undone(office: Office, chosen: Path) -> None:
    made = [Copy("总结", Document("", (Title((Run("学习总结"),)),)))]

    def remarks() -> str:
        data, done = printing.printed(office, [copy.document for copy in made])
        assert (b"Small" in data) == ("方正小标宋简体" in licences.licensed(office))
        return "".join(typefaces.remarks(office, done, made))

    assert "“方正小标宋简体”的厂商限制放进文件，还没有确认本单位的授权" in remarks()
    licences.confirm(office, ["方正小标宋简体"])
    assert office.undoable() == "确认字体授权：“方正小标宋简体”"
    assert "方正小标宋简体" not in remarks()
    office.undo()
    assert licences.licensed(office) == ()
    assert "还没有确认" in remarks()


def test_the_specimen_shows_one_of_each_and_what_could_be_used(office: Office, folder: Path) -> None:
    look = profiles.layout(office)
    plain, licensed = specimen(office, look, folder, ()), specimen(office, look, folder, ("方正小标宋简体",))
    assert plain.licensable == licensed.licensable == ("方正小标宋简体",)
    assert (plain.used[0].role, plain.used[0].wanted, plain.used[0].why) == ("标题", "方正小标宋简体", "要确认授权")
    assert (licensed.used[0].used, licensed.used[0].why) == ("方正小标宋简体", "")
    pages = reading.pages(plain.pdf)
    assert len(pages) == 2
    assert {row.size for row in pages[0].rows} >= {look.title.size, look.grid.size, look.page_number.size}
    assert "陈𬭎" in reading.text(plain.pdf)
