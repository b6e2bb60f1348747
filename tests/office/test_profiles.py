"""版式: which profile is in force, the office's own, and every writer of the office that obeys."""
from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from partydesk.cli import main
from partydesk.errors import Refusal, Refusals
from partydesk.office import (
    Office,
    columns,
    forms,
    history,
    ledgers,
    listing,
    printing,
    profiles,
    steps,
    summary,
    tables,
)
from partydesk.office.listing import View
from tests.papers import reading

MM = reading.MM
SHOWN = ("标准", "严格版心", "本单位版式")


@pytest.fixture
def held(office: Office) -> Office:
    """An office with a study session, so that there is something to print."""
    with office.together("准备"):
        branch = office.save("branch", {"name": "第一党支部"})
        person = office.save("staff", {"name": "张三", "body": branch, "since": date(2020, 1, 1)})
        office.save("study", {"date": date(2025, 3, 6), "title": "学习党章", "form": "collective", "mode": "fixed",
                              "bodies": (branch,)}, roll={person: "present"})
    return office


def test_there_are_three_and_the_standard_is_in_force(office: Office) -> None:
    assert tuple(one.label for one in profiles.profiles(office).values()) == SHOWN
    assert profiles.in_force(office) == profiles.STANDARD
    assert profiles.layout(office) == profiles.of(office, profiles.STANDARD)
    assert profiles.house(office) == replace(profiles.house(office), top=37, bottom=35, left=28, right=26, pitch=28.95, size=16)


def test_another_is_chosen_by_id_or_name_told_in_the_history_and_undone(office: Office) -> None:
    profiles.choose(office, "严格版心")
    assert profiles.in_force(office) == "strict"
    assert profiles.layout(office).page.top == 34.58
    assert office.undoable() == "改用版式“严格版心”"
    profiles.choose(office, "strict")
    assert office.undoable() == "改用版式“严格版心”"
    office.undo()
    assert profiles.in_force(office) == profiles.STANDARD
    with pytest.raises(Refusal, match=r"没有“宽松”这个版式，可用：standard（标准）、strict（严格版心）"):
        profiles.choose(office, "宽松")


def test_the_offices_own_keeps_only_what_it_has_otherwise(office: Office) -> None:
    plain = profiles.house(office)
    wanted = replace(plain, top=28, bottom=28, left=27, right=27, pitch=31, fonts="windows", latin=True, place="center", dash=False,
                     bold=(True, False, False, False), title_size=18.0)
    profiles.keep(office, wanted)
    assert profiles.house(office) == wanted
    assert profiles.in_force(office) == profiles.HOUSE
    text = office.forms()[profiles.PATH]
    assert "lines" not in text
    assert "width" not in text
    look = profiles.layout(office)
    assert (look.page.footer, look.grid.tracking, look.latin) == (18.5, -0.3, "latin")
    office.undo()
    assert office.forms() == {}
    assert profiles.in_force(office) == profiles.STANDARD
    profiles.keep(office, plain)
    assert office.forms() == {}
    profiles.keep(office, wanted)
    profiles.keep(office, plain)
    assert profiles.of(office, profiles.HOUSE).page == profiles.of(office, profiles.STANDARD).page
    assert "[page]" not in office.forms()[profiles.PATH]


def test_what_a_hand_wrote_into_it_stays(office: Office) -> None:
    forms.add(office, profiles.PATH, '# 县里定的\nname = "县里的"\n\n[table]\nsize = 12   # 小四\n')
    profiles.keep(office, replace(profiles.house(office), pitch=28.9))
    assert "size = 12   # 小四" in office.forms()[profiles.PATH]
    assert "# 县里定的" in office.forms()[profiles.PATH]
    assert profiles.layout(office).table.size == 12


@pytest.mark.parametrize(("change", "field", "said"), [
    ({"pitch": 29.0}, "pitch", "行距应不超过 28.99 磅"),
    ({"size": 18.0}, "size", "28 个字宽"),
    ({"left": 40.0}, "size", "超过版心宽 144.0 毫米"),
    ({"left": 150.0, "right": 60.0}, "top", "页边距之和超过了纸张"),
    ({"pitch": 27.0}, "lines", "请改为 23 行"),
    ({"size": 14.0}, "chars", "请改为 30 字"),
    ({"title_size": 0.0}, "title_size", "应大于 0"),
])
def test_what_does_not_fit_is_refused_by_its_blank_and_nothing_is_kept(
        office: Office, change: dict[str, float], field: str, said: str) -> None:
    with pytest.raises(Refusals) as refused:
        profiles.keep(office, replace(profiles.house(office), **change))  # type: ignore[arg-type]
    assert said in refused.value.by_field[field]
    assert office.forms() == {}
    assert profiles.in_force(office) == profiles.STANDARD


