"""What every test stands on: no screen, no network, and a home of its own."""
from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from partydesk import places
from partydesk.catalogue.catalogue import Catalogue, folder, load
from partydesk.office import Office
from partydesk.office.office import shipped_forms
from partydesk.office.sample import make


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Nobody's settings are read or written."""
    path = tmp_path_factory.mktemp("home")
    before = {name: os.environ.get(name) for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")}
    os.environ.update(dict.fromkeys(before, str(path)))
    yield path
    for name, value in before.items():
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value


@pytest.fixture(autouse=True)
def unseen(home: Path) -> None:
    """Offices are copied and written to side by side here: what was seen of one copy says nothing of the next."""
    shutil.rmtree(places.own() / "heads", ignore_errors=True)


@pytest.fixture(scope="session")
def shipped() -> Catalogue:
    """The vocabulary that comes with the program."""
    return load(shipped_forms())


SMALL = folder(Path(__file__).with_name("small"))


@pytest.fixture(scope="session")
def small() -> Catalogue:
    """A vocabulary small enough to know by heart."""
    return load(SMALL)


@pytest.fixture(scope="session")
def empty_place(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new, empty office, made once; to be copied."""
    place = tmp_path_factory.mktemp("empty") / "办公室.partydesk"
    Office.create(place, "试验单位", who="测试员", desk="desk-one").close()
    return place


@pytest.fixture
def office(empty_place: Path, tmp_path: Path) -> Iterator[Office]:
    """A new, empty office with the shipped vocabulary."""
    place = tmp_path / empty_place.name
    place.write_bytes(empty_place.read_bytes())
    with Office.open(place, who="测试员", desk="desk-one") as made:
        yield made


@pytest.fixture(scope="session")
def sample_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample office, made once; to be read, or copied by who writes."""
    place = tmp_path_factory.mktemp("sample") / "示例.partydesk"
    make(place)
    return place


@pytest.fixture(scope="session")
def sample(sample_place: Path) -> Iterator[Office]:
    """The sample office, open for reading."""
    with Office.open(sample_place) as office:
        yield office
