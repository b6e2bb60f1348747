"""An office saved once more somewhere else, as it is open now, even where its file was taken away meanwhile."""
from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from .. import placed
from ..errors import Refusal, Trouble, reason
from ..records import disk, server
from . import attachments
from .office import Office


def save_as(office: Office, out: Path) -> None:
    """A whole copy under the same key, with the attachments; `Refusal` where something stands there already."""
    if server.is_url(office.place):
        raise Refusal("这个办公室在服务器上，不能另存成文件；请用备份")
    if out.exists():
        raise Refusal(f"{out} 已存在，不会覆盖；请换一个文件名")
    part = out.with_name(f".{out.name}.salvaging{os.getpid()}")
    try:
        disk.drop(part)
        there = driver.connect(str(part))
        try:
            if office.key is not None:
                there.execute(office.key.pragma)
            with office.reading() as connection:
                here: Any = connection.connection.driver_connection
                here.backup(there)
        finally:
            there.close()
        disk.settle(part)
        files = attachments.folder(office)
        if files.is_dir():
            shutil.copytree(files, out.with_name(f"{out.name}-files"), dirs_exist_ok=True)
        placed.put(part, out)
    except (OSError, driver.DatabaseError) as error:
        raise Trouble(f"没有存成“{out.name}”：{reason(error)}。请检查磁盘空间，或换一个文件夹") from error
    finally:
        disk.drop(part)
