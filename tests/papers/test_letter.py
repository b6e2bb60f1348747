"""The responsibility letter that is shipped."""
from __future__ import annotations

from collections.abc import Callable

import pytest

from partydesk.papers.document import Signatures, Title
from partydesk.papers.lint import problems
from partydesk.papers.pdf import Printed
from tests.papers.letters import WORDS, letter


def test_the_template_is_sound() -> None:
    assert list(problems("responsibility_letter", WORDS, set(), {"office", "year", "place", "record"})) == []


@pytest.mark.parametrize("duties", [4, 5, 6])
def test_it_fits_on_two_pages(duties: int, printed: Callable[..., tuple[Printed, bytes]]) -> None:
    assert printed(letter(duties))[0].pages == 2


def test_it_names_both_parties_and_every_duty() -> None:
    document = letter(6)
    assert isinstance(document.blocks[0], Title)
    assert document.title == "2026年度党风廉政建设责任书"
    assert isinstance(document.blocks[-1], Signatures)
    for part in ("责字〔2026〕第07号", "贺长川（中共清源县委政法委员会副书记）", "欧阳立夏（执法监督科科长）", "（六）发现本科室",
                 "下列6项", "2026年12月31日"):
        assert part in document.text
    assert "{{" not in document.text


def test_fifty_six_letters_are_one_file_in_which_each_begins_at_page_1(
        printed: Callable[..., tuple[Printed, bytes]]) -> None:
    said, _ = printed(*(letter(5, number=f"{number:02}", name="王&<李>") for number in range(1, 57)))
    assert said.pages == 112
    assert said.missing == ()
