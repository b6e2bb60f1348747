"""The program is killed while it encrypts an office, decrypts it, or gives it a new key: there is one whole office afterwards.

In turn: plain to encrypted, encrypted to plain, a new key. What the clerk knows then (the password that he typed, or the one
from before) must open it; every meeting, every attached file and the draft must be there; and where it is encrypted, nothing
that was typed can be read in any file beside it.
"""
from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from unittest.mock import patch

from partydesk.errors import Refusal
from partydesk.office import Office, drafts, keys
from partydesk.records import file, slot
from partydesk.records.key import Key

from . import tried
from .killing import Killed, Tell, _usual, kills
from .outcome import Outcome

WAYS = ("protect", "unprotect", "renew")
WHO, OLD, NEW = "试验", "原来的口令很长的", "新换的口令很长的"
MEETINGS = 12
LATE = 1.5
"""How many times its usual duration a conversion is waited for: what follows the swap is to be cut short, too."""
DRAFT = {"agenda": "正在写的会议记录"}
CHEAP = 64
"""KiB of a slot: how dear a password is to guess is not what is tried."""


def trial(times: int, folder: Path, seed: int = 20) -> Outcome:
    done, failures, told = 0, list[str](), dict[str, str]()
    for turn, way in enumerate(WAYS):
        share = times // len(WAYS) + (turn < times % len(WAYS))
        if share:
            outcome = _tried(way, share, folder / way, seed + turn)
            done += outcome.done
            failures += [f"{SAYS[way]}：{wrong}" for wrong in outcome.failures]
            told[SAYS[way]] = "，".join(f"{name} {figure}" for name, figure in outcome.told.items())
    return Outcome(done, failures, told)


SAYS = {"protect": "加密", "unprotect": "取消加密", "renew": "换新钥匙"}


def _tried(way: str, times: int, folder: Path, seed: int) -> Outcome:
    rooms = (folder / f"{number:04}" for number in count())
    master = folder / "原件"
    _make(master, way)
    seen = {"new": 0}

    def begin() -> tuple[Path, str]:
        room = next(rooms)
        shutil.copytree(master, room)
        _draft(room, way)
        return room, way

    def judge(killed: Killed, room: Path, _: str) -> list[str]:
        with home(room):
            wrong = _judged(room, way, killed, seen)
        shutil.rmtree(room)
        return wrong

    longest = LATE * _usual(1 if times <= len(WAYS) else 2, begin, converting, judge)
    outcome = kills(times, seed, begin, converting, judge, longest=longest)
    return Outcome(outcome.done, outcome.failures, outcome.told | {"其中已换成新文件": f"{seen['new']} 次"})


NAME = "试验.partydesk"


def converting(tell: Tell, room: Path, way: str) -> None:
    """What is killed."""
    with home(room):
        place, key = room / NAME, None
        if way != "protect":
            with keys.unlock(place, WHO, OLD) as office:
                key = office.key
        tell("")
        if way == "protect":
            keys.protect(place, WHO, NEW)
        elif key is not None and way == "unprotect":
            keys.unprotect(place, key)
        elif key is not None:
            keys.renew(place, key, WHO, NEW)
        tell("好了")


def _judged(room: Path, way: str, killed: Killed, seen: dict[str, int]) -> list[str]:
    place = room / NAME
    plain = file.look_at(place).schema is not None
    opens = [None] if plain else [word for word in (OLD, NEW) if _opens(place, word)]
    if len(opens) != 1:
        return [f"知道的口令里有 {len(opens)} 个打得开"]
    new = plain if way == "unprotect" else not plain and opens == [NEW]
    seen["new"] += new and not killed.ended
    wrong = ["说转换好了，却还是原来的"] if killed.told and not new else []
    with Office.open(place, who=WHO, desk="trial") if plain else keys.unlock(place, WHO, str(opens[0])) as office:
        wrong += tried.wrong(office, range(1, MEETINGS + 1), filed=True)
        if drafts.Drafts(str(place), None, office.key).get(tried.KIND, 0) != DRAFT:
            wrong.append("没存的草稿不在了")
    left = [one.name for one in room.iterdir() if ".converting" in one.name or one.name.endswith(".part")]
    if left:
        wrong.append(f"留下了用不着的 {'、'.join(left)}")
    if not plain:
        wrong += [f"{one.relative_to(room)} 里能读到“{said}”" for one in room.rglob("*") if one.is_file()
                  for said in ("研究事项", "党员1", DRAFT["agenda"]) if said.encode() in one.read_bytes()]
        content = {tried.content(number)[:64] for number in range(tried.FILED, MEETINGS + 1, tried.FILED)}
        wrong += [f"{one.relative_to(room)} 没有加密" for one in place.with_name(f"{NAME}-files").rglob("*")
                  if one.is_file() and one.read_bytes()[:64] in content]
    return wrong


def _opens(place: Path, word: str) -> bool:
    try:
        return isinstance(keys.key_of(place, WHO, word), Key)
    except Refusal:
        return False


def _make(master: Path, way: str) -> None:
    with home(master):
        tried.make(master / NAME)
        with tried.opened(master / NAME) as office:
            for number in range(1, MEETINGS + 1):
                tried.meet(office, number, filed=True)
        if way != "protect":
            keys.protect(master / NAME, WHO, OLD)
    shutil.rmtree(master / "home", ignore_errors=True)    # whoever has the file has none of this person's own copies


def _draft(room: Path, way: str) -> None:
    """Something that was typed and not saved."""
    with home(room):
        key = None
        if way != "protect":
            with keys.unlock(room / NAME, WHO, OLD) as office:
                key = office.key
        drafts.Drafts(str(room / NAME), None, key).put(tried.KIND, 0, DRAFT)


@contextmanager
def home(room: Path) -> Iterator[None]:
    """With settings, cache and data of its own, and passwords that cost little."""
    own = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME"), str(room / "home"))
    own |= {"XDG_CACHE_HOME": str(room.parent), "XDG_RUNTIME_DIR": ""}
    with patch.dict(os.environ, own), patch.object(slot, "MEMORY", CHEAP), patch.object(tempfile, "tempdir", tempfile.tempdir):
        yield
