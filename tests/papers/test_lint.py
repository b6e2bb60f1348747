"""What is wrong with a template, said before anything is printed."""
from __future__ import annotations

import pytest

from partydesk.papers.lint import mentioned, problems

FIGURES = {"study.group_sessions", "study.growth", "talk.all"}
FACTS = {"name", "duties", "year"}


def found(words: str) -> list[str]:
    return [f"{where} {what}。{hint}" for where, what, hint in problems("summary", words, FIGURES, FACTS)]


@pytest.mark.parametrize("words", [
    "{{ study.group_sessions }}{{ name }}", "{{ study.growth | trend(up='增长') | number }}", "{# 说明 #}甲",
    "{% for d in duties %}{{ loop.index }}{{ d }}{% endfor %}", "{% if talk.all > 3 and not name %}甲{% elif year == 2026 %}乙{% endif %}",
    "甲[^1]\n\n[^1]: 乙", "{% for d in duties %}{% for e in d.parts %}{{ e.name }}{% endfor %}{% endfor %}",
])
def test_good_templates_pass(words: str) -> None:
    assert found(words) == []


@pytest.mark.parametrize(("words", "said"), [
    ("甲\n{{ study.grup_sessions }}", "summary 第2行 没有数据项或内容“study.grup_sessions”。是不是：study.group_sessions"),
    ("{{ study }}", "是一组数据项，要写到具体一项。例如：study.group_sessions、study.growth"),
    ("{{ study.growth | trnd }}", "没有换算“trnd”。是不是：trend"),
    ("｛｛ name ｝｝", "全角"),
    ("{{ name", "不成对"),
    ("甲\n{% if name %}", "if 或 for 没有写 endif 或 endfor"),
    ("{% frob %}", "没有“frob”这种语句"),
    ("{{ “name” }}", "不能用的字符““”"),
    ("{{ 1 + }}", "没有写完"),
    ("{# 甲", "没有写“#}”"),
    ("{{ loop.index }}", "没有数据项或内容“loop.index”"),
    ("{% for d in duties %}{{ loop.parent }}{% endfor %}", "循环没有“parent”"),
    ("{% for d in talk.all %}{% endfor %}", "是一个数，不能循环"),
    ("{% for a, b in duties %}{% endfor %}", "循环只能给一个名称"),
    ("{{ talk.all | trend(name) }}", "括号里只能写加引号的文字"),
    ("{{ talk.all | number(3) }}", "换算“number”的括号里写得不对。请去掉括号"),
    ("{{ talk.all | or_text }}", "可以写：words"),
    ("甲[^1]", "注释 [^1] 没有内容"),
    ("[^1]: 甲", "注释 [^1] 没有被引用"),
    ("甲[^1]\n[^1]: 甲\n[^1]: 乙", "写了两遍"),
    ("甲\U000f0000", "自用的字符"),
    ("{{ '" + "甲" * 201 + "' }}", "超过 200 字"),
])
def test_each_mistake_is_named_with_what_to_do(words: str, said: str) -> None:
    assert any(said in line for line in found(words)), found(words)


@pytest.mark.parametrize("words", [
    "{{ 'a' * 10**9 }}", "{% for i in range(100000) %}{% endfor %}", "{{ 9**9**9 }}", "{{ '%1000000000d' % 1 }}",
    "{{ '{:>1000000000}'.format(1) }}", "{{ 'a'.ljust(10**9) }}", "{{ 'a' | center(1000000000) }}", "{{ lipsum(n=100000) }}",
    "{{ ''.__class__ }}", "{{ cycler.__init__.__globals__ }}", "{{ name._secret }}", "{{ name.delete() }}",
    "{% macro m() %}{{ m() }}{% endmacro %}", "{% include '/etc/passwd' %}", "{% set x = name ~ name %}", "{{ name['__class__'] }}",
    "{{ name | attr('__class__') }}", "{% import 'x' as y %}", "{{ self }}", "{{ name if name }}", "{{ [1] * 9 }}",
    "{% extends 'a' %}", "{% if name is defined %}{% endif %}", "{{ 99999999999 }}", "{{ name ~ name }}", "{{ name[0] }}",
    "{% for d in duties recursive %}{{ loop(d) }}{% endfor %}", "{% block a %}{% endblock %}", "{% call name() %}{% endcall %}",
    "{% filter upper %}甲{% endfilter %}", "{% for d in duties if d.x() %}{% endfor %}", "{{ talk.all | trend(*name) }}",
    "{% for a in duties %}{% for b in duties %}{% for c in duties %}{% endfor %}{% endfor %}{% endfor %}",
])
def test_nothing_that_could_run_or_swell_passes(words: str) -> None:
    assert found(words)


def test_several_mistakes_are_all_named_even_in_a_template_that_cannot_be_read() -> None:
    said = found("{{ study.grup }}\n{{ name\n{% if name %}\n{{ talk.al }}\n{{ study.growth | trnd }}\n｛｛ name ｝｝")
    assert [line.split()[1] for line in said] == ["第1行", "第2行", "第3行", "第4行", "第5行", "第6行"]


def test_lines_are_counted_as_in_the_file() -> None:
    assert [where for where, _, _ in problems("p", "\n{{ nobody }}", FIGURES, FACTS, first_line=6)] == ["p 第7行"]


def test_a_fact_may_not_hide_a_group_of_figures() -> None:
    (problem,) = problems("p", "{{ talk.all }}", FIGURES, {"talk"})
    assert "既是一组数据项" in problem[1]


def test_a_group_of_facts_may_be_given_by_its_columns() -> None:
    names = {"record.number", "record.duties", "record.person.name"}
    good = "{{ record.number }}{{ record.person.name }}{% for d in record.duties %}{{ d }}{% endfor %}"
    assert list(problems("p", good, FIGURES, names)) == []
    ((_, what, hint),) = problems("p", "{{ record.numbr }}", FIGURES, names)
    assert what == "没有数据项或内容“record.numbr”"
    assert "record.number" in hint


def test_mentioned_names_the_figures_to_count() -> None:
    names = mentioned("{{ study.growth | trend }}{% if talk.all > 3 %}{% endif %}{{ name }}")
    assert names & FIGURES == {"study.growth", "talk.all"}
