"""An office's own Word file as a paper: what its tags may stand for, kept and undone, filled from records, one or many."""
from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from docx import Document
from fontTools.ttLib import TTFont

from partydesk import places
from partydesk.catalogue.catalogue import load
from partydesk.catalogue.period import Period
from partydesk.errors import Refusal, Trouble
from partydesk.office import Office, attachments, batch, by_blank, filled, own_papers, printing
from partydesk.office.kept import shipped_forms
from partydesk.office.own_tags import Purpose, purposes, tags_for
from partydesk.papers.blanks import Form
from partydesk.papers.tags import key

from ..papers import foreign
from ..papers.foreign import letter, paragraphs_of, rich

LETTER = letter("{{单位}}{{年度}}年度责任书（{{编号}}）",
                "甲方：{{签订领导}}　乙方：｛｛ 责任人 ｝｝（{{责任人.职务}}）", "{{责任内容}}", "{{日期}}")
PERIOD = Period.read("2025")
SHIPPED = load(shipped_forms())


@pytest.fixture
def office(new_place: Callable[[], str]) -> Iterator[Office]:
    """An office with two letters, signed by a leader and two others."""
    with Office.create(new_place(), "中共青禾县委政法委员会") as made:
        branch = made.save("branch", {"name": "第一党支部", "since": Period.read("2020").start})
        people = [made.save("staff", by_blank.read(made, "staff", {
            "name": name, "body": "第一党支部", "post": post, "since": "2020-01-01"}))
                  for name, post in (("赵一", "书记"), ("钱&<二>", "科长"), ("孙𬭎", "副科长"))]
        for number, person in enumerate(people[1:], 1):
            made.save("responsibility_letter", {
                "date": Period.read("2025-03").start, "number": f"责字〔2025〕第{number}号", "person": person, "partner": people[0],
                "body": branch, "duties": "抓学习\n抓纪律", "status": "pending", "copies": 3})
        yield made


def purpose(kind: str) -> Purpose:
    return next(one for one in purposes(SHIPPED) if one.kind == kind)


def on_disk(data: bytes, folder: Path, name: str = "责任书.docx") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


# ── what tags there are ──────────────────────────────────────────────────────────────────────────

@pytest.mark.parametrize("one", purposes(SHIPPED), ids=lambda one: one.kind or one.scope)
def test_every_tag_that_is_offered_is_known_and_leads_somewhere(one: Purpose) -> None:
    found = tags_for(SHIPPED, one)
    names = [key(known.name) for known in found.known]
    assert len(names) == len(set(names))
    assert all(found.by_key[name].path == known.path for name, known in zip(names, found.known, strict=True))
    assert {"单位", "年度", "日期", "序号"} <= found.by_key.keys()
    assert not found.doubtful.keys() & found.by_key.keys()
    assert all(known.about for known in found.known)


def test_labels_remarks_and_ids_lead_to_the_same() -> None:
    found = tags_for(SHIPPED, purpose("responsibility_letter")).by_key
    assert found[key("责任人")].path == found[key("责任人（乙方）")].path == found["record.person"].path == "record.person.name"
    assert found[key("责任人.职务")].path == found["person.post"].path == "record.person.post"
    assert found[key("组织集中学习")].path == found["study.group_sessions"].path == "figure:study.group_sessions"


def test_what_two_people_have_is_no_tag_by_itself() -> None:
    found = tags_for(SHIPPED, purpose("responsibility_letter"))
    assert "职务" not in found.by_key
    assert found.doubtful["职务"] == ("责任人.职务", "签订领导.职务")
    assert "职务" in tags_for(SHIPPED, purpose("family_pledge")).by_key       # there is one person there


# ── held against records ─────────────────────────────────────────────────────────────────────────

