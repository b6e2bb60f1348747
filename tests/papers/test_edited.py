"""A paper that came back: numbers that still read as printed are brought up to date, and nothing else is touched."""
from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partydesk.errors import Refusal
from partydesk.papers import docx, edited
from partydesk.papers.document import Document, Heading, Paragraph, Run, Runs, Table, Title
from partydesk.papers.edited import Edited
from partydesk.papers.look import Look
from partydesk.papers.manuscript import Manuscript
from partydesk.papers.parcel import Parcel

from .leader import edit

Write = Callable[..., bytes]
NUMBERS = {"study.sessions": "16次", "study.seminars": "4场", "study.coverage": "99%", "visit.families": "15户",
           "visit.money": "3.2万元", "talk.all": "32人次", "talk.top": "6人次", "case.all": "120册", "case.bad": "9项"}


def words(text: str, values: dict[str, str]) -> Runs:
    """“学习{study.sessions}，” as runs."""
    parts = re.split(r"\{([\w.]+)\}", text)
    return tuple(Run(values[part], figure=part) if n % 2 else Run(part) for n, part in enumerate(parts) if part)


PARAGRAPHS = (
    "机关党委年初制定学习计划，每周四集中学习。期内组织集中学习{study.sessions}，开展专题研讨{study.seminars}，覆盖率为{study.coverage}。",
    "学习情况按人登记，因事缺席的自行补学，笔记由所在党支部定期查阅。",
    "在帮扶慰问方面，逐户了解生产生活情况，共走访困难家庭{visit.families}，捐款{visit.money}，帮助解决饮水、就业等问题。",
    "开展廉政谈话{talk.all}，其中主要领导与班子成员谈话{talk.top}。谈话结合岗位风险指出问题、提出要求。",
    "开展执法规范化专项整治，抽查案件卷宗{case.all}，发现程序瑕疵{case.bad}，逐件反馈并限期改正。",
)


def paper(values: dict[str, str] = NUMBERS, paragraphs: tuple[str, ...] = PARAGRAPHS) -> Document:
    body = [Paragraph(words(text, values)) for text in paragraphs]
    return Document("总结", (Title((Run("上半年党建工作总结"),)), Heading(1, (Run("一、学习"),)), *body,
                             Table(((( Run("项目"),), (Run("数"),)), ((Run("谈话"),), words("{talk.all}", values))))))


@pytest.fixture(scope="module")
def written(gbt: Look) -> Write:
    def write(document: Document, about: str = "") -> bytes:
        target = io.BytesIO()
        docx.write([document], gbt, target, about=about)
        return target.getvalue()
    return write


@pytest.fixture(scope="module")
def sent(written: Write) -> bytes:
    return written(paper(), "half 2025H1 ")


@pytest.fixture(scope="module")
def now(written: Write) -> bytes:
    """The same a month later: two numbers moved, of which one is printed twice."""
    return written(paper(NUMBERS | {"study.sessions": "18次", "talk.all": "33人次"}), "half 2025H1 ")


def text(data: bytes) -> str:
    return Parcel.open(data).text.decode()


def changed(data: bytes, *swaps: tuple[str, str]) -> bytes:
    """The file with its text part edited as text."""
    parcel = Parcel.open(data)
    xml = parcel.text.decode()
    for old, new in swaps:
        assert old in xml, old
        xml = xml.replace(old, new, 1)
    return parcel.with_text(xml.encode())


def plain(data: bytes) -> list[str]:
    return [one.text for one in Manuscript.read(Parcel.open(data).text).paragraphs if one.text]


def told(found: Edited) -> list[tuple[str, str]]:
    return [(one.figure, one.change) for one in found.moved]


MOVED = [("study__sessions", "16次 → 18次"), ("talk__all", "32人次 → 33人次"), ("talk__all", "32人次 → 33人次")]


def test_only_the_bytes_of_numbers_that_moved_change(sent: bytes, now: bytes) -> None:
    found = edited.read(sent, sent, now)
    assert told(found) == MOVED
    assert (found.overwritten, found.taken_out, found.without_equal, found.prose, found.strange) == ((), (), (), (), 0)
    assert found.bound == 10
    assert found.content == now                       # these very bytes, names of bookmarks included
    assert found.moved[0].sentence == "期内组织集中学习18次，开展专题研讨4场，覆盖率为99%。"


def test_nothing_moved_gives_the_same_file(sent: bytes) -> None:
    found = edited.read(sent, sent, sent)
    assert found.content is sent
    assert not found.moved


