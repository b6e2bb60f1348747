"""Lists that are narrowed and sorted in the database show what a clerk reads."""
from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from partydesk.catalogue.catalogue import Catalogue
from partydesk.office import Office, columns, listing
from partydesk.office.spelling import find, offered, spells


@pytest.fixture
def filled(office: Office) -> Office:
    with office.together("准备"):
        first, second = (office.save("branch", {"name": name}) for name in ("第一党支部", "第二党支部"))
        people = [office.save("staff", {"name": name, "body": body, "party": "member", "signs": name == "王五"})
                  for name, body in (("张三", first), ("李四", first), ("王五", second))]
        for day, title, bodies, hours in ((5, "学习党章", (first,), "4"), (6, "学习条例100%掌握", (second,), "2.5"),
                                          (7, "观看影片", (first, second), None)):
            office.save("study", {"date": date(2025, 3, day), "title": title, "form": "collective" if day < 7 else "field",
                                  "bodies": bodies, "hours": hours and Decimal(hours), "lecturer": "县委党校"},
                        roll={people[0]: "present", people[1]: "leave", people[2]: "guest"})
        office.save("problem", {"date": date(2025, 3, 5), "title": "文件偏多", "origin": "survey", "owner": people[1],
                                "closed": date(2025, 3, 10)})
    return office


def names(office: Office, kind: str, **asked: object) -> list[str]:
    of = office.catalogue.kind(kind)
    ids = listing.ids(office, kind, **asked)            # type: ignore[arg-type]
    shown = listing.texts(office, kind, ids)
    return [shown[id][of.of.name] for id in ids]


def test_newest_first_and_people_as_entered(filled: Office) -> None:
    assert names(filled, "study") == ["观看影片", "学习条例100%掌握", "学习党章"]
    assert names(filled, "staff") == ["张三", "李四", "王五"]


@pytest.mark.parametrize(("words", "wanted"), [
    ("条例", ["学习条例100%掌握"]), ("学习 党章", ["学习党章"]), ("100%", ["学习条例100%掌握"]),
    ("%", ["观看影片", "学习条例100%掌握", "学习党章"]),
    ("2025-03-06", ["学习条例100%掌握"]), ("现场", ["观看影片"]), ("2.5", ["学习条例100%掌握"]),
    ("第二", ["观看影片", "学习条例100%掌握"]), ("党校", ["观看影片", "学习条例100%掌握", "学习党章"]), ("_", []), ("没有", []),
])
def test_a_list_narrows_by_what_it_shows(words: str, wanted: list[str], filled: Office) -> None:
    assert names(filled, "study", find=words) == wanted


def test_people_are_found_by_pinyin_wherever_they_stand(filled: Office) -> None:
    assert names(filled, "staff", find="zs") == ["张三"]
    assert names(filled, "staff", find="lisi") == ["李四"]
    assert names(filled, "problem", find="李四") == ["文件偏多"]
    assert names(filled, "problem", find="ls") == ["文件偏多"]
    assert names(filled, "problem", find="zs") == []


@pytest.mark.parametrize(("kind", "column", "wanted"), [
    ("study", "title", ["学习党章", "学习条例100%掌握", "观看影片"]), ("study", "hours", ["学习条例100%掌握", "学习党章", "观看影片"]),
    ("study", "bodies", ["观看影片", "学习党章", "学习条例100%掌握"]), ("staff", "name", ["李四", "王五", "张三"]),
    ("staff", "body", ["张三", "李四", "王五"]), ("staff", "signs", ["张三", "李四", "王五"]), ("problem", "owner", ["文件偏多"]),
])
def test_every_column_sorts(kind: str, column: str, wanted: list[str], filled: Office) -> None:
    assert names(filled, kind, sort=column) == wanted


def test_all_declared_columns_can_be_narrowed_and_sorted(filled: Office, shipped: Catalogue) -> None:
    for kind in shipped.kinds.values():
        for blank in listing.columns(kind, 2025):
            listing.ids(filled, kind.id, "2025 张", blank.id, True)


def test_the_roll_is_shown_as_present_of_due(filled: Office) -> None:
    ids = listing.ids(filled, "study")
    assert {texts[listing.ROLL] for texts in listing.texts(filled, "study", ids).values()} == {"1/2"}


def test_counts_leave_out_the_recycle_bin(filled: Office) -> None:
    filled.remove("study", listing.ids(filled, "study")[0])
    counts = listing.counts(filled)
    assert (counts["study"], counts["staff"], counts["complaint"]) == (2, 3, 0)
    assert all(counts[id] == filled.count(id) for id in counts)


def test_when_and_what_come_first(shipped: Catalogue) -> None:
    for kind in shipped.kinds.values():
        first = [blank.id for blank in listing.columns(kind, 2025)]
        assert first[0] in ("date", "name")
        assert kind.of.name in first[:4]
        assert len(first) == len(set(first))


def test_numbers_of_documents_are_shown_to_the_end(shipped: Catalogue) -> None:
    """For that is where they differ: 青机党〔2025〕12号, of which latin signs take half a place."""
    for kind, column in (("responsibility_letter", "number"), ("org_change", "document")):
        wide = columns.wide(columns.standard(shipped.kind(kind), 2025))
        assert wide[column] > len("青机党〔〕号") + len("202512") / 2


def test_a_new_record_begins_with_what_is_declared_and_today(filled: Office) -> None:
    kind = filled.catalogue.kind("study")
    values = listing.initial(filled, kind, date(2025, 3, 6))
    assert values["date"] == date(2025, 3, 6)
    assert values["form"] == "collective"


def test_summaries_can_be_limited_to_those_that_meet_by_rule(filled: Office) -> None:
    assert listing.scopes(filled) == ["第一党支部", "第二党支部"]


def test_things_are_offered_by_name_initials_and_pinyin(filled: Office) -> None:
    people = offered(filled, "person")
    assert [one.called for one in find(people, "WW")] == ["王五"]
    bodies = offered(filled, "body")
    assert [one.called for one in find(bodies, "dyd")] == ["第一党支部"]
    activities = offered(filled, "activity")
    assert [one.called for one in find(activities, "学习党章")] == ["学习党章（2025-03-05）"]
    assert spells("xxdz", "学习党章")
    assert not spells("学习", "学习党章")


def test_namesakes_are_told_apart(filled: Office) -> None:
    filled.save("staff", {"name": "张三", "body": filled.names.find("body", "第二党支部"), "party": "none"})
    called = [one.called for one in find(offered(filled, "person"), "zs")]
    assert called == ["张三（第一党支部）", "张三（第二党支部）"]
    assert len({one.called for one in offered(filled, "person")}) == 4
