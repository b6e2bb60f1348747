"""廉政教育与责任: education and who missed it, letters and family pledges, duty lists, risks and what is done about them."""
from __future__ import annotations

from datetime import date

from . import words
from .clerk import Clerk
from .example import advanced
from .roster import SECTIONS, Someone

DUTIES = {
    "chief": ("每半年研究一次党风廉政工作", "与班子成员逐一谈话", "带头讲廉政党课", "审定年度廉政任务分工",
              "听取分管领导履责汇报", "过问重点领域风险排查", "批办重要举报件", "检查中央八项规定精神落实"),
    "leader": ("与分管科室负责人谈话", "督促分管科室排查风险", "审核分管科室经费支出", "参加分管科室组织生活",
               "抽查分管科室台账", "督办分管领域整改",
               "讲一次纪律专题课", "核查分管干部个人事项", "审核分管领域采购", "开展节前廉洁提醒", "处理分管领域投诉",
               "报告年度履责情况"),
    "head": ("组织科室廉政学习", "与科室人员谈心", "落实风险防控措施", "公开办事流程和时限", "管好科室印章和经费",
             "及时报告异常情况", "落实值班和请假制度",
             "按时更新各类台账", "督促完成承诺事项", "做好案卷自查", "落实保密要求", "配合监督检查"),
}
LETTER = {
    "leader": ("对分管领域的党风廉政建设负主要领导责任，与业务工作一同部署、一同检查。",
               "每半年与分管科室负责人至少谈话一次，发现苗头及时提醒。",
               "督促分管科室排查廉政风险，防控措施按期落实。",
               "从严审核分管领域的经费、采购和人事事项，执行集体研究的规定。",
               "管好自己，也管好家属和身边工作人员，如实报告个人事项。"),
    "head": ("对本科室的党风廉政建设负直接责任，每季度组织一次廉政学习。",
             "落实本科室风险防控措施，权力事项公开流程、时限和结果。",
             "执行公文、接待、值班、请假等制度，台账按时更新。",
             "发现违纪苗头当日报告，不隐瞒、不拖延。"),
    "key": ("在本岗位依规履职，不利用职务便利谋取私利。",
            "办理审批、评查、采购、接访等事项留痕可查，主动回避利害关系。",
            "不接受可能影响公正履职的礼品、宴请和活动安排。",
            "自觉接受监督，按时报告个人有关事项。"),
}
RISKS = (("enforcement", "high", "案件评查岗", "评查结论受人情影响"),
         ("enforcement", "medium", "执法督察岗", "督察线索处置不留痕"),
         ("enforcement", "medium", "信访接待岗", "对来访事项选择性登记"),
         ("personnel", "high", "干部人事岗", "考察环节听取意见不全面"),
         ("finance", "high", "财务管理岗", "报销审核把关不严"), ("finance", "high", "采购管理岗", "拆分项目规避程序"),
         ("project", "high", "综合保障岗", "工程变更缺少论证"), ("daily", "low", "公务用车岗", "派车登记不完整"),
         ("daily", "low", "公文管理岗", "涉密文件借阅登记不全"))
MEASURES = ("双人办理并签字", "每月抽查并通报", "全程录音录像", "重要事项集体研究", "结果在内网公示", "定期轮岗")


def enter(clerk: Clerk) -> None:
    _education(clerk)
    _families(clerk)
    _letters(clerk)
    _meetings(clerk)
    _risks(clerk)
    _assessments(clerk)


