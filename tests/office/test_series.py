"""清单: a paper's lists are the rows of tallies, and what its template may name is known beforehand."""
from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from partydesk.catalogue import formula
from partydesk.catalogue.period import Period
from partydesk.errors import Refusal
from partydesk.office import Office, printing, series
from partydesk.office.forms import problems
from partydesk.office.kept import shipped_forms
from partydesk.office.people import People
from partydesk.office.series import Gathering
from partydesk.papers.document import Table, plain
from partydesk.records.record import Record

HALF = "2025H1"


def office_with(sample: Office, words: str) -> Office:
    """The sample office, to be read, with one more paper."""
    catalogue, wrong = problems(shipped_forms(), {"papers/one.md": words})
    assert not wrong, wrong
    made = Office.open(sample.place)
    made.catalogue = catalogue
    return made


def paper(lists: str, words: str = "# 试印", head: str = 'for = "period"') -> str:
    return f'+++\nid = "one"\nlabel = "试印"\n{head}\n{lists}\n+++\n{words}\n'


def cells(document: object) -> list[list[str]]:
    table = next(block for block in document.blocks if isinstance(block, Table))       # type: ignore[attr-defined]
    return [[plain(cell) for cell in row] for row in table.rows]


def test_list_holds_the_records_that_the_number_counts(sample: Office) -> None:
    words = paper('[[list]]\nid = "problems"\nof = "count(problem, origin == \'survey\')"\norder = ["-date"]',
                  "| 一 | 二 |\n{% for one in problems %}\n| {{ loop.index }} | {{ one.date }} |\n{% endfor %}")
    with office_with(sample, words) as office, office.ledger(HALF) as ledger:
        document = printing.copies(office, "one", HALF)[0].document
        rows = cells(document)[1:]
        assert len(rows) == ledger["practice.survey_problems"].amount == 23
        found = Gathering(office, office.catalogue.paper("one"), ledger, People(office)).facts()
        assert found is not None
        kept = {record.id: record.values["date"] for record in office.records("problem")}
        days = sorted((kept[id] for id, _ in ledger.rows(ledger["practice.survey_problems"])), reverse=True)
        assert [row[1] for row in rows] == [f"{day.year}年{day.month}月{day.day}日" for day in days]


def test_cross_table_adds_up_to_the_number_behind_it(sample: Office) -> None:
    words = paper('[[list]]\ntype = "cross"\nid = "points"\nof = "sum(points.score)"\nrows = "person"\ncolumns = "dimension"\n'
                  'order = ["-total"]')
    with office_with(sample, words) as office, office.ledger(HALF) as ledger:
        found = Gathering(office, office.catalogue.paper("one"), ledger, People(office)).facts()
        assert found is not None
        table = found["points"]
        assert table["heads"] == ["学习教育", "组织生活", "岗位履职", "服务群众", "遵规守纪", "先锋作用"]
        totals = [Fraction(row["total"]) for row in table["rows"]]
        assert totals == sorted(totals, reverse=True)
        assert sum(totals) == Fraction(table["total"]) == sum(
            record.values["score"] for record in office.records("points") if "2025-01-01" <= str(record.values["date"]) <= "2025-06-30")
        for row in table["rows"]:
            assert sum(Fraction(cell or 0) for cell in row["cells"]) == Fraction(row["total"])
            assert Fraction(row["plus"]) - Fraction(row["minus"]) == Fraction(row["total"])
        assert [row["rank"] for row in table["rows"]] == [1 + sum(other > total for other in totals) for total in totals]


def test_first_rows_of_a_cross_table_are_those_of_the_figure(sample: Office) -> None:
    words = paper('[[list]]\ntype = "cross"\nid = "points"\nof = "sum(points.score)"\nrows = "person"\norder = ["-total"]\nfirst = 10')
    with office_with(sample, words) as office, office.ledger(HALF) as ledger:
        found = Gathering(office, office.catalogue.paper("one"), ledger, People(office)).facts()
        assert found is not None
        assert len(found["points"]["rows"]) == ledger["member.points_top"].amount


def test_one_copy_for_each_organisation_counts_what_is_its_own(sample: Office) -> None:
    words = paper('each = "standing(branch)"\n[[list]]\nid = "meetings"\nof = "count(branch_committee)"',
                  "# {{ body.name }}\n\n共{{ meetings | length }}次，{{ base.members }}", 'for = "body"')
    with office_with(sample, words) as office:
        made = printing.copies(office, "one", HALF)
        assert len(made) == 3
        for copy in made:
            name = copy.document.title
            with office.ledger(HALF, name) as own:
                counted = own.reach(formula.parse("count(branch_committee)"))
                assert copy.document.text == f"{name}\n共{counted.amount}次，{own['base.members'].text}"
        only, = printing.copies(office, "one", HALF, whom=made[1].document.title)
        assert only == made[1]


