"""Programs of this computer: what they say, with whose libraries they run, and that none is left behind."""
from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from partydesk.office import programs

posix = pytest.mark.skipif(os.name != "posix", reason="a script of sh")


def test_a_program_tells_what_it_said_and_how_it_ended() -> None:
    said = "import sys; print('好'); sys.exit(3)"
    done = programs.run([sys.executable, "-c", said], 30, {"PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"})
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout.strip() == "好"
    with pytest.raises(OSError, match="no such program"):
        programs.run(["no such program"], 30)


def test_it_gets_the_libraries_of_the_computer_and_not_those_of_a_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/the/package")
    assert "LD_LIBRARY_PATH" not in programs.surroundings()
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/the/computer")
    assert programs.surroundings()["LD_LIBRARY_PATH"] == "/the/computer"


def test_it_is_told_what_the_session_tells_qt_and_not_what_we_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, programs.SESSION, {"QT_IM_MODULE": "ibus", "QT_STYLE_OVERRIDE": "kvantum"}, raising=False)
    for name, value in {"QT_IM_MODULE": "fcitx", "QT_QPA_PLATFORM": "xcb", "QT_PLUGIN_PATH": "/the/package", "_PYI_ARCHIVE_FILE": "x",
                        "_MEIPASS2": "x", "LD_LIBRARY_PATH": "/the/package", "LD_LIBRARY_PATH_ORIG": "/the/computer"}.items():
        monkeypatch.setenv(name, value)
    given = programs.surroundings()
    assert {name: value for name, value in given.items() if name.startswith("QT_")} == {
        "QT_IM_MODULE": "ibus", "QT_STYLE_OVERRIDE": "kvantum"}
    assert not [name for name in given if name.startswith(("_PYI", "_MEIPASS")) or name.endswith("_ORIG")]
    assert given["LD_LIBRARY_PATH"] == "/the/computer"
    assert given["PATH"] == os.environ["PATH"]


def test_the_session_is_kept_as_it_was_first_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(sys, programs.SESSION, raising=False)
    monkeypatch.setenv("QT_IM_MODULE", "xim")
    try:
        assert programs.surroundings()["QT_IM_MODULE"] == "xim"
        programs.keep_session()
        monkeypatch.setenv("QT_IM_MODULE", "fcitx")
        programs.keep_session()                                          # a second choice changes nothing
        assert programs.surroundings()["QT_IM_MODULE"] == "xim"
    finally:
        delattr(sys, programs.SESSION)


@posix
def test_a_file_is_shown_by_the_desktops_opener_which_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opener = tmp_path / "xdg-open"
    noted = tmp_path / "noted"

    def opens(body: str) -> bool:
        opener.write_text(f"#!/bin/sh\n{body}\n")
        opener.chmod(0o700)
        return programs.show(Path("/某处/通 知.docx"))

    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/the/package")
    assert opens(f'echo "$1 [$LD_LIBRARY_PATH] $PWD" > {noted}')
    assert noted.read_text() == "/某处/通 知.docx [] /\n"
    assert not opens("exit 3")                # there is no program for it
    monkeypatch.setattr(programs, "OPENS", 0.2)
    began = time.monotonic()
    assert opens("exec sleep 3")              # the program itself, still open
    assert time.monotonic() - began < 2
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert not programs.show(Path("/某处/通知.docx"))


@posix
def test_one_that_takes_too_long_is_ended_with_what_it_started(tmp_path: Path) -> None:
    """As soffice is a script that starts the program proper."""
    script, noted = tmp_path / "slow.sh", tmp_path / "pid"
    script.write_text(f"#!/bin/sh\nsleep 60 &\necho $! > {noted}\nwait\n")
    script.chmod(0o700)
    with pytest.raises(subprocess.TimeoutExpired):
        programs.run([str(script)], 1)
    inner = int(noted.read_text())
    for _ in range(50):
        state = Path(f"/proc/{inner}/stat")
        if not state.exists() or state.read_text().split()[2] == "Z":
            break
        time.sleep(0.1)
    else:
        pytest.fail("what the script started is still there")
