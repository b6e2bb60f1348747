"""`python -m tests.trials [ID…] [--times N] [--slice] [--out FILE]`: runs the trials and writes down what they came to."""
from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import traceback
from pathlib import Path

from . import table
from .every import EVERY, Trial
from .outcome import Outcome, Untried

OUT = Path(__file__).resolve().parents[2] / "docs" / "trials.md"


def main(given: list[str]) -> int:
    known = {one.id: one for one in EVERY}
    parser = argparse.ArgumentParser(prog="python -m tests.trials", description=__doc__)
    parser.add_argument("ids", nargs="*", metavar="编号", help="、".join(known))
    parser.add_argument("--times", type=int, help="试几次（默认足数）")
    parser.add_argument("--slice", action="store_true", help="只试一小段")
    parser.add_argument("--out", type=Path, help="结果写到哪里（足数默认 docs/trials.md）")
    asked = parser.parse_args(given)
    if strange := [id for id in asked.ids if id not in known]:
        parser.error(f"没有这一项：{'、'.join(strange)}；有 {'、'.join(known)}")
    out = asked.out or (None if asked.slice or asked.times else OUT)
    failed = False
    with tempfile.TemporaryDirectory(prefix="trial-home-") as home:
        os.environ.update(dict.fromkeys(("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"), home))
        for one in [known[id] for id in asked.ids] or EVERY:
            row, good = _run(one, asked.times or (one.slice if asked.slice else one.full))
            failed = failed or not good
            if out:
                table.write(out, {one.id: row})
    return int(failed)


def _run(one: Trial, times: int) -> tuple[str, bool]:
    """One trial in a folder of its own: its row, and whether nothing failed."""
    sys.stdout.write(f"{one.id}：{one.says}，{times} 次……\n")
    sys.stdout.flush()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix=f"trial-{one.id}-") as scratch:
        where = table.where(Path(scratch))
        try:
            outcome = one(times, Path(scratch))
        except Untried as lacking:
            sys.stdout.write(f"  未试：{lacking}\n")
            return table.untried(one, str(lacking), where), True
        except Exception as error:  # noqa: BLE001 (the others go on)
            traceback.print_exc()
            outcome = Outcome(0, [f"试验中断：{type(error).__name__}：{error}"])
    for failure in outcome.failures:
        sys.stdout.write(f"  失败：{failure}\n")
    row = table.row(one, outcome, where, time.monotonic() - begun)
    sys.stdout.write(f"  {row}\n")
    sys.stdout.flush()
    return row, not outcome.failures


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
