"""制度建设: the register of rules, the monthly checks that they are kept, and what these found."""
from __future__ import annotations

from .clerk import Clerk
from .roster import SECTIONS

NEW = {2024: (("measures", "机关值班值守管理办法"), ("detail", "调研工作实施细则")),
       2025: (("regulation", "机关工作人员作风建设“十不准”规定"), ("measures", "机关公文管理办法"),
              ("detail", "公务接待管理细则"))}
REVISED = ("会议制度", "学习制度", "考勤制度", "请示报告制度", "印章管理制度", "档案管理制度", "保密工作制度",
           "财务报销制度", "资产管理制度",
           "公务用车制度", "信访接待制度", "督查督办制度", "信息发布审核制度", "应急值班制度", "政府采购制度")
ROOM = ("党员活动室使用管理制度", "党员学习室借阅制度", "活动室设备保管制度")
FOUND = ("请假审批手续补办不及时", "公文流转超过一天未签收", "接待清单缺少公函", "会议记录未按时归档",
         "值班交接记录不全", "报销附件不齐")


def enter(clerk: Clerk) -> None:
    _register(clerk)
    _checks(clerk)


def _register(clerk: Clerk) -> None:
    plan, roster = clerk.plan, clerk.roster
    revised, new = plan.rules
    office = [("revised", "system", f"{title}（{plan.year}年修订）") for title in REVISED[:revised]]
    office += [("new", form, title) for form, title in NEW[plan.year][:new]]
    for n, (day, (action, form, title)) in enumerate(zip(clerk.spread(len(office), 1, 5), office, strict=True), 1):
        clerk.add("rule", day, title, number=f"青政法办〔{plan.year}〕{n}号", category="office", action=action,
                  form=form,
                  body=roster.sections[n % 3], status="archived", summary="明确了谁来办、几天办完、办不好怎样追责。")
    for n in range(plan.room_rules):
        clerk.add("rule", clerk.day(4, 3 + n), ROOM[n], number=f"青机党〔{plan.year}〕{20 + n}号",
                  category="activity_room", action="new", form="system", body=roster.sections[1], status="archived")
    if plan.year == 2025:
        clerk.add("rule", clerk.day(5, 9), "机关刊物征订办法", number="青政法办〔2025〕30号", category="office",
                  action="abolished", form="measures", body=roster.sections[0], status="archived",
                  summary="内容已并入财务报销制度。")
        clerk.add("rule", clerk.day(6, -2), "机关节能管理办法（征求意见稿）", category="office", action="new",
                  form="measures", body=roster.sections[12], status="pending")


def _checks(clerk: Clerk) -> None:
    """One check a month, three sections each; every finding was closed within the half-year."""
    roster, checks = clerk.roster, []
    for month in range(1, 7):
        sections = tuple(roster.sections[(3 * month + n) % len(SECTIONS)] for n in range(3))
        checks.append(clerk.add("rule_check", clerk.day(month, -4), f"{clerk.plan.year}年{month}月制度执行检查",
                                bodies=sections, inspectors=f"{roster.heads[4].name}、{roster.heads[5].name}",
                                content="查考勤、公文、接待、值班四本台账，当场反馈，问题登记销号。"))
    for k in range(clerk.plan.check_issues):
        day = clerk.day(k + 1, -4) if k < 5 else clerk.day(5, -3)
        owner = roster.heads[(5 * k + 2) % 26]
        clerk.problem(day, FOUND[k], owner, activity=checks[min(k, 4)], origin="rule_check",
                      body=roster.sections[owner.section], due=clerk.after(day, 20), closed=clerk.after(day, 9 + k),
                      measure="当周补齐手续，科室自查一遍，次月复查。", goal="复查无同类问题。", progress="复查合格。",
                      evidence="复查单")
