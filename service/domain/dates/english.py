"""How English text writes dates: one pattern a shape, the more specific first.

The names of the groups say what a part of a match is; ``rules`` explains them. The text is folded: small letters.
"""

from service.domain.dates.chinese import MEASURES
from service.domain.dates.words import MONTHS, relative_words

_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_MONTH = f"(?P<M>{_NAMES})"
_DAY = "(?P<D>[12][0-9]|3[01]|0?[1-9])"
_TH = "(?:st|nd|rd|th)?"
_YEAR = "(?P<Y>[12][0-9]{3})(?![0-9]|[.,][0-9])"
_END = r"(?![0-9a-z%]|[.,:/][0-9])"
_COUNTED = "(?! ?(?:percent|per cent|million|billion|people|[a-z]{2,20}s\\b))"
BEFORE_MORE = "(?: ?- ?|,? (?:and|or|to|through|until|till) (?:the )?)"
_ORDINAL = "first|second|third|fourth|1st|2nd|3rd|4th"

# What may follow "the 13th" when it is a day: no noun. Without "on" before it, it may be a rank: "the 13th in Asia".
_AFTER_DAY = (
    r"(?=[.,;:)!?\"'\n]|$| ?-|(?: (?:and|or|to|in|at|that|when|with|by|from|of (?:this|last|next|the) month|local|as|"
    r"after|before|for|said|he|she|it|they|there|while|but|was|were|is|through|until|,)\b))"
)
_DAY_ALONE = (
    r"(?=[.,;:)!?\"'\n]|$| ?-|(?: (?:of (?:this|last|next|the) month|(?:to|and) (?:the )?[0-9]{1,2}(?:st|nd|rd|th))\b))"
)
_NO_RANK = "".join(
    f"(?<!{word} )" for word in ("is", "was", "be", "as", "ranked", "ranks", "became", "place", "becoming")
)
_BEFORE_YEAR = (
    *(
        "in ",
        "since ",
        "by ",
        "until ",
        "till ",
        "from ",
        "of ",
        "to ",
        "the ",
        "its ",
        "year ",
        "before ",
        "after ",
        "'s ",
    ),
    *(
        "during ",
        "early ",
        "mid-",
        "late ",
        "for ",
        "and ",
        "between ",
        "through ",
        "their ",
        "around ",
        "fiscal ",
        r"\(",
        "-",
    ),
)
_CUED = "(?:" + "|".join(f"(?<={cue})" for cue in _BEFORE_YEAR) + ")"
_PLAIN_YEAR = "1[89][0-9]{2}|20[0-9]{2}"
_YEAR_END = (
    r"(?![0-9a-z%\u4e00-\u9fff]|[.,:/][0-9]|-[a-z0-9]{3,5}-)"
    r"(?! ?(?:percent|per cent|million|billion|people|km|kg|yuan|dollars|meters|metres|miles)\b)"
    r"(?!(?<=00) [a-z]{2,20}s\b)"
    rf"(?! (?!所(?![学大中小高院]))(?=[\u4e00-\u9fff]){MEASURES})"
)
_BEFORE_MONTH = (
    *("in ", "since ", "by ", "until ", "till ", "of ", "last ", "this ", "next ", "early ", "late ", "mid ", "from "),
    *("early-", "late-", "mid-", "and ", "to ", "between ", "through ", "before ", "after ", "during ", "the ", "for "),
    *(" a ", "an ", "its ", "their ", "his ", "'s ", "recent "),
)
_MONTH_CUED = "(?:" + "|".join(f"(?<={cue})" for cue in _BEFORE_MONTH) + ")"
_SURE = "january|february|july|september|october|november|december"
_RISKY = "march|april|may|june|august|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"

_SMALL = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty"
_AGO = (
    "(?P<U>day|week|month|year|decade)s? "
    "(?:(?P<about>or (?:so|more) )?(?:(?P<ago>ago)|(?P<later>later|from now|hence)))\\b"
)

FIGURES = (
    r"(?P<Y>[12][0-9]{3})[-/.](?P<M>1[0-2]|0?[1-9])[-/.](?P<D>[12][0-9]|3[01]|0?[1-9])(?![0-9]|[-/.][0-9])",
    r"(?P<M>1[0-2]|0?[1-9])/(?P<D>[12][0-9]|3[01]|0?[1-9])/(?P<Y>[12][0-9]{3})(?![0-9])",
    r"(?P<D>[12][0-9]|3[01]|0?[1-9])[/.](?P<M>1[0-2]|0?[1-9])[/.](?P<Y>[12][0-9]{3})(?![0-9])",
)
"""Dates all in figures, which Chinese text writes, too."""

