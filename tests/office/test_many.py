"""One verb for many records: all of it or nothing, one step to take back; and rows by the clipboard, there and back."""
from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partydesk.errors import Refusal
from partydesk.office import Office, clips, columns, listing, many
from partydesk.office.listing import View
from partydesk.sheets import clipboard


@pytest.fixture
def filled(office: Office) -> Office:
    with office.together("准备"):
        branch = office.save("branch", {"name": "第一党支部"})
        people = [office.save("staff", {"name": name, "body": branch, "party": "member"}) for name in ("张三", "李四", "王五")]
        for n in range(6):
            office.save("problem", {"date": date(2025, 3, n + 1), "title": f"问题{n}", "origin": "survey" if n % 2 else "talk",
                                    "owner": people[n % 3], "closed": date(2025, 3, 20) if n == 5 else None})
    return office


def ids(office: Office, kind: str) -> list[int]:
    return listing.ids(office, kind)


def state(office: Office, kind: str) -> list[object]:
    return [(record.id, dict(record.values)) for record in office.records(kind)]


def test_one_change_for_all_is_one_step(filled: Office) -> None:
    before = state(filled, "problem")
    tried = many.change(filled, "problem", ids(filled, "problem"), "origin", "other", dry_run=True)
    assert (tried.changed, tried.same, tried.refused, tried.kept) == (6, 0, (), False)
    assert state(filled, "problem") == before
    done = many.change(filled, "problem", ids(filled, "problem"), "origin", "other")
    assert done.kept
    assert {record.values["origin"] for record in filled.records("problem")} == {"other"}
    assert filled.undoable() == "批量修改问题台账的来源（6 条）"
    filled.undo()
    assert [values for _, values in state(filled, "problem")] == [values for _, values in before]


def test_what_is_so_already_is_left_alone(filled: Office) -> None:
    done = many.change(filled, "problem", ids(filled, "problem"), "origin", "survey")
    assert (done.changed, done.same) == (3, 3)


def test_where_one_is_refused_nothing_is_done_until_the_clerk_says_so(filled: Office) -> None:
    before = state(filled, "problem")
    late = date(2025, 3, 4)                                    # before three of them were found
    done = many.change(filled, "problem", ids(filled, "problem"), "closed", late)
    assert (done.changed, len(done.refused), done.kept) == (4, 2, False)
    assert {one.called for one in done.refused} == {"问题4（2025-03-05）", "问题5（2025-03-06）"}
    assert "不能早于" in done.refused[0].why
    assert state(filled, "problem") == before
    done = many.change(filled, "problem", ids(filled, "problem"), "closed", late, despite=True)
    assert done.kept
    assert sum(record.values["closed"] == late for record in filled.records("problem")) == 4


def test_many_go_to_the_bin_and_come_back_in_one_step(filled: Office) -> None:
    chosen = ids(filled, "problem")[:4]
    assert many.remove(filled, "problem", chosen).kept
    assert filled.count("problem") == 2
    filled.undo()
    assert filled.count("problem") == 6
    refused = many.remove(filled, "staff", ids(filled, "staff"))
    assert not refused.kept
    assert filled.count("staff") == 3


def test_there_is_a_most(filled: Office) -> None:
    with pytest.raises(Refusal):
        many.remove(filled, "problem", range(1, many.MOST + 2))


# ── the clipboard ────────────────────────────────────────────────────────────────────────────────

CELL = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], include_characters="\n\"\t,'"), max_size=12)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=5))
def test_cells_come_back_as_they_went(rows: list[list[str]]) -> None:
    from partydesk.catalogue.text import clean
    wanted = [["头", *map(clean, row)] for row in rows]
    assert clipboard.cells(clipboard.text(wanted)) == wanted


def test_what_is_copied_is_pasted_as_the_same_records(filled: Office) -> None:
    shown = columns.standard(filled.catalogue.kind("problem"), 2025)
    listed = listing.listed(filled, View("problem"))
    copied = clips.copied(filled, "problem", listed.ids(0, 6), shown)
    assert copied.count == 6
    before = sorted(tuple(sorted((id, str(value)) for id, value in values.items())) for _, values in state(filled, "problem"))  # type: ignore[misc,attr-defined]
    many.remove(filled, "problem", ids(filled, "problem"))
    done = clips.paste(filled, "problem", copied.text, shown)
    assert (done.good, done.bad) == (6, ())
    after = sorted(tuple(sorted((id, str(value)) for id, value in values.items())) for _, values in state(filled, "problem"))  # type: ignore[misc,attr-defined]
    assert after == before
    filled.undo()
    assert filled.count("problem") == 0


def test_rows_without_heads_stand_as_the_list_does_and_bad_cells_are_named(filled: Office) -> None:
    shown = columns.chosen(filled.catalogue.kind("problem"), 2025, ["title", "date", "origin"])
    text = "新问题甲\t2025-05-06\t问卷调查\n新问题乙\t二月三十\t问卷调查\n新问题丙\t2025/5/8\t谈心\n"
    tried = clips.paste(filled, "problem", text, shown, dry_run=True)
    assert tried.good == 1
    assert [(cell.row, cell.column) for cell in tried.bad] == [(2, "发现日期"), (3, "来源")]
    assert filled.count("problem") == 6
    assert clips.laid(filled.catalogue.kind("problem"), text, shown)[0] == ["问题", "发现日期", "来源"]
    assert clips.paste(filled, "problem", text, shown).good == 1
    assert filled.count("problem") == 7


def test_a_sheet_takes_text_as_text(filled: Office) -> None:
    page = clipboard.page([["编号", "数"], ["001", "2"], ["=1+1", "<b>"]], [False, True])
    assert "mso-number-format:'\\@'\">001" in page
    assert "<td>2</td>" in page
    assert "&lt;b&gt;" in page
    with pytest.raises(Refusal):
        clipboard.cells(" \n ")
    with pytest.raises(Refusal):
        clips.paste(filled, "problem", "一\t二\t三\t四", columns.chosen(filled.catalogue.kind("problem"), 2025, ["title", "date"]))
