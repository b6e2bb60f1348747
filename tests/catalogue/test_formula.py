"""The figure language: what it reads, what it refuses, and that every reader knows every node."""
from __future__ import annotations

import contextlib
from decimal import Decimal
from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partydesk.catalogue import formula as f
from partydesk.catalogue.catalogue import Catalogue
from partydesk.catalogue.explain import explain

EACH = {f.Constant: "2.5", f.Months: "months()", f.Ref: "study.sessions", f.Negative: "-study.sessions",
        f.Arithmetic: "study.sessions / (study.heads - 1)", f.Back: "change(study.sessions)", f.Tally: "count(study)",
        f.Both: "both(people(study), people(reading))"}


@pytest.mark.parametrize("node", get_args(f.Formula))
def test_every_node_is_parsed_walked_and_explained(node: type, small: Catalogue) -> None:
    tree = f.parse(EACH[node])
    assert isinstance(tree, node)
    assert tree in tuple(f.walk(tree))
    assert explain(tree, small)


@pytest.mark.parametrize("verb", [verb for verb in (*f.COUNTS, *f.FOLDS) if verb != "top"])
def test_every_verb_is_explained(verb: str, small: Catalogue) -> None:
    field = ".hours" if verb in f.FOLDS else ""
    assert "学习" in explain(f.parse(f"{verb}(study{field}, form == 'seminar', hours > 2)"), small)


def test_a_tally_with_every_kind_of_test() -> None:
    assert f.parse("sum(a.b, c == 'x', d != None, e <= 35, g in ('p', 'q'), h == True, i > -1.5)") == f.Tally(
        "sum", "a", "b", (f.Test("c", "==", "x"), f.Test("d", "!=", None), f.Test("e", "<=", Decimal(35)),
                          f.Test("g", "in", ("p", "q")), f.Test("h", "==", True), f.Test("i", ">", Decimal("-1.5"))))


def test_numbers_are_exact() -> None:
    assert f.parse("0.1") == f.Constant(Fraction(1, 10))


@pytest.mark.parametrize(("text", "words"), [
    ("count(", "不成公式"), ("__import__('os')", "不在公式语言内"), ("count(study).x", "不是名称"), ("'a'", "不在公式语言内"),
    ("count(study, 1)", "条件"), ("count(study, form = 'x')", "用法不对|不成公式"), ("count(study.hours)", "不写栏目"),
    ("sum(study)", "要写明栏目"), ("a if b else c", "不在公式语言内"), ("[1]", "不在公式语言内"), ("a ** b", "不在公式语言内"),
    ("both(count(study), people(study))", "只能是 people"), ("top(a.b)", "用法不对"), ("lambda: 1", "不在公式语言内"),
    ("count(study, form == f'x')", "条件"), ("count(study, form == open('x'))", "条件"), ("True", "不在公式语言内"),
    ("1e999", "过大"), ("count(study, hours > 1e999)", "过大"),
    ("(" * 300 + "1" + ")" * 300, "不成公式|过深"), ("-" * 60 + "1", "过深"), ("\x00", "不成公式")])
def test_what_is_not_in_the_language_is_refused(text: str, words: str) -> None:
    with pytest.raises(f.FormulaError, match=words):
        f.parse(text)


@given(st.text(max_size=60))
def test_whatever_is_typed_gives_a_formula_or_a_refusal(text: str) -> None:
    with contextlib.suppress(f.FormulaError):
        f.parse(text)
