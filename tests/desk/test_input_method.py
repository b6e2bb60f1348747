"""The input method is told to Qt before there is an application, and no other program is told of it."""
from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from partydesk.desk import input_method
from partydesk.office import input_method as found
from partydesk.office import programs
from partydesk.office.input_method import Chosen

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the system sees to it")


@pytest.fixture(autouse=True)
def put_back(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing of this is left to other tests."""
    for name in ("QT_QPA_PLATFORM", *found.VARIABLES):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delattr(sys, programs.SESSION, raising=False)
    yield
    input_method._chosen.clear()
    vars(sys).pop(programs.SESSION, None)
    for name in found.VARIABLES:
        os.environ.pop(name, None)


def decided(monkeypatch: pytest.MonkeyPatch, module: str | None) -> None:
    monkeypatch.setattr(found, "look", lambda *_: Chosen((), frozenset(), (), module, "set"))
    input_method.choose()


def test_qt_is_told_and_other_programs_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_IM_MODULES", "wayland;xim")
    monkeypatch.setenv("QT_IM_MODULE", "xim")
    decided(monkeypatch, "fcitx")
    assert os.environ["QT_IM_MODULE"] == "fcitx"
    assert "QT_IM_MODULES" not in os.environ
    given = programs.surroundings()
    assert (given["QT_IM_MODULES"], given["QT_IM_MODULE"]) == ("wayland;xim", "xim")
    chosen = input_method.chosen()
    assert chosen is not None
    assert chosen.module == "fcitx"


def test_with_nothing_to_tell_a_word_that_leads_nowhere_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_IM_MODULE", "xim")
    decided(monkeypatch, "")
    assert "QT_IM_MODULE" not in os.environ
    assert programs.surroundings()["QT_IM_MODULE"] == "xim"


def test_the_sessions_own_word_stays_where_it_is_to_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_IM_MODULES", "wayland;fcitx")
    decided(monkeypatch, None)
    assert os.environ["QT_IM_MODULES"] == "wayland;fcitx"


def test_where_nobody_types_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen:size=10x10")
    decided(monkeypatch, "fcitx")
    assert "QT_IM_MODULE" not in os.environ
    assert input_method.chosen() is None


def test_qts_own_plugins_are_found_where_they_lie_and_those_that_the_environment_adds(monkeypatch: pytest.MonkeyPatch,
                                                                                     tmp_path: Path) -> None:
    (tmp_path / "platforminputcontexts").mkdir()
    (tmp_path / "platforminputcontexts" / "libfcitxplatforminputcontextplugin-qt6.so").touch()
    assert {"ibus", "compose"} <= found.carried(input_method.folders())
    assert "fcitx" not in found.carried(input_method.folders())
    monkeypatch.setenv("QT_PLUGIN_PATH", str(tmp_path))
    assert {"ibus", "compose", "fcitx"} <= found.carried(input_method.folders())


SCRIPT = """
import os
from PySide6.QtWidgets import QApplication
from partydesk.desk import input_method
told = []
input_method.choose = lambda: told.append(QApplication.instance())
from partydesk.desk.application import prepare
prepare(); prepare()
print(told)
os._exit(0)
"""


def test_it_is_chosen_once_and_before_there_is_an_application() -> None:
    told = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, timeout=60,
                          env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}).stdout
    assert told.strip() == "[None]"
