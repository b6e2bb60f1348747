"""Draws the windows as they are, with the sample office.

    python -m tests.screenshots                     the pictures of the papers, into docs/pictures (make screenshot)
    python -m tests.screenshots screens [MODE …]    every page in every mode, into build/screens/MODE (make screens)

A new page is one line in PAGES: its name, and how to get there; what that gives back is drawn, or else the window.
"""
from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

ROOT = Path(__file__).resolve().parents[1]
PICTURES, SCREENS = ROOT / "docs" / "pictures", ROOT / "build" / "screens"
MADE = ROOT / "build" / "sample" / "示例办公室.partydesk"
PERIOD, FIGURE = "2025H1", "study.coverage_rate"
KEPT = ("start", "form", "trace", "home", "list", "find", "roll", "filters", "mapping", "missing", "summary", "changes", "work",
        "vocabulary", "tray", "profile")
"""Those that the README and the manual show; into another folder all are drawn, to be looked at."""


LARGE, SMALL = (1920, 1080), (1366, 768)
"""Screens, in pixels."""


@dataclass(frozen=True)
class Mode:
    """How the window is when its pages are drawn."""

    size: tuple[int, int] = (1280, 800)
    look: tuple[str, str] = ("light", "standard")
    scale: float = 1.0
    empty: bool = False

    @property
    def screen(self) -> tuple[int, int]:
        """The screen that it stands on, in its own pixels: as small as the window where that fills a small one."""
        wide, high = SMALL if self.size == SMALL else LARGE
        return round(wide * self.scale), round(high * self.scale)


MODES = {
    "normal": Mode(),
    "dark": Mode(look=("dark", "standard")),
    "double": Mode(scale=2.0),
    "small": Mode((1366, 768)),
    "large": Mode((1366, 768), ("light", "largest")),
    "large-dark": Mode((1366, 768), ("dark", "large")),
    "empty": Mode((1366, 768), empty=True),
}