def _education(clerk: Clerk) -> None:
    """Seven events for everyone; whoever missed all of them made it up in June."""
    roster, plan = clerk.roster, clerk.plan
    missed = [one for one in clerk.members if one.tier == "general" and one.since <= clerk.days[0]
              and one.until is None][5::26][:plan.missed_education]
    events = [(clerk.day(1, 9), "warning", "none", "节前廉政警示教育"),
              (clerk.day(2, 9), "lecture", "discipline", "纪法知识专题授课"),
              (clerk.day(3, 8), "warning", "none", "违纪案例警示教育"),
              (clerk.day(4, 8), "visit", "none", "参观廉政教育基地"),
              (clerk.day(4, 16), "warning", "none", "家风警示教育"),
              (clerk.day(5, 13), "lecture", "discipline", "监督执纪案例授课"),
              (clerk.day(6, 7), "warning", "none", "年中廉政警示教育")]
    for k, (day, form, source, title) in enumerate(events):
        guest = "县纪委监委讲师" if form == "lecture" else None
        clerk.add("integrity_education", day, title, bodies=tuple(roster.branches), form=form, source=source,
                  lecturer=guest,
                  place="县廉政教育基地" if form == "visit" else "机关大会议室", host=roster.leaders[5].name,
                  content=words.spoke(clerk.rng, roster.heads[k].name, roster.leaders[5].name, SECTIONS[1]),
                  roll=clerk.roll(roster.members(day), leave=0.1, never=missed))
    clerk.add("integrity_education", clerk.day(6, -3), "廉政教育补课", bodies=tuple(roster.branches), form="makeup",
              source="own", lecturer=roster.heads[2].name, place="机关二楼党员活动室", host=roster.heads[2].name,
              content="集中补看教育片，补学三个案例，每人写一篇心得。", roll={one.id: "present" for one in missed})
    for k, quantity in enumerate(plan.handbooks):
        clerk.add("handout", clerk.day(3, 10 + k), "廉政宣传手册", sort="integrity_handbook", quantity=quantity,
                  body=roster.branches[k], receiver=roster.committee_of(k)[1].name)


def _families(clerk: Clerk) -> None:
    plan, roster = clerk.plan, clerk.roster
    day = clerk.day(5, 7)
    clerk.add("family_event", day, "家庭助廉恳谈会", bodies=(roster.committee,), place="机关大会议室",
              families=len(clerk.signers),
              content="家属代表发言，共看家风短片，一起签承诺书。", roll={one.id: "present" for one in clerk.signers})
    for n, one in enumerate(clerk.signers, 1):
        clerk.add("family_pledge", day, "家庭廉政承诺书", number=f"家〔{plan.year}〕{n}", person=one.id,
                  status="archived", body=roster.sections[one.section],
                  family_name=f"{clerk.turn('王李张刘陈杨黄赵周吴', n)}{clerk.turn('敏静芳岚', n)}",
                  relation="parent" if n % 6 == 0 else "spouse", supervisor=True,
                  pledges="不收不该收的礼\n不办不该办的事\n多提醒、常监督，守好家门")


def _letters(clerk: Clerk) -> None:
    """The secretary signs with the leadership, they with heads and the holders of key posts."""
    plan, roster = clerk.plan, clerk.roster
    order = {"leader": 0, "head": 1, "key": 2}
    for n, one in enumerate(sorted(clerk.signers, key=lambda one: order[one.tier]), 1):
        partner: Someone = roster.chief if one.tier == "leader" else roster.leader_of(one.section)
        clerk.add("responsibility_letter", clerk.day(3, 6 + n % 3), f"{plan.year}年度党风廉政建设责任书",
                  number=f"责字〔{plan.year}〕第{n}号", person=one.id, partner=partner.id, status="signed",
                  body=None if one.tier == "leader" else roster.sections[one.section], until=date(plan.year, 12, 31),
                  role=one.tier, duties="\n".join(LETTER[one.tier]), copies=3,
                  appraisal="履责情况列入年度述职和民主评议。\n不履行或不正确履行责任的，依规依纪追究。")
    for n, one in enumerate(roster.heads, 1):
        clerk.add("commitment", clerk.day(1, 10), "春节期间廉洁承诺书", number=f"诺〔{plan.year}〕{n}", person=one.id,
                  status="archived",
                  body=roster.branches[one.branch or 0], sort="holiday", pledges="不公车私用\n不收送礼品\n不酒后驾车",
                  published=clerk.day(1, 11))
    for (role, lines), many in zip(DUTIES.items(), plan.duty_lines, strict=True):
        for n, line in enumerate(lines[:many]):
            clerk.add("duty_line", clerk.day(1, 7), line, role=role, deadline=("每季度末", "每半年", "每月")[n % 3],
                      proof=("谈话记录", "会议记录", "情况报告")[n % 3],
                      until=None if plan.year == 2025 else date(2024, 12, 31))


