"""The register of papers that people sign: who owes one, what is made for those who have none, and how far each is."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from partydesk.errors import Refusal
from partydesk.office import Office, signing
from partydesk.office.signing import NONE, Register
from tests.office.at_once import both

LETTER, PLEDGE, PERIOD = "responsibility_letter", "family_pledge", "2025H1"
DAY = date(2025, 3, 6)
People = Mapping[str, int]


@pytest.fixture
def people(office: Office) -> People:
    """A secretary, two leaders with a section each, two heads, one key post, and one who signs nothing."""
    found: dict[str, int] = {}
    with office.together("准备"):
        branch = office.save("branch", {"name": "第一党支部"})
        group = office.save("party_group", {"name": "第一小组", "parent": branch})
        for name, tier in (("书记", "chief"), ("甲副", "leader"), ("乙副", "leader"), ("甲科", "head"), ("乙科", "head"),
                           ("会计", "key"), ("科员", "general")):
            found[name] = office.save("staff", {"name": name, "party": "member", "tier": tier, "body": group,
                                                "signs": tier in ("leader", "head", "key"), "since": date(2020, 1, 1)})
        for name in "甲乙":
            section = office.save("section", {"name": f"{name}科室", "leader": found[f"{name}副"]})
            office.save("staff", {"section": section}, id=found[f"{name}科"])
            if name == "乙":
                office.save("staff", {"section": section}, id=found["会计"])
        for role in ("chief", "leader", "head"):
            for n in (1, 2):
                office.save("duty_line", {"date": date(2025, 1, 2), "title": f"{role}事项{n}", "role": role})
        office.save("duty_line", {"date": date(2024, 1, 2), "title": "旧事项", "role": "head", "until": date(2024, 12, 31)})
    return found


def letter(office: Office, person: int, number: str, **more: object) -> int:
    return office.save(LETTER, {"date": DAY, "title": "2025年度责任书", "number": number, "person": person, "partner": 1,
                                "duties": "守规矩", "role": "key", **more})


def book(office: Office, period: str = PERIOD, kind: str = LETTER) -> Register:
    return signing.register(office, kind, period)


def figure(office: Office, id: str) -> str:
    return str(office.figures(PERIOD)[id].text)


def test_who_owes_one_is_read_off_the_figure_or_declared(office: Office, people: People) -> None:
    for kind in (LETTER, PLEDGE):
        register = book(office, kind=kind)
        assert register.known
        assert set(register.missing) == {people[name] for name in ("甲副", "乙副", "甲科", "乙科", "会计")}
        assert signing.told(register) == "应签 5 · 已签 0 · 已归档 0 · 待签 0 · 未发 5"
    assert not book(office, kind="commitment").known
    assert book(office, kind="commitment").missing == ()


def test_whoever_left_owes_nothing_and_a_letter_of_his_still_stands(office: Office, people: People) -> None:
    letter(office, people["会计"], "责字〔2025〕第1号")
    for name in ("会计", "乙科"):
        office.save("staff", {"until": date(2025, 5, 1)}, id=people[name])
    register = book(office)
    assert register.owed == 3
    assert [one.owed for one in register.signers if one.person == people["会计"]] == [False]
    assert people["乙科"] not in register.missing


def test_a_scope_holds_only_its_own_people(office: Office, people: People) -> None:
    other = office.save("branch", {"name": "第二党支部"})
    office.save("staff", {"body": other}, id=people["会计"])
    letter(office, people["会计"], "责字〔2025〕第1号")
    register = signing.register(office, LETTER, PERIOD, "第二党支部")
    assert [one.person for one in register.signers] == [people["会计"]]
    assert signing.register(office, LETTER, PERIOD, "第一党支部").owed == 4


def test_pairs_numbers_and_words_of_what_is_made(office: Office, people: People) -> None:
    letter(office, people["会计"], "责字〔2024〕第31号", date=date(2024, 3, 1), title="2024年度责任书", until=date(2024, 12, 31))
    found = signing.proposals(office, LETTER, book(office).missing, DAY)
    assert [one.name for one in found] == ["甲副", "乙副", "甲科", "乙科", "会计"]             # by tier, then by the roster
    assert [one.number for one in found] == [f"责字〔2025〕第{n}号" for n in range(1, 6)]
    assert [one.partner for one in found] == ["书记", "书记", "甲副", "乙副", "乙副"]
    assert found[2].values["duties"] == "head事项1\nhead事项2"                                 # nobody of that tier had one: from the list
    last = found[4].values
    assert (last["duties"], last["title"], last["until"]) == ("守规矩", "2025年度责任书", date(2025, 12, 31))
    assert book(office).missing                                                                # nothing was kept


def test_they_are_made_in_one_step_feed_the_figures_when_signed_and_one_undo_takes_all_back(office: Office, people: People) -> None:
    letter(office, people["会计"], "责字〔2025〕第9号", status="signed")
    assert (figure(office, "duty.letters"), figure(office, "duty.full_coverage")) == ("1份", "20%")
    ids = signing.issue(office, LETTER, book(office).missing, DAY)
    assert office.undoable() == "补发党风廉政建设责任书（4 份）"
    register = book(office)
    assert [one.number for one in register.signers] == [f"责字〔2025〕第{n}号" for n in range(9, 14)]
    assert (register.count("pending"), register.count(NONE)) == (4, 0)
    assert (figure(office, "duty.letters"), figure(office, "duty.full_coverage")) == ("1份", "20%")   # made, and not signed yet
    assert signing.mark(office, LETTER, ids, "signed", date(2025, 4, 1)) == 4
    assert (figure(office, "duty.letters"), figure(office, "duty.full_coverage")) == ("5份", "全覆盖")
    assert {one.date for one in book(office).signers if one.record in ids} == {date(2025, 4, 1)}
    assert signing.mark(office, LETTER, ids, "signed") == 0
    office.undo()
    assert book(office).count("pending") == 4
    office.undo()
    assert book(office).count(NONE) == 4
    assert figure(office, "duty.letters") == "1份"


def test_nobody_is_given_a_second_one_of_a_year_by_two_clerks_at_once(office: Office, people: People) -> None:
    missing = book(office).missing
    signing.issue(office, LETTER, [people["甲科"]], DAY)
    before = office.count(LETTER)
    with pytest.raises(Refusal, match="甲科 2025 年已有“党风廉政建设责任书”"):
        signing.issue(office, LETTER, missing, DAY, despite=True)
    assert office.count(LETTER) == before


def test_gaps_are_not_filled_and_a_number_in_the_bin_is_not_given_again(office: Office, people: People) -> None:
    for n in (1, 5, 7):
        letter(office, people["会计"], f"责字〔2025〕第{n}号")
    office.remove(LETTER, max(one.record for one in book(office).signers))
    [made] = signing.proposals(office, LETTER, [people["甲科"]], DAY)
    assert made.number == "责字〔2025〕第8号"
    ids = signing.issue(office, LETTER, [people["甲科"]], DAY)
    assert len(ids) == 1
    office.undo()                                                      # was never there: its number is free
    assert signing.proposals(office, LETTER, [people["甲科"]], DAY)[0].number == "责字〔2025〕第8号"


def test_an_office_keeps_the_pattern_that_it_has(office: Office, people: People) -> None:
    letter(office, people["会计"], "青政责2025-007")
    made = signing.proposals(office, LETTER, [people["甲科"], people["乙科"]], DAY)
    assert [one.number for one in made] == ["青政责2025-008", "青政责2025-009"]
    assert signing.proposals(office, LETTER, [people["甲科"]], date(2026, 2, 1))[0].number == "青政责2026-1"


def test_what_a_paper_lacks_is_said_and_the_others_are_made(office: Office, people: People) -> None:
    office.save("section", {"leader": None}, id=office.records("section")[0].id)
    office.save("staff", {"until": date(2025, 2, 1)}, id=people["乙副"])
    found = {one.name: one for one in signing.proposals(office, LETTER, [people[name] for name in ("甲科", "乙科", "会计", "甲副")], DAY)}
    assert "甲科室没有填“分管领导”" in found["甲科"].lacks[0]
    assert "已不在名册" in found["乙科"].lacks[0]
    assert "责任内容" in "".join(found["会计"].lacks)                    # no key post had one, and none is on the list
    assert found["甲副"].lacks == ()
    assert [one.number for one in found.values()] == ["责字〔2025〕第1号", "", "", ""]
    before = office.count(LETTER)
    with pytest.raises(Refusal, match="3 人还不能补发"):
        signing.issue(office, LETTER, [people[name] for name in ("甲科", "乙科", "会计", "甲副")], DAY)
    assert office.count(LETTER) == before
    assert len(signing.issue(office, LETTER, [people[name] for name in ("甲科", "甲副")], DAY, despite=True)) == 1
    with pytest.raises(Refusal, match="没有要补发"):
        signing.issue(office, LETTER, [], DAY)


def test_two_secretaries_are_nobody_to_sign_with(office: Office, people: People) -> None:
    office.save("staff", {"tier": "chief"}, id=people["科员"])
    [made] = signing.proposals(office, LETTER, [people["甲副"]], DAY)
    assert "符合的有 2 人" in made.lacks[0]


def test_what_is_a_persons_own_is_taken_from_his_last_one_alone(office: Office, people: People) -> None:
    office.save(PLEDGE, {"date": date(2024, 5, 8), "title": "家庭廉政承诺书", "person": people["甲科"], "family_name": "王敏",
                         "relation": "spouse", "pledges": "不收礼"})
    found = {one.name: one for one in signing.proposals(office, PLEDGE, [people["甲科"], people["乙科"]], DAY)}
    assert (found["甲科"].values["family_name"], found["甲科"].values["pledges"], found["甲科"].number) == ("王敏", "不收礼", "家〔2025〕1")
    assert found["乙科"].lacks == ("家属姓名", "与干部关系")


def test_a_letter_of_march_is_had_in_autumn_too(office: Office, people: People) -> None:
    letter(office, people["会计"], "责字〔2025〕第1号", status="signed")
    assert people["会计"] not in book(office, "2025H2").missing
    assert people["会计"] in book(office, "2026H1").missing


def test_only_what_is_signed_by_people_has_a_register(office: Office) -> None:
    for kind in ("study", "rule"):
        with pytest.raises(Refusal, match="不是一人一份签订的文书"):
            signing.register(office, kind, PERIOD)
    with pytest.raises(Refusal, match="没有“lost”这一状态"):
        signing.mark(office, LETTER, [], "lost")


def test_fifty_six_letters_of_another_year_in_the_pairs_of_this_one(sample: Office) -> None:
    """The sample's own letters of 2025 were paired by hand: whoever would be issued one for 2026 gets the same partner."""
    theirs = {record.values["person"]: record.values["partner"] for record in sample.records(LETTER)
              if record.values["date"].year == 2025}
    made = signing.proposals(sample, LETTER, book(sample, "2026H1").missing, date(2026, 3, 2))
    assert len(made) == 56
    assert not any(one.lacks for one in made)
    assert {one.person: one.values["partner"] for one in made} == theirs
    assert all(one.values["duties"] and one.values["title"] == "2026年度党风廉政建设责任书" for one in made)


def test_two_desks_that_number_letters_at_once_double_none(office: Office, other: Office, people: People) -> None:
    letter(office, people["会计"], "责字〔2025〕第1号")
    done = both(*(lambda desk=desk, name=name: signing.issue(desk, LETTER, [people[f"{name}副"], people[f"{name}科"]], DAY)
                  for desk, name in ((office, "甲"), (other, "乙"))))
    assert [len(one) for one in done] == [2, 2]
    assert sorted(one.values["number"] for one in office.records(LETTER)) == [f"责字〔2025〕第{n}号" for n in range(1, 6)]