def test_what_a_form_is_for_is_found_by_its_tags(office: Office, tmp_path: Path) -> None:
    _, form = own_papers.read(on_disk(LETTER, tmp_path))
    assert own_papers.proposed(office, form)[0][0] == purpose("responsibility_letter")
    _, form = own_papers.read(on_disk(letter("{{姓名}}", "{{职务}}", "{{政治面貌}}"), tmp_path))
    assert own_papers.proposed(office, form)[0][0].kind == "staff"
    _, form = own_papers.read(on_disk(rich(("序号", "问题", "责任人"), "问题台账"), tmp_path))
    assert own_papers.proposed(office, form)[0][0].scope == "record"     # it names the blanks of a letter, too
    _, form = own_papers.read(on_disk(letter("{{单位}}{{统计期}}", "{{问题台账.问题}}", "{{组织集中学习}}"), tmp_path))
    assert own_papers.proposed(office, form)[0][0].scope == "period"


def test_unknown_tags_are_told_with_what_they_may_mean(office: Office) -> None:
    data = letter("{{责任人姓名}}{{职务}}{{编 号}}", "{{一二三四}}", "{姓名}", "{{责任人}", "{% for x in y %}", "{责任人}")
    found = own_papers.checked(office, Form.open(data), purpose("responsibility_letter"))
    assert [one.name for one in found.unknown] == ["责任人姓名", "职务", "一二三四"]
    near = {one.name: one.near for one in found.unknown}
    assert "责任人" in near["责任人姓名"]
    assert near["职务"] == ("责任人.职务", "签订领导.职务")
    assert near["一二三四"] == ()
    told = "\n".join(found.told())
    for sentence in ("不认识 {{责任人姓名}}", "括号不成对：{{责任人}", "{责任人}（要写成 {{责任人}}）", "不执行模板里的语句"):
        assert sentence in told


def test_examples_come_from_a_real_record(office: Office) -> None:
    found = own_papers.checked(office, Form.open(LETTER), purpose("responsibility_letter"), PERIOD, LETTER)
    assert {one.name.strip(): one.example for one in found.found} == {
        "单位": "中共青禾县委政法委员会", "年度": "2025", "编号": "责字〔2025〕第1号", "签订领导": "赵一", "责任人": "钱&<二>",
        "责任人.职务": "科长", "责任内容": "抓学习；抓纪律", "日期": "2025年3月1日"}
    assert found.of == "钱&<二>"
    assert office.undoable() is not None
    assert "试填" not in office.undoable()


def test_two_lists_in_one_row_and_a_list_outside_a_table_are_pointed_out(office: Office) -> None:
    data = rich(("问题台账.问题", "意见建议.意见建议内容", "序号"), "x")
    data = foreign.changed(data, lambda parts: parts.__setitem__("word/document.xml", parts["word/document.xml"].replace(b"{{x.", b"{{")))
    told = "\n".join(own_papers.checked(office, Form.open(data), Purpose("period")).told())
    assert "一行里写了几个清单（清单：问题台账、清单：意见建议）" in told
    told = "\n".join(own_papers.checked(office, Form.open(letter("{{问题台账.问题}}")), Purpose("period")).told())
    assert "不在表格的行里" in told


@pytest.mark.parametrize(("name", "data", "says"), [
    ("旧.doc", LETTER, "另存为“.docx”"), ("宏.docm", LETTER, "宏"),
    ("空.docx", letter("没有标签"), "没有标签"), ("坏.docx", b"PK", "不是完好的")])
def test_what_is_no_form_is_refused(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        own_papers.read(on_disk(data, tmp_path, name))


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="没有这个文件"):
        own_papers.read(tmp_path / "没有.docx")


# ── kept ─────────────────────────────────────────────────────────────────────────────────────────

