"""What the generated articles are about: facts drawn by number, the same in every process.

Everything that can be told apart is drawn anew for each number, so that two articles share hardly any run of words:
the service looks for rewrites among its kept briefs, and real articles of one day are none of each other.
"""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal

Tongue = Literal["en", "zh"]

_HEADS = (
    "Lark Oster Brin Calder Devon Farro Galt Hollow Ivers Juno Kestrel Lomond Marl Nord Orrin Pell Quill Rovan".split()
)
_TAILS = "field mark stead worth gate bury well ton crest mere dale ford light stone bridge vale".split()
_FIRSTS = "Mara Tomas Ines Pavel Greta Hugo Lena Oskar Nadia Viktor Elena Marco Sofia Anton Clara Felix".split()
_CITIES = "Lisbon Hamburg Toronto Osaka Denver Warsaw Leeds Lyon Austin Oslo Dublin Seoul Munich Turin Porto".split()
_MONTHS = "January March April June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday".split()
_ZH_CITIES = "杭州 成都 武汉 南京 西安 苏州 长沙 合肥 青岛 厦门".split()
_ZH_NAMES = "晨 海 明 云 川 岚 柏 宁 泽 远 恒 星 瑞 启 诺 光 盛 腾 科 达".split()
_ZH_SURNAMES = "王 李 张 刘 陈 杨 赵 周 吴 徐 孙 马 朱 胡 郭 何".split()


@dataclass(frozen=True)
class Tale:
    """How a language tells it: what stands first in each paragraph, and (said, paragraph, quote) of each insight.

    All are templates of ``str.format`` over what ``drawn`` returns. The first ``core`` insights are the core ones.
    """

    code: str
    core: int
    headings: list[str]
    facts: list[str]
    insights: list[tuple[str, int, str]]


_TOLD = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
TALES: dict[Tongue, Tale] = {"en": Tale(**_TOLD["en"]), "zh": Tale(**_TOLD["zh"])}
SLOTS = (
    "company rival firm product other person second city town weekday month term code year day board raised hired"
    " revenue units price lost built share fewer"
).split()


def drawn(number: int, tongue: Tongue) -> dict[str, str]:
    """Return what fills the templates of this article; no value needs an escape in JSON."""
    random = Random(number)
    code = f"{TALES[tongue].code}{number:07d}"
    figures = dict(zip(SLOTS[13:], _figures(random), strict=True))
    words = _english(random) if tongue == "en" else _chinese(random)
    return {**dict(zip(SLOTS[:12], words, strict=True)), "code": code, **figures}


def _figures(random: Random) -> list[str]:
    small = [random.randrange(2027, 2036), random.randrange(2, 29), random.randrange(5, 30)]
    large = [random.randrange(101, 999) for _ in range(7)]
    shares = random.sample(range(3, 90), 2)
    return [str(number) for number in (*small, *large, *shares)]


def _english(random: Random) -> list[str]:
    names = _different(5, lambda: random.choice(_HEADS) + random.choice(_TAILS))
    people = [f"{first} {random.choice(_HEADS)}{random.choice(_TAILS)}sen" for first in random.sample(_FIRSTS, 2)]
    return [*names, *people, *random.sample(_CITIES, 2), random.choice(_DAYS), *random.sample(_MONTHS, 2)]


def _chinese(random: Random) -> list[str]:
    names = _different(5, lambda: "".join(random.sample(_ZH_NAMES, 2)))
    people = [first + "".join(random.sample(_ZH_NAMES, 2)) for first in random.sample(_ZH_SURNAMES, 2)]
    months = [str(month) for month in random.sample(range(1, 13), 2)]
    return [*names, *people, *random.sample(_ZH_CITIES, 2), "", *months]


def _different(count: int, draw: Callable[[], str]) -> Sequence[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        found[draw()] = None
    return list(found)
