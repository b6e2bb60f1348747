"""Narrowed, grouped, totalled lists say in SQL what plain Python says over the texts that are shown."""
from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partydesk.catalogue import fields
from partydesk.catalogue.fields import Blank
from partydesk.errors import Refusal
from partydesk.office import Office, columns, listing
from partydesk.office.folding import Rows
from partydesk.office.listing import View
from partydesk.office.narrowing import Amounts, Days, Filled, Filter, Holds, OneOf, read, says
from partydesk.office.totals import Totals
from tests.engines import Places

TODAY = date(2025, 7, 1)
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FORMS = ("collective", "seminar", "training", "field")
KINDS = ("study", "problem")


@pytest.fixture(scope="module")
def office(places: Places) -> Iterator[Office]:
    """Sixty sessions and forty problems over two years, with everything left out somewhere."""
    with Office.create(places.new(), "试验单位", who="测试员", desk="desk-one") as made:
        with made.together("准备"):
            branches = [made.save("branch", {"name": f"第{n}党支部"}) for n in "一二三"]
            people = [made.save("staff", {"name": name, "body": branches[n % 3], "party": "member"})
                      for n, name in enumerate(("张三", "李四", "王五", "赵六", "张珊"))]
            for n in range(60):
                made.save("study", {
                    "date": date(2024, 1, 1) + timedelta(n * 11), "title": f"{'学习' if n % 2 else '研讨'}100%第{n}期",
                    "form": FORMS[n % 4], "mode": None if n % 5 == 0 else "fixed", "bodies": tuple(branches[:n % 4]),
                    "lecturer": None if n % 3 else "Party School", "lecturers": None if n % 6 == 0 else n % 7,
                    "hours": None if n % 4 == 0 else Decimal(n % 9) / 2, "heads": n if n % 10 == 0 else None,
                    "materials": "甲\n乙 丙" if n % 8 == 0 else None},
                    roll={person: ("present", "leave", "absent", "guest")[(n + at) % 4] for at, person in enumerate(people[:n % 6])})
            for n in range(40):
                made.save("problem", {
                    "date": date(2025, 1, 1) + timedelta(n * 4), "title": f"问题{n}", "origin": ("survey", "talk", "other")[n % 3],
                    "owner": None if n % 4 == 0 else people[n % 5], "body": None if n % 3 else branches[n % 3],
                    "closed": date(2025, 1, 3) + timedelta(n * 4) if n % 2 else None})
        yield made


def shown(office: Office, kind: str) -> dict[int, dict[str, str]]:
    found = listing.listed(office, View(kind))
    return listing.texts(office, kind, list(found.ids(0, found.count)))


def ids(office: Office, view: View) -> list[int]:
    found = listing.listed(office, view)
    return list(found.ids(0, found.count))


# ── the same question asked of what is shown ─────────────────────────────────────────────────────

def holds(blank: Blank, narrowed: Filter, text: str, office: Office) -> bool:
    match narrowed:
        case OneOf(values=values):
            labels = {blank.show((value,) if getattr(blank, "many", False) else value, office.names) if value is not None else ""
                      for value in values}
            return bool(labels & set(text.split("、"))) if text else "" in labels
        case Days(start=start, end=end):
            return bool(text) and (start is None or date.fromisoformat(text) >= start) and (end is None or date.fromisoformat(text) <= end)
        case Amounts(low=low, high=high):
            return bool(text) and (low is None or Decimal(text) >= low) and (high is None or Decimal(text) <= high)
        case Holds(text=wanted):
            return wanted.lower() in text.lower()
        case Filled(filled=filled):
            return bool(text) == filled


def filters(office: Office, kind: str) -> st.SearchStrategy[Filter]:
    """Any filter that a column of the kind can have."""
    blanks = [column.blank for column in columns.offered(office.catalogue.kind(kind), 2025) if column.blank is not None]
    days = st.dates(date(2023, 12, 1), date(2026, 1, 31)) | st.none()
    amounts = st.decimals(-1, 8, places=2) | st.none()

    def of(blank: Blank) -> st.SearchStrategy[Filter]:
        id = blank.id
        own: st.SearchStrategy[Any]
        match blank:
            case fields.Date():
                own = st.builds(Days, st.just(id), days, days)
            case fields.Number():
                own = st.builds(Amounts, st.just(id), amounts, amounts)
            case fields.Choice(choices=choices):
                own = st.builds(OneOf, st.just(id), st.frozensets(st.sampled_from([*choices, None]), min_size=1))
            case fields.Flag():
                own = st.builds(OneOf, st.just(id), st.frozensets(st.sampled_from([True, False, None]), min_size=1))
            case fields.Link(to="person" | "body"):
                own = st.builds(OneOf, st.just(id), st.frozensets(st.sampled_from([1, 2, 3, None]), min_size=1))
            case fields.Link():
                return st.builds(Filled, st.just(id), st.booleans())
            case _:
                own = st.builds(Holds, st.just(id), st.sampled_from(["学习", "第1", "%", "_", "party", "乙 丙", "甲 乙", "0", "没有"]))
        return own | st.builds(Filled, st.just(id), st.booleans())

    return st.sampled_from(blanks).flatmap(of)


