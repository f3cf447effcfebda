"""What a claimed quantity is to the source's, across languages and within one."""

import pytest

from service.domain.quantities import Verdict, compare, in_words, read_quantities


def first(text):
    return read_quantities(text)[0]


def judged(claim, source, *, translated=True):
    return compare(first(claim), first(source), translated=translated)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("350 million", "3.5亿次"),
        ("$350 million", "3.5亿美元"),
        ("HK$350 million", "$3.5亿"),
        ("doubled", "增长1倍"),
        ("quadrupled", "增长了3倍"),
        ("doubled", "增至200%"),
        ("100-fold", "扩大了100倍"),
        ("30% off", "七折"),
        ("cut by 30%", "七折"),
        ("one in five people", "20%"),
        ("seven in 10", "七成"),
        ("9 out of 10", "90%"),
        ("half of them", "50%"),
        ("a third of them", "三分之一"),
        ("half an hour", "30分钟"),
        ("95%", "九成五"),
        ("25%", "两成半"),
        ("1.25 billion", "十二点五亿"),
        ("more than ten people", "十几人"),
        ("at least 100 people", "上百名"),
        ("250 km/h", "时速250公里"),
        ("300 million yuan", "3亿"),
        ("1.64 billion yuan", "16.4亿元"),
        ("15 percent", "百分之十五"),
        ("30%", "三成"),
        ("five months", "5个月"),
        ("doubled", "翻番"),
        ("doubled", "增长100%"),
        ("tripled", "增长两倍"),
        ("three times", "3倍"),
        ("nearly 80%", "近八成"),
        ("about 350 million", "近3.5亿"),
        ("350 million", "350 million downloads"),
        ("25th", "25周年"),
        ("15 years", "15"),
        ("73 miles", "118公里"),
        ("hundreds of millions", "数亿"),
        ("millions", "2.5百万"),
        ("1 million", "百万"),
        ("3 to 5 years", "3到5年"),
        ("3 years", "3到5年"),
        ("Twenty years or so", "二十多年"),
        ("three years", "近三年"),
        ("3 points", "3个百分点"),
        ("140 people", "140例"),
        ("3-2", "3:2"),
        ("about 350", "350"),
    ],
)
def test_same_quantities_match_across_languages(claim, source):
    assert judged(claim, source) is Verdict.MATCH


@pytest.mark.parametrize(
    ("claim", "source", "verdict"),
    [
        ("2.3 billion", "23.47亿", Verdict.ROUNDED),
        ("65,000", "64847", Verdict.ROUNDED),
        ("about 350", "347", Verdict.ROUNDED),
        ("about 5%", "4.6%", Verdict.ROUNDED),
        ("more than 60,000", "64847", Verdict.ROUNDED),
        ("nearly 65,000", "64847", Verdict.ROUNDED),
        ("30", "34", Verdict.DIFFERENT),
        ("about 20%", "22%", Verdict.DIFFERENT),
        ("more than 65,000", "64847", Verdict.DIFFERENT),
        ("nearly 60,000", "64847", Verdict.DIFFERENT),
        ("about 1.10", "1.11", Verdict.DIFFERENT),
        ("30 minutes", "不到30分钟", Verdict.HEDGE_LOST),
        ("100 people", "近百人", Verdict.HEDGE_LOST),
        ("3 to 6 years", "3到5年", Verdict.DIFFERENT),
        ("350 million", "近3.5亿", Verdict.HEDGE_LOST),
        ("300 million yuan", "各3亿元", Verdict.EACH_LOST),
        ("300 million yuan each", "各3亿元", Verdict.MATCH),
        ("over 350 million", "近3.5亿", Verdict.HEDGE_CHANGED),
        ("$350 million", "3.5亿元", Verdict.WRONG_CURRENCY),
        ("350 million dollars", "3.5亿欧元", Verdict.WRONG_CURRENCY),
        ("15%", "15个百分点", Verdict.WRONG_UNIT),
        ("15", "15%", Verdict.WRONG_UNIT),
        ("five years", "5个月", Verdict.WRONG_UNIT),
        ("5 kg", "5吨", Verdict.WRONG_UNIT),
        ("3.5 billion", "3.5亿", Verdict.WRONG_SCALE),
        ("35 million", "3.5亿", Verdict.WRONG_SCALE),
        ("52%", "20%", Verdict.DIFFERENT),
        ("5 tonnes", "300公斤", Verdict.DIFFERENT),
        ("quadrupled", "翻番", Verdict.DIFFERENT),
        ("four times", "3倍", Verdict.DIFFERENT),
        ("0 people", "7人", Verdict.DIFFERENT),
        ("millions", "数百", Verdict.WRONG_SCALE),
        ("hundreds of millions", "数百万", Verdict.WRONG_SCALE),
        ("$350 million", "3.5亿港元", Verdict.WRONG_CURRENCY),
        ("300 million yuan", "3亿用户", Verdict.WRONG_UNIT),
        ("3亿元", "300 million registered accounts", Verdict.WRONG_UNIT),
        ("doubled", "增长了两倍", Verdict.DIFFERENT),
        ("doubled", "增长200%", Verdict.DIFFERENT),
        ("rose by 200% in all", "翻番", Verdict.DIFFERENT),
        ("80% off", "八折", Verdict.DIFFERENT),
        ("100 people", "上百名", Verdict.HEDGE_LOST),
        ("2 million", "数百万", Verdict.DIFFERENT),
        ("300 people", "300家", Verdict.WRONG_UNIT),
        ("3 people", "3倍", Verdict.WRONG_UNIT),
        ("26th", "25周年", Verdict.DIFFERENT),
        ("3", "3:2", Verdict.WRONG_UNIT),
    ],
)
def test_other_quantities_are_told_apart(claim, source, verdict):
    assert judged(claim, source) is verdict


@pytest.mark.parametrize(
    ("claim", "source", "verdict"),
    [
        ("350个", "350人", Verdict.MATCH),
        ("350名", "350人", Verdict.MATCH),
        ("350人", "350家", Verdict.WRONG_UNIT),
        ("10位", "10杆", Verdict.WRONG_UNIT),
        ("35个", "第35", Verdict.WRONG_UNIT),
        ("3年", "超过3年", Verdict.HEDGE_LOST),
        ("两个", "双打", Verdict.DIFFERENT),
        ("三人", "三", Verdict.DIFFERENT),
        ("870 infections", "870 people", Verdict.MATCH),
    ],
)
def test_measure_words_count_within_one_language(claim, source, verdict):
    assert judged(claim, source, translated=False) is verdict


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3.5亿次", "350 million"),
        ("16.4亿元", "1.64 billion CNY"),
        ("1.2万亿", "1.2 trillion"),
        ("15%", "15%"),
        ("3个百分点", "3 percentage points"),
        ("3倍", "3 times what it was"),
        ("三年", "3 years"),
        ("5个月", "5 months"),
        ("两周", "14 days"),
        ("90秒", "90 seconds"),
        ("3-5亿", "300 million to 500 million"),
        ("1234人", "1,234"),
    ],
)
def test_quantities_are_said_in_plain_english(text, words):
    assert in_words(first(text)) == words
