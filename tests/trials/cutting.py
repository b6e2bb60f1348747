"""What a disk may hold after the power went: every step of a recording up to some moment, less what was not yet flushed.

The rules are harder than those of any journaling file system. What was written to a file since its last flush is there,
is lost, or is there in part: by sectors of 512 bytes, in any order; a file made longer may hold rubbish where nothing
arrived. A new, changed or removed name is sure only once its folder was flushed; names of one folder go in their order.
"""
from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .recording import Files, Flush, Link, Make, Open, Recording, Remove, Rename, Resize, Step, Told, Write

SECTOR = 512


@dataclass
class _File:
    """A file on the disk: what is sure of it, and what was done to it since."""

    sure: bytearray = field(default_factory=bytearray)
    since: list[Write | Resize] = field(default_factory=list)

    def flush(self) -> None:
        for step in self.since:
            _do(self.sure, step)
        self.since.clear()


Names = dict[str, _File | None]


class Disk:
    """A disk that a recording is played to, which can lose its power at any moment."""

    def __init__(self, before: Files) -> None:
        self._names: Names = {path: None if data is None else _File(bytearray(data)) for path, data in before.items()}
        self._root = min(before)
        self._open: dict[str, _File] = {}
        self._sure: Names = dict(self._names)
        self._since: list[tuple[Make | Rename | Link | Remove, _File | None]] = []
        self.told = 0

    def play(self, step: Step) -> None:
        match step:
            case Open(path, handle):
                if (file := self._names.get(path)) is not None:
                    self._open[handle] = file
            case Write() | Resize():
                if (file := self._meant(step)) is not None:
                    file.since.append(step)
            case Flush(path):
                if (file := self._meant(step)) is not None:
                    file.flush()
                else:
                    self._settle(path)
            case Make(path, folder):
                if path not in self._names:
                    self._name(step, None if folder else _File())
            case Rename(path) | Link(path) | Remove(path):
                self._name(step, self._names.get(path))
            case Told():
                self.told += 1

    def _meant(self, step: Write | Resize | Flush) -> _File | None:
        """The file that a step is done to, whatever it is called by now."""
        return self._open.get(step.handle) or self._names.get(step.path)

    def _name(self, step: Make | Rename | Link | Remove, file: _File | None) -> None:
        _named(self._names, step, file)
        self._since.append((step, file))

    def _settle(self, folder: str) -> None:
        """The names of one folder are sure from now on; those of others stay as they were."""
        rest = []
        for step, file in self._since:
            if _folder(step) == folder:
                _named(self._sure, step, file)
            else:
                rest.append((step, file))
        self._since = rest

    def files(self) -> Files:
        """What lies there while the power is on."""
        return {path: None if file is None else bytes(_whole(file)) for path, file in self._names.items()}

    def cut(self, chance: random.Random) -> Files:
        """What may lie there if the power goes now."""
        names = dict(self._sure)
        lost: set[str] = set()                # folders of which nothing later arrived
        for step, file in self._since:
            if (at := _folder(step)) not in lost:
                if chance.random() < 0.5:
                    _named(names, step, file)
                else:
                    lost.add(at)
        held: dict[int, bytes] = {}
        made: Files = {}
        for path, file in sorted(names.items()):
            if path != self._root and os.path.dirname(path) not in made:  # noqa: PTH120
                continue                      # the folder in which it stood was lost
            if file is not None and id(file) not in held:
                held[id(file)] = _survived(file, chance)
            made[path] = None if file is None else held[id(file)]
        return made


def cuts(of: Recording, times: int, seed: int, share: tuple[int, int] = (0, 1)) -> Iterator[tuple[int, int, Files]]:
    """So many cuts over the whole of a recording: at which step, how much had been told, and what the disk holds then.

    Half of them fall anywhere, half beside a flush, a shortening or a new name, where all depends on the order. `share`
    is (which, of how many): the cuts are the same in number and place however they are shared out.
    """
    chance = random.Random(seed)
    first = next(at for at, step in enumerate(of.steps) if isinstance(step, Told)) + 1
    tender = [at for at, step in enumerate(of.steps) if at >= first and not isinstance(step, Write | Told)]
    moments = sorted(min(len(of.steps), chance.choice(tender) + chance.randrange(3)) if number % 2 else
                     chance.randint(first, len(of.steps)) for number in range(times))
    disk, at = Disk(of.before), 0
    for number, moment in enumerate(moments):
        while at < moment:
            disk.play(of.steps[at])
            at += 1
        if number % share[1] == share[0]:
            yield moment, disk.told, disk.cut(random.Random(f"{seed} {number}"))


def played(of: Recording) -> Files:
    """What lies there at the end of a recording, with the power on."""
    disk = Disk(of.before)
    for step in of.steps:
        disk.play(step)
    return dict(sorted(disk.files().items()))


def lay(files: Files, begin: str, folder: Path) -> None:
    """Puts files that lay below the folder `begin` into another one, which is empty."""
    for path, data in sorted(files.items()):
        place = folder / os.path.relpath(path, begin)
        if data is None:
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.write_bytes(data)


def _folder(step: Make | Rename | Link | Remove) -> str:
    return os.path.dirname(step.to if isinstance(step, Rename | Link) else step.path)  # noqa: PTH120 (thousands of times)


def _named(names: Names, step: Make | Rename | Link | Remove, file: _File | None) -> None:
    match step:
        case Make(path):
            names.setdefault(path, file)
        case Link(_, to):
            names[to] = file
        case Remove(path):
            names.pop(path, None)
        case Rename(path, to):
            for name in [name for name in names if name == path or name.startswith(path + os.sep)]:
                names[to + name[len(path):]] = names.pop(name)
            names[to] = file                  # also where its making was not sure yet: that was in another folder


def _do(data: bytearray, step: Write | Resize) -> None:
    match step:
        case Resize(size=size):
            if len(data) > size:
                del data[size:]
            else:
                data.extend(bytes(size - len(data)))
        case Write(at=at, data=new):
            if len(data) < at:
                data.extend(bytes(at - len(data)))
            data[at:at + len(new)] = new


def _whole(file: _File) -> bytearray:
    data = bytearray(file.sure)
    for step in file.since:
        _do(data, step)
    return data


def _survived(file: _File, chance: random.Random) -> bytes:
    """What is there of a file: all, nothing, the first steps and a part of the next, or any of them and parts of others."""
    data = bytearray(file.sure)
    if not file.since:
        return bytes(data)
    rubbish = chance.random() < 0.25
    match chance.choice(("all", "none", "first", "any")):
        case "all":
            for step in file.since:
                _do(data, step)
        case "first":
            some = chance.randrange(len(file.since))
            for step in file.since[:some]:
                _do(data, step)
            _torn(data, file.since[some], chance, rubbish)
        case "any":
            for step in file.since:
                fate = chance.random()
                if fate < 0.4:
                    _do(data, step)
                elif fate < 0.7:
                    _torn(data, step, chance, rubbish)
    return bytes(data)


def _torn(data: bytearray, step: Write | Resize, chance: random.Random, rubbish: bool) -> None:
    """A write of which some sectors arrived."""
    if isinstance(step, Resize):
        return
    end = step.at + len(step.data)
    if len(data) < end:
        data.extend(chance.randbytes(end - len(data)) if rubbish else bytes(end - len(data)))
    for sector in range(step.at // SECTOR * SECTOR, end, SECTOR):
        if chance.random() < 0.5:
            begin, over = max(sector, step.at), min(sector + SECTOR, end)
            data[begin:over] = step.data[begin - step.at:over - step.at]
