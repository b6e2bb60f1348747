"""What pydantic finds in a form, said in Chinese."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from .problem import Problem
from .series import SORTS

TYPES = {"text": "文字", "number": "数字", "date": "日期", "choice": "选项", "flag": "是否", "link": "关联"}

WRITTEN = {"definition": "is", "scope": "for"}
"""What the file calls a thing that the program calls otherwise."""


def said(where: str, error: ValidationError) -> Iterator[Problem]:
    """pydantic's findings about one entry, each as a problem."""
    for found in error.errors(include_url=False):
        place = ".".join(WRITTEN.get(str(step), str(step)) for step in found["loc"] if step not in TYPES and step not in SORTS)
        what, hint = _in_chinese(found["type"], found.get("ctx", {}), found.get("input"), found["msg"])
        yield Problem(f"{where}“{place}”" if place else where, what, hint)


def _in_chinese(code: str, context: Mapping[str, Any], given: object, message: str) -> tuple[str, str]:
    given = f"“{str(given)[:60]}”"
    match code:
        case "missing" | "missing_argument" | "missing_keyword_only_argument":
            return "缺少这一项", ""
        case "extra_forbidden" | "unexpected_keyword_argument":
            return "不认识这一项", "请检查拼写，或删去"
        case "literal_error":
            return f"不能是{given}", f"可用：{_listed(context.get('expected', ''))}"
        case "union_tag_invalid":
            return f"不能是“{context.get('tag')}”", f"可用：{_listed(context.get('expected_tags', ''))}"
        case "union_tag_not_found":
            return "缺少 type", f"栏目类型可用：{'、'.join(TYPES)}"
        case "value_error":
            return str(context.get("error", message)), ""
        case "bool_type" | "bool_parsing":
            return f"应为 true 或 false，现为{given}", ""
    if code.startswith("string"):
        return f"应为带引号的文字，现为{given}", ""
    if code.startswith(("int", "decimal", "float")):
        return f"应为数字，现为{given}", ""
    if code.startswith(("dict", "model", "tuple", "list", "mapping")):
        return f"写法不对：{given}", ""
    return f"{given}不合规定", message


def _listed(among: str) -> str:
    return among.replace(" or ", "、").replace(", ", "、").replace("'", "")
