"""Words and numbers into a document."""
from __future__ import annotations

import datetime
from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partydesk.catalogue.showing import show
from partydesk.errors import Refusal
from partydesk.papers.compose import compose
from partydesk.papers.document import (
    Annex,
    Document,
    Enclosures,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Run,
    Signatures,
    Signoff,
    Table,
    Title,
)
from partydesk.papers.words import FILTERS


@dataclass(frozen=True)
class Number:
    """A figure's value, as the office gives it to papers."""

    id: str
    amount: Fraction | None
    unit: str = ""
    digits: int = 0
    about: int = 0
    claim: str = ""

    @property
    def missing(self) -> bool:
        return self.amount is None

    @property
    def text(self) -> str:
        if self.amount is None:
            return "【待补：集中学习次数】"
        return show(self.amount, self.unit, self.digits, self.about, self.claim)


VALUES = {number.id: number for number in (
    Number("study.group_sessions", Fraction(16), "次"),
    Number("study.growth", Fraction(1, 4), "%"),
    Number("study.drop", Fraction(-3, 20), "%"),
    Number("study.heads", Fraction(3120), "人次", about=1000),
    Number("study.unknown", None, "次"),
    Number("law.cases", Fraction(0), "起"),
    Number("law.ways", Fraction(3), "维"),
)}


def made(words: str, **facts: object) -> Document:
    return compose(words, VALUES, facts)


def paragraph(words: str, **facts: object) -> tuple[Run, ...]:
    (block,) = made(words, **facts).blocks
    assert isinstance(block, Paragraph)
    return block.runs


def test_a_template_becomes_blocks() -> None:
    document = made(
        "# 总结\n# 第二行\n\n## 一、学习\n### （一）制度\n#### 1.领学\n##### （1）补学\n"
        "正文一行，\n接着一行。\n\n> 二〇二六\n-> 居中 <-\n< 各支部：\n\n---\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n"
        "签字：责任单位（盖章）：、负责人： | 责任人：、职务：\n落款：某委 / 2026年7月5日\n")
    assert document.title == "总结第二行"
    assert document.blocks == (
        Title((Run("总结\n第二行"),)),
        Heading(1, (Run("一、学习"),)), Heading(2, (Run("（一）制度"),)), Heading(3, (Run("1.领学"),)),
        Heading(4, (Run("（1）补学"),)),
        Paragraph((Run("正文一行，接着一行。"),)),
        Paragraph((Run("二〇二六"),), indent=0, align="right"), Paragraph((Run("居中"),), indent=0, align="center"),
        Paragraph((Run("各支部："),), indent=0),
        PageBreak(),
        Table((((Run("甲"),), (Run("乙"),)), ((Run("1"),), (Run("2"),)))),
        Signatures((((Run("责任单位（盖章）："),), (Run("负责人："),)), ((Run("责任人："),), (Run("职务："),)))),
        Signoff((Run("某委"),), (Run("2026年7月5日"),)),
    )


def test_what_is_attached_and_who_seals_it() -> None:
    document = made(
        "附件：检查发现的问题\\、整改措施一览表、人员名单\n附件:{{ name }}\n盖章：某委 / 2026年7月5日\n"
        "附件页：一览表\n正文\n附件页2：{{ study.group_sessions }}学习\n| 甲<br>乙 | {{ lined }} |\n| - | - |\n| 1 | 2 |\n",
        name="名单、花名册", lined="丙\n丁\n")
    assert document.blocks == (
        Enclosures(((Run("检查发现的问题、整改措施一览表"),), (Run("人员名单"),))),
        Enclosures(((Run("名单、花名册"),),)),
        Signoff((Run("某委"),), (Run("2026年7月5日"),), sealed=True),
        Annex(None, (Run("一览表"),)), Paragraph((Run("正文"),)),
        Annex(2, (Run("16次", figure="study.group_sessions"), Run("学习"))),
        Table((((Run("甲\n乙"),), (Run("丙\n丁"),)), ((Run("1"),), (Run("2"),)))),
    )
    for words, said in (("盖章：某委", "“盖章：”后面应写“单位 / 日期”"), ("附件：、", "附件的名称"), ("附件页：", "附件的标题")):
        with pytest.raises(Refusal, match=said):
            made(words)


def test_every_printed_number_knows_its_figure() -> None:
    assert paragraph("学习{{ study.group_sessions }}，达{{ study.heads }}。") == (
        Run("学习"), Run("16次", figure="study.group_sessions"), Run("，达"),
        Run("3000余人次", figure="study.heads"), Run("。"))


