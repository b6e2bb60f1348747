"""输入法: what runs is found by the bus, by ibus's note or by the processes; and the table of what follows from it."""
from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from partydesk.office import input_method, session_bus
from partydesk.office.input_method import Chosen

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the system sees to it")

ALL = frozenset({"fcitx", "ibus", "compose"})
WHEEL = frozenset({"ibus", "compose", "qtvirtualkeyboard"})
"""What PySide6 brings by itself."""
KYLIN = {"QT_IM_MODULE": "fcitx", "GTK_IM_MODULE": "fcitx", "XMODIFIERS": "@im=fcitx"}
DEBIAN = {"QT_IM_MODULE": "ibus", "GTK_IM_MODULE": "ibus", "XMODIFIERS": "@im=ibus"}


@pytest.mark.parametrize(("session", "runs", "carried", "module", "why"), [
    # what runs, whatever the session names
    ({}, ["fcitx5"], ALL, "fcitx", "runs"),
    ({}, ["fcitx4"], ALL, "fcitx", "runs"),
    ({}, ["ibus"], ALL, "ibus", "runs"),
    (KYLIN, ["fcitx4"], ALL, "fcitx", "runs"),
    ({"QT_IM_MODULE": "fcitx5"}, ["fcitx5"], ALL, "fcitx", "runs"),
    ({"QT_IM_MODULE": "xim"}, ["fcitx5"], ALL, "fcitx", "runs"),
    ({"QT_IM_MODULE": "none"}, ["ibus"], ALL, "ibus", "runs"),
    ({"QT_IM_MODULE": "compose"}, ["ibus"], ALL, "ibus", "runs"),
    (DEBIAN, ["fcitx5"], ALL, "fcitx", "runs"),
    (KYLIN, ["ibus"], ALL, "ibus", "runs"),
    # two run: the one that is named, Qt's own word first; else fcitx, which nobody starts by accident
    (DEBIAN, ["fcitx5", "ibus"], ALL, "ibus", "runs"),
    (KYLIN, ["fcitx4", "ibus"], ALL, "fcitx", "runs"),
    ({"QT_IM_MODULE": "xim", "XMODIFIERS": "@im=ibus"}, ["fcitx5", "ibus"], ALL, "ibus", "runs"),
    ({"QT_IM_MODULES": "wayland;fcitx;ibus", "QT_IM_MODULE": "ibus"}, ["fcitx5", "ibus"], ALL, "fcitx", "runs"),
    ({"GTK_IM_MODULE": "ibus:xim"}, ["fcitx5", "ibus"], ALL, "ibus", "runs"),
    ({}, ["fcitx5", "ibus"], ALL, "fcitx", "runs"),
    # there is no plugin for what runs
    (KYLIN, ["fcitx4"], WHEEL, "", "nothing"),
    (KYLIN, ["fcitx5", "ibus"], WHEEL, "ibus", "runs"),        # fcitx 5 answers to ibus's name as well
    ({}, ["fcitx5"], frozenset(), "", "nothing"),
    # nothing runs yet: the session's word, where it can be kept
    (KYLIN, [], ALL, "fcitx", "named"),
    (DEBIAN, [], ALL, "ibus", "named"),
    (KYLIN, [], WHEEL, "", "nothing"),
    ({"QT_IM_MODULE": "qtvirtualkeyboard"}, [], WHEEL, "qtvirtualkeyboard", "named"),
    ({"QT_IM_MODULE": "none"}, [], ALL, "none", "named"),
    ({"QT_IM_MODULE": "xim"}, [], ALL, "", "nothing"),
    ({"XMODIFIERS": "@im=none", "GTK_IM_MODULE": "none"}, [], ALL, "", "nothing"),
    ({}, [], ALL, "", "nothing"),
    # an administrator knows better
    ({"PARTYDESK_INPUT": "ibus", **KYLIN}, ["fcitx4"], ALL, "ibus", "set"),
    ({"PARTYDESK_INPUT": "fcitx5"}, [], WHEEL, "fcitx", "set"),
    ({"PARTYDESK_INPUT": "none"}, ["fcitx5"], ALL, "none", "set"),
    ({"PARTYDESK_INPUT": "system", **DEBIAN}, ["fcitx5"], ALL, None, "set"),
])
def test_the_table_of_decisions(session: dict[str, str], runs: list[str], carried: frozenset[str], module: str | None, why: str) -> None:
    chosen = input_method.decide(session, runs, carried)
    assert (chosen.module, chosen.why) == (module, why)
    assert chosen.running == tuple(runs)


def test_fcitx_5_answers_to_other_names_and_is_one_all_the_same() -> None:
    assert input_method.on_bus({"org.fcitx.Fcitx5", "org.freedesktop.portal.Fcitx", "org.fcitx.Fcitx-0", ":1.5"}) == {"fcitx5"}
    assert input_method.on_bus({"org.fcitx.Fcitx-1"}) == {"fcitx4"}
    assert input_method.on_bus({"org.freedesktop.portal.Fcitx"}) == {"fcitx4"}
    assert input_method.on_bus({"org.freedesktop.IBus", "org.freedesktop.portal.IBus"}) == {"ibus"}
    assert input_method.on_bus({"org.fcitx.Fcitx5.More", "org.freedesktop.DBus", "com.example.IBus"}) == set()


