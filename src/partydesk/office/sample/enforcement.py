"""执法监督: joint inspections, what was published, and how complaints were dealt with, working day by working day."""
from __future__ import annotations

from .clerk import Clerk
from .roster import UNITS

ISSUES = ("现场处置未全程记录", "当场处罚票据使用不规范", "调解协议未告知司法确认", "涉案财物保管台账缺项",
          "法律文书说理不足", "当事人权利告知过简", "延期审批手续滞后", "询问场所标识不清")
COMPLAINTS = (("attitude", "反映接待人员语气生硬"), ("procedure", "反映未出示证件"),
              ("delay", "反映案件长期没有答复"), ("result", "对处理结果不理解"))


def enter(clerk: Clerk) -> None:
    _inspections(clerk)
    _disclosure(clerk)
    _complaints(clerk)


def _inspections(clerk: Clerk) -> None:
    plan, roster = clerk.plan, clerk.roster
    for k, day in enumerate((clerk.day(3, 15), clerk.day(5, 11))):
        event = clerk.add("inspection", day, f"{plan.year}年第{'一二'[k]}次执法监督检查", topic="supervision",
                          bodies=tuple(roster.units[8 * k:8 * k + 8]), partners="县人大监察司法委、县检察院",
                          inspectors=roster.heads[10].name, content="听汇报、看现场、查台账，随机访谈当事人。")
        for n in range(k, plan.supervision_issues, 2):
            unit = 8 * k + n % 8
            clerk.add("problem", day, f"{UNITS[unit][1]}：{ISSUES[n]}", activity=event, origin="supervision",
                      body=roster.units[unit],
                      owner=roster.heads[10].id, due=clerk.after(day, 30), closed=clerk.after(day, 9 + n),
                      measure="限期整改，开展一次专题培训，月底复查。", goal="复查合格。", progress="复查合格。",
                      evidence="复查表")


def _disclosure(clerk: Clerk) -> None:
    for month in range(1, 7):
        clerk.add("disclosure", clerk.day(month, -3), f"{month}月案件流程信息", body=clerk.roster.sections[5],
                  channel=("website", "wechat", "hall")[month % 3], pieces=clerk.plan.published)


def _complaints(clerk: Clerk) -> None:
    plan, roster = clerk.plan, clerk.roster
    for k, (day,
            took) in enumerate(zip(clerk.spread(len(plan.complaint_days), 1, 6), plan.complaint_days, strict=True)):
        day = min(day, clerk.days[-12])
        sort, what = clerk.turn(COMPLAINTS, k)
        owner = roster.heads[10 + k % 2]
        closed = clerk.after(day, took)
        clerk.add("complaint", day, what, number=f"诉〔{plan.year}〕{k + 1}",
                  channel=("phone", "visit", "online", "letter")[k % 4],
                  sort=sort, body=roster.units[k % len(UNITS)], owner=owner.id, due=clerk.after(day, 10),
                  closed=closed,
                  result=("upheld", "partly", "unfounded", "mediated")[k % 4], feedback=clerk.after(closed, 1),
                  satisfied="fair" if k % 6 == 5 else "good", handling="调阅记录并当面沟通，向投诉人说明处理依据。")