def test_what_was_brought_up_to_date_can_come_back_again(sent: bytes, now: bytes, written: Write) -> None:
    once = edited.read(changed(sent, ("每周四集中学习", "每周四下午集中学习")), sent, now)
    later = written(paper(NUMBERS | {"study.sessions": "20次", "talk.all": "33人次"}))
    again = edited.read(once.content, sent, later)
    assert told(again) == [("study__sessions", "18次 → 20次")]
    assert [one.kind for one in again.prose] == ["changed"]


def test_runs_that_an_editor_split_are_one_number(sent: bytes, now: bytes) -> None:
    split = changed(sent, (">16次</w:t></w:r>", (
        ">1</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>6</w:t></w:r><w:proofErr w:type=\"x\"/><w:r><w:t>次</w:t></w:r>")))
    found = edited.read(split, sent, now)
    assert told(found) == MOVED
    assert '>18次</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t></w:t></w:r>' in text(found.content)


@pytest.mark.parametrize(("typed", "moves"), [("约16次", True), ("16次以上", True), ("116次", False), ("16次6", False), ("二十次", False)])
def test_a_number_written_by_hand_is_left_and_listed(sent: bytes, now: bytes, typed: str, moves: bool) -> None:
    found = edited.read(changed(sent, (">16次<", f">{typed}<")), sent, now)
    if moves:
        assert told(found) == MOVED
        assert typed.replace("16", "18") in plain(found.content)[2]
        assert not found.overwritten
    else:
        assert told(found) == MOVED[1:]
        one, = found.overwritten
        assert (one.figure, one.sent, one.written, one.now) == ("study__sessions", "16次", typed, "18次")
        assert typed in plain(found.content)[2]


def test_a_hand_written_number_that_is_right_today_is_not_listed(sent: bytes, now: bytes) -> None:
    found = edited.read(changed(sent, (">16次<", ">18次<")), sent, now)
    assert told(found) == MOVED[1:]
    assert not found.overwritten


def test_numbers_without_bookmarks_are_found_between_their_words(sent: bytes, now: bytes) -> None:
    bare = changed(sent, ("每周四集中学习", "每周四下午集中学习"))
    bare = Parcel.open(bare).with_text(re.sub(rb"<w:bookmark[^>]*/>", b"", Parcel.open(bare).text))
    found = edited.read(bare, sent, now)
    assert sorted(told(found)) == sorted(MOVED)
    assert found.bound == 10
    assert "16次" not in text(found.content)


def test_a_number_that_was_taken_out_is_named_with_its_sentence(sent: bytes, now: bytes) -> None:
    gone = changed(sent, (">，捐款<", "><"), (">3.2万元<", "><"))
    one, = edited.read(gone, sent, now).taken_out
    assert (one.figure, one.sent) == ("visit__money", "3.2万元")
    assert one.sentence.startswith("在帮扶慰问方面")


def test_tracked_changes_count_as_accepted(sent: bytes, now: bytes) -> None:
    run = '<w:r><w:t xml:space="preserve">16次</w:t></w:r>'
    struck = changed(sent, (run, (
        '<w:del w:id="900" w:author="a"><w:r><w:delText>16次</w:delText></w:r></w:del>'
        '<w:ins w:id="901" w:author="a"><w:r><w:t>17次</w:t></w:r></w:ins>')))
    found = edited.read(struck, sent, now)
    assert [(one.sent, one.written) for one in found.overwritten] == [("16次", "17次")]
    kept = changed(sent, (run, f'<w:ins w:id="901" w:author="a">{run}</w:ins>'))
    assert told(edited.read(kept, sent, now)) == MOVED
    assert '<w:ins w:id="901" w:author="a"><w:r><w:t xml:space="preserve">18次' in text(edited.read(kept, sent, now).content)


def test_comments_and_text_boxes_stay(sent: bytes, now: bytes) -> None:
    run = '<w:r><w:t xml:space="preserve">16次</w:t></w:r>'
    note = ('<w:commentRangeStart w:id="7"/>' + run + '<w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r>')
    box = ('<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="wps">'
           '<w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p>'
           '<w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>')
    found = edited.read(changed(sent, (run, note + box)), sent, now)
    assert told(found) == MOVED
    assert [(one.kind, one.after) for one in found.prose] == [("added", "框")]
    assert note.replace("16次", "18次") in text(found.content)
    assert box in text(found.content)


