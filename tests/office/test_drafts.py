"""What was being typed is there again."""
from __future__ import annotations

from pathlib import Path

import pytest

from partydesk import places
from partydesk.errors import Trouble
from partydesk.office.drafts import Drafts, merge


def test_a_draft_survives_and_is_dropped(tmp_path: Path) -> None:
    place = str(tmp_path / "甲.partydesk")
    drafts = Drafts(place)
    drafts.put("study", 0, {"blanks": {"title": "写到一"}})
    drafts.put("study", 7, {"blanks": {"title": "另一条"}})
    again = Drafts(place)
    assert again.get("study", 0) == {"blanks": {"title": "写到一"}}
    assert again.of("study") == {0, 7}
    assert again.newest() == ("study", 7)
    again.put("study", 0, {"blanks": {"title": "写到一半"}})
    assert Drafts(place).newest() == ("study", 0)
    assert again.of("talk") == set()
    again.drop("study", 0)
    again.drop("study", 99)
    assert len(Drafts(place)) == 1


def test_offices_do_not_share_drafts(tmp_path: Path) -> None:
    Drafts(str(tmp_path / "甲.partydesk")).put("study", 0, {"x": 1})
    assert len(Drafts(str(tmp_path / "乙.partydesk"))) == 0


def test_a_spoilt_file_is_in_nobodys_way(tmp_path: Path) -> None:
    place = str(tmp_path / "甲.partydesk")
    Drafts(place).put("study", 0, {"x": 1})
    for path in (places.own() / "drafts").glob("*.json"):
        path.write_text("{半", "utf-8")
    drafts = Drafts(place)
    assert len(drafts) == 0
    assert drafts.newest() is None
    drafts.put("study", 1, {"x": 2})
    assert Drafts(place).get("study", 1) == {"x": 2}


def test_what_two_people_changed_is_brought_together() -> None:
    base = {"title": "甲", "place": "一楼", "host": ["张三", {}], "note": "", "same": "旧"}
    typed = {"title": "乙", "place": "一楼", "host": ["李四", {"李四": 2}], "note": "记", "same": "新"}
    stored = {"title": "丙", "place": "二楼", "host": ["张三", {"张三": 1}], "note": "", "same": "新"}
    both = merge(base, typed, stored)
    assert both.values == {"title": "乙", "place": "二楼", "host": ["李四", {"李四": 2}], "note": "记", "same": "新"}
    assert both.clashes == {"title": "丙"}


def test_rolls_are_brought_together_person_by_person() -> None:
    both = merge({"1": "present", "2": "present"}, {"1": "leave", "2": "present", "3": "guest"}, {"1": "absent", "2": "excluded"})
    assert both.values == {"1": "leave", "2": "excluded", "3": "guest"}
    assert both.clashes == {"1": "absent"}


def test_a_damaged_file_is_kept_beside(tmp_path: Path) -> None:
    place = str(tmp_path / "丙.partydesk")
    drafts = Drafts(place)
    drafts._path.parent.mkdir(parents=True, exist_ok=True)
    drafts._path.write_text('{"study/0": {"blanks"', "utf-8")
    assert len(Drafts(place)) == 0
    kept, = drafts._path.parent.glob(f"{drafts._path.stem}*.damaged")
    assert kept.read_text("utf-8").startswith('{"study')


@pytest.mark.parametrize("held", ["[]", "null", '"x"', '{"study": {}}', '{"study/x": {}}'])
def test_what_another_version_left_is_laid_aside(tmp_path: Path, held: str) -> None:
    place = str(tmp_path / "丁.partydesk")
    path = Drafts(place)._path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(held, "utf-8")
    drafts = Drafts(place)
    assert drafts.newest() is None
    drafts.put("study", 0, {"x": 1})
    assert [kept.read_text("utf-8") for kept in path.parent.glob(f"{path.stem}*.damaged")] == [held]


def test_two_windows_keep_each_others_drafts(tmp_path: Path) -> None:
    place = str(tmp_path / "戊.partydesk")
    one, other = Drafts(place), Drafts(place)
    one.put("study", 0, {"x": 1})
    other.put("study", 7, {"x": 2})
    one.put("study", 8, {"x": 3})
    one.drop("study", 8)
    again = Drafts(place)
    assert (again.get("study", 0), again.of("study")) == ({"x": 1}, {0, 7})


def test_what_could_not_be_written_is_written_later(tmp_path: Path) -> None:
    place, told = str(tmp_path / "己.partydesk"), list[Trouble]()
    drafts = Drafts(place, told.append)
    drafts.put("study", 0, {"x": 0})
    folder = drafts._path.parent
    folder.rename(away := folder.with_name("away"))
    folder.write_text("", "utf-8")             # no folder can be made here now
    drafts.put("study", 7, {"x": 1})
    assert (len(told), drafts.written, drafts.get("study", 7)) == (1, False, {"x": 1})
    folder.unlink()
    away.rename(folder)
    drafts.put("study", 7, {"x": 1})
    assert drafts.written
    assert Drafts(place).of("study") == {0, 7}


def test_one_draft_is_laid_aside(tmp_path: Path) -> None:
    drafts = Drafts(str(tmp_path / "庚.partydesk"))
    drafts.put("study", 0, [1])
    drafts.put("study", 7, {"x": 1})
    drafts.spoilt("study", 0)
    assert drafts.of("study") == {7}
    kept, = drafts._path.parent.glob(f"{drafts._path.stem}*.damaged")
    assert kept.read_text("utf-8") == '{"study/0": [1]}'