def test_one_copy_for_each_person_holds_what_is_tied_to_him(sample: Office) -> None:
    words = paper('each = "standing(staff, party in (\'member\', \'probationary\'))"\n[[list]]\nid = "pledges"\nof = "standing(pledge)"\n'
                  'on = "owner"\nneeded = true', "# {{ person.name }}\n\n{% for one in pledges %}\n{{ one.title }}\n\n{% endfor %}",
                  'for = "person"')
    with office_with(sample, words) as office:
        made = printing.copies(office, "one", HALF)
        with office.ledger(HALF) as ledger:
            tally = office.catalogue.paper("one").lists[0].tally        # type: ignore[union-attr]
            standing = [id for id, _ in ledger.rows(ledger.reach(tally))]
        owners = {record.values["owner"] for record in office.some("pledge", standing)}
        assert {copy.id for copy in made} == owners
        assert sum(copy.document.text.count("\n") for copy in made) == len(standing)
        few = sorted(owners)[:3]
        assert [copy.id for copy in printing.copies(office, "one", HALF, chosen=few)] == few


RISKS = ('[[list]]\nid = "points"\nof = "standing(risk_point)"\norder = ["date"]\n'
         '[[list]]\nid = "measures"\nof = "count(risk_measure)"\non = "item"\nwithin = "points"\n')


def test_list_within_another_holds_what_is_tied_to_each_entry(sample: Office) -> None:
    words = paper(RISKS + 'since = "ever"',
                  "| 一 | 二 |\n{% for one in points %}\n| {{ one.title }} | {{ one.measures | length }} |\n{% endfor %}")
    tied = {one.values["title"]: 0 for one in sample.records("risk_point") if one.values["closed"] is None}
    titles = {one.id: one.values["title"] for one in sample.records("risk_point")}
    for one in sample.records("risk_measure"):
        if titles[one.values["item"]] in tied:
            tied[titles[one.values["item"]]] += 1
    with office_with(sample, words) as office:
        for period in (HALF, "2025H2"):
            assert {row[0]: int(row[1]) for row in cells(printing.copies(office, "one", period)[0].document)[1:]} == tied
    with office_with(sample, words.replace('"ever"', '"period"')) as office:
        assert {row[1] for row in cells(printing.copies(office, "one", "2025H2")[0].document)[1:]} == {"0"}


def test_entry_without_what_is_needed_within_is_left_out(sample: Office) -> None:
    lists = ('[[list]]\nid = "sections"\nof = "standing(section)"\n[[list]]\nid = "open"\nof = "standing(problem)"\non = "body"\n'
             'within = "sections"\nneeded = true')
    words = paper(lists, "| 一 |\n{% for one in sections %}\n| {{ one.name }} |\n{% endfor %}")
    open_ = {one.values["body"] for one in sample.records("problem") if str(one.values["date"]) <= "2025-06-30"
             and (one.values["closed"] is None or str(one.values["closed"]) > "2025-06-30")}
    with office_with(sample, words) as office:
        names = [row[0] for row in cells(printing.copies(office, "one", HALF)[0].document)[1:]]
        assert names == [one.values["name"] for one in sorted(sample.records("section"), key=lambda one: one.id) if one.id in open_]
        assert 0 < len(names) < sample.count("section")


@pytest.mark.parametrize(("name", "wrong"), [("one.name", False), ("one.standing", False), ("one.reason", False), ("one.nme", True)])
def test_roll_of_a_record_can_be_gone_through(name: str, wrong: bool) -> None:
    words = paper("", f"# {{{{ record.title }}}}\n\n{{% for one in record.roll %}}\n{{{{ {name} }}}}\n{{% endfor %}}",
                  'for = "record"\nkind = "integrity_talk"')
    _, found = problems(shipped_forms(), {"papers/one.md": words})
    assert bool(found) == wrong, found


def test_lists_reach_through_people(sample: Office) -> None:
    words = paper('[[list]]\ntype = "cross"\nid = "grades"\nof = "count(grade, grade in (\'excellent\', \'fail\'))"\n'
                  'rows = "person.branch"\ncolumns = "grade"\n[[list]]\nid = "best"\nof = "count(grade, grade == \'excellent\')"\n'
                  'group = "person.branch"')
    with office_with(sample, words) as office, office.ledger(HALF) as ledger:
        found = Gathering(office, office.catalogue.paper("one"), ledger, People(office)).facts()
        assert found is not None
        assert found["grades"]["heads"] == ["优秀", "不合格"]           # what the tally lets through
        branches = [record.values["name"] for record in office.records("branch")]
        assert [row["label"] for row in found["grades"]["rows"]] == [part["label"] for part in found["best"]] == branches
        for row, part in zip(found["grades"]["rows"], found["best"], strict=True):
            assert row["cells"] == [str(len(part["rows"])), ""]
            assert {one["person"]["branch"] for one in part["rows"]} == {part["label"]}