@QUICK
@given(st.data(), st.sampled_from(KINDS))
def test_filters_leave_the_records_that_show_what_was_asked(office: Office, data: st.DataObject, kind: str) -> None:
    wanted = {one.column: one for one in data.draw(st.lists(filters(office, kind), min_size=1, max_size=3))}
    view = View(kind, filters=tuple(wanted.values()))
    known = office.catalogue.kind(kind).known
    plain = {id for id, texts in shown(office, kind).items()
             if all(holds(known[one.column], one, texts.get(one.column, ""), office) for one in view.filters)}
    assert set(ids(office, view)) == plain


@QUICK
@given(st.data(), st.sampled_from(KINDS))
def test_pages_put_together_are_the_whole_and_each_record_knows_its_place(office: Office, data: st.DataObject, kind: str) -> None:
    of = office.catalogue.kind(kind)
    view = View(kind, data.draw(st.sampled_from(["", "学习", "问题", "100%", "2025", "zs"])),
                sort=data.draw(st.sampled_from(["", *(column.id for column in columns.offered(of, 2025) if column.blank)])),
                descending=data.draw(st.booleans()), group=data.draw(st.sampled_from(["", *dict(columns.groupings(of, 2025))])))
    found = listing.listed(office, view)
    step = data.draw(st.integers(1, 50))
    whole = list(found.ids(0, found.count))
    assert len(set(whole)) == found.count
    assert list(itertools.chain.from_iterable(found.ids(at, step) for at in range(0, found.count, step))) == whole
    assert [found.at(id) for id in whole] == list(range(found.count))
    assert found.at(10_000) == -1


@QUICK
@given(st.data(), st.sampled_from(KINDS))
def test_groups_share_out_all_records_and_add_up_to_the_totals(office: Office, data: st.DataObject, kind: str) -> None:
    of = office.catalogue.kind(kind)
    shapes = columns.offered(of, 2025)
    adds = [column for column in shapes if column.adds]
    one = data.draw(filters(office, kind) | st.none())
    view = View(kind, filters=(one,) if one else (), group=data.draw(st.sampled_from(list(dict(columns.groupings(of, 2025))))))
    found = listing.listed(office, view, adds)
    texts = shown(office, kind)
    whole = listing.totals(office, View(kind, filters=view.filters), adds)
    together = sum((group.totals for group in found.groups), Totals())
    assert (together.count, together.heads, together.due) == (whole.count, whole.heads, whole.due)
    assert [together.text(column) for column in adds] == [whole.text(column) for column in adds]
    assert [group.totals.count for group in found.groups] == list(found.sizes)
    start = 0
    for group, size in zip(found.groups, found.sizes, strict=True):
        rows = [texts[id] for id in found.ids(start, size)]
        for column in adds:
            amounts = [Decimal(row[column.id]) for row in rows if row.get(column.id)]
            if column.adds == "sum":
                assert group.totals.amount(column) == (sum(amounts) if amounts else None)
        if of.roll:
            pairs = [row["roll"].split("/") for row in rows if "roll" in row]
            assert (group.totals.present, group.totals.due) == (sum(int(a) for a, _ in pairs), sum(int(b) for _, b in pairs))
        start += size
    assert start == found.count


def test_heads_are_those_on_the_rolls_and_those_noted(office: Office) -> None:
    totals = listing.totals(office, View("study"), ())
    assert totals.heads == totals.present + sum(n for n in range(60) if n % 10 == 0)
    assert totals.count == 60


def test_what_is_worked_out_is_averaged(office: Office) -> None:
    column = next(column for column in columns.offered(office.catalogue.kind("problem"), 2025) if column.id == "working_days")
    assert column.adds == "mean"
    assert listing.totals(office, View("problem"), [column]).text(column).startswith("均 ")


def test_the_values_of_a_column_are_counted_its_own_filter_aside(office: Office) -> None:
    view = View("study", filters=(OneOf("form", frozenset({"seminar"})), Filled("mode", True)))
    found = {label: n for _, label, n in listing.values(office, view, "form")}
    assert found == {"集中学习": 12, "专题研讨": 12, "专题培训": 12, "现场教学": 12}
    assert [label for _, label, _ in listing.values(office, View("study"), "bodies")][-1] == "（空）"
    for value, _, n in listing.values(office, View("study"), "bodies"):
        assert len(ids(office, View("study", filters=(OneOf("bodies", frozenset({value})),)))) == n


