"""Who there is: the committee with its branches, groups and sections, the units and firms outside, 323 people on the roster.

Ages are arranged so that 122 of 320 members are 35 or younger on 30 June 2025 and 103 of 312 were on 31 December 2024:
twenty-four young members came in the spring, sixteen older ones left in January, five turned 36.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from .. import Office
from .names import invent

SECTIONS = ("办公室", "组织人事科", "维稳指导科", "综治督导科", "基层社会治理科", "执法监督科", "法治宣传科",
            "案件评查科", "反邪教协调科", "信访督办科", "智能化建设科", "调查研究室", "综合保障科")
"""By branch: the first five, the next four, the last four."""
UNITS = (("police", "云溪派出所"), ("police", "柳塘派出所"), ("police", "石桥派出所"), ("police", "枫林派出所"),
         ("police", "望湖派出所"), ("police", "城关派出所"), ("court", "云溪人民法庭"), ("court", "石桥人民法庭"),
         ("court", "望湖人民法庭"), ("procuratorate", "柳塘检察室"), ("justice", "云溪司法所"),
         ("justice", "柳塘司法所"),
         ("justice", "枫林司法所"), ("justice", "白鹭司法所"), ("justice", "城关司法所"), ("centre", "县综治中心"))
FIRMS = (("technology", "青禾智联科技有限公司"), ("technology", "禾谷微电子有限公司"),
         ("technology", "云溪光电技术有限公司"),
         ("technology", "望湖生物科技有限公司"), ("manufacture", "石桥精密机械厂"), ("farming", "柳塘稻米专业合作社"),
         ("service", "枫林物流有限公司"), ("manufacture", "白鹭纸品有限公司"))
TASK_GROUPS = (("扫黑除恶攻坚小组", "线索核查、案件攻坚"), ("积案化解攻坚小组", "信访积案、疑难纠纷化解"),
               ("反诈攻坚小组", "电信网络诈骗治理"), ("护校安园攻坚小组", "校园周边治安整治"),
               ("执行攻坚小组", "协助破解执行难题"))
TEAMS = ("法治宣讲服务队", "平安志愿服务队", "惠企法律服务队")
LEADERS = ("常务副书记", "副书记", "委员、综治中心主任", "委员、执法监督负责人", "委员、维稳工作负责人",
           "委员、机关党委书记")
KEY_POSTS = ("财务管理岗", "案件评查岗", "采购管理岗", "干部人事岗", "执法督察岗", "信访接待岗")
SPRING = (date(2025, 1, 13), date(2025, 3, 3))


@dataclass(frozen=True)
class Someone:
    """One person of the roster, as the rest of the sample needs to know them."""

    id: int
    name: str
    branch: int | None                       # 0, 1, 2; None: not a member
    group: int | None                        # 0 to 3
    section: int
    tier: str
    post: str
    signs: bool
    since: date
    until: date | None


@dataclass
class Roster:
    """Everyone and every body, by the ids that the office gave them."""

    committee: int = 0
    branches: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    sections: list[int] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    firms: list[int] = field(default_factory=list)
    task_groups: list[int] = field(default_factory=list)
    teams: list[int] = field(default_factory=list)
    people: list[Someone] = field(default_factory=list)

    def at(self, day: date) -> list[Someone]:
        """Who is on the roster on a day."""
        return [one for one in self.people if one.since <= day and (one.until is None or one.until >= day)]

    def members(self, day: date) -> list[Someone]:
        return [one for one in self.at(day) if one.branch is not None]

    def branch(self, n: int, day: date) -> list[Someone]:
        return [one for one in self.at(day) if one.branch == n]

    @property
    def chief(self) -> Someone:
        return next(one for one in self.people if one.tier == "chief")

    @property
    def leaders(self) -> list[Someone]:
        return [one for one in self.people if one.tier == "leader"]

    @property
    def heads(self) -> list[Someone]:
        """Heads and deputies of the sections, two by two."""
        return [one for one in self.people if one.tier == "head"]

    def leader_of(self, section: int) -> Someone:
        """The member of the leadership to whom a section answers."""
        return self.leaders[section % len(self.leaders)]

    def over(self, one: Someone) -> Someone:
        """The member of the leadership to whom someone answers; the leadership answers to the secretary."""
        return self.chief if one.tier in ("chief", "leader") else self.leader_of(one.section)

    def committee_of(self, branch: int) -> list[Someone]:
        """Secretary, organisation and discipline member of a branch."""
        mine = [one for one in self.heads if one.branch == branch and one.until is None]
        return [next(one for one in self.leaders if one.branch == branch), *mine[:2]]


def enter(office: Office, rng: Random) -> Roster:
    """Enter all bodies and all people."""
    found = Roster()
    _bodies(office, found)
    names = invent(rng)
    for section, tier, post, party, age in _posts(rng):
        _person(office, rng, found, next(names), section, tier, post, party, age)
    _fill_in(office, found)
    return found


def branch_of(section: int) -> int:
    return 0 if section < 5 else 1 if section < 9 else 2


def _bodies(office: Office, found: Roster) -> None:
    def add(kind: str, name: str, **values: Any) -> int:
        return office.save(kind, {"name": name} | values)

    found.committee = add("committee", "青禾县委政法委机关党委", since=date(2012, 5, 8), elected=date(2023, 6, 15),
                          term_ends=date(2028, 6, 14))
    for n, name in enumerate(("机关第一党支部", "机关第二党支部", "机关第三党支部")):
        found.branches.append(add("branch", name, parent=found.committee, since=date(2016, 3, 1), form="general",
                                  led=True, divided=True, elected=date(2024, 3, 20), term_ends=date(2027, 3, 19),
                                  room=f"机关{'二三四'[n]}楼党员活动室"))
    for branch, name in ((0, "第一党支部第一党小组"), (0, "第一党支部第二党小组"), (1, "第二党支部党小组"),
                         (2, "第三党支部党小组")):
        found.groups.append(add("party_group", name, parent=found.branches[branch], since=date(2016, 3, 1)))
    for n, name in enumerate(SECTIONS):
        found.sections.append(add("section", name, parent=found.branches[branch_of(n)], since=date(2019, 4, 1),
                                  phone=f"0000-80{n + 11:02}"))
    found.units = [add("unit", name, sort=sort, since=date(2010, 1, 4), address=f"{name[:2]}街{n + 6}号")
                   for n, (sort, name) in enumerate(UNITS)]
    found.firms = [add("firm", name, sort=sort, address=f"青禾县产业园{n + 1}号楼") for n,
                   (sort, name) in enumerate(FIRMS)]
    found.task_groups = [add("task_group", name, parent=found.branches[n % 3], since=date(2023, 2, 20), task=task,
                             members=7 + n % 3) for n, (name, task) in enumerate(TASK_GROUPS)]
    found.teams = [add("service_team", name, parent=found.branches[n], since=date(2022, 3, 5),
                       task="进社区、进学校、进企业", members=18 + 2 * n) for n, name in enumerate(TEAMS)]


def _posts(rng: Random) -> Iterator[tuple[int, str, str, str, str]]:
    """Section, tier, post, 政治面貌 and age group (young, turning, grown, old: left; new: came in spring) of everyone."""
    for n, section in enumerate(SECTIONS):
        title = "科长" if section.endswith("科") else "主任"
        yield n, "head", title, "member", "grown"
        yield n, "head", f"副{title}", "member", "grown"
    yield 0, "chief", "书记", "member", "grown"
    for n, post in enumerate(LEADERS):
        yield (0, 6, 10, 3, 7, 11)[n], "leader", post, "member", "grown"
    for n in range(24):
        yield n % 13, "key", KEY_POSTS[n % 6], "member", "new" if n >= 20 else "young" if n % 3 else "grown"
    rest = ["young"] * (98 - 13) + ["turning"] * 5 + ["new"] * 20 + ["grown"] * (263 - 85 - 5 - 20)
    rng.shuffle(rest)
    for n, age in enumerate(rest):
        yield n % 13, "general", "科员", "member", age
    for n in range(16):
        yield n % 13, "general", "科员", "member", "old"
    for n in (0, 9, 12):
        yield n, "general", "值班员", "none", "grown"


def _person(office: Office, rng: Random, found: Roster, called: tuple[str, str, str], section: int, tier: str,
            post: str, party: str, age: str) -> None:
    name, people, gender = called
    first, last = {"young": (date(1989, 7, 1), date(1999, 8, 31)), "turning": (date(1989, 1, 5), date(1989, 6, 28)),
                   "new": (date(1992, 1, 1), date(2001, 8, 31)), "old": (date(1964, 1, 10), date(1965, 1, 5)),
                   "grown": (date(1966, 3, 1), date(1988, 12, 20))}[age]
    if tier in ("chief", "leader"):
        first, last = date(1969, 1, 1), date(1979, 12, 31)
    born = first + timedelta(rng.randrange((last - first).days))
    adult = date(born.year + 23, 7, 1)
    served = max(1, (date(2023, 12, 1) - adult).days)
    since = rng.choice(SPRING) if age == "new" else adult + timedelta(rng.randrange(served))
    until = date(2025, 1, 3 + len(found.people) % 5) if age == "old" else None
    joined = date(born.year + 20 + rng.randrange(3), 6, 1) + timedelta(rng.randrange(120))
    schooled = "bachelor" if born.year > 1975 or rng.random() < 0.5 else "junior"
    branch = branch_of(section) if party == "member" else None
    group = None if branch is None else branch + 1 if branch else section % 2
    signs = tier in ("leader", "head", "key")
    id = office.save("staff", {
        "name": name, "body": found.committee if group is None else found.groups[group], "born": born, "since": since,
        "until": until, "gender": gender, "nation": people, "party": party, "tier": tier, "post": post, "signs": signs,
        "joined": joined if party == "member" else None, "education": "master" if rng.random() < 0.18 else schooled,
        "section": None if tier in ("chief", "leader") else found.sections[section]})
    found.people.append(Someone(id, name, branch, group, section, tier, post, signs, since, until))


def _fill_in(office: Office, found: Roster) -> None:
    """Who leads what, once everyone has an id."""
    for n, section in enumerate(found.sections):
        head = next(one for one in found.heads if one.section == n)
        office.save("section", {"chief": head.id, "leader": found.leader_of(n).id}, id=section)
    for n, group in enumerate(found.groups):
        leader = next(one for one in found.heads if one.group == n)
        office.save("party_group", {"leader": leader.id}, id=group)
    for n in range(3):
        for one in found.committee_of(n):
            office.save("staff", {"committee": True}, id=one.id)
    key = [one for one in found.people if one.tier == "key" and one.until is None]
    for n, (kind, body) in enumerate([("task_group", id) for id in found.task_groups]
                                     + [("service_team", id) for id in found.teams]):
        office.save(kind, {"leader": key[n].id}, id=body)
