"""Chance at the doors: spoilt sheets, spoilt formulas, and whatever may be pasted or typed; `times` are seconds.

Only what the program says itself may come of it (`Refusal`, `Trouble`, `CatalogueError`). Whatever else is raised is a
bug; it is told with its seed, so that `python -m tests.trials.fuzz SECONDS SEED` shows it again.
"""
from __future__ import annotations

import io
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from partydesk.catalogue import agree, citizen, dates, formula, text
from partydesk.catalogue.explain import explain
from partydesk.catalogue.problem import CatalogueError
from partydesk.errors import Refusal, Trouble
from partydesk.office import Office, clips, columns, gathered, guiding, mapping
from partydesk.office.sample import make
from partydesk.sheets import child, foreign, watched
from partydesk.sheets.recognised import OLE

from ..sheets.hostile import cases
from .outcome import Outcome

MOST_MEMORY = 4 << 30
"""Whatever would fill the memory fails there, and not the computer; bytes of addresses."""
STARTS = 180
"""Seconds beyond those of chance, for the sample and the last try."""
ALLOWED = (Refusal, Trouble, CatalogueError)
PIECES = [
    "", "0", "-1", "1e999", "9" * 400, "1" * 5000, "NaN", "Infinity", "1E+400", "1e-400", "２０２５", "二〇二五年十二月三十一日",
    "廿", "卅十", "〇", "年月日", "2025-02-30", "9999-12-31", "0000-00-00", "73050", "99999", "1980.10", "11010519491231002X",
    "１１０１０５１９４９１２３１００２Ｘ", "\u200b", "\ud800", "\x00", "\u202e", "\ue001", "\U000e0041", "𠮷", "豈", "·", "'", '"', "\t",
    "\n", "\r", ",", "，", "、", "；", "=1+1", "@", "+", "-", "#N/A", "%", "人次", "是", "√", "张三", "第一党支部", "x" * 40_000,
    "张" * 25_000, "٣", "½", "①"]
SNIPPETS = [
    "count(", "sum(", "people(", "top(", "latest(", "previous(", "change(", "both(", "months()", "study", "staff", "study.lecturers",
    "talk", "form == 'collective'", "age <= 35", "x in (1, 2)", "0x" + "f" * 5000, "1" * 4000, "1e308", "1j", "...", "None", "True",
    "lambda: 0", "[x for x in y]", "f'{x}'", "'\\d'", "b'x'", "__import__('os')", "().__class__", "not ", "-" * 50, "(" * 90, ")" * 90,
    ".a" * 300, ".a" * 3000, "a" * 5000, "不是", "“", "，", " if 1 else 2", "**", "//", "%", "@", ":=", "*x", "=", "\x00", "\\", "\n", "#",
    "9" * 20, " + 1", " * 2", " / 0", " - 1e-300", "[" * 90, "{" * 90, "not " * 3000, "~" * 3000, "-" * 3000, "f'{1}\\\\n'",
    "f'{\"\\\\n\"}'", "(yield)", "await x", "1 if x else y", "x[1:2]"]
VALUES = ["'collective'", "'没有'", "1", "-5", "1e11", "0.0000001", "None", "True", "'2025-01-01'", "'2025-13-01'", "''", "10 ** 5"]


def trial(times: int, folder: Path, seed: int = 20) -> Outcome:
    """So many seconds of chance, in a process of its own: the limit of its memory is not for whoever asks."""
    came = subprocess.run([sys.executable, "-m", __name__, str(times), str(seed), str(folder)], stdout=subprocess.PIPE,
                          timeout=times + STARTS, check=True)
    return Outcome(**json.loads(came.stdout))


def chanced(times: int, folder: Path, seed: int) -> Outcome:
    """So many seconds, in turn at each door."""
    counts: Counter[str] = Counter()
    failures: list[str] = []
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    with _Doors(folder) as doors:
        until = time.monotonic() + times
        number = seed * 1_000_000
        while time.monotonic() < until and len(failures) < 20:
            for name, door in doors.every.items():
                number += 1
                try:
                    door(random.Random(number))
                    counts[f"{name}收下"] += 1
                except ALLOWED as said:
                    counts[f"{name}退回"] += 1
                    if not any("\u4e00" <= letter <= "\u9fff" for letter in str(said)):
                        failures.append(f"{name}第 {number} 号：不是中文：{said}")
                except Exception as error:  # noqa: BLE001 (what is looked for)
                    where = traceback.extract_tb(error.__traceback__)[-1]
                    failures.append(f"{name}第 {number} 号：{error!r:.200}（{Path(where.filename).name}:{where.lineno}）")
    return Outcome(sum(counts.values()), failures, {name: f"{n} 次" for name, n in sorted(counts.items())})


