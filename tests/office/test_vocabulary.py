"""The office's words changed without a form written by hand: what results is what `forms add` takes."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partydesk.catalogue.period import Period
from partydesk.errors import Refusal
from partydesk.office import Office, by_blank, forms, outline, printing, steps, toml_of, vocabulary
from partydesk.office import bin as bin_of
from partydesk.office.vocabulary import NUMBER, Asked, Work
from partydesk.papers.passages import Plain

H1 = Period.read("2025H1")
PUBLICITY = Work(label="法治宣传", tab="thought", unit="场", roll=True,
                 asked=(Asked("宣传地点"), Asked("发放资料", "number", unit="份"), Asked("对象", "choice", choices=("群众", "企业"))),
                 figure="开展法治宣传", sentence=f"期内开展法治宣传{NUMBER}。", after="study.group_sessions")


def said(office: Office, period: Period = H1) -> str:
    return printing.copies(office, "half_year_summary", period)[0].document.text


def test_a_new_work_is_asked_counted_and_told(office: Office) -> None:
    plan = vocabulary.planned(office, PUBLICITY, H1)
    assert (plan.kind, plan.value, plan.sentence) == ("own_1", "0场", "期内开展法治宣传0场。")
    assert "法治宣传" in plan.counted
    assert office.forms() == {}
    kind = vocabulary.add(office, PUBLICITY)
    blanks = office.catalogue.kind(kind).blanks
    assert [blanks[id].label for id in ("f1", "f2", "f3")] == ["宣传地点", "发放资料", "对象"]
    office.save(kind, {"date": date(2025, 3, 6), "title": "进社区"})
    office.save(kind, {"date": date(2025, 4, 6), "title": "进企业"})
    assert "期内开展法治宣传2场。" in said(office)
    sentence = next(line for line in said(office).split("\n") if "期内开展法治宣传2场。" in line)
    assert "组织集中学习" in sentence
    with pytest.raises(Exception, match="不能去掉"):
        forms.remove(office, "kinds/own_1.toml")


def test_adding_is_one_step_that_undo_takes_back(office: Office) -> None:
    vocabulary.add(office, PUBLICITY)
    assert office.undoable() == "新增“法治宣传”"
    office.undo()
    assert office.forms() == {}
    assert "own_1" not in office.catalogue.kinds


def test_what_results_is_taken_by_another_office(office: Office, new_place: Callable[[], str]) -> None:
    vocabulary.add(office, PUBLICITY)
    (path, text), = office.forms().items()
    with Office.create(new_place(), "别处") as other:
        forms.add(other, path, text)
        assert other.catalogue.kind("own_1") == office.catalogue.kind("own_1")
        assert other.catalogue.sentences == office.catalogue.sentences


def test_a_figure_on_a_kind_that_is_there(office: Office) -> None:
    work = Work(label="外聘专家授课", on="study", unit="次", asked=(Asked("外聘专家", "flag"), Asked("课时费", "number", unit="元")),
                only=("外聘专家", "是"))
    assert vocabulary.add(office, work) == "study"
    of = office.catalogue.kind("study")
    flag, fee = (blank.id for blank in of.fields[-2:])
    assert vocabulary.is_own(office, "study")
    office.save("study", {"date": date(2025, 3, 6), "title": "专题", flag: True, fee: 200})
    office.save("study", {"date": date(2025, 3, 7), "title": "普通"})
    assert office.figures(H1)["own_1.times"].text == "1次"
    vocabulary.add(office, Work(label="课时费", on="study", by="sum", summed="课时费"))
    assert office.figures(H1)["own_2.sum"].text == "200元"


def test_shipped_forms_keep_their_comments_when_they_are_changed(office: Office) -> None:
    vocabulary.rename(office, "study", "理论学习")
    vocabulary.rename(office, "study", "学习主题", field="title")
    vocabulary.rename(office, "study", "研讨", field="form", choice="seminar")
    vocabulary.offer_more(office, "study", "form", "线上学习")
    of = office.catalogue.kind("study")
    assert (of.label, of.blanks["title"].label) == ("理论学习", "学习主题")
    choices = list(by_blank.read(office, "study", {"form": "线上学习"}).values())
    assert of.blanks["form"].show(choices[0]) == "线上学习"
    assert of.blanks["form"].show("seminar") == "研讨"
    (path, text), = office.forms().items()
    assert path == "kinds/study.toml"
    assert "# 集中学习与研讨" in text
    for _ in range(4):
        office.undo()
    assert office.forms() == {}
    assert office.catalogue.kind("study").label == "集中学习与研讨"


def test_what_is_retired_stays_for_the_years_before(office: Office) -> None:
    vocabulary.add(office, PUBLICITY)
    office.save("own_1", {"date": date(2025, 3, 6), "title": "进社区"})
    vocabulary.retire(office, "own_1", 2025)
    vocabulary.retire_figure(office, "own_1.times", 2025)
    assert "法治宣传1场" in said(office)
    with pytest.raises(Refusal, match="停用"):
        office.save("own_1", {"date": date(2026, 3, 6), "title": "进社区"})
    vocabulary.retire(office, "own_1", None)
    office.save("own_1", {"date": date(2026, 3, 6), "title": "进社区"})


def test_a_sentence_is_told_from_its_first_period_on_changed_and_taken_out(office: Office) -> None:
    from dataclasses import replace
    vocabulary.add(office, replace(PUBLICITY, since=date(2025, 7, 1)))
    assert "期内开展法治宣传" not in said(office)
    assert "期内开展法治宣传0场。" in said(office, Period.read("2025H2"))
    vocabulary.change_sentence(office, "own_1", f"送法上门{NUMBER}。")
    assert "送法上门0场。" in said(office, Period.read("2025H2"))
    assert vocabulary.as_written(office.catalogue.sentences["own_1"].text) == f"送法上门{NUMBER}。"
    vocabulary.change_sentence(office, "own_1", "")
    assert "own_1.times" in office.catalogue.figures
    assert not office.catalogue.sentences


def test_a_paragraph_that_has_the_sentence_can_be_reworded_and_says_it_once(office: Office) -> None:
    vocabulary.add(office, PUBLICITY)
    shown = next(shown for shown in outline.read(office, "half_year_summary", H1).passages
                 for paragraph in shown.paragraphs if "期内开展法治宣传0场" in "".join(said.text for said in paragraph))
    outline.reword(office, "half_year_summary", shown.passage, [[*shown.passage.pieces, Plain("效果较好。")]], H1)
    assert said(office).count("期内开展法治宣传0场。") == 1
    assert "期内开展法治宣传0场。效果较好。" in said(office)


def test_blanks_change_places_and_get_a_last_year(office: Office) -> None:
    vocabulary.add(office, PUBLICITY)
    vocabulary.move(office, "own_1", "f2", -1)
    assert [blank.id for blank in office.catalogue.kind("own_1").fields] == ["f2", "f1", "f3"]
    vocabulary.retire(office, "own_1", 2025, field="f1")
    assert [blank.id for blank in office.catalogue.kind("own_1").shown(2026)][-2:] == ["f2", "f3"]


@pytest.mark.parametrize(("work", "says"), [
    (Work(label=" "), "叫什么"), (Work(label="甲", tab="thought", sentence="没有数", after="study.group_sessions"), "【数】"),
    (Work(label="甲", tab="thought", by="sum"), "合计哪一栏"),
    (Work(label="甲", tab="thought", asked=(Asked("乙", "choice", choices=("一",)),), only=("乙", "二")), "没有“二”"),
    (Work(label="甲", on="study", asked=(Asked("主题"),)), "已有"),
])
def test_what_is_not_right_yet_is_said(office: Office, work: Work, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        vocabulary.planned(office, work, H1)
    assert office.forms() == {}


LABELS = st.text(st.characters(categories=("Lu", "Ll", "Lo", "Nd", "Po", "Pd"), exclude_characters="\\"),
                 min_size=1, max_size=12).filter(str.strip)


@settings(max_examples=60, deadline=None)
@given(label=LABELS, choices=st.lists(LABELS, min_size=1, max_size=5, unique_by=str.strip), unit=st.text("场次个\"'#=", max_size=4))
def test_whatever_words_are_used_the_form_says_just_them(label: str, choices: list[str], unit: str) -> None:
    entry = Asked(label, "choice", choices=tuple(choices)).entry("f1")
    text = toml_of.anew(label, {"kind": {"id": "own_1", "label": label, "unit": unit}, "field": [entry]})
    back = toml_of.parsed(text).unwrap()
    assert back["kind"] == {"id": "own_1", "label": label} | ({"unit": unit} if unit else {})
    assert back["field"][0]["choices"] == entry["choices"]


def test_an_id_is_never_given_twice(office: Office) -> None:
    kind = vocabulary.add(office, Work(label="走访", tab="thought", asked=(Asked("对象"),)))
    gone = office.save(kind, {"date": date(2025, 3, 6), "title": "一", "f1": "群众"})
    office.remove(kind, gone)
    forms.remove(office, next(iter(office.forms())))
    other = vocabulary.add(office, Work(label="发放", tab="thought", asked=(Asked("份数", "number"),)))
    assert other != kind
    assert [one.kind for one in bin_of.removed(office)] == [""]


def test_a_blank_that_was_taken_back_does_not_return_as_another(office: Office) -> None:
    vocabulary.ask_more(office, "study", Asked("甲"))
    first = next(id for id in office.catalogue.kind("study").known if id.startswith("own_"))
    added = steps.recent(office)[0].step
    record = office.save("study", {"date": date(2025, 3, 6), "title": "一", first: "文字"})
    steps.take_back(office, added)
    vocabulary.ask_more(office, "study", Asked("乙", "number"))
    second = next(id for id in office.catalogue.kind("study").known if id.startswith("own_"))
    assert second != first
    assert office.record("study", record).values[second] is None
    assert office.record("study", record).rest == {first: "文字"}