def test_a_plugin_is_carried_where_its_file_lies(tmp_path: Path) -> None:
    inner = tmp_path / "theirs" / "platforminputcontexts"
    inner.mkdir(parents=True)
    (inner / "libibusplatforminputcontextplugin.so").touch()
    (inner / "libfcitxplatforminputcontextplugin-qt6.so").touch()
    assert input_method.carried([tmp_path / "theirs", tmp_path / "nothing"]) == {"ibus", "fcitx"}
    assert input_method.carried([]) == frozenset()


# ── the bus ──────────────────────────────────────────────────────────────────────────────────────

@pytest.fixture
def bus(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A session bus of its own, in a folder that its address must escape."""
    place = tmp_path / "总 线"
    with subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address=1", f"--address=unix:path={quote(str(place))}"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        assert daemon.stdout is not None
        address = daemon.stdout.readline().strip()
        assert "%" in address
        yield {"DBUS_SESSION_BUS_ADDRESS": address}
        daemon.terminate()


OWN = """
import sys
from PySide6.QtCore import QCoreApplication
from PySide6.QtDBus import QDBusConnection
app = QCoreApplication([])
bus = QDBusConnection.sessionBus()
print([bus.registerService(name) for name in sys.argv[1:]], flush=True)
app.exec()
"""


def test_who_is_on_the_bus_is_told_by_the_bus(bus: dict[str, str]) -> None:
    assert input_method.running(bus) == ()
    names = ["org.fcitx.Fcitx5", "org.freedesktop.IBus", *(f"org.example.many{n}.{'x' * 200}" for n in range(40))]
    with subprocess.Popen([sys.executable, "-c", OWN, *names], stdout=subprocess.PIPE, env=os.environ | bus, text=True) as owner:
        assert owner.stdout is not None
        assert "False" not in owner.stdout.readline()
        found = session_bus.names(bus)
        assert found is not None
        assert found >= {*names, "org.freedesktop.DBus"}
        assert input_method.running(bus) == ("fcitx5", "ibus")
        owner.kill()


def test_asking_takes_no_time_to_speak_of(bus: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    took = []
    for _ in range(7):
        began = time.perf_counter()
        assert session_bus.names(bus) is not None
        took.append((time.perf_counter() - began) * 1000)
    with capsys.disabled():
        print(f"\nsession bus asked in {min(took):.1f} to {max(took):.1f} ms")  # noqa: T201
    assert sorted(took)[3] < 5


@pytest.mark.parametrize("answers", [b"", b"REJECTED EXTERNAL\r\n", b"OK 1234\r\n" + b"l\2\1\1\xff\xff\xff\xff" + b"\0" * 8,
                                     b"OK 1234\r\n" + b"l\3\1\1" + b"\0" * 12, b"x" * 100])
def test_a_bus_that_answers_nonsense_or_nothing_is_left_in_time(tmp_path: Path, answers: bytes) -> None:
    place = str(tmp_path / "bus")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(place)
        server.listen(1)

        def answer() -> None:
            line, _ = server.accept()
            with line:
                line.sendall(answers)
                line.recv(4096)
                done.wait(5)

        done = threading.Event()
        thread = threading.Thread(target=answer)
        thread.start()
        began = time.monotonic()
        assert session_bus.names({"DBUS_SESSION_BUS_ADDRESS": f"unix:path={place}"}, 0.2) is None
        assert time.monotonic() - began < 1
        done.set()
        thread.join()


def test_an_address_may_name_several_places_of_several_sorts() -> None:
    told = {"DBUS_SESSION_BUS_ADDRESS": "tcp:host=x,port=1;unix:abstract=/tmp/dbus-%41,guid=1;unix:path=/run/a%20b;unix:runtime=yes",
            "XDG_RUNTIME_DIR": "/run/user/7"}
    assert list(session_bus.places(told)) == [b"\0/tmp/dbus-A", "/run/a b", "/run/user/7/bus"]
    assert list(session_bus.places({"XDG_RUNTIME_DIR": "/run/user/7"})) == ["/run/user/7/bus"]
    assert list(session_bus.places({})) == []
    assert session_bus.names({}) is None


# ── without the bus ──────────────────────────────────────────────────────────────────────────────

def test_ibus_is_known_by_its_own_note_while_it_lives(tmp_path: Path) -> None:
    notes = tmp_path / ".config" / "ibus" / "bus"
    notes.mkdir(parents=True)
    note = notes / "0123abcd-unix-7"
    environment = {"HOME": str(tmp_path), "DISPLAY": ":7.0"}
    note.write_text(f"# a note\nIBUS_ADDRESS=unix:path=/x\nIBUS_DAEMON_PID={os.getpid()}\n")
    assert input_method.running(environment) == ("ibus",)
    assert input_method.running(environment | {"DISPLAY": ":17"}) == ()
    with subprocess.Popen([sys.executable, "-c", "pass"]) as gone:
        gone.wait()
    note.write_text(f"IBUS_ADDRESS=unix:path=/x\nIBUS_DAEMON_PID={gone.pid}\n")
    assert input_method.running(environment) == ()


def test_without_a_bus_the_processes_tell(tmp_path: Path) -> None:
    for pid, name in (("12", "fcitx"), ("13", "ibus-daemon"), ("14", "bash"), ("self", "fcitx5")):
        (tmp_path / pid).mkdir()
        (tmp_path / pid / "comm").write_text(f"{name}\n")
    assert set(input_method.processes(tmp_path)) == {"fcitx4", "ibus"}


def test_what_was_found_is_told_with_what_follows(tmp_path: Path) -> None:
    assert input_method.look({"HOME": str(tmp_path), "QT_IM_MODULE": "none"}, [tmp_path]) == Chosen(
        (), frozenset(), ("none",), "none", "named")
