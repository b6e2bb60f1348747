"""The printers of this computer, as far as the system tells: which there are, and what each can do."""
from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from ..office import cups


@dataclass(frozen=True)
class Printer:
    """One printer; `handed`: it takes a PDF as it is; `grey`: the option of its driver that saves colour."""

    name: str
    label: str
    first: bool
    duplex: bool
    colour: bool
    a4: bool
    handed: bool
    grey: str = ""


def names() -> list[tuple[str, str]]:
    """Every printer and what it is called, the one that is usually meant first."""
    usual = QPrinterInfo.defaultPrinterName()
    found = sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: (name != usual, name))
    return [(name, name) for name in found]


def usual() -> str:
    """The printer that is usually meant; empty where none is."""
    return QPrinterInfo.defaultPrinterName()


def printer(name: str) -> Printer:
    """What Qt knows of a printer."""
    info = QPrinterInfo.printerInfo(name)
    modes = set(info.supportedDuplexModes())
    sizes = {size.id() for size in info.supportedPageSizes()}
    described = info.description()
    return Printer(
        name, f"{name}（{described}）" if described and described != name else name, info.isDefault(),
        duplex=bool(modes & {QPrinter.DuplexMode.DuplexLongSide, QPrinter.DuplexMode.DuplexShortSide, QPrinter.DuplexMode.DuplexAuto}),
        colour=QPrinter.ColorMode.Color in info.supportedColorModes(),
        a4=not sizes or QPageSize.PageSizeId.A4 in sizes, handed=cups.here())


def asked(known: Printer) -> Printer:
    """The same, after its queue has been asked as well; that may take a moment, and is done on another thread."""
    queue = cups.queue(known.name) if known.handed else None
    if queue is None:
        return known
    return replace(known, duplex=known.duplex or queue.duplex, colour=known.colour or queue.colour, a4=known.a4 and queue.a4,
                   grey=queue.grey)