def test_kept_taken_out_renewed_removed_and_undone(office: Office, tmp_path: Path) -> None:
    id = own_papers.keep(office, LETTER, "科室责任书", purpose("responsibility_letter"))
    paper = office.catalogue.paper("科室责任书")
    assert (paper.id, paper.scope, paper.kind, paper.tab) == (id, "record", "responsibility_letter", "integrity")
    assert not paper.summary
    own_papers.take_out(office, id, tmp_path / "出.docx")
    assert (tmp_path / "出.docx").read_bytes() == LETTER
    other = letter("新版：{{责任人}}")
    own_papers.renew(office, id, other)
    assert own_papers.content(office, id) == other
    assert office.undo() == "更换“科室责任书”的 Word 模板"
    assert own_papers.content(office, id) == LETTER
    own_papers.remove(office, id)
    assert own_papers.papers(office) == []
    office.undo()
    assert [one.id for one in own_papers.papers(office)] == [id]
    office.undo()
    assert own_papers.papers(office) == []
    assert own_papers.keep(office, other, "另一种", purpose("responsibility_letter")) != id


def test_no_two_papers_have_one_name(office: Office) -> None:
    with pytest.raises(Refusal, match="已有叫"):
        own_papers.keep(office, LETTER, "党风廉政建设责任书", purpose("responsibility_letter"))
    with pytest.raises(Refusal, match="叫什么"):
        own_papers.keep(office, LETTER, "  ", purpose("responsibility_letter"))


@pytest.mark.files("contents lie beside the file; test_serving has those of a server")
def test_a_lost_file_is_found_missing_and_said(office: Office) -> None:
    id = own_papers.keep(office, LETTER, "科室责任书", purpose("responsibility_letter"))
    assert list(attachments.faults(office, whole=True)) == []
    shutil.rmtree(attachments.folder(office))
    assert any("科室责任书的 Word 模板" in fault for fault in attachments.faults(office, whole=False))
    with pytest.raises(Trouble, match="不在了"):
        printing.copies(office, id, PERIOD)


# ── filled ───────────────────────────────────────────────────────────────────────────────────────

def test_one_for_each_record_together_or_each_in_its_file(office: Office, tmp_path: Path) -> None:
    id = own_papers.keep(office, LETTER, "科室责任书", purpose("responsibility_letter"))
    done = batch.put(office, printing.copies(office, id, PERIOD), tmp_path / "各份")
    assert [path.name for path in done.files] == ["1-科室责任书_钱&_二.docx", "2-科室责任书_孙𬭎.docx"]
    assert paragraphs_of(done.files[0].read_bytes()) == [
        "中共青禾县委政法委员会2025年度责任书（责字〔2025〕第1号）", "甲方：赵一　乙方：钱&<二>（科长）", "抓学习", "抓纪律",
        "2025年3月1日"]
    printing.export(office, id, PERIOD, tmp_path / "合.docx")
    together = (tmp_path / "合.docx").read_bytes()
    assert len(Document(io.BytesIO(together)).sections) == 2
    assert sum("乙方：" in text for text in paragraphs_of(together)) == 2
    printing.export(office, id, PERIOD, tmp_path / "一.docx", whom="孙𬭎")
    assert paragraphs_of((tmp_path / "一.docx").read_bytes())[1] == "甲方：赵一　乙方：孙𬭎（副科长）"


def test_from_the_form_of_a_record_that_is_not_saved_yet(office: Office) -> None:
    id = own_papers.keep(office, LETTER, "科室责任书", purpose("responsibility_letter"))
    record = office.records("responsibility_letter")[0]
    copy, = printing.of_form(office, id, "responsibility_letter", {**record.values, "number": "未存号"}, {}, {})
    assert "未存号" in paragraphs_of(printing.word(office, [copy]))[0]


def test_a_ledger_of_the_period_in_the_offices_own_table(office: Office) -> None:
    data = rich(("序号", "编号", "责任人", ), "党风廉政建设责任书")
    id = own_papers.keep(office, data, "签订台账", Purpose("period"))
    paper = office.catalogue.paper(id)
    assert [(one.id, one.of) for one in paper.lists] == [("list_responsibility_letter", "count(responsibility_letter)")]     # type: ignore[union-attr]
    copy, = printing.copies(office, id, PERIOD)
    table = Document(io.BytesIO(printing.word(office, [copy]))).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows[1:]] == [
        ["1", "责字〔2025〕第1号", "钱&<二>"], ["2", "责字〔2025〕第2号", "孙𬭎"]]