class Stage:
    """The window, and the ways about it."""

    def __init__(self, mode: Mode, place: Path):
        from partydesk.desk import theme
        from partydesk.desk.application import prepare
        from partydesk.desk.window import Window
        self.app = prepare()
        theme.dress(self.app, theme.Look(*mode.look))
        self.mode, self.place = mode, place
        self.window: Any = Window()
        self.window.resize(*mode.size)
        self.window.show()
        self.opened: list[Any] = []
        self._after: list[Callable[[], object]] = []

    def settle(self, until: Callable[[], bool] = lambda: True, seconds: float = 30) -> None:
        """Until nothing is under way any more."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.app.processEvents()
            if until() and not self.window.doing.busy:
                break
            time.sleep(0.01)
        quiet = time.monotonic() + 0.12                # what comes a moment later on purpose
        while time.monotonic() < quiet:
            self.app.processEvents()
            time.sleep(0.01)

    def begin(self) -> None:
        assert self.window.open(str(self.place)), self.place
        self.settle()

    def tab(self, id: str) -> Any:
        page = self.window.tabs.page(id)
        self.settle()
        return page

    def list(self, kind: str) -> Any:
        """The list of a kind on its tab."""
        page = self.tab(self.window.office.catalogue.kinds[kind].tab)
        page.choose(kind)
        page.narrower.clear()
        time.sleep(0.2)                                # the list is narrowed a moment after the last key
        self.settle()
        return page

    def form(self, kind: str, row: int = 0) -> Any:
        """The form of one of its records; of a new one, where there is none."""
        page = self.list(kind)
        if page.model.rowCount() > row:
            page.show_record(kind, page.model.id(row))
        else:
            page.add()
        self.settle()
        return page

    def box(self, made: Any) -> Any:
        """A dialog, to be drawn by itself."""
        self.opened.append(made)
        made.show()
        self.settle()
        return made

    def afterwards(self, act: Callable[[], object]) -> None:
        """What is to be put back once the picture is taken."""
        self._after.append(act)

    def clear(self) -> None:
        """Close what was opened, before the next picture, and put back what was changed for this one."""
        for one in self.opened:
            getattr(one, "close_box", one.close)()
        self.opened.clear()
        if (popup := self.app.activePopupWidget()) is not None:
            popup.close()
        while self._after:
            self._after.pop()()
        self.settle()

    def picture(self, shown: Any) -> Any:
        """A widget as it stands, with the menu that is open over it."""
        from PySide6.QtGui import QPainter
        taken, popup = shown.grab(), self.app.activePopupWidget()
        if popup is not None and popup is not shown:
            painter = QPainter(taken)
            place = shown.mapFromGlobal(popup.mapToGlobal(popup.rect().topLeft()))
            painter.drawPixmap(place, popup.grab())
            painter.setPen("#b5aca5")
            painter.drawRect(popup.rect().translated(place).adjusted(-1, -1, 0, 0))
            painter.end()
        return taken


def _refused(stage: Stage) -> None:
    page = stage.form("study")
    page.add()
    page.form.editors["title"].take("")
    page.form.editors["date"].take("20250230")
    page.form.typed("date")
    page.form.save()


def _after_refusal(stage: Stage) -> None:
    page = stage.list("study")
    if page.form is not None:
        page.form.drop()


def _filtered(stage: Stage) -> None:
    stage.list("study").narrower.setText("zs 6月")
    time.sleep(0.2)
    stage.settle()


def _nothing_found(stage: Stage) -> None:
    stage.list("study").narrower.setText("没有这样的记录")
    time.sleep(0.2)
    stage.settle()


def _tray(stage: Stage) -> None:
    """The letters of the first half of 2025, some of them ticked, with the pages of one."""
    from partydesk.catalogue.period import Period
    page = stage.tab("papers")
    page.show_period(Period.read("2025H1"))
    page.show_paper("responsibility_letter")
    stage.settle()
    page.pane.model.tick(row.key for row in page.pane.model.rows[:6])
    stage.settle(lambda: page.pages.currentIndex() == 1)


def _summary(stage: Stage) -> Any:
    from partydesk.catalogue.period import Period
    page = stage.tab("summary")
    page.show_period(Period.read(PERIOD))
    page.side.setCurrentIndex(0)
    stage.settle(lambda: page.papers.view.count > 0, 15)
    page.papers.view.setFocus()
    return page


def _trace(stage: Stage) -> None:
    page = _summary(stage)
    page.trace(FIGURE)
    stage.settle(lambda: page.tracing.trace is not None, 10)
    page.papers.view.setFocus()


def _missing(stage: Stage) -> None:
    _trace(stage)
    stage.window.tabs.page("summary").tracing.show_missing()


def _changes(stage: Stage) -> Any:
    """A closed period after which a session was added and another went; all of it is taken back again."""
    from datetime import date

    from partydesk.office import closing, listing, since
    office = stage.window.office
    stage.settle()
    closing.close(office, "half_year_summary", PERIOD, because="县委要求先报，差异另作说明")
    session = office.record("study", listing.ids(office, "study")[0])
    office.save("study", {**session.values, "date": date(2025, 6, 26), "title": "学习党的创新理论"}, roll=session.roll)
    office.remove("publicity", listing.ids(office, "publicity")[0])
    issues = closing.issues(office, "half_year_summary", PERIOD)
    from partydesk.desk.closing_box import SentBox
    box = stage.box(SentBox(office, issues, since.changes(office, issues[-1]), stage.window))
    box.resize(760, 400)
    stage.afterwards(lambda: [office.undo() for _ in range(3)])
    stage.afterwards(stage.settle)                      # while the page is being counted nothing is written
    return box


def _roll(stage: Stage) -> None:
    """A meeting being entered: the exceptions of its roll, one of them with a reason."""
    page = stage.list("branch_assembly")
    page.add()
    stage.settle()
    form = page.form
    stage.afterwards(form.drop)
    form.editors["title"].take("第四季度支部党员大会")
    body = form.editors["bodies"]
    body.line.setText("机关第一党支部")
    form.typed("bodies")
    stage.settle()
    names = [one.name for one in form.roll.roll.here]
    form.roll.roll.mark(next(one.id for one in form.roll.roll.here if one.name == names[4]), "leave", "出差")
    form.roll.roll.mark(next(one.id for one in form.roll.roll.here if one.name == names[9]), "absent", "")
    form.roll.roll.mark(next(one.id for one in form.roll.roll.here if one.name == names[15]), "excluded", "下乡驻村")
    form.roll.refresh()
    form.roll.box.setFocus()
    form.roll.box.setText(next(one.initials for one in form.roll.roll.here if one.name == names[20]))
    form.roll.box.offer()


def _filters(stage: Stage) -> None:
    """A list narrowed by a column and grouped, and the menu of another column."""
    from dataclasses import replace
    from datetime import date

    from partydesk.office.columns import MONTH
    from partydesk.office.narrowing import Days
    page = stage.list("study")
    page.fold()
    model = page.model
    stage.afterwards(lambda: page.pane.turn(replace(model.view, filters=(), group="")))
    page.pane.turn(replace(model.view, filters=(Days("date", date(2025, 3, 1), date(2025, 6, 30), "2025-03..2025-06"),), group=MONTH))
    stage.settle()
    page.pane.open_column(next(at for at, column in enumerate(model.columns) if column.id == "form"))


def _mapping(stage: Stage) -> Any:
    box = _box("MappingBox", stage)
    box.resize(900, 430)
    return box


def _work(stage: Stage) -> Any:
    """A new work, described so far that the program says what comes of it."""
    from partydesk.desk.work_box import WorkBox
    box = stage.box(WorkBox(stage.window.office, stage.window, "thought"))
    box.name.setText("法治宣传")
    box.unit.setText("场")
    box.ask().setText("发放资料")
    row = box._rows[0]
    row.sort.setCurrentIndex(row.sort.findData("number"))
    box._sorted(row)
    row.more.setText("份")
    box._changed()
    stage.settle(lambda: bool(box.value.text().strip("—")), 20)
    return box


def _vocabulary(stage: Stage) -> Any:
    box = _box("VocabularyBox", stage)
    box.choose(("blank", "study", "form", ""))
    return box


def _profile(stage: Stage) -> Any:
    """The profile of the page that the office makes for itself, with a true page beside."""
    box = _box("LookBox", stage)
    stage.settle(lambda: box.view.count > 0, 20)
    return box


def _side(at: int, stage: Stage) -> None:
    page = _summary(stage)
    page.fold_trace()
    page.side.setCurrentIndex(at)
    stage.settle()


def _message(stage: Stage) -> None:
    from partydesk.desk import saying
    stage.list("study")
    saying.say(stage.window, "没有保存：有 2 处需要改，见红字", saying.REFUSED, "撤销", lambda: None)


def _box(name: str, stage: Stage) -> Any:
    """One of the boxes that the walk opens, too."""
    from tests.desk.boxes import BOXES
    return stage.box(BOXES[name](stage.window, stage.place.parent))


def _unlock(stage: Stage, *, covered: bool = False, refused: str = "") -> None:
    """Before an encrypted office, or over one that is open."""
    window, asking = stage.window, stage.window.locking
    behind = window.stack.currentWidget()
    asking.page.ask(str(stage.place), "中共青禾县委政法委员会", ("王芳", "李强"), "王芳", covered=covered)
    asking.page.refuse(refused)
    asking._show()
    stage.afterwards(lambda: [window.header.show(), window.stack.setCurrentWidget(behind)])


def _keys(stage: Stage) -> Any:
    """Passwords of an encrypted office, whose copies from before still lie about."""
    from partydesk.desk.keys_box import KeysBox
    from partydesk.office import Office, keys
    place = stage.place.parent / "加密的.partydesk"
    Office.create(place, "中共青禾县委政法委员会", who="王芳").close()
    shutil.copyfile(place, place.with_name("加密的-20250101.partydesk"))
    keys.protect(place, "王芳", "青禾县今年麦子收成好")
    office = keys.unlock(place, "王芳", "青禾县今年麦子收成好")
    keys.set_password(office, "李强", "秋天的第一场霜降")
    stage.afterwards(office.close)
    return stage.box(KeysBox(office, None, stage.window))


def _invited(stage: Stage) -> Any:
    """An invitation that was written: its code is shown this once."""
    from partydesk.office.desks import Desk
    from partydesk.office.joining import Invitation
    box = _box("InviteBox", stage)
    box.name.setText("第一党支部")
    box._written(Invitation(Path("邀请_第一党支部.partyinvite"), "1234-5678-9012-3456", Desk("", "第一党支部", "branch", None, None, {})))
    return box


def _damaged(stage: Stage) -> Any:
    """A damaged office, once all that can be read of it was read."""
    box = _box("DamageBox", stage)
    stage.settle(lambda: "正在看" not in box.read.toPlainText(), 60)
    return box


def _refusing(name: str, says: str, stage: Stage) -> Any:
    """A box that did not take what was typed."""
    box = _box(name, stage)
    box.said.setText(says)
    box.said.show()
    stage.settle()
    return box


def _mishap(stage: Stage) -> Any:
    """What is said of a mistake of ours."""
    from PySide6.QtWidgets import QMessageBox

    from partydesk.desk import mistakes
    mistakes._Watch(lambda: stage.window).tell(ZeroDivisionError("试一试"))
    return stage.box(stage.window.findChild(QMessageBox))


def _find(typed: str, stage: Stage) -> None:
    """The box over everything; → goes into what is found first."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    stage.list("study")
    stage.window.seeking.seek()
    box = stage.window.seeking.box
    stage.opened.append(box)
    stage.settle()
    box.line.setText(typed.rstrip("→"))
    stage.settle()
    if typed.endswith("→"):
        QTest.keyClick(box.line, Qt.Key.Key_Right)


