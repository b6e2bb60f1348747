"""The shipped responsibility letter, and facts to fill it with."""
from __future__ import annotations

from partydesk import places
from partydesk.papers.compose import compose
from partydesk.papers.document import Document

FILE = (places.shipped("forms") / "papers" / "responsibility_letter.md").read_text("utf-8")
WORDS = FILE.split("+++\n", 2)[2]
DUTIES = (
    "组织本科室干部每月学习一次党纪法规，记录完整，缺席者在一周内补课。",
    "对照岗位职责排查廉政风险点，逐条落实防控措施，每季度自查一次。",
    "严格执行公务接待、公务用车和办公用房的规定，不收受服务对象的礼品礼金。",
    "办理群众来信来访和举报投诉不推诿、不拖延，按期办结并答复本人。",
    "带头报告个人有关事项，教育管理好配偶、子女和身边工作人员。",
    "发现本科室干部有违纪苗头的，当日报告分管领导。",
)


def letter(duties: int, number: str = "责字〔2026〕第07号", name: str = "欧阳立夏", **more: object) -> Document:
    """A letter with so many duties; `more` are blanks of its record."""
    return compose(WORDS, {}, {
        "office": "中共清源县委政法委员会", "year": 2026, "place": "清源县",
        "record": {"number": number, "copies": "3", "duties": list(DUTIES[:duties]), "role": "科室负责人", "until": "", "appraisal": [],
                   "person": {"name": name, "post": "科长", "section": "执法监督科"},
                   "partner": {"name": "贺长川", "post": "副书记", "section": ""}} | more})
