"""五个一实践: days at the grass roots, visits to families and firms, the survey, the forums, and what came of each."""
from __future__ import annotations

from datetime import date
from typing import Any

from . import words
from .clerk import Clerk
from .roster import SECTIONS, UNITS

TASKS = {"police_day": "当一天民警", "hearing": "参与一次庭审", "mediation": "调解一件纠纷"}
ADVICE = ("增加夜间巡逻警力", "统一调解文书样式", "在村部设法律咨询点", "简化证明材料", "给网格员配执法记录设备",
          "定期通报案件进展", "错时开放办事窗口", "加强校园周边管控", "开展反诈入户宣传", "建立调解员补贴制度")
SURVEYED = ("案件进展告知不及时", "窗口办事等候时间长", "文书送达不规范", "电话接听不及时", "一次性告知不到位",
            "调解后回访不够", "案件办理周期偏长", "群众来访接待态度生硬")
VOICED = ("公开办案时限", "加大执行力度", "多到企业送政策", "增设法律服务点", "改进来信答复方式",
          "加强青少年法治教育", "畅通代表联系渠道")
NEEDS = (("contract", "合同条款审查"), ("labour", "劳动用工规范"), ("intellectual", "商标与专利保护"),
         ("finance", "融资担保风险提示"), ("dispute", "货款纠纷调解"), ("publicity", "员工法治培训"))
AIDED = ("协调接通自来水支管", "介绍到园区务工", "协助申请医疗救助", "联系学校落实助学", "帮助修缮漏雨房屋",
         "协助办理残疾证", "代销滞销农产品")


def enter(clerk: Clerk) -> None:
    _grassroots(clerk)
    _aid(clerk)
    _firms(clerk)
    _survey_and_forums(clerk)