class _Doors:
    """What chance is let in by, on a sample office of its own."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._small = [(case.name, case.data) for case in cases() if not case.large and len(case.data) < 200_000]
        self.every: dict[str, Callable[[random.Random], object]] = {
            "表格": self.sheet, "旧表格": self.old, "公式": self.formula, "填写": self.blank, "粘贴": self.paste, "号码和日期": self.words}

    def __enter__(self) -> _Doors:
        place = self._folder / "示例.partydesk"
        if not place.exists():
            make(place)
        self.office = Office.open(place, who="测试员", desk="desk-one")
        guiding.bodies(self.office)
        self._formulas = [figure.definition for figure in self.office.catalogue.figures.values() if figure.definition]
        self._answers = foreign.answers
        return self

    def __exit__(self, *_: object) -> None:
        foreign.answers = self._answers
        self.office.close()

    def sheet(self, chance: random.Random) -> None:
        """A spoilt .xlsx or .csv, taken in on trial."""
        name, data = chance.choice([one for one in self._small if not one[1].startswith(OLE)])
        path = self._folder / f"表{Path(name).suffix}"
        path.write_bytes(spoilt(chance, data))
        foreign.answers = _here
        try:
            self._take(path)
        finally:
            foreign.answers = self._answers

    def old(self, chance: random.Random) -> None:
        """A spoilt .xls, by the process: what reads it may bring it down."""
        if chance.random() > 0.05:            # it takes a tenth of a second
            return
        _, data = chance.choice([one for one in self._small if one[1].startswith(OLE)])
        path = self._folder / "表.xls"
        path.write_bytes(spoilt(chance, data))
        self._take(path)

    def _take(self, path: Path) -> None:
        for source in mapping.sources(self.office, "staff", path):
            mapping.unknown_bodies(self.office, "staff", source)
            if not mapping.lacking(self.office.catalogue.kind("staff"), source.columns):
                mapping.bring_in(self.office, "staff", source, dry_run=True)

    def formula(self, chance: random.Random) -> None:
        """A definition that is spoilt, or put together by chance, worked out where it is one."""
        written = self._made_up(chance) if chance.random() < 0.6 else chance.choice(self._formulas)
        for _ in range(chance.choice([0, 0, 1, 3])):
            at = chance.randint(0, len(written))
            written = written[:at] + chance.choice(SNIPPETS) + written[at + chance.choice([0, 0, 1, 5]):]
        for parse in (formula.parse_tests, formula.parse_comparison):
            with suppress(*ALLOWED):
                parse(written)
        tree = formula.parse(written)
        if problems := list(agree.names(self.office.catalogue, "试验", tree, set())):
            raise CatalogueError(problems)
        explain(tree, self.office.catalogue)
        with self.office.ledger("2025H1") as ledger:
            reached = ledger.reach(tree)
            if isinstance(tree, formula.Tally):
                ledger.rows(reached)

    def _made_up(self, chance: random.Random) -> str:
        """A definition that may well be one."""
        kind = chance.choice(list(self.office.catalogue.kinds.values()))
        field = chance.choice(list(kind.known))
        tests = "".join(f", {chance.choice(list(kind.known))} {chance.choice(['==', '!=', '<', '<=', '>', '>='])} {chance.choice(VALUES)}"
                        for _ in range(chance.choice([0, 0, 1, 2])))
        verb = chance.choice([*formula.COUNTS, *formula.FOLDS])
        match verb:
            case "top":
                tally = f"top({kind.id}.{field}, {chance.choice([1, 10, 10 ** 20])}{tests})"
            case _ if verb in formula.FOLDS:
                tally = f"{verb}({kind.id}.{field}{tests})"
            case _:
                tally = f"{verb}({kind.id}{tests})"
        if chance.random() < 0.3:
            tally = f"{chance.choice(formula.BACKS)}({tally})"
        if chance.random() < 0.3:
            tally = f"{tally} {chance.choice('+-*/')} {chance.choice([self._made_up(chance), '0', '2.5', chance.choice(self._formulas)])}"
        return tally

    def blank(self, chance: random.Random) -> None:
        """Something typed into any blank, kept on trial."""
        kind = chance.choice(list(self.office.catalogue.kinds.values()))
        blank = chance.choice([one for one in kind.blanks.values() if not one.derived])
        value = blank.read(typed(chance), self.office.names)
        blank.check(value)
        blank.load(blank.store(value))
        blank.show(value, self.office.names)

    def paste(self, chance: random.Random) -> None:
        """Something pasted into a list."""
        kind = self.office.catalogue.kind(chance.choice(["staff", "study", "problem"]))
        shown = columns.offered(kind, 2025)[:chance.randint(1, 5)]
        rows = [[typed(chance) for _ in range(chance.randint(1, 6))] for _ in range(chance.randint(1, 4))]
        if chance.random() < 0.5:
            rows.insert(0, [column.label for column in shown])
        clips.paste(self.office, kind.id, "\n".join("\t".join(row) for row in rows), shown, dry_run=True)

    def words(self, chance: random.Random) -> None:
        """Something read as a name, a citizen's number, a day."""
        given = typed(chance)
        kept = text.clean(given)
        assert text.clean(kept) == kept, "clean is not settled"
        kept.encode("utf-8")
        text.noticed(text.closed(kept))
        born = self.office.catalogue.kind("staff").blanks["born"]
        born.read(gathered.readable(born, kept, since_1904=chance.random() < 0.5))
        try:
            assert isinstance(dates.read_date(given), date)
        except Refusal:
            raise
        except ValueError:
            pass                              # as it says
        citizen.birthday(given)


