"""典型与警示: whom the office holds up, what it warns of, and who reported his own affairs in time."""
from __future__ import annotations

from . import words
from .clerk import Clerk
from .roster import SECTIONS, Someone

CASES = ("某镇干部虚报冒领补助资金案", "某单位财务人员挪用公款案", "某所民警违规干预案件案", "某局科长收受礼品礼金案",
         "某站负责人履职不力案", "某村干部优亲厚友案")
FILMS = ("《迷途》", "《失守的底线》", "《代价》", "《越界》", "《悔》", "《微光与深渊》", "《清风自来》")
DEEDS = ("扎根调解一线，用方言、用真情解开一个个心结。", "带队连续蹲守，牵头办结多起积案。",
         "自学信息技术，为同事做出便民小工具。")


def enter(clerk: Clerk) -> None:
    _honours(clerk)
    _publicity(clerk)
    _talks(clerk)
    _warnings(clerk)
    _reports(clerk)


def stars(clerk: Clerk) -> list[Someone]:
    """The ten who lead the points of the half-year: each was 月度标兵 at least once."""
    settled = [one for one in clerk.members if one.tier in ("general", "key") and one.since <= clerk.days[0]]
    return settled[clerk.plan.year % 7::23][:10]


def advanced(clerk: Clerk) -> list[Someone]:
    """先进个人 of the half-year."""
    return [one for one in clerk.signers if one.tier != "leader"][2::4][:clerk.plan.advanced[0]]


def _honours(clerk: Clerk) -> None:
    plan, best = clerk.plan, stars(clerk)
    for k in range(12):
        day = clerk.day(k // 2 + 1, -1)
        clerk.add("honour", day, f"{day.month}月党员积分标兵", person=clerk.turn(best, k).id, award="monthly_star",
                  level="office", model=False, issuer="机关党委", deeds=clerk.turn(DEEDS, k))
    day = clerk.day(6, -4)
    for one in advanced(clerk):
        clerk.add("honour", day, f"{plan.year}年上半年先进个人", person=one.id, award="advanced", level="county",
                  model=False, issuer="县委政法委员会", document=f"青政法〔{plan.year}〕18号")
    officers = [one for one in clerk.roster.heads if one.section in (5, 7, 9)][plan.year % 2::2][:2]
    for one in officers:
        clerk.add("honour", clerk.day(3, 10), "全市优秀政法干警", person=one.id, award="city_officer", level="city",
                  model=True, issuer="市委政法委员会", document=f"市政法〔{plan.year}〕6号",
                  deeds=clerk.turn(DEEDS, one.id))
    clerk.add("honour", day, "先进基层党组织", body=clerk.roster.branches[plan.year % 3], award="advanced_branch",
              level="county", model=True, issuer="县委组织部", document=f"青组〔{plan.year}〕21号",
              deeds="组织生活按月开展，承诺事项件件有回音，积案化解走在前面。")
    for k, one in enumerate(best[3:5]):
        clerk.add("honour", clerk.day(5, 6), ("山村夜校的普法人", "坐得住的评查员")[k], person=one.id, award="model",
                  level="office", model=True, issuer="机关党委", deeds=clerk.turn(DEEDS, k + 1))


def _publicity(clerk: Clerk) -> None:
    plan = clerk.plan
    for k, day in enumerate(clerk.spread(plan.model_publicity)):
        one = clerk.turn(stars(clerk), k)
        clerk.add("publicity", day, f"身边的榜样：{one.name}", topic="model", pieces=1,
                  channel="bulletin" if k % 3 else "wechat",
                  body=clerk.roster.sections[6], author=clerk.roster.heads[12].name)
    for k, day in enumerate(clerk.spread(plan.wechat // 2)):
        clerk.add("publicity", day, clerk.turn(("节前廉洁提醒", "家风小故事", "纪法问答", "以案说纪", "清廉书画"), k),
                  topic="integrity",
                  pieces=2, channel="wechat", body=clerk.roster.sections[1], author=clerk.roster.heads[2].name)
    for k, day in enumerate(clerk.spread(8)):
        clerk.add("publicity", day, clerk.turn(words.STUDY, k)[0], topic="study", pieces=1, channel="board",
                  body=clerk.roster.sections[1], author=clerk.roster.heads[3].name)


def _talks(clerk: Clerk) -> None:
    """Two talks; whoever heard one may have heard the other."""
    roster, n = clerk.roster, clerk.plan.talk_attendees
    for k, day in enumerate((clerk.day(4, 6), clerk.day(6, 6))):
        people = roster.members(day)
        asked = people[k * 60:k * 60 + n + 9]
        clerk.add("model_talk", day, ("身边榜样说初心", "一线故事会")[k], bodies=tuple(roster.branches),
                  start="15:00",
                  finish="17:00", place="机关大会议室", host=roster.leaders[5].name, recorder=roster.heads[2].name,
                  speakers="、".join(one.name for one in stars(clerk)[2 * k:2 * k + 3]),
                  content="三位同志讲办过的事、走过的弯路和得到的帮助，听众当场提问。",
                  roll={one.id: "present" if j < n else "leave" for j, one in enumerate(asked)})


def _warnings(clerk: Clerk) -> None:
    plan, roster = clerk.plan, clerk.roster
    for k, day in enumerate((clerk.day(2, 8), clerk.day(4, 11), clerk.day(6, 3))):
        case = clerk.turn(CASES, k + 3 * (plan.year % 2))
        clerk.add("violation_case", day, case, source="县纪委监委通报", scope="机关全体党员", published=True,
                  lesson="权力没有边界就会出事，小事不管终成大错。")
        clerk.add("case_seminar", clerk.after(day, 3), f"以案为鉴：{case}", bodies=(roster.branches[k],),
                  start="09:00",
                  finish="10:40", place=f"机关{'二三四'[k]}楼党员活动室", host=roster.committee_of(k)[0].name,
                  recorder=roster.committee_of(k)[1].name, case=case,
                  speeches=words.said(clerk.rng, roster.committee_of(k)[1].name, roster.committee_of(k)[2].name),
                  roll=clerk.roll(roster.branch(k, day)))
    shown = 0
    for films, day in zip(plan.films, (clerk.day(3, 4), clerk.day(4, 14), clerk.day(6, 10)), strict=True):
        titles = "".join(FILMS[(shown + n + 3 * (plan.year % 2)) % len(FILMS)] for n in range(films))
        shown += films
        clerk.add("warning_film", day, f"观看警示教育片{titles}", bodies=tuple(roster.branches), films=films,
                  place="机关大会议室", host=roster.leaders[5].name, remarks="观后三人发言，谈各自岗位上的风险。",
                  roll=clerk.roll(roster.members(day), leave=0.1))


def _reports(clerk: Clerk) -> None:
    for k, one in enumerate(clerk.signers):
        clerk.add("personal_report", clerk.day(1, 5), f"{clerk.plan.year}年度个人有关事项", sort="annual",
                  owner=one.id,
                  due=clerk.day(2, -1), closed=clerk.turn(clerk.days[12:30], k), receiver=clerk.roster.heads[2].name,
                  note=f"{SECTIONS[one.section]}，已核对签名。")
