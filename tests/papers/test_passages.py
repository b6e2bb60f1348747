"""A template taken apart and put together is the same template; what is typed into it is only words."""
from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partydesk.catalogue.catalogue import Catalogue, load
from partydesk.catalogue.figure import Figure
from partydesk.catalogue.period import Period
from partydesk.errors import Refusal
from partydesk.figures.value import Value
from partydesk.office.kept import shipped_forms
from partydesk.papers.compose import compose
from partydesk.papers.document import plain
from partydesk.papers.passages import (
    Mark,
    Plain,
    annotated,
    apart,
    joined,
    rewritten,
    shown,
    split,
    spoken,
    written,
)
from partydesk.papers.words import Prose

PAPERS = sorted(load(shipped_forms()).papers)
WORDS = """# {{ office }}总结

## 一、学习[^a]

期内学习{{ study.sessions }}，{% if study.sessions == 2 %}正好{{ study.sessions | number }}{% else %}别的{% endif %}。

{{ chapter.own }}

落款：{{ office }} / {{ date }}

[^a]: 按次计。
"""
VALUES = {"study.sessions": Value(Fraction(2), Period.half(2025), "", Figure(id="study.sessions", label="学习", definition="1",
                                                                            unit="次"))}
FACTS = {"office": "本委", "date": "2025年6月30日", "chapter": {"own": Prose("要{{ study.sessions | hanzi }}看。")}}


@pytest.mark.parametrize("paper", PAPERS)
def test_every_shipped_paper_is_the_same_when_put_together_again(paper: str, shipped: Catalogue) -> None:
    words = shipped.papers[paper].words
    lines = words.split("\n")
    for passage in split(words):
        assert passage.source == ("\n" if passage.kind == "fixed" else "").join(
            line if passage.kind == "fixed" else line.strip() for line in lines[passage.first:passage.last])
        if passage.kind in ("title", "heading", "paragraph", "note"):
            assert rewritten(words, passage, [passage.pieces]) == words


@given(st.lists(st.text(st.characters(blacklist_categories=["Cs", "Cc", "Co", "Cn", "Zl", "Zp"],
                                      blacklist_characters="\xa0"), min_size=1, max_size=12), max_size=4))
@settings(max_examples=120, deadline=None)
def test_typed_words_are_printed_as_they_were_typed(texts: list[str]) -> None:
    """Whatever signs they have, between values: no template, no markup, nothing lost."""
    pieces = [piece for text in texts for piece in (Plain(text), Mark("{{ study.sessions }}"))]
    passage = next(passage for passage in split(WORDS) if passage.kind == "paragraph")
    try:
        words = rewritten(WORDS, passage, [pieces])
    except Refusal:
        return                                # a paragraph that begins like the foot of a paper is refused
    if not "".join(texts).strip(" \u3000"):
        return
    found = plain(tuple(run for run in compose(words, VALUES, FACTS).blocks[2].runs))
    typed = "".join(text + "2次" for text in texts)
    from partydesk.papers.document import clean
    assert found.replace(" ", "") == clean(typed).replace("\n", "").replace(" ", "").strip("\u3000")


def test_marks_are_kept_letter_for_letter() -> None:
    line = "学{{ a.b | trend(up=\"增\") }}、{% if a.b == 1 %}一{{ a.b }}{% else %}**多**{% endif %}[^x]**重**\\#"
    assert joined(apart(line)) == line.replace("\\#", "#")
    assert [piece.source for piece in apart(line) if isinstance(piece, Mark)] == [
        "{{ a.b | trend(up=\"增\") }}", "{% if a.b == 1 %}一{{ a.b }}{% else %}**多**{% endif %}", "[^x]"]


def test_each_mark_shows_what_it_prints_now() -> None:
    marks = [piece.source for passage in split(WORDS) for piece in passage.pieces if isinstance(piece, Mark)]
    found = shown(marks, WORDS, VALUES, FACTS)
    assert plain(found["{{ study.sessions }}"]) == "2次"
    assert plain(found["{% if study.sessions == 2 %}正好{{ study.sessions | number }}{% else %}别的{% endif %}"]) == "正好2"
    assert plain(found["[^a]"]) == "[1]"
    assert next(run.figure for run in found["{{ study.sessions }}"]) == "study.sessions"


def test_a_mark_that_cannot_be_printed_says_so_and_the_others_are_printed() -> None:
    found = shown(["{{ study.sessions }}", "{{ nothing.there }}"], "", VALUES, FACTS)
    assert plain(found["{{ study.sessions }}"]) == "2次"
    assert "写法有误" in plain(found["{{ nothing.there }}"])


def test_a_note_goes_with_its_mark_and_comes_back_with_it() -> None:
    heading = next(passage for passage in split(WORDS) if passage.kind == "heading")
    without = rewritten(WORDS, heading, [[Plain("一、学习")]])
    assert "[^a]" not in without
    again = annotated(rewritten(without, split(without)[1], [heading.pieces]), WORDS)
    assert "[^a]: 按次计。" in again
    assert "## 一、学习[^a]" in again


def test_what_is_attached_and_who_seals_it_are_no_prose() -> None:
    words = "一段。\n附件：甲、乙\n\n盖章：{{ office }} / {{ date }}\n附件页1：甲\n另一段。\n"
    assert [passage.kind for passage in split(words)] == ["paragraph", "fixed", "signoff", "fixed", "paragraph"]
    for text in ("附件：甲", "附件页2：乙", "盖章：某委", "落款：某委", "签字：某人"):
        with pytest.raises(Refusal, match="一段不能以"):
            rewritten(words, split(words)[0], [[Plain(text)]])
    assert rewritten(words, split(words)[0], [[Plain("附件页面已改。")]]).startswith("附件页面已改。")
    assert joined(apart("甲\\、乙")) == "甲、乙"


def test_headings_cannot_be_emptied_and_paragraphs_can() -> None:
    heading, paragraph = (next(p for p in split(WORDS) if p.kind == kind) for kind in ("heading", "paragraph"))
    with pytest.raises(Refusal, match="不能空着"):
        rewritten(WORDS, heading, [[]])
    assert "期内学习" not in rewritten(WORDS, paragraph, [[]])


def test_figures_stand_in_the_clerks_own_chapters_by_name() -> None:
    assert compose(WORDS, VALUES, FACTS).blocks[3].runs[1].figure == "study.sessions"
    assert "要二看。" in compose(WORDS, VALUES, FACTS).text
    text = "甲{{ study.sessions }}乙\n\n丙"
    assert written(spoken(text)) == "甲{{ study.sessions }}乙\n丙"
    unknown = FACTS | {"chapter": {"own": Prose("有{{ gone.figure }}个")}}
    assert "有【待补：gone.figure】个" in compose(WORDS, VALUES, unknown).text


def test_braces_in_any_other_fact_are_only_braces() -> None:
    assert "{{ study.sessions }}总结" in compose(WORDS, VALUES, FACTS | {"office": "{{ study.sessions }}"}).text
