"""What every test stands on: no screen, no network, and a home of its own."""
from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from zlib import crc32

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from partydesk import places as folders
from partydesk.catalogue.catalogue import Catalogue, folder, load
from partydesk.office import Office
from partydesk.office.kept import shipped_forms
from partydesk.office.sample import make
from tests import server
from tests.engines import ENGINES, Files, Places, Served
from tests.house import House

ON_BOTH = ("tests/records/", "tests/figures/", "tests/office/")
"""Rooms whose tests run on either engine; above them nothing asks the database itself."""
SHARE = 5
"""Of the tests of these rooms, one in so many runs on the server too in `make test`; `make test-server` runs them all there."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=("file", "server", "both", "some"), default="some",
                     help="where the offices of the tests lie: in files, on a PostgreSQL server, each test on both, "
                          f"or all in files and one in {SHARE} on the server too")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "files(why): is about files alone, and why")
    if not hasattr(config, "workerinput"):
        server.reserve()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        server.Cluster(Path(os.environ[server.FOLDER])).remove()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What has an office runs on each engine, in the rooms that ask the database."""
    if "engine" in metafunc.fixturenames and metafunc.definition.nodeid.startswith(ON_BOTH):
        wanted = metafunc.config.getoption("engine")
        alone = metafunc.definition.get_closest_marker("files") is not None
        shared = wanted == "both" or (wanted == "some" and crc32(metafunc.definition.nodeid.encode()) % SHARE == 0)
        names = ["file"] if alone else ENGINES if shared else ["file"] if wanted == "some" else [wanted]
        metafunc.parametrize("engine", names, indirect=True, scope="session")


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
    shutil.rmtree(folders.own() / "heads", ignore_errors=True)


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
def engine(request: pytest.FixtureRequest) -> str:
    """What the offices of this test lie on: `file` or `server`."""
    return str(getattr(request, "param", "file"))


@pytest.fixture(scope="session")
def places(engine: str, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    """Where offices of this run may be made and copied, on the engine of the test."""
    made: Places = Files(tmp_path_factory.mktemp("offices")) if engine == "file" else Served(server.cluster())
    before, House.places = House.places, made
    yield made
    House.places = before


@pytest.fixture(autouse=True)
def swept() -> Iterator[None]:
    """What a test made without an office is gone after it."""
    yield
    House.places.sweep()


@pytest.fixture
def new_place(places: Places) -> Iterator[Callable[[], str]]:
    """Makes places in which nothing lies yet, gone after the test."""
    with places.while_needed() as (new, _):
        yield new


@pytest.fixture
def copy_of(places: Places) -> Iterator[Callable[[str], str]]:
    """Makes copies of offices, gone after the test."""
    with places.while_needed() as (_, copy):
        yield copy


@pytest.fixture(scope="session")
def empty_place(places: Places) -> str:
    """A new, empty office, made once; to be copied."""
    return places.shared("empty", lambda place: Office.create(place, "试验单位", who="测试员", desk="desk-one").close())


@pytest.fixture
def office(empty_place: str, copy_of: Callable[[str], str]) -> Iterator[Office]:
    """A new, empty office with the shipped vocabulary."""
    with Office.open(copy_of(empty_place), who="测试员", desk="desk-one") as made:
        yield made


@pytest.fixture(scope="session")
def sample_place(places: Places) -> str:
    """The sample office, made once in a run; to be read, or copied by who writes."""
    return places.shared("sample", make)


@pytest.fixture(scope="session")
def sample(sample_place: str, places: Places) -> Iterator[Office]:
    """The sample office, open for reading: a copy, for a server copies nothing that is open."""
    with Office.open(places.copy(sample_place)) as office:
        yield office