DIGIT_LED = (
    rf"(?P<N>[0-9]{{1,3}}) {_AGO}",
    r"(?P<vague>[0-9]{1,2}(?:st|nd|rd|th) five[- ]year (?:plan|period)|5-year plan)",
    r"(?P<holiday>618)(?= (?:shopping|sales?|mid-year|e-commerce|promotions?|festival)\b)",
    rf"{_DAY}{_TH}(?: of)? {_MONTH}\b\.?(?:,? (?:of )?{_YEAR})?",
    rf"{_DAY}{_TH}(?={BEFORE_MORE}(?:[12][0-9]|3[01]|0?[1-9]){_TH}(?: of)? (?P<M>{_NAMES})\b)",
    r"(?P<Y>20[0-9]{2})(?: ?- ?)?(?:q(?P<Q>[1-4])|h(?P<H>[12]))\b",
    r"(?P<S>[12][0-9][0-9]0)'?s\b",
    r"(?<=the )(?P<S>[0-9]0)s\b",
    r"(?P<S>00)s\b",
    r"(?P<C>[12]?[0-9])(?:st|nd|rd|th)[ -]century\b",
    r"(?P<Q>[1-4])(?:q\b|(?:st|nd|rd|th)[ -]quarter\b)",
    r"(?P<H>[12])(?:h(?= ?'?[0-9]{2})|(?:st|nd)[ -]half\b)",
    r"(?P<h>1[0-2]|0?[1-9])(?:[:.](?P<m>[0-5][0-9]))? ?(?P<A>[ap]\.?m\b\.?)",
    r"(?P<h>[01]?[0-9]|2[0-3]):(?P<m>[0-5][0-9])(?::[0-5][0-9]| gmt\b| utc\b| local time| o'clock)",
    r"(?<=at )(?P<h>[01]?[0-9]|2[0-3]):(?P<m>[0-5][0-9])(?![0-9:])",
    r"(?P<h>1[0-2]|[1-9]) o'clock",
    rf"{_CUED}(?P<Y>{_PLAIN_YEAR}){_YEAR_END}",
    rf"(?P<Y>{_PLAIN_YEAR}){_YEAR_END}(?!-[0-9]{{3,}}-)(?! (?!was|is|has|as|its|this)[a-z]{{2,20}}s\b)",
    r"(?P<B>[0-9]{1,4}) ?(?:bce?|b\.c\.)",
)
"""Shapes that begin with a digit."""

WORD_LED = (
    rf"(?P<N>{_SMALL}) {_AGO}",
    r"(?P<holiday>may day|singles'? day|double (?:11|12|eleven|twelve)\b|national day(?= holiday| golden| week))",
    r"(?P<vague>(?:(?:thir|four|fif|six)teenth )?five[- ]year plan)",
    r"(?P<vague>the (?:next|following) day)\b",
    rf"(?P<N>a) (?!year){_AGO}",
    rf"{_MONTH}\b\.? (?:the )?{_DAY}{_TH}{_END}{_COUNTED}(?:,? (?:of )?{_YEAR})?",
    rf"{_MONTH}\b\.?,?(?: of)? {_YEAR}",
    rf"(?P<M>(?P<name>{_NAMES})) of (?:the previous year|the year before|that year)\b",
    rf"(?P<L>last|this|next) (?P<M>(?P<name>{_NAMES}))\b(?! [0-9])",
    rf"(?P<M>{_SURE})\b",
    rf"{_MONTH_CUED}(?P<M>(?P<name>{_RISKY}))\b(?!-)",
    r"(?P<M>(?P<name>march|april|june|august))(?= (?P<small>[a-z]))",
    rf"(?:(?<=on )|(?<=from )|(?<=until )|(?<=by ))the {_DAY}(?:st|nd|rd|th){_AFTER_DAY}",
    rf"{_NO_RANK}the {_DAY}(?:st|nd|rd|th){_DAY_ALONE}",
    rf"(?:on|to|and|from|until) {_DAY}(?:st|nd|rd|th)(?=[.,;:)]|$| (?:to|and|of) (?:the )?[0-9])",
    r"(?<!black )(?<!good )(?<!cyber )(?<!bloody )(?<!sheffield )"
    r"(?P<W>monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?\b",
    rf"(?<!the )(?P<R>{'|'.join(relative_words(unit) for unit in ('year', 'quarter', 'month', 'week'))})\b",
    rf"(?P<R>{relative_words('day')})\b(?!')",
    rf"(?P<Q>{_ORDINAL})[ -](?:fiscal |financial )?quarter\b(?!-?final)",
    r"(?P<Q>first|second|third|fourth)[ -](?:and (?:second|third|fourth)[ -])(?=quarter)",
    r"first (?P<Q>two|three|2|3) (?P<up>quarters)\b",
    r"first (?P<M>two|three|four|five|six|seven|eight|nine|ten|eleven|[2-9]|1[01]) (?P<up>months)\b",
    r"q(?P<Q>[1-4])\b",
    r"(?P<H>first|second)[ -]half\b",
    r"h(?P<H>[12])\b(?! ?n[0-9])",
    r"fy ?'?(?P<Y>20[0-9]{2}|[0-9]{2})\b",
    r"(?P<C>eighteenth|nineteenth|twentieth|twenty-first)[ -]century\b",
    r"(?P<on_year>year[- ](?:on|over)[- ]year|yoy|a year (?:earlier|ago|before)|year[- ]earlier|year-ago)\b",
    r"(?P<vague>recently|lately|in recent (?:days|weeks|months|years)|the same (?:day|month|year)|that (?:day|year))\b",
    r"(?P<P>early|mid|late)[ -]",
    r"(?P<P>beginning|start|middle|end) of (?:the )?",
)
"""Shapes that begin with a letter."""

