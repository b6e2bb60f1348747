"""The words of the half-year summary: every figure printed, no number typed, no unit said twice."""
from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from partydesk.catalogue.catalogue import Catalogue, folder, load
from partydesk.catalogue.formula import Back, walk
from partydesk.catalogue.paper import Paper

FORMS = Path(__file__).parents[2] / "forms"
PRINTED = re.compile(r"\{\{(.*?)\}\}")
TAG = re.compile(r"\{%.*?%\}")
NOTE = re.compile(r"^\[\^(\d+)\]: (.+)$", re.MULTILINE)
MARK = re.compile(r"\[\^(\d+)\]")
ORDINALS = "一二三四五六七八九"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(folder(FORMS))


@pytest.fixture(scope="module")
def paper(catalogue: Catalogue) -> Paper:
    return catalogue.paper("half_year_summary")


def dotted(node: nodes.Node) -> str:
    """study.group_sessions as Jinja reads it, or nothing for any other expression."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr) and (before := dotted(node.node)):
        return f"{before}.{node.attr}"
    return ""


def printed(words: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is printed, in order: its dotted name, and the filters it goes through, first one first."""
    for output in Environment().parse(words).find_all(nodes.Output):
        for node in output.nodes:
            if isinstance(node, nodes.TemplateData):
                continue
            filters: list[str] = []
            while isinstance(node, nodes.Filter) and node.node is not None:
                filters.insert(0, node.name)
                node = node.node
            yield dotted(node), tuple(filters)


def body(words: str) -> str:
    """The text alone: no expressions, no notes and their marks, no signs that dress a line."""
    text = MARK.sub("", NOTE.sub("", TAG.sub("", PRINTED.sub("", words))))
    return re.sub(r"^(#{1,4} |落款：\s*/\s*)", "", text, flags=re.MULTILINE)


def test_every_figure_is_printed(catalogue: Catalogue, paper: Paper) -> None:
    names = {name for name, _ in printed(paper.words)}
    assert sorted(catalogue.figures.keys() - names) == []


def test_every_dotted_name_is_a_figure_or_a_chapter(catalogue: Catalogue, paper: Paper) -> None:
    chapters = {f"chapter.{chapter.id}" for chapter in paper.chapters}
    names = {name for name, _ in printed(paper.words) if "." in name}
    assert sorted(names - catalogue.figures.keys() - chapters) == []


def test_only_the_filters_of_the_template_language_are_used(paper: Paper) -> None:
    used = {name for _, filters in printed(paper.words) for name in filters}
    assert used <= {"trend", "size", "number", "hanzi", "none", "or_text", "length"}


def test_no_digit_is_typed(paper: Paper) -> None:
    assert re.findall(r".{0,9}[0-9０-９].{0,9}", body(paper.words)) == []


def test_no_unit_is_said_twice(catalogue: Catalogue, paper: Paper) -> None:
    said_twice = []
    for match in PRINTED.finditer(paper.words):
        name, *filters = (part.strip() for part in match[1].split("|"))
        after = paper.words[match.end():match.end() + 8]
        figure = catalogue.figures.get(name)
        if figure and figure.unit and not filters and after.startswith(figure.unit):
            said_twice.append(f"{name} {after}")
    assert said_twice == []


def test_a_bare_number_is_followed_by_its_own_unit(catalogue: Catalogue, paper: Paper) -> None:
    for match in PRINTED.finditer(paper.words):
        name, *filters = (part.strip() for part in match[1].split("|"))
        if filters == ["number"]:
            assert paper.words[match.end():].startswith(catalogue.figures[name].unit), name


def test_what_may_rise_or_fall_is_said_with_its_direction(catalogue: Catalogue, paper: Paper) -> None:
    """A comparison with another time or group printed without `trend` would one day read 提高-5%."""
    compared = {id for id, figure in catalogue.figures.items()
                if figure.unit == "个百分点" or any(isinstance(node, Back) for node in walk(figure.formula))}
    plainly = [name for name, filters in printed(paper.words) if name in compared and "trend" not in filters]
    assert compared
    assert plainly == []


def test_the_parts_stand_in_order(paper: Paper) -> None:
    parts = re.findall(r"^## (.)、", paper.words, re.MULTILINE)
    assert parts == list(ORDINALS[:6])
    assert paper.words.lstrip().startswith("# ")
    for part in re.split(r"^## ", paper.words, flags=re.MULTILINE)[1:]:
        sections = re.findall(r"^### （(.)）", part, re.MULTILINE)
        assert sections == list(ORDINALS[:len(sections)])
        assert bool(sections) == (part[0] in "一二三四")


def test_the_clerks_chapters_stand_under_their_headings(paper: Paper) -> None:
    for chapter in paper.chapters:
        before, after = paper.words.split(f"{{{{ chapter.{chapter.id} }}}}")
        assert before.rsplit("## ", 1)[1].splitlines()[0].endswith(chapter.label)
        assert before.endswith("\n\n")                               # paragraphs of its own
        assert after.startswith("\n\n")
    assert [chapter.id for chapter in paper.chapters] == ["problems", "next_steps"]


def test_every_note_is_marked_once_and_in_order(paper: Paper) -> None:
    notes = [number for number, _ in NOTE.findall(paper.words)]
    assert notes == MARK.findall(NOTE.sub("", paper.words))
    assert notes == [str(number) for number in range(1, len(notes) + 1)]
    assert 2 <= len(notes) <= 4


def test_punctuation_is_full_width(paper: Paper) -> None:
    text = body(paper.words) + "".join(words for _, words in NOTE.findall(paper.words))
    assert re.findall(r".{0,9}[!-/:-@\[-`{-~].{0,9}", text) == []
    assert re.findall(r".{0,9}[，。；：、]{2}.{0,9}", paper.words) == []
    assert text.count("“") == text.count("”")
    assert text.count("（") == text.count("）")


def test_every_paragraph_ends_like_a_sentence(paper: Paper) -> None:
    for line in filter(None, map(str.strip, paper.words.splitlines())):
        if not line.startswith(("#", "落款：", "{{ chapter.")):
            assert re.search(r"。(\[\^\d+\])?$", line), line
