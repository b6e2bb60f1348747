"""廉政教育与责任: education and who missed it, letters and family pledges, duty lists, risks and what is done about them."""
from __future__ import annotations

from datetime import date

from . import risks, words
from .clerk import Clerk
from .example import advanced
from .roster import SECTIONS, Someone

DUTIES = {
    "chief": (
        ("主持研究党风廉政建设年度任务分工，明确责任领导和完成时限", "每年第一季度", "任务分工方案"),
        ("主持召开党风廉政建设专题会议，分析形势、部署工作", "每半年", "会议记录"),
        ("与班子成员逐一开展廉政谈话", "每半年", "谈话记录"),
        ("为党员干部讲廉政党课", "每年", "讲稿、签到表"),
        ("听取分管领导履行“一岗双责”情况汇报", "每半年", "汇报材料"),
        ("审定重点领域廉政风险点和防控措施", "每年第一季度", "风险点登记表"),
        ("批办重要举报件，对办理结果签署意见", "收到后5个工作日内", "批办单"),
        ("督促检查中央八项规定精神落实情况", "重要节日前", "检查记录")),
    "leader": (
        ("与分管科室负责人开展廉政谈话", "每半年", "谈话记录"),
        ("督促分管科室排查廉政风险、落实防控措施", "每季度", "检查记录"),
        ("审核分管科室经费支出和采购事项", "逐项", "审批单"),
        ("参加分管科室所在党支部的组织生活", "每季度", "会议记录"),
        ("抽查分管科室的工作台账和案卷", "每季度", "抽查记录"),
        ("督办分管领域问题整改", "每月", "整改台账"),
        ("为分管科室讲一次纪律专题课", "每年", "讲稿、签到表"),
        ("审阅分管科室负责人报告的个人有关事项", "每年第一季度", "审阅意见"),
        ("对分管领域选人用人提出廉洁意见", "逐项", "书面意见"),
        ("开展节前廉洁提醒", "重要节日前", "提醒记录"),
        ("包案处理分管领域的投诉举报", "按办理时限", "办理单"),
        ("报告年度履行“一岗双责”情况", "每年12月", "述责报告")),
    "head": (
        ("组织本科室廉政学习", "每月", "学习记录"),
        ("与本科室人员谈心谈话", "每半年", "谈话记录"),
        ("落实本科室风险防控措施并开展自查", "每季度", "自查记录"),
        ("公开本科室权力事项的流程、时限和结果", "变更后5个工作日内", "公开记录"),
        ("管好本科室印章、票据和经费", "每月", "登记簿"),
        ("报告违纪苗头和异常情况", "当日", "情况报告"),
        ("落实值班、请假和公务外出报备制度", "每月", "登记簿"),
        ("更新本科室各类工作台账", "每周", "工作台账"),
        ("督促本科室人员完成公开承诺事项", "每季度", "践诺记录"),
        ("组织本科室案卷和文书自查", "每季度", "自查记录"),
        ("保管好涉密文件和载体", "每月", "保密检查表"),
        ("配合监督检查，按期反馈整改情况", "按通知时限", "整改报告")),
}
"""By layer: what is to be done, by when, and what shows that it was."""
LETTER = {
    "leader": ("对分管领域的党风廉政建设负主要领导责任，与业务工作同部署、同检查、同考核。",
               "每半年与分管科室负责人至少开展一次廉政谈话，发现苗头性问题及时提醒纠正。",
               "督促分管科室排查廉政风险，审定防控措施并检查落实情况。",
               "从严审核分管领域的经费、采购和人事事项，执行集体研究、末位表态的规定。",
               "受理分管领域的投诉举报，按期办结，并向甲方报告办理结果。",
               "管好自己，也管好家属和身边工作人员，如实报告个人有关事项。"),
    "head": ("对本科室的党风廉政建设负直接责任，每月组织一次廉政学习，记录完整。",
             "对照岗位职权排查风险，逐条落实防控措施，每季度自查一次。",
             "公开本科室权力事项的流程、时限和结果，接受干部群众监督。",
             "执行公文办理、公务接待、值班、请假等制度，工作台账按时更新。",
             "了解本科室人员思想和生活情况，发现违纪苗头当日向甲方报告，不隐瞒、不拖延。"),
    "key": ("依照规定的权限和程序履行岗位职责，不利用职务便利谋取私利。",
            "审批、评查、采购、接访等事项全程留痕，遇有利害关系主动回避。",
            "不接受可能影响公正履职的礼品、礼金、宴请和旅游等安排。",
            "不打听、不过问与本职无关的案件，遇有请托如实记录并报告。",
            "按时报告个人有关事项，自觉接受科室负责人和群众监督。"),
}
PLEDGES = ("廉洁修身，清白做人，不义之财不取，不正之风不染。", "家属不插手公务，不打着干部的名义办事，不代收礼品礼金。",
           "勤俭持家，婚丧喜庆事宜按规定报告、从简办理。", "常提醒、多监督，发现苗头当面劝阻，劝阻不听向组织反映。")
