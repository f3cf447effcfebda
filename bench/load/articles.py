"""Generated articles of about 4 kB: ``article(n)`` is another one for each number, and always the same.

python -m bench.load.articles 100 > articles.jsonl     # one request body a line
"""

import json
import sys
from random import Random

from bench.load.stories import TALES, Tongue, drawn

_WORDS = """
able amber ample arid bare basic blunt bold brave brief brisk broad calm civic clean clear close cold cool crisp damp
dark dense dry dull early equal exact faint fair false fast final firm fixed flat fresh full glad grand green hard
harsh heavy high idle inner keen large late lean light local long loose loud low main mild minor mixed moist narrow
neat new noble odd old open outer pale past plain prime proud pure quick quiet rapid rare raw ready rich rigid ripe
rough round royal rural safe sharp short silent simple slim slow small smooth soft solid sour spare stable steep stiff
strict strong sweet swift tall tame tense thick thin tidy tight tiny tough urban usual vague vast vivid warm weak wet
whole wide wild young anchor apple arch basin beach bell bench board bottle bowl branch bread brick brush bucket cabin
cable camera canal candle canvas carpet castle cellar chain chair chalk clock cloud coast copper corner cotton cradle
crane crown curtain desk dish door drawer drum engine fabric fence ferry field flag flame floor flute forest forge
fork fountain frame garden glass glove grain harbor hedge hinge hotel island jacket kettle kitchen ladder lamp lantern
leather lemon lever library locker market meadow mirror motor needle orchard oven paddle paper pencil piano pillar
pillow pipe planet plate pocket pond porch pump quarry rail ribbon river roof rope sail salt saddle scarf shelf shield
signal silver spoon spring stage station stove street string sugar table tank temple tent thread ticket timber tower
trail train tunnel valley velvet vessel village wagon wall wheel window wool yard
""".split()
_SMALL = "the of and to is that for with are by from this it as at have was which will its than into if after".split()
_HAN = (
    "天地山水风雨雪火木石花草树林江河湖海桥路门窗车船马牛羊鸟鱼春夏秋冬早晚日月星光明暗红黄蓝绿白黑大小高低长短远近快慢新旧"
    "好多少左右前后东西南北上下里外开关来去走跑飞游看听说读写画唱问答想念记忘爱笑哭吃喝买卖做用给拿放送收找等坐站睡醒热冷"
    "香甜苦酸轻重软硬空满干净安静忙闲真假难易强弱老少男女父母儿童友邻师生工农商医兵书报信画琴棋笔墨纸布衣帽鞋袜米面油盐茶酒"
    "刀叉碗筷桌椅床灯钟表镜伞箱包球场店铺街村镇城市乡田园井塔楼房屋墙梯池岸岛沙泥土铁铜金银玉珠线绳网叶根果瓜豆麦棉竹松"
)
_PARAGRAPH = {"en": 330, "zh": 105}  # characters beside the fact: about 4 kB of UTF-8 in all


def article(number: int, tongue: Tongue = "en") -> str:
    """Return the text of the article, its paragraphs apart by a blank line."""
    random, values = Random(-number - 1), drawn(number, tongue)
    sentence = _english if tongue == "en" else _chinese
    paragraphs = []
    for fact in TALES[tongue].facts:
        paragraph = fact.format_map(values)
        enough = len(paragraph) + _PARAGRAPH[tongue]
        while len(paragraph) < enough:
            paragraph += sentence(random)
        paragraphs.append(paragraph)
    return "\n\n".join(paragraphs)


def body(number: int, tongue: Tongue = "en") -> bytes:
    """Return the JSON body of a request for the brief of this article, in the article's language."""
    values = drawn(number, tongue)
    fields = {
        "title": f"{values['company']} {values['product']}",
        "source": values["firm"],
        "text": article(number, tongue),
    }
    return json.dumps(fields | {"language": tongue}, ensure_ascii=False).encode()


def _english(random: Random) -> str:
    words = random.choices(_WORDS, k=14)
    words[2::3] = random.choices(_SMALL, k=4)
    return f" {' '.join(words).capitalize()}."


def _chinese(random: Random) -> str:
    halves = ("".join(random.choices(_HAN, k=12)) for _ in range(2))
    return f"{'，'.join(halves)}。"


if __name__ == "__main__":
    for one in range(int(sys.argv[1])):
        sys.stdout.buffer.write(body(one) + b"\n")
