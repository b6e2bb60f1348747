"""A verb of the program in a process of its own, killed with SIGKILL at a random moment within its usual duration.

How another trial of this sort is written (a conversion, a restore):

    def trial(times, folder, seed=20):
        def begin() -> tuple[Path]:                     # before each kill: the files as they stand before the verb
            ...
            return (place,)
        def judge(killed: Killed, place: Path) -> list[str]:        # after it: what is wrong, in Chinese
            ...
        return kills(times, seed, begin, verb, judge)

    def verb(tell: Tell, place: Path) -> None:          # a function of a module: it runs in the other process
        from partydesk.office import Office             # imported before the clock starts
        tell("")                                        # the clock starts; whatever is told later is acknowledged
        ...

The processes are forked by a server that has the program imported (multiprocessing's forkserver), so a thousand of them
take no longer than their work does.
"""
from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from .outcome import Outcome

Tell = Callable[[Any], None]
Verb = Callable[..., None]
PATIENCE = 120.0
"""Seconds after which a process that says nothing is given up."""
_USUAL, _FEW = 3, 10
"""How many times a verb is left alone, to see how long it takes; for so few kills, once."""

_SERVER = get_context("forkserver")
_SERVER.set_forkserver_preload([
    "partydesk.office", "partydesk.office.exchange", "partydesk.office.attachments", "partydesk.records.door",
    "partydesk.records.migrating", "alembic.command", "alembic.config", "sqlalchemy.dialects.sqlite", "pypinyin", "openpyxl"])


@dataclass(frozen=True)
class Killed:
    """What a killed process had told after it began, whether it came to its end before the kill, and after how many seconds."""

    told: tuple[Any, ...]
    ended: bool
    seconds: float


def kills(times: int, seed: int, begin: Callable[[], tuple[Any, ...]], verb: Verb,
          judge: Callable[..., list[str]], most: int = 0, longest: float = 0.0) -> Outcome:
    """So many kills, spread evenly over the verb's duration, each judged; the figures say how many caught it in the middle.

    `most`: of a verb that has no end, but tells of each thing that it has done, one to so many are let be done first, and
    the kills are spread over the one after that. `longest`: seconds over which they are spread, where the caller knows better.
    """
    chance = random.Random(seed)
    longest = longest or (1.1 if most else _usual(1 if times <= _FEW else _USUAL, begin, verb, judge))
    moments = [(number + chance.random()) / times * longest for number in range(times)]
    chance.shuffle(moments)
    failures: list[str] = []
    caught = 0
    for number, moment in enumerate(moments, 1):
        given = begin()
        killed = kill(verb, given, moment, chance.randint(1, most) if most else 0)
        caught += not killed.ended
        if wrong := judge(killed, *given):
            failures.append(f"第 {number} 次（{killed.seconds * 1000:.0f} 毫秒处）：{'；'.join(wrong)}")
    if not caught and times > 1:               # of a single kill, chance may have it fall beside
        failures.append("没有一次打断在半途，不算试过")
    spread = "" if most else f"（0 至 {longest * 1000:.0f} 毫秒处）"
    return Outcome(times, failures, {"打断在半途": f"{caught} 次{spread}"})


def _usual(often: int, begin: Callable[[], tuple[Any, ...]], verb: Verb, judge: Callable[..., list[str]]) -> float:
    """Seconds that the verb takes when it is left alone, and a little more; it must then succeed."""
    took = []
    for _ in range(often):
        given = begin()
        whole = kill(verb, given, PATIENCE)
        took.append(whole.seconds)
        if not whole.ended or (wrong := judge(whole, *given)):
            raise AssertionError(f"不打断也不成：{'没有做完' if not whole.ended else wrong}")
    return 1.1 * min(took)


def kill(verb: Verb, given: tuple[Any, ...], moment: float, done: int = 0) -> Killed:
    """Runs the verb in a process of its own and kills that `moment` seconds after it began, or lets it end before.

    With `done`, so many things are to be told first, and `moment` is a part of the time that the last of them took.
    """
    ours, theirs = _SERVER.Pipe(duplex=False)
    process = _SERVER.Process(target=_run, args=(theirs, verb, given))
    process.start()
    theirs.close()
    told: list[Any] = []
    begun = time.monotonic()
    try:
        if not ours.poll(PATIENCE):
            raise AssertionError("试验的进程没有开始")
        ours.recv()                           # the clock starts
        begun = since = time.monotonic()
        for _ in range(done):
            since = time.monotonic()
            if not ours.poll(PATIENCE):
                raise AssertionError("试验的进程停住了")
            told.append(ours.recv())
        if done:
            since, moment = time.monotonic(), moment * (time.monotonic() - since)
        while (left := since + moment - time.monotonic()) > 0:
            if ours.poll(left):
                told.append(ours.recv())
    except EOFError:
        pass                                  # it came to its end
    finally:
        seconds = time.monotonic() - begun
        process.kill()
        process.join()
    told += _rest(ours)
    code = process.exitcode
    ours.close()
    process.close()
    if code not in (0, -9):
        raise AssertionError(f"试验的进程自己出了错（{code}）")
    return Killed(tuple(told), code == 0, seconds)


def _rest(ours: Connection) -> list[Any]:
    """What was told and not yet heard."""
    rest = []
    try:
        while ours.poll(0):
            rest.append(ours.recv())
    except EOFError:
        pass
    return rest


def _run(theirs: Connection, verb: Verb, given: tuple[Any, ...]) -> None:
    verb(theirs.send, *given)
