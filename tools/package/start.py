"""How long until the first window: the packaged program beside the same one from source, turn about, cold and warm.

    python -m tools.package.start BUNDLE [RUNS]        as root (cold: what the system keeps of files in memory is dropped)

From the start of the process until the window is on the screen, with the sample office, seen from outside in the same way.
"""
from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .screen import OURS, Screen

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 1.2


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """From nothing to a window that can be seen."""
    begun = time.monotonic()
    program = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.monotonic() - begun < 60:
            if subprocess.run(["xdotool", *OURS], env=environment, capture_output=True,
                              check=False).stdout:
                return time.monotonic() - begun
            time.sleep(0.01)
        raise SystemExit(f"没有窗口（no window）：{command[0]}")
    finally:
        program.kill()
        program.wait()
        time.sleep(0.3)


def forgotten() -> None:
    """Nothing of any file is in memory any more."""
    subprocess.run(["sync"], check=True)
    Path("/proc/sys/vm/drop_caches").write_text("3")


def main(bundle: Path, runs: int = 7) -> int:
    with tempfile.TemporaryDirectory() as folder, Screen(199) as screen:
        place = Path(folder) / "start.partydesk"
        home = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"), folder)
        environment = {**screen.environment, **home, "QT_QPA_PLATFORM": "xcb"}
        ways = {"bundle": [str(bundle / "partydesk")], "source": [sys.executable, "-m", "partydesk"]}
        subprocess.run([*ways["source"], "sample", place], env=environment, check=True, stdout=subprocess.DEVNULL)
        for way in ways.values():             # what is worked out once is not the start
            seconds([*way, str(place)], environment)
        wrong = False
        for sort, times in (("warm", runs), ("cold", max(3, runs // 2))):
            took: dict[str, list[float]] = {name: [] for name in ways}
            for _ in range(times):
                for name, way in ways.items():
                    if sort == "cold":
                        forgotten()
                    took[name].append(seconds([*way, str(place)], environment))
            middle = {name: statistics.median(values) for name, values in took.items()}
            ratio = middle["bundle"] / middle["source"]
            wrong |= ratio > LIMIT
            print(f"{sort}: bundle {middle['bundle']:.2f} s, source {middle['source']:.2f} s, ratio {ratio:.2f} (<= {LIMIT}), "
                  f"{times} runs each")
    return int(wrong)


if __name__ == "__main__":
    if os.geteuid():
        sys.exit("须以 root 运行（as root, please）")
    sys.exit(main(Path(sys.argv[1]), *map(int, sys.argv[2:3])))