def test_one_for_each_person_with_what_is_theirs(office: Office) -> None:
    document = Document()
    document.add_paragraph("{{姓名}}（{{职务}}、{{所在支部}}）第{{序号}}份，{{组织集中学习}}，{{组织集中学习.数}}")
    row = document.add_table(1, 2).rows[0]
    row.cells[0].text, row.cells[1].text = "{{序号}}", "{{党风廉政建设责任书.编号}}"
    id = own_papers.keep(office, foreign.saved(document), "个人情况", purpose("staff"))
    made = printing.copies(office, id, PERIOD)
    assert [copy.name for copy in made] == ["个人情况 赵一", "个人情况 钱&<二>", "个人情况 孙𬭎"]
    said = [paragraphs_of(printing.word(office, [copy])) for copy in made]
    assert said[1] == ["钱&<二>（科长、第一党支部）第2份，0次，0", "1", "责字〔2025〕第1号"]
    assert said[0][1:] == ["", ""]                                   # nobody's letter: one empty row


def test_the_sign_in_sheet_of_a_meeting(office: Office) -> None:
    document = Document()
    document.add_paragraph("{{日期}}{{主题}}")
    row = document.add_table(1, 3).rows[0]
    for cell, tag in zip(row.cells, ("{{签到.姓名}}", "{{签到.职务}}", "{{签到.签到情况}}{{签到.事由}}"), strict=True):
        cell.text = tag
    ids = [record.id for record in office.records("staff")]
    office.save("study", by_blank.read(office, "study", {"date": "2025-03-05", "title": "学习会", "form": "集中学习"}),
                roll={ids[0]: "present", ids[2]: "leave"}, reasons={ids[2]: "出差"})
    id = own_papers.keep(office, foreign.saved(document), "我们的签到表", purpose("study"))
    copy, = printing.copies(office, id, PERIOD)
    assert paragraphs_of(printing.word(office, [copy])) == ["2025年3月5日学习会", "赵一", "书记", "到会", "孙𬭎", "副科长", "请假出差"]


def test_every_kind_is_a_list_for_the_period_and_for_whomever_it_is_tied_to(office: Office) -> None:
    for number, one in enumerate((Purpose("period"), purpose("staff"), purpose("branch"))):
        columns = {known.list: known.name for known in tags_for(office.catalogue, one).known if known.list.startswith("list_")}
        assert len(columns) > 8
        id = own_papers.keep(office, letter(*(f"{{{{{name}}}}}" for name in columns.values())), f"第{number}种", one)
        assert {series.id for series in office.catalogue.paper(id).lists} == columns.keys()
        assert "{{" not in "".join(paragraphs_of(printing.word(office, printing.copies(office, id, PERIOD)[:1])))


def test_own_forms_and_others_do_not_go_into_one_file(office: Office, tmp_path: Path) -> None:
    id = own_papers.keep(office, LETTER, "科室责任书", purpose("responsibility_letter"))
    both = [*printing.copies(office, id, PERIOD), *printing.copies(office, "responsibility_letter", PERIOD)]
    with pytest.raises(Refusal, match="不能与别的文书合在一个文件里"):
        printing.put(office, both, tmp_path / "x.docx")
    assert len(batch.put(office, both, tmp_path / "各份").files) == 4


