"""Numbers of papers: the pattern is read off the last one, and the next goes on from the highest."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partydesk.catalogue.catalogue import Catalogue, read
from partydesk.catalogue.signing import last_of, numbered, pattern_of
from partydesk.office.kept import shipped_forms


@pytest.mark.parametrize(("number", "pattern"), [
    ("责字〔2025〕第12号", "责字〔{year}〕第{n}号"), ("家〔2025〕56", "家〔{year}〕{n}"), ("政责2025-007", "政责{year}-{n}"),
    ("第3号", "第{n}号"), ("2025", ""), ("临时", ""), ("责字〔2024〕第12号", "责字〔2024〕第{n}号"), ("{n}12", ""),
    ("20250012", "{n}")])
def test_the_pattern_of_a_number(number: str, pattern: str) -> None:
    assert pattern_of(number, 2025) == pattern


@given(st.sets(st.integers(1, 400), min_size=1), st.sampled_from(["责字〔{year}〕第{n}号", "家〔{year}〕{n}", "第{n}号"]),
       st.integers(1, 4))
def test_the_next_number_is_above_all_and_the_pattern_is_found_again(taken: set[int], pattern: str, wide: int) -> None:
    numbers = [numbered(pattern, 2025, n, wide) for n in taken]
    highest, digits = last_of(pattern, 2025, [*numbers, "别的号", numbered(pattern, 2024, 999) if "{year}" in pattern else ""])
    assert highest == max(taken)
    assert numbered(pattern, 2025, highest + 1, digits) not in numbers
    assert pattern_of(numbers[0], 2025) == pattern
    if wide > 1 and max(taken) < 10 ** (wide - 1):
        assert len(numbered(pattern, 2025, 1, digits)) == len(numbered(pattern, 2025, 1, wide))


WRONG = {
    'number = "责字"': "写明序号 {n}", 'fills = { role = "colour" }': "名册里没有“colour”", 'same = ["colour"]': "“colour”不能写在这里",
    'own = ["status"]': "“status”不能写在这里", 'alike = "role"\nlines = { duties = "study" }': "不是有“role”一栏的记录种类",
    'owed = "count(study)"': "应写作 standing", 'owed = "standing(staff, colour == 1)"': "没有“colour”这一栏",
    'pair = [{ who = "standing(staff)", partner = "colour.leader" }]': "走不通"}


@pytest.mark.parametrize("words", WRONG)
def test_a_slip_in_a_register_is_said(words: str) -> None:
    _, problems = _read(words)
    assert any(WRONG[words] in str(problem) for problem in problems), problems


def test_a_register_is_for_papers_of_people() -> None:
    study = shipped_forms()["kinds/study.toml"].replace("[[field]]", "[kind.signing]\n\n[[field]]", 1)
    _, problems = read(shipped_forms(), {"kinds/study.toml": study})
    assert any("只有落到人的文书才能写 signing" in str(problem) for problem in problems)


def _read(words: str) -> tuple[Catalogue, tuple[object, ...]]:
    shipped = shipped_forms()
    text = shipped["kinds/responsibility_letter.toml"]
    head, _, rest = text.partition("\n[kind.signing]\n")
    tail = rest[rest.index("[[field]]"):]
    return read({path: shipped[path] for path in shipped if path != "kinds/responsibility_letter.toml"},
                {"kinds/responsibility_letter.toml": f"{head}\n[kind.signing]\n{words}\n\n{tail}"})
