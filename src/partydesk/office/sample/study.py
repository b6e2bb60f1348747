"""理论学习: the Thursdays, the Friday classes, self-study, notes and essays, and the disputes settled with what was learnt."""
from __future__ import annotations

from . import words
from .clerk import Clerk
from .roster import SECTIONS


def enter(clerk: Clerk) -> None:
    _sessions(clerk)
    _classes(clerk)
    _self_study(clerk)
    _outputs(clerk)
    _disputes(clerk)


def _sessions(clerk: Clerk) -> None:
    """Collective study and seminars on Thursdays; the staff of the night duty never come, by turns of duty."""
    plan, roster = clerk.plan, clerk.roster
    thursdays = clerk.weekly(3)[1:]
    away = [one for one in clerk.staff if one.branch is None] + clerk.members[-plan.never_studied:][:plan.never_studied]
    off = len(thursdays) - plan.sessions
    skipped = {thursdays[(2 * k + 1) * len(thursdays) // (2 * off)] for k in range(off)}
    collective = [day for day in thursdays if day not in skipped]
    for k, day in enumerate(sorted(skipped)[:4]):
        expected = roster.at(day)
        host, one = clerk.turn(roster.leaders, k), clerk.turn(roster.heads, 3 * k)
        clerk.add("study", day, f"专题研讨：{clerk.turn(words.SEMINARS, 4 * (plan.year % 2) + k)}",
                  bodies=(roster.committee,), form="seminar", mode="discussion", hours=3, start="14:30",
                  finish="17:00", place="机关大会议室", host=host.name, recorder=one.name,
                  discussion=words.spoke(clerk.rng, one.name, host.name, SECTIONS[one.section]),
                  roll=clerk.roll(expected, never=away))
    for k, day in enumerate(collective):
        topic, material = clerk.turn(words.STUDY, k + (plan.year % 2) * 5)
        guest = k % 3 == 1 and k // 3 < plan.lecturers
        host, one = clerk.turn([roster.chief, *roster.leaders], k), clerk.turn(roster.heads, k)
        other = clerk.turn(roster.heads, k + 7)
        clerk.add("study", day, topic, bodies=(roster.committee,), form="collective",
                  mode="fixed", hours=3, start="14:30", finish="17:00",
                  place="机关大会议室", host=host.name, recorder=one.name, materials=material,
                  lecturer=("县委党校教师", "县法院业务骨干")[k % 2] if guest else None,
                  lecturer_source=("party_school", "backbone")[k % 2] if guest else None,
                  lecturers=1 if guest else None,
                  content=words.spoke(clerk.rng, one.name, other.name, SECTIONS[one.section]),
                  roll=clerk.roll(roster.at(day), never=away))


def _classes(clerk: Clerk) -> None:
    """Friday classes, one branch at a time."""
    roster = clerk.roster
    fridays = clerk.weekly(4)
    for k, day in enumerate(day for n, day in enumerate(fridays) if n % 8):
        one = clerk.turn(roster.heads, 5 * k)
        clerk.add("business_class", day, clerk.turn(words.CLASSES, k), bodies=(roster.branches[k % 3],),
                  lecturer=one.name, place=f"机关{'二三四'[k % 3]}楼党员活动室", hours=1,
                  content=f"{one.name}结合{SECTIONS[one.section]}的实例讲解，留出半小时答疑，课件存入共享文件夹。",
                  roll=clerk.roll(roster.branch(k % 3, day), leave=0.12))


def _self_study(clerk: Clerk) -> None:
    for month in range(1, 7):
        days = [day for day in clerk.days if day.month == month]
        clerk.add("self_study", days[-1], f"{month}月自学：{clerk.turn(words.STUDY, month)[1]}", times=len(days),
                  hours=1, bodies=(clerk.roster.committee,), checked=f"抽查{3 + month % 3}个科室，读书记录齐全。")


def _outputs(clerk: Clerk) -> None:
    """Notes that add up to the plan's characters; essays of study and of warning education, apart."""
    plan, staff = clerk.plan, clerk.staff
    mean = plan.characters // len(staff)
    drawn = [mean + clerk.rng.randrange(-6000, 6001) for _ in staff]
    drawn[0] += plan.characters - sum(drawn)
    spare = drawn[0] - mean                   # what the first has too many is spread over the others
    share = spare // len(staff)
    drawn = [characters + share for characters in drawn]
    drawn[0] -= share * len(staff)
    checked = clerk.day(6, -3)
    for k, (one, characters) in enumerate(zip(staff, drawn, strict=True)):
        clerk.add("note", checked, person=one.id, characters=characters,
                  checker=clerk.roster.heads[2 * one.section].name)
        topic = clerk.turn(words.STUDY, k)[0]
        clerk.add("essay", clerk.turn(clerk.days[20:-5], 7 * k), f"{topic}的体会", person=one.id, topic="study",
                  pieces=2 if k < plan.second_essays else 1, shared=k % 9 == 0)
    for k, one in enumerate(clerk.members):
        clerk.add("essay", clerk.turn(clerk.days[60:-5], 5 * k), "以案为镜，守住底线", person=one.id, topic="warning",
                  pieces=2 if k < plan.second_warnings else 1)


SORTS = {"land": "两户因山林界址不清起争执", "neighbour": "邻居因排水和采光多次争吵",
         "family": "兄弟因老人赡养意见不合",
         "labour": "工人与包工队因工资结算发生纠纷", "contract": "买卖双方因货款和质量各执一词",
         "traffic": "轻微事故双方对赔偿金额有分歧",
         "medical": "患者家属对治疗费用提出异议"}


def _disputes(clerk: Clerk) -> None:
    """The ledger of disputes: theory or not, hard or not, led by a member or not, and how each ended."""
    plan = clerk.plan
    handled, settled = plan.theory
    hard, led = plan.hard
    cases = [("resolved", True, k < plan.theory_hard) for k in range(settled)]
    cases += [("litigated", True, False)] * (handled - settled)
    cases += [("resolved", False, True)] * (hard - plan.theory_hard)
    cases += [("resolved", False, False)] * 6
    met = 0                                   # hard ones so far: every so many is led by a member
    for k, (day, (result, theory, is_hard)) in enumerate(zip(clerk.spread(len(cases), 1, 6), cases, strict=True)):
        owner = clerk.turn(clerk.roster.heads, 3 * k)
        sort, what = clerk.turn(tuple(SORTS.items()), k)
        by_member = is_hard and (met + 1) * led // hard > met * led // hard
        met += is_hard
        place = clerk.turn(words.VILLAGES, 5 * k)
        clerk.add("dispute", day, f"{place}{what}", sort=sort, place=place, theory=theory, hard=is_hard,
                  led=by_member, body=clerk.roster.sections[owner.section], owner=owner.id, due=clerk.after(day, 30),
                  closed=clerk.within(day, 4 + 3 * (k % 6)), result=result,
                  method="先分头听取意见，再到现场核实，请村社干部和网格员一同劝解，当面达成一致后签字确认。"
                  if result == "resolved" else "三次调解后双方差距仍大，告知诉讼途径并协助联系法律援助。",
                  evidence=f"调解卷宗{plan.year}-{k + 1:03}")
    for k in range(4 if plan.year == 2025 else 0):
        day = clerk.day(6, -8 + k)
        owner = clerk.turn(clerk.roster.heads, 5 * k + 1)
        clerk.add("dispute", day, f"{clerk.turn(words.VILLAGES, k)}商户因摊位使用权发生争执", sort="contract",
                  theory=False, hard=False, led=False, body=clerk.roster.sections[owner.section], owner=owner.id,
                  due=clerk.after(day, 30), closed=clerk.after(day, 28) if k else None,
                  result="resolved" if k else None)
