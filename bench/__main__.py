"""`python -m bench [name …]`: every measure beside its floor, in one run; exits 1 where a bound is not met."""
from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from . import figures, find, listing, ownform, papers, save, start, summary
from .timing import HEAD, Ratio

MEASURES = {"start": start.ratio, "figures": figures.ratio, "save": save.ratio, "summary": summary.ratio,
            "papers": papers.ratio, "find": find.ratio, "list": listing.ratio, "ownform": ownform.ratio}


def main(names: list[str]) -> int:
    print(HEAD, flush=True)
    kept = True
    for name in names or list(MEASURES):
        with tempfile.TemporaryDirectory() as folder:
            measured = MEASURES[name](Path(folder))
            for found in [measured] if isinstance(measured, Ratio) else measured:
                print(found, flush=True)
                kept &= found.kept
    print("every bound is kept" if kept else "a bound is not kept")
    return 0 if kept else 1


sys.exit(main(sys.argv[1:]))
