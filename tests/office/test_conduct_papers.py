"""The papers of integrity and conduct: what each must tell, held against the records that it is made from."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from partydesk.catalogue import formula
from partydesk.office import Office
from partydesk.office.printing import Copy, copies, of_form
from partydesk.papers.document import Document, Heading, Signatures, Signoff, Table, plain

H1, H2 = "2025H1", "2025H2"


@pytest.fixture
def own(sample_place: str, copy_of: Callable[[str], str]) -> Iterator[Office]:
    """The sample office, to be written into."""
    with Office.open(copy_of(sample_place)) as office:
        yield office


def tables(document: Document) -> list[list[list[str]]]:
    """The rows of every table."""
    return [[[plain(cell) for cell in row] for row in block.rows] for block in document.blocks if isinstance(block, Table)]


def form(document: Document) -> dict[str, str]:
    """A form of two columns by its labels, without the spaces in them."""
    return {"".join(label.split()): value for label, value in tables(document)[0]}


def of(made: list[Copy], id: int) -> Document:
    return next(copy.document for copy in made if copy.id == id)


def test_letters_are_signed_in_pairs(sample: Office) -> None:
    """The secretary with the leadership; each of the leadership with those of the sections he answers for."""
    people = {one.id: one.values for one in sample.records("staff")}
    chief = next(one for one in people.values() if one["tier"] == "chief")
    over = {one.id: one.values["leader"] for one in sample.records("section")}
    made = copies(sample, "responsibility_letter", H1)
    assert len(made) == 56
    for record in sample.records("responsibility_letter"):
        if record.values["date"].year != 2025:
            continue
        text, person = of(made, record.id).text, people[record.values["person"]]
        top = person["tier"] == "leader"
        other = chief if top else people[over[person["section"]]]
        assert f"甲方：{other['name']}（" in text
        assert f"乙方：{person['name']}（" in text
        assert ("主要负责人（甲方）与分管领导（乙方）" in text) == top
        assert f"下列{len(record.values['duties'].splitlines())}项" in text
        assert "一式三份" in text


def test_the_register_of_letters_adds_up(own: Office) -> None:
    letters = sorted((one for one in own.records("responsibility_letter") if one.values["date"].year == 2025), key=lambda one: one.id)
    own.save("responsibility_letter", {"status": "pending"}, id=letters[10].id)
    own.remove("responsibility_letter", letters[20].id)
    summary, people = tables(copies(own, "letter_register", H2)[0].document)
    assert summary[-1][1:] == ["56", "54", "1"]
    assert [sum(int(row[at]) for row in summary[1:-1]) for at in (1, 2, 3)] == [56, 54, 1]
    assert [row[-1] for row in people[1:]].count("已签") == 54
    assert {row[-1]: row[1] for row in people[1:] if row[-1] != "已签"} == {
        "待签": own.names.name("person", letters[10].values["person"]), "未登记": own.names.name("person", letters[20].values["person"])}


def test_duties_stand_under_their_layer(sample: Office) -> None:
    document = copies(sample, "duty_list", H1)[0].document
    heads = [plain(block.runs) for block in document.blocks if isinstance(block, Heading)]
    assert heads == ["一、主要领导", "二、分管领导", "三、科室负责人"]
    assert [len(rows) - 1 for rows in tables(document)] == [8, 12, 12]
    assert "责任事项32项" in document.text


def test_a_pledge_names_both_and_has_words_of_its_own_where_the_record_has_none(own: Office) -> None:
    record = next(one for one in own.records("family_pledge") if one.values["date"].year == 2025)
    name, other = own.names.name("person", record.values["person"]), record.values["family_name"]
    written = of(copies(own, "family_pledge", H1), record.id)
    assert f"{name}与家属{other}" in written.text
    assert f"一、{record.values['pledges'].splitlines()[0]}" in written.text
    assert isinstance(written.blocks[-1], Signatures)
    assert [plain(party[0]) for party in written.blocks[-1].parties] == ["承诺干部（签名）：", "承诺家属（签名）："]
    assert f"{other}同时担任家庭廉政监督员" in written.text
    own.save("family_pledge", {"pledges": None, "supervisor": False}, id=record.id)
    standard = of(copies(own, "family_pledge", H1), record.id).text
    assert "五、家属常吹" in standard
    assert "监督员" not in standard


def test_a_commitment_is_called_what_its_record_says(sample: Office) -> None:
    made = copies(sample, "commitment", H1)
    assert {copy.document.title for copy in made} == {"春节期间廉洁承诺书", "2025年度廉洁从业承诺书"}
    for record in sample.records("commitment"):
        if record.values["date"].year == 2025:
            assert all(line in of(made, record.id).text for line in record.values["pledges"].splitlines())


def test_the_record_of_a_talk_names_everyone_talked_to(own: Office) -> None:
    record = own.record("integrity_talk", next(one.id for one in own.records("integrity_talk") if one.values["date"].year == 2025))
    more = next(one for one in own.records("staff") if one.id not in record.roll and one.values["tier"] == "head"
                and one.values["until"] is None)
    own.save("integrity_talk", {}, id=record.id, roll={**record.roll, more.id: "present"})
    told = form(of(copies(own, "integrity_talk_record", H1), record.id))
    assert len(told["谈话对象"].split("\n")) == 2
    section = own.names.name("body", more.values["section"])
    assert f"{more.values['name']}（{section}{more.values['post']}）" in told["谈话对象"]
    assert told["谈话人"].startswith(own.names.name("person", record.values["talker"]))
    assert told["谈话事由"] == record.values["title"]
    assert told["指出问题"] == record.values["issues"]
    assert told["内容要点"].split("\n") == record.values["content"].splitlines()


def test_open_problems_are_notified_to_their_sections_alone(sample: Office) -> None:
    end = date(2025, 6, 30)
    sections = {one.id for one in sample.records("section")}
    wanted: dict[int, set[str]] = {}
    for one in sample.records("problem"):
        closed = one.values["closed"]
        if one.values["body"] in sections and one.values["date"] <= end and (closed is None or closed > end):
            wanted.setdefault(one.values["body"], set()).add(one.values["title"])
    made = copies(sample, "rectification_notice", H1)
    assert {copy.id: {row[2] for row in tables(copy.document)[0][1:]} for copy in made} == wanted
    late = [row for copy in made for row in tables(copy.document)[0][1:] if "已逾期" in row[-1]]
    assert late
    for copy in made:
        assert f"尚有{len(wanted[copy.id])}个问题" in copy.document.text
        assert any(isinstance(block, Signoff) and block.sealed for block in copy.document.blocks)


def test_units_are_told_what_inspections_found(sample: Office) -> None:
    made = copies(sample, "inspection_notice", H1)
    found = [one for one in sample.records("problem") if one.values["origin"] in ("file_review", "style", "supervision")
             and one.values["date"].year == 2025]
    assert sum(len(tables(copy.document)[0]) - 1 for copy in made) == len(found) == 20
    assert {copy.id for copy in made} == {one.values["body"] for one in found}


def test_a_closing_sheet_is_for_what_is_closed_and_tells_its_measures(sample: Office) -> None:
    made = copies(sample, "problem_closing", H1)
    with sample.ledger(H1) as ledger:
        assert len(made) == ledger.reach(formula.parse("count(problem, done == True)")).amount
    measures = [one for one in sample.records("measure") if one.values["date"] <= date(2025, 6, 30)]
    of_problem = {copy.id: [one.values["title"] for one in measures if one.values["item"] == copy.id] for copy in made}
    assert max(map(len, of_problem.values())) >= 1
    for copy in made:
        assert all(title in form(copy.document)["整改措施"] for title in of_problem[copy.id])


def test_a_closing_sheet_can_be_printed_from_the_form_of_its_problem(own: Office) -> None:
    """With the measures that came after the day on which the problem was found."""
    record = next(one for one in own.records("problem") if one.values["closed"] is not None and one.values["date"].year == 2025)
    own.save("measure", {"date": record.values["closed"], "title": "后来定的措施", "item": record.id, "origin": "other"})
    copy, = of_form(own, "problem_closing", "problem", record.values, {}, {}, id=record.id)
    assert "后来定的措施" in form(copy.document)["整改措施"]
    new, = of_form(own, "problem_closing", "problem", {"date": date(2025, 3, 3), "title": "新的问题"}, {}, {})
    assert form(new.document)["存在问题"] == "新的问题"


@pytest.mark.parametrize("period", [H1, H2])
def test_every_risk_point_has_its_measures_in_its_row(sample: Office, period: str) -> None:
    """In the second half too, though nothing was decided in it."""
    rows, = tables(copies(sample, "risk_register", period)[0].document)
    at = rows[0].index("防控措施")
    assert len(rows) - 1 == 18
    assert all(row[at] and row[at + 1] for row in rows[1:])
    assert sum(row[at].count("\n") + 1 for row in rows[1:]) == 25


def test_ledgers_list_what_was_received_and_no_informant(sample: Office) -> None:
    for paper, kind in (("complaint_ledger", "complaint"), ("report_ledger", "report"), ("problem_ledger", "problem")):
        rows, = tables(copies(sample, paper, H1)[0].document)
        with sample.ledger(H1) as ledger:
                assert len(rows) - 1 == ledger.reach(formula.parse(f"count({kind})")).amount
        assert not any("举报人" in head or "投诉人" in head or "电话" in head for head in rows[0])