def _manual(place: str, stage: Stage, sought: str = "") -> Any:
    """The manual at a page, in its own window."""
    manual = stage.window.helping.manual
    stage.opened.append(manual)
    manual.go(place)
    manual.resize(1000, 720)
    manual.sought.setText(sought)
    time.sleep(0.3)
    stage.settle()
    return manual


def _menu(stage: Stage) -> Any:
    menu = stage.window.menu_button.menu()
    menu.ensurePolished()
    menu.adjustSize()
    return menu


PAGES: dict[str, Callable[[Stage], Any]] = {
    "home": partial(Stage.tab, id="home"),
    "list": partial(Stage.list, kind="study"),
    "filtered": _filtered,
    "nothing-found": _nothing_found,
    "form": partial(Stage.form, kind="study"),
    "refusal": _refused,
    "refusal-away": _after_refusal,
    "committee": partial(Stage.form, kind="branch_committee"),
    "item": partial(Stage.form, kind="problem"),
    "people": partial(Stage.form, kind="staff", row=2),
    "body": partial(Stage.form, kind="branch"),
    "papers": partial(Stage.tab, id="integrity"),
    "letters": partial(Stage.list, kind="complaint"),
    "tray": _tray,
    "summary": _summary,
    "trace": _trace,
    "figures": partial(_side, 1),
    "checks": partial(_side, 2),
    "message": _message,
    "menu": _menu,
    "find": partial(_find, "学习 6月"),
    "find-used": partial(_find, ""),
    "find-letters": partial(_find, "zwh"),
    "find-related": partial(_find, "tianjun→"),
    "find-nothing": partial(_find, "qqqq"),
    "manual": partial(_manual, "find"),
    "manual-picture": partial(_manual, "begin"),
    "manual-table": partial(_manual, "meeting#签到"),
    "manual-sought": partial(_manual, "forms", sought="签到"),
}
"""Every page: its name, and how to get there. They are drawn in this order, on one window."""

