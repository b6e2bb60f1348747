"""What a real process writes to the disk, step by step, as strace saw it.

A recording is what lay in a folder before, and the steps that were done there: what was written where, cut off, flushed,
made, renamed, removed, and what the process told meanwhile.
"""
from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .outcome import Untried

ROOT = Path(__file__).resolve().parents[2]
_DATA = ("write", "pwrite64", "ftruncate", "truncate", "lseek")
_FLUSHES = ("fsync", "fdatasync")
_OPENS = ("openat", "open", "creat")
_NAMES = ("mkdir", "mkdirat", "rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir",
          "link", "linkat")
_UNKNOWN = ("writev", "pwritev", "pwritev2", "sendfile", "copy_file_range", "fallocate", "symlink", "symlinkat")
"""Calls that write in ways that are not played; one of them in the folder is said, not passed over."""
_CALL = re.compile(r"\d+ +(?P<name>\w+)\((?P<rest>.*)\) += (?P<code>-?\d+)(?:<(?P<path>[^>]*)>)?")
_BEGUN = re.compile(r"(?P<pid>\d+) +(?P<call>\w+\(.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"(?P<pid>\d+) +<\.\.\. \w+ resumed>(?P<rest>.*)$")
_HANDLE = re.compile(r"(\d+)<([^>]*)>")
_NAMED = re.compile(r'(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:\\x[0-9a-f]{2})*)"')
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
TOLD = "told "


@dataclass(frozen=True)
class Open:
    """From here on the file of this name is meant by its handle, also once it has another name or none."""

    path: str
    handle: str


@dataclass(frozen=True)
class Write:
    path: str
    at: int
    data: bytes
    handle: str = ""


@dataclass(frozen=True)
class Resize:
    """A file made shorter, or longer with zeros."""

    path: str
    size: int
    handle: str = ""


@dataclass(frozen=True)
class Flush:
    """A file, or a folder's list of names, forced to the disk."""

    path: str
    handle: str = ""


@dataclass(frozen=True)
class Make:
    """A new name in a folder: a file, or a folder."""

    path: str
    folder: bool = False


@dataclass(frozen=True)
class Rename:
    path: str
    to: str


@dataclass(frozen=True)
class Link:
    """A second name for the same file."""

    path: str
    to: str


@dataclass(frozen=True)
class Remove:
    path: str


@dataclass(frozen=True)
class Told:
    """What the process said of itself; from here on the world outside knows of it."""

    what: Any


Step = Open | Write | Resize | Flush | Make | Rename | Link | Remove | Told
Files = dict[str, bytes | None]
"""By path; None is a folder."""


@dataclass(frozen=True)
class Recording:
    folder: str
    before: Files
    steps: tuple[Step, ...]


def tell(what: Any) -> None:
    """From the recorded process: something that the outside may rely on from now on."""
    os.write(1, f"{TOLD}{json.dumps(what)}\n".encode())


def record(verb: str, folder: Path, *given: str) -> Recording:
    """Runs `module:function` of this folder of tests with `given`, in a process of its own, and gives its steps in `folder`.

    `Untried` where there is no strace, or it may not look at other processes.
    """
    if shutil.which("strace") is None:
        raise Untried("没有 strace，记不下进程写盘的每一步")
    folder = folder.resolve()
    before, log = lying(folder), folder.with_name(f"{folder.name}.strace")
    calls = ",".join(f"?{name}" for name in (*_DATA, *_FLUSHES, *_OPENS, *_NAMES, *_UNKNOWN))
    done = subprocess.run(
        ["strace", "-f", "-y", "-xx", "-s", "20000000", "-o", str(log), "-e", f"trace={calls}", "-e", "signal=none",
         sys.executable, "-m", "tests.trials.recording", verb, *given], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode and "ptrace" in done.stderr.lower():
        raise Untried("这里不许 strace 查看别的进程（ptrace 被禁止）")
    if done.returncode:
        raise AssertionError(f"被记录的进程出了错：{done.stderr[-2000:]}")
    steps = tuple(_steps(log, str(folder)))
    log.unlink()
    return Recording(str(folder), before, steps)


def lying(folder: Path) -> Files:
    """The folder, and everything below it."""
    return {str(path): path.read_bytes() if path.is_file() else None for path in (folder, *sorted(folder.rglob("*")))}


def _steps(log: Path, folder: str) -> Iterator[Step]:
    """The calls of the log that concern the folder."""
    opened: dict[str, str] = {}               # by its number in the system, the handle
    at: dict[str, int] = {}                   # of a handle, where the next write goes
    for count, (name, rest, code, result) in enumerate(_calls(log)):
        if name in _NAMES:
            yield from _named(name, [os.path.join(_plain(at), os.fsdecode(_bytes(one)))  # noqa: PTH118
                                     for at, one in _NAMED.findall(rest)], folder)
            continue
        if name in _OPENS:
            if _within(path := _plain(result), folder):
                opened[str(code)] = handle = f"{code}.{count}"
                at[handle] = 0
                yield from _open(path, handle, name, rest)
            continue
        found = _HANDLE.match(rest)
        path = _plain(found[2]) if found else ""
        texts = [_bytes(text) for text in _TEXT.findall(rest)]
        if name == "write" and found and found[1] == "1" and texts and texts[0].startswith(TOLD.encode()):
            yield Told(json.loads(texts[0][len(TOLD):]))
        elif found and _within(path, folder):
            handle = opened.get(found[1], "")
            yield from _done(name, path, handle, at, texts, rest, code)


def _open(path: str, handle: str, name: str, rest: str) -> Iterator[Step]:
    if "O_APPEND" in rest:
        raise AssertionError(f"没有学过怎样放 O_APPEND：{path}")
    if "O_CREAT" in rest or name == "creat":
        yield Make(path)
    yield Open(path, handle)
    if "O_TRUNC" in rest or name == "creat":
        yield Resize(path, 0, handle)


def _done(name: str, path: str, handle: str, at: dict[str, int], texts: list[bytes], rest: str, code: int) -> Iterator[Step]:
    """What a call does with a file, or a folder, that is open."""
    last = rest.rpartition(", ")[2]
    match name:
        case "fsync" | "fdatasync":
            yield Flush(path, handle)
        case "lseek":
            at[handle] = code
        case "ftruncate":
            yield Resize(path, int(last), handle)
        case "pwrite64":
            yield Write(path, int(last), texts[0][:code], handle)
        case "write":
            begin = at[handle]
            at[handle] = begin + code
            yield Write(path, begin, texts[0][:code], handle)
        case _:
            raise AssertionError(f"没有学过怎样放 {name}：{path}")


def _named(name: str, names: list[str], folder: str) -> Iterator[Step]:
    """A call that gives, changes or takes a name."""
    if not any(_within(one, folder) for one in names):
        return
    if name.startswith("mkdir"):
        yield Make(names[0], folder=True)
    elif name.startswith("rename"):
        yield Rename(names[0], names[1])
    elif name.startswith("link"):
        yield Link(names[0], names[1])
    else:
        yield Remove(names[0])


def _calls(log: Path) -> Iterator[tuple[str, str, int, str]]:
    """Each call that succeeded: its name, what it was given, what it gave, and the path of a handle that it gave."""
    begun: dict[str, str] = {}
    with log.open(encoding="ascii") as lines:
        for line in lines:
            if found := _BEGUN.match(line):
                begun[found["pid"]] = found["call"]
                continue
            if found := _RESUMED.match(line):
                line = f"{found['pid']} {begun.pop(found['pid'])}{found['rest']}"
            if (call := _CALL.match(line)) and (code := int(call["code"])) >= 0:
                yield call["name"], call["rest"], code, call["path"] or ""


def _bytes(hexed: str) -> bytes:
    return bytes.fromhex(hexed.replace("\\x", ""))


def _plain(path: str) -> str:
    return os.fsdecode(_bytes(path)) if path.startswith("\\x") else path


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder + os.sep)


if __name__ == "__main__":
    from importlib import import_module
    module, _, function = sys.argv[1].partition(":")
    getattr(import_module(f"tests.trials.{module}"), function)(*sys.argv[2:])
