"""组织生活: 三会一课, the joint theme days, the yearly meetings of criticism and the grading of members."""
from __future__ import annotations

from datetime import date
from typing import Any

from . import words
from .clerk import Clerk
from .roster import SECTIONS, Someone


def enter(clerk: Clerk) -> None:
    for month in range(1, 7):
        _month(clerk, month)
    for quarter in (0, 1):
        _quarter(clerk, quarter)
    _yearly(clerk)
    _heart_talks(clerk)
    _dues(clerk)


def _minutes(clerk: Clerk, host: Someone, recorder: Someone, subjects: tuple[str, ...], room: str) -> dict[str, Any]:
    section = SECTIONS[recorder.section]
    return {"start": "09:00", "finish": "10:30", "place": room, "host": host.name, "recorder": recorder.name,
            "agenda": words.agenda(*subjects), "speeches": words.said(clerk.rng, host.name, recorder.name),
            "resolution": words.resolved(clerk.rng, recorder.name, section, "月底")}


def _month(clerk: Clerk, month: int) -> None:
    roster, at = clerk.roster, month + clerk.plan.year
    for n, branch in enumerate(roster.branches):
        day = clerk.day(month, 3 + n)
        committee = roster.committee_of(n)
        subjects = words.turns(words.COMMITTEE, at + n, 2)
        clerk.add("branch_committee", day, f"{clerk.plan.year}年{month}月支委会", bodies=(branch,),
                  roll={one.id: "present" for one in committee},
                  **_minutes(clerk, committee[0], committee[1], subjects, words.PLACES[n + 1]))
    for n, group in enumerate(roster.groups):
        day = clerk.day(month, 8 + n)
        expected = [one for one in roster.members(day) if one.group == n]
        leader = next(one for one in roster.heads if one.group == n)
        clerk.add("group_meeting", day, f"{clerk.plan.year}年{month}月党小组会", bodies=(group,),
                  roll=clerk.roll(expected),
                  **_minutes(clerk, leader, expected[5], words.turns(words.GROUP, at + n, 2), words.PLACES[n % 5]))
    day = clerk.day(month, -5)
    title, form, place = clerk.turn(words.THEMES, month + 6 * (clerk.plan.year % 2))
    clerk.add("theme_day", day, title, bodies=tuple(roster.branches), joint=True, start="09:00", finish="11:30",
              form=form, place=place, host=roster.leaders[5].name, recorder=roster.heads[2].name,
              content=f"三个支部联合开展，分组进行“{title}”，结束后各组用十分钟谈收获。",
              roll=clerk.roll(roster.members(day)))


def _quarter(clerk: Clerk, quarter: int) -> None:
    roster = clerk.roster
    for n, branch in enumerate(roster.branches):
        day = clerk.day(3 * quarter + 2, 10 + n)
        expected = roster.branch(n, day)
        roll = clerk.roll(expected)
        there = sum(status == "present" for status in roll.values())
        committee = roster.committee_of(n)
        clerk.add("branch_assembly", day, f"{clerk.plan.year}年第{'一二'[quarter]}季度支部党员大会", bodies=(branch,),
                  roll=roll, vote_due=len(expected), vote_present=there, votes_for=there - quarter, votes_against=0,
                  votes_abstain=quarter,
                  **_minutes(clerk, committee[0], committee[1], words.turns(words.ASSEMBLY, 2 * quarter + n, 2),
                             words.PLACES[n + 1]))
    day = clerk.day(3 * quarter + 3, 9)
    lecturer = (roster.chief, roster.leaders[quarter])[quarter]
    clerk.add("party_lecture", day, words.LECTURES[2 * (clerk.plan.year % 2) + quarter],
              bodies=tuple(roster.branches),
              lecturer=lecturer.name, lecturer_post=("secretary", "leader")[quarter], place="机关大会议室", hours=2,
              content=f"{lecturer.name}结合两个真实事例讲课，提出三点要求，课后各党小组组织讨论。",
              roll=clerk.roll(roster.members(day)))


def _yearly(clerk: Clerk) -> None:
    """Meetings of criticism, then the review in which every member took part, then the grades."""
    roster, plan = clerk.roster, clerk.plan
    for n, branch in enumerate(roster.branches):
        secretary, organiser, _ = roster.committee_of(n)
        day = clerk.day(3, 11 + n)
        clerk.add("organisation_life", day, f"{plan.year - 1}年度组织生活会", bodies=(branch,), start="14:30",
                  finish="17:30", place=words.PLACES[n + 1], host=secretary.name, recorder=organiser.name,
                  theme="查问题、找差距、抓整改", self_review="学习不够系统，下基层不够多，台账更新不够及时。",
                  mutual=words.said(clerk.rng, organiser.name, secretary.name),
                  resolution="问题逐条登记，支委分工督促，半年内见效。", roll=clerk.roll(roster.branch(n, day)))
        day = clerk.day(3, 16 + n)
        people = roster.branch(n, day)
        clerk.add("review", day, f"{plan.year - 1}年度民主评议党员", bodies=(branch,), start="14:30", finish="17:00",
                  place=words.PLACES[n + 1], host=secretary.name, recorder=organiser.name, ballots_sent=len(people),
                  ballots_valid=len(people) - n,
                  content="个人自评、党员互评后无记名测评，当场封存，次日由支委会汇总。",
                  roll={one.id: "present" for one in people})
    _grades(clerk, clerk.day(4, 7))


def _grades(clerk: Clerk, day: date) -> None:
    members = clerk.members
    best = {members[k * len(members) // clerk.plan.excellent].id for k in range(clerk.plan.excellent)}
    for one in members:
        good = one.id in best
        clerk.add("grade", day, person=one.id, grade="excellent" if good else "pass", self_grade="pass",
                  votes_excellent=70 + one.id % 30 if good else 5 + one.id % 40)


def _heart_talks(clerk: Clerk) -> None:
    roster = clerk.roster
    for k, day in enumerate(clerk.spread(12)):
        committee = roster.committee_of(k % 3)
        other = clerk.turn(roster.branch(k % 3, day), 11 * k + 9)
        clerk.add("heart_talk", day, clerk.turn(("岗位变动", "家庭困难", "工作压力", "获得表彰"), k),
                  talker=committee[k % 2].id, sort="committee_member", manner="single", place=words.PLACES[k % 3 + 1],
                  content="询问近况，肯定成绩，指出不足，听取对支部工作的意见。",
                  advice="希望多安排到一线锻炼的机会。", roll={other.id: "present"})


def _dues(clerk: Clerk) -> None:
    for month in range(1, 7):
        day = clerk.day(month, -2)
        for n, branch in enumerate(clerk.roster.branches):
            payers = len(clerk.roster.branch(n, day))
            clerk.add("dues", day, f"{month}月党费", body=branch, payers=payers, amount=payers * 62 + 7 * month,
                      receiver=clerk.roster.committee_of(n)[1].name)
