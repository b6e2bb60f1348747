"""The office's own kinds, figures, checks and papers."""
from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from ..errors import Refusal
from . import unlocking
from .commands import Commands, Parser, opened


def declare(commands: Commands) -> None:
    """The commands of this module."""
    forms = commands.add("forms", _no_forms_command, "本单位的记录种类、数据项、校核与文书", office=False)
    below = forms.add_subparsers(title="命令", metavar="命令", parser_class=Parser)
    made = below.add_parser("check", help="检查一个表单文件夹（不写则检查随程序带的）",
                            description="检查一个表单文件夹（不写则检查随程序带的）")
    made.add_argument("folder", nargs="?", type=Path, help="表单文件夹")
    made.set_defaults(run=_forms_check)
    made = below.add_parser("add", help="把一个 .toml 或 .md 表单存进办公室",
                            description="把一个 .toml 或 .md 表单存进办公室")
    made.add_argument("office", metavar="OFFICE", help="办公室文件（*.partydesk）或数据库地址")
    made.add_argument("file", metavar="FILE", type=Path, help="表单文件，.toml 或 .md")
    unlocking.declare(made)
    made.set_defaults(run=_forms_add)
    made = below.add_parser("word", help="把自己的 Word 模板（带 {{标签}} 的 .docx）存成一种文书",
                            description="把自己的 Word 模板（带 {{标签}} 的 .docx）存成一种文书；不写 --name 则只检查，不保存")
    made.add_argument("office", metavar="OFFICE", help="办公室文件（*.partydesk）或数据库地址")
    made.add_argument("file", metavar="FILE.docx", type=Path, help="自己的 Word 模板")
    made.add_argument("--for", dest="kind", help="给什么印：一种记录、人员或组织的编号或名称，或 period；不写则按标签推定")
    made.add_argument("--name", default="", help="文书叫什么")
    unlocking.declare(made)
    made.set_defaults(run=_forms_word)
    made = below.add_parser("remove", help="从办公室里取出一个自己的表单", description="从办公室里取出一个自己的表单")
    made.add_argument("office", metavar="OFFICE", help="办公室文件（*.partydesk）或数据库地址")
    made.add_argument("path", metavar="PATH", help="如 kinds/tree_planting.toml")
    unlocking.declare(made)
    made.set_defaults(run=_forms_remove)


def _no_forms_command(_given: Any) -> int:
    raise Refusal("forms 之后要写 check、add、word 或 remove")


def _forms_check(given: Any) -> int:
    from ..catalogue.catalogue import folder
    from ..office.forms import problems
    from ..office.kept import shipped_forms
    sources = [shipped_forms()] + ([folder(given.folder)] if given.folder else [])
    catalogue, found = problems(*sources)
    for problem in found:
        print(problem, file=sys.stderr)
    if found:
        print(f"共 {len(found)} 处问题，未作任何改动", file=sys.stderr)
        return 2
    print(f"表单无误：记录种类 {len(catalogue.kinds)} 个，数据项 {len(catalogue.figures)} 个，"
          f"校核 {len(catalogue.checks)} 条，文书 {len(catalogue.papers)} 种")
    return 0


def _forms_add(given: Any) -> int:
    from ..office.brought import bring
    with opened(given) as office:
        path, told = bring(office, given.file)
    for remark in told:
        print(f"注意：{remark}", file=sys.stderr)
    print(f"已存入办公室：{path}")
    return 0


def _forms_word(given: Any) -> int:
    from ..office import own_papers
    with opened(given) as office:
        data, form = own_papers.read(given.file)
        purpose = own_papers.purpose_of(office, given.kind) if given.kind else own_papers.proposed(office, form)[0][0]
        found = own_papers.checked(office, form, purpose)
        print(f"用来做什么：{purpose.label}")
        for one in found.found:
            if one.known is not None:
                print(f"  {{{{{one.name.strip()}}}}} {one.count} 处：{one.known.about}")
        for line in found.told():
            print(f"注意：{line}", file=sys.stderr)
        if given.name:
            print(f"已存为文书：{own_papers.keep(office, data, given.name, purpose)}（{given.name}）")
    return 0


def _forms_remove(given: Any) -> int:
    from ..office import forms
    with opened(given) as office:
        forms.remove(office, given.path)
    print(f"已取出：{given.path}（可用 undo 撤销）")
    return 0