def _meetings(clerk: Clerk) -> None:
    """Two meetings that deploy four pieces of work and settle three problems."""
    roster = clerk.roster
    people = [roster.chief, *roster.leaders, *roster.heads]
    subjects = ("部署年度党风廉政任务", "部署节日期间监督", "部署风险点再排查", "部署半年履责检查")
    solved = ("采购岗位长期由一人经办", "评查结论缺少复核环节", "经费公示不够及时")
    for k, day in enumerate((clerk.day(2, 4), clerk.day(5, 3))):
        meeting = clerk.add("integrity_meeting", day, f"{clerk.plan.year}年第{'一二'[k]}次党风廉政专题会",
                            bodies=(roster.committee,),
                            start="09:00", finish="11:30", place="机关三楼会议室", host=roster.chief.name,
                            recorder=roster.heads[2].name, agenda=words.agenda(*subjects[2 * k:2 * k + 2]),
                            speeches=words.said(clerk.rng, roster.leaders[k].name, roster.heads[2].name),
                            resolution=words.resolved(clerk.rng, roster.heads[2].name, SECTIONS[1], "季度末"),
                            roll=clerk.roll(people))
        for subject in subjects[2 * k:2 * k + 2]:
            clerk.add("decision", day, subject, activity=meeting, origin="integrity_meeting", result="adopted",
                      owner=roster.heads[2].id, body=roster.sections[1], due=clerk.after(day, 60),
                      closed=clerk.after(day, 30))
        for n, problem in enumerate(solved[2 * k:2 * k + 2]):
            clerk.add("problem", day, problem, activity=meeting, origin="integrity_meeting",
                      owner=roster.heads[24].id,
                      body=roster.sections[12], due=clerk.after(day, 40), closed=clerk.after(day, 15 + n),
                      measure="调整分工，增加复核，列入下次检查。", progress="已解决。")


def _risks(clerk: Clerk) -> None:
    """The register is drawn up anew each year; those of 2024 were closed when the new one came."""
    plan, roster = clerk.plan, clerk.roster
    points, day = [], clerk.day(3, 11)
    over = None if plan.year == 2025 else date(2025, 3, 14)
    for k in range(plan.risk_points):
        area, level, post, title = clerk.turn(RISKS, k)
        owner = clerk.turn(roster.heads, 2 * k + 1)
        points.append((clerk.add(
            "risk_point", day, f"{SECTIONS[owner.section]}：{title}（{plan.year}年排查）", area=area, level=level,
            post=post,
            power=f"{post}经办事项", sort=("process", "post", "system")[k % 3], manifest="程序走了，把关没有到位。",
            owner=owner.id, body=roster.sections[owner.section], head=roster.heads[2 * owner.section].name,
            leader=roster.leader_of(owner.section).name, closed=over), area, owner))
    all_, enforcement = plan.risk_measures
    lines = [one for one in points if one[1] == "enforcement"]
    others = [one for one in points if one[1] != "enforcement"]
    chosen = [clerk.turn(lines, k) for k in range(enforcement)] + [clerk.turn(others,
    k) for k in range(all_ - enforcement)]
    for k, (point, area, owner) in enumerate(chosen):
        early = k < all_ - 3
        clerk.add("risk_measure", clerk.after(day, 2), f"{clerk.turn(MEASURES, k)}（{SECTIONS[owner.section]}）",
                  item=point, area=area, owner=owner.id, body=roster.sections[owner.section],
                  due=clerk.day(6, -1) if early else clerk.later(14),
                  closed=clerk.within(clerk.after(day, 2), 10 + k) if early else clerk.later(k),
                  indicator="抽查合格率", progress="已执行，留有记录。" if early else "制度已起草，正在试行。")


def _assessments(clerk: Clerk) -> None:
    """Integrity grades of those who sign a letter; six in ten of the 先进个人 were graded excellent."""
    day, best = clerk.day(6, -6), advanced(clerk)
    excellent = {one.id for one in best[:clerk.plan.advanced[1]]}
    named = {one.id for one in best}
    for k, one in enumerate(clerk.signers):
        top = one.id in excellent or one.id not in named and k % 5 == 0
        clerk.add("integrity_assessment", day, person=one.id,
                  grade="excellent" if top else "good" if k % 2 else "pass", score=94 + k % 5 if top else 80 + k % 12)
