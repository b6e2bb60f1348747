"""融合发展: the cases that members lead, what the task groups brought in, law talks in the villages, the assessment of units."""
from __future__ import annotations

from . import words
from .clerk import Clerk
from .roster import TEAMS, UNITS

CASES = (("criminal", "系列盗窃案"), ("gang", "寻衅滋事团伙案"), ("fraud", "虚假投资诈骗案"),
         ("petition", "房屋征收信访案"),
         ("stability", "企业欠薪风险"), ("criminal", "故意伤害案"), ("fraud", "冒充客服诈骗案"),
         ("petition", "土地承包信访案"))
LAWS = ("反诈知识进万家", "民法典与生活", "防范养老诈骗", "未成年人保护", "婚姻家庭与继承", "劳动者权益",
        "交通安全与法律", "农村土地政策问答")


def enter(clerk: Clerk) -> None:
    _cases(clerk)
    _results(clerk)
    _law_talks(clerk)
    _units(clerk)


def _cases(clerk: Clerk) -> None:
    all_, led = clerk.plan.major_cases
    for k, day in enumerate(clerk.spread(all_)):
        sort, what = clerk.turn(CASES, k)
        owner = clerk.turn(clerk.roster.heads, 3 * k + 2)
        by_member = (k + 1) * led // all_ > k * led // all_
        clerk.add("major_case", day, f"{clerk.turn(words.TOWNS, k)}{what}", sort=sort, led=by_member, owner=owner.id,
                  body=clerk.roster.units[k % len(UNITS)], due=clerk.after(day, 90),
                  closed=clerk.after(day, 35 + k % 40),
                  progress="专班推进，按期移送。" if by_member else "由承办单位办理，定期报告。")


def _results(clerk: Clerk) -> None:
    """Two gangs broken up; the figures come from the police."""
    for k, arrests in enumerate(clerk.plan.arrests):
        clerk.add("group_result", clerk.day(2 + 2 * k, 7),
                  ("打掉涉恶团伙一个", "捣毁诈骗窝点一处", "抓获网上逃犯")[k],
                  body=clerk.roster.task_groups[(0, 2, 0)[k]], gangs=1 if k < 2 else 0, arrests=arrests, cases=3 - k,
                  source="县公安局业务统计", content="小组党员带队摸排，集中收网，无人员受伤。")


def _law_talks(clerk: Clerk) -> None:
    plan = clerk.plan
    mean = plan.law_public // plan.law_talks
    each = [mean + (13 * k % 41) - 20 for k in range(plan.law_talks)]
    each[-1] += plan.law_public - sum(each)
    for k, (day, public) in enumerate(zip(clerk.spread(plan.law_talks), each, strict=True)):
        village = clerk.turn(words.VILLAGES, 3 * k)
        clerk.add("law_talk", day, f"{village}：{clerk.turn(LAWS, k)}", bodies=(clerk.roster.teams[k % len(TEAMS)],),
                  heads=5 + k % 3, place=village, public=public, materials=public + 20,
                  content="讲两个身边案例，现场解答疑问，留下联系卡。")


def _units(clerk: Clerk) -> None:
    """All the excellent reached their business targets; of the others, as many as the plan says."""
    excellent, reached = clerk.plan.unit_grades
    day = clerk.day(6, -6)
    for n, unit in enumerate(clerk.roster.units):
        place = (5 * n + 3 * clerk.plan.year) % len(UNITS)
        best = place < excellent
        clerk.add("unit_assessment", day, f"{clerk.plan.year}年上半年党建考核", body=unit,
                  score=92 + place if best else 88 - place, grade="excellent" if best else "pass",
                  reached=place < excellent + reached)
