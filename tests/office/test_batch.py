"""The paper tray without a window: every paper can be made for what it offers, and a batch is written whole or not at all."""
from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook

from partydesk.catalogue.period import Period
from partydesk.errors import NoGlyph, Refusal, Trouble
from partydesk.office import Office, batch, forms
from partydesk.office.batch import INDEX, Stopped
from partydesk.office.printing import Copy, Told
from partydesk.office.tray import OWN, Tray, called, entries, find, offered
from partydesk.papers.document import Paragraph, Run

PERIOD = Period.read("2025H1")


def tray(office: Office, id: str) -> Tray:
    return offered(office, find(office, id), PERIOD)


@pytest.fixture(scope="module")
def letters(sample: Office) -> Tray:
    return tray(sample, "responsibility_letter")


@pytest.fixture(scope="module")
def three(sample: Office, letters: Tray) -> list[Copy]:
    return batch.copies(sample, letters, letters.rows[:3])


def stops(after: int) -> Told:
    """A clerk who presses the button after so many copies."""
    def told(done: int, of: int) -> None:
        if done == after:
            raise Stopped
    return told


def test_all_papers_and_all_that_is_signed_stand_in_the_tray_once(sample: Office) -> None:
    found = entries(sample)
    assert {entry.paper.id for entry in found if entry.paper} == set(sample.catalogue.papers)
    assert {"responsibility_letter", "family_pledge", "commitment"} <= {entry.kind.id for entry in found if entry.kind}
    assert len({entry.id for entry in found}) == len(found)
    assert all(called(sample, entry.group) for entry in found)
    assert [entry.group for entry in found] == sorted(
        (entry.group for entry in found), key=[*sample.catalogue.tabs, OWN].index)
    with pytest.raises(Refusal, match="没有“nothing”这种文书"):
        find(sample, "nothing")


def test_each_paper_of_the_sample_can_be_made_for_the_first_that_it_offers(sample: Office) -> None:
    for entry in entries(sample):
        shown = offered(sample, entry, PERIOD)
        assert len({row.key for row in shown.rows}) == len(shown.rows)
        if entry.paper is None:
            assert not any(row.printable for row in shown.rows)
            with pytest.raises(Refusal, match="只登记"):
                batch.copies(sample, shown, shown.rows)
        elif shown.rows:
            made = batch.copies(sample, shown, shown.rows[:1])
            assert len(made) == 1
            assert made[0].document.text


def test_rows_are_narrowed_by_words_letters_organisation_choice_and_status(letters: Tray) -> None:
    first = letters.rows[0]
    assert first in letters.narrowed(first.name)
    assert letters.narrowed("第56号") == (letters.rows[55],)
    assert letters.narrowed("没有这个人") == ()
    branches = [letters.narrowed(home=name) for name in ("机关第一党支部", "机关第二党支部", "机关第三党支部")]
    assert sorted(row.key for rows in branches for row in rows) == sorted(row.key for row in letters.rows)
    assert len(letters.narrowed(trait=("责任层级", "班子成员"))) == 6
    assert len(letters.narrowed(status="signed")) == 56
    assert letters.narrowed(status="none") == ()
    assert ("责任层级", "科室负责人") in letters.traits
    assert "机关第一党支部" in letters.homes


def test_a_paper_of_a_period_is_offered_for_the_office_and_each_branch(sample: Office) -> None:
    shown = tray(sample, "half_year_summary")
    assert [row.name for row in shown.rows][:2] == [sample.setting("office"), "机关第一党支部"]
    whole, branch = batch.copies(sample, shown, shown.rows[:2])
    assert whole.document.text != branch.document.text
    assert branch.name.endswith("机关第一党支部")
    assert batch.left_out(shown.rows[:3], (whole, branch)) == (f"{shown.rows[2].name}没有要列的内容，没有印",)


def test_meetings_are_offered_newest_first_and_make_a_sheet_each(sample: Office) -> None:
    shown = tray(sample, "sign_in_sheet")
    days = [row.note[:10] for row in shown.rows]
    assert days == sorted(days, reverse=True)
    assert ("种类", "支委会") in shown.traits
    made = batch.copies(sample, shown, shown.rows[:3])
    assert [copy.name.endswith(row.name) for copy, row in zip(made, shown.rows[:3], strict=True)] == [True] * 3


def test_who_has_none_cannot_be_printed_and_is_not_passed_over_in_silence(sample: Office) -> None:
    shown = offered(sample, find(sample, "responsibility_letter"), Period.read("2026H1"))
    assert {row.status for row in shown.rows} == {"none"}
    with pytest.raises(Refusal, match="请先补发"):
        batch.copies(sample, shown, shown.rows)
    with pytest.raises(Refusal, match="请先勾选"):
        batch.copies(sample, shown, ())
    assert batch.left_out(shown.rows, ()) == (f"{'、'.join(row.name for row in shown.rows[:3])}等 {len(shown.rows)} 份还没有发，没有印",)


