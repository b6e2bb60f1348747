"""An office on a PostgreSQL server: run where PARTYDESK_SERVER names one on which databases may be made."""
from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from partydesk.errors import Refusal
from partydesk.office import Office, listing, steps
from partydesk.records import migrating

SERVER = os.environ.get("PARTYDESK_SERVER", "")
pytestmark = pytest.mark.skipif(not SERVER, reason="PARTYDESK_SERVER 没有指明服务器")


@pytest.fixture
def place() -> Iterator[str]:
    """A database of its own."""
    name = f"trial_{uuid4().hex[:12]}"
    engine = create_engine(SERVER, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(SERVER).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
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
    from alembic import command
    from alembic.config import Config
    engine = create_engine(place)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(migrating.MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    with Office.open(place) as office:
        made = office.save("study", {"date": date(2025, 3, 6), "title": "学习党章"})
        assert listing.ids(office, "study", find="党章") == [made]
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Refusal, match="新版"):
        Office.open(place)
    engine.dispose()
