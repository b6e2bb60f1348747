"""A roll while it is taken (签到): everyone expected is present, and the clerk names only the exceptions."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..catalogue.shapes import ROLL
from ..catalogue.text import clean, halfwidth
from .expected import Expected
from .spelling import find, spells

if TYPE_CHECKING:
    from ..catalogue.catalogue import Catalogue
    from ..catalogue.kind import Kind

PRESENT, LEAVE, ABSENT, EXCLUDED, GUEST = "present", "leave", "absent", "excluded", "guest"
LABELS = ROLL
SIGNS = {"-": ABSENT, "+": GUEST, "*": EXCLUDED, "=": PRESENT}
"""What may stand right behind a name, with no blank between: zs- is absent."""
SAID = {label: status for status, label in ROLL.items()} | {
    "到": PRESENT, "实到": PRESENT, "假": LEAVE, "缺": ABSENT, "未到": ABSENT, "旷会": ABSENT, "列": GUEST, "不计": EXCLUDED}
"""What may stand behind a name as a word: 张三 缺席."""


@dataclass(frozen=True)
class Counts:
    """What a roll comes to, in people; `heads` is 人次 with those noted without a name."""

    due: int
    present: int
    leave: int
    absent: int
    excluded: int
    guest: int
    heads: int = 0

    def __str__(self) -> str:
        text = f"应到{self.due}　实到{self.present}　请假{self.leave}　缺席{self.absent}"
        text += f"　列席{self.guest}" if self.guest else ""
        text += f"　不计应到{self.excluded}" if self.excluded else ""
        return text + f"　计{self.heads}人次（{self.present}人）"


@dataclass(frozen=True)
class Mention:
    """Some people named in a line, how they stand (empty: as is usual for who is named), and why."""

    people: tuple[Expected, ...]
    status: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Offer:
    """One way to take a line: this person, so; or, without a person, someone who is not in the book."""

    person: Expected | None
    status: str = ""
    reason: str = ""
    outsider: str = ""


class Roll:
    """Who is expected, who else may be named, and how each stands.

    `statuses` and `reasons` (by person id) are what `Office.save` takes. Whoever becomes expected is present until
    marked otherwise; whoever is no longer expected leaves the roll, guests stay. Where people are `invited` one by one
    (a talk, a visit), nobody is on the roll until named, and naming someone means that he is there.
    """

    def __init__(self, everyone: Iterable[Expected] = (), kept: Mapping[int, str] | None = None,
                 reasons: Mapping[int, str] | None = None, *, invited: bool = False):
        self.invited = invited
        self._everyone = {one.id: one for one in everyone}
        self._expected: dict[int, Expected] = {}
        self._statuses: dict[int, str] = dict(kept or {})
        self._reasons: dict[int, str] = {id: why for id, why in (reasons or {}).items() if why}

    @property
    def statuses(self) -> dict[int, str]:
        return dict(self._statuses)

    @property
    def reasons(self) -> dict[int, str]:
        """Why those who are not simply there are not."""
        return {id: why for id, why in self._reasons.items() if self._statuses.get(id, PRESENT) != PRESENT}

    @property
    def usual(self) -> str:
        """How someone stands who is merely named."""
        return PRESENT if self.invited else LEAVE

    @property
    def exceptions(self) -> list[tuple[Expected, str]]:
        """All who had to be named, in the order in which they were marked: the absent, or, of the invited, everyone."""
        return [(self._known(id), status) for id, status in self._statuses.items()
                if self.invited or status != PRESENT]

    @property
    def here(self) -> list[Expected]:
        """All who are present, in the order of the roster."""
        return sorted((self._known(id) for id, status in self._statuses.items() if status == PRESENT),
                      key=lambda one: one.id)

    @property
    def counts(self) -> Counts:
        return self.counted(0)

    def counted(self, unnamed: int) -> Counts:
        """What the roll comes to, with so many people noted without a name (补记人次)."""
        of = dict.fromkeys(LABELS, 0)
        for status in self._statuses.values():
            of[status] = of.get(status, 0) + 1
        return Counts(of[PRESENT] + of[LEAVE] + of[ABSENT], of[PRESENT], of[LEAVE], of[ABSENT], of[EXCLUDED], of[GUEST],
                      of[PRESENT] + unnamed)

    def known(self, expected: Iterable[Expected]) -> None:
        """Who would be expected, beside a roll that is kept already: nobody's status changes."""
        self._expected = {one.id: one for one in expected}

    def expect(self, expected: Iterable[Expected]) -> list[Expected]:
        """Other bodies hold the meeting, or it is on another day: who ought to be there now.

        Returns those who were marked otherwise than present, and are not expected any more.
        """
        self.known(expected)
        gone = [(id, status) for id, status in self._statuses.items() if id not in self._expected and status != GUEST]
        for id, _ in gone:
            del self._statuses[id]
        for id in self._expected:
            if self._statuses.get(id) == GUEST or not self.invited and id not in self._statuses:
                self._statuses[id] = PRESENT
        return [self._known(id) for id, status in gone if status != PRESENT and not self.invited]

    def mark(self, id: int, status: str = "", reason: str | None = None) -> str:
        """How someone stands, and why; who is not expected and present, or merely named, is a guest.

        An empty `status` is the usual one; with a reason, he is away. Returns the status kept.
        """
        outside = id not in self._expected and bool(self._expected)
        if not status:
            status = LEAVE if reason else self.usual
            if outside and not (self.invited and reason):
                status = GUEST
        elif status == PRESENT and outside:
            status = GUEST
        self._statuses.pop(id, None)          # to the end: the latest mark stands last
        self._statuses[id] = status
        if reason is not None:
            self.say(id, reason)
        return status

    def say(self, id: int, reason: str) -> None:
        """Why someone is away."""
        self._reasons.pop(id, None)
        if clean(reason):
            self._reasons[id] = clean(reason)

    def unmark(self, id: int) -> None:
        """As if never marked: present if expected, else not on the roll."""
        self._statuses.pop(id, None)
        self._reasons.pop(id, None)
        if id in self._expected and not self.invited:
            self._statuses[id] = PRESENT

    # ── what a line means ────────────────────────────────────────────────────────────────────────

    def find(self, typed: str, most: int = 12) -> list[Expected]:
        """Whom the typed text may mean: the expected first, then everyone else in the book."""
        found = find(self._expected.values(), typed, most)
        if len(found) < most:
            others = (one for id, one in self._everyone.items() if id not in self._expected)
            found += find(others, typed, most - len(found))
        return found

    def read(self, typed: str, reasons: Sequence[str] = ()) -> tuple[list[Mention], list[str]]:
        """A line of names, each with its status and reason behind it, and the words that can mean no one person.

        `zs ls、王五`: three on leave. `zs 出差 ls-`: one on leave with a reason, one absent. A word is a name if it
        can be one (behind a comma, a reason that was used before comes first); Chinese that names nobody is a reason
        for those before it.
        """
        said: list[Mention] = []
        unsure: list[str] = []
        open_ = False                         # whether the next name joins the last mention
        for comma, word, sign in _words(typed):
            why = _reason(word, reasons) if said and comma else ""
            one = None if why or word in SAID else self._one(word)
            if one is not None:
                if open_ and not sign:
                    said[-1] = Mention((*said[-1].people, one))
                else:
                    said.append(Mention((one,), sign))
                open_ = not sign
            elif said and word in SAID:
                said[-1], open_ = Mention(said[-1].people, SAID[word], said[-1].reason), False
            elif said and (why := why or _reason(word, reasons) or ("" if word.isascii() or self.find(word, 1) else word)):
                said[-1], open_ = Mention(said[-1].people, said[-1].status, why), False
            else:
                unsure.append(word)
        return said, unsure

    def offers(self, typed: str, reasons: Sequence[str] = (), most: int = 12) -> list[Offer]:
        """The ways to take a line that names one person, the likeliest first; none for a line of several names."""
        words = list(_words(typed))
        if not words:
            return []
        _, name, status = words[0]
        whom = self.find(name, most)
        if not whom:
            alone = len(words) == 1 and not name.isascii() and len(name) > 1
            return [Offer(None, GUEST, outsider=name)] if alone else []
        whys = [""]
        for at, (comma, word, _) in enumerate(words[1:], 2):
            if word in SAID:
                status = SAID[word]
                continue
            known = [why for why in reasons if why == word or word in why or spells(word, why)]
            if not comma and word.isascii() and self.find(word, 1) or at < len(words) and not word.isascii() and self._one(word):
                return []
            if not word.isascii() and not (self._one(word) and word not in reasons):
                whys = [word, *(why for why in known if why != word)]
            elif known:
                whys = known
            else:
                return []
        if len(words) == 1 and typed.rstrip(" ")[-1:] in ",，:：" and reasons:
            whys = ["", *reasons]
        if len(whys) > 1:
            return [Offer(whom[0], status, why) for why in whys][:most]
        return [Offer(one, status, whys[0]) for one in whom]

    def is_expected(self, id: int) -> bool:
        return id in self._expected

    def _one(self, word: str) -> Expected | None:
        """The only person that a word can mean."""
        found = find(self._expected.values(), word, 2) or self.find(word, 2)
        exact = [one for one in found if word.lower() in (one.name, one.initials, one.pinyin)]
        return (exact or found)[0] if len(found) == 1 or len(exact) == 1 else None

    def _known(self, id: int) -> Expected:
        return self._expected.get(id) or self._everyone.get(id) or Expected(id, f"（编号 {id}）", "", "", None)


