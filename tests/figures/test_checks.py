"""The checks: each finds what it is for, lets pass what is right, and says it in Chinese."""
from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from partydesk.catalogue import check as declared
from partydesk.catalogue.catalogue import load
from partydesk.catalogue.period import Period
from partydesk.figures import checks
from partydesk.figures.ledger import Ledger
from tests.conftest import SMALL
from tests.house import House, day

pytestmark = pytest.mark.usefixtures("places")

H1, LATER = Period.read("2025H1"), date(2025, 12, 31)
FIGURES = '''
[[figure]]
id = "talk.all"
label = "谈话总数"
unit = "次"
is = "count(study)"
[[figure]]
id = "talk.part"
label = "其中研讨"
unit = "次"
is = "count(study, form == 'seminar')"
[[figure]]
id = "talk.rest"
label = "其中集中"
unit = "次"
is = "count(study, form == 'collective')"
[[figure]]
id = "talk.rate"
label = "进度"
unit = "%"
is = "talk.part / talk.all"
[[figure]]
id = "talk.rate_growth"
label = "成功率同比"
unit = "%"
is = "change(talk.rate)"
[[figure]]
id = "talk.visits"
label = "参加"
unit = "人次"
is = "people(study)"
[chapter]
label = "谈话"
tab = "study"
'''
CHECKS = {
    declared.Must: 'id = "c"\nmust = "talk.all == talk.part + talk.rest"',
    declared.Attainable: 'id = "c"\ntype = "attainable"\nfigure = "talk.rate"\nof = ["talk.all"]',
    declared.Visits: 'id = "c"\ntype = "visits"\nfigure = "talk.visits"\nevents = "talk.all"\npeople = "standing(staff)"',
    declared.RateChange: 'id = "c"\ntype = "rate_change"\nfigure = "talk.rate_growth"',
    declared.Apart: 'id = "c"\ntype = "apart"\nfigures = ["talk.all", "talk.part"]',
    declared.Rhythm: 'id = "c"\ntype = "rhythm"\nkind = "study"\nfigure = "talk.all"',
    declared.Jump: 'id = "c"\ntype = "jump"\nover = 0.5\nleast = 3',
}


def house(check: type) -> House:
    forms = dict(SMALL) | {"figures/talk.toml": FIGURES,
                           "checks.toml": f'[[check]]\nsays = "规矩"\n{CHECKS[check]}\n'}
    made = House(load(forms))
    made.save("branch", {"name": "甲支部"})
    for n in range(4):
        made.save("staff", {"name": f"人{n}", "body": 1})
    return made


def hold(made: House, *when: str, form: str | None = "seminar", present: int = 4, **more: object) -> None:
    for one in when:
        made.save("study", {"date": day(one), "title": "会", "bodies": (1,), "form": form, **more},
                  roll=dict.fromkeys(range(1, present + 1), "present"))


def state(made: House, figure: str, amount: str, unit: str, period: str = "2025H1", because: str = "原文") -> None:
    made.step(lambda door: door.put("stated", {"figure": figure, "period": period, "scope": ""},
                                    {"amount": amount, "unit": unit, "because": because}))


def found(made: House, period: Period = H1, today: date = LATER) -> list[str]:
    with made.reading() as connection:
        return [finding.found for finding in checks.run(Ledger(connection, made.catalogue, period), connection, today)]


@pytest.mark.parametrize("check", get_args(declared.Check))
def test_every_check_is_tried_here_and_finds_nothing_in_an_empty_office_but_what_is_due(check: type) -> None:
    made = house(check)
    assert bool(found(made)) == (check is declared.Rhythm)


def test_parts_and_wholes() -> None:
    made = house(declared.Must)
    hold(made, "2025-01-02", "2025-02-03")
    assert found(made) == []
    hold(made, "2025-03-03", form=None)
    assert found(made) == ["谈话总数3次，应等于〔其中研讨〕＋〔其中集中〕（2）"]


@pytest.mark.parametrize(("whole", "rate", "fine"), [("28", "7/10", False), ("31", "7/10", False), ("54", "7/10", True),
                                                     ("52", "17/20", True), ("3", "1", True), ("3", "1/3", True)])
def test_a_stated_share_must_be_attainable(whole: str, rate: str, fine: bool) -> None:
    made = house(declared.Attainable)
    state(made, "talk.all", whole, "次")
    state(made, "talk.rate", rate, "%")
    assert (found(made) == []) == fine


def test_a_counted_share_is_attained_by_its_own_records() -> None:
    made = house(declared.Attainable)
    hold(made, "2025-01-02", "2025-02-03")
    hold(made, "2025-03-03", form=None)
    assert found(made) == []


def test_visits_that_are_only_people() -> None:
    made = house(declared.Visits)
    hold(made, "2025-01-02", "2025-02-03")
    assert "疑把“人数”写成了“人次”" in found(made)[0]
    state(made, "talk.visits", "8", "人次")
    assert found(made) == []
    state(made, "talk.visits", "4", "人次")
    assert "平均每场只有2人次" in found(made)[0]
    state(made, "talk.visits", "4", "人")
    assert found(made) == []


def test_the_change_of_a_rate_is_in_points_unless_relative_is_said() -> None:
    made = house(declared.RateChange)
    state(made, "talk.rate_growth", "1/4", "%")
    assert "个百分点" in found(made)[0]
    state(made, "talk.rate_growth", "1/4", "%", because="指相对增幅")
    assert found(made) == []
    state(made, "talk.rate_growth", "1/4", "个百分点")
    assert found(made) == []


def test_figures_that_a_reader_adds_up_share_no_record() -> None:
    made = house(declared.Apart)
    hold(made, "2025-01-02", form="collective")
    assert found(made) == []
    hold(made, "2025-02-03")
    assert "1 条记录重复计数" in found(made)[0]
    state(made, "talk.part", "1", "次")
    assert "说不清" in found(made)[0]


def test_rhythm_is_held_against_what_is_due() -> None:
    made = house(declared.Rhythm)
    hold(made, "2025-01-02", "2025-02-03", "2025-04-30", "2025-05-06", "2025-06-30")
    assert found(made) == ["甲支部学习应有 6 次，有记录的 5 次，缺：3月"]
    hold(made, "2025-03-31")
    assert found(made) == []


def test_what_lies_ahead_is_not_missing_yet() -> None:
    made = house(declared.Rhythm)
    hold(made, "2025-01-02", "2025-02-03")
    assert found(made, today=day("2025-03-15")) == []
    assert found(made, today=day("2025-04-01")) == ["甲支部学习应有 3 次，有记录的 2 次，缺：3月"]


def test_a_batch_entry_stands_for_several() -> None:
    made = house(declared.Rhythm)
    hold(made, "2025-01-02", times=6)
    assert found(made) == []


def test_a_stated_number_of_meetings_is_held_against_all_bodies() -> None:
    made = house(declared.Rhythm)
    made.save("branch", {"name": "乙支部"})
    state(made, "talk.all", "6", "次")
    assert "应有 12 次" in found(made)[0]


def test_a_jump_needs_a_reason() -> None:
    made = house(declared.Jump)
    hold(made, "2024-01-02", "2024-02-03", form=None)
    hold(made, "2025-01-02", "2025-02-03", "2025-03-03", "2025-04-03", form=None)
    assert any("谈话总数本期4次，上年同期2次，增长100%" in each for each in found(made))
    made.step(lambda door: door.put("stated", {"figure": "talk.all", "period": "2025H1", "scope": ""},
                                    {"amount": None, "unit": None, "because": "换届之年"}))
    assert not any("谈话总数" in each for each in found(made))