# ── how filters are written ──────────────────────────────────────────────────────────────────────

@pytest.mark.parametrize(("typed", "start", "end"), [
    ("2025H1", "2025-01-01", "2025-06-30"), ("2025上半年", "2025-01-01", "2025-06-30"), ("6月", "2025-06-01", "2025-06-30"),
    ("2025-03", "2025-03-01", "2025-03-31"), ("今年", "2025-01-01", "2025-12-31"), ("上月", "2025-06-01", "2025-06-30"),
    ("2024", "2024-01-01", "2024-12-31"), ("0612", "2025-06-12", "2025-06-12"), ("3-1..6-30", "2025-03-01", "2025-06-30"),
    ("2025Q2", "2025-04-01", "2025-06-30"), ("第二季度", "2025-04-01", "2025-06-30"), (">=2025-03-01", "2025-03-01", None),
    ("<2025-03-01", None, "2025-02-28"), ("..6月", None, "2025-06-30"), ("２０２５Ｈ１", "2025-01-01", "2025-06-30"),
    (">2月", "2025-03-01", None), ("1月至3月", "2025-01-01", "2025-03-31"),
])
def test_days_are_read_as_clerks_write_them(typed: str, start: str | None, end: str | None) -> None:
    found = read(fields.Date(id="date", label="日期"), typed, TODAY)
    assert isinstance(found, Days)
    assert (found.start, found.end) == (start and date.fromisoformat(start), end and date.fromisoformat(end))


@pytest.mark.parametrize(("typed", "low", "high"), [
    ("5", "5", "5"), (">=5", "5", None), ("≥5", "5", None), ("<3", None, "2.9"), (">2.5", "2.6", None), ("3..8", "3", "8"),
    ("..8", None, "8"), ("3.5..", "3.5", None), ("5学时", "5", "5"), ("３..８", "3", "8"),
])
def test_amounts_are_read_as_clerks_write_them(typed: str, low: str | None, high: str | None) -> None:
    found = read(fields.Number(id="hours", label="学时", unit="学时", digits=1), typed, TODAY)
    assert isinstance(found, Amounts)
    assert (found.low, found.high) == (low and Decimal(low), high and Decimal(high))


DATE, NUMBER = fields.Date(id="date", label="日期"), fields.Number(id="n", label="数")


@pytest.mark.parametrize(("blank", "typed"), [
    (DATE, "13月"), (DATE, "学习"), (DATE, "6月..3月"), (NUMBER, "两个"), (NUMBER, "8..3"), (NUMBER, ".."),
])
def test_what_cannot_be_read_says_how_it_is_written(blank: Blank, typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(blank, typed, TODAY)
    assert blank.label in str(refused.value)


def test_blank_and_filled_are_words_of_every_column(office: Office) -> None:
    for blank in (DATE, NUMBER, fields.Text(id="title", label="题")):
        assert read(blank, "空", TODAY) == Filled(blank.id, False)
        assert read(blank, "非空", TODAY) == Filled(blank.id, True)
        assert read(blank, "  ", TODAY) is None
    form = office.catalogue.kind("study").known["form"]
    assert says(form, OneOf("form", frozenset({"seminar", None})), office.names) == "学习形式：专题研讨、空"
    assert says(form, OneOf("form", frozenset(FORMS)), office.names).endswith("等 4 项")


# ── rows of groups ───────────────────────────────────────────────────────────────────────────────

@given(st.lists(st.integers(1, 5), min_size=1, max_size=6), st.data())
def test_rows_of_groups_are_records_and_heads_and_folded_ones_are_gone(sizes: list[int], data: st.DataObject) -> None:
    folded = data.draw(st.frozensets(st.integers(0, len(sizes) - 1)))
    rows = Rows(sizes, folded=folded)
    plain: list[tuple[int, int | None]] = []
    record = 0
    for group, size in enumerate(sizes):
        plain.append((group, None))
        plain += [] if group in folded else [(group, record + n) for n in range(size)]
        record += size
    assert [rows.at(row) for row in range(len(rows))] == plain
    for row, (group, found) in enumerate(plain):
        assert rows.head(group) == row if found is None else rows.row(found) == row
    first = data.draw(st.integers(0, len(plain) - 1))
    last = data.draw(st.integers(first, len(plain) - 1))
    assert [one for run in rows.records(first, last) for one in run] == [one for _, one in plain[first:last + 1] if one is not None]
    assert len(rows.fold(0).fold(0)) == len(rows)
