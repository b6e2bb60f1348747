"""The reader of other people's files, a process by itself: it may be slow, hungry or brought down, and nobody else is.

It is given a path, opens the file and writes plain rows to its output, a line of JSON at a time. Whoever started it
(`watched`) ends it when its time is over. Nothing in a file is ever run, and only text comes out.
"""
from __future__ import annotations

import gc
import json
import os
import sys
import traceback
from pathlib import Path
from typing import IO, Any

from ..errors import Refusal, Trouble, reason
from . import limits
from .archive import Archive
from .recognised import Old, recognised

ARGUMENT = "--read-a-sheet"
"""The first word of the command by which the packaged program becomes this process."""


def main() -> int:
    """Read the file that is named last; always 0: what went wrong is said like everything else."""
    out = os.fdopen(1, "wb", closefd=False)   # the packaged program with a window has no `sys.stdout`, but was given this

    def say(what: dict[str, Any]) -> None:
        out.write(json.dumps(what, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n")

    gc.disable()                              # nothing here goes in circles, and looking for it takes a third of the time
    try:
        confine()
        read(sys.argv[-1], say)
        say({"end": True})
    except Trouble as trouble:
        say({"trouble": str(trouble)})
    except Refusal as refusal:
        say({"refusal": str(refusal)})
    except MemoryError:
        say({"refusal": "文件太大或结构异常，内存不够，没有读完；请删去多余的行列和图片，另存为 .xlsx 后再试"})
    except Exception:  # noqa: BLE001 (a bug, to be logged whole by whoever asked)
        say({"bug": traceback.format_exc()})
    out.flush()
    return 0


def read(path: str, say: Any) -> None:
    """Tell what is in a file; a `Refusal` where that cannot be a table."""
    try:
        with Path(path).open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > limits.MOST_BYTES:
                raise Refusal(f"文件有 {size // 1_000_000} MB，最多读 {limits.MOST_BYTES // 1_000_000} MB；请删去图片，或分成几个文件")
            _told(file, say)
    except FileNotFoundError:
        raise Refusal("没有这个文件") from None
    except IsADirectoryError:
        raise Refusal("这是文件夹，不是 Excel 文件") from None
    except PermissionError as error:
        if Path(path).is_dir():               # which is what Windows says of a folder
            raise Refusal("这是文件夹，不是 Excel 文件") from None
        raise Trouble("文件打不开，可能正在 Excel 或 WPS 中打开，或没有权限；请关闭后再试") from error
    except OSError as error:
        raise Trouble(f"读文件时出错（{reason(error)}）；请检查 U 盘或网络是否断开，或把文件复制到本机再试") from error


def _told(file: IO[bytes], say: Any) -> None:
    match recognised(file):
        case Archive() as archive:
            from . import xlsx
            xlsx.read(archive, say)
        case Old():
            from . import xls
            xls.read(file, say)
        case None:
            from . import delimited
            delimited.read(file, say)


def confine() -> None:
    """No more memory and time than a sane file needs, held by the system itself."""
    if os.name == "nt":
        _confine_windows()
        return
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY, limits.MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.IN_ALL, limits.IN_ALL + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _confine_windows() -> None:
    """This process into a job with a limit of its memory; where that is not granted, the limits of what is read must do."""
    import ctypes
    from ctypes import wintypes

    class Basic(ctypes.Structure):
        _fields_ = [("user_time", ctypes.c_int64), ("job_time", ctypes.c_int64), ("flags", wintypes.DWORD),
                    ("least", ctypes.c_size_t), ("most", ctypes.c_size_t), ("processes", wintypes.DWORD),
                    ("affinity", ctypes.c_size_t), ("priority", wintypes.DWORD), ("scheduling", wintypes.DWORD)]

    class Extended(ctypes.Structure):
        _fields_ = [("basic", Basic), ("io", ctypes.c_uint64 * 6), ("process_memory", ctypes.c_size_t),
                    ("job_memory", ctypes.c_size_t), ("process_peak", ctypes.c_size_t), ("job_peak", ctypes.c_size_t)]

    process_memory, one_process, extended_limits = 0x100, 0x8, 9
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)      # type: ignore[attr-defined,unused-ignore]
    kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = wintypes.HANDLE
    kernel.SetInformationJobObject.argtypes = [wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD]
    kernel.AssignProcessToJobObject.argtypes = [wintypes.HANDLE, wintypes.HANDLE]
    job = kernel.CreateJobObjectW(None, None)
    asked = Extended(process_memory=limits.MEMORY)
    asked.basic.flags, asked.basic.processes = process_memory | one_process, 1
    if job and kernel.SetInformationJobObject(job, extended_limits, ctypes.byref(asked), ctypes.sizeof(asked)):
        kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())


if __name__ == "__main__":
    sys.exit(main())
