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
