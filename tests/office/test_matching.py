"""What is typed against names: characters, letters, and both."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from partydesk.office import matching
from partydesk.office.matching import Word, fits, marked, words


@pytest.mark.parametrize(("typed", "name", "grade", "marks"), [
    ("支委会", "支委会", matching.WHOLE, (0, 3)),
    ("支委", "支委会", matching.BEGINS, (0, 2)),
    ("委会", "支委会", matching.INSIDE, (1, 3)),
    ("zwh", "支委会", matching.SPELT_WHOLE, (0, 3)),
    ("zhiweihui", "支委会", matching.SPELT_WHOLE, (0, 3)),
    ("zhiw", "支委会", matching.SPELT_BEGINS, (0, 2)),
    ("wh", "支委会", matching.SPELT_INSIDE, (1, 3)),
    ("支wh", "支委会", matching.SPELT_WHOLE, (0, 3)),
    ("zw会", "支委会", matching.SPELT_WHOLE, (0, 3)),
    ("zs", "张三", matching.SPELT_WHOLE, (0, 2)),
    ("zhangs", "张三", matching.SPELT_WHOLE, (0, 2)),
    ("alys", "艾力·亚森", matching.SPELT_WHOLE, (0, 5)),
    ("pdf", "导出 PDF", matching.INSIDE, (3, 6)),
    ("dcp", "导出 PDF", matching.SPELT_BEGINS, (0, 4)),
    ("z", "张三", matching.SPELT_BEGINS, (0, 1)),
])
def test_a_word_fits_a_name(typed: str, name: str, grade: int, marks: tuple[int, int]) -> None:
    fit = Word(typed).fit(name)
    assert fit is not None
    assert fit.grade == grade
    assert (fit.start, fit.end) == marks


@pytest.mark.parametrize(("typed", "name"), [
    ("zas", "张三"), ("szh", "张三"), ("s", "张三"), ("支会", "支委会"), ("zwhh", "支委会"), ("李", "张三"), ("12", "张三"),
    ("hangs", "张三"),
])
def test_a_word_does_not_fit(typed: str, name: str) -> None:
    assert Word(typed).fit(name) is None


def test_full_width_letters_and_capitals_are_plain_ones() -> None:
    assert words("ＺＳ　２０２５ Xi'An") == ["zs", "2025", "xian"]


def test_all_words_must_fit_the_name_or_what_is_said_beside_it() -> None:
    wanted = [Word("zs"), Word("第一")]
    assert fits(wanted, "张三") is None
    found = fits(wanted, "张三", "干部职工 第一党支部")
    assert found == (matching.SPELT_WHOLE + matching.BESIDE, ((0, 2),))


def test_runs_that_touch_are_one_mark() -> None:
    assert marked([Word("集中"), Word("学习"), Word("zx")], "组织集中学习") == ((2, 6),)


NAMES = st.text(st.sampled_from("张王李赵党支委会学习廉政谈话一二三龚䶮"), min_size=1, max_size=8)


@given(NAMES, st.data())
def test_every_way_of_spelling_a_part_finds_it_and_marks_it(name: str, data: st.DataObject) -> None:
    """Each sign of a part is typed as itself, as its first letter, or as its whole pinyin."""
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    spelt = lazy_pinyin(name)
    typed = "".join(data.draw(st.sampled_from([sign, said[0], said])) for sign, said in
                    zip(name[start:end], spelt[start:end], strict=True))
    fit = Word(typed).fit(name)
    if len(typed) == 1 and start:
        return                                # one letter means only a beginning
    assert fit is not None
    assert fit.start <= start
