"""监督问责: what the secretaries decided together, whom they talked to, what the public reported, who was held to account."""
from __future__ import annotations

from . import words
from .clerk import Clerk
from .roster import SECTIONS

DECISIONS = (
    ("decision", "年度重点工作安排"), ("fund", "信息系统运维经费"), ("personnel", "科室负责人轮岗"),
    ("project", "综治中心改造"),
    ("fund", "困难党员慰问金安排"), ("decision", "平安建设考核办法"), ("none", "值班排班调整"),
    ("project", "视频会议室更新"),
    ("personnel", "挂职干部选派"), ("decision", "信访积案包联方案"), ("fund", "普法资料印制经费"),
    ("decision", "矛盾纠纷排查行动"),
    ("personnel", "年度考核等次建议"), ("project", "网格平台升级"), ("none", "档案室搬迁"))
REPORTED = (
    ("反映某派出所窗口人员态度生硬、推诿办事", "调看录像并约谈当事人，情况属实，责令当面致歉，在单位通报批评。"),
    ("反映某社区网格员履职不到位，排查记录造假", "核对走访记录，情况属实，予以调整岗位并重新排查。"),
    ("反映某综治项目工程款结算拖延", "查明验收资料不全，情况属实，督促补齐资料后结清。"),
    ("反映某村调解员调解不公、偏袒一方", "询问双方当事人和在场人，未发现偏袒，当面说明调解依据。"),
    ("反映某科室培训收费去向不明", "核对票据账目，收支相符，已向反映人出示公示材料并澄清。"),
    ("反映某干部出差报销超标准", "逐笔核对报销凭证，未超标准，向反映人说明核查结果。"))
TALKED = ("谈审批、经费、用人三个环节的风险，逐项说明防控要求。", "谈执法办案中防止人情干扰的规定，重申过问案件记录报告制度。",
          "谈节日期间公务用车、公务接待和礼品礼金的纪律要求。", "谈年轻干部的教育管理，要求早提醒、早纠正。")
REMINDED = ("对科室人员的日常提醒还不够经常，廉政学习记录偏简。", "防控措施落实后的自查不够及时。",
            "经费公示的频次偏低，应按季度公开。", "与科室人员谈心谈话次数偏少。")
WARNED = ("个别同志人情往来把握不严", "节假日值班脱岗苗头", "报销凭证不够规范")


def enter(clerk: Clerk) -> None:
    _secretaries(clerk)
    _talks(clerk)
    _reports(clerk)
    _accountability(clerk)


def _secretaries(clerk: Clerk) -> None:
    """Each meeting's agenda is what it decided; one matter was put off."""
    roster, meetings = clerk.roster, []
    decisions = range(clerk.plan.decisions)
    for month in range(1, 7):
        day, subjects = clerk.day(month, 6), [DECISIONS[k][1] for k in decisions[month - 1::6]]
        speakers = roster.leaders[month - 1].name, roster.leaders[month % 6].name
        meetings.append((day, clerk.add(
            "secretary_meeting", day, f"{clerk.plan.year}年第{month}次书记办公会", start="09:00", finish="11:00",
            place="机关三楼会议室", host=roster.chief.name, recorder=roster.heads[0].name,
            agenda=words.agenda(*subjects, *(["公务用车更新方案"] if month == 4 else [])), last_word=True,
            discussion=words.said(clerk.rng, *speakers), observers=roster.heads[2].name,
            roll={one.id: "present" for one in (roster.chief, *roster.leaders)})))
    for k in decisions:
        day, meeting = meetings[k % 6]
        major, what = DECISIONS[k]
        owner = clerk.turn(roster.heads, 2 * k)
        clerk.add("decision", day, what, activity=meeting, origin="secretary_meeting", major=major,
                  result="adopted", owner=owner.id, body=roster.sections[owner.section], due=clerk.after(day, 90),
                  closed=clerk.after(day, 40 + k), progress="已落实并报告。")
    clerk.add("decision", meetings[3][0], "公务用车更新方案", activity=meetings[3][1], origin="secretary_meeting",
              major="fund", result="deferred", owner=roster.heads[24].id, progress="待补充比价材料后再议。")


def _talks(clerk: Clerk) -> None:
    """The secretary talks to each of the leadership, each of them to the heads of the sections he answers for."""
    roster = clerk.roster
    pairs = [("top", roster.chief, one) for one in roster.leaders]
    pairs += [("mid", roster.leader_of(one.section), one) for one in roster.heads[:clerk.plan.talks_mid]]
    talks = []
    for k, (day, (layer, talker, other)) in enumerate(zip(clerk.spread(len(pairs), 2, 6), pairs, strict=True)):
        warned = k in (9, 17, 25)
        talks.append((day, clerk.add(
            "integrity_talk", day,
            f"{clerk.plan.year}年与{other.name}谈{'履行一岗双责' if k % 2 else '重要节点廉洁'}", layer=layer,
            talker=talker.id,
            sort="reminder" if warned else "routine", place="机关三楼谈话室", recorder=roster.heads[3].name,
            content="\n".join((f"听取{other.name}汇报履行“一岗双责”和{'分管领域' if layer == 'top' else '本科室'}廉政情况。",
                               clerk.turn(TALKED, k), "要求把责任书各条落到岗位，家庭成员常提醒、多监督。")),
            issues=WARNED[(k - 9) // 8] if warned else clerk.turn(REMINDED, k),
            response="表示接受提醒，立即对照检查，一个月内报告改正情况。" if warned else "表示完全接受，将对照要求抓好落实，自觉接受监督。",
            roll={other.id: "present"}), other))
    for n, k in enumerate((9, 17, 25)):
        day, talk, other = talks[k]
        clerk.problem(day, WARNED[n], other, activity=talk, origin="talk", body=roster.sections[other.section],
                      due=clerk.after(day, 20), closed=clerk.within(day, 7 + n), measure="当面提醒，科室会上说明，一个月后回访。",
                      goal="本人认识到位，苗头得到纠正。", progress="已纠正，回访没有再发生。", evidence="谈话记录")


def _reports(clerk: Clerk) -> None:
    received, upheld = clerk.plan.reports
    for k, day in enumerate(clerk.spread(received, 1, 5)):
        owner = clerk.roster.heads[8 + k % 2]
        closed = clerk.after(day, 12 + k)
        what, handling = REPORTED[k]
        clerk.add("report", day, what, number=f"举〔{clerk.plan.year}〕{k + 1}",
                  body=clerk.roster.sections[owner.section],
                  channel=("letter", "phone", "visit", "online", "transfer")[k % 5], owner=owner.id,
                  due=clerk.after(day, 30),
                  closed=closed, feedback=clerk.after(closed, 2), satisfied="good" if k % 3 else "fair",
                  outcome="upheld" if k < upheld else "unfounded" if k % 2 else "clarified",
                  handling=handling)


def _accountability(clerk: Clerk) -> None:
    for k in range(2):
        one = clerk.roster.heads[3 + 8 * k + clerk.plan.year % 2]
        clerk.add("accountability", clerk.day(4 + k, 12), ("督办事项超期", "报送材料失实")[k], person=one.id,
                  form="admonish", decided_by="机关党委", rectified="本人作出书面检查，事项已补办。")
    section = 3 + clerk.plan.year % 5
    clerk.add("accountability", clerk.day(5, 14), f"{SECTIONS[section]}连续两月台账滞后",
              body=clerk.roster.sections[section],
              form="criticise", decided_by="县委政法委员会", document=f"青政法通〔{clerk.plan.year}〕3号",
              rectified="当月补齐，建立周更新制度。")