@pytest.mark.parametrize(("words", "shown"), [
    ("study.growth | trend", "提高25%"),
    ("study.drop | trend", "下降15%"),
    ("study.drop | trend(up='增长', down='减少')", "减少15%"),
    ("law.cases | trend", "持平"),
    ("law.cases | trend(same='与上年相同')", "与上年相同"),
    ("study.drop | size", "15%"),
    ("study.group_sessions | number", "16"),
    ("study.drop | size | number", "15"),
    ("law.ways | hanzi", "三"),
    ("law.cases | none", "无"),
    ("law.ways | none", "3维"),
    ("law.cases | or_text('未发生')", "未发生"),
    ("law.ways | or_text('未发生')", "3维"),
])
def test_a_number_keeps_its_figure_through_every_filter(words: str, shown: str) -> None:
    assert paragraph(f"{{{{ {words} }}}}") == (Run(shown, figure=words.split(maxsplit=1)[0]),)


def test_dates_are_brief_in_narrow_columns_and_numbers_in_characters() -> None:
    document = compose("甲{{ day | brief }}乙{{ copies | hanzi }}丙{{ note | brief }}", {},
                       {"day": datetime.date(2026, 3, 6), "copies": "3", "note": "另议"})
    assert document.text == "甲2026.03.06乙三丙另议"


@pytest.mark.parametrize("name", sorted(set(FILTERS) - {"length"}))
def test_a_missing_number_stays_missing_through_every_filter(name: str) -> None:
    given_words = "('无')" if name == "or_text" else ""
    assert paragraph(f"{{{{ study.unknown | {name}{given_words} }}}}") == (
        Run("【待补：集中学习次数】", figure="study.unknown"),)


@pytest.mark.parametrize("test", [
    "study.unknown > 3", "study.unknown == 0", "not study.unknown", "study.unknown", "law.cases == 0 and study.unknown < 3",
])
def test_an_if_that_asks_for_a_missing_number_takes_no_branch(test: str) -> None:
    words = f"甲{{% if {test} %}}多{{% else %}}少{{% endif %}}乙"
    assert paragraph(words) == (Run("甲"), Run("【待补：集中学习次数】", figure="study.unknown"), Run("乙"))


def test_an_elif_asks_only_when_it_is_reached() -> None:
    words = "{% if law.cases == 0 %}无{% elif study.growth > 0 %}升{% elif study.unknown > 3 %}多{% else %}少{% endif %}"
    assert paragraph(words) == (Run("无"),)
    assert paragraph(words.replace("law.cases == 0", "law.cases > 0")) == (Run("升"),)
    later = words.replace("law.cases == 0", "law.cases > 0").replace("study.growth > 0", "study.growth > 1")
    assert paragraph(later) == (Run("【待补：集中学习次数】", figure="study.unknown"),)


def test_an_if_compares_exactly() -> None:
    assert paragraph("{% if study.growth == 0.25 and study.drop < -0 %}对{% endif %}".replace("-0", "0")) == (Run("对"),)
    assert paragraph("{% if study.growth >= 0.26 or study.growth != 0.25 %}错{% else %}对{% endif %}") == (Run("对"),)


