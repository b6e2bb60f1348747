"""Ids are for ever: a form of the office may add and rename, and may not take away what records were kept under."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from partydesk.catalogue.problem import CatalogueError
from partydesk.errors import Refusal
from partydesk.office import Office, forms
from partydesk.office.forms import path_for

KIND = '''
[kind]
id    = "tree_planting"
label = "义务植树"
tab   = "thought"
shape = "activity"

[[field]]
id     = "trees"
type   = "number"
label  = "植树棵数"
digits = 2
'''


@pytest.mark.parametrize(("old", "new", "words"), [
    ('shape = "activity"', 'shape = "fact"', "形态不能"), ('type   = "number"', 'type   = "text"', "不认识|类型不能"),
    ("digits = 2", "digits = 0", "小数位数不能"), ('id     = "trees"', 'id     = "number_of_trees"', "不能去掉"),
    ('id    = "tree_planting"', 'id    = "planting"', "不能去掉")])
def test_what_would_harm_records_is_refused(office: Office, old: str, new: str, words: str) -> None:
    forms.add(office, "kinds/tree_planting.toml", KIND)
    with pytest.raises(CatalogueError, match=words):
        forms.add(office, "kinds/tree_planting.toml", KIND.replace(old, new))
    assert office.forms() == {"kinds/tree_planting.toml": KIND}


def test_a_field_may_be_renamed_and_keeps_what_was_recorded(office: Office) -> None:
    forms.add(office, "kinds/tree_planting.toml", KIND)
    id = office.save("tree_planting", {"date": date(2025, 3, 12), "title": "植树", "trees": 12})
    forms.add(office, "kinds/tree_planting.toml", KIND.replace('id     = "trees"', 'id     = "saplings"\nwas    = ["trees"]'))
    assert office.record("tree_planting", id).values["saplings"] == 12


def test_replacing_something_shipped_is_said(office: Office) -> None:
    assert forms.add(office, "kinds/tree_planting.toml", KIND) == ()
    told = forms.add(office, "figures/x.toml", '[[figure]]\nid = "study.group_sessions"\nlabel = "学习"\nis = "count(study)"\n')
    assert told == ("“组织集中学习”（study.group_sessions）",)


def test_a_form_can_be_taken_out_while_nothing_needs_it(office: Office) -> None:
    forms.add(office, "kinds/tree_planting.toml", KIND)
    id = office.save("tree_planting", {"date": date(2025, 3, 12), "title": "植树"})
    with pytest.raises(CatalogueError, match="不能去掉"):
        forms.remove(office, "kinds/tree_planting.toml")
    office.remove("tree_planting", id)
    forms.remove(office, "kinds/tree_planting.toml")
    assert "tree_planting" not in office.catalogue.kinds
    with pytest.raises(Refusal, match="没有"):
        forms.remove(office, "kinds/tree_planting.toml")


def test_only_the_file_named_is_read(tmp_path: Path) -> None:
    (tmp_path / "别的.md").write_bytes("中文".encode("gbk"))
    good = tmp_path / "tree.toml"
    good.write_text(KIND, "utf-8")
    assert path_for(good) == ("kinds/tree.toml", KIND)
    bad = tmp_path / "bad.toml"
    bad.write_bytes("中文".encode("gbk"))
    with pytest.raises(Refusal, match="UTF-8"):
        path_for(bad)


def test_an_office_whose_own_forms_no_longer_fit_still_opens_and_says_so(new_place: Callable[[], str]) -> None:
    from partydesk.office.checking import check
    path = new_place()
    with Office.create(path, desk="d") as office, office.door("旧表单") as door:
        for name in ("old", "older"):
            door.put("form", {"path": f"kinds/{name}.toml"}, {"text": f'[kind]\nid = "{name}"\n'})
    with Office.open(path, desk="d") as again:
        assert again.count("study") == 0
        assert any(finding.check == "forms" and finding.level == "error" for finding in check(again))
        forms.remove(again, "kinds/old.toml")
        forms.remove(again, "kinds/older.toml")
        assert check(again) == []