def test_without_a_program_that_makes_pdf_this_is_said(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    id = own_papers.keep(office, LETTER, "科室责任书", purpose("responsibility_letter"))
    monkeypatch.setattr(filled, "converter", lambda: None)
    with pytest.raises(Refusal, match="没有能把它转成 PDF 的程序.*导出 Word"):
        printing.export(office, id, PERIOD, tmp_path / "x.pdf")
    assert not (tmp_path / "x.pdf").exists()


@pytest.mark.skipif(filled.converter() is None, reason="LibreOffice is not here")
def test_pdf_by_libreoffice_one_page_a_letter_or_a_leaf(office: Office, tmp_path: Path) -> None:
    from pypdfium2 import PdfDocument
    id = own_papers.keep(office, LETTER, "科室责任书", purpose("responsibility_letter"))
    done = printing.export(office, id, PERIOD, tmp_path / "x.pdf")
    assert len(PdfDocument(done.files[0])) == 2
    assert "LibreOffice" in done.remarks[0]
    data = printing.word(office, printing.copies(office, id, PERIOD), duplex=True)
    assert len(PdfDocument(filled.pdf(data, duplex=True))) == 3


@pytest.mark.skipif(filled.converter() is None, reason="LibreOffice is not here")
def test_where_the_system_has_no_chinese_typeface_libreoffice_is_lent_ours(office: Office, tmp_path: Path,
                                                                           monkeypatch: pytest.MonkeyPatch) -> None:
    """Or else every character would be an empty box: a system without any typeface stands for those without a Chinese one."""
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "none.conf"))
    id = own_papers.keep(office, LETTER, "科室责任书", purpose("responsibility_letter"))
    (tmp_path / "x.pdf").write_bytes(filled.pdf(printing.word(office, printing.copies(office, id, PERIOD))))
    told = subprocess.run(["pdffonts", str(tmp_path / "x.pdf")], capture_output=True, text=True, check=True).stdout
    used = {line.split()[0].partition("+")[2] for line in told.splitlines()[2:]}
    ours = set()
    for path in places.fonts().glob("*.ttf"):
        with TTFont(path, lazy=True) as font:
            ours.add(str(font["name"].getDebugName(6)))
    assert used
    assert used <= ours


def test_in_the_tray_it_is_a_paper_like_any_other(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from partydesk.office import batch, tray
    id = own_papers.keep(office, LETTER, "科室责任书", purpose("responsibility_letter"))
    offered = tray.offered(office, tray.find(office, id), PERIOD)
    ready = [row for row in offered.rows if row.printable]
    assert {row.name for row in ready} == {"钱&<二>", "孙𬭎"}
    made = batch.copies(office, offered, ready)
    done = batch.put(office, made, tmp_path / "各份", each="docx")
    assert sum("乙方：" in text for path in done.files for text in paragraphs_of(path.read_bytes())) == 2
    monkeypatch.setattr(filled, "converter", lambda: None)
    with pytest.raises(Refusal, match="导出 Word"):
        batch.pages(office, made)


def test_bound_with_all_papers_it_is_there_as_word(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from partydesk.office import binder
    own_papers.keep(office, LETTER, "科室责任书", purpose("responsibility_letter"))
    monkeypatch.setattr(filled, "converter", lambda: None)
    binder.bind(office, PERIOD, tmp_path / "全部")
    assert [path.suffix for path in sorted((tmp_path / "全部").rglob("*科室责任书*"))] == [".docx"]


def test_the_command_line_checks_and_keeps(office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from partydesk.cli import main
    path = on_disk(letter("{{责任人}}{{编号}}{{没有}}"), tmp_path)
    assert main(["forms", "word", office.place, str(path), "--for", "responsibility_letter"]) == 0
    said = capsys.readouterr()
    assert "{{责任人}} 1 处" in said.out
    assert "不认识 {{没有}}" in said.err
    assert main(["forms", "word", office.place, str(path), "--name", "我们的责任书"]) == 0
    assert "已存为文书：own_" in capsys.readouterr().out
    assert main(["paper", office.place, "我们的责任书", "--period", "2025", "--out", str(tmp_path / "出.docx")]) == 0
    assert (tmp_path / "出.docx").exists()
