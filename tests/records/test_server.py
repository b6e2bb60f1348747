"""An office on a PostgreSQL server: what only a server has."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import create_engine, text

from partydesk.errors import Refusal
from partydesk.office import Office, listing, steps
from partydesk.records import migrating
from tests import server


@pytest.fixture(scope="module")
def cluster() -> server.Cluster:
    return server.cluster()


@pytest.fixture
def place(cluster: server.Cluster) -> Iterator[str]:
    """A database of its own."""
    made = cluster.make()
    yield made
    cluster.drop(made)


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
