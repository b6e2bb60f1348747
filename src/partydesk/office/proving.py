"""The journal proves itself: every line that does not hold, and everything that was changed without it, in words.

The lines are read once, in their order: `chain` follows the seals, `replay` what every record comes to, and both are
held against what is there, and against the heads that were kept: in this person's folder, and with each paper as sent.
"""
from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from .. import places
from ..errors import Refusal
from ..figures.checks import Finding
from ..records import back, chain, migrating
from ..records.chain import Break, Chain, Line
from ..records.engine import Damaged
from ..records.journal import Head
from ..records.replay import ENTERED, Differs, Holdings, Images
from ..records.tables import SHAPES, change, issued
from ..records.tables import desk as desk_table
from . import heads, history
from .history import Everyone
from .history import Line as Difference
from .office import Office

MOST = 100
"""Findings told one by one; of more it is said how many there are."""
CODE = 16
"""Characters of a seal that are printed as the code of a state: 64 bits."""


@dataclass(frozen=True)
class State:
    """What the journal says of a code that was printed: the line that it seals, and how much was done since.

    `broken`: where the journal up to there does not hold any more.
    """

    at: str
    who: str
    why: str
    seq: int
    since: int
    steps: int
    broken: tuple[str, ...]

    @property
    def when(self) -> str:
        return back.clock(self.at)


def faults(office: Office) -> list[str]:
    """What is wrong with the file itself: pages, links, the chain of the journal, and what was changed without it."""
    found = list[str]()
    try:
        with office.reading() as connection:
            found += migrating.verify(connection)
            found += (finding.found for finding in findings(office))
    except Damaged as damaged:                # a page, or a text, that cannot be read at all
        found.append(damaged.found)
    return found


def findings(office: Office) -> list[Finding]:
    """Every place where the journal does not hold, and every record that is not what it says."""
    breaks, differing = _read(office, {})
    names, words = Everyone(office), list[Finding]()
    for one in breaks[:MOST]:
        words.append(Finding("journal", "error", "操作记录应前后相接，一行不少", _broken(office, one),
                             "有别的程序动过这个文件，或文件损坏；请与备份核对，必要时从备份恢复"))
    for differs in differing[:MOST]:
        shape = ((differs.place, differs.id),) if differs.id and differs.holds is not None else ()
        words.append(Finding("journal", "error", "数据应与操作记录一致", _differs(office, names, differs),
                             "这里被别的程序改过；请核对哪一个是对的，在表单里改正并保存", kind=differs.kind, rows=shape))
    for what, found in (("操作记录", breaks), ("数据", differing)):
        if len(found) > MOST:
            words.append(Finding("journal", "error", "", f"{what}另有 {len(found) - MOST} 处不符，没有逐一列出"))
    return words


def _read(office: Office, also: heads.Heads) -> tuple[list[Break], list[Differs]]:
    with office.reading() as connection:
        kept = [*heads.kept(office.uid).items(), *_issued(connection), *also.items()]
        rows, there = chain.rows(connection), Holdings(connection)
    following, images, breaks = Chain(kept), Images(), list[Break]()
    for line in chain.read(rows):
        breaks += following.follow(line)
        images.follow(line)
    breaks += following.end()
    return breaks, list(images.differing(there, office.catalogue))


def _issued(connection: Connection) -> Iterator[tuple[str, Head]]:
    """The heads that were kept with each paper as it was sent."""
    for text in connection.execute(select(issued.c.content)).scalars():
        try:
            yield from head_of(json.loads(text))
        except (ValueError, TypeError, KeyError, AttributeError):
            continue                          # what is no longer data is found by what the journal says of it


def head_of(content: dict[str, dict[str, str]]) -> Iterator[tuple[str, Head]]:
    """The head that the content of an issue was kept with; papers sent before there was one have none."""
    if (proof := content.get("proof")) is not None:
        yield proof["desk"], Head(int(proof["seq"]), proof["hash"], proof["at"])


# ── the code of a state ──────────────────────────────────────────────────────────────────────────────

def code(seal: str) -> str:
    """A seal as it is printed: 3F2A-91BC-0D4E-77A1."""
    return "-".join(seal[at:at + 4] for at in range(0, CODE, 4)).upper()


def newest(office: Office) -> str:
    """The code of the last line that was written, by whatever desk; empty where nothing was."""
    with office.reading() as connection:
        seal = connection.execute(select(change.c.hash).order_by(change.c.id.desc()).limit(1)).scalar()
    return code(seal) if seal else ""


