"""The words of dates in both languages, folded: tables only."""

from service.domain.dates.date import Part

_MONTH_NAMES = (
    *("january|jan", "february|feb", "march|mar", "april|apr", "may", "june|jun", "july|jul", "august|aug"),
    *("september|sept|sep", "october|oct", "november|nov", "december|dec"),
)
_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

MONTHS = {name: month for month, names in enumerate(_MONTH_NAMES, start=1) for name in names.split("|")}
"""English months and their abbreviations."""

WEEKDAYS = {name: day for day, name in enumerate(_DAY_NAMES, start=1)} | {"日": 7, "天": 7}
"""Days of the week that are no numerals."""

ORDINALS = {
    word: value
    for value, words in enumerate(
        (
            *("first|one", "second|two|两", "third|three", "fourth|four", "five", "six", "seven", "eight", "nine"),
            *("ten", "eleven", "twelve"),
        ),
        start=1,
    )
    for word in words.split("|")
} | {
    "首": 1,
    "上": 1,
    "下": 2,
    "次": 2,
    "末": 4,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "eighteenth": 18,
    "nineteenth": 19,
    "twentieth": 20,
    "twenty-first": 21,
    "a": 1,
}
"""What stands for a number before quarter, half, months, century and their Chinese forms."""

PARTS = {
    **dict.fromkeys(("early", "beginning", "start", "初", "上旬", "初期", "早期", "前期"), Part.EARLY),
    **dict.fromkeys(("mid", "middle", "中旬", "中期"), Part.MID),
    **dict.fromkeys(("late", "end", "底", "末", "下旬", "末期", "后期"), Part.LATE),
}
"""Words for the parts of a period."""

_RELATIVE = {
    "year-2": "前年",
    "year-1": "去年 上年 上一年 last_year previous_year",
    "year+0": "今年 本年 this_year current_year",
    "year+1": "明年 来年 next_year",
    "year+2": "后年",
    "quarter-1": "上季度 上个季度 上一季度 last_quarter previous_quarter",
    "quarter+0": "本季度 这个季度 这一季度 this_quarter current_quarter",
    "quarter+1": "下季度 下个季度 下一季度 next_quarter",
    "month-1": "上月 上个月 last_month previous_month 上一个月",
    "month+0": "本月 这个月 this_month current_month",
    "month+1": "下月 下个月 下一个月 next_month",
    "week-1": "上周 上个周 上星期 上个星期 上礼拜 上个礼拜 last_week previous_week",
    "week+0": "本周 这周 这个周 本星期 这星期 这个星期 这个礼拜 这礼拜 本礼拜 this_week current_week",
    "week+1": "下周 下个周 下星期 下个星期 下礼拜 下个礼拜 next_week",
    "day-3": "大前天",
    "day-2": "前天 前日",
    "day-1": "昨天 昨日 昨晚 昨夜 昨晨 昨早 yesterday last_night",
    "day+0": "今天 今日 今晨 今晚 今早 今夜 today tonight",
    "day+1": "明天 明日 明晚 明晨 明早 明夜 tomorrow",
    "day+2": "后天",
}

RELATIVE = {word.replace("_", " "): what for what, words in _RELATIVE.items() for word in words.split()}
"""Relative words, by what they count in and how far."""


def relative_words(unit: str) -> str:
    """Return the relative words that count in a unit, as alternatives of a pattern, the longer first."""
    return "|".join(sorted((word for word, what in RELATIVE.items() if what[:-2] == unit), key=len, reverse=True))


AFTERNOON = frozenset("下午 午后 傍晚 晚上 晚间 晚 今晚 当晚 昨晚 明晚 深夜 夜间 pm p.m. p.m".split())
"""Words that put an hour below twelve into the second half of the day."""

MORNING = frozenset("凌晨 清晨 早晨 早上 上午 am a.m. a.m".split())
"""Words that put an hour into the first half of the day."""

HOLIDAYS = {
    **dict.fromkeys(("五一", "may day"), (5, 1)),
    **dict.fromkeys(("国庆", "十一", "national day"), (10, 1)),
    "618": (6, 18),
    **dict.fromkeys(("双十一", "双11", "singles day", "singles' day", "double 11", "double eleven"), (11, 11)),
    **dict.fromkeys(("双十二", "双12", "double 12", "double twelve"), (12, 12)),
}
"""Days that are known by a name: month and day."""

NEXT_DAY = frozenset(("次日", "翌日", "the next day", "the following day"))
"""Words for the day after the one that was told of."""
