"""One package merged into an office, row by row, in the step that takes it in.

What two desks wrote without knowing of each other is never lost: what the committee has stands, at its own desk and at
the branch's, and the other edit is kept as a clash until the committee decides. Nothing waits for that.
"""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..catalogue.kind import Kind
from ..errors import Refusal
from ..records import record
from ..records.back import by_id, kind_of, unflat, whole
from ..records.origin import (
    ALL,
    NOBODYS,
    ROSTER,
    WHOLE,
    Dot,
    Dots,
    Origin,
    Origins,
    Vector,
    covers,
    dot_of,
    stamp,
    verdict,
)
from ..records.record import Record
from ..records.tables import SHAPES, STATUSES, UNDONE, attachment, clash
from ..records.uids import SAME, Missing, Uids
from . import attachments
from .desks import Desk
from .office import Office
from .package_file import Opened
from .packages import NOTE
from .station import COMMITTEE
from .twins import relink

if TYPE_CHECKING:
    from ..records.door import Door

REMOVED = "removed"
Flat = Mapping[str, Any]


class Merging:
    """One taking in under way. `came` are the uids that are new here, `listed` the clashes that it found."""

    def __init__(self, office: Office, door: Door, origins: Origins, mine: Desk, theirs: Collection[str],
                 roster: Vector, records: Vector, records_here: Vector):
        self._office, self._door, self._origins, self._mine = office, door, origins, mine
        self._leads = mine.role == COMMITTEE
        self._theirs = theirs                 # the ids of the branch, and of all that it goes on for
        self._roster_there, self._records_there, self._records_here = roster, records, records_here
        self._uids = Uids(door.connection)
        self._here = origins.here(office.desk)
        self._waiting: list[tuple[Kind, str, Flat]] = []
        self._spoken: set[str] = set()
        self._taken: set[str] = set()         # records that are as the package has them
        self._dots: dict[str, Dots] = {}
        self._stamped: dict[str, Dots] = {}   # what became of them in this step
        self.came: set[str] = set()
        self.listed: set[tuple[str, str, str, str]] = set()
        self.new, self.changed, self.removed = Counter[str](), Counter[str](), Counter[str]()
        self.told: list[str] = []

    # ── the roster, blank by blank ───────────────────────────────────────────────────────────────

    def roster(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self._dots = self._origins.roster()
        rows = [row for row in rows if self._kind(row).shape in ROSTER]
        twins = {row["uid"] for row in rows if SAME in row["flat"] and self._uids.lasting(row["uid"]) == row["uid"]}
        for shape in ("body", "person"):
            here = self._locals(shape, {row["uid"] for row in rows})
            for row in rows:
                kind = self._kind(row)
                if kind.shape != shape:
                    continue
                flat, dots = self._read(kind, row)
                if (local := here.get(row["uid"])) is None:
                    self._add(kind, row, flat, Origin(None, self._origins.last, dots))
                else:
                    self._merge(kind, local, flat, dots)
        self._settle_links()
        self._no_circles({row["uid"]: row for row in rows if self._kind(row).shape == "body"})
        for shape in ROSTER:
            for uid, local in self._locals(shape, twins).items():
                if local.removed and SAME in local.rest:
                    relink(self._door, self._origins, self._uids, uid, local.rest[SAME], self._stamped)

    def _merge(self, kind: Kind, local: Record, flat: dict[str, Any], dots: Dots) -> None:
        ours, mine = self._uids.out(kind, whole(kind, local)), self._dots.get(local.uid, {})
        merged, known = dict(ours), dict(mine)
        coming: list[Dot] = []
        for blank in sorted((ours.keys() | flat.keys()) - {REMOVED}):
            if blank in kind.known and kind.known[blank].derived:
                continue
            held, sent = dot_of(mine, blank), dot_of(dots, blank)
            match verdict(held, sent, self._origins.seen, self._roster_there):
                case "new":
                    merged[blank], known[blank] = flat.get(blank), sent
                    coming.append(sent)
                case "apart" if ours.get(blank) == flat.get(blank):
                    known[blank] = held if self._leads else sent
                case "apart":
                    coming.append(sent)
                    self._apart(local.uid, blank, ours.get(blank), held, flat.get(blank), sent, merged, known)
        self._merge_removal(local.uid, ours, mine, flat, dots, coming, merged, known)
        if known != mine:
            self._put(kind, local, merged, Origin(self._origins.owner(local.uid), self._origins.last, known), ours)

    def _apart(self, uid: str, blank: str, ours: Any, held: Dot, theirs: Any, sent: Dot, merged: dict[str, Any], known: Dots) -> None:
        """Two edits that did not know of each other: the committee's stands, the other is kept to be decided on."""
        if self._leads:
            self._clash(uid, blank, ours, sent, theirs)
            known[blank] = self._here
        else:
            self._clash(uid, blank, theirs, held, ours)
            merged[blank], known[blank] = theirs, sent

    def _merge_removal(self, uid: str, ours: Flat, mine: Dots, flat: Flat, dots: Dots, coming: list[Dot],
                       merged: dict[str, Any], known: Dots) -> None:
        """An entry that one desk deleted while another, not knowing, went on with it, stays until it is decided."""
        held, sent = dot_of(mine, REMOVED), dot_of(dots, REMOVED)
        unseen = [dot for blank, dot in mine.items() if blank != REMOVED and not covers(self._roster_there, dot)]
        here, there = ours.get(REMOVED), flat.get(REMOVED)
        match verdict(held, sent, self._origins.seen, self._roster_there):
            case "new":
                merged[REMOVED], known[REMOVED] = there, sent
                if there and not here and unseen:
                    if self._leads:
                        self._clash(uid, REMOVED, None, sent, there)
                        merged[REMOVED], known[REMOVED] = None, self._here
                    else:
                        self._clash(uid, REMOVED, there, max(unseen, key=lambda dot: dot[1]), None)
            case "apart" if bool(here) != bool(there):
                self._apart(uid, REMOVED, here, held, there, sent, merged, known)
            case "apart" if not self._leads:
                merged[REMOVED], known[REMOVED] = there, sent
            case "known" | "same":
                if here and not there and coming and not covers(self._roster_there, held):
                    if self._leads:
                        self._clash(uid, REMOVED, here, max(coming, key=lambda dot: dot[1]), None)
                        known[REMOVED] = self._here
                    else:
                        self._clash(uid, REMOVED, None, held, here)
                        merged[REMOVED], known[REMOVED] = None, self._here

    def _no_circles(self, sent: Mapping[str, Mapping[str, Any]]) -> None:
        """No organisation above itself, where two desks put each under the other: what the committee says of it holds."""
        table = SHAPES["body"]
        above: dict[int, int | None] = dict(map(tuple, self._door.connection.execute(select(table.c.id, table.c.parent))))
        for uid, local in self._locals("body", list(sent)).items():
            at, seen = above[local.id], set[int]()
            while at is not None and at != local.id and at not in seen:
                seen.add(at)
                at = above[at]
            if at != local.id:
                continue
            kind, dots = self._of(local), self._dots_of(uid)
            ours = self._uids.out(kind, whole(kind, local))
            stands = None if self._leads else by_id(kind, sent[uid]["flat"]).get("parent")
            if stands != ours["parent"]:
                self._clash(uid, "parent", stands, dot_of(dots, "parent"), ours["parent"])
                self._put(kind, local, {**ours, "parent": stands}, Origin(None, self._origins.last, dots | {"parent": self._here}), ours)
                above[local.id] = None if stands is None else self._uids.id("body", stands)

    # ── records, as a whole ──────────────────────────────────────────────────────────────────────

    def records(self, rows: Iterable[Mapping[str, Any]]) -> None:
        rows = [row for row in rows if self._kind(row).shape not in ROSTER]
        dots = self._origins.records()
        for shape in ("activity", "item", "fact", "paper"):
            here = self._locals(shape, {row["uid"] for row in rows if self._kind(row).shape == shape})
            for row in rows:
                kind = self._kind(row)
                if kind.shape != shape:
                    continue
                flat, sent = self._read(kind, row)
                owner = None if row["owner"] == self._mine.id or not self._leads and row["owner"] in self._theirs else row["owner"]
                held = self._origins.held.get(row["uid"], Origin())
                made = Origin(owner, self._origins.last, {ALL: dot_of(sent, ALL)}, held.was)
                if (local := here.get(row["uid"])) is None:
                    self._add(kind, row, flat, made)
                    continue
                ours = self._uids.out(kind, whole(kind, local))
                mine = dots.get(local.uid, NOBODYS)
                is_theirs = not self._leads or mine == NOBODYS or (held.owner or self._mine.id) in self._theirs
                match verdict(mine, dot_of(sent, ALL), self._records_here, self._records_there):
                    case "new" if is_theirs:
                        self._put(kind, local, flat, made, ours)
                        self._taken.add(local.uid)
                    case "new" | "apart" if self._leads:
                        if ours != flat:
                            self._clash(local.uid, WHOLE, ours, dot_of(sent, ALL), flat)
                        stamp(self._door, local.uid, replace(held, at=self._origins.last, dots={ALL: self._here}))
                    case "new" | "apart":
                        if ours != flat:
                            self._clash(local.uid, WHOLE, flat, mine, ours)
                        self._put(kind, local, flat, made, ours)
                        self._taken.add(local.uid)
        self._settle_links()

    # ── what hangs on them ───────────────────────────────────────────────────────────────────────

    def files(self, rows: Iterable[Mapping[str, Any]], found: Opened, *, only: bool) -> None:
        """The files of records that were taken, and those of the roster that are not here; none without its content."""
        table, missing, sent = attachment, 0, Counter[str]()
        there = {(row.record, row.hash) for row in self._door.connection.execute(select(table.c.record, table.c.hash))}
        kept: dict[str, set[str]] = {}
        for row in rows:
            uid, digest = row["record"], row["hash"]
            kept.setdefault(uid, set()).add(digest)
            if (uid, digest) in there or uid not in self._taken and (uid not in self._uids.at or self._uids.at[uid][0] not in ROSTER):
                continue
            if digest in found.header.files:
                if not only:
                    attachments.keep(self._office, found.content(digest))
            elif not self._held(digest):
                missing += 1
                continue
            self._door.put("attachment", {"record": uid, "hash": digest},
                           {name: row[name] for name in ("name", "type", "size", "added")})
            sent["附件"] += 1
        for uid, digest in there:
            if uid in self._taken and digest not in kept.get(uid, set()):
                self._door.put("attachment", {"record": uid, "hash": digest}, None)
        if sent:
            self.told.append(f"带来附件 {sent['附件']} 个")
        if missing:
            self.told.append(f"有 {missing} 个附件的内容没有带来，没有记到记录上；请对方写数据包时勾上“带附件”")

    def _held(self, digest: str) -> bool:
        try:
            attachments.held(self._office, digest)
        except Exception:  # noqa: BLE001 (whatever keeps it from being there)
            return False
        return True

    def clashes(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """What the other desk has listed: the committee's word holds, a branch's is only added."""
        there = {(row.record, row.field, row.desk, row.seq): row for row in self._door.connection.execute(select(clash))}
        for row in rows:
            key = tuple(row[name] for name in ("record", "field", "desk", "seq"))
            values = {name: row[name] for name in ("ours", "theirs", "settled")}
            held = there.get(key)
            if self._leads and (held is not None and (row["field"] != NOTE or held.settled) or held is None and row["field"] == NOTE):
                continue
            if self._leads and row["field"] != NOTE:
                self._list(row["record"], row["field"], (row["desk"], int(row["seq"])), values)
            elif held is None or {name: getattr(held, name) for name in values} != values and not (held.settled and not row["settled"]):
                self._door.put("clash", dict(zip(("record", "field", "desk", "seq"), key, strict=True)), values)

    def _clash(self, uid: str, blank: str, stands: Any, dot: Dot, other: Any) -> None:
        self._list(uid, blank, dot, {"ours": json.dumps(stands, ensure_ascii=False, sort_keys=True),
                                     "theirs": json.dumps(other, ensure_ascii=False, sort_keys=True), "settled": None})

    def _list(self, uid: str, blank: str, dot: Dot, values: Mapping[str, str | None]) -> None:
        """List a clash, once: of several edits of one desk that did not stand, the last one, which knew the others."""
        desk, seq = dot
        for row in self._door.connection.execute(select(clash).where(
                clash.c.record == uid, clash.c.field == blank, clash.c.desk == desk)).all():
            if int(row.seq) >= seq:
                return
            if row.settled is None:
                self._door.put("clash", {"record": uid, "field": blank, "desk": desk, "seq": row.seq}, None)
                self.listed.discard((uid, blank, desk, row.seq))
        self._door.put("clash", {"record": uid, "field": blank, "desk": desk, "seq": str(seq)}, values)
        self.listed.add((uid, blank, desk, str(seq)))

    def finish(self) -> None:
        """Whoever is spoken of is there: an entry that was deleted at one desk and is used at another one comes back."""
        for shape in ROSTER:
            table = SHAPES[shape]
            gone = [uid for uid in sorted(self._spoken) if self._uids.at.get(uid, ("",))[0] == shape]
            gone += [row.uid for row in self._door.connection.execute(select(table.c.uid).where(table.c.removed.is_not(None)))
                     if row.uid in self._dots and row.uid not in gone and self._dots_of(row.uid) != self._dots.get(row.uid)]
            for uid, local in self._locals(shape, gone).items():
                if local.removed and SAME not in local.rest and self._used(shape, local):
                    kind = self._of(local)
                    ours = self._uids.out(kind, whole(kind, local))
                    dots = self._dots_of(uid)
                    self._clash(uid, REMOVED, None, dot_of(dots, REMOVED), local.removed)
                    self._put(kind, local, {**ours, REMOVED: None},
                              Origin(self._origins.owner(uid), self._origins.last, dots | {REMOVED: self._here}), ours)

    def _used(self, shape: str, local: Record) -> bool:
        try:
            self._door.refuse_if_used(shape, {local.id: (self._of(local), local)})
        except Refusal:
            return True
        return False

    # ── how it is written ────────────────────────────────────────────────────────────────────────

    def _kind(self, row: Mapping[str, Any]) -> Kind:
        return kind_of(self._door, row["kind"])

    def _of(self, local: Record) -> Kind:
        return kind_of(self._door, local.kind)

    def _read(self, kind: Kind, row: Mapping[str, Any]) -> tuple[dict[str, Any], Dots]:
        """A row of a package, under today's names; a `Refusal` where it could not have been written by this program."""
        flat = {name: value for name, value in by_id(kind, row["flat"]).items() if value is not None}
        try:
            for id, blank in kind.known.items():
                if id in flat and id not in {link.id for link in Uids.links(kind)}:
                    blank.load(flat[id])
            if not set((flat.get("roll") or {}).values()) <= set(STATUSES):
                raise ValueError
            dots = {blank: (str(desk), int(seq)) for blank, (desk, seq) in row["dots"].items()}
        except (ValueError, TypeError, ArithmeticError, AttributeError):
            raise Refusal(f"数据包里有一条“{kind.label}”读不懂，未收取；请两边用同一版本的程序和表单") from None
        return flat, dots

    def _locals(self, shape: str, uids: Collection[str]) -> dict[str, Record]:
        """What is here of these, deleted or not."""
        table, found = SHAPES[shape], dict[str, Record]()
        wanted = [self._uids.at[uid][1] for uid in uids if uid in self._uids.at and self._uids.at[uid][0] == shape]
        for kind in self._door.catalogue.kinds.values() if wanted else ():
            if kind.shape == shape:
                for start in range(0, len(wanted), 500):
                    query = record.select_of(kind, removed=True).where(table.c.id.in_(wanted[start:start + 500]))
                    found |= {one.uid: one for one in record.some(self._door.connection, kind, query)}
        return found

    def _dots_of(self, uid: str) -> Dots:
        """The dots of an entry as they are by now, in this step too."""
        return self._stamped.get(uid) or self._dots.get(uid) or {}

    def _stamp(self, uid: str, made: Origin) -> None:
        self._stamped[uid] = made.dots
        stamp(self._door, uid, made)

    def _add(self, kind: Kind, row: Mapping[str, Any], flat: dict[str, Any], made: Origin) -> None:
        if flat.get(REMOVED) == UNDONE:
            return
        near, complete = self._near(kind, flat)
        after = replace(unflat(kind, Record(kind.id, 0, row["uid"], 0, {}), near), entered=str(row["entered"]))
        id = self._door.store(kind, None, after, dot_of(made.dots, ALL)[0])
        self._uids.add(kind.shape, id, row["uid"])
        if not complete:
            self._waiting.append((kind, row["uid"], flat))
        self._stamp(row["uid"], made)
        self._taken.add(row["uid"])
        if not flat.get(REMOVED):
            self.came.add(row["uid"])
            self.new[kind.label] += 1
            self._spoken |= self._uids.spoken(kind, flat)

    def _put(self, kind: Kind, local: Record, flat: Flat, made: Origin, ours: Flat) -> None:
        """Store a row as it is from now on, where that differs from what it was, and whose edits it shows."""
        now = {name: value for name, value in flat.items() if value is not None}
        if now != ours:
            near, complete = self._near(kind, now)
            self._door.store(kind, local, unflat(kind, local, near))
            if not complete:
                self._waiting.append((kind, local.uid, now))
            gone = bool(now.get(REMOVED)) and not ours.get(REMOVED)
            (self.removed if gone else self.new if ours.get(REMOVED) == UNDONE else self.changed)[kind.label] += 1
            if not now.get(REMOVED):
                self._spoken |= self._uids.spoken(kind, now)
        self._stamp(local.uid, made)

    def _near(self, kind: Kind, flat: Flat) -> tuple[dict[str, Any], bool]:
        return self._uids.near(kind, flat)

    def _settle_links(self) -> None:
        """Those that speak of what came after them."""
        waiting, self._waiting = self._waiting, []
        for kind, uid, flat in waiting:
            local = self._locals(kind.shape, {uid})[uid]
            try:
                self._door.store(kind, local, unflat(kind, local, self._uids.into(kind, flat)))
            except Missing:
                raise Refusal(f"数据包里有一条“{kind.label}”说到这里没有的记录，未收取；请对方重新写一份") from None
