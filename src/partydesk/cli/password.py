"""Passwords of an office: set, changed, taken back; the recovery code; a new key when somebody has left."""
from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Refusal
from . import unlocking
from .commands import Commands, opened

if TYPE_CHECKING:
    from ..office import Office

ACTIONS = {
    "set": "设口令：没有加密的就此加密，加密的给 --for 这个人一个口令",
    "change": "改自己的口令；忘了，加 --code 用恢复码",
    "remove": "收回 --for 这个人的口令；不写 --for，取消整个办公室的加密",
    "code": "换恢复码，旧的作废",
    "renew": "换新钥匙：有人离开、可能留有拷贝时用，旧口令旧恢复码都作废"}


def declare(commands: Commands) -> None:
    """The commands of this module."""
    made = commands.add("password", _password, "口令与加密")
    made.add_argument("action", metavar="做什么", choices=ACTIONS, help="；".join(f"{id} {says}" for id, says in ACTIONS.items()))
    made.add_argument("--for", dest="whom", default="", metavar="姓名", help="给谁设口令，收回谁的口令")
    made.add_argument("--new-password-file", type=Path, metavar="FILE", help="新口令写在这个文件的第一行，不写就问两遍")
    made.add_argument("--code", action="store_true", help="用恢复码打开")
    made.add_argument("--out", type=Path, metavar="FILE.pdf", help="把恢复码排成一页存进文件，打印后放进保险柜；不写就显示在终端里")


def _password(given: Any) -> int:
    return {"set": _set, "change": _change, "remove": _remove, "code": _code, "renew": _renew}[given.action](given)


def _set(given: Any) -> int:
    from ..office import Office, keys
    if keys.names(given.office):
        if not given.whom:
            raise Refusal("这个办公室已经加密；给别人设口令请加 --for 姓名，改自己的口令用 change")
        with opened(given) as office:
            keys.set_password(office, given.whom, _new(given, given.whom))
        print(f"已给“{given.whom}”设好口令，请他打开后自己改一个")
        return 0
    with Office.open(given.office) as office:
        who, called = given.whom or given.operator or office.who, office.setting("office")
    code = keys.protect(given.office, who, _new(given, who))
    print(f"已加密，用“{who}”的口令打开")
    _tell(given, called, code)
    _copies(given)
    return 0


def _change(given: Any) -> int:
    from ..office import keys
    known = keys.names(given.office)
    who = unlocking.operator(given, known) if known else ""
    with _opened(given) as office:
        if given.code:
            keys.set_password(office, who, _new(given, who))
        else:
            keys.change_password(office, who, unlocking.password(given, f"{who}的口令："), _new(given, who))
    print(f"已改好“{who}”的口令")
    return 0


def _remove(given: Any) -> int:
    from ..office import keys
    with _opened(given) as office:
        key = office.key
        if given.whom:
            keys.drop_password(office, given.whom)
    if given.whom:
        print(f"已收回“{given.whom}”的口令。他要是拷走过文件，请再换新钥匙（renew）")
        return 0
    if key is None:
        raise Refusal("这个办公室没有加密")
    keys.unprotect(given.office, key)
    print("已取消加密：拿到文件的人都能打开")
    return 0


def _code(given: Any) -> int:
    from ..office import keys
    with _opened(given) as office:
        code, called = keys.new_code(office), office.setting("office")
    print("已换恢复码，旧的那张纸作废")
    _tell(given, called, code)
    return 0


def _renew(given: Any) -> int:
    from ..office import keys
    with _opened(given) as office:
        key, called, before = office.key, office.setting("office"), keys.names(given.office)
    if key is None:
        raise Refusal("这个办公室没有加密，没有钥匙可换")
    who = unlocking.operator(given, before)
    code = keys.renew(given.office, key, who, _new(given, who))
    print(f"已换新钥匙，现在只有“{who}”的口令能打开")
    if others := [name for name in before if name != who]:
        print(f"要重新设口令的：{'、'.join(others)}")
    _tell(given, called, code)
    return 0


def _opened(given: Any) -> Office:
    """The office, by a password or by the recovery code."""
    from ..office import keys
    if not given.code:
        return opened(given)
    return keys.unlock_by_code(given.office, os.environ.get(unlocking.CODE) or unlocking.typed("恢复码：", unlocking.CODE))


def _new(given: Any, who: str) -> str:
    """A new password, typed twice where somebody types it."""
    if found := unlocking.given_as(given.new_password_file, unlocking.NEW):
        return found
    first = unlocking.typed(f"{who}的新口令：", unlocking.NEW)
    if unlocking.typed("再输一遍：", unlocking.NEW) != first:
        raise Refusal("两遍输入的不一样，未作任何改动")
    return first


def _tell(given: Any, called: str, code: str) -> None:
    from ..office import keys
    if given.out is None:
        print(f"恢复码（只显示这一次，请抄下来放进保险柜）：{code}")
    else:
        keys.put_sheet(given.out, called, code)
        print(f"恢复码已存为：{given.out}。打印后放进保险柜，再把这个文件删掉")


def _copies(given: Any) -> None:
    from ..office import keys
    for one in keys.plain_copies(given.office):
        print(f"还没有加密的旧拷贝，不用了请删除：{one}", file=sys.stderr)
