"""How an office comes before the clerk: opened, made, asked for on a server, or found damaged; and what was being typed in it."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from ..errors import Refusal, Trouble
from ..office import Office, mishaps
from ..office.drafts import Drafts
from . import saying, work
from .tabs import GUIDE, SUMMARY

if TYPE_CHECKING:
    from .window import Window


class Opening(QObject):
    """Of one window."""

    def __init__(self, window: Window):
        super().__init__(window)
        self._window = window

    def rung(self, place: str) -> bool:
        """Whether the office stands in another window of this person, which was brought to the front."""
        from ..office import seating
        if (sitter := seating.elsewhere(place)) is None:
            return False
        from . import doorbell
        if doorbell.ring(sitter):
            saying.say(self._window, "这个办公室已经在另一个窗口里打开，已把那个窗口放到前面。", saying.TOLD)
            return True
        return False

    def failed(self, place: str, error: Exception) -> None:
        """Say why an office did not open, and where it is damaged, what can be done about it."""
        from ..office import salvage
        if found := salvage.wrong(place, error):
            self.damaged(place, found, getattr(error, "key", None))
        else:
            saying.failed(self._window, error)

    def damaged(self, place: str, found: str, key: Any = None) -> None:
        """Say that a file is damaged, and what can be done about it; once, however often it is met with."""
        from .damage_box import DamageBox
        if any(box.isVisible() for box in list[DamageBox](self._window.findChildren(DamageBox))):
            return
        if self._window.office is not None:
            self._window.named()
        DamageBox(place, found, self._window, key).open()

    def connect_server(self, place: str = "", says: str = "") -> None:
        """Ask where the office is on a server, and for the password."""
        from ..office import serving
        from .server_box import ServerBox

        def go(wanted: str) -> str:
            try:
                office = Office.open(wanted)
            except (Refusal, Trouble) as error:
                return str(error)
            self._window.take(office)
            return ""

        ServerBox(go, self._window, serving.read(place) if place else None, says).open()

    def locked(self, place: str) -> bool:
        """Ask for the password of an office, in the place of the one that is open."""
        try:
            self._window.locking.ask(place)
        except (Refusal, Trouble) as error:   # nothing is there that would open it
            self.failed(place, error)
            return False
        return True

    def make(self, place: str, name: str, who: str = "", password: str = "") -> None:
        """A new office, and the guided beginning in it; with a password an encrypted one, whose recovery code is shown first."""
        if password and "://" not in place:   # a server asks for its own
            self._window.locking.create(place, name, who, password, self._window.going.guide)
            return
        try:
            office = Office.create(place, name, who=who)
        except Exception as error:  # noqa: BLE001
            saying.failed(self._window, error)
            return
        self._window.take(office)
        self._window.going.guide()

    def resume(self, drafts: Drafts) -> None:
        """What was being typed when the window was closed, or the power failed, stands there again."""
        window, last = self._window, drafts.newest()
        if last is None or window.office is None:
            return
        kind, id = last
        try:
            if kind == GUIDE:
                window.going.guide()
                return
            kinds = window.office.catalogue.kinds
            tab = kinds[kind].tab if kind in kinds else SUMMARY
            window.tabs.page(tab)
            if (page := window.tabs.lists.get(tab)) is not None:
                page.resume(kind, id)
        except Refusal:                       # the record is gone: so is what was to be changed in it
            drafts.drop(kind, id)
            return
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            drafts.spoilt(kind, id)           # damaged, or another version's: it must not keep the office shut
            mishaps.log().error("草稿读不懂：%s/%s", kind, id, exc_info=error)
            return
        number = len(drafts) - (drafts.get(GUIDE, 0) is not None)
        more = f"（{number} 处，标着 ●）" if number > 1 else ""
        saying.say(window, f"上次没保存的填写都还在{more}，可以接着填。", saying.TOLD)

    def sample(self) -> None:
        """The invented office; made once, in the clerk's own folder."""
        from . import files
        place = files.documents() / "示例办公室.partydesk"

        def task() -> str:
            if not place.exists():
                from ..office.sample import make
                place.parent.mkdir(parents=True, exist_ok=True)
                make(place)
            return str(place)

        def failed(error: Exception) -> None:
            self._window.start.setEnabled(True)
            saying.failed(self._window, error)

        def then(made: str) -> None:
            self._window.start.setEnabled(True)
            if self._window.open(made):
                saying.say(self._window, f"这是示例办公室，单位和人员都是虚构的，可以随便改。它存放在 {made}。", saying.TOLD)

        self._window.start.setEnabled(False)
        work.run(self._window, task, then, failed, what="正在准备示例办公室，约需十秒…")
