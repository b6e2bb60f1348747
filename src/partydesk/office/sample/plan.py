"""What happened in each half-year of the sample, in numbers: 2024H1 as the year before, 2025H1 as the reference has it."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """One half-year. Pairs are (all, of which)."""

    year: int
    # 理论学习
    sessions: int
    lecturers: int
    never_studied: int                       # members who came to nothing
    characters: int                          # of everyone's notes
    second_essays: int                       # people with two essays of study, all others one
    second_warnings: int                     # members with two essays of warning education, all others one
    theory: tuple[int, int]                  # disputes handled with theory, settled
    theory_hard: int                         # of the settled, how many were hard ones
    hard: tuple[int, int]                    # hard disputes settled, led by members
    # 五个一实践
    trainees: int                            # each has three tasks
    grassroots_suggestions: int
    households: tuple[int, ...]
    key_households: tuple[int, ...]
    donated: int                             # yuan
    clothes: tuple[int, ...]
    aid_problems: int
    firm_needs: int
    survey: tuple[int, int, int]             # sent, returned, valid
    survey_problems: tuple[int, int]         # found, closed
    forum_guests: tuple[tuple[int, int, int, int], ...]
    forum_suggestions: tuple[int, int, int]  # received, accepted, closed
    # 典型与警示
    model_publicity: int
    wechat: int
    talk_attendees: int                      # at each of two talks
    films: tuple[int, ...]
    advanced: tuple[int, int]                # 先进个人, of whom graded excellent in integrity
    # 组织建设
    books: tuple[int, ...]
    equipment: tuple[tuple[str, int], ...]
    excellent: int
    pledges_done: tuple[int, int]            # of service and business, of the other two kinds
    service_pledges: int
    major_cases: tuple[int, int]
    arrests: tuple[int, ...]
    law_talks: int
    law_public: int
    unit_grades: tuple[int, int]             # graded excellent; of the others, how many reached their targets
    # 作风建设
    rules: tuple[int, int]                   # revised, new
    room_rules: int
    check_issues: int
    files: tuple[int, int]
    file_defects: int
    style_units: int
    style_issues: int
    self_issues: int
    mutual: int
    measures: tuple[int, int]
    decisions: int
    talks_mid: int
    reports: tuple[int, int]
    # 廉政建设
    missed_education: int                    # members who had to make it up
    handbooks: tuple[int, ...]
    duty_lines: tuple[int, int, int]         # by layer
    risk_points: int
    risk_measures: tuple[int, int]           # all, in enforcement
    supervision_issues: int
    published: int                           # each month
    complaint_days: tuple[int, ...]
    # 读数
    reception: tuple[int, ...]               # yuan, month by month
    meetings: tuple[int, ...]
    papers: tuple[int, ...]
    petitions: tuple[int, ...]


PLANS = (
    Plan(
        year=2024, sessions=14, lecturers=4, never_studied=1, characters=8_765_217, second_essays=157,
        second_warnings=156, theory=(15, 9), theory_hard=7, hard=(44, 21), trainees=13, grassroots_suggestions=24,
        households=(5, 5, 4), key_households=(2, 1, 1), donated=31_200, clothes=(34, 24, 20), aid_problems=6,
        firm_needs=11, survey=(9_000, 8_905, 8_820), survey_problems=(20, 14),
        forum_guests=((6, 5, 4, 6), (5, 5, 4, 5)), forum_suggestions=(27, 23, 19), model_publicity=10, wechat=30,
        talk_attendees=132, films=(1, 1, 1), advanced=(9, 5), books=(600, 400),
        equipment=(("笔记本电脑", 2), ("移动音箱", 1), ("打印机", 1)), excellent=26, pledges_done=(177, 98),
        service_pledges=194, major_cases=(38, 16), arrests=(7, 4, 2), law_talks=25, law_public=2_934,
        unit_grades=(4, 10), rules=(12, 2), room_rules=2, check_issues=5, files=(60, 40), file_defects=8,
        style_units=14, style_issues=4, self_issues=44, mutual=33, measures=(47, 39), decisions=13, talks_mid=24,
        reports=(6, 3), missed_education=12, handbooks=(80, 60, 40), duty_lines=(7, 11, 12), risk_points=16,
        risk_measures=(22, 8), supervision_issues=8, published=22,
        complaint_days=(4, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 7, 7, 7), reception=(96_800, 88_500, 92_400, 98_700, 95_600,
                                                                            101_300),
        meetings=(5, 3, 4, 4, 4, 4), papers=(22, 16, 21, 20, 20, 21), petitions=(8, 6, 8, 8, 7, 8)), Plan(
        year=2025, sessions=16, lecturers=5, never_studied=0, characters=10_336_000, second_essays=258,
        second_warnings=200, theory=(16, 12), theory_hard=9, hard=(48, 25), trainees=15, grassroots_suggestions=28,
        households=(6, 5, 4), key_households=(2, 2, 1), donated=32_000, clothes=(40, 26, 20), aid_problems=7,
        firm_needs=14, survey=(10_000, 9_912, 9_860), survey_problems=(23, 17),
        forum_guests=((6, 6, 4, 7), (6, 5, 5, 6)), forum_suggestions=(31, 28, 21), model_publicity=12, wechat=36,
        talk_attendees=140, films=(1, 1, 2), advanced=(10, 6), books=(700, 500),
        equipment=(("投影仪", 2), ("会议音响", 1), ("电子阅读屏", 1), ("高拍扫描仪", 1)), excellent=28,
        pledges_done=(184, 101), service_pledges=200, major_cases=(40, 18), arrests=(7, 5, 3), law_talks=28,
        law_public=3_286, unit_grades=(5, 9), rules=(15, 3), room_rules=3, check_issues=6, files=(70, 50),
        file_defects=9, style_units=16, style_issues=4, self_issues=48, mutual=36, measures=(52, 44), decisions=15,
        talks_mid=26, reports=(5, 3), missed_education=10, handbooks=(90, 65, 45), duty_lines=(8, 12, 12),
        risk_points=18, risk_measures=(25, 9), supervision_issues=7, published=25,
        complaint_days=(3, 4, 4, 5, 5, 5, 5, 5, 5, 6, 6, 7),
        reception=(81_900, 75_600, 79_300, 83_100, 80_700, 86_700),
        meetings=(4, 2, 3, 3, 3, 3), papers=(15, 11, 15, 14, 14, 15), petitions=(5, 3, 5, 5, 4, 5)),
)
