"""What is wrong with a form: where, what, and what would be right, in Chinese."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from ..errors import Refusal


@dataclass(frozen=True)
class Problem:
    """One thing to mend in the office's vocabulary."""

    where: str
    what: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.where}：{self.what}" + (f"（{self.hint}）" if self.hint else "")


class CatalogueError(Refusal):
    """The forms cannot be used; carries every problem found, not just the first."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def nearest(wrong: str, known: Iterable[str]) -> str:
    """“您是不是要写 …”, where something known looks like it."""
    near = get_close_matches(wrong, list(known), 3, 0.6)
    return f"是不是 {'、'.join(near)}？" if near else ""


TYPES = {"text": "文字", "number": "数字", "date": "日期", "choice": "选项", "flag": "是否", "link": "关联"}


def said(where: str, error: ValidationError) -> Iterator[Problem]:
    """pydantic's findings about one entry, each as a problem."""
    for found in error.errors(include_url=False):
        place = ".".join(str(step) for step in found["loc"] if step not in TYPES)
        what, hint = _in_chinese(found["type"], found.get("ctx", {}), found.get("input"), found["msg"])
        yield Problem(f"{where}“{place}”" if place else where, what, hint)


def _in_chinese(code: str, context: Mapping[str, Any], given: object, message: str) -> tuple[str, str]:
    given = f"“{str(given)[:60]}”"
    match code:
        case "missing":
            return "缺少这一项", ""
        case "extra_forbidden":
            return "不认识这一项", "请检查拼写，或删去"
        case "string_pattern_mismatch":
            return f"{given}不是合格的编号", "编号只用小写英文字母、数字和下划线，以字母开头；数据项编号形如 study.sessions"
        case "literal_error":
            return f"不能是{given}", f"可用：{_listed(context.get('expected', ''))}"
        case "union_tag_invalid":
            return f"不能是“{context.get('tag')}”", f"可用：{_listed(context.get('expected_tags', ''))}"
        case "union_tag_not_found":
            return "缺少 type", f"栏目类型可用：{'、'.join(TYPES)}"
        case "value_error":
            return str(context.get("error", message)), ""
        case "string_too_short" | "too_short":
            return "不能为空", ""
        case "string_too_long":
            return f"{given}过长", f"最多 {context.get('max_length')} 个字符"
        case "bool_type" | "bool_parsing":
            return f"应为 true 或 false，现为{given}", ""
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal":
            limit = next(iter(context.values()), "")
            words = {"greater_than": "大于", "greater_than_equal": "不小于", "less_than": "小于", "less_than_equal": "不大于"}
            return f"应{words[code]} {limit}，现为{given}", ""
    if code.startswith("string"):
        return f"应为带引号的文字，现为{given}", ""
    if code.startswith(("int", "decimal", "float")):
        return f"应为数字，现为{given}", ""
    if code.startswith(("dict", "model", "tuple", "list", "mapping")):
        return f"写法不对：{given}", ""
    return f"{given}不合规定", message


def _listed(among: str) -> str:
    return among.replace(" or ", "、").replace(", ", "、").replace("'", "")
