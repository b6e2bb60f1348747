"""What the README and the manual say, done as they say it."""
from __future__ import annotations

import argparse
import ast
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from partydesk.catalogue import formula
from partydesk.catalogue.catalogue import Catalogue
from partydesk.catalogue.fields import FIELD_TYPES
from partydesk.catalogue.series import SORTS
from partydesk.catalogue.shapes import SHAPES
from partydesk.cli import main, parser
from partydesk.papers.words import in_hanzi

from .papers.foreign import letter

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "partydesk"
PAGES = sorted((ROOT / "docs" / "manual").glob("*.md"))
MANUAL = "\n\n".join(page.read_text("utf-8") for page in PAGES)


def trees(*rooms: str) -> Iterator[ast.Module]:
    for room in rooms:
        for path in sorted((SOURCE / room).rglob("*.py")):
            yield ast.parse(path.read_text("utf-8"))


def name(words: str) -> str:
    """What a button or a line of a menu is called, without its dots and keys."""
    return words.partition("\t")[0].strip().rstrip("…").strip()


def labels(declared: Any) -> Iterator[str]:
    """Every name that a form gives to something: labels, and the words of choices and columns."""
    if isinstance(declared, dict):
        for id, said in declared.items():
            if isinstance(said, str) and (id == "label" or said and not said.isascii()):
                yield said
            else:
                yield from labels(said)
    elif isinstance(declared, list):
        for said in declared:
            yield from labels(said)


def test_every_command_of_the_manual_runs_in_its_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    forms = re.findall(r"`(\w+\.(?:toml|md))`：?.{0,40}?\n\n```(?:toml|md)\n(.*?)```", MANUAL, re.DOTALL)
    for name, text in forms:
        (tmp_path / name).write_text(text, "utf-8")
    assert [name for name, _ in forms] == ["tree_planting.toml", "planting.toml", "planting_note.md", "planting_ledger.md"]
    (tmp_path / "科室责任书.docx").write_bytes(letter("{{编号}}", "甲方：{{签订领导}}", "乙方：{{责任人}}（{{责任人.职务}}）"))
    (tmp_path / "口令.txt").write_text("一句好记的话不告诉人\n", "utf-8")
    (tmp_path / "新口令.txt").write_text("另一句好记的话也不说\n", "utf-8")
    (block,) = re.findall(r"```sh\n(.*?)```", MANUAL, re.DOTALL)
    for line in block.splitlines():
        assert main(shlex.split(line)[1:]) == 0, line
    assert len(list((tmp_path / "责任书").glob("*.docx"))) == 56
    assert (tmp_path / "总结.pdf").read_bytes().startswith(b"%PDF")


def test_the_manual_names_every_verb_shape_and_field_type() -> None:
    for name in (*formula.VERBS, *SHAPES, *(type_.__name__.lower() for type_ in FIELD_TYPES), *SORTS):
        assert f"`{name}" in MANUAL, name


