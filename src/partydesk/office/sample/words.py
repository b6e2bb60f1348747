"""What the sample's minutes say: a few sentence patterns and many subjects, all invented."""
from __future__ import annotations

from collections.abc import Sequence
from random import Random

STUDY = (
    ("学习党的创新理论，提高政治判断力", "理论学习读本有关章节"),
    ("学习总体国家安全观，守牢安全底线", "专题学习材料"),
    ("学习党章，做合格党员", "党章"), ("学习政法工作条例，落实职责任务", "政法工作条例"),
    ("学习全面依法治国的部署要求", "专题辅导材料"),
    ("学习平安建设责任制规定", "有关规定和解读"), ("学习信访工作条例，依法办理群众诉求", "信访工作条例"),
    ("学习纪律处分条例，增强纪律意识", "纪律处分条例"), ("学习基层治理典型经验，坚持就地化解矛盾", "典型经验汇编"),
    ("学习民法典，服务群众日常生活", "民法典有关编章"), ("学习调查研究的方法，下基层解难题", "专题辅导材料"),
    ("学习保密法，守住保密红线", "保密法及实施条例"), ("学习优化营商环境的政策", "政策汇编"),
    ("学习反有组织犯罪法", "法律文本和案例"),
    ("学习年度政法工作会议精神", "会议材料"), ("学习英模事迹，砥砺奋斗精神", "事迹材料"),
    ("学习未成年人保护法律", "法律文本"), ("学习法治政府建设要求", "专题辅导材料"))
SEMINARS = ("怎样把矛盾化解在基层", "执法办案中怎样体现公平", "机关干部怎样做群众工作", "党建怎样带动业务",
            "怎样减少程序瑕疵", "怎样服务好中小企业", "年轻干部怎样到一线成长", "怎样开好支部的会")
CLASSES = ("调解协议书的写法", "信访事项的受理和告知", "案件评查的要点", "风险评估报告怎样起草", "公文格式常见差错",
           "网格事件的分级处置",
           "电信诈骗资金止付流程", "政务公开的边界", "心理疏导入门", "舆情应对的步骤", "表格与台账的规范",
           "行政复议基础", "社区矫正工作要点", "普法讲稿怎样写", "涉企服务事项清单", "档案整理与归档")
THEMES = (
    ("重温入党誓词，谈初心", "oath", "机关大会议室"), ("到革命旧址参观见学", "visit", "县革命旧址"),
    ("义务植树和环境整治", "service", "云溪河堤"),
    ("走进社区送法律", "service", "新荷社区"), ("集体政治生日座谈", "study", "机关大会议室"),
    ("到结对村帮助春耕", "service", "竹溪村"),
    ("为困难群众办实事", "service", "柳塘镇"), ("参观平安建设展馆", "visit", "县平安建设展馆"),
    ("健康宣讲与献血宣传", "mixed", "机关大会议室"),
    ("共读一本好书", "study", "党员学习室"), ("到一线警营体验", "visit", "城关派出所"),
    ("学英模、找差距", "study", "机关大会议室"))
ASSEMBLY = ("审议支部半年工作计划", "通报党费收缴情况", "讨论预备党员接收", "听取支委会工作报告", "讨论年度先进推荐",
            "部署主题教育活动")
COMMITTEE = ("研究本月组织生活安排", "分析党员思想状况", "讨论积极分子考察意见", "落实承诺事项督促",
             "安排党员帮扶结对", "研究支部阵地建设")
GROUP = ("交流学习体会", "通报承诺进度", "讨论积分初评", "互谈优点和不足", "学习支部决议", "安排志愿服务")
LECTURES = ("新形势下党员怎样发挥作用", "从身边事谈纪律", "做政治过硬的政法干部", "依靠群众做好平安工作")
SPOKE = ("会上先通读原文，再由{one}结合{section}的工作谈体会。大家认为，学习要对着问题学，学完要有改进。",
         "{one}领学重点章节，{two}作了补充。讨论集中在怎样把要求落到{section}的日常工作上，提出了三条具体做法。",
         "采取领学与提问相结合的方式。{one}介绍了近期一件实事的办理过程，{two}从程序上作了点评。")
SAID = ("{one}：要把任务分到人、排到周。{two}：建议每月通报一次进度，遇到困难及时提出来。",
        "{one}介绍了前期情况，{two}提出两点修改意见。与会人员逐一发言，没有不同意见。",
        "{one}谈了落实中的难处，{two}建议先易后难、分步推进。大家同意按这个思路办。")
RESOLVED = ("同意所议事项，由{section}牵头落实，{when}前报告结果。",
            "会议通过，责任到人，由{one}负责督促，下次会议听取进展。",
            "原则同意，按讨论意见修改后执行，有关材料由{section}归档。")
PLACES = ("机关三楼会议室", "机关二楼党员活动室", "机关四楼党员活动室", "综治中心会议室", "机关大会议室")
TOWNS = ("云溪镇", "柳塘镇", "石桥镇", "枫林乡", "望湖镇", "白鹭乡", "城关镇")
VILLAGES = ("东岸社区", "南门社区", "新荷社区", "桂园社区", "柳湾村", "上坪村", "石埂村", "渡口社区", "梅岭村",
            "竹溪村", "北塔社区", "金桥社区", "莲塘村", "松坡村")


def spoke(rng: Random, one: str, two: str, section: str) -> str:
    """What was learnt, in two or three sentences."""
    return rng.choice(SPOKE).format(one=one, two=two, section=section)


def said(rng: Random, one: str, two: str) -> str:
    """What was said in a meeting."""
    return rng.choice(SAID).format(one=one, two=two)


def resolved(rng: Random, one: str, section: str, when: str) -> str:
    """What a meeting decided, who does it, and by when."""
    return rng.choice(RESOLVED).format(one=one, section=section, when=when)


def agenda(*subjects: str) -> str:
    """Items of an agenda, numbered as minutes number them, each on a line."""
    return "\n".join(f"{n}. {subject}" for n, subject in enumerate(subjects, 1))


def turns(among: Sequence[str], k: int, n: int) -> tuple[str, ...]:
    """`n` subjects, from the k-th on, going round."""
    return tuple(among[(k + step) % len(among)] for step in range(n))
