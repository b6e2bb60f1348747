"""指标读数与方案: what other departments report, month by month or at the end of a half-year, and what the schemes lay down."""
from __future__ import annotations

from datetime import date
from decimal import Decimal

from .. import Office
from .clerk import Clerk

LAST = {
    "task_rate": ("督查督办系统月报", "90", "91", "98"), "public_satisfaction": ("第三方办事测评", "90", "91", "93"),
    "enforcement_satisfaction": ("执法投诉回访测评", "92", "93", "95"),
    "firm_satisfaction": ("企业法治环境测评", "86", "87", "91"),
    "local_settlement": ("基层治理平台统计", "73", "75", "85"), "doc_days": ("公文流转系统统计", "3.90", "3.75", "3"),
}
"""By measure: where it comes from, and its readings of June 2024, December 2024 and June 2025."""
SCHEMES = {
    "three_modes": ("固定学习", "自主学习", "专题研讨"),
    "five_ones": ("一次基层体验", "一次帮扶慰问", "一次企业走访", "一次民意征集", "一次座谈征询"),
    "points_dimension": ("学习教育", "组织生活", "岗位履职", "服务群众", "遵规守纪", "先锋作用"),
    "points_indicator": ("集中学习到会", "学习笔记", "心得交流", "讲授党课", "党员大会到会", "党小组会到会",
                         "主题党日到会", "按时交纳党费", "任务按期完成",
                         "案卷质量", "调研成果", "志愿服务", "结对帮扶", "承诺兑现", "请销假", "个人事项报告",
                         "廉洁自律", "急难任务", "获得表彰", "建言献策"),
    "kpi_indicator": ("理论学习", "组织生活", "支部建设", "党员发展", "党员积分", "党费管理", "阵地建设", "作风建设",
                      "廉政责任", "群众评价", "融合发展", "创新工作"),
}


def enter(clerk: Clerk) -> None:
    """The half-year's readings, and for 2024 those of the year's end, which 较上年 is measured against."""
    plan = clerk.plan
    for measure, (source, early, year_end, late) in LAST.items():
        _reading(clerk, clerk.days[-1], measure, late if plan.year == 2025 else early, source)
        if plan.year == 2024:
            _reading(clerk, date(2024, 12, 31), measure, year_end, source)
    for measure, amounts, source in (("reception", plan.reception, "财务账"),
                                     ("meetings", plan.meetings, "办公室会议登记"),
                                     ("papers", plan.papers, "公文流转系统统计"),
                                     ("petitions", plan.petitions, "县信访局月报")):
        for month, amount in enumerate(amounts, 1):
            _reading(clerk, clerk.day(month, -1), measure, str(amount), source)
    for rule, value, by in (("self_study_hours", 1, "学习方案"), ("kpi_weight", 25, "综合考核办法")):
        clerk.add("regime", clerk.day(1, 4), f"{plan.year}年度{by}", rule=rule, value=value)


def _reading(clerk: Clerk, day: date, measure: str, value: str, source: str) -> None:
    clerk.add("reading", day, measure=measure, value=Decimal(value), source=source, basis="与上期同口径")


def standing(office: Office) -> None:
    """The lines of the schemes in force since the beginning of 2024."""
    for scheme, lines in SCHEMES.items():
        for n, line in enumerate(lines, 1):
            office.save("scheme_line", {"date": date(2024, 1, 2), "title": line, "scheme": scheme, "serial": n})
