"""What is asked of a place before the office there is opened, and what is seen to before anybody works in it."""
from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from ..catalogue.catalogue import Catalogue
from ..errors import Refusal
from ..records import file, medium, server, swap, whole, words


def shut(place: str) -> str:
    """Why an office can only be read where it lies; empty where it can be written."""
    if server.is_url(place) or not (why := medium.shut(Path(place))):
        return ""
    return f"{why}，只能看，不能录入或修改；要录入，请拷到本机硬盘上再打开"


def ready(place: str, *, writing: bool) -> bool:
    """Refuse a backup, and put in place what was restored; says whether something was."""
    if server.is_url(place):
        return False
    path = Path(place)
    file.there(path)
    if whole.is_backup(path):
        raise Refusal(f"{path.name} 是一份备份，不在这里打开，以免改动它；请用“备份与恢复…”把它恢复出来")
    if not writing or not swap.pending(path):
        return False
    swap.finish(path)
    return True


def indexed(place: str, engine: Engine, catalogue: Catalogue) -> None:
    """See to it that the records can be found by their words: an office made before that was kept has no index yet."""
    with engine.connect().execution_options(reading=True) as connection:
        built = words.built(connection)
    if not built and (not server.is_url(place) or server.may_write(engine)):
        with engine.begin() as connection:
            words.build(connection, catalogue)