def test_a_copied_bookmark_is_refreshed_too(sent: bytes, now: bytes) -> None:
    xml = text(sent)
    start = re.search(r'<w:bookmarkStart w:id="1" w:name="([^"]+)" ?/>', xml)
    assert start
    copy = (f'<w:bookmarkStart w:id="990" w:name="{start[1]} 1"/><w:r><w:t>16次</w:t></w:r><w:bookmarkEnd w:id="990"/>'
            "<w:r><w:t>学习情况</w:t></w:r>")
    twice = changed(sent, ('<w:r><w:t xml:space="preserve">学习情况', copy + '<w:r><w:t xml:space="preserve">'))
    found = edited.read(twice, sent, now)
    assert [one.change for one in found.moved if one.figure == "study__sessions"] == ["16次 → 18次"] * 2
    assert "16次" not in text(found.content)


def test_prose_is_told_paragraph_by_paragraph(sent: bytes, now: bytes) -> None:
    paragraphs = re.findall(r"<w:p>.*?</w:p>", text(sent))
    second, fifth = paragraphs[4], paragraphs[7]
    assert "学习情况" in second
    assert "执法规范化" in fifth
    moved = changed(sent, (second, ""), (fifth, fifth + second), ("提出要求。", "提出整改要求。"),
                    ("</w:tbl>", "</w:tbl><w:p><w:r><w:t>另附表。</w:t></w:r></w:p>"))
    found = edited.read(moved, sent, now)
    assert [(one.kind, one.after[:4]) for one in found.prose] == [("changed", "开展廉政"), ("moved", "学习情况"), ("added", "另附表。")]
    change = found.prose[0]
    assert ("come", "整改") in change.words
    assert "".join(text for what, text in change.words if what != "come") == change.before
    assert "".join(text for what, text in change.words if what != "gone") == change.after


def test_one_figure_printed_in_two_ways_keeps_each(written: Write) -> None:
    def of(number: str, hanzi: str) -> bytes:
        line = Paragraph((Run("研讨"), Run(number, "a.n"), Run("，即"), Run(hanzi, "a.n"), Run("大专题。")))
        return written(Document("", (line,)))

    found = edited.read(of("4场", "四"), of("4场", "四"), of("5场", "五"))
    assert [one.change for one in found.moved] == ["4场 → 5场", "四 → 五"]


def test_other_words_round_a_number_are_offered(written: Write) -> None:
    def of(*runs: Run) -> bytes:
        return written(Document("", (Paragraph(runs),)))

    before = of(Run("补课后实现"), Run("全覆盖", "a.n"), Run("。"))
    after = of(Run("补课后覆盖率为"), Run("98%", "a.n"), Run("。"))
    one, = edited.read(before, before, after).moved
    assert (one.change, one.reworded) == ("全覆盖 → 98%", "补课后覆盖率为98%。")


def test_a_number_that_the_paper_no_longer_prints_is_left_and_listed(sent: bytes, written: Write) -> None:
    shorter = written(paper(paragraphs=PARAGRAPHS[:4]))
    found = edited.read(sent, sent, shorter)
    assert [one.figure for one in found.without_equal] == ["case__all", "case__bad"]
    assert found.content is sent


def test_a_renamed_figure_is_still_known(sent: bytes, written: Write) -> None:
    values = {("study.meetings" if id == "study.sessions" else id): text for id, text in NUMBERS.items()}
    renamed = tuple(text.replace("study.sessions", "study.meetings") for text in PARAGRAPHS)
    now = written(paper(values | {"study.meetings": "18次"}, renamed))
    assert told(edited.read(sent, sent, now, {"study__sessions": "study__meetings"})) == MOVED[:1]


def test_signs_that_xml_minds_are_written_right(written: Write) -> None:
    def of(shown: str) -> bytes:
        return written(Document("", (Paragraph((Run("甲&乙<丙："), Run(shown, "a.n"), Run("。"))),)))

    found = edited.read(of("1&2"), of("1&2"), of("【待补：R&D<人数>】"))
    assert plain(found.content) == ["甲&乙<丙：【待补：R&D<人数>】。"]


def test_the_file_says_which_paper_it_is(sent: bytes, written: Write) -> None:
    assert edited.mark(sent) == docx.mark("half 2025H1 ")
    assert edited.mark(written(paper())) == ""