QUOTE_LED = (
    r"'(?P<S>[2-9]0)s\b",
    r"'(?P<Y>[0-9]{2})(?![0-9a-z%'])",
)
"""Shapes that begin with an apostrophe."""

MORE = rf"{_DAY}{_TH}{_END}(?! ?-[0-9]){_COUNTED}(?! ?(?:{_NAMES})\b)(?:,? (?P<Y>[12][0-9]{{3}})(?![0-9]))?"
"""A further day after a month and its day, and what stands before it: July 17 and 22; April 8-12, 2019."""

AFTER_DIGIT = (
    "[0-9]{3}(?![0-9])|[0-9]{3}s|[0-9]{2} [dwmy]|18 [a-z]|-year plan|[0-9]{0,3} ?b|"
    "[0-9]?(?:[./][0-9]{1,2}[./][0-9]{4}|:[0-5]|[.][0-5][0-9] ?[ap]| ?[ap]|(?:st|nd|rd|th)(?![a-z])|[hqs]| [a-z][a-z']"
    "| ?- ?[0-9]{1,2}(?:st|nd|rd|th)? [a-z]{2})"
)
"""What stands after the first digit where an English shape may begin."""

BEGINNINGS = (
    *sorted({name[:3] for name in MONTHS}),
    *("last [jfmasondwyq]", "this [jfmasondwyq]", "next [jfmasondwyq]", "previous [ymwq]", "current [ymwq]"),
    *(f"{word} [0-9]{{1,2}}(?:st|nd|rd|th)(?![a-z])" for word in ("the", "on", "to", "and", "from", "until")),
    *("monda", "tuesd", "wedne", "thurs", "frida", "satur", "sunda"),
    *("last night", "today", "tonight", "tomorrow", "yesterday"),
    *("first[ -][hqtf2-9sen1]", "second[ -][hqf]", "third[ -][qf]"),
    *(
        "fourth[ -][qf]",
        "q[1-4]",
        "h[12]",
        "fy",
        "eighteenth",
        "nineteenth",
        "twent",
        "recently",
        "lately",
        "in recent",
    ),
    *("the same ", "that day", "that year", "early", "mid[ -]", "late[ -]", "beginning of", "start of", "middle of"),
    *("end of", "year[- ](?:on|over|earlier|ago)", "yoy", "a year (?:earl|ago|bef)"),
    *(f"{word} (?:day|week|month|year|decade)s (?:ago|l|from|h|or )" for word in _SMALL.split("|")),
    *("singles", "double [1et]", "national day", "five[- ]year plan", "the next day", "the following day"),
    *("thirteenth five", "fourteenth five", "fifteenth five", "sixteenth five"),
    "a (?:day|week|month|decade) (?:ago|l|from|h)",
)
"""Where a shape may begin that an English word leads."""
