"""Invented names: common and rare surnames, given names of one and two characters, names of several peoples."""
from __future__ import annotations

from collections.abc import Iterator
from itertools import count, zip_longest
from random import Random

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江"
    "尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤")
COMPOUND = ("欧阳", "上官", "司徒", "诸葛", "令狐")
GIVEN = {
    "male": ("文志建国明晓永世家景学德海立少正兴光忠", "伟强军勇杰涛辉健峰亮鹏飞明海波华东林宏毅博平生庆安民荣",
             ("浩然", "宇航", "俊哲", "思远", "景行", "承泽", "一鸣", "明哲", "博文", "启航", "泽宇", "嘉树", "家栋",
              "长庚", "树声", "仲谋", "绍庭", "怀瑾", "以恒", "致远", "向前", "子谦", "延年", "守信")),
    "female": ("晓玉春秀丽淑文雅思海美桂金", "芳娜敏静丽娟霞玲燕红梅雪莉琳慧婷倩颖欣怡岚珍兰云英萍",
               ("雨桐", "诗涵", "若溪", "婉清", "采薇", "梦瑶", "佳宁", "语宁", "静姝", "文君", "雅琴", "淑珍",
                "玉兰", "春华", "素云", "桂英", "秀兰", "知夏", "清和", "映雪", "念慈", "子衿", "小满", "令仪")),
}
"""First and second character of a given name, and given names that go together."""
RARE = ("龚䶮", "陈𬭎", "赵㛃", "王𬍛", "孟𫖯", "江垚", "欧阳翀", "贾珺琰", "覃昇甯", "毛翯")
PEOPLES = (("阿依努尔·吐尔逊", "维吾尔族", "female"), ("艾力·亚森", "维吾尔族", "male"),
           ("扎西·次仁", "藏族", "male"),
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
            name = surname + given(rng, gender)
        taken.add(name)
        yield name, "汉族", gender


def given(rng: Random, gender: str) -> str:
    """A given name: of one character, of two that go together, or of any two."""
    firsts, lasts, pairs = GIVEN[gender]
    drawn = rng.random()
    if drawn < 0.15:
        return rng.choice(lasts)
    if drawn < 0.37:
        return rng.choice(pairs)
    last = rng.choice(lasts)
    return rng.choice(firsts.replace(last, "")) + last