def nobody(catalogue: Catalogue, kind: Kind) -> str:
    """What to tell a clerk who sees that nobody is expected: who would be, and where that is said."""
    from ..catalogue import formula
    from ..catalogue.explain import told
    tally = formula.parse(kind.roll)
    if not isinstance(tally, formula.Tally):
        return ""
    book = catalogue.kind(tally.kind)
    tests = "、".join(told(test, book) for test in tally.tests)
    where = f"“{catalogue.tabs[book.tab].label}”的“{book.label}”" if book.tab in catalogue.tabs else f"“{book.label}”"
    if not tests:
        return f"没有应到的人：所选的组织里还没有人。名册在{where}里。"
    return f"没有应到的人：应到的是{tests}的人，所选的组织里没有。请先在{where}里填好，这里就会列出。"


def _words(typed: str) -> Iterable[tuple[bool, str, str]]:
    """The words of a line: whether a comma stands before each, the word, and the status that its last sign says."""
    for found in re.finditer(r"([\s、,，;；:：]*)([^\s、,，;；:：]+)", typed):
        word, sign = found[2], SIGNS.get(halfwidth(found[2][-1]), "")
        bare = word[:-1] if sign else word
        if bare:
            yield bool(re.search("[,，:：]", found[1])), halfwidth(bare) if halfwidth(bare).isascii() else bare, sign


def _reason(word: str, reasons: Sequence[str]) -> str:
    """The reason used before that a word is, or spells; nothing where it may be several."""
    if word in reasons:
        return word
    spelt = [why for why in reasons if len(word) > 1 and spells(word, why)]
    return spelt[0] if len(spelt) == 1 else ""
