"""What can go wrong, in three kinds: what the clerk can mend, what the world did, and our own mistakes.

`Refusal` and `Trouble` carry a Chinese sentence fit to be shown as it is. Anything else that is raised is a bug.
"""
from __future__ import annotations

import errno
from collections.abc import Mapping


class Refusal(ValueError):
    """The clerk can put this right; the message says what is wrong, where, and what is allowed."""


class Refusals(Refusal):
    """Everything wrong with one record, by field id, so that each can be said beside its blank."""

    def __init__(self, by_field: Mapping[str, str], where: str = ""):
        super().__init__(where + "；".join(by_field.values()))
        self.by_field = dict(by_field)


class NoGlyph(Refusal):
    """A PDF was about to be written with characters that no typeface has; the clerk may want it all the same."""


class Moved(Refusal):
    """What was to be changed has been changed by somebody else since it was read: nothing is written over unseen."""


class Gone(Moved):
    """What was to be changed has been removed by somebody else since it was read."""


class PasswordWanted(Refusal):
    """The server wants a password, or another one."""


class Trouble(Exception):
    """The world is at fault (a file open elsewhere, a full disk, a locked database); the message says what to try."""


class Lost(Trouble):
    """The server cannot be reached, or broke off: nothing was saved, and it may be there again in a moment."""


_REASONS = {
    "磁盘已满": ("ENOSPC",),
    "超过了允许用的磁盘空间": ("EDQUOT",),
    "没有权限": ("EACCES", "EPERM"),
    "是只读的": ("EROFS",),
    "没有这个文件或文件夹": ("ENOENT",),
    "路径里有一段不是文件夹": ("ENOTDIR",),
    "那里是一个文件夹": ("EISDIR",),
    "那里已经有了": ("EEXIST", "ENOTEMPTY"),
    "磁盘读写出错，磁盘或 U 盘可能坏了": ("EIO",),
    "U 盘或磁盘已拔出": ("ENODEV", "ENXIO", "ENOMEDIUM"),
    "正被别的程序占用": ("EBUSY", "ETXTBSY", "EAGAIN"),
    "名字或路径太长": ("ENAMETOOLONG",),
    "文件太大，这个磁盘放不下一个这么大的文件": ("EFBIG",),
    "打开的文件太多": ("EMFILE", "ENFILE"),
    "内存不足": ("ENOMEM",),
    "系统不接受这个名字": ("EINVAL", "EILSEQ"),
    "网络断了": ("ESTALE", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT", "ECONNRESET", "EHOSTDOWN"),
}
_BY_NUMBER = {getattr(errno, name): says for says, names in _REASONS.items() for name in names if hasattr(errno, name)}
_HELD_ON_WINDOWS = (32, 33)                   # ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION


def reason(error: Exception) -> str:
    """Why the system refused, in Chinese: its own words are English wherever the system is, and often where it is not.

    Of SQLite's errors only the full disk is told apart, as it has no number of the system's.
    """
    if getattr(error, "winerror", None) in _HELD_ON_WINDOWS:
        return "正被别的程序打开"
    if isinstance(error, OSError):
        known = _BY_NUMBER.get(error.errno or 0)
        return known or error.strerror or str(error) or type(error).__name__
    return "磁盘已满" if "full" in str(error) else "写不下"
