"""The papers of thought, organisation and base: what they print is what the records and the figures say."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from partydesk.catalogue.period import Period
from partydesk.office import Office, printing, stating
from partydesk.office.rhythm import rhythms
from partydesk.papers.document import Document, Table, plain

HALF = "2025H1"
BRANCHES = ("机关第一党支部", "机关第二党支部", "机关第三党支部")
BOX = "□"


def tables(document: Document) -> list[list[list[str]]]:
    return [[[plain(cell) for cell in row] for row in block.rows] for block in document.blocks if isinstance(block, Table)]


def of_branches(office: Office, paper: str) -> dict[str, Document]:
    made = printing.copies(office, paper, HALF)
    return {name: copy.document for name, copy in zip(BRANCHES, made, strict=True)}


def called(office: Office, id: int) -> str:
    """A name as papers write it: without what tells namesakes apart on the screen."""
    return office.names.name("person", id).partition("（")[0]


def members_of(office: Office, branch: str) -> Counter[str]:
    """The members of a branch as its own figure counts them."""
    with office.ledger(HALF, branch) as ledger:
        ids = [id for id, _ in ledger.rows(ledger["base.members"])]
    return Counter(called(office, id) for id in ids)


# ── a branch ─────────────────────────────────────────────────────────────────────────────────────

def test_summary_of_a_branch_has_nothing_to_be_filled_in_and_its_own_numbers(sample: Office) -> None:
    for branch, document in of_branches(sample, "branch_summary").items():
        assert "待补" not in document.text
        figures = sample.figures(HALF, branch)
        for block in document.blocks:
            for run in getattr(block, "runs", ()):
                if run.figure:
                    assert run.text == figures[run.figure].text, (branch, run.figure)
        assert f"中共青禾县委政法委员会{branch}" in document.text
        owed = tables(document)[0][1:]
        for label, figure in (("支部党员大会", "org.branch_assemblies"), ("支委会", "org.committee_meetings"),
                              ("党小组会", "org.group_meetings"), ("主题党日", "org.theme_days")):
            assert sum(int(row[3]) for row in owed if row[0] == label) == figures[figure].amount, label


def test_roster_of_a_branch_names_its_members_once(sample: Office) -> None:
    for branch, document in of_branches(sample, "member_roster").items():
        rows = tables(document)[0][1:]
        assert Counter(row[1] for row in rows) == members_of(sample, branch)
        assert [row[0] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]
        assert all(all(row) for row in rows)
    assert sum(len(tables(document)[0]) - 1 for document in of_branches(sample, "member_roster").values()) == 320


def test_ballot_names_every_member_once_with_four_boxes_and_nobody_to_sign(sample: Office) -> None:
    for branch, document in of_branches(sample, "review_ballot").items():
        head, *rows = tables(document)[0]
        assert head[3:] == ["优秀", "合格", "基本合格", "不合格"]
        assert Counter(row[1] for row in rows) == members_of(sample, branch)
        assert all(row[3:] == [BOX] * 4 for row in rows)
        assert not {"签名", "签字"} & {document.text[at:at + 2] for at in range(len(document.text))}


def test_register_of_meetings_equals_the_board(sample: Office) -> None:
    board = rhythms(sample, Period.read(HALF), today=date(2026, 1, 1))
    labels = {"branch_assembly": "支部党员大会", "branch_committee": "支委会", "group_meeting": "党小组会", "party_lecture": "党课",
              "theme_day": "主题党日"}
    said: Counter[tuple[str, str]] = Counter()
    held: Counter[tuple[str, str]] = Counter()
    for document in of_branches(sample, "meeting_register").values():
        for sort, name, *_, state in tables(document)[0][1:]:
            said[sort, name] += 1
            held[sort, name] += state == "已办"
    owed = {(labels[row.kind], row.name): row.cells for row in board.rows if row.kind in labels}
    assert said == Counter({key: sum(cell.owed for cell in cells) for key, cells in owed.items()})
    assert held == Counter({key: sum(min(cell.held, cell.owed) for cell in cells) for key, cells in owed.items()})


def test_attendance_in_the_register_is_the_roll(sample: Office) -> None:
    document = of_branches(sample, "meeting_register")[BRANCHES[0]]
    rows = [row for row in tables(document)[0][1:] if row[0] == "支部党员大会"]
    body = sample.names.find("body", BRANCHES[0])
    meetings = sorted((one for one in sample.records("branch_assembly", Period.read(HALF), rolls=True) if body in one.values["bodies"]),
                      key=lambda one: one.values["date"])
    for row, meeting in zip(rows, meetings, strict=True):
        there = Counter(meeting.roll.values())
        assert row[6:8] == [str(there["present"] + there["leave"] + there["absent"]), str(there["present"])]


# ── pledges and points ───────────────────────────────────────────────────────────────────────────

def test_public_list_of_pledges_holds_each_once_and_says_how_it_stands(sample: Office) -> None:
    rows = [row for document in of_branches(sample, "pledge_list").values() for row in tables(document)[0][1:]]
    figures = sample.figures(HALF)
    kept = sum(row[-1].endswith("完成") and not row[-1].startswith("逾期") for row in rows)
    assert Fraction(kept, len(rows)) == figures["member.pledge_rate"].amount
    assert len(rows) == 320


def test_pledge_card_is_one_page_and_says_what_the_member_did(sample: Office) -> None:
    people = [one.id for one in printing.subjects(sample, "pledge_card", HALF)][::32]
    made = printing.copies(sample, "pledge_card", HALF, chosen=people)
    assert [copy.id for copy in made] == people
    _, done = printing.printed(sample, [copy.document for copy in made])
    assert done.pages == len(made)
    period = Period.read(HALF)
    for copy in made:
        *_, there = tables(copy.document)
        for at, kind in enumerate(("study", "branch_assembly", "group_meeting", "party_lecture", "theme_day"), 1):
            came = sum(one.roll.get(copy.id) == "present" for one in sample.records(kind, period, rolls=True))
            assert there[1][at] == str(came), (copy.name, kind)


def test_bulletin_adds_up_and_its_first_are_the_figures(sample: Office) -> None:
    document = printing.copies(sample, "points_bulletin", HALF)[0].document
    _, *rows = tables(document)[0]
    assert len(rows) == 320
    period = Period.read(HALF)
    points = sample.records("points", period)
    assert sum(Fraction(row[-1]) for row in rows) == sum(one.values["score"] for one in points)
    for row in rows:
        assert sum(Fraction(cell) for cell in row[3:-3] if cell != "—") == Fraction(row[-1]) == Fraction(row[-3]) - Fraction(row[-2])
    with sample.ledger(HALF) as ledger:
        top = {called(sample, id) for id, _ in ledger.rows(ledger["member.points_top"])}
    assert {row[1] for row in rows if int(row[0]) <= 10} == top
    assert any(row[-2] != "0" for row in rows)                 # somebody lost some
    for name in top:
        assert f"{name}（" in document.text                    # each of them a star of some month


def test_bulletin_of_a_month_is_of_that_month(sample: Office) -> None:
    document = printing.copies(sample, "points_bulletin", "2025-03")[0].document
    assert document.title == "2025年3月党员积分公示表"
    _, *rows = tables(document)[0]
    march = sample.records("points", Period.read("2025-03"))
    assert sum(Fraction(row[-1]) for row in rows) == sum(one.values["score"] for one in march)
    assert {row[1] for row in rows} == {called(sample, one.values["person"]) for one in march}
    assert all(any(row[at] != "—" for row in rows) for at in range(3, 9))          # no dimension of which nobody got anything


def test_points_sheet_of_a_member_lists_every_entry(sample: Office) -> None:
    someone = printing.subjects(sample, "points_sheet", HALF)[17]
    document, = (copy.document for copy in printing.copies(sample, "points_sheet", HALF, chosen=[someone.id]))
    whole, entries = tables(document)
    mine = [one for one in sample.records("points", Period.read(HALF)) if one.values["person"] == someone.id]
    assert len(entries) - 1 == len(mine)
    assert Fraction(whole[1][-1]) == sum(one.values["score"] for one in mine)


# ── the review, those who join, who holds what ───────────────────────────────────────────────────

def test_results_of_the_review_are_the_figures(sample: Office) -> None:
    document = printing.copies(sample, "review_result", HALF)[0].document
    grades, ballots = tables(document)
    figures = sample.figures(HALF)
    head, *rows, whole = grades
    assert head[1:] == ["优秀", "合格", "基本合格", "不合格", "合　计"]
    assert [row[0] for row in rows] == list(BRANCHES)
    assert whole[1:] == [str(sum(int(row[at]) for row in rows)) for at in range(1, 6)]
    assert [int(whole[1]), int(whole[2])] == [figures["org.review_excellent"].amount, figures["org.review_pass"].amount]
    for row in rows:
        own = sample.figures(HALF, row[0])
        assert [int(row[1]), int(row[2])] == [own["org.review_excellent"].amount, own["org.review_pass"].amount]
    assert [row[0] for row in ballots[1:]] == list(BRANCHES)


def test_progress_has_one_row_for_each_person_with_the_day_of_every_step(sample: Office) -> None:
    training, joining = tables(printing.copies(sample, "development_progress", HALF)[0].document)
    on = date(2025, 6, 30)
    steps = [one.values for one in sample.records("development") if one.values["date"] <= on]
    people = Counter(one["person"] for one in steps)
    assert len(training) - 1 == len(people)
    cells = [cell for table in (training, joining) for row in table[1:] for cell in row[4:] if cell]
    last = {(one["person"], one["stage"]): max(other["date"] for other in steps if (other["person"], other["stage"]) == (
        one["person"], one["stage"])) for one in steps}
    assert Counter(cells) == Counter(day.strftime("%Y.%m.%d") for day in last.values())
    assert all(any(row[at] for row in table[1:]) for table in (training, joining) for at in range(len(table[0])))


def test_everyone_who_joins_stands_on_the_roster_where_he_is_now(sample: Office) -> None:
    lists = tables(printing.copies(sample, "developing_roster", HALF)[0].document)
    newest: dict[int, str] = {}
    for one in sorted((one.values for one in sample.records("development") if one.values["date"] <= date(2025, 6, 30)),
                      key=lambda one: one["date"]):
        newest[one["person"]] = one["stage"]
    sorts = ({"probationary", "approval", "oath", "delayed"}, {"candidate", "training", "political_review", "pre_review"},
             {"activist", "half_review"}, {"application", "talk"})
    for table, stages in zip(lists, sorts, strict=True):
        named = sorted(called(sample, id) for id, stage in newest.items() if stage in stages)
        assert sorted(row[1] for row in table[1:]) == named


def test_officers_are_those_in_office(sample: Office) -> None:
    bodies, officers, groups = tables(printing.copies(sample, "officers_roster", HALF)[0].document)
    figures = sample.figures(HALF)
    assert len(bodies) - 1 == 1 + figures["base.branches"].amount
    assert sum(row[3] == "支部书记" for row in officers) == figures["org.secretaries"].amount
    assert sum(row[3] != "专职党务工作人员" for row in officers[1:]) == figures["org.committee_members"].amount
    assert len(groups) - 1 == sample.count("party_group")


# ── study and figures ────────────────────────────────────────────────────────────────────────────

def test_study_plan_equals_the_board(sample: Office) -> None:
    document = printing.copies(sample, "study_plan", HALF)[0].document
    board = {row.kind: row.cells for row in rhythms(sample, Period.read(HALF), today=date(2026, 1, 1)).rows}
    for kind, table in zip(("study", "business_class"), tables(document), strict=False):
        assert len(table) - 1 == sum(cell.owed for cell in board[kind])
        assert sum(row[-1] == "已办" for row in table) == sum(cell.held for cell in board[kind])


def test_figure_sheet_has_every_figure_once_and_each_can_be_clicked(sample: Office) -> None:
    document = printing.copies(sample, "figure_sheet", HALF)[0].document
    figures = sample.figures(HALF)
    assert document.figures == tuple(sample.catalogue.figures)
    rows = [row for table in tables(document) for row in table[1:]]
    assert [(row[1], row[2], row[4]) for row in rows] == [(value.label, value.text, str(value.records)) for value in figures.values()]
    assert all(row[3] and row[5] for row in rows)


def test_figure_sheet_says_why_a_number_was_stated(sample_place: str, copy_of: Callable[[str], str]) -> None:
    with Office.open(copy_of(sample_place)) as office:
        stating.state(office, "practice.firm_satisfaction", HALF, "93分", "第三方测评报告第12页")
        document = printing.copies(office, "figure_sheet", HALF)[0].document
    row, = (row for table in tables(document) for row in table if row[1] == "企业法治环境满意度")
    assert row[2] == "93分"
    assert row[5] == "填报：第三方测评报告第12页"


@pytest.mark.parametrize("paper", ["branch_summary", "pledge_list", "meeting_register", "review_ballot", "member_roster", "points_bulletin",
                                   "review_result", "development_progress", "developing_roster", "officers_roster", "study_plan"])
def test_nothing_to_be_filled_in_and_no_column_without_a_word(sample: Office, paper: str) -> None:
    for copy in printing.copies(sample, paper, HALF):
        assert "待补" not in copy.document.text
        for table in tables(copy.document):
            for at, head in enumerate(table[0]):
                assert any(row[at] for row in table[1:]), (copy.name, head)