def test_the_tracking_follows_the_margins_so_that_a_line_holds_its_characters(office: Office) -> None:
    for left in (24.0, 26.5, 28.0, 29.0):
        look = profiles.draft(office, replace(profiles.house(office), left=left))
        assert look.grid.chars * look.grid.cell <= look.width < (look.grid.chars + 1) * look.grid.cell


def test_a_profile_from_elsewhere_is_brought_in_and_taken_out_again(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "county.toml"
    file.write_text('name = "县里的"\nhint = "县委办 2025 年起"\n\n[page_number]\nplace = "center"\n', "utf-8")
    assert main(["forms", "add", office.place, str(file)]) == 0
    with Office.open(office.place) as again:
        assert list(profiles.profiles(again)) == ["standard", "strict", "county", "house"]
        profiles.choose(again, "county")
        assert profiles.layout(again).page_number.place == "center"
        forms.remove(again, "looks/county.toml")
        assert profiles.in_force(again) == profiles.STANDARD
    file.write_text('name = "县里的"\n[grid]\npitch = 40\n', "utf-8")
    assert main(["forms", "add", office.place, str(file)]) == 2


@pytest.fixture(params=["standard", "strict", "house"])
def dressed(request: pytest.FixtureRequest, held: Office) -> Office:
    """The office in each profile."""
    if request.param == "house":
        profiles.keep(held, replace(profiles.house(held), top=30, bottom=28, pitch=30.5, place="none"))
    else:
        profiles.choose(held, request.param)
    return held


def test_every_writer_of_the_office_obeys(dressed: Office, tmp_path: Path) -> None:
    look = profiles.layout(dressed)
    made = printing.copies(dressed, "half_year_summary", "2025H1")
    out = printing.put(dressed, made, tmp_path / "总结.pdf").files[0]
    shown = summary.pages(dressed, "half_year_summary", "2025H1").pdf
    table = tables.write(dressed, tmp_path / "表.pdf", "表", ("项目", "次数"), [("学习", "1")]).files[0].read_bytes()
    assert reading.pages(shown)[1].rows == reading.pages(out.read_bytes())[1].rows
    page = reading.pages(shown)[1]
    first = (page.height - page.rows[0].y - 0.88 * 16) * MM - (look.grid.pitch - 16) / 2 * MM
    assert first == pytest.approx(look.page.top, abs=0.5)
    number = [row for row in page.rows if "2" in row.text and row.size == 14]
    assert bool(number) == (look.page_number.place != "none")
    with zipfile.ZipFile(io.BytesIO(printing.word(dressed, made))) as package:
        assert f'w:top="{round(look.page.top / MM * 20)}"' in package.read("word/document.xml").decode()
    page = reading.pages(table)[0]
    assert len(page.rows) == (3 if look.page_number.place == "none" else 4)


def test_ledgers_keep_their_own_turned_page(dressed: Office) -> None:
    shown = columns.standard(dressed.catalogue.kind("study"), 2025)
    made = ledgers.of_list(dressed, listing.listed(dressed, View("study"), shown), shown)
    page = reading.pages(ledgers.pages(dressed, made).pdf)[0]
    assert page.height * MM == pytest.approx(210, abs=0.1)
    assert page.rows[-1].text == "第1页共1页"


def test_the_command_line_shows_and_sets(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    place = office.place
    assert main(["look", place]) == 0
    assert "● standard　标准：每页 22 行，每行 28 字，页边距上 37、下 35、左 28、右 26 毫米" in capsys.readouterr().out
    assert main(["look", place, "strict"]) == 0
    assert "● strict" in capsys.readouterr().out
    assert main(["look", place, "none"]) == 2
    assert "没有“none”这个版式" in capsys.readouterr().err
    [changed], _ = history.changed(office, steps.recent(office)[0].step)
    assert (changed.called, changed.lines[0].after) == ("版式", "严格版心")
