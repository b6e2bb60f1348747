"""字体: the typefaces that papers are printed with here, and what a reader must know of them, said once for each file."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from sqlalchemy import select

from .. import places
from ..errors import NoGlyph
from ..papers import faces
from ..papers.document import Document
from ..papers.faces import Faces, Fault, Replaced
from ..papers.look import Look
from ..papers.pdf import Printed
from ..records.tables import person
from .licences import licensed
from .office import Office

NAMED = 5
"""People or copies that are named with a character; of more it is said how many."""

ROLES = {"title": "标题", "body": "正文", "kai": "二级标题", "hei": "一级标题", "song": "页码", "latin": "数字和字母"}
"""What a role of a look is called on the screen; the others only lend characters."""
WHY: dict[Fault, str] = {
    "": "本机没有{wanted}",
    "licence": "{wanted}的厂商限制放进文件，还没有确认本单位的授权（在“公文版式”里确认）",
    "forbidden": "{wanted}的厂商不许把它放进文件",
    "outlines": "本机的{wanted}是 OTF 轮廓的字体，放不进 PDF"}

BRIEFLY: dict[Fault, str] = {"": "本机没有", "licence": "要确认授权", "forbidden": "厂商不许放进文件", "outlines": "OTF 轮廓，放不进 PDF"}


class Named(Protocol):
    """A copy of a paper: whom or what it is for, and its document."""

    @property
    def name(self) -> str: ...
    @property
    def document(self) -> Document: ...


@dataclass(frozen=True)
class Used:
    """What is printed in one role: the typeface that is wanted, the one that is used, and why it is another one."""

    role: str
    wanted: str
    used: str
    why: str = ""


def found(office: Office, look: Look) -> Faces:
    """The typefaces of this machine for a look: the clerk's own folder first, those with a licence among them."""
    return faces.find(look, places.fonts(), places.chosen_fonts(), licensed=licensed(office))


def used(look: Look, done: Printed) -> list[Used]:
    """Role by role, what a page that shows all of them was printed with."""
    instead = {one.wanted: one for one in done.replaced if not one.characters}
    rows = []
    for role, label in ROLES.items():
        wanted = look.font[role].word
        other = instead.get(wanted)
        if role != "latin" or look.latin:
            rows.append(Used(label, wanted, other.used if other else wanted, BRIEFLY[other.fault] if other else ""))
    return rows


# ── what is said of a file ───────────────────────────────────────────────────────────────────────

def remarks(office: Office, done: Printed, made: Sequence[Named]) -> tuple[str, ...]:
    """What a reader should know of the fonts of a file: what was replaced, and which characters come from elsewhere or nowhere."""
    lent = [replaced for replaced in done.replaced if replaced.characters]
    said = [*_replaced([replaced for replaced in done.replaced if not replaced.characters])]
    if lent:
        words = _words(made)
        said.append("字体缺字，用别的字体补：" + "；".join(
            f"{'、'.join(_borne(office, words, char) for char in one.characters)}用“{one.used}”" for one in lent))
    return (*said, *lacking(office, done, made))


def joined(prints: Sequence[Printed]) -> Printed:
    """What is to be said of the fonts of several files, as of one: each replacement and each missing character once."""
    lent: dict[Replaced, dict[str, None]] = {}
    for each in (replaced for one in prints for replaced in one.replaced):
        lent.setdefault(replace(each, characters=each.characters[:1] and "…"), {}).update(dict.fromkeys(each.characters))
    replaced = tuple(replace(each, characters="".join(characters)) for each, characters in lent.items())
    return Printed(sum(one.pages for one in prints), (), replaced, tuple(dict.fromkeys(char for one in prints for char in one.missing)))


def _replaced(whole: Sequence[Replaced]) -> Iterator[str]:
    """Typefaces replaced for the same reason in one sentence."""
    for fault, why in WHY.items():
        those = list({(one.wanted, one.used): one for one in whole if one.fault == fault})
        if those:
            wanted = "".join(f"“{one}”" for one, _ in those)
            each = "分别" if len(those) > 1 else ""
            instead = "".join(f"“{other}”" for _, other in those)
            yield f"{why.format(wanted=wanted)}，PDF {each}用{instead}代替；Word 文件仍写原来的字体名"


def lacking(office: Office, done: Printed, made: Sequence[Named]) -> tuple[str, ...]:
    """One sentence on the characters that no typeface has, and whose they are."""
    if not done.missing:
        return ()
    words = _words(made)
    told = [_borne(office, words, char, coded=True) for char in done.missing]
    return (f"本机的字体都没有这{'个字' if len(told) == 1 else '些字'}，会印成空白：{'；'.join(told)}",)


def _words(made: Sequence[Named]) -> list[tuple[str, str]]:
    """What each copy is called, and its words."""
    return [(copy.name, copy.document.text) for copy in made]


def _borne(office: Office, words: Sequence[tuple[str, str]], char: str, *, coded: bool = False) -> str:
    """A character with the people in whose names it stands, or else the copies; `coded`: with its number, for it cannot be seen."""
    shown = f"“{char}”U+{ord(char):X}" if coded else char
    where = [(number, name, text) for number, (name, text) in enumerate(words, 1) if char in text]
    who = [name for name in _people(office, char) if any(name in text for _, _, text in where)]
    if len(words) > 1 and (coded or not who):
        who = [f"第 {number} 份“{name}”" for number, name, _ in where]
    elif not who and coded:
        who = [name for _, name, _ in where]
    more = f"等 {len(who)} 处" if len(who) > NAMED else ""
    return f"{shown}（{'、'.join(who[:NAMED])}{more}）" if who else shown


def _people(office: Office, char: str) -> list[str]:
    """Those on the roster in whose names the character stands."""
    with office.reading() as connection:
        rows = connection.execute(select(person.c.name).where(person.c.name.contains(char, autoescape=True)).distinct())
        return sorted(row.name for row in rows)


def whole(office: Office, done: Printed, made: Sequence[Named], *, anyway: bool = False) -> tuple[str, ...]:
    """The remarks on a file that is about to be written; `NoGlyph` where it would have blanks, unless it is wanted `anyway`."""
    if done.missing and not anyway:
        raise NoGlyph("".join(lacking(office, done, made))
                      + "。装上有这个字的字体（如 SimSun-ExtB、花园明朝），或在“公文版式”里指定字体文件夹，再导出")
    return remarks(office, done, made)

