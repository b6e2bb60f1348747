"""What is tried of the Windows package by its command line alone."""

from __future__ import annotations

from . import trial_install, windows_parts
from .windows_desk import PERIOD, Failed, Trial, holds, until

FIGURES = 156
"""Of the sample office, as docs and tests have it."""


def command_line(trial: Trial) -> None:
    """An office made, counted, printed, exported and imported by the command line."""
    trial.command("sample", trial.office)
    if (figures := len(trial.counted(trial.office).splitlines()) - 1) != FIGURES:
        raise Failed(f"应有 {FIGURES} 个数据项，数出 {figures} 个")
    trial.note("示例办公室", f"{trial.office.stat().st_size / 1e6:.1f} MB，数出 {figures} 个数据项")
    for name, least in (("总结.docx", 10_000), ("总结.pdf", 50_000)):
        trial.command("paper", trial.office, "half_year_summary", "--period", PERIOD, "--out", trial.folder / name)
        trial.note(name, f"{trial.made(name, least).stat().st_size / 1024:.0f} KB")
    trial.command("paper", trial.office, "responsibility_letter", "--period", PERIOD, "--out", trial.folder / "责任书")
    if len(letters := list((trial.folder / "责任书").glob("*.docx"))) < 50:
        raise Failed(f"责任书只有 {len(letters)} 份")
    trial.note("责任书", f"{len(letters)} 份")
    trial.command("export", trial.office, "study", "--out", trial.folder / "学习.xlsx")
    trial.made("学习.xlsx", 5_000)
    holds(trial.command("import", trial.office, "study", trial.folder / "学习.xlsx", "--dry-run"), "行")
    # the reader is a process of the very program that starts it: the one with a window, too
    trial.command("import", trial.office, "study", trial.folder / "学习.xlsx", "--dry-run", program="partydesk.exe")
    trial.note(".xlsx 导出、读回", "两个程序都读得出")
    trial.command("selftest", trial.office, "--out", trial.folder / "自检.txt")
    holds(trial.made("自检.txt", 200).read_text("utf-8-sig"), "能加密", "能连服务器")
    trial.note("自检", "没有查出问题；能加密，能连服务器")


def kept_safe(trial: Trial) -> None:
    """A backup made, verified and gone back to; a password set, and the office opened with it alone."""
    holds(trial.command("backup", trial.office, "--to", trial.folder / "U盘"), "已备份", "已核对", "已另存")
    trial.command("verify", trial.folder / "U盘")
    added = ("add", trial.office, "study", "date=2025-06-26", "title=多记的一次", "form=collective", "present=全体")
    trial.command(*added)
    asked = trial.command("restore", trial.folder / "U盘", "--to", trial.office, status=2)
    word = asked.partition("--yes-type ")[2].split()[0]
    trial.command("restore", trial.folder / "U盘", "--to", trial.office, "--yes-type", word)
    if "多记的一次" in trial.command("trace", trial.office, "study.group_sessions", "--period", PERIOD):
        raise Failed("恢复以后，多记的一次还在")
    trial.command("check", trial.office)
    trial.note("备份、核对、恢复", "恢复后多记的一条没有了")
    sealed, password = trial.folder / "加密.partydesk", trial.folder / "口令.txt"
    password.write_text("correct horse battery\n", "utf-8")
    trial.command("new", sealed, "--name", "某某委员会")
    trial.command("password", sealed, "set", "--operator", "王小明", "--new-password-file", password, "--out", trial.folder / "恢复码.pdf")
    trial.made("恢复码.pdf", 5_000)
    if sealed.read_bytes().startswith(b"SQLite"):
        raise Failed("加密的办公室开头还是明文")
    trial.command("figures", sealed, "--period", PERIOD, "--password-file", password)
    trial.command("figures", sealed, "--period", PERIOD, status=2)
    trial.note("设口令", "有口令能打开，没有就不能；恢复码的 PDF 写出")


def in_use(trial: Trial) -> None:
    """A file that another program has open is not written, the old one stays, and a clear sentence says so."""
    path = trial.made("总结.docx", 10_000)
    before = path.read_bytes()
    python = windows_parts.python_of(trial.wine.work / "parts/python")
    ready = trial.folder / "ready"
    ready.unlink(missing_ok=True)
    hold = "import sys, time, pathlib; held = open(sys.argv[1], 'r+b'); pathlib.Path(sys.argv[2]).touch(); time.sleep(900)"
    holder = trial.wine.start("wine", *trial.told([python, "-c", hold, path, ready]), display="")
    try:
        until(ready.exists, "没有程序占着文件")
        said = trial.command("paper", trial.office, "half_year_summary", "--period", PERIOD, "--out", path, status=2)
        holds(said, "总结.docx", "可能正在 WPS 或 Word 中打开")
    finally:
        trial.wine.end()
        holder.wait(60)
    if path.read_bytes() != before:
        raise Failed("占着的文件变了")
    if left := [one.name for one in trial.folder.iterdir() if one.name.endswith(".part")]:
        raise Failed(f"留下了 {left}")
    trial.note("要写的文件被别的程序占着", said.strip())


def of_a_later_version(trial: Trial) -> None:
    """An office that a later version has written is refused in a sentence, and stays as it was."""
    office = trial.folder / "新版 办公室.partydesk"
    trial_install.later_office(trial.place, trial.office).rename(office)
    before = office.read_bytes()
    said = trial.command("figures", office, "--period", PERIOD, status=2)
    holds(said, "由更新版本的程序保存", "文件未作任何改动")
    with trial.desk("desk", office):
        trial.picture("newer")
        trial.keys("Return", "alt+F4")
    if office.read_bytes() != before:
        raise Failed("新版写的办公室变了")
    trial.note("更新的程序写的办公室", f"“{said.strip()}”，文件没有动")