def test_last_keeps_only_where_someone_stands_now(sample: Office) -> None:
    words = paper('[[list]]\nid = "now"\nof = "standing(development, stage == \'activist\')"\nlast = "person"\n'
                  '[[list]]\nid = "ever"\nof = "standing(development, stage == \'activist\')"')
    with office_with(sample, words) as office, office.ledger(HALF) as ledger:
        found = Gathering(office, office.catalogue.paper("one"), ledger, People(office)).facts()
        assert found is not None
        now, ever = ({one["person"]["name"] for one in found[name]} for name in ("now", "ever"))
        further = {office.names.name("person", record.values["person"]).partition("（")[0] for record in office.records("development")
                   if record.values["stage"] not in ("application", "talk", "activist") and record.values["date"] <= ledger.period.end}
        assert now == ever - further != ever


def test_what_is_due_and_what_was_held(sample: Office) -> None:
    words = paper('[[list]]\ntype = "due"\nid = "plan"\nkind = "study"')
    with office_with(sample, words) as office, office.ledger(HALF) as ledger:
        found = Gathering(office, office.catalogue.paper("one"), ledger, People(office)).facts()
        assert found is not None
        course, = found["plan"]
        assert course["held"] + sum(row["state"] == "缺" for row in course["rows"]) == course["due"] == len(course["rows"])


def test_every_number_with_its_source(sample: Office) -> None:
    words = paper('[[list]]\ntype = "numbers"\nid = "numbers"',
                  "{% for part in numbers %}\n{% for one in part.rows %}\n{{ one.value }}\n\n{% endfor %}\n{% endfor %}")
    with office_with(sample, words) as office:
        document = printing.copies(office, "one", HALF)[0].document
        assert document.figures == tuple(office.catalogue.figures)


def test_needed_list_without_entries_is_refused(office: Office) -> None:
    with pytest.raises(Refusal, match="没有“问题整改台账”要列的内容"):
        printing.copies(office, "problem_ledger", HALF)


WRONG = {
    '[[list]]\nid = "a"\nof = "count(problme)"': "没有“problme”这类记录",
    '[[list]]\nid = "a"\nof = "people(study)"': "清单要数记录本身",
    '[[list]]\nid = "a"\nof = "1 + 2"': "清单要由一次计数数出",
    '[[list]]\nid = "a"\nof = "count(problem)"\norder = ["whom"]': "没有“whom”这一栏",
    '[[list]]\nid = "a"\nof = "count(problem)"\ngroup = "whom"': "没有“whom”这一栏",
    '[[list]]\nid = "a"\nof = "count(problem)"\ngroup = "whom.branch"': "没有“whom”这一栏",
    '[[list]]\nid = "a"\nof = "count(problem)"\nlast = "whom"': "没有“whom”这一栏",
    '[[list]]\nid = "a"\nof = "count(problem)"\norder = ["id"]': "没有“id”这一栏",
    '[[list]]\nid = "a"\nof = "count(problem)"\n[[list]]\nid = "a"\nof = "count(problem)"': "写了两次",
    '[[list]]\ntype = "crooss"\nid = "a"': "不能是“crooss”",
    '[[list]]\ntype = "due"\nid = "a"\nkind = "problem"': "没有规定周期",
    '[[list]]\ntype = "cross"\nid = "a"\nof = "count(grade)"': "缺少这一项",
    'each = "standing(staff)"': "不能写 each",
    '[[list]]\nid = "a"\nof = "count(problem)"\nwithin = "b"': "within 写的“b”不是另一张逐条列出记录的清单",
    RISKS.replace('on = "item"\n', ""): "要写明 on",
    RISKS.replace('on = "item"', 'on = "owner"'): "不指向各份文书所为的对象",
    RISKS + 'since = "yesterday"': "不能是“yesterday”",
}


@pytest.mark.parametrize("lists", WRONG)
def test_wrong_list_is_told_when_the_form_is_read(lists: str) -> None:
    _, found = problems(shipped_forms(), {"papers/one.md": paper(lists)})
    assert any(WRONG[lists] in str(problem) for problem in found), found


@pytest.mark.parametrize(("name", "wrong"), [("one.titel", True), ("one.title", False), ("one.owner.name", False), ("one.owner.nme", True),
                                             ("one.done", False), ("one.age", True)])
def test_wrong_entry_of_a_list_is_told_when_the_form_is_read(name: str, wrong: bool) -> None:
    words = paper('[[list]]\nid = "problems"\nof = "count(problem)"', f"{{% for one in problems %}}\n{{{{ {name} }}}}\n{{% endfor %}}")
    _, found = problems(shipped_forms(), {"papers/one.md": words})
    assert bool(found) == wrong, found



def test_what_is_due_later_in_a_period_that_still_runs_is_not_late(monkeypatch: pytest.MonkeyPatch) -> None:
    class Day(date):
        @classmethod
        def today(cls) -> date:
            return cls(2025, 3, 1)

    monkeypatch.setattr(series, "date", Day)
    half = Period.read(HALF)

    def late(due: date, closed: date | None = None) -> bool:
        return series._standing(Record("problem", 1, "", 0, {"due": due, "closed": closed}), half)["overdue"]

    assert not late(date(2025, 5, 1))
    assert late(date(2025, 2, 1))
    assert not late(date(2025, 2, 1), closed=date(2025, 2, 20))
    assert late(date(2025, 2, 1), closed=date(2025, 7, 1))            # not yet on the last day