HOLIDAY = ("不公车私用，节日期间公务用车一律封存。", "不收送礼品、礼金、消费卡和土特产。",
           "不接受管理和服务对象的宴请，不参加可能影响公正履职的聚会。", "不酒后驾车，不参与赌博和封建迷信活动。",
           "坚守值班岗位，遇有情况及时报告。")
CLEAN = ("遵守党章党规党纪，带头执行中央八项规定及其实施细则精神。", "依规行使职权，重大事项集体研究决定，不以个人意见代替组织决定。",
         "不过问、不干预、不插手司法案件和工程项目。", "如实报告个人有关事项，管好配偶、子女和身边工作人员。",
         "生活简朴，情趣健康，自觉接受党员和群众监督。")
APPRAISAL = ("甲方每半年检查一次乙方履行责任的情况，结果列入年度述职述廉和民主评议，作为评先评优、选拔任用的依据。\n"
             "乙方不履行或者不正确履行责任的，视情节给予谈话提醒、通报批评；构成违纪违法的，依规依纪依法追究责任。")


def enter(clerk: Clerk) -> None:
    _education(clerk)
    _families(clerk)
    _letters(clerk)
    _meetings(clerk)
    risks.enter(clerk)
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
                  pledges="\n".join(PLEDGES))


def _letters(clerk: Clerk) -> None:
    """The secretary signs with the leadership, they with heads and the holders of key posts."""
    plan, roster = clerk.plan, clerk.roster
    order = {"leader": 0, "head": 1, "key": 2}
    for n, one in enumerate(sorted(clerk.signers, key=lambda one: order[one.tier]), 1):
        partner: Someone = roster.chief if one.tier == "leader" else roster.leader_of(one.section)
        clerk.add("responsibility_letter", clerk.day(3, 6 + n % 3), f"{plan.year}年度党风廉政建设责任书",
                  number=f"责字〔{plan.year}〕第{n}号", person=one.id, partner=partner.id, status="signed",
                  body=None if one.tier == "leader" else roster.sections[one.section], until=date(plan.year, 12, 31),
                  role=one.tier, duties="\n".join(LETTER[one.tier]), copies=3, appraisal=APPRAISAL)
    for n, one in enumerate(roster.heads, 1):
        clerk.add("commitment", clerk.day(1, 10), "春节期间廉洁承诺书", number=f"诺〔{plan.year}〕{n}", person=one.id,
                  status="archived",
                  body=roster.branches[one.branch or 0], sort="holiday", pledges="\n".join(HOLIDAY),
                  published=clerk.day(1, 11))
    for n, one in enumerate((roster.chief, *roster.leaders), len(roster.heads) + 1):
        clerk.add("commitment", clerk.day(1, 15), f"{plan.year}年度廉洁从业承诺书", number=f"诺〔{plan.year}〕{n}", person=one.id,
                  status="archived", body=roster.branches[one.branch or 0], sort="clean", pledges="\n".join(CLEAN),
                  published=clerk.day(1, 16))
    for (role, lines), many in zip(DUTIES.items(), plan.duty_lines, strict=True):
        for line, deadline, proof in lines[:many]:
            clerk.add("duty_line", clerk.day(1, 7), line, role=role, deadline=deadline, proof=proof,
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
            clerk.problem(day, problem, roster.heads[24], activity=meeting, origin="integrity_meeting",
                          body=roster.sections[12], due=clerk.after(day, 40), closed=clerk.after(day, 15 + n),
                          measure="调整分工，增加复核，列入下次检查。", goal="岗位互相制约，制度补上缺口。")


def _assessments(clerk: Clerk) -> None:
    """Integrity grades of those who sign a letter; six in ten of the 先进个人 were graded excellent."""
    day, best = clerk.day(6, -6), advanced(clerk)
    excellent = {one.id for one in best[:clerk.plan.advanced[1]]}
    named = {one.id for one in best}
    for k, one in enumerate(clerk.signers):
        top = one.id in excellent or one.id not in named and k % 5 == 0
        clerk.add("integrity_assessment", day, person=one.id,
                  grade="excellent" if top else "good" if k % 2 else "pass", score=94 + k % 5 if top else 80 + k % 12)
