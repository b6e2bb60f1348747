"""Two programs change one record on a real PostgreSQL, over and over: whoever comes second brings both together.

Both add one to the same number and each writes a line of its own, through `Office.save` with the version they saw, as
the form does. Where that is refused the record is read anew, what only one changed is merged, and of what both
changed the clerk's wish is said again. Nothing of either may be missing in the end.
"""
from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from partydesk.errors import Moved, Trouble
from partydesk.office import Office, drafts
from partydesk.records import chain, journal
from tests import server

from .outcome import Outcome, Untried

KIND = "study"
DESKS = {"甲": "place", "乙": "host"}
"""Who works at each desk, and the blank that is his own."""


def trial(times: int, folder: Path, seed: int = 20) -> Outcome:
    try:
        server.programs()
    except FileNotFoundError as lacking:
        raise Untried(str(lacking)) from lacking
    with server.borrowed() as cluster:
        place = cluster.make()
        try:
            return _tried(times, folder, place)
        finally:
            cluster.drop(place)


def _tried(times: int, folder: Path, place: str) -> Outcome:
    with Office.create(place, "试验单位", who="试验", desk="trial") as office:
        id = office.save(KIND, {"date": date(2025, 3, 6), "title": "同一条记录", "heads": Decimal(0)})
        go = folder / "go"
        each = times // len(DESKS)
        running = [subprocess.Popen([sys.executable, "-m", __name__, place, who, str(id), str(each), str(go)], stdout=subprocess.PIPE,
                                    text=True) for who in DESKS]
        for one in running:
            assert one.stdout is not None
            one.stdout.readline()
        go.touch()
        told = [json.loads(one.communicate(timeout=600)[0]) for one in running]
        found = office.record(KIND, id)
        failures = [] if all(one.returncode == 0 for one in running) else ["一方没有做完"]
        if (lost := each * len(DESKS) - int(found.values["heads"])) != 0:
            failures.append(f"丢了 {lost} 次修改")
        failures += [f"{who}最后写的不在了" for who, blank in DESKS.items() if found.values[blank] != f"{who}{each}"]
        with office.reading() as connection:
            failures += map(str, chain.breaks(connection))
            steps = sum(done.desk != "trial" for done in journal.steps(connection))
        if steps != each * len(DESKS) or found.version != steps + 1:
            failures.append(f"变更日志里有 {steps} 步，版本为 {found.version}")
    refused = sum(one["refused"] for one in told)
    return Outcome(each * len(DESKS), failures, {"丢失": "0" if not lost else str(lost), "被退回后合并再存": f"{refused} 次"})


def edit(place: str, who: str, id: int, times: int, go: Path) -> dict[str, int]:
    """One desk: so many edits, each a number more and a line of his own."""
    refused = waited = 0
    with Office.open(place, who=who, desk=f"desk-{who}") as office:
        sys.stdout.write("\n")
        sys.stdout.flush()
        while not go.exists():
            time.sleep(0.01)
        for number in range(1, times + 1):
            seen = office.record(KIND, id)
            mine: dict[str, Any] = {"heads": seen.values["heads"] + 1, DESKS[who]: f"{who}{number}"}
            while True:
                time.sleep(0.002)             # the form is open
                try:
                    office.save(KIND, mine, id=id, version=seen.version)
                    break
                except Moved:
                    refused += 1
                    now = office.record(KIND, id)
                    both = drafts.merge(seen.values, dict(seen.values) | mine, now.values)
                    mine = {blank: both.values[blank] for blank in mine} | {"heads": now.values["heads"] + 1}
                    seen = now
                except Trouble:               # the other one took long: saved again
                    waited += 1
    return {"refused": refused, "waited": waited}


if __name__ == "__main__":
    place, who, id, times, go = sys.argv[1:]
    sys.stdout.write(json.dumps(edit(place, who, int(id), int(times), Path(go))))
