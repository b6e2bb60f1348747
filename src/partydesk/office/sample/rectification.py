"""专项整治: the files reviewed, the units inspected, the meetings of criticism, and the measures that followed."""
from __future__ import annotations

from .clerk import Clerk
from .roster import SECTIONS

DEFECTS = ("告知书送达回执缺签名", "笔录起止时间填写不全", "证据清单与实物不符", "审批日期倒置", "卷内目录页码错误",
           "见证人信息缺项", "扣押清单未附照片", "法律文书引用条款笔误", "送达地址确认书缺失")
ATTITUDE = ("窗口工作日午间无人值守", "办事指南未及时更新", "电话咨询答复生硬", "材料要求一次未说清")
SELF = ("理论学习联系实际不够", "到基层调研次数偏少", "对新问题研究不深", "督办落实盯得不紧", "听取群众意见不够经常",
        "文稿精简不够", "台账更新不及时", "对年轻干部帮带不够")
MUTUAL = ("工作节奏偏急，听不同意见不够", "布置多、检查少", "业务钻研还可更深", "与基层沟通不够主动",
          "时间观念需要加强", "会议讲话偏长")
STEPS = (("每月固定两天到基层办公", "每月到基层不少于两天"), ("建立周督办清单", "交办事项按期办结"),
         ("每季度开一次群众恳谈会", "群众意见件件有答复"), ("文稿实行字数控制", "文稿篇幅明显压缩"),
         ("台账每周五更新", "台账与实际情况一致"), ("一名骨干带一名新人", "新人半年内独立承担工作"))


def enter(clerk: Clerk) -> None:
    _files(clerk)
    _style(clerk)
    _criticism(clerk)


def _files(clerk: Clerk) -> None:
    plan, roster = clerk.plan, clerk.roster
    found = []
    for k, files in enumerate(plan.files):
        found.append(clerk.add(
            "inspection", clerk.day(3 + k, 6), f"{plan.year}年执法规范化专项整治第{'一二'[k]}轮评查",
            topic="enforcement", files=files, bodies=tuple(roster.units[6 * k:6 * k + 6]),
            inspectors=f"{roster.heads[14].name}、{roster.heads[15].name}",
            partners="县检察院、县法院", content="随机抽取已结案卷，逐卷填写评查表，当面反馈。"))
    for k in range(plan.file_defects):
        day = clerk.after(clerk.day(3 + k % 2, 6), 3)
        unit = 6 * (k % 2) + k // 2
        clerk.problem(day, clerk.turn(DEFECTS, k), roster.heads[14], activity=found[k % 2],
                      origin="file_review", body=roster.units[unit], due=clerk.after(day, 30),
                      closed=clerk.within(day, 12 + k), measure="补正案卷，修订模板，承办人参加培训。", goal="复查无瑕疵。",
                      progress="已补正。", evidence="补正说明")


def _style(clerk: Clerk) -> None:
    """All units of the county in four rounds."""
    plan, roster = clerk.plan, clerk.roster
    units = roster.units[:plan.style_units]
    for k in range(4):
        day = clerk.day(2 + k, 12)
        event = clerk.add("inspection", day, f"{plan.year}年服务群众作风检查第{'一二三四'[k]}组", topic="style",
                          bodies=tuple(units[k::4]), inspectors=f"{roster.heads[4].name}、{roster.heads[6].name}",
                          content="以普通群众身份走一遍办事流程，看、问、听、记。")
        if k < plan.style_issues:
            clerk.problem(day, ATTITUDE[k], roster.heads[6], activity=event, origin="style", body=units[k],
                          due=clerk.after(day, 25), closed=clerk.after(day, 10 + k), measure="公开值守表和咨询电话，一次性告知。",
                          goal="群众不白跑。", progress="暗访复核合格。", evidence="复核照片")


def _criticism(clerk: Clerk) -> None:
    """Two meetings; 48 problems seen in oneself, 36 remarks of others; the measures answer both, and 85% are done."""
    plan, roster = clerk.plan, clerk.roster
    people = [roster.chief, *roster.leaders]
    meetings, days = [], (clerk.day(1, 13), clerk.day(6, 5))
    for k, day in enumerate(days):
        meetings.append(clerk.add(
            "democratic_life", day, (f"{plan.year - 1}年度专题民主生活会", f"{plan.year}年主题教育专题民主生活会")[k],
            bodies=(roster.committee,), start="09:00",
            finish="12:00", place="机关三楼会议室", host=roster.chief.name, recorder=roster.heads[0].name,
            theme="对照先进找差距，对照群众期盼抓整改", supervisors="县纪委监委、县委组织部",
            content="主要负责同志带头查摆，逐人自我批评，其他同志逐一提出意见。",
            resolution="问题列单，措施到人，完成一条销一条。", roll={one.id: "present" for one in people}))
    own = []
    for k in range(plan.self_issues):
        owner = clerk.turn([*people, *roster.heads], k)
        day = days[0] if k < plan.self_issues * 2 // 3 else days[1]
        step, goal = clerk.turn(STEPS, k)
        own.append((clerk.problem(
            day, f"{clerk.turn(SELF, k)}（{plan.year}年自查第{k + 1}项）", owner, activity=meetings[day == days[1]],
            origin="self_review", body=roster.sections[owner.section], due=clerk.after(day, 80), goal=goal,
            closed=clerk.after(day, 60) if day == days[0] else clerk.later(k), measure=step), day, owner))
    for k in range(plan.mutual):
        owner = clerk.turn(people, k)
        day = days[k % 2]
        step, goal = clerk.turn(STEPS, k + 2)
        clerk.problem(day, f"{clerk.turn(MUTUAL, k)}（{plan.year}年互评第{k + 1}条）", owner, activity=meetings[k % 2],
                      origin="mutual", body=roster.sections[owner.section], due=clerk.after(day, 80), goal=goal,
                      closed=clerk.after(day, 55) if k % 2 == 0 else clerk.later(k), measure=step)
    all_, done = plan.measures
    for k in range(all_):
        problem, day, owner = clerk.turn(own, k)
        early = k < done
        late = plan.year == 2025 and k == all_ - 1
        clerk.add("measure", day, f"{clerk.turn(STEPS, k)[0]}，{owner.name}负责", item=problem,
                  activity=meetings[day == days[1]],
                  origin="democratic_life", owner=owner.id, body=roster.sections[owner.section],
                  due=clerk.day(6, -4) if late else clerk.after(day, 70 if early else 100),
                  closed=clerk.within(day, 8 + k % 40) if early else None if late else clerk.later(k),
                  progress="已落实。" if early else f"{SECTIONS[owner.section]}正在推进。",
                  evidence="整改销号单" if early else None)
