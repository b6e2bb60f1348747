"""What is asked of a printer: pages understood as they are typed, passes by hand, and the call that is made of it."""
from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partydesk.errors import Refusal
from partydesk.office import cups
from partydesk.office.print_order import (
    BY_HAND,
    EVEN,
    LONG,
    ODD,
    ONE,
    Order,
    of_parity,
    passes,
    read_pages,
    spans,
)

ORDER = Order("office", "总结", tuple(range(1, 6)), 10)
PPD = """PageSize/Media Size: Letter *A4 A3
Duplex/双面打印: *None DuplexNoTumble DuplexTumble
ColorModel/Color Mode: Gray *RGB
"""


@pytest.mark.parametrize(("typed", "pages"), [
    ("1-3,5", (1, 2, 3, 5)), ("1－3，5", (1, 2, 3, 5)), ("5、1至2", (1, 2, 5)), ("8-", (8, 9, 10)), ("3,3,2-3", (2, 3)),
    ("第2页", (2,)), ("10", (10,)), ("1，", (1,)),
])
def test_pages_are_read_as_they_are_typed(typed: str, pages: tuple[int, ...]) -> None:
    assert read_pages(typed, 10) == pages


@pytest.mark.parametrize(("typed", "why"), [
    ("", "请写要打印的页"), ("0", "没有第 0 页：共 10 页"), ("3-12", "没有第 12 页"), ("5-3", "写倒了；应写作 3-5"),
    ("一页", "看不懂"), ("1--3", "看不懂"),
])
def test_what_is_no_page_is_said(typed: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        read_pages(typed, 10)


@given(st.sets(st.integers(1, 200), min_size=1))
def test_pages_are_written_as_they_are_read(pages: set[int]) -> None:
    wanted = tuple(sorted(pages))
    assert read_pages(spans(wanted), 200) == wanted


@given(st.sets(st.integers(1, 60), min_size=1), st.booleans())
def test_by_hand_every_page_is_printed_once_and_each_back_on_its_own_front(pages: set[int], backwards: bool) -> None:
    wanted = tuple(sorted(pages))
    order = replace(ORDER, pages=wanted, count=60, sides=BY_HAND, backwards=backwards)
    through = passes(order)
    assert sorted(page for one in through for page in one.pages) == list(wanted)
    fronts = through[0].pages
    backs = through[1].pages if len(through) > 1 else ()
    assert len(fronts) == order.leaves
    assert list(zip(fronts, backs, strict=False)) == list(zip(wanted[::2], wanted[1::2], strict=False))


def test_leaves_and_copies() -> None:
    assert (ORDER.leaves, replace(ORDER, sides=LONG).leaves, replace(ORDER, sides=BY_HAND).leaves) == (5, 3, 3)
    assert replace(ORDER, copies=2, sides=LONG).together
    assert not replace(ORDER, copies=2, sides=BY_HAND).together
    assert replace(ORDER, copies=2, sides=BY_HAND, pages=(1, 2)).together
    assert of_parity((1, 2, 3, 5), ODD) == (1, 3, 5)
    assert of_parity((1, 2, 3, 5), EVEN) == (2,)


def test_the_call_names_everything_and_goes_through_no_shell(tmp_path: Path) -> None:
    order = replace(ORDER, printer="办公室;rm -rf /", title="-o 总结", copies=2, sides=LONG)
    call = cups.command(order, passes(order)[0], tmp_path / "a b.pdf", "ColorModel=Gray")
    assert call[:7] == ["lp", "-d", "办公室;rm -rf /", "-n", "2", "-t", "-o 总结"]
    assert call[-1] == str(tmp_path / "a b.pdf")
    options = [call[at + 1] for at in range(7, len(call) - 1) if call[at] == "-o"]
    assert options == ["sides=two-sided-long-edge", "print-scaling=none", "print-color-mode=monochrome", "collate=true",
                       "multiple-document-handling=separate-documents-collated-copies", "media=A4", "page-ranges=1-5", "ColorModel=Gray"]
    assert "page-ranges" not in " ".join(cups.command(replace(order, count=5), passes(order)[0], tmp_path / "a.pdf"))
    coloured = cups.command(replace(order, colour=True), passes(order)[0], tmp_path / "a.pdf", "ColorModel=Gray")
    assert "print-color-mode=color" in coloured
    assert "ColorModel=Gray" not in coloured


def test_what_a_driver_lists_is_understood() -> None:
    assert cups.read(PPD) == cups.Queue(duplex=True, colour=True, a4=True, grey="ColorModel=Gray")
    poor = cups.read("PageSize/Page Size: *Letter Legal\nDuplex/Duplex: *None\n")
    assert poor == cups.Queue(duplex=False, colour=False, a4=False)
    assert cups.read("sides/Sides: *one-sided two-sided-long-edge two-sided-short-edge\n").duplex
    assert cups.read("EFDuplex/Duplex: *False Top\nKD03Duplex/Duplex: None *LongEdge\n").duplex


def test_a_title_and_sides_of_one_page() -> None:
    assert passes(replace(ORDER, pages=(1,), sides=BY_HAND)) == (passes(replace(ORDER, pages=(1,), sides=ONE))[0],)