def state(office: Office, printed: str) -> State:
    """What the journal says of a printed code; `Refusal` where it holds no such state (any more)."""
    plain = re.sub(r"[\s‐-―－-]", "", printed).lower()
    if not re.fullmatch(f"[0-9a-f]{{{CODE}}}", plain):
        raise Refusal(f"数据校验码是 {CODE} 个数字和字母（0–9、A–F），如 3F2A-91BC-0D4E-77A1，现为“{printed[:40]}”")
    with office.reading() as connection:
        row = connection.execute(select(change).where(change.c.hash.startswith(plain))).first()
        if row is None:
            raise Refusal(f"操作记录里没有数据校验码为 {code(plain)} 的状态：这个文件比印出时旧，不是同一个办公室的，或操作记录被改过")
        since, steps = connection.execute(select(func.count(), func.count(func.distinct(change.c.step))).where(
            change.c.id > row.id, change.c.step != row.step)).one()
    kept = {}                                 # what the line itself says of how far every desk was
    for desk, told in ((row.after or {}).get("heads") or {}).items():
        seq, _, seal = told.partition(" ")
        kept[desk] = Head(int(seq), seal, row.at)
    kept[row.desk] = Head(row.seq, row.hash, row.at)
    until = [_broken(office, one) for one in _read(office, kept)[0] if one.desk in kept and one.seq <= kept[one.desk].seq]
    return State(row.at, row.who, row.why, row.seq, since, steps, tuple(until))


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────

def desk_name(office: Office, id: str) -> str:
    """A desk as a clerk knows it."""
    if id == office.desk:
        return "本机"
    if id in places.former_desks():
        return "本机原先的编号"
    with office.reading() as connection:
        name = connection.execute(select(desk_table.c.name).where(desk_table.c.id == id)).scalar()
    return f"“{name}”" if name else f"工作台 {id[:8]}"


def _broken(office: Office, one: Break) -> str:
    of = f"{desk_name(office, one.desk)}的操作记录"
    at = f"第 {one.seq} 行（{_said(one.line)}）" if one.line is not None else ""
    before = f"第 {one.before.seq} 行（{_said(one.before)}）" if one.before is not None else "最前面"
    match one.sort:
        case "altered" if one.line is not None and one.line.unread:
            return f"{of}{at}被改过，已经读不懂"
        case "altered":
            return f"{of}{at}与它前面的{before}接不上：其中有一行被改过，或中间有被删去、插入的"
        case "missing":
            first, last = one.seq - one.count, one.seq - 1
            which = f"第 {first} 行" if first == last else f"第 {first} 至 {last} 行，共 {one.count} 行"
            return f"{of}缺{which}：在{before}之后，{at}之前"
        case "misplaced":
            return f"{of}{at}重复或排错了位置：前面已经到{before}"
        case "head":
            return f"{of}{at}与以前看到的（定稿时或上次关闭时留下的校验码）不一样：从这里或更早开始被整段改写过"
        case "short":
            return f"{of}最后少了 {one.count} 行：现在到{at or '第 0 行'}为止，以前看到过第 {one.seq + one.count} 行"


def _said(line: Line | None) -> str:
    """When it was written, by whom, and why, as far as it can be read."""
    if line is None:
        return ""
    return f"{_clock(line.at)} {line.who[:20]}：{line.why[:40]}"


def _differs(office: Office, names: Everyone, one: Differs) -> str:
    said, holds = dict(one.said or {}), dict(one.holds or {})
    entered = [_clock(str(flat.pop(ENTERED, ""))) for flat in (said, holds)]
    what, lines = back.WORDS.get(one.place, "记录"), _raw(said, holds)
    with suppress(Refusal, ValueError, LookupError, TypeError, ArithmeticError, AttributeError):     # what cannot be read is told as it is
        if one.place in SHAPES:
            what = f"{one.kind}“{_title(one)}”"
            if (kind := office.catalogue.kinds.get(one.kind)) is not None:
                what = f"{kind.label}“{_title(one)}”"
                what = f"{kind.label}“{names.called(kind.id, one.id)}”（编号 {one.id}）" if one.id else what
                lines = list(history.between(kind, said, holds, names))
        else:
            thing = history.keyed(office, one.place, one.row, said, holds)
            what, lines = f"{thing.label}“{thing.called}”", list(thing.lines)
    if one.said is None:
        return f"{what}不在操作记录里：是别的程序加进来的"
    if one.holds is None:
        return f"{what}在操作记录里，表里却没有：被别的程序删去了"
    if entered[0] != entered[1]:
        lines.append(Difference("录入时间", *entered))
    told = "；".join(f"{line.label}在操作记录里是“{_short(line.before)}”，现在表里是“{_short(line.after)}”"
                    for line in lines or _raw(said, holds))
    return f"{what}与操作记录不一致：{told}"


def _raw(said: dict[str, object], holds: dict[str, object]) -> list[Difference]:
    """What differs, as it is kept: no form can read it."""
    return [Difference(name, *(str(flat.get(name, "")) for flat in (said, holds))) for name in sorted({*said, *holds})]


def _clock(at: str) -> str:
    try:
        return back.clock(at)
    except ValueError:
        return at[:20]


def _title(one: Differs) -> str:
    flat = one.said or one.holds or {}
    return str(flat.get("name") or flat.get("title") or one.row[:8])


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"
