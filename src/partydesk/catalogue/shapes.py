"""The six shapes a record can have, and the columns that each brings with it.

A shape is code; which of its columns a kind uses, and what they are called this year, is data (`columns` of a kind).
`always` columns stand on every kind of the shape. `derived` ones are worked out by the program: they can be counted
and tested, never typed.
"""
from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from .fields import Choice, Date, Field, Flag, Link, Number, Text

ShapeId = Literal["person", "body", "activity", "item", "fact", "paper"]

PENDING, SIGNED, ARCHIVED = "pending", "signed", "archived"
ROLL = {"present": "到会", "leave": "请假", "absent": "缺席", "excluded": "不计应到", "guest": "列席"}
"""How someone can stand on a roll: the one closed set of it."""
ROLL_HEADINGS = {status: f"{label}人员" for status, label in ROLL.items()}
"""The same as headings of a sheet."""
REASONS_HEADING = "请假事由"
RECORD_HEADING = "记录编号"
"""Which record a row of our own sheet is: with it, a row that was changed changes its record."""
"""The heading under which a sheet says why people were away: 张三：出差、李四：病假."""


@dataclass(frozen=True)
class Shape:
    """One shape: its columns by id, those that every kind has, and those that say when it began and ceased."""

    id: ShapeId
    label: str
    columns: dict[str, Field]
    always: tuple[str, ...]
    began: str
    ceased: str | None = None

    @property
    def name(self) -> str:
        """The column a record is called by."""
        return "name" if "name" in self.columns else "title"


def _shape(id: ShapeId, label: str, columns: tuple[Field, ...], always: tuple[str, ...], began: str,
           ceased: str | None = None) -> Shape:
    return Shape(id, label, {column.id: column for column in columns}, always, began, ceased)


SHAPES: dict[str, Shape] = {shape.id: shape for shape in (
    _shape("person", "人员", (
        Text(id="name", label="姓名", required=True, also=("名字", "人员姓名", "党员姓名", "职工姓名")),
        Link(id="body", label="所在组织", to="body"),
        Date(id="born", label="出生日期", also=("出生年月", "出生年月日", "生日", "身份证号", "身份证号码", "公民身份号码")),
        Date(id="since", label="列入日期"),
        Date(id="until", label="转出日期"),
        Number(id="age", label="年龄", unit="周岁", derived=True),
    ), ("name", "body", "since", "until"), "since", "until"),
    _shape("body", "组织", (
        Text(id="name", label="名称", required=True),
        Link(id="parent", label="上级组织", to="body"),
        Date(id="since", label="成立日期"),
        Date(id="until", label="撤销日期"),
    ), ("name", "parent", "since", "until"), "since", "until"),
    _shape("activity", "活动", (
        Date(id="date", label="日期", required=True),
        Text(id="title", label="主题", required=True),
        Link(id="bodies", label="主办组织", to="body", many=True),
        Number(id="times", label="合计次数", unit="次", min=Decimal(1), hint="一条记录代表多次活动时填写，平时留空"),
        Number(id="heads", label="补记人次", unit="人次", min=Decimal(0), hint="没有逐人签到、只知道人数时填写"),
    ), ("date", "title", "bodies"), "date"),
    _shape("item", "事项", (
        Date(id="date", label="日期", required=True),
        Text(id="title", label="内容", required=True, lines=2),
        Link(id="activity", label="来自活动", to="activity"),
        Link(id="item", label="来自事项", to="item"),
        Link(id="body", label="责任部门", to="body"),
        Link(id="owner", label="责任人", to="person"),
        Date(id="due", label="办理时限"),
        Date(id="closed", label="办结日期"),
        Number(id="working_days", label="办理工作日", unit="个工作日", derived=True),
        Flag(id="done", label="已办结", derived=True),
    ), ("date", "title"), "date", "closed"),
    _shape("fact", "情况", (
        Date(id="date", label="日期", required=True),
        Text(id="title", label="说明"),
        Link(id="person", label="姓名", to="person"),
        Link(id="body", label="组织", to="body"),
        Date(id="until", label="截止日期"),
    ), ("date",), "date", "until"),
    _shape("paper", "文书", (
        Date(id="date", label="日期", required=True),
        Text(id="title", label="名称"),
        Text(id="number", label="编号"),
        Link(id="person", label="签订人", to="person"),
        Link(id="partner", label="对方签订人", to="person"),
        Link(id="body", label="部门", to="body"),
        Choice(id="status", label="状态", choices={PENDING: "待签", SIGNED: "已签", ARCHIVED: "已归档"},
               required=True, default=PENDING),
        Date(id="until", label="废止日期"),
    ), ("date", "status"), "date", "until"),
)}