def test_of_several_files_that_went_out_the_right_one_is_found(sent: bytes, now: bytes) -> None:
    assert edited.likest(changed(now, ("每周四", "每周五")), [sent, now]) == 1
    assert edited.likest(sent, [sent, now]) == 0


@pytest.mark.parametrize("declared", [
    '<!DOCTYPE w [<!ENTITY a "b">]>', '<!DOCTYPE w SYSTEM "file:///etc/passwd">'])
def test_declarations_in_the_text_are_refused(sent: bytes, declared: str) -> None:
    xml = text(sent).partition("?>")
    with pytest.raises(Refusal, match="声明"):
        edited.read(Parcel.open(sent).with_text(f"{xml[0]}?>{declared}{xml[2]}".encode()), sent, sent)


def test_broken_and_foreign_texts_are_refused(sent: bytes) -> None:
    parcel = Parcel.open(sent)
    with pytest.raises(Refusal, match="损坏"):
        edited.read(parcel.with_text(parcel.text[:-20]), sent, sent)
    with pytest.raises(Refusal, match="编码"):
        edited.read(parcel.with_text(text(sent).replace("UTF-8", "UTF-16", 1).encode("utf-16")), sent, sent)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_is_typed_elsewhere_no_number_is_lost(data: st.DataObject, sent: bytes, now: bytes) -> None:
    """Typing between words, and splitting runs, never loses a number nor a word."""
    parcel = Parcel.open(sent)
    xml = parcel.text.decode()
    texts = list(re.finditer(r"(<w:t[^>]*>)([^<]{6,})</w:t>", xml))
    for found in sorted(data.draw(st.lists(st.sampled_from(texts), max_size=6, unique=True)), key=lambda one: -one.start()):
        at = data.draw(st.integers(1, len(found[2]) - 1))
        typed = data.draw(st.sampled_from(["", "再", "（含支部）", "“四个一”", "领导改的一句话。"]))
        split = data.draw(st.sampled_from(["", "</w:t></w:r><w:r><w:t xml:space=\"preserve\">"]))
        xml = xml[:found.start(2) + at] + typed + split + xml[found.start(2) + at:]
    file = parcel.with_text(xml.encode())
    found = edited.read(file, sent, now)
    assert told(found) == MOVED
    assert not found.taken_out
    expected = xml.replace("16次", "18次").replace("32人次", "33人次")
    assert re.sub(r' w:name="[^"]*"', "", text(found.content)) == re.sub(r' w:name="[^"]*"', "", expected)


def test_ten_edits_by_libreoffice_are_kept_and_told(sent: bytes, now: bytes, tmp_path: Path) -> None:
    """The real program: its own runs, names and order of parts; every edit stays, every bound number is brought up to date."""
    out, back = tmp_path / "sent.docx", tmp_path / "back.docx"
    out.write_bytes(sent)
    edit(out, back, [
        'After(paper, "年初制定", "并印发")',
        'Typed(paper, "每周四集中学习", "每周三集中学习")',
        'NewParagraph(paper, "自行补学", "青年理论学习小组每月学习。")',
        'Bold(paper, "集中学习")',
        'SplitBefore(paper, "谈话结合岗位")',
        'Tracked(paper, "逐户了解", "上门了解")',
        'Typed(paper, "9项", "十项")',
        'Typed(paper, "，捐款3.2万元", "")',
        'Copied(paper, "15户", "饮水、就业等问题。")',
        'After(paper, "限期改正。", "整改情况向领导报告。")',
    ], tmp_path / "home")
    data = back.read_bytes()
    found = edited.read(data, sent, now)
    assert sorted(told(found)) == sorted(MOVED)
    assert [(one.figure, one.written) for one in found.overwritten] == [("case__bad", "十项")]
    assert [(one.figure, one.sent) for one in found.taken_out] == [("visit__money", "3.2万元")]
    assert not found.without_equal
    assert [one.kind for one in found.prose] == ["changed", "added", "changed", "changed", "added", "changed"]
    before, after = plain(data), plain(found.content)
    assert after == [line.replace("16次", "18次").replace("32人次", "33人次") for line in before]
    for kept in ("并印发", "每周三", "青年理论学习小组每月学习。", "上门了解", "十项", "整改情况向领导报告。"):
        assert any(kept in line for line in after)
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(io.BytesIO(found.content)) as new:
        assert old.namelist() == new.namelist()
        assert all(old.read(name) == new.read(name) for name in old.namelist() if name != "word/document.xml")