FILLED: dict[str, Callable[[Stage], Any]] = {
    "roll": _roll,
    "filters": _filters,
    "missing": _missing,
    "mapping": _mapping,
    "work": _work,
    "vocabulary": _vocabulary,
    "changes": _changes,
    "profile": _profile,
    "unlock": partial(_unlock, refused="口令不对。请看一下大小写锁定和中英文输入法，再输一遍"),
    "locked": partial(_unlock, covered=True),
    "keys": _keys,
    "invited": _invited,
    "damaged": _damaged,
    "refused-new": partial(_refusing, "NewBox", "请填写你的姓名，或勾选“暂不设口令”"),
    "refused-password": partial(_refusing, "PasswordBox", "口令是键盘上或数字里连着的一串，一猜就中；请换一句好记的话"),
    "refused-join": partial(_refusing, "JoinBox", "口令不对，或这份邀请不是给这个支部的；请再听对方念一遍，逐个数字核对"),
    "mishap": _mishap,
}
"""Those that need something to show, and put back what they change."""


def draw(folder: Path, mode: Mode, place: Path, only: tuple[str, ...] = ()) -> list[str]:
    """Draw the pages into a folder; which of them could not be drawn."""
    folder.mkdir(parents=True, exist_ok=True)
    stage, failed = Stage(mode, place), []
    for name, go in _pages(mode):
        if only and name not in (*only, "welcome"):
            continue
        try:
            drawn = go(stage)
            stage.settle()
            if only and name not in only:
                continue
            shown = drawn if drawn is not None and drawn in [*stage.opened, stage.window.menu_button.menu()] else stage.window
            stage.picture(shown).save(str(folder / f"{name}.png"))
            if folder == PICTURES:
                _lightened(folder / f"{name}.png")
            print(folder / f"{name}.png")  # noqa: T201 (a tool for people)
        except Exception:  # noqa: BLE001 (the others are to be seen all the same)
            traceback.print_exc()
            failed.append(name)
        finally:
            stage.clear()
    stage.window.close()
    stage.app.processEvents()
    return failed


