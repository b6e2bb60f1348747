"""A print queue of this computer (CUPS): what it can do, and a PDF handed to it as it is, never drawn again.

The commands `lp` and `lpoptions` are run with a list of arguments and never through a shell; their words are asked for
in English, so that they can be understood here and said in Chinese.
"""
from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from ..errors import Trouble, reason
from . import print_order, programs
from .print_order import BY_HAND, ONE, Order, Pass

PATIENCE = 60
"""Seconds that a queue is waited for."""
ENGLISH = {"LC_ALL": "C.UTF-8", "LANGUAGE": "en"}
"""The environment of a command whose words are to be understood."""
SAID = (
    ("does not exist", "没有名为“{printer}”的打印机，可能刚被删除；请重新选择打印机"),
    ("unable to connect", "打印服务没有运行，请系统管理员启动 CUPS 打印服务"),
    ("scheduler is not running", "打印服务没有运行，请系统管理员启动 CUPS 打印服务"),
    ("scheduler not responding", "打印服务没有回应，请稍后再试"),
    ("not accepting jobs", "打印机“{printer}”现在不接受新任务（已停用或暂停），请在系统的打印机设置里启用"),
    ("not authorized", "没有使用打印机“{printer}”的权限，请系统管理员开通"),
    ("forbidden", "没有使用打印机“{printer}”的权限，请系统管理员开通"),
    ("unauthorized", "没有使用打印机“{printer}”的权限，请系统管理员开通"),
    ("quota limit reached", "打印机“{printer}”给你的页数已经用完，请系统管理员调整"),
    ("no space left", "磁盘已满，打印任务放不下；请清理后再试"),
    ("unsupported document-format", "打印机“{printer}”的驱动不接受 PDF，请换一台，或另存为 PDF 后用系统程序打印"),
)
DUPLEX = re.compile(r"^\w*Duplex\w*/[^:]*:(.*)$|^sides/[^:]*:(.*)$", re.MULTILINE | re.IGNORECASE)
TWO_SIDED = re.compile(r"Tumble|two-sided|LongEdge|ShortEdge|\bTrue\b|\bOn\b")
COLOURS = re.compile(r"^(ColorModel|ColorMode|CNColorMode|HPColorMode|print-color-mode)/[^:]*:(.*)$", re.MULTILINE)
PAPERS = re.compile(r"^(?:PageSize|media)/[^:]*:(.*)$", re.MULTILINE)
GREYS = ("Gray", "Grey", "Grayscale", "KGray", "Mono", "Monochrome", "monochrome", "Black", "mono")


@dataclass(frozen=True)
class Queue:
    """What a queue says of itself; `grey` is the option of its driver that saves colour, like ColorModel=Gray."""

    duplex: bool
    colour: bool
    a4: bool
    grey: str = ""


def here() -> bool:
    """Whether this computer prints through CUPS."""
    return shutil.which("lp") is not None


def printers() -> tuple[tuple[str, ...], bool]:
    """Every queue that there is, the usual one first; and whether one is the usual one."""
    names = _run(["lpstat", "-e"]).stdout.split()
    usual = _run(["lpstat", "-d"]).stdout.partition(": ")[2].strip()
    return tuple(sorted(names, key=lambda name: (name != usual, name))), usual in names


def queue(name: str) -> Queue | None:
    """What a queue can do; None where nothing is known of it (no such queue, or one without a driver)."""
    if shutil.which("lpoptions") is None:
        return None
    try:
        run = _run(["lpoptions", "-p", name, "-l"])
    except Trouble:
        return None
    return read(run.stdout) if run.returncode == 0 and run.stdout.strip() else None


def read(options: str) -> Queue:
    """What `lpoptions -l` lists, understood."""
    duplex = any(TWO_SIDED.search(found[0].partition(":")[2]) for found in DUPLEX.finditer(options))
    grey, colour = "", False
    for option, words in COLOURS.findall(options):
        listed = [word.lstrip("*") for word in words.split()]
        greys = [word for word in listed if word in GREYS or word.startswith("Gray")]
        colour = colour or len(greys) < len([word for word in listed if word != "auto"])
        if greys and not grey:
            grey = f"{option}={greys[0]}"
    papers = PAPERS.search(options)
    sizes = papers[1].split() if papers else []
    a4 = not sizes or any(size.lstrip("*").lower().startswith(("a4", "iso_a4")) for size in sizes)
    return Queue(duplex, colour, a4, grey)


def command(order: Order, one: Pass, file: Path, grey: str = "") -> list[str]:
    """The call of `lp` for one pass through the printer."""
    options: dict[str, str] = {
        "sides": ONE if order.sides == BY_HAND else order.sides,
        "print-scaling": "none",
        "print-color-mode": "color" if order.colour else "monochrome",
    }
    if order.copies > 1:
        options["collate"] = "true" if order.together else "false"
        options["multiple-document-handling"] = f"separate-documents-{'collated' if order.together else 'uncollated'}-copies"
    if order.a4:
        options["media"] = "A4"
    if one.backwards:
        options["outputorder"] = "reverse"
    if len(one.pages) < order.count:
        options["page-ranges"] = print_order.spans(one.pages)
    given = [part for name, value in options.items() for part in ("-o", f"{name}={value}")]
    if grey and not order.colour:
        given += ["-o", grey]
    return ["lp", "-d", order.printer, "-n", str(order.copies), "-t", order.title[:120], *given, str(file.resolve())]


def put(order: Order, one: Pass, file: Path, grey: str = "") -> str:
    """Hand one pass to the queue; what the queue calls the job. A Trouble says why it did not take it."""
    run = _run(command(order, one, file, grey))
    if run.returncode != 0:
        said = run.stderr or run.stdout
        raise Trouble(_trouble(said if running() else "scheduler is not running", order.printer))
    told = re.search(r"request id is (\S+)", run.stdout)
    return told[1] if told else ""


def running() -> bool:
    """Whether there is a server at all: of a printer that it cannot ask about, `lp` says that it does not exist."""
    return "not running" not in _run(["lpstat", "-r"]).stdout


def _trouble(said: str, printer: str) -> str:
    """What `lp` complains of, in Chinese."""
    for sign, words in SAID:
        if sign in said.lower():
            return words.format(printer=printer)
    last = said.strip().splitlines()[-1].removeprefix("lp:").strip() if said.strip() else "没有说明原因"
    return f"打印机“{printer}”没有收下任务：{last}"


def _run(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    try:
        return programs.run(arguments, PATIENCE, ENGLISH)
    except subprocess.TimeoutExpired:
        raise Trouble(f"打印服务 {PATIENCE} 秒没有回应，请检查打印机和网络后再试") from None
    except OSError as error:
        raise Trouble(f"运行不了打印命令 {arguments[0]}：{reason(error)}") from None
