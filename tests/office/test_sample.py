"""The sample office: every number of its summary is the table's, counted, and the same each time it is made."""
from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from partydesk.catalogue.catalogue import Catalogue
from partydesk.catalogue.period import Period
from partydesk.office import Office, own_chapters, stating
from partydesk.office.checking import check
from partydesk.office.expected import expected
from partydesk.office.sample import make
from partydesk.records.workdays import is_working

H1, BEFORE = "2025H1", "2024H1"
TABLE = Path(__file__).parents[1] / "figures" / "expected.tsv"
EXPECTED = {row["id"]: row["printed"] for row in csv.DictReader(TABLE.read_text("utf-8").splitlines(), delimiter="\t")}


@pytest.fixture(scope="module")
def figures(sample: Office) -> dict[str, Any]:
    return sample.figures(H1)


@pytest.mark.parametrize("id", EXPECTED)
def test_every_figure_is_the_tables(figures: dict[str, Any], id: str) -> None:
    assert figures[id].text == EXPECTED[id], figures[id].because


def test_the_forms_have_the_tables_figures_and_no_others(shipped: Catalogue) -> None:
    assert len(EXPECTED) == 156
    assert list(shipped.figures) == list(EXPECTED)


def test_nothing_is_stated_by_hand_and_everything_has_records(figures: dict[str, Any]) -> None:
    assert sum(value.stated for value in figures.values()) == 0
    empty = {id for id, value in figures.items() if not value.records}
    assert empty == {"model.violations_zero", "supervise.one_voice_zero", "integrity.violations_zero"}


@pytest.mark.parametrize("period", [H1, BEFORE])
def test_the_checks_find_nothing_wrong(sample: Office, period: str) -> None:
    found = check(sample, period, today=date(2025, 7, 1))
    assert [finding for finding in found if finding.level == "error"] == []
    assert {finding.check for finding in found} == {"branches.size", "rhythm.study", "rhythm.business_class"}


def test_the_references_own_wording_is_found_out(sample_place: str, copy_of: Callable[[str], str]) -> None:
    """The five findings: an unattainable share, people called visits, a rate's change, joint theme days, two piles."""
    with Office.open(copy_of(sample_place)) as office:
        for figure, said in (("practice.forum_progress", "70%"), ("study.attendees", "320人次"),
                             ("study.dispute_success_yoy", "25%"), ("org.theme_days", "6次"),
                             ("study.essays_avg", "1.8篇"), ("integrity.essays", "520篇")):
            stating.state(office, figure, H1, said, "照原文填报")
        found = {finding.check for finding in check(office, H1, today=date(2025, 7, 1))}
    assert found >= {"practice.forum_progress.attainable", "study.attendees.visits", "study.dispute_success_yoy.unit",
                     "rhythm.theme_day", "study.essays_avg.apart"}


def test_one_more_session_is_counted_and_one_less_is_not(sample_place: str, copy_of: Callable[[str], str]) -> None:
    with Office.open(copy_of(sample_place)) as office:
        id = office.save("study", {"date": date(2025, 6, 30), "title": "加学一次", "form": "collective"})
        assert office.figures(H1)["study.group_sessions"].text == "17次"
        office.remove("study", id)
        assert office.figures(H1)["study.group_sessions"].text == "16次"


def test_the_roster_is_what_the_summary_says(sample: Office) -> None:
    people = sample.records("staff")
    on = date(2025, 6, 30)
    standing = [one.values for one in people
                if one.values["since"] <= on and (one.values["until"] is None or one.values["until"] >= on)]
    assert len(standing) == 323
    assert sum(one["party"] == "member" for one in standing) == 320
    assert len({one.values["name"] for one in people}) == len(people)
    names = "".join(one["name"] for one in standing)
    assert all(letter in names for letter in "䶮𬭎·")
    assert all(one["joined"].year - one["born"].year >= 18 for one in standing if one["joined"])


def test_a_branch_can_print_its_own_numbers(sample: Office) -> None:
    branches = [sample.figures(H1, record.values["name"]) for record in sample.records("branch")]
    assert sum(branch["base.members"].amount for branch in branches) == 320
    assert sum(branch["org.review_excellent"].amount for branch in branches) == 28
    assert [branch["org.theme_days"].text for branch in branches] == ["6次"] * 3
    assert [branch["org.committee_meetings"].text for branch in branches] == ["6次"] * 3


def test_events_are_on_working_days_and_study_on_thursdays(sample: Office) -> None:
    for kind in sample.catalogue.kinds.values():
        if kind.shape == "activity":
            assert [record.values["title"] for record in sample.records(kind.id)
                    if not is_working(record.values["date"])] == []
    assert {record.values["date"].weekday() for record in sample.records("study")} == {3}
    assert {record.values["date"].weekday() for record in sample.records("business_class")} == {4}


def test_whoever_is_on_a_roll_was_expected(sample: Office) -> None:
    """The last activity of every kind with a roll: nobody stands on it whom the kind's rule does not name."""
    for kind in sample.catalogue.kinds.values():
        if kind.roll:
            last = sample.record(kind.id, sample.records(kind.id)[0].id)
            named = {one.id for one in expected(sample, kind.id, last.values["bodies"], last.values["date"])}
            assert last.roll, kind.id
            assert last.roll.keys() <= named, kind.id


def test_every_kind_but_violations_has_records(sample: Office) -> None:
    assert [kind for kind in sample.catalogue.kinds if not sample.count(kind)] == ["violation"]


def test_fifty_six_letters_are_signed_each_with_its_duties(sample: Office) -> None:
    letters = sample.records("responsibility_letter", Period.read(H1))
    assert {letter.values["number"] for letter in letters} == {f"责字〔2025〕第{n}号" for n in range(1, 57)}
    assert all(letter.values["partner"] not in (None, letter.values["person"]) for letter in letters)
    assert all(len(letter.values["duties"].splitlines()) >= 4 for letter in letters)
    assert len({letter.values["person"] for letter in letters}) == 56
    assert len(sample.records("family_pledge", Period.read(H1))) == 56


def test_a_handful_is_overdue(sample: Office) -> None:
    on = date(2025, 6, 30)
    late = [record for kind in sample.catalogue.kinds.values() if kind.shape == "item"
            for record in sample.records(kind.id)
            if record.values.get("due") and record.values["due"] < on and not record.values.get("closed")]
    assert 5 <= len(late) <= 12


def test_the_clerks_own_chapters_are_written(sample: Office) -> None:
    written = own_chapters.written(sample, "half_year_summary", H1)
    assert {name: text.count("\n\n") + 1 for name, text in written.items()} == {"problems": 4, "next_steps": 4}


@pytest.mark.files("test_both holds the two engines against each other")
def test_it_is_the_same_each_time_it_is_made(sample: Office, tmp_path: Path) -> None:
    make(tmp_path / "again.partydesk")
    with Office.open(tmp_path / "again.partydesk") as again:
        assert _content(again) == _content(sample)


def _content(office: Office) -> dict[str, list[Any]]:
    return {kind: [(record.id, dict(record.values), dict(record.roll))
                   for record in sorted(office.some(kind, (record.id for record in office.records(kind))),
                                        key=lambda record: record.id)]
            for kind in office.catalogue.kinds}