def test_only_those_chosen_are_made_and_each_is_told_of(sample: Office, letters: Tray) -> None:
    told: list[tuple[int, int]] = []
    made = batch.copies(sample, letters, (letters.rows[7], letters.rows[3]), lambda done, of: told.append((done, of)))
    assert [copy.id for copy in made] == [letters.rows[3].key, letters.rows[7].key]     # in the order of their numbers
    assert told == [(1, 2), (2, 2)]


def test_what_is_of_another_half_is_printed_for_the_year(sample: Office) -> None:
    """In autumn the letters of March are still there to be printed again."""
    shown = offered(sample, find(sample, "responsibility_letter"), Period.read("2025H2"))
    made = batch.copies(sample, shown, shown.rows[:2])
    assert len(made) == 2
    assert batch.named(shown) == "2025年党风廉政建设责任书"


def test_duplex_begins_each_on_a_new_leaf(sample: Office, three: list[Copy]) -> None:
    alone = [len(pypdfium2.PdfDocument(batch.pages(sample, [copy]).pdf)) for copy in three]
    pages = pypdfium2.PdfDocument(batch.pages(sample, [*three, *three], duplex=True).pdf)
    starts, at = [], 0
    for n in [*alone, *alone]:
        at += at % 2
        starts.append(at)
        at += n
    assert len(pages) == at
    assert all("年度党风廉政建设责任书" in pages[start].get_textpage().get_text_bounded() for start in starts)


@pytest.mark.parametrize("each", ["docx", "pdf"])
def test_a_folder_has_a_file_each_numbered_and_a_list_of_them(sample: Office, three: list[Copy], each: str, tmp_path: Path) -> None:
    out, told = tmp_path / "责任书", list[int]()
    done = batch.put(sample, three, out, each=each, told=lambda n, _: told.append(n))
    assert [path.name for path in done.files] == [f"{n}-{copy.name.replace(' ', '_')}.{each}" for n, copy in enumerate(three, 1)]
    assert sorted(path.name for path in out.iterdir()) == sorted([*(path.name for path in done.files), INDEX])
    listed = [row[:3] for row in load_workbook(out / INDEX).active.iter_rows(values_only=True)]
    assert [row[2] for row in listed if str(row[2]).endswith(each)] == [path.name for path in done.files]
    assert told == [1, 2, 3]
    head = b"PK" if each == "docx" else b"%PDF"
    assert all(path.read_bytes().startswith(head) for path in done.files)


def test_what_is_said_of_the_fonts_of_a_folder_is_said_once(sample: Office, letters: Tray, tmp_path: Path) -> None:
    rare = [row for row in letters.rows if set(row.name) & set("䶮𬭎")]
    assert len(rare) == 2
    done = batch.put(sample, batch.copies(sample, letters, rare), tmp_path / "责任书", each="pdf")
    assert [remark.count("（") for remark in done.remarks if "用别的字体补" in remark] == [2]


@pytest.mark.parametrize("each", ["", "docx", "pdf"])
def test_where_it_is_stopped_nothing_is_left_and_what_was_there_stays(sample: Office, three: list[Copy], each: str,
                                                                      tmp_path: Path) -> None:
    fresh = tmp_path / ("新的" if each else "新的.pdf")
    with pytest.raises(Stopped):
        batch.put(sample, three, fresh, each=each, told=stops(2))
    assert list(tmp_path.iterdir()) == []
    old = tmp_path / ("旧的" if each else "旧的.docx")
    if each:
        old.mkdir()
    kept = old / f"1-{three[0].name.replace(' ', '_')}.{each}" if each else old
    kept.write_text("原来的")
    with pytest.raises(Stopped):
        batch.put(sample, three, old, each=each, told=stops(3))
    assert kept.read_text() == "原来的"
    assert [path.name for path in old.parent.iterdir()] == [old.name]
    if each:
        assert list(old.iterdir()) == [kept]