def _grassroots(clerk: Clerk) -> None:
    """Each trainee has three tasks, one at each kind of unit; one head came along once as leader."""
    plan, roster = clerk.plan, clerk.roster
    among = [one for one in clerk.members if one.tier == "general" and one.since <= clerk.days[0]]
    trainees = among[3::15][:plan.trainees]
    days = clerk.spread(9, 2, 6)
    where = (0, 6, 15)
    events: list[int] = []
    for k, day in enumerate(days):
        task, label = clerk.turn(tuple(TASKS.items()), k)
        mine = trainees[k // 3::3]
        unit = where[k % 3] + k // 3 if k % 3 < 2 else where[2]
        leader = clerk.turn(roster.heads, 4 * k)
        roll = {one.id: "present" for one in mine} | ({leader.id: "present"} if k == 0 else {})
        event = clerk.add("grassroots", day, f"到{UNITS[unit][1]}{label}（{plan.year}年{day.month}月）",
                          bodies=(roster.committee,), task=task,
                          unit=roster.units[unit], place=UNITS[unit][1], leader=leader.name,
                          content=f"上午熟悉流程，下午跟班参与，{leader.name}带队。结束后与一线人员座谈，记下意见建议。", roll=roll)
        events.append(event)
        for one in mine:
            clerk.add("experience_task", clerk.day(1, -2), label, task=task, owner=one.id, activity=event,
                      due=clerk.day(6, -1), closed=day, gain="看到了一线的节奏，也看到了机关文件落地时的难处。")
    for k in range(plan.grassroots_suggestions):
        event, day = events[k % 9], days[k % 9]
        owner = clerk.turn(roster.heads, k)
        clerk.add("suggestion", day, f"{UNITS[where[k % 3]][1]}建议：{clerk.turn(ADVICE, k)}", activity=event,
                  origin="grassroots", proposer="基层干警", accepted=k % 5 != 4, body=roster.sections[owner.section],
                  owner=owner.id, due=clerk.after(day, 60), closed=clerk.after(day, 20 + k % 30),
                  disposal="列入年度工作改进事项。" if k % 5 != 4 else "超出本级权限，已向上级反映并答复。")


def _aid(clerk: Clerk) -> None:
    plan, roster = clerk.plan, clerk.roster
    days = (clerk.day(1, 12), clerk.day(3, 9), clerk.day(6, 8))
    visits = []
    for k, day in enumerate(days):
        town = clerk.turn(words.TOWNS, 2 * k + plan.year % 2)
        expected = roster.branch(k, day)
        visits.append(clerk.add(
            "aid_visit", day, f"走访慰问{town}困难家庭", bodies=(roster.branches[k],), place=town,
            households=plan.households[k], key_households=plan.key_households[k], clothes=plan.clothes[k],
            money=plan.donated if k == 0 else None, goods="米、油、棉被" if k == 0 else "学习用品",
            content="逐户了解收入、就医、上学情况，能当场解决的当场答复，其余带回登记。",
            roll={one.id: "present" for one in expected[4 + k::9]}))
    for k in range(plan.aid_problems):
        day = days[k % 3]
        owner = clerk.turn(roster.heads, 2 * k)
        clerk.problem(day, f"困难家庭求助：{clerk.turn(AIDED, k)}", owner, activity=visits[k % 3], origin="aid",
                      body=roster.sections[owner.section], due=clerk.after(day, 60), closed=clerk.within(day, 8 + 2 * k),
                      measure="联系镇村和主管部门，专人跟办。", goal="困难得到解决，群众满意。",
                      progress="已办结并回访，群众表示满意。", evidence="回访记录")


def _firms(clerk: Clerk) -> None:
    plan, roster = clerk.plan, clerk.roster
    first = 2 * (plan.year % 2)
    for k, day in enumerate((clerk.day(3, 5), clerk.day(5, 10))):
        clerk.add("firm_visit", day, "走访科技企业，了解法治需求", bodies=(roster.firms[first + k],), heads=6 + k,
                  leader=clerk.turn(roster.leaders, k).name,
                  content="参观生产车间和研发室，听取用工、合同、知识产权方面的意见。")
    forums = []
    for k, day in enumerate((clerk.day(2, -3), clerk.day(4, 9), clerk.day(6, 4))):
        host = clerk.turn(roster.leaders, k + 1)
        forums.append(clerk.add(
            "gov_firm_forum", day, f"{plan.year}年第{'一二三'[k]}次政企座谈会", bodies=(roster.committee,),
            start="09:00",
            finish="11:30", place="综治中心会议室", host=host.name, recorder=roster.heads[k].name, firms=6 + k,
            guests=8 + k, content=words.said(clerk.rng, "企业代表", host.name),
            roll={one.id: "present" for one in (host, *roster.heads[6 * k:6 * k + 4])}))
    for k in range(plan.firm_needs):
        sort, what = clerk.turn(NEEDS, k)
        day = (clerk.day(2, -3), clerk.day(4, 9), clerk.day(6, 4))[k % 3]
        owner = clerk.turn(roster.heads, 3 * k + 1)
        clerk.add("firm_need", day, what, activity=forums[k % 3], body=roster.firms[k % len(roster.firms)], sort=sort,
                  owner=owner.id, due=clerk.after(day, 50), closed=clerk.after(day, 15 + 2 * k), satisfied="good",
                  plan=f"由{SECTIONS[owner.section]}联系律师团队上门一次，出具书面意见，两个月内回访。",
                  progress="意见已送企业，回访无新的问题。")


def _survey_and_forums(clerk: Clerk) -> None:
    """Of what the survey and the forums brought, most was closed within the half-year; a few are overdue still."""
    plan, roster = clerk.plan, clerk.roster
    sent, returned, valid = plan.survey
    day = clerk.day(3, 12)
    clerk.add("survey", day, f"{plan.year}年政法工作群众意见问卷", body=roster.sections[11],
              until=clerk.after(day, 20),
              audience="城乡居民、企业职工、来访群众", sent=sent, returned=returned, valid=valid,
              findings="群众对治安较满意，对办案进展告知、窗口等候意见较多。")
    found, closed = plan.survey_problems
    found_on = clerk.after(day, 22)
    for k in range(found):
        owner = clerk.turn(roster.heads, k + 4)
        what = f"{clerk.turn(words.TOWNS, k)}群众反映{clerk.turn(SURVEYED, k)}"
        _followed(clerk, "problem", k, found, closed, title=what, day=found_on, origin="survey", owner=owner.id,
                  body=roster.sections[owner.section], leader=roster.leader_of(owner.section).name,
                  measure="梳理流程，明确时限和告知人，每周抽查一次。", goal="同类意见不再出现。")
    forums, days = [], (clerk.day(4, 5), clerk.day(5, 8))
    for k, (guests, day) in enumerate(zip(plan.forum_guests, days, strict=True)):
        party, npc, cppcc, public = guests
        forums.append(clerk.add(
            "forum", day, f"{plan.year}年政法工作座谈征询会（第{k + 1}场）", bodies=(roster.committee,),
            start="09:00", finish="11:30",
            place="机关大会议室", host=roster.leaders[k].name, recorder=roster.heads[0].name, party_delegates=party,
            npc_deputies=npc, cppcc_members=cppcc, public=public,
            content=words.said(clerk.rng, "与会代表", roster.leaders[k].name)))
    received, accepted, done = plan.forum_suggestions
    for k in range(received):
        owner = clerk.turn(roster.heads, 2 * k + 1)
        taken = k < accepted
        what = f"关于{clerk.turn(words.TOWNS, k)}{clerk.turn(VOICED, k)}的建议"
        _followed(clerk, "suggestion", k, received, done, title=what, day=days[k % 2], activity=forums[k % 2],
                  origin="forum", accepted=taken, owner=owner.id, body=roster.sections[owner.section],
                  proposer=("党代表", "人大代表", "政协委员", "群众代表")[k % 4],
                  disposal="纳入整改计划，按期办理。" if taken else "与现行规定不一致，正在研究答复。")


def _followed(clerk: Clerk, kind: str, k: int, all_: int, closed: int, *, title: str, day: date,
              **values: Any) -> None:
    """An item of a ledger: the first `closed` within the half-year, the others after it; two never, and overdue."""
    late = clerk.plan.year == 2025 and k >= all_ - 2
    due = clerk.after(day, 30) if late else clerk.after(day, 45 if k < closed else 130)
    done = clerk.within(day, 10 + k % 25) if k < closed else None if late else clerk.later(k)
    clerk.add(kind, day, title, due=due, closed=done,
              progress="已办结。" if k < closed else "正在协调有关部门，方案已送审。",
              evidence="办理情况报告" if k < closed else None, **values)
