"""The program as the bundle has it, without building one: no docstrings, and none of the modules that stand in LEFT_OUT.

    python -OO -m tests.package.bare WORDS…
"""
from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder


class Without(MetaPathFinder):
    """Knows nothing of these modules, whoever asks."""

    def __init__(self, names: set[str]):
        self.names = names

    def find_spec(self, name: str, path: Sequence[str] | None, target: object = None) -> None:
        parts = name.split(".")
        if any(".".join(parts[:n]) in self.names for n in range(1, len(parts) + 1)):
            raise ModuleNotFoundError(f"No module named {name!r}: it is not in the bundle", name=name)


if __name__ == "__main__":
    names = set(os.environ.pop("LEFT_OUT").split())
    for name in names & set(sys.modules):
        del sys.modules[name]                 # come with the interpreter's own start
    sys.meta_path.insert(0, Without(names))
    ctypes.CDLL(None).prctl(15, b"partydesk", 0, 0, 0)        # PR_SET_NAME: known by this name to whoever waits for it
    sys.argv[0] = "partydesk"
    from partydesk.cli.main import main
    sys.exit(main())
