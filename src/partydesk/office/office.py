"""The office: what is open, its transactions and what is announced of them, its records. Every other verb is a function
of a module of this room, which takes the office first.

A verb that writes opens one transaction and one step of the journal, goes through `records.door`, and when it is done
announces which kinds were touched. `together` makes several verbs one. Verbs may be called from any thread.
"""
from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, Row, Select, select
from sqlalchemy.exc import DBAPIError

from .. import places
from ..catalogue.catalogue import Catalogue
from ..catalogue.period import Period
from ..catalogue.problem import CatalogueError
from ..catalogue.text import clean
from ..errors import Lost, Refusal, Trouble
from ..records import file, journal, migrating, record, seat, server, trouble
from ..records.key import Key
from ..records.record import Record
from ..records.register import Register
from ..records.tables import SHAPES, body, form, setting
from . import heads, kept, opening, operators
from .stay import Stay

if TYPE_CHECKING:
    from ..figures.ledger import Ledger
    from ..records.door import Door

Announce = Callable[[frozenset[str]], None]


class OnlyTried(Exception):
    """Raised within a door: what was done there was a trial, and nothing of it is to stay."""


class Unwritable(Refusal):
    """The office is open for reading alone; the message says why, and what to do."""


class Office:
    """One office, open."""

    def __init__(self, place: str, engine: Engine, *, who: str = "", desk: str = "", key: Key | None = None,
                 shut: str = "") -> None:
        self.place = server.public(place)
        self.shut = shut
        """Why nothing can be written in it; empty where it can."""
        self.key = key if key is not None and not server.is_url(place) else None
        self._engine = engine
        self._stay = None if server.is_url(place) else Stay(Path(place), self.key)
        self._examined, self._examining = bool(shut) or server.is_url(place), threading.Lock()
        self._who = who or (server.login(engine) if server.is_url(place) else seat.user())
        self._desk = desk or places.desk()
        self.recovered = False                # whether it was opened with the recovery code
        self._here = threading.local()
        self._listeners: list[Announce] = []
        self._written: set[str] = set()       # steps done here that a watch has not seen yet
        self._seen: dict[str, journal.Head] = {}         # of each desk, the last line
        self._closed = False
        self.behind: heads.Behind | None = None          # how far it is behind what was seen of it before
        self._register: Register | None = None
        self.catalogue = self.read_forms()
        if self._stay is not None:
            self._stay.begin()

    @classmethod
    def create(cls, place: str | Path, name: str = "", *, who: str = "", desk: str = "", key: Key | None = None) -> Office:
        """A new office at `place` (a file, with a key an encrypted one; or a database URL); a `Refusal` if there is something already."""
        with trouble.in_words(str(place)):
            file.create(str(place), key)
        office = cls.open(place, who=who, desk=desk, key=key)
        if name:
            office.set("office", name)
        return office

    @classmethod
    def open(cls, place: str | Path, *, who: str = "", desk: str = "", key: Key | None = None, shut: str = "") -> Office:
        """An existing office; a `Refusal` where `place` is not one, or was made by a newer program; `file.Locked` where it wants a key.

        With `shut` (why), or where file or medium can only be read, it is open for reading alone. `Damaged` where it is that.
        """
        at = str(place)
        shut = shut or opening.shut(at)
        with trouble.in_words(at, key):
            restored = opening.ready(at, writing=not shut)
            engine = file.open(at, key, reading=bool(shut))
            try:
                office = cls(at, engine, who=who, desk=desk, key=key, shut=shut)
            except BaseException:
                engine.dispose()
                raise
            try:
                if not shut:
                    opening.indexed(at, engine, office.catalogue)
                if restored:
                    from .restoring import follow
                    follow(office)
                    heads.forget(office.uid)
                if not shut:
                    office._look(renewing=not desk)
                if not who and (present := operators.present(office)):
                    office.work_as(present)
            except BaseException:
                office.close()
                raise
            return office

    def _look(self, *, renewing: bool) -> None:
        """What is here is what is seen from now on. Where it is an older state, this desk goes on under a new id."""
        with self.reading() as connection:
            self._seen = heads.kept(self.uid)
            self.behind = heads.behind(connection, self._seen, self._desk)
            if self.behind is not None:
                self._seen = journal.heads(connection)
        if self.behind is not None:
            if self.behind.mine and renewing:
                self._desk = places.renew_desk()
            heads.keep(self.uid, self._seen)

    @property
    def desk(self) -> str:
        """The id of this desk, as the journal knows it."""
        return self._desk

    @property
    def who(self) -> str:
        """Who works at this desk, as the journal names him."""
        return self._who

    def work_as(self, who: str) -> None:
        """Go on under another name; who may do that, `operators` says."""
        self._who = who

    @cached_property
    def uid(self) -> str:
        """The id of this office for ever: the same in its file, on a server, in every backup and package."""
        return self.setting("uid")

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            with suppress(DBAPIError), self._engine.connect().execution_options(reading=True) as connection:
                heads.keep(self.uid, journal.heads(connection))
        if self._stay is not None and not self.shut:
            file.put_away(self._engine)
        self._engine.dispose()
        if self._stay is not None:
            self._stay.end()
            self._stay = None

    def sit(self, call: str = "") -> None:
        """Take the seat of the one window; where another window has it, this office is open for reading alone from now on.

        `call` is where this window can be spoken to.
        """
        if self._stay is not None:
            why = self._stay.sit(call)
            self.shut = self.shut or why

    def examine(self, *, whole: bool = False) -> str:
        """What is wrong with the pages of the file, looked at once before anything is written; empty where it is sound.

        With `whole`, indexes are held against their tables as well. A damaged office is shut.
        """
        with self._examining:
            if self._examined:
                return ""
            with self.reading() as connection:
                found = migrating.pages(connection, whole=whole)
            self._examined = True
            if found:
                self.shut = f"数据文件已损坏（{found}），为免坏得更多，不再写入；请用最近的备份恢复"
            return found

    def __enter__(self) -> Office:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ── transactions ─────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def together(self, why: str, *, trial: bool = False) -> Iterator[None]:
        """Several verbs as one: one transaction, one step to undo, one announcement; none of them if one fails."""
        with self.door(why, trial=trial):
            yield

    @contextmanager
    def door(self, why: str, *, trial: bool = False) -> Iterator[Door]:
        """The door, for one step of the journal: for the verbs here and in the other modules of this room.

        In a `trial`, `OnlyTried` may be raised: nothing done in it stays, nobody is told, and all goes on behind it; what a
        step around it has done stays.
        """
        standing: Door | None = getattr(self._here, "door", None)
        if standing is not None:
            with self._within(trial=trial):
                yield standing
            return
        if not self.shut and not self._examined:
            self.examine()
        if self.shut:
            raise Unwritable(f"没有保存：{self.shut}")
        head, touched, sealed = None, frozenset[str](), ""
        try:
            with trouble.in_words(self.place, self.key), self._engine.begin() as connection:
                from ..records.door import Door  # nothing is written for the first window
                may = operators.standing(connection, self._who)
                step = journal.Step(connection, self._desk, self._who, why)
                self._here.door, self._here.connection = Door(connection, self.catalogue, step), connection
                self._here.register = Register(self._rows)
                try:
                    yield self._here.door
                    operators.allow(connection, self._who, may, self._here.door.written)
                    step.close()
                    head, touched = step.head, frozenset(self._here.door.touched)
                    if head is not None:
                        self._written.add(step.id)
                        sealed = step.id
                finally:
                    self._here.door = self._here.connection = self._here.register = None
        except OnlyTried:
            return
        except Lost:
            if not self._arrived(sealed):     # the server may have stored it and been cut off before it could say so
                raise
        if head is not None:
            self._seen[self._desk] = head
            heads.keep(self.uid, self._seen)
        self._announce(touched)

    def _arrived(self, step: str) -> bool:
        """Whether a step that was ready to be stored is there; no, as far as can be told, where the server stays away."""
        if not step:
            return False
        try:
            with self.reading() as connection:
                return journal.step_of(connection, step) is not None
        except Trouble:
            return False

    @contextmanager
    def _within(self, *, trial: bool) -> Iterator[None]:
        """A door within a door: of a trial there nothing stays but what was done around it."""
        try:
            with self.attempt() if trial else nullcontext():
                yield
        except OnlyTried:
            if not trial:
                raise RuntimeError("a trial within a step says so: door(…, trial=True)") from None

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Within `together`: verbs that may be refused without undoing those before them."""
        door: Door = self._here.door
        before = len(door.step.lines), set(door.touched)
        try:
            with self._here.connection.begin_nested():
                yield
        except BaseException:
            del door.step.lines[before[0]:]
            door.touched = before[1]
            raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for questions; within `together`, the one that is writing, and within another reading, that one.

        So nobody asks twice at once: a second question of his own would wait for a writer who waits for his first.
        """
        standing: Connection | None = getattr(self._here, "connection", None) or getattr(self._here, "asking", None)
        if standing is not None:
            yield standing
            return
        with trouble.in_words(self.place, self.key), self._engine.connect().execution_options(reading=True) as connection:
            self._here.asking = connection
            try:
                yield connection
            finally:
                self._here.asking = None

    @contextmanager
    def apart(self) -> Iterator[Connection]:
        """A connection for what is no step: what files contain, on a server."""
        with trouble.in_words(self.place), self._engine.connect().execution_options(apart=True) as connection, connection.begin():
            yield connection

    def listen(self, announce: Announce) -> None:
        """`announce` is told, after each verb, which kinds (and tables of words) it touched."""
        self._listeners.append(announce)

    def written(self, steps: Collection[str]) -> set[str]:
        """Which of these steps were done here; they are not asked for again."""
        own = self._written & set(steps)
        self._written -= own
        return own

    def hear(self, touched: frozenset[str]) -> None:
        """Others have touched these kinds and tables: whoever listens follows, as after a verb."""
        self._announce(touched)

    def _announce(self, touched: frozenset[str]) -> None:
        self._renamed()
        if "form" in touched:
            self.catalogue = self.read_forms()
        for announce in self._listeners if touched else ():
            announce(touched)

    def _renamed(self) -> None:
        """Of who is called what, forget what a write may have changed, here or at another desk."""
        if (register := self._register) is not None:
            register.follow()

    def _rows(self, query: Select[Any]) -> Sequence[Row[Any]]:
        with self.reading() as connection:
            return connection.execute(query).all()

    # ── records ──────────────────────────────────────────────────────────────────────────────────

    @property
    def names(self) -> Register:
        """Who is called what, as of the last change."""
        known = self._known()
        return known.in_full() if getattr(self._here, "full", False) else known

    @contextmanager
    def in_full(self, what: str) -> Iterator[None]:
        """While this lasts, here, citizens' numbers are shown whole. That they were given out is written in the journal: `what`."""
        with self.door(f"{what}（含完整证件号）") as door:         # first: nothing goes out that is not written down
            door.tell("full", {"内容": what, "证件号": "完整"})
        standing = getattr(self._here, "full", False)
        self._here.full = True
        try:
            yield
        finally:
            self._here.full = standing

    def _known(self) -> Register:
        if (writing := getattr(self._here, "register", None)) is not None:
            assert isinstance(writing, Register)
            return writing
        if (known := self._register) is None:
            known = self._register = Register(self._rows)
        return known

    def save(self, kind: str, values: Mapping[str, Any], *, id: int | None = None, version: int | None = None,
             roll: Mapping[int, str] | None = None, reasons: Mapping[int, str] | None = None) -> int:
        """Store a new record, or change the one with `id`; what is not in `values` is left alone. Returns its id.

        `values` by blank id: str, int or Decimal, date, bool, choice code, id of a linked record, tuple of body ids.
        `roll`: person id → present, leave, absent, excluded or guest; `reasons`: person id → why not there.
        Raises `Refusals` by blank.
        """
        of = self.catalogue.kind(kind)
        with self.door(f"{'修改' if id else '新增'}{of.label}") as door:
            saved = door.save(of, values, id=id, version=version, roll=roll, reasons=reasons)
            self.names.forget(of.shape)
            return saved

    def remove(self, kind: str, id: int, *, version: int | None = None) -> None:
        """Into the recycle bin; with `version`, only as it was seen."""
        of = self.catalogue.kind(kind)
        with self.door(f"删除{of.label}") as door:
            door.remove(of, id, version=version)

    def restore(self, kind: str, id: int) -> None:
        """Out of the recycle bin."""
        of = self.catalogue.kind(kind)
        with self.door(f"恢复{of.label}") as door:
            door.restore(of, id)

    def record(self, kind: str, id: int) -> Record:
        with self.reading() as connection:
            return record.one(connection, self.catalogue.kind(kind), id)

    def records(self, kind: str, period: Period | None = None, *, rolls: bool = False) -> list[Record]:
        """The records of a kind, newest first (people and bodies in the order they were entered)."""
        of = self.catalogue.kind(kind)
        table = SHAPES[of.shape]
        query = record.select_of(of)
        if "date" in table.c:
            query = query.order_by(table.c.date.desc(), table.c.id.desc())
            if period:
                query = query.where(table.c.date.between(period.start, period.end))
        else:
            query = query.order_by(table.c.id)
        with self.reading() as connection:
            return record.some(connection, of, query, rolls=rolls)

    def some(self, kind: str, ids: Iterable[int]) -> list[Record]:
        """The records with these ids, as far as they are of the kind and not removed."""
        of, wanted = self.catalogue.kind(kind), tuple(ids)
        if not wanted:
            return []
        with self.reading() as connection:
            return record.some(connection, of, record.select_of(of).where(SHAPES[of.shape].c.id.in_(wanted)))

    def count(self, kind: str) -> int:
        with self.reading() as connection:
            return record.count(connection, self.catalogue.kind(kind))

    # ── what this desk did last ──────────────────────────────────────────────────────────────────

    def undo(self) -> str | None:
        """Take back this desk's last step, whatever it was; says which, or None when nothing is left to take back."""
        from . import steps
        undone = steps.undo(self)
        return None if undone is None else undone.why

    def undoable(self) -> str | None:
        """What `undo` would take back."""
        with self.reading() as connection:
            last = journal.last_step(connection, self._desk)
        return None if last is None else last.why

    def last_step(self, passing: Collection[str] = ()) -> str | None:
        """The id of the step that `undo` would take back."""
        with self.reading() as connection:
            last = journal.last_step(connection, self._desk, passing)
        return None if last is None else last.step

    # ── figures ──────────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def ledger(self, period: Period | str, scope: str | None = None) -> Iterator[Ledger]:
        """The numbers of a period while its connection is open; `scope` is the name of a body, or nothing."""
        from ..figures.ledger import Ledger  # not needed for the first window
        with self.reading() as connection:
            yield Ledger(connection, self.catalogue, Period.of(period), self.scope(scope))

    def figures(self, period: Period | str, scope: str | None = None) -> dict[str, Any]:
        """Every figure of a period, worked out: `Value` by id."""
        with self.ledger(period, scope) as ledger:
            return dict(ledger)

    def scope(self, scope: str | None) -> str:
        """The uid of the body called `scope`; empty for the whole office."""
        if not scope:
            return ""
        id = self.names.find("body", scope)
        return str(self._rows(select(body.c.uid).where(body.c.id == id))[0][0])

    # ── settings ─────────────────────────────────────────────────────────────────────────────────

    def set(self, name: str, value: str, *, seen: str | None = None) -> None:
        """One setting of the office: its name, the place where it signs; `Moved` where it is not as it was `seen`."""
        with self.door("修改设置") as door:
            door.put("setting", {"name": name}, {"value": clean(value)}, seen=None if seen is None else {"value": seen} if seen else {})

    def setting(self, name: str) -> str:
        found = self._rows(select(setting.c.value).where(setting.c.name == name))
        return str(found[0][0]) if found else ""

    # ── the office's own forms ───────────────────────────────────────────────────────────────────

    def forms(self) -> dict[str, str]:
        """The office's own kinds, figures, checks and papers, as text by path."""
        return {row.path: row.text for row in self._rows(select(form.c.path, form.c.text).order_by(form.c.path))}

    def read_forms(self) -> Catalogue:
        """The vocabulary as they make it now; where the office's own no longer fit the shipped ones, the shipped ones alone."""
        self.misfits: tuple[str, ...] = ()
        self.forms_read = self.forms()
        try:
            return kept.catalogue(kept.shipped_forms(), self.forms_read, key=self.key)
        except CatalogueError as error:
            self.misfits = tuple(map(str, error.problems))
            return kept.catalogue(kept.shipped_forms())
