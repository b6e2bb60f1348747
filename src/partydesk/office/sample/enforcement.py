"""执法监督: joint inspections, what was published, and how complaints were dealt with, working day by working day."""
from __future__ import annotations

from .clerk import Clerk
from .roster import UNITS

ISSUES = ("现场处置未全程记录", "当场处罚票据使用不规范", "调解协议未告知司法确认", "涉案财物保管台账缺项",
          "法律文书说理不足", "当事人权利告知过简", "延期审批手续滞后", "询问场所标识不清")
COMPLAINTS = (
    ("attitude", "反映窗口接待人员语气生硬，询问办理进度时没有正面答复。", "调看窗口录像，约谈接待人员，当面向投诉人致歉并答复进度。"),
    ("procedure", "反映执法人员上门检查时没有出示证件，也没有说明事由。", "核对执法记录仪，对未先行出示证件的情况予以纠正，组织程序培训。"),
    ("delay", "反映报案后长期没有收到办理情况的告知。", "查明案件已依法受理，责成承办人当日告知进度，此后按期告知。"),
    ("result", "对纠纷调解结果不理解，认为责任划分不公。", "调阅案卷，会同调解员向当事人逐条说明依据，双方重新达成协议。"),
    ("attitude", "反映咨询电话多次无人接听，接通后答复不耐烦。", "调取通话记录，明确值守责任人，回电向投诉人说明情况。"),
    ("procedure", "反映扣押物品没有当场开具清单。", "核实扣押经过，补发清单并送达，对承办人批评教育。"),
    ("delay", "反映办理证明材料超过承诺时限。", "查明办理没有超过承诺时限，节假日依规顺延，向投诉人说明计算办法。"),
    ("result", "对行政处罚的依据有疑问，要求书面说明。", "查明处罚依据充分、程序合法，向投诉人出具书面说明。"))


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
            clerk.problem(day, ISSUES[n], roster.heads[10], activity=event, origin="supervision",
                          body=roster.units[unit], due=clerk.after(day, 30), closed=clerk.after(day, 9 + n),
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
        sort, what, handled = clerk.turn(COMPLAINTS, k)
        owner = roster.heads[10 + k % 2]
        closed = clerk.after(day, took)
        clerk.add("complaint", day, what, number=f"诉〔{plan.year}〕{k + 1}",
                  channel=("phone", "visit", "online", "letter")[k % 4],
                  sort=sort, body=roster.units[k % len(UNITS)], owner=owner.id, due=clerk.after(day, 10),
                  closed=closed,
                  result=("upheld", "partly", "unfounded", "mediated")[k % 4], feedback=clerk.after(closed, 1),
                  satisfied="fair" if k % 6 == 5 else "good", handling=handled)
