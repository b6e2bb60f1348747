"""字体: what the window is written in, what each part of a paper is printed in, and which characters none of them has."""
from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ... import places
from ...errors import Trouble
from ...papers import faces
from ...papers import look as looks
from ...papers.faces import Faces
from ...papers.look import Look
from .. import kept, profiles, typefaces
from ..kept import shipped_forms
from ..office import Office
from .line import NOTE, WRONG, Line
from .seen import Seen

TOPIC = "字体"
RARE = "䶮㛃㳘㸌堃喆彧昇淼犇珺甯祎翀頔骉赟韡𠙶𣲘𦭜𨱇𬭎𬱖"
"""Characters of names that are often met and that old typefaces lack."""
INSTALL = "要和原字体一样，装上它，或在“公文版式”里指定字体文件夹；不装也能印，内容不差"


def lines(office: Office | None, seen: Seen | None) -> Iterator[Line]:
    if seen is not None:
        yield window(seen)
    look = profiles.layout(office) if office is not None else looks.read(kept.catalogue(shipped_forms()).look)
    try:
        found = (typefaces.found(office, look) if office is not None
                 else faces.find(look, places.fonts(), places.chosen_fonts())).afresh()
    except Trouble:
        yield Line(TOPIC, "没有可以印文书的中文字体，连程序自带的也不在", WRONG, "请维护人员重新安装程序")
        return
    yield from roles(look, found)
    yield common(found)
    yield rare(found)


def window(seen: Seen) -> Line:
    """Whether the window can be read."""
    if seen.lacking:
        return Line(TOPIC, f"窗口的字体 {seen.face or '没有'} 缺汉字，会显示成方框", WRONG, "请维护人员重新安装程序，或装一种中文字体")
    return Line(TOPIC, f"窗口的字体：{'系统没有中文字体，用程序自带的 ' if seen.own else ''}{seen.face}")


def roles(look: Look, found: Faces) -> Iterator[Line]:
    """Each part of a paper with its typeface."""
    lent = 0
    for role, label in typefaces.ROLES.items():
        if role == "latin" and not look.latin:
            continue
        wanted, head = look.font[role].word, found.head(role)
        if faces.folded(wanted) in head.names:
            yield Line(TOPIC, f"{label}：{wanted}")
        else:
            lent += 1
            yield Line(TOPIC, f"{label}：{wanted}（{typefaces.BRIEFLY[found.passed.get(role, '')]}），用 {head.called} 代替")
    if lent:
        yield Line(TOPIC, f"上面有 {lent} 处用相近的字体代替", NOTE, INSTALL)


@cache
def gb2312() -> str:
    """The 6763 characters that every Chinese typeface has."""
    rows = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return "".join(code.decode("gb2312", "ignore") for code in rows)


def common(found: Faces) -> Line:
    lacking = [char for char in gb2312() if not any(face.has(char) for face in found.chains["body"])]
    if lacking:
        return Line(TOPIC, f"常用字 {len(gb2312())} 个里缺 {len(lacking)} 个，印出来是空白", WRONG, "字体文件不全，请维护人员重新安装程序")
    return Line(TOPIC, f"常用字 {len(gb2312())} 个都印得出")


def rare(found: Faces) -> Line:
    lacking = "".join(char for char in RARE if not any(face.has(char) for face in found.chains["body"]))
    if lacking:
        return Line(TOPIC, f"人名生僻字 {len(RARE)} 个里印不出 {len(lacking)} 个：{lacking}", NOTE,
                    "名册里没有这些字就不要紧；有的，装上 SimSun-ExtB 或花园明朝")
    return Line(TOPIC, f"人名生僻字试了 {len(RARE)} 个，都印得出")
