"""The responsibility letter that is shipped: worded for the pair that signs it, on one leaf."""
from __future__ import annotations

from collections.abc import Callable

import pytest

from partydesk.papers.document import Signatures, Title
from partydesk.papers.lint import problems
from partydesk.papers.pdf import Printed
from tests.papers.letters import WORDS, letter

ROLES = {"班子成员": "主要负责人（甲方）与分管领导（乙方）", "科室负责人": "分管领导（甲方）与科室负责人（乙方）",
         "重点岗位": "分管领导（甲方）与重点岗位人员（乙方）", "": "甲方与乙方签订本责任书"}


def test_the_template_is_sound() -> None:
    assert list(problems("responsibility_letter", WORDS, set(), {"office", "year", "place", "record"})) == []


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("duties", [4, 6])
def test_it_fits_on_one_leaf(duties: int, role: str, printed: Callable[..., tuple[Printed, bytes]]) -> None:
    assert printed(letter(duties, role=role))[0].pages == 2


@pytest.mark.parametrize("role", ROLES)
def test_it_says_who_signs_with_whom(role: str) -> None:
    text = letter(4, role=role).text
    assert [said for said in ROLES.values() if said in text] == [ROLES[role]]


def test_it_names_both_parties_and_every_duty() -> None:
    document = letter(6)
    assert isinstance(document.blocks[0], Title)
    assert document.title == "2026年度党风廉政建设责任书"
    assert isinstance(document.blocks[-1], Signatures)
    for part in ("责字〔2026〕第07号", "贺长川（中共清源县委政法委员会副书记）", "欧阳立夏（执法监督科科长）", "（六）发现本科室",
                 "下列6项", "至2026年12月31日止", "一式三份", "列入年度述职述廉"):
        assert part in document.text
    assert "{{" not in document.text


def test_what_the_record_says_of_appraisal_and_term_is_printed_instead() -> None:
    text = letter(4, until="2026年9月30日", appraisal=["每季度检查一次。", "检查结果当场反馈。"], copies="").text
    assert "至2026年9月30日止" in text
    assert "每季度检查一次。\n检查结果当场反馈。" in text
    assert "列入年度述职述廉" not in text
    assert "一式三份" in text


def test_fifty_six_letters_are_one_file_in_which_each_begins_at_page_1(
        printed: Callable[..., tuple[Printed, bytes]]) -> None:
    said, _ = printed(*(letter(5, number=f"{number:02}", name="王&<李>") for number in range(1, 57)))
    assert said.pages == 112
    assert said.missing == ()
