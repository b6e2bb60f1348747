"""An office on a PostgreSQL server: what only a server has."""
from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, create_engine, text

from partydesk.errors import Refusal, Trouble
from partydesk.office import Office, listing, proving, steps
from partydesk.records import migrating
from partydesk.records.server import LOCK
from partydesk.records.tables import metadata
from tests import server
from tests.office.at_once import both


@pytest.fixture(scope="module")
def cluster() -> server.Cluster:
    return server.cluster()


@pytest.fixture
def place(cluster: server.Cluster) -> Iterator[str]:
    """A database of its own."""
    made = cluster.make()
    yield made
    cluster.drop(made)


def older(place: str) -> None:
    """An office of the first schema."""
    from alembic import command
    from alembic.config import Config
    engine = create_engine(place)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(migrating.MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()


def test_records_are_found_by_their_words_and_tags(place: str) -> None:
    with Office.create(place, "试验单位") as office:
        made = office.save("study", {"date": date(2025, 3, 6), "title": "学习党章"})
        names = ["赵𰻝", "王e\u0301", "A_B", "O'Hara 王", "阿卜杜拉·买买提"]
        people = {name: office.save("staff", {"name": name}) for name in names}
        assert listing.ids(office, "study", find="党章 3月6日") == [made]
        for name, id in people.items():
            assert listing.ids(office, "staff", find=name) == [id]
        for odd in ("a:*", "'", "\\", "& |", "("):
            listing.ids(office, "staff", find=odd)
        office.remove("study", made)
        assert listing.ids(office, "study", find="党章") == []
        steps.undo(office)
        assert listing.ids(office, "study", find="党章") == [made]


def test_an_older_office_is_brought_up_to_date_and_a_newer_one_refused(place: str) -> None:
    engine = create_engine(place)
    older(place)
    with Office.open(place) as office:
        made = office.save("study", {"date": date(2025, 3, 6), "title": "学习党章"})
        assert listing.ids(office, "study", find="党章") == [made]
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Refusal, match="新版"):
        Office.open(place)
    engine.dispose()


def test_the_tables_are_those_of_the_program(place: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    Office.create(place, "试验单位").close()
    engine = create_engine(place)
    with engine.connect() as connection:
        shapes = MigrationContext.configure(connection, opts={
            "include_object": lambda _, name, *__: name not in ("words", "ix_words_said")})
        assert compare_metadata(shapes, metadata) == []
    engine.dispose()


def test_of_two_desks_that_find_an_older_office_one_upgrades_it_and_the_other_waits(place: str,
                                                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    older(place)
    upgraded = []
    upgrade = migrating.upgrade

    def slowly(connection: Connection) -> None:
        upgraded.append(connection)
        time.sleep(0.5)                       # both have seen by now that it is old
        upgrade(connection)

    monkeypatch.setattr(migrating, "upgrade", slowly)
    one, other = both(lambda: Office.open(place, desk="one"), lambda: Office.open(place, desk="two"))
    with one, other:
        assert len(upgraded) == 1
        made = one.save("branch", {"name": "第一党支部"})
        assert other.record("branch", made).values["name"] == "第一党支部"
        assert proving.faults(one) == []


def test_a_desk_of_an_older_program_is_told_so_when_it_writes(place: str, cluster: server.Cluster) -> None:
    with Office.create(place, "试验单位") as office:
        cluster.run("UPDATE alembic_version SET version_num = '9999'", server.database_of(place))
        with pytest.raises(Refusal, match="换用新版程序"):
            office.save("branch", {"name": "甲"})
        assert office.count("branch") == 0


def test_a_step_that_the_server_stored_before_it_broke_off_is_not_stored_twice(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Office.create(place, "试验单位") as office:
        commit = office._engine.dialect.do_commit
        with monkeypatch.context() as away:
            def cut_off(connection: Any) -> None:
                commit(connection)
                away.setattr(office._engine.dialect, "do_commit", commit)
                raise psycopg.OperationalError("server closed the connection unexpectedly")

            away.setattr(office._engine.dialect, "do_commit", cut_off)
            office.save("branch", {"name": "甲"})
        assert office.count("branch") == 1


def test_what_others_have_begun_and_not_finished_is_waited_for_and_then_refused_in_words(place: str) -> None:
    with Office.create(place, "试验单位") as office:
        engine = create_engine(place)
        with engine.begin() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
            with pytest.raises(Trouble, match="稍候再试"):
                office.save("branch", {"name": "甲"})
        assert office.save("branch", {"name": "甲"}) == 1
        engine.dispose()


def test_a_database_that_cannot_hold_chinese_is_refused(cluster: server.Cluster) -> None:
    cluster.run("CREATE DATABASE ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C'")
    with pytest.raises(Refusal, match="UTF8"):
        Office.create(cluster.url("ascii"))
    cluster.drop(cluster.url("ascii"))
