"""党员管理: the stages of those who want to join, the pledges and the points of those who have, and the cases they lead."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from .clerk import Clerk
from .example import stars
from .names import SURNAMES, given

PLEDGES = {
    "service": ("结对一户困难家庭，每月走访一次", "每季度到社区值一次班", "为来访群众代办一件实事",
                "参加志愿服务不少于四次"),
    "business": ("牵头办结一件积案", "完成一篇调研报告", "减少案卷差错，评查无瑕疵", "按时办结交办事项"),
    "study": ("读完三本理论书籍", "每月在小组作一次学习发言", "取得一项业务资格"),
    "discipline": ("遵守十不准规定", "不参与人情往来中的违规事项", "主动报告个人事项"),
}
DIMENSIONS = {"study": "按时参加学习并交流", "life": "按时参加组织生活", "duty": "岗位任务按期完成",
              "service": "志愿服务和结对帮扶",
              "discipline": "遵守纪律、如实报告", "pioneer": "急难任务中带头"}


def enter(clerk: Clerk) -> None:
    _development(clerk)
    _pledges(clerk)
    _points(clerk)


@dataclass(frozen=True)
class _Step:
    stage: str
    on: date
    note: str = ""


def _development(clerk: Clerk) -> None:
    """Ten became activists in 2024, twelve in 2025; of the ten, five are candidates now; of four candidates, three joined."""
    if clerk.plan.year == 2024:
        for k in range(3):                    # received in 2024, full members in 2025
            _one(clerk, k, (*_first(date(2021, 4, 6 + k), date(2022, 5, 12), date(2022, 11, 10)), _Step("candidate", date(2023, 9, 14)),
                            _Step("training", date(2023, 10, 20), "县委党校短期培训班"),
                            _Step("political_review", date(2024, 3, 12)), _Step("pre_review", date(2024, 4, 18)),
                            _Step("probationary", clerk.day(5, 7 + k)), _Step("approval", date(2024, 7, 18)),
                            _Step("oath", date(2024, 7, 26)), _Step("regular", date(2025, 5, 20 + k))))
        for k in range(4):                    # candidates of 2024; three received in 2025
            steps = [*_first(date(2021, 9, 13 + k), date(2022, 11, 8), date(2023, 5, 11)), _Step("candidate", clerk.day(4, 6)),
                     _Step("training", date(2024, 9, 20), "县委党校短期培训班")]
            if k < 3:
                steps += [_Step("political_review", date(2025, 3, 18)), _Step("pre_review", date(2025, 4, 22)),
                          _Step("probationary", date(2025, 5, 14 + k), "大会通过，待机关党委审批")]
            _one(clerk, 3 + k, tuple(steps))
        for k in range(10):                   # activists of 2024; five are candidates in 2025
            steps = [*_first(date(2023, 9, 5 + k), clerk.day(3, 5 + k % 4), date(2024, 10, 10))]
            if k < 5:
                steps += [_Step("candidate", date(2025, 4, 16)),
                          _Step("training", date(2025, 6, 11), "三天，二十四学时")]
            _one(clerk, 7 + k, tuple(steps))
    else:
        for k in range(12):
            _one(clerk, 17 + k, (_Step("application", date(2024, 8, 12 + k)), _Step("talk", date(2024, 9, 4)),
                                 _Step("activist", clerk.day(3, 4 + k % 5))))
        for k in range(4):                    # not further yet than their application
            _one(clerk, 29 + k, (_Step("application", clerk.day(5, 3 + k)), _Step("talk", clerk.day(5, -2))))


def _first(applied: date, activist: date, reviewed: date) -> tuple[_Step, ...]:
    """What comes before someone is a candidate: the application, the talk within a month, the choice, the half-yearly review."""
    return (_Step("application", applied), _Step("talk", applied + timedelta(16)), _Step("activist", activist),
            _Step("half_review", reviewed))


def _one(clerk: Clerk, k: int, steps: tuple[_Step, ...]) -> None:
    """An applicant from a unit outside the roster, and every step so far."""
    rng, roster = clerk.rng, clerk.roster
    gender = "male" if k % 3 else "female"
    name = SURNAMES[3 * k % len(SURNAMES)] + given(rng, gender)
    first = steps[0].on
    applied = first if steps[0].stage == "application" else first - timedelta(400)
    who = clerk.office.save("applicant", {
        "name": name, "body": roster.units[k % 15], "born": date(1988 + k % 11, 1 + k % 12, 3 + k % 25),
        "since": applied,
        "gender": gender, "education": "bachelor", "occupation": ("辅警", "书记员", "司法协理员", "网格员")[k % 4],
        "applied": applied, "contacts": "、".join(one.name for one in rng.sample(roster.heads, 2))})
    due = 36 + k % 9
    for step in steps:
        voted = step.stage in ("probationary", "regular")
        clerk.add("development", step.on, step.note or None, person=who, body=roster.branches[k % 3],
                  stage=step.stage, vote_due=due if voted else None, vote_present=due - 2 if voted else None,
                  votes_for=due - 2 if voted else None, hours=24 if step.stage == "training" else None)


def _pledges(clerk: Clerk) -> None:
    """One pledge a member; what was not kept by the end of June was kept in autumn, but for three."""
    plan, members = clerk.plan, clerk.members
    done_service, done_other = plan.pledges_done
    of: dict[bool, int] = {True: 0, False: 0}
    for k, one in enumerate(members):
        service = (k + 1) * plan.service_pledges // len(members) > k * plan.service_pledges // len(members)
        category = ("service", "business")[k // 2 % 2] if service else ("study", "discipline")[k // 3 % 2]
        n = of[service]
        of[service] += 1
        all_, done = (plan.service_pledges, done_service) if service else (len(members) - plan.service_pledges,
        done_other)
        kept = (n + 1) * done // all_ > n * done // all_
        never = plan.year == 2025 and not kept and n % 11 == 6
        due = clerk.day(6, -2) if never or kept and k % 3 == 0 else date(plan.year, 12, 19)
        closed = clerk.turn(clerk.days[50:-3], 11 * k) if kept else None if never else clerk.later(n)
        clerk.add("pledge", clerk.day(1, 8), clerk.turn(PLEDGES[category], k), category=category, owner=one.id,
                  body=clerk.roster.branches[one.branch or 0], due=due, closed=closed,
                  progress="已完成，支部审核通过。" if kept
                  else "完成大半，按计划推进。", branch_view="good" if kept else None)


def _points(clerk: Clerk) -> None:
    """Six dimensions for everyone, another each month; those who lead have more; whoever stayed away without leave loses some."""
    best = {one.id for one in stars(clerk)}
    for k, one in enumerate(clerk.members):
        approver = clerk.roster.heads[2 * one.section].name
        for n, (dimension, why) in enumerate(DIMENSIONS.items()):
            extra = 6 + (one.id + n) % 3 if one.id in best else 0
            clerk.add("points", clerk.day((n + k) % 6 + 1, -1), why, person=one.id, dimension=dimension,
                      score=6 + (7 * k + 3 * n) % 5 + (one.id * 37 % 23 // 3 if n % 3 == 2 else 0) + extra, approver=approver)
        if k % 29 == 17 and one.id not in best:
            clerk.add("points", clerk.day(k % 6 + 1, -1), "无故缺席组织生活一次", person=one.id, dimension="life", score=-2,
                      approver=approver)
