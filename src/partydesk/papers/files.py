"""A file or a folder written whole: whoever looks sees the old or the new, never a part, even after a power cut."""
from __future__ import annotations

import errno
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .. import placed
from ..errors import Refusal, Trouble, reason
from ..writing import put, settled

FULL = {errno.ENOSPC, errno.EDQUOT}
NO_SUCH_NAME = 123
"""What Windows says of a name with characters that it keeps for itself."""


def replace(path: Path, content: bytes) -> None:
    """Puts `content` in the place of the file at `path`; Trouble, in Chinese, if that cannot be, and nothing changes."""
    try:
        put(path, content)
    except OSError as error:
        raise Trouble(said(path, error)) from error


def folder(path: Path) -> None:
    """Sees to it that there is a folder at `path`, in one that is there already; Trouble if that cannot be."""
    try:
        path.mkdir(exist_ok=True)
        settled(path.parent)
    except FileExistsError as error:
        raise Trouble(f"“{path}”是一个文件，不是文件夹。请换一个名称") from error
    except OSError as error:
        raise Trouble(said(path, error)) from error


@contextmanager
def filled(out: Path) -> Iterator[Path]:
    """A place to put files in, which becomes the folder `out` once all are there; where that fails, nothing is left.

    Refusal where something lies in `out` already; Trouble where it cannot be written.
    """
    part = out.with_name(f".{out.name[:60]}.{secrets.token_hex(4)}.part")
    try:
        if out.is_dir():
            if any(out.iterdir()):
                raise Refusal(f"文件夹“{out.name}”里已有内容，不会覆盖；请选一个空文件夹，或换一个名称")
        elif out.exists():
            raise Trouble(f"“{out}”是一个文件，不是文件夹。请换一个名称")
        part.mkdir()
        yield part
        for inner in (part, *(one for one in part.rglob("*") if one.is_dir())):
            settled(inner)
        if out.is_dir():
            out.rmdir()
        placed.put(part, out)
        settled(out.parent)
    except OSError as error:
        raise Trouble(said(out, error)) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def said(path: Path, error: OSError) -> str:
    """What went wrong with writing `path`, and what to try."""
    if error.errno in FULL:
        return f"没有写成“{path.name}”：磁盘空间不足。请清理磁盘或换一个文件夹后再导出"
    if isinstance(error, PermissionError) and path.is_dir():      # which is what Windows says of a folder in the way
        error = IsADirectoryError(errno.EISDIR, "")
    match error:
        case PermissionError():
            if path.exists():
                return f"没有写成“{path.name}”：文件可能正在 WPS 或 Word 中打开，或者是只读的。请关闭文件后重试，或换一个文件名"
            return f"没有写成“{path.name}”：没有在“{path.parent}”里写文件的权限。请换一个文件夹"
        case FileNotFoundError() | NotADirectoryError():
            return f"没有写成“{path.name}”：没有文件夹“{path.parent}”。请先建立文件夹，或换一个"
        case IsADirectoryError():
            return f"没有写成“{path.name}”：已有同名的文件夹。请换一个文件名"
    if error.errno == errno.ENAMETOOLONG:
        return f"没有写成“{path.name[:20]}…”：文件名太长。请改短文件名"
    if error.errno == errno.EINVAL or getattr(error, "winerror", None) == NO_SUCH_NAME:
        return f"没有写成“{path.name}”：文件名里有这里不能用的字符（如 \\ / : * ? \" < > |）。请换一个文件名"
    if error.errno == errno.EROFS:
        return f"没有写成“{path.name}”：“{path.parent}”是只读的。请换一个文件夹"
    return f"没有写成“{path.name}”：{reason(error)}。请检查磁盘，或换一个文件夹后再导出"
