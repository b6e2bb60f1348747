"""The board of a period: every figure in one state, with the reason; last year beside this one; where to begin."""
from __future__ import annotations

from datetime import date
from fractions import Fraction

from partydesk.catalogue.catalogue import load
from partydesk.catalogue.period import Period
from partydesk.office import Office, stating
from partydesk.office.beginning import beginnings
from partydesk.office.board import SHOWN, State, board
from partydesk.office.kept import shipped_forms
from partydesk.office.numbers import numbers
from partydesk.office.periods import halves, likely

H1, LATER = Period.read("2025H1"), date(2025, 7, 10)


def test_every_figure_is_in_one_state_and_the_states_add_up(sample: Office) -> None:
    found = board(sample, H1, today=LATER)
    assert found.count() == sum(found.count(state) for state in State) == len(sample.figures(H1))
    named = {id for finding in found.findings for id in finding.figures}
    assert {entry.id for entry in found.entries(State.ODD)} == named
    assert found.count(State.MISSING) == 0
    assert [pillar.label for pillar in found.pillars][:4] == ["思想建设", "组织建设", "作风建设", "廉政建设"]
    assert all(entry.why for entry in found.entries(State.ODD))


def test_home_and_summary_count_the_same(sample: Office, office: Office) -> None:
    for one in (sample, office):
        found, listed = board(one, H1, today=LATER), numbers(one, H1, today=LATER)
        assert [entry.id for entry in found.entries()] == [number.id for number in listed]
        assert {entry.id for entry in found.entries(State.MISSING)} == {number.id for number in listed if number.missing}
        assert {entry.id for entry in found.entries(State.ODD)} == {number.id for number in listed if number.odd}


def test_what_is_missing_says_what_was_not_recorded_and_when(office: Office) -> None:
    why = {entry.id: entry.why for entry in board(office, H1, today=LATER).entries(State.MISSING)}
    assert why["study.self_study_hours_norm"] == f"2025年上半年没有“{office.catalogue.kinds['regime'].label}”的数"
    assert why["study.coverage_rate"] == "分母为零，算不出比例"
    assert "2024年上半年没有" in why["rule.reception_yoy"]
    assert all(why.values())


def test_a_stated_number_is_no_longer_missing(office: Office) -> None:
    before = board(office, H1, today=LATER)
    stating.state(office, "study.coverage_rate", H1, "99%", "上级通报")
    after = board(office, H1, today=LATER)
    assert after.count(State.MISSING) == before.count(State.MISSING) - 1
    assert "study.coverage_rate" not in {entry.id for entry in after.entries(State.MISSING)}


def test_last_year_stands_beside_this_one_as_the_tabs_ask(sample: Office) -> None:
    found = board(sample, H1, today=LATER)
    shown = {pillar.tab: [pair.id for pair in pillar.pairs] for pillar in found.pillars if pillar.pairs}
    assert shown == {tab.id: list(tab.shows) for tab in sample.catalogue.tabs.values() if tab.shows}
    values = sample.figures(H1)
    before = sample.figures(H1.year_before)
    for pillar in found.pillars:
        for pair in pillar.pairs:
            assert (pair.now, pair.then) == (values[pair.id].text, before[pair.id].text)
            assert max(pair.lengths) == 1
            assert pair.lengths[0] / pair.lengths[1] == Fraction(values[pair.id].amount) / Fraction(before[pair.id].amount)


def test_without_a_declaration_the_first_that_can_be_are_drawn(sample: Office) -> None:
    plain = {path: "\n".join(line for line in text.splitlines() if not line.startswith("shows "))
             for path, text in shipped_forms().items()}
    standing = sample.catalogue
    try:
        sample.catalogue = load(plain)
        found = board(sample, H1, today=LATER)
    finally:
        sample.catalogue = standing
    assert all(0 < len(pillar.pairs) <= SHOWN for pillar in found.pillars)


def test_a_figure_that_no_tab_could_show_is_named_in_the_forms() -> None:
    from partydesk.catalogue.catalogue import read
    forms = dict(shipped_forms())
    forms["desk.toml"] = forms["desk.toml"].replace("study.group_sessions", "study.group_session")
    _, problems = read(forms)
    assert any("study.group_session" in str(problem) for problem in problems)


def test_steps_that_cannot_be_are_named_in_the_forms() -> None:
    from partydesk.catalogue.catalogue import read
    for old, new in (('after  = "application"', 'after  = "applied"'), ('field  = "stage"', 'field  = "hours"'),
                     ('person = { label = "姓名", required = true }', "")):
        forms = dict(shipped_forms())
        assert old in forms["kinds/development.toml"]
        forms["kinds/development.toml"] = forms["kinds/development.toml"].replace(old, new)
        assert any("development 步骤" in str(problem) for problem in read(forms)[1]), new


def test_a_branch_has_a_board_of_its_own(sample: Office) -> None:
    whole, part = board(sample, H1, today=LATER), board(sample, H1, "机关第一党支部", LATER)
    assert {entry.id: entry.text for entry in part.entries()} != {entry.id: entry.text for entry in whole.entries()}
    assert part.count() == whole.count()


def test_the_likely_period_is_the_last_with_records_or_the_one_just_over(office: Office, sample: Office) -> None:
    assert likely(sample, date(2026, 11, 23)) == H1
    assert likely(office, date(2025, 3, 1)) == Period.half(2025, 1)
    assert likely(office, date(2025, 1, 10)) == Period.half(2024, 2)
    assert likely(office, date(2025, 7, 10)) == H1
    assert halves(2, date(2025, 3, 1)) == [Period.half(2025, 1), Period.half(2024, 2), Period.half(2024, 1)]


def test_a_new_office_is_told_where_to_begin_until_something_happened(office: Office, sample: Office) -> None:
    assert [(one.kind, one.done) for one in beginnings(office)] == [("branch", False), ("staff", False), ("study", False)]
    branch = office.save("branch", {"name": "甲支部"})
    assert [one.done for one in beginnings(office)] == [True, False, False]
    office.save("staff", {"name": "张三", "body": branch, "party": "member"})
    assert [one.done for one in beginnings(office)] == [True, True, False]
    office.save("problem", {"date": LATER, "title": "会议偏多", "origin": "survey"})
    assert beginnings(office) == []
    assert beginnings(sample) == []