HOSTILE = [
    "王&<李>", "甲|乙|丙", "# 标题", "{{ study.group_sessions }}", "{% if x %}", "签字：甲", "落款：甲 / 乙", "---", "> 右",
    "[^1]", "[^1]: 注", "**粗**", "\\#", "\U000f00000\U000f0001", "名称_x", "</w:t>", "]]>", "'\"", "陈𬭎", "甲\t乙", "（一）甲",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_clerk_typed_is_never_read_as_anything_else(name: str) -> None:
    said = name.replace("\t", " ").replace("\U000f0000", "").replace("\U000f0001", "")
    document = made("# {{ n }}\n\n{{ n }}\n\n甲{{ n }}乙\n\n| {{ n }} | 值 |\n\n签字：{{ n }}：、职务： | {{ n }}：\n\n"
                    "落款：{{ n }} / {{ n }}\n\n注[^1]\n\n[^1]: {{ n }}", n=name)
    assert document == Document(
        said,
        (Title((Run(said),)), Paragraph((Run(said),)), Paragraph((Run(f"甲{said}乙"),)),
         Table((((Run(said),), (Run("值"),)),)),
         Signatures((((Run(f"{said}："),), (Run("职务："),)), ((Run(f"{said}："),),))),
         Signoff((Run(said),), (Run(said),)),
         Paragraph((Run("注"), Run("[1]", note=True)))),
        (Note(1, (Run(said),)),))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_any_text_at_all_is_one_plain_run(name: str) -> None:
    (block,) = made("甲{{ n }}乙", n=name).blocks
    assert isinstance(block, Paragraph)
    (run,) = block.runs
    assert run.figure is None
    assert run.text.startswith("甲")
    assert run.text.endswith("乙")


def test_a_chapter_becomes_plain_paragraphs() -> None:
    chapter = "（一）人手偏紧。\r\n\r\n　　## 二是{{ law.cases }}。\n| 甲 |\n\n"
    assert made("## 五、问题\n\n{{ problems }}\n\n## 六、打算", problems=chapter).blocks == (
        Heading(1, (Run("五、问题"),)),
        Paragraph((Run("（一）人手偏紧。"),)), Paragraph((Run("## 二是{{ law.cases }}。"),)), Paragraph((Run("| 甲 |"),)),
        Heading(1, (Run("六、打算"),)))
    assert paragraph("其中：{{ problems }}止。", problems="甲\n乙") == (Run("其中：甲乙止。"),)
    assert made("{{ problems }}", problems="").blocks == ()


def test_facts_of_every_sort() -> None:
    rows = [{"name": "欧阳|立夏", "items": 2}, {"name": "贺长川", "items": 0}]
    document = made("{{ year }}，{{ day }}，{{ duties | length }}项\n\n"
                    "{% for duty in duties %}\n（{{ loop.index | hanzi }}）{{ duty }}\n\n{% endfor %}\n"
                    "{% for row in rows %}\n| {{ row.name }} | {{ row.items }} |\n{% endfor %}\n\n{{ none | or_text('暂无') }}",
                    year=2026, day=datetime.date(2026, 7, 5), duties=["甲", "乙"], rows=rows, none=None)
    assert document.text.split("\n") == ["2026，2026年7月5日，2项", "（一）甲", "（二）乙", "欧阳|立夏2贺长川0", "暂无"]
    with pytest.raises(TypeError):
        made("{{ n }}", n=1.5)


def test_notes_are_numbered_as_they_are_cited() -> None:
    document = made("甲[^b]乙[^a]丙[^b]\n\n[^a]: 第二{{ law.ways }}\n[^b]: 第一")
    assert document.blocks == (Paragraph((Run("甲"), Run("[1]", note=True), Run("乙"), Run("[2]", note=True), Run("丙"),
                                          Run("[1]", note=True))),)
    assert document.notes == (Note(1, (Run("第一"),)), Note(2, (Run("第二"), Run("3维", figure="law.ways"))))
    assert document.figures == ("law.ways",)


def test_bold_escapes_and_heads_of_tables() -> None:
    assert paragraph("甲**乙**\\*\\*丙") == (Run("甲"), Run("乙", bold=True), Run("**丙"))
    (table,) = made("| 甲 | |\n| 乙 | \\| |\n|---|---|\n| 丙 | 丁 |").blocks
    assert table == Table((((Run("甲"),), ()), ((Run("乙"),), (Run("|"),)), ((Run("丙"),), (Run("丁"),))), head=2)


@pytest.mark.parametrize(("words", "said"), [
    ("甲\n{{ study.group_session }}", "第2行：没有数据项或内容“study.group_session”。是不是：study.group_sessions"),
    ("{{ study }}", "“study”是一组数据项"),
    ("甲\n\n{% for r in rows %}\n{{ r.nme }}\n{% endfor %}", "第4行：没有“nme”这一项"),
    ("甲\n{{ word | hanzi }}", "第2行：“| hanzi”前面应是一个数据项"),
    ("{{ study.drop | hanzi }}", "不能写成汉字数字"),
    ("{{ word | length }}", "应是一个清单"),
    ("{{ law.ways | trend('a', 'b', 'c', 'd') }}", "换算“trend”的括号里写得不对。可以写：up、down、same"),
    ("{% if word > 3 %}甲{% endif %}", "第1行：只有数才能比较大小"),
    ("{% if law.ways == word %}甲{% endif %}", "不是数"),
    ("{{ rows }}", "要写到具体一项"),
    ("| 甲 | 乙 |\n| 丙 |", "表格第2行有 1 栏，第1行有 2 栏"),
    ("落款：某委", "“单位 / 日期”"),
    ("{{ word", "不成对"),
])
def test_mistakes_are_refused_with_their_line(words: str, said: str) -> None:
    with pytest.raises(Refusal) as refusal:
        made(words, word="字", rows=[{"name": "甲"}])
    assert said in str(refusal.value)


def test_only_the_named_figures_are_asked_for() -> None:
    class Lazy(dict[str, Number]):
        asked: list[str] = []                        # noqa: RUF012

        def __getitem__(self, id: str) -> Number:
            self.asked.append(id)
            return super().__getitem__(id)

    lazy = Lazy(VALUES)
    compose("{{ law.ways }}", lazy, {})
    assert set(lazy.asked) == {"law.ways"}


def test_figures_deeper_than_a_group() -> None:
    values = {"a.b.c": Number("a.b.c", Fraction(1), "项"), "a.b.d": Number("a.b.d", Fraction(2), "项")}
    document = compose("{{ a.b.c }}和{{ a.b.d }}", values, {})
    assert document.figures == ("a.b.c", "a.b.d")