def test_where_one_file_cannot_be_replaced_all_the_old_ones_come_back(
        sample: Office, three: list[Copy], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows a letter that is open in WPS lets nothing be put into its place."""
    batch.put(sample, three, tmp_path, each="docx")
    names = sorted(path.name for path in tmp_path.iterdir())
    for path in tmp_path.iterdir():
        path.write_text("原来的")
    real = Path.replace

    def replace_(path: Path, to: Path) -> Path:
        if to == tmp_path / names[1]:
            raise PermissionError(13, "open in WPS")
        return real(path, to)

    monkeypatch.setattr(Path, "replace", replace_)
    with pytest.raises(Trouble, match="正在 WPS 或 Word 中打开"):
        batch.put(sample, three, tmp_path, each="docx")
    monkeypatch.undo()
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == dict.fromkeys(names, "原来的")
    (tmp_path / names[2]).unlink()
    (tmp_path / names[2]).mkdir()
    with pytest.raises(Trouble, match="已有同名的文件夹"):
        batch.put(sample, three, tmp_path, each="docx")
    assert (tmp_path / names[0]).read_text() == "原来的"


def test_whoever_has_no_copy_is_named(office: Office) -> None:
    """A paper that needs entries is not made for an organisation without any, nor for anyone whose letter is not issued."""
    ids = [office.save("branch", {"name": name}) for name in ("第一党支部", "第二党支部", "第三党支部")]
    forms.add(office, "papers/list.md", """+++
id    = "branches_list"
label = "支部清单"
for   = "body"
each  = "standing(branch)"
tab   = "conduct"

[[list]]
id     = "people"
of     = "standing(staff)"
on     = "body"
needed = true
+++
# 支部清单

{% for one in people %}{{ one.name }}{% endfor %}
""")
    office.save("staff", {"name": "张三", "body": ids[0]})
    shown = tray(office, "branches_list")
    made = batch.copies(office, shown, shown.rows)
    assert [copy.id for copy in made] == ids[:1]
    assert batch.left_out(shown.rows, made) == ("第二党支部、第三党支部没有要列的内容，没有印",)
    assert batch.left_out(shown.rows[:1], made) == ()


def test_composing_is_stopped_too(sample: Office, letters: Tray) -> None:
    with pytest.raises(Stopped, match="什么都没有写出"):
        batch.copies(sample, letters, letters.rows, stops(3))


def test_a_character_that_no_typeface_has_holds_a_batch_up_until_it_is_wanted_all_the_same(
        sample: Office, three: list[Copy], tmp_path: Path) -> None:
    odd = replace(three[1], document=replace(three[1].document, blocks=(*three[1].document.blocks, Paragraph((Run("\U0002fffd"),)))))
    made = [three[0], odd]
    assert "U+2FFFD" in "".join(batch.pages(sample, made).lacking)
    for each, name in (("", "一起.pdf"), ("pdf", "每份")):
        with pytest.raises(NoGlyph, match="U\\+2FFFD"):
            batch.put(sample, made, tmp_path / name, each=each)
        assert list(tmp_path.iterdir()) == []
        batch.put(sample, made, tmp_path / name, each=each, anyway=True)
        (shutil.rmtree if each else Path.unlink)(tmp_path / name)


def test_what_the_world_refuses_is_said(sample: Office, three: list[Copy], tmp_path: Path) -> None:
    (tmp_path / "占着").write_text("文件")
    with pytest.raises(Trouble, match="是一个文件"):
        batch.put(sample, three, tmp_path / "占着", each="pdf")
    with pytest.raises(Trouble, match="没有文件夹"):
        batch.put(sample, three, tmp_path / "没有" / "责任书", each="pdf")
    with pytest.raises(Refusal, match="不能每份存成“exe”"):
        batch.put(sample, three, tmp_path / "责任书", each="exe")


PAPER = """+++
id    = "{id}"
label = "{label}"
for   = "{scope}"
each  = "{each}"
tab   = "conduct"
+++
# {label}

{{{{ {scope}.name }}}}的一份。
"""


def test_an_own_paper_for_people_or_organisations_stands_among_the_offices_own(office: Office) -> None:
    branch = office.save("branch", {"name": "第一党支部"})
    group = office.save("party_group", {"name": "第一小组", "parent": branch})
    ids = [office.save("staff", {"name": name, "body": group, "party": "member", "tier": tier})
           for name, tier in (("张三", "head"), ("李四", "general"), ("王五", "head"))]
    for id, label, scope, each in (("card", "提示卡", "person", "standing(staff, tier == 'head')"),
                                   ("sheet", "支部通知", "body", "standing(branch)")):
        forms.add(office, f"papers/{id}.md", PAPER.format(id=id, label=label, scope=scope, each=each))
    found = [entry for entry in entries(office) if entry.group == OWN]
    assert [(entry.label, entry.each) for entry in found] == [("提示卡", "一人一份"), ("支部通知", "一个组织一份")]
    assert called(office, OWN) == "本单位的文书"
    people, bodies = (offered(office, entry, PERIOD) for entry in found)
    assert [(row.key, row.name, row.note) for row in people.rows] == [(ids[0], "张三", "第一党支部"), (ids[2], "王五", "第一党支部")]
    assert people.rows[0].homes[:2] == ("第一小组", "第一党支部")
    assert [row.name for row in bodies.rows] == ["第一党支部"]
    made = batch.copies(office, people, people.rows[1:])
    assert ["王五的一份" in copy.document.text for copy in made] == [True]
    assert len(batch.copies(office, bodies, bodies.rows)) == 1
