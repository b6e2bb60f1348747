"""廉政风险: what can go wrong on which post, how it shows, and two measures against each with what they are measured by."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .clerk import Clerk
from .roster import SECTIONS, Someone


@dataclass(frozen=True)
class Risk:
    """One point of the register; `measures` are (what is done, what it is measured by)."""

    area: str
    level: str
    section: int
    post: str
    power: str
    title: str
    sort: str
    manifest: str
    measures: tuple[tuple[str, str], tuple[str, str]]


RISKS = (
    Risk("enforcement", "high", 7, "案件评查岗", "案件质量评查结论的审定", "评查结论受人情影响", "post",
         "对熟人承办的案件从宽评定，扣分理由写得含糊。",
         (("评查实行双人办理、交叉复核，结论由评查组集体审定", "复核率100%"), ("评查人员与承办人有利害关系的主动回避", "回避登记"))),
    Risk("enforcement", "medium", 5, "执法督察岗", "督察线索的受理和处置", "督察线索处置不留痕", "process",
         "线索口头交办，没有登记，办到哪一步说不清。",
         (("线索统一编号登记，处置过程逐步签字", "登记率100%"), ("每月核对一次线索台账，超期的向分管领导报告", "超期件数"))),
    Risk("enforcement", "medium", 9, "信访接待岗", "来访事项的登记和分流", "对来访事项选择性登记", "post",
         "简单的登记，疑难的劝回，同一事项反复来访。",
         (("接访全程录音录像，每日核对来访人数与登记数", "登记相符率"), ("每月随机回访十名来访群众", "回访满意率"))),
    Risk("personnel", "high", 1, "干部人事岗", "干部考察和职级晋升初审", "考察听取意见不全面", "process",
         "谈话范围偏窄，不同意见没有如实写进材料。",
         (("考察谈话名单由考察组集体确定，谈话记录存档", "谈话人数达标"), ("考察材料报批前征求机关纪委意见", "征求意见率100%"))),
    Risk("finance", "high", 12, "财务管理岗", "机关经费报销审核", "报销审核把关不严", "system",
         "票据要素不全、附件不齐，仍然予以报销。",
         (("报销实行经办、审核、审批三级签字，附件缺一不报", "抽查合格率"), ("每季度公示一次“三公”经费支出", "公示次数"))),
    Risk("finance", "high", 12, "采购管理岗", "办公设备和服务采购", "拆分项目规避采购程序", "system",
         "同类项目分次申报，低于限额后自行采购。",
         (("年初编制采购计划，同类项目合并申报", "计划外采购数"), ("采购结果在内网公示五个工作日", "公示率100%"))),
    Risk("project", "high", 10, "信息化项目岗", "信息系统建设和变更", "项目变更缺少论证", "process",
         "先实施后补手续，增加投资没有提交集体研究。",
         (("项目变更先论证后实施，超预算的提交书记办公会", "手续完备率"), ("请第三方参加项目验收", "验收报告"))),
    Risk("daily", "low", 12, "公务用车岗", "车辆调派和油料管理", "派车登记不完整", "system",
         "事由、里程填写不全，节假日封存不到位。",
         (("派车单当日归档，里程与油料按月核对", "核对相符率"), ("节假日车辆集中封存并签字", "封存登记"))),
    Risk("daily", "low", 0, "公文管理岗", "涉密文件收发和借阅", "涉密文件借阅登记不全", "post",
         "借阅不登记，归还不核对份数。",
         (("涉密文件专柜专人保管，借阅当面登记", "登记率100%"), ("每月清点一次涉密文件和载体", "清点记录"))),
    Risk("enforcement", "high", 5, "执法监督岗", "个案协调和督办", "以协调名义过问案件", "thought",
         "受人之托打听案情、转递材料，不按规定记录报告。",
         (("个案协调一律凭书面交办单，过问情况如实记录", "记录报告率100%"), ("每半年开展一次防止干预司法专题教育", "参学率100%"))),
    Risk("enforcement", "medium", 7, "案卷管理岗", "评查案卷的调取和保管", "案卷流转交接不清", "process",
         "调卷不登记，退卷不清点，案卷去向不明。",
         (("案卷出入库逐册扫码登记，双方签字", "案卷相符率"), ("评查结束后五个工作日内退卷", "按期退卷率"))),
    Risk("enforcement", "medium", 9, "督办核查岗", "信访事项督办和结案审核", "结案审核流于形式", "environment",
         "只看材料不见当事人，答复意见照抄原文。",
         (("结案前必须与信访人见面或通话", "见面率100%"), ("结案材料由未参与办理的人员复核", "复核率100%"))),
    Risk("personnel", "high", 1, "档案管理岗", "干部档案审核和查阅", "档案材料审核不严", "post",
         "缺少的材料不追补，涂改的材料未核实。",
         (("档案审核实行一人初审、一人复审", "复审率100%"), ("查阅档案须经批准并有两人在场", "查阅登记"))),
    Risk("finance", "high", 12, "资产管理岗", "国有资产登记和处置", "资产处置不按程序", "system",
         "报废资产未经评估批准，账物长期不符。",
         (("每年盘点一次资产，账物不符的限期查明", "账物相符率"), ("资产处置逐件报批，收入及时上缴", "报批率100%"))),
    Risk("finance", "high", 6, "宣传经费岗", "宣传品制作和媒体合作经费", "宣传经费使用不规范", "process",
         "制作单位由个人指定，数量和价格没有比对。",
         (("宣传品制作实行三家以上比价", "比价率100%"), ("验收数量由两人清点签字", "验收单"))),
    Risk("project", "high", 3, "项目督导岗", "综治项目评审和验收", "项目验收把关不严", "post",
         "未到现场就签字，整改事项没有复验。",
         (("验收组不少于三人，逐项拍照留存", "照片留存率"), ("验收发现的问题复验合格后再付款", "复验率100%"))),
    Risk("daily", "low", 0, "印章管理岗", "机关印章保管和使用", "用印审批登记不全", "post",
         "先用印后补签，外带用印没有两人同行。",
         (("用印一律先审批后登记，编号与文件对应", "登记相符率"), ("印章外带须经批准并有两人同行", "外带登记"))),
    Risk("daily", "low", 12, "物资保管岗", "办公用品和慰问物资领用", "物资领用手续不全", "system",
         "代领不签名，库存与账目不符。",
         (("物资领用由本人签名，每月盘点库存", "账物相符率"), ("慰问物资发放名单在内网公开", "公开率100%"))),
)


def enter(clerk: Clerk) -> None:
    """The register is drawn up anew each year; those of 2024 were closed when the new one came."""
    plan, roster = clerk.plan, clerk.roster
    points: list[tuple[int, Risk, Someone]] = []
    day, now = clerk.day(3, 11), plan.year == 2025
    for risk in RISKS[:plan.risk_points]:
        head, owner = roster.heads[2 * risk.section:2 * risk.section + 2]
        points.append((clerk.add(
            "risk_point", day, risk.title if now else f"{risk.title}（{plan.year}年排查）", area=risk.area, level=risk.level,
            post=risk.post, power=risk.power, sort=risk.sort, manifest=risk.manifest, owner=owner.id,
            body=roster.sections[risk.section], head=head.name, leader=roster.leader_of(risk.section).name,
            closed=None if now else date(2025, 3, 14)), risk, owner))
    all_, enforcement = plan.risk_measures
    lines = [one for one in points if one[1].area == "enforcement"]
    others = [one for one in points if one[1].area != "enforcement"]
    chosen = [(lines, k) for k in range(enforcement)] + [(others, k) for k in range(all_ - enforcement)]
    for k, (among, n) in enumerate(chosen):
        point, risk, owner = clerk.turn(among, n)
        what, indicator = risk.measures[n // len(among)]
        early = k < all_ - 3
        clerk.add("risk_measure", clerk.after(day, 2), what, item=point, area=risk.area, owner=owner.id,
                  body=roster.sections[risk.section], due=clerk.day(6, -1) if early else clerk.later(14),
                  closed=clerk.within(clerk.after(day, 2), 10 + k) if early else clerk.later(k), indicator=indicator,
                  progress="已执行，留有记录。" if early else f"{SECTIONS[risk.section]}已拟订办法，正在试行。")