def _lightened(picture: Path) -> None:
    """A picture in 256 colours: a third of the size, and the program carries them all; the eye sees no difference."""
    with Image.open(picture) as drawn:
        few = drawn.convert("RGB").quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(picture, optimize=True)


def _pages(mode: Mode) -> Iterator[tuple[str, Callable[[Stage], Any]]]:
    yield "start", Stage.settle
    yield "welcome", Stage.begin
    yield from PAGES.items()
    if not mode.empty:
        yield from FILLED.items()
    from tests.desk.boxes import BOXES
    for name in () if mode.empty else BOXES:           # these show something that is there
        yield f"box-{name}", partial(_box, name)


def prepared(mode: Mode, home: Path) -> Path:
    """The office that a mode shows: a copy of the sample, or an empty one."""
    if mode.empty:
        from partydesk.office import Office
        place = home / "新办公室.partydesk"
        with Office.create(place, "中共青禾县委政法委员会", who="周晓岚"):
            return place
    place = home / "示例办公室.partydesk"
    given = Path(os.environ.get("PARTYDESK_SAMPLE", "") or MADE)
    if given.exists():
        shutil.copyfile(given, place)
    else:
        from partydesk.office.sample import make
        make(place)
    return place


def screens(names: list[str]) -> int:
    """Every page in every mode, each mode in a process of its own: Qt takes its scale when it starts."""
    failed = []
    for name in names or list(MODES):
        env = os.environ | {"QT_SCALE_FACTOR": str(MODES[name].scale)}
        run = subprocess.run([sys.executable, "-m", "tests.screenshots", "mode", name], env=env, check=False, cwd=ROOT)
        failed += [name] if run.returncode else []
    return 1 if failed else 0


def one(mode: Mode, folder: Path, only: tuple[str, ...] = ()) -> int:
    with tempfile.TemporaryDirectory() as home:
        os.environ |= dict.fromkeys(("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"), home) | {"LOGNAME": "周晓岚"}
        failed = draw(folder, mode, prepared(mode, Path(home)), only)
    if failed:
        print(f"画不出（could not be drawn）：{'、'.join(failed)}", file=sys.stderr)  # noqa: T201
    return 1 if failed else 0


def _screen(folder: Path, size: tuple[int, int] = LARGE) -> str:
    """A screen that is not there, as large as an office's: dialogs are laid out for the room they have."""
    told = folder / "screen.json"
    wide, high = size
    told.write_text(f'{{"screens": [{{"name": "papers", "width": {wide}, "height": {high}, "logicalDpi": 96, "dpr": 1}}]}}', "utf-8")
    return f"offscreen:configfile={told}"


def main(given: list[str]) -> int:
    """What was asked for on the command line; returns the exit status."""
    match given:
        case ["screens", *names]:
            return screens(names)
        case ["mode", name, *only]:
            os.environ["QT_QPA_PLATFORM"] = _screen(Path(tempfile.mkdtemp()), MODES[name].screen)
            return one(MODES[name], SCREENS / name, tuple(only))
        case _:
            os.environ["QT_QPA_PLATFORM"] = _screen(Path(tempfile.mkdtemp()))
            return one(MODES["normal"], Path(given[0]) if given else PICTURES, () if given else KEPT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
