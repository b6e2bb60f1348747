"""Invented names: common and rare surnames, given names of one and two characters, names of several peoples."""
from __future__ import annotations

from collections.abc import Iterator
from itertools import count, zip_longest
from random import Random

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江"
    "尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤")
COMPOUND = ("欧阳", "上官", "司徒", "诸葛", "令狐")
MALE = "伟强磊军勇杰涛超斌辉刚健峰亮凯鹏飞建国志明海波文武振华东林宏毅博浩然宇航子轩俊哲立新启明承泽思远景行仲谋绍庭书航"
FEMALE = "芳娜敏静丽娟霞秀玲燕红梅雪莉琳慧婷倩雅颖欣怡梦瑶佳宁晓岚若溪雨桐诗涵婉清采薇静姝文君淑珍玉兰春华素云"
LINKS = "文志建国明晓永世家思子景学德金玉春海云天立少宗正兴忠祖光一如安伯"
RARE = ("龚䶮", "陈𬭎", "赵㛃", "王𬍛", "孟𫖯", "江垚", "欧阳翀", "贾珺琰", "覃昇甯", "毛翯")
PEOPLES = (("阿依努尔·吐尔逊", "维吾尔族", "female"), ("艾力·亚森", "维吾尔族", "male"), ("扎西·次仁", "藏族", "male"),
           ("乌云塔娜", "蒙古族", "female"), ("巴图孟和", "蒙古族", "male"), ("叶尔兰·哈布丁", "哈萨克族", "male"),
           ("卓玛央宗", "藏族", "female"), ("金明哲", "朝鲜族", "male"), ("覃爱莲", "壮族", "female"),
           ("马占海", "回族", "male"), ("石扎妹", "苗族", "female"), ("阿苦伍呷", "彝族", "male"))


def invent(rng: Random) -> Iterator[tuple[str, str, str]]:
    """Name, people and gender, each name once; every fifteenth is a rare one or one of another people."""
    special = [(name, "汉族", "female" if n in (2, 7, 8) else "male") for n, name in enumerate(RARE)]
    special = [one for pair in zip_longest(special, PEOPLES) for one in pair if one]
    taken = {name for name, _, _ in special}
    weights = [len(SURNAMES) - n * 0.8 for n in range(len(SURNAMES))]
    for n in count():
        if n % 15 == 4 and special:
            yield special.pop(0)
            continue
        name = ""
        while not name or name in taken:
            gender = "male" if rng.random() < 0.62 else "female"
            surname = rng.choice(COMPOUND) if rng.random() < 0.012 else rng.choices(SURNAMES, weights)[0]
            last = rng.choice(MALE if gender == "male" else FEMALE)
            middle = rng.choice(LINKS) if rng.random() < 0.78 else ""
            name = surname + (middle if middle != last else "") + last
        taken.add(name)
        yield name, "汉族", gender
