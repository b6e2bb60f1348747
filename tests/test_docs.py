"""What the README and the manual say, done as they say it."""
from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from partydesk.catalogue import formula
from partydesk.catalogue.fields import FIELD_TYPES
from partydesk.catalogue.shapes import SHAPES
from partydesk.cli import main

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted((ROOT / "docs" / "manual").glob("*.md"))
MANUAL = "\n\n".join(page.read_text("utf-8") for page in PAGES)


def test_every_command_of_the_manual_runs_in_its_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    forms = re.findall(r"`(\w+\.(?:toml|md))`：?.{0,40}?\n\n```(?:toml|md)\n(.*?)```", MANUAL, re.DOTALL)
    for name, text in forms:
        (tmp_path / name).write_text(text, "utf-8")
    assert [name for name, _ in forms] == ["tree_planting.toml", "planting.toml", "planting_note.md"]
    (block,) = re.findall(r"```sh\n(.*?)```", MANUAL, re.DOTALL)
    for line in block.splitlines():
        assert main(shlex.split(line)[1:]) == 0, line
    assert len(list((tmp_path / "责任书").glob("*.docx"))) == 56
    assert (tmp_path / "总结.pdf").read_bytes().startswith(b"%PDF")


def test_the_manual_names_every_verb_shape_and_field_type() -> None:
    for name in (*formula.VERBS, *SHAPES, *(type_.__name__.lower() for type_ in FIELD_TYPES)):
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
