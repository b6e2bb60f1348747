"""组织设置: who holds which post, what was changed, and what the rooms were furnished with."""
from __future__ import annotations

from datetime import date

from .clerk import Clerk
from .roster import Someone

POSTS = ("secretary", "organisation", "discipline")
DUTIES = ("全面负责，抓党建第一责任", "党员发展、组织生活和承诺积分", "纪律监督和谈心谈话")


def enter(clerk: Clerk) -> None:
    if clerk.plan.year == 2024:
        _elected(clerk)
    else:
        _adjusted(clerk)
    _rooms(clerk)


def retired_member(clerk: Clerk) -> Someone:
    """The discipline member of the second branch who retired in January 2025."""
    return next(one for one in clerk.roster.people if one.until is not None and one.branch == 1)


def _elected(clerk: Clerk) -> None:
    """The elections of March 2024, and the full-time staff of the committee."""
    roster, day = clerk.roster, clerk.day(3, 14)
    for n, branch in enumerate(roster.branches):
        due = len(roster.branch(n, day))
        clerk.add("org_change", day, "任期届满，按期换届选举", body=branch, change="elected",
                  document=f"青机党〔2024〕{n + 5}号", vote_due=due, vote_present=due - 6 - n)
        for k, one in enumerate(roster.committee_of(n)):
            gone = retired_member(clerk) if (n, k) == (1, 2) else None
            clerk.add("post", day, person=(gone or one).id, body=branch, post=POSTS[k], duty=DUTIES[k], elected=True,
                      until=gone.until if gone else None)
    for one in roster.heads[2:4]:
        clerk.add("post", date(2023, 6, 16), person=one.id, body=roster.committee, post="party_staff",
                  duty="机关党委日常工作、党费、发展党员材料")


def _adjusted(clerk: Clerk) -> None:
    """The members of all branches were shared out anew in February 2025."""
    roster, day = clerk.roster, clerk.day(2, 12)
    for n, branch in enumerate(roster.branches):
        clerk.add("org_change", day,
                  ("划入调查和保障人员，重新编组", "随科室职能调整党员归属", "并入综合保障党员，补选支委")[n],
                  body=branch, change="adjusted", document=f"青机党〔2025〕{n + 3}号",
                  reason="机构职能调整后，按科室就近编入支部。")
    one = roster.committee_of(1)[2]
    clerk.add("post", day, "补选", person=one.id, body=roster.branches[1], post="discipline", duty=DUTIES[2],
              elected=True)


def _rooms(clerk: Clerk) -> None:
    plan, roster = clerk.plan, clerk.roster
    for k, quantity in enumerate(plan.books):
        clerk.add("asset", clerk.day(3 + 2 * k, 4), ("理论读物和党史书籍", "法律法规和案例丛书")[k],
                  body=roster.committee, sort="books", quantity=quantity, cost=quantity * 28, place="党员学习室",
                  keeper=roster.heads[3].name)
    for k, (name, quantity) in enumerate(plan.equipment):
        clerk.add("asset", clerk.day(4, 5 + k), name, body=roster.branches[k % 3], sort="equipment",
                  quantity=quantity, cost=quantity * (3_600 + 400 * k), place=f"机关{'二三四'[k % 3]}楼党员活动室",
                  keeper=roster.heads[3].name)
