"""Two desks that do something at the same moment."""
from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from partydesk.errors import Refusal, Trouble


def both(*verbs: Callable[[], Any]) -> list[Any]:
    """What comes of verbs that are begun at the same moment: results, and refusals."""
    ready = threading.Barrier(len(verbs))

    def run(verb: Callable[[], Any]) -> Any:
        ready.wait()
        try:
            return verb()
        except (Refusal, Trouble) as said:
            return said

    with ThreadPoolExecutor(len(verbs)) as pool:
        return [done.result() for done in [pool.submit(run, verb) for verb in verbs]]