def test_the_pictures_and_pages_that_are_named_are_there() -> None:
    for page in (ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "docs" / "manual.md", *PAGES):
        for target, heading in re.findall(r"\]\(([^)#:]+)(?:#([^)]+))?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
            if heading:
                assert re.search(rf"^#+ {re.escape(heading)}$", (page.parent / target).read_text("utf-8"), re.MULTILINE), (
                    f"{page.name}: {target}#{heading}")


def test_the_contents_of_the_manual_list_each_page_by_its_title_once() -> None:
    listed = re.findall(r"^- \[(.+?)\]\(manual/(\w+)\.md\)：.+。$", (ROOT / "docs" / "manual.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(name for _, name in listed) == [page.stem for page in PAGES]
    for title, name in listed:
        assert (ROOT / "docs" / "manual" / f"{name}.md").read_text("utf-8").startswith(f"# {title}\n"), name


def test_the_package_carries_the_manual() -> None:
    assert '(str(ROOT / "docs"), "docs")' in (ROOT / "build.spec").read_text("utf-8")


def test_the_architecture_fits_one_screen_and_names_every_room() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    assert len(text.splitlines()) <= 60
    for room in (ROOT / "src" / "partydesk").iterdir():
        if room.is_dir() and (room / "__init__.py").exists():
            assert f"`{room.name}/`" in text


def test_every_name_in_quotation_marks_is_on_the_screen() -> None:
    """In the manual “…” is for what a clerk reads in the window, letter for letter; examples of what is typed are `…`."""
    shown = {name(node.value) for tree in trees("desk", "office", "catalogue") for node in ast.walk(tree)
             if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    shown |= {said for path in (ROOT / "forms").rglob("*.toml") for said in labels(tomllib.loads(path.read_text("utf-8")))}
    for page in (ROOT / "README.md", *PAGES):
        prose = re.sub(r"```.*?```|`[^`]*`", "", page.read_text("utf-8"), flags=re.DOTALL)
        prose = re.sub(r"\[(.*?)\]\(.*?\)", r"\1", prose)
        quoted = {name(said) for said in re.findall("“([^“”]+)”", prose)}
        assert not quoted - shown, f"{page.name}：窗口里没有这样的名称"


def test_whatever_a_menu_offers_is_spoken_of() -> None:
    """Each line of each menu that is always called the same."""
    offered = {name(node.args[0].value) for tree in trees("desk") for node in ast.walk(tree)
               if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("addAction", "addMenu")
               and node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)}
    plain = {"正在计算"}                       # said while the menu fills
    assert len(offered) > 30
    assert not {one for one in offered - plain if one not in MANUAL}


COMBINED = re.compile(r"(?:(?:Ctrl|Alt|Shift)\+)+(?:F\d+|[A-Z](?![a-z])|[A-Z][a-z]+|[↑↓←→]+|回车|滚轮)|(?<![A-Za-z\d-])F\d+\b")
QT = {"Undo": "Ctrl+Z", "Copy": "Ctrl+C", "Paste": "Ctrl+V", "HelpContents": "F1"}
ARROWS = {"Up": "↑", "Down": "↓", "Left": "←", "Right": "→"}
OF_QT = {"Shift+Tab", "Shift+回车", "Alt+回车", "Ctrl+回车", "Ctrl+Enter", "Shift+Enter", "Ctrl+A", "Ctrl+滚轮", "Shift+↑↓", "Shift+F10",
         "Alt+↓", "F2"}
"""Keys that the toolkit has for a list or a line, and those that are read from the event itself."""


def shortcuts() -> set[str]:
    """Every combination of keys that the desk declares."""
    found: set[str] = set()
    for tree in trees("desk"):
        for node in ast.walk(tree):
            match node:
                case ast.Constant(str(said)) if re.fullmatch(r"(?:(?:Ctrl|Alt|Shift)\+)+\w+|F\d+", said):
                    ahead, plus, key = said.rpartition("+")
                    found.add(f"{ahead}{plus}{ARROWS.get(key, key)}")
                case ast.Attribute(ast.Attribute(_, "StandardKey"), called) if called in QT:
                    found.add(QT[called])
    return found


def test_the_keys_are_all_there_and_none_that_are_not() -> None:
    keys = (ROOT / "docs" / "manual" / "keys.md").read_text("utf-8")
    declared = shortcuts()
    assert {"Ctrl+K", "Alt+P", "Ctrl+Z", "F1", "Alt+←"} <= declared
    assert not declared - set(COMBINED.findall(keys)), "键盘一览里没有写"
    assert not set(COMBINED.findall(MANUAL)) - declared - OF_QT, "程序里没有这个按键"


def commands(of: argparse.ArgumentParser, called: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner, made in action.choices.items():
                yield f"{called}{inner}", made
                yield from commands(made, f"{called}{inner} ")


def test_every_command_and_option_of_the_command_line_is_in_its_page() -> None:
    page = (ROOT / "docs" / "manual" / "command.md").read_text("utf-8")
    found = dict(commands(parser()))
    assert {"figures", "forms add"} <= found.keys()
    for command, made in found.items():
        assert f"partydesk {command} " in page or f"partydesk {command}\n" in page, command
        for action in made._actions:
            for option in action.option_strings:
                assert option == "-h" or option in page, f"{command} {option}"
    known = {option for made in found.values() for action in made._actions for option in action.option_strings} | {"--version"}
    assert not set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", page)) - known


def test_each_picture_is_shown_somewhere_and_is_drawn_by_the_tool() -> None:
    from tests.screenshots import KEPT
    shown = set(re.findall(r"pictures/(\w+)\.png", MANUAL + (ROOT / "README.md").read_text("utf-8")))
    assert shown == set(KEPT) == {path.stem for path in (ROOT / "docs" / "pictures").glob("*.png")}


def test_the_files_that_the_architecture_names_are_there() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    named = re.findall(r"`([\w/]+\.py)`", text)
    assert len(named) > 15
    for path in named:
        assert (SOURCE / path).exists() or (ROOT / path).exists(), path


def test_the_numbers_of_the_changelog_are_those_of_the_forms(shipped: Catalogue) -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"{in_hanzi(len(shipped.kinds))}种记录" in text
    assert f"{in_hanzi(len(shipped.figures))}个数" in text
