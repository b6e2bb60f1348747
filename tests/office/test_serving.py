"""Several desks on one server: what each sees of the others, and that nobody writes over what he has not seen."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from partydesk import places
from partydesk.catalogue.period import Period
from partydesk.errors import Gone, Lost, Moved, PasswordWanted, Refusal, Trouble
from partydesk.office import Office, attachments, closing, forms, own_chapters, proving, stating, steps
from partydesk.office.watching import Watch
from partydesk.records import reached
from tests import server
from tests.office.at_once import both

DAY = date(2025, 3, 6)


@pytest.fixture(scope="module")
def cluster() -> server.Cluster:
    return server.cluster()


# ── two versions ─────────────────────────────────────────────────────────────────────────────────

def test_an_older_version_is_not_stored_over_a_newer_one_and_it_is_said_whose_that_is(office: Office, other: Office) -> None:
    id = office.save("branch", {"name": "第一党支部"})
    seen = office.record("branch", id)
    other.save("branch", {"name": "机关第一党支部"}, id=id)
    with pytest.raises(Moved, match=r"王芳 在 20\d\d-\d\d-\d\d \d\d:\d\d 改过"):
        office.save("branch", {"name": "一支部"}, id=id, version=seen.version)
    with pytest.raises(Moved):
        office.remove("branch", id, version=seen.version)
    assert office.record("branch", id).values["name"] == "机关第一党支部"
    other.remove("branch", id)
    with pytest.raises(Gone, match="王芳.*删除"):
        office.save("branch", {"name": "一支部"}, id=id, version=seen.version)


def test_undo_never_takes_back_what_another_desk_did(office: Office, other: Office) -> None:
    office.save("branch", {"name": "甲"})
    other.save("branch", {"name": "乙"})
    mine = office.save("branch", {"name": "丙"})
    other.save("branch", {"name": "丙支部"}, id=mine)
    with pytest.raises(steps.Built, match="王芳"):
        office.undo()
    assert other.undo() == "修改党支部"
    assert (office.undo(), office.undo()) == ("新增党支部", "新增党支部")
    assert [one.values["name"] for one in other.records("branch")] == ["乙"]


def test_forms_are_not_changed_on_what_another_desk_has_changed_meanwhile(office: Office, other: Office) -> None:
    form = '[kind]\nid = "own_1"\nlabel = "植树"\ntab = "thought"\nshape = "activity"\n'
    forms.add(other, "kinds/own_1.toml", form)
    with pytest.raises(Moved, match="表单刚在另一个工作台改过"):
        forms.add(office, "kinds/own_2.toml", form.replace("own_1", "own_2").replace("植树", "护林"))
    assert "own_1" in office.catalogue.kinds
    forms.add(office, "kinds/own_2.toml", form.replace("own_1", "own_2").replace("植树", "护林"))
    assert set(other.forms()) == {"kinds/own_1.toml", "kinds/own_2.toml"}


@pytest.mark.parametrize("place", ["setting", "stated", "chapter"])
def test_words_and_numbers_are_not_written_over_unseen(office: Office, other: Office, place: str) -> None:
    def write(desk: Office, said: str, seen: str | None) -> None:
        match place:
            case "setting":
                desk.set("place", said, seen=seen or "")
            case "stated":
                held = {"amount": (seen or "").removesuffix("次"), "unit": "次", "because": f"依据{seen}"}
                stating.state(desk, "study.group_sessions", "2025H1", said, f"依据{said}", seen=held if seen else {})
            case _:
                own_chapters.write(desk, "half_year_summary", "problems", "2025H1", said, seen=seen or "")

    write(office, "16次", None)
    write(other, "17次", "16次")
    with pytest.raises(Moved, match="王芳"):
        write(office, "18次", "16次")
    write(office, "17次", "16次")                          # both wanted the same
    write(office, "18次", "17次")


# ── seeing each other ────────────────────────────────────────────────────────────────────────────

def test_a_look_tells_what_others_touched_and_nothing_of_ones_own(office: Office, other: Office) -> None:
    told: list[frozenset[str]] = []
    watch = Watch(office)
    office.listen(told.append)
    office.save("branch", {"name": "甲"})
    assert (watch.look(), told) == (frozenset(), [frozenset({"branch"})])
    made = other.save("study", {"date": DAY, "title": "学习党章"})
    other.set("place", "青禾县")
    assert watch.look() == {"study", "setting"}
    assert told[1:] == [frozenset({"study", "setting"})]
    assert watch.look() == frozenset()
    other.save("study", {"title": "学习条例"}, id=made)
    assert watch.look() == {"study"}
    other.undo()
    assert watch.look() == {"study"}


def test_forms_of_another_desk_are_in_force_after_a_look_and_names_are_the_new_ones(office: Office, other: Office) -> None:
    branch = office.save("branch", {"name": "第一党支部"})
    assert office.names.name("body", branch) == "第一党支部"
    watch = Watch(office)
    forms.add(other, "kinds/own_1.toml", '[kind]\nid = "own_1"\nlabel = "植树"\ntab = "thought"\nshape = "activity"\n')
    other.save("branch", {"name": "机关党支部"}, id=branch)
    assert watch.look() == {"form", "branch"}
    assert office.catalogue.kinds["own_1"].label == "植树"
    assert office.names.name("body", branch) == "机关党支部"


def test_the_heads_are_those_of_every_desk(office: Office, other: Office) -> None:
    with office.reading() as connection:
        before = reached.reached(connection)
    for desk in (office, other, other):
        desk.save("branch", {"name": "甲"})
    with office.reading() as connection:
        now = reached.reached(connection)
        assert {desk: now[desk] - before.get(desk, 0) for desk in now} == {"desk-one": 1, "desk-two": 2}
        assert {line.place for line in reached.beyond(connection, before, now)} == {"body"}
        assert reached.beyond(connection, now, now) == []


# ── both at once ─────────────────────────────────────────────────────────────────────────────────

def test_two_desks_that_close_a_period_at_once_get_two_numbers(office: Office, other: Office) -> None:
    done = both(*(lambda desk=desk: closing.close(desk, "half_year_summary", "2025H1", because="试") for desk in (office, other)))
    late = [one for one in done if isinstance(one, Trouble)]             # on a slow computer one has waited long enough
    assert all("稍候再试" in str(one) for one in late)
    for _ in late:
        closing.close(other, "half_year_summary", "2025H1", because="试")
    assert [one.number for one in closing.issues(office, "half_year_summary", Period.read("2025H1"))] == [1, 2]


def test_two_desks_write_side_by_side_and_both_chains_hold(office: Office, other: Office) -> None:
    def many(desk: Office) -> None:
        for n in range(8):
            desk.save("branch", {"name": f"{desk.who}{n}"})

    assert both(lambda: many(office), lambda: many(other)) == [None, None]
    assert office.count("branch") == 16
    assert proving.faults(office) == []


# ── contents ─────────────────────────────────────────────────────────────────────────────────────

def test_every_desk_can_read_what_one_has_attached(engine: str, office: Office, other: Office, tmp_path: Path,
                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    monkeypatch.setattr(places, "own", lambda: tmp_path / "one")
    data = bytes(range(256)) * 10_000
    made = attachments.attach(office, "branch", office.save("branch", {"name": "甲"}), "照片.jpg", data)
    monkeypatch.setattr(places, "own", lambda: tmp_path / "two")           # another computer
    assert attachments.held(other, made.hash).read_bytes() == data
    assert list(attachments.faults(other, whole=True)) == []
    if engine == "server":
        with other.apart() as connection:
            connection.execute(text("UPDATE content SET data = 'x' WHERE part = 1"))
        assert [fault.split("”")[0] for fault in attachments.faults(other, whole=True)] == ["“照片.jpg"]
        with other.apart() as connection:
            connection.execute(text("DELETE FROM content"))
        assert len(list(attachments.faults(other, whole=False))) == 1
        monkeypatch.setattr(places, "own", lambda: tmp_path / "three")
        with pytest.raises(Trouble, match="服务器上找不到"):
            attachments.held(other, made.hash)


# ── the server alone ─────────────────────────────────────────────────────────────────────────────

@pytest.fixture
def place(cluster: server.Cluster) -> Iterator[str]:
    made = cluster.make()
    Office.create(made, "试验单位", who="测试员", desk="desk-one").close()
    yield made
    cluster.drop(made)


def test_a_password_is_asked_for_and_shown_nowhere(cluster: server.Cluster, place: str, capfd: pytest.CaptureFixture[str]) -> None:
    database = server.database_of(place)
    cluster.run("DROP ROLE IF EXISTS \"试验员\"")
    cluster.run("CREATE ROLE \"试验员\" LOGIN PASSWORD 'Mima-4711' SUPERUSER")
    hba = cluster.data / "pg_hba.conf"
    before = hba.read_text("utf-8")
    hba.write_text(f"host {database} \"试验员\" 127.0.0.1/32 scram-sha-256\n{before}", "utf-8")
    cluster.run("SELECT pg_reload_conf()")
    try:
        with pytest.raises(PasswordWanted):
            Office.open(cluster.url(database, user="试验员", tcp=True))
        with pytest.raises(PasswordWanted) as refused:
            Office.open(cluster.url(database, user="试验员", password="falsch", tcp=True))
        assert "falsch" not in str(refused.value)
        with Office.open(cluster.url(database, user="试验员", password="Mima-4711", tcp=True)) as office:
            assert office.who == "试验员"
            assert "Mima-4711" not in office.place
            assert "试验员" in office.place
            cluster.run(f"REVOKE CONNECT ON DATABASE \"{database}\" FROM PUBLIC")
            assert "Mima-4711" not in repr(office._engine)
        with pytest.raises(Refusal) as refused:
            Office.open("postgres://x:Mima-4711@nowhere/x")
        with pytest.raises((Refusal, Trouble)) as unreached:
            Office.open("postgresql+psycopg://x:Mima-4711@127.0.0.1:1/x")
        assert "服务器没有开着，或端口不对" in str(unreached.value), "in words, not in the driver's English"
        with pytest.raises(Refusal, match="没有这个数据库或登录名“没有的库”，"):
            Office.open(cluster.url("没有的库"))
        assert "Mima-4711" not in str(refused.value) + str(unreached.value) + "".join(capfd.readouterr())
    finally:
        hba.write_text(before, "utf-8")
        cluster.run("SELECT pg_reload_conf()")


def test_a_lost_server_loses_nothing_and_is_gone_on_with_when_it_is_back(tmp_path: Path) -> None:
    with server.own() as cluster:
        place = cluster.make()
        with Office.create(place, "试验单位", who="测试员", desk="desk-one") as office:
            watch = Watch(office)
            id = office.save("branch", {"name": "甲"})
            seen = office.record("branch", id)

            def cut_short() -> None:
                with office.together("停在半路"):
                    office.save("branch", {"name": "乙"}, id=id)
                    cluster.stop()
                    office.save("branch", {"name": "丙"})

            with pytest.raises(Lost):
                cut_short()
            with pytest.raises(Lost, match="连接中断.*（[^a-zA-Z]+）$"):
                office.save("branch", {"name": "丁"}, id=id, version=seen.version)
            with pytest.raises(Lost):
                watch.look()
            cluster.start()
            assert [one.values["name"] for one in office.records("branch")] == ["甲"]
            assert office.save("branch", {"name": "丁"}, id=id, version=seen.version) == id
            assert watch.look() == frozenset()
            assert proving.faults(office) == []


def test_a_reading_login_reads_all_and_is_refused_in_words(cluster: server.Cluster, place: str) -> None:
    database = server.database_of(place)
    cluster.run('DROP ROLE IF EXISTS "李主任"')
    cluster.run('CREATE ROLE "李主任" LOGIN')
    cluster.run('GRANT SELECT ON ALL TABLES IN SCHEMA public TO "李主任"', database)
    with Office.open(cluster.url(database, user="李主任")) as office:
        assert (office.who, office.setting("office"), office.count("branch")) == ("李主任", "试验单位", 0)
        with pytest.raises(Refusal, match="只能查看"):
            office.save("branch", {"name": "甲"})
        assert proving.faults(office) == []
    cluster.run('DROP OWNED BY "李主任"; DROP ROLE "李主任"', database)


def test_questions_within_one_reading_are_answered_of_one_moment(place: str) -> None:
    with Office.open(place, desk="desk-one") as office, Office.open(place, desk="desk-two") as writer:
        with office.reading():
            assert office.count("branch") == 0
            writer.save("branch", {"name": "甲"})              # nobody waits
            assert office.count("branch") == 0
        assert office.count("branch") == 1