def _here(path: Path, told: watched.Told | None = None) -> Iterator[dict[str, Any]]:
    """What the reader says, without a process of its own: a bug shows with its own trace."""
    said: list[dict[str, Any]] = []
    child.read(str(path), said.append)
    yield from said


def spoilt(chance: random.Random, data: bytes) -> bytes:
    """A file with some bytes otherwise: anywhere, or in one of its parts, packed anew."""
    if not data.startswith(b"PK\3\4") or chance.random() < 0.25:
        return mutated(chance, data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
        return mutated(chance, data)
    if not parts or len(parts) > 100:
        return mutated(chance, data)
    name = chance.choice(list(parts))
    parts[name] = mutated(chance, parts[name])
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for each, part in parts.items():
            archive.writestr(each, part)
    return target.getvalue()


def mutated(chance: random.Random, data: bytes) -> bytes:
    made = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 5, 20])):
        at = chance.randint(0, len(made))
        match chance.randint(0, 5):
            case 0 if made:
                made[at % len(made)] = chance.randrange(256)
            case 1:
                del made[at:at + chance.choice([1, 3, 40])]
            case 2:
                made[at:at] = chance.choice(PIECES).encode("utf-8", "surrogatepass")
            case 3:
                start = chance.randint(0, len(made))
                made[at:at] = made[start:start + chance.choice([5, 50, 500])]
            case 4:
                made[at:at] = bytes(chance.randrange(256) for _ in range(4))
            case 5:
                number = [n for n, byte in enumerate(made) if 48 <= byte <= 57]
                if number:
                    place = chance.choice(number)
                    made[place:place + 1] = chance.choice([b"0", b"9", b"-", b"99999999999", b"1e9", b".", b""])
    return bytes(made)


def typed(chance: random.Random) -> str:
    return "".join(chance.choice(PIECES) if chance.random() < 0.8 else chr(chance.choice([
        chance.randrange(0x20, 0x7F), chance.randrange(0x4E00, 0x9FFF), chance.randrange(0x110000)])) for _ in range(chance.randint(0, 5)))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        came = chanced(int(sys.argv[1]), Path(sys.argv[3] if len(sys.argv) > 3 else made), int(sys.argv[2]) if len(sys.argv) > 2 else 20)
    sys.stdout.write(json.dumps(asdict(came), ensure_ascii=True))
