"""A kind invented here, two figures, a check and a sentence: by TOML and text alone, and everything follows."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from partydesk.catalogue.problem import CatalogueError
from partydesk.office import Office, forms
from partydesk.office.exchange import export_sheet, import_sheet
from partydesk.office.printing import copies
from partydesk.office.trace import trace

KIND = '''
[kind]
id     = "tree_planting"
label  = "义务植树"
tab    = "thought"
shape  = "activity"
roll   = "standing(staff)"

[[field]]
id       = "ground"
type     = "choice"
label    = "地点类别"
choices  = { hill = "荒山", bank = "河岸" }
required = true

[[field]]
id    = "trees"
type  = "number"
label = "植树棵数"
unit  = "棵"
min   = 0
'''
FIGURES = '''
[chapter]
label = "义务植树"
tab   = "thought"

[[figure]]
id    = "planting.days"
label = "开展义务植树"
unit  = "次"
is    = "count(tree_planting)"

[[figure]]
id    = "planting.hill_rate"
label = "荒山植树占比"
unit  = "%"
is    = "sum(tree_planting.trees, ground == 'hill') / sum(tree_planting.trees)"
'''
PAPER = '''+++
id    = "planting_note"
label = "植树情况"
+++
# 植树情况

{{ period }}{{ planting.days | or_text("无") }}，荒山占{{ planting.hill_rate }}。
'''


def add(office: Office) -> None:
    forms.add(office, "kinds/tree_planting.toml", KIND)
    forms.add(office, "figures/planting.toml", FIGURES)
    forms.add(office, "papers/planting_note.md", PAPER)


def test_form_list_excel_figures_and_paper_follow(office: Office, new_place: Callable[[], str], tmp_path: Path) -> None:
    add(office)
    kind = office.catalogue.kind("tree_planting")
    assert [blank.label for blank in kind.shown(2025)] == ["日期", "主题", "主办组织", "地点类别", "植树棵数"]
    person = office.save("staff", {"name": "张三", "party": "member"})
    office.save(kind.id, {"date": date(2025, 3, 12), "title": "植树节", "ground": "hill", "trees": Decimal(30)},
                roll={person: "present"})
    office.save(kind.id, {"date": date(2025, 3, 13), "title": "补植", "ground": "bank", "trees": Decimal(10)})
    figures = office.figures("2025H1")
    assert (figures["planting.days"].text, figures["planting.hill_rate"].text) == ("2次", "75%")
    text = "".join(run.text for block in copies(office, "planting_note", "2025H1")[0].document.blocks
                   for run in getattr(block, "runs", ()))
    assert "2025年上半年2次，荒山占75%。" in text
    assert [record.amount for record in trace(office, "planting.days", "2025H1").records] == [1, 1]

    out = tmp_path / "植树.xlsx"
    assert export_sheet(office, kind.id, out) == 2
    again = import_sheet(office, kind.id, out)
    assert (again.good, again.same, again.bad, office.count(kind.id)) == (0, 2, (), 2)
    with Office.create(new_place(), desk="d") as other:
        add(other)
        other.save("staff", {"name": "张三", "party": "member"})
        done = import_sheet(other, kind.id, out)
        assert (done.good, done.same, done.bad) == (2, 0, ())
        assert [record.values for record in other.records(kind.id)] == [record.values for record in office.records(kind.id)]
        assert other.figures("2025H1")["planting.days"].text == "2次"
        assert other.undo() == "导入义务植树（植树.xlsx）"
        assert other.count(kind.id) == 0


def test_an_office_keeps_its_own_forms(new_place: Callable[[], str]) -> None:
    path = new_place()
    with Office.create(path, who="a", desk="d") as office:
        add(office)
    with Office.open(path, who="a", desk="d") as again:
        assert again.catalogue.figure("planting.days").chapter.label == "义务植树"  # type: ignore[union-attr]
        assert again.undo() == "添加papers/planting_note.md"
        assert "planting_note" not in again.catalogue.papers


BROKEN = KIND.replace('"activity"', '"meeting"').replace('"choice"', '"chioce"').replace('label = "植树棵数"', "") + '''
[[field]]
id    = "2nd"
type  = "text"
label = "备注"
colour = "red"
'''


def test_a_broken_form_is_refused_with_every_mistake_named_and_nothing_kept(office: Office) -> None:
    with pytest.raises(CatalogueError) as refused:
        forms.add(office, "kinds/tree_planting.toml", BROKEN)
    told = str(refused.value)
    for words in ("meeting", "chioce", "trees", "2nd", "colour"):
        assert words in told
    assert len(refused.value.problems) == 5
    assert office.forms() == {}


def test_slips_of_the_pen_are_all_named(office: Office) -> None:
    broken = KIND.replace('label  = "义务植树"', "label  = 义务植树").replace("min   = 0", "min   = ") + '[[field]\nid = "x"\n'
    with pytest.raises(CatalogueError) as refused:
        forms.add(office, "kinds/tree_planting.toml", broken)
    slips = [problem for problem in refused.value.problems if "TOML" in problem.what]
    assert len(slips) == 3
    assert "label  = 义务植树" in str(refused.value)


@pytest.mark.parametrize(("figure", "words"), [
    ("count(tree_plantin)", "是不是 tree_planting"), ("sum(tree_planting.tree)", "没有“tree”这一栏"),
    ("count(tree_planting, ground == 'hil')", "可用：hill、bank"), ("planting.day / 2", "是不是 planting.days"),
    ("planting.days * planting.hill_rate", "算来算去回到自己"), ("sum(tree_planting.ground)", "不是数字栏"),
    ("heads(branch)", "数不出人次"), ("standing(tree_planting)", "不能用 standing"), ("count(tree_planting", "不成公式"),
    ("count(tree_planting, date >= '')", "请写 None")])
def test_a_wrong_formula_is_said_in_january_not_in_june(office: Office, figure: str, words: str) -> None:
    forms.add(office, "kinds/tree_planting.toml", KIND)
    with pytest.raises(CatalogueError, match=words):
        forms.add(office, "figures/planting.toml", FIGURES.replace("count(tree_planting)", figure))


def test_a_template_that_names_what_is_not_there_is_refused(office: Office) -> None:
    forms.add(office, "kinds/tree_planting.toml", KIND)
    forms.add(office, "figures/planting.toml", FIGURES)
    with pytest.raises(CatalogueError, match=r"planting\.days"):
        forms.add(office, "papers/planting_note.md", PAPER.replace("planting.days", "planting.dayz"))
