"""How Chinese text writes dates: one pattern a shape, the more specific first.

The names of the groups say what a part of a match is; ``rules`` explains them.
"""

from service.domain.dates.words import relative_words

_N = "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
# A month or day that no calendar has is read, too, so that it is not found anywhere.
_MONTH = "(?P<M>1[0-9]|0?[1-9])"
_HAN_MONTH = "(?P<M>十[一二]?|[一二三四五六七八九])"
_DAY = "(?P<D>[123][0-9]|0?[1-9])"
_HAN_DAY = "(?P<D>二?十[一二三四五六七八九]?|三十一?|[一二三四五六七八九])"
_PART_OF_YEAR = "(?:年?(?P<P>初(?!中|级|步|三)|底(?!部|层)|末(?!端)|[早初前中后末]期))?"
_PART_OF_MONTH = "(?P<P>初(?!中|级|步|三)|底(?!部|层)|末(?!端)|[上中下]旬)?"
# 日元, 日圆, 20日线, 20日均线, 10日内, 3日游: no days; but 13日元首, 13日内阁, 13日游客 are.
_NOT_DAY = "(?!元(?![旦首月帅宵])|圆|线|均线|龄|内(?![阁塔蒙政外地部容])|游(?![客行艇泳人戏击说]))"
_NOT_MONTH = "(?![球饼薪龄租票嫂经])"
_LIST = "(?: ?[、,] ?" + _N + "){0,5} ?(?:[-至到和与、,及或]|以及)"  # what stands between the items of 17、18和22日
_OTHER_DAY = rf"(?={_LIST} ?(?:{_N} ?月 ?)?{_N} ?[日号]{_NOT_DAY})"
_OTHER_MONTH = f"(?={_LIST} ?{_N} ?月)"
_OTHER_YEAR = "(?= ?[-至到和与、,及或] ?[12][0-9]{3}(?: ?年|[-至到和与、,及或]))"
_DAYPART = "(?P<A>凌晨|清晨|早晨|早上|上午|中午|午后|下午|傍晚|晚上|晚间|[今昨明当]?晚|深夜|夜间)"
_HAN_MINUTE = "(?:[二三四五]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_MINUTE = f"(?: ?(?P<m>(?:[0-5]?[0-9]|{_HAN_MINUTE})(?= ?分)|(?<=:)[0-5][0-9]) ?分?|(?P<half_hour>半))?"
_YEAR = "年(?:度|代表)?"
# What a bare number of four digits counts, where it is no year.
MEASURES = (
    "[ 多余]?(?:[0-9a-z个名人位元点米里吨家万亿千百倍次件台辆套只条张份起例度级分秒时天周岁平立公斤克升毫厘股手户亩座所"
    "间项种类年月日号株头艘架枚支部篇本处队场轮步页字句门颗块片尾匹栋层楼车英镑港欧韩卢马毛兆瓦帕伏赫转像字节桶箱"
    "盒袋瓶双对群批组班届路街室线届余多几]|美元|日元|新台币|人民币|[.,:/%][0-9]|%|-[0-9]{3,4}-)"
)

# Not 第三天后, 每两年前, 1年3个月前, 三年前后; 10多年前 is no more than evidence.
_AGO = (
    "(?<![第每年月天周十百千万几到至或、0-9.-])(?P<N>[0-9]{1,3}|[一二两三四五六七八九十]{1,3})(?P<about>[多余])? ?个?"
    "(?P<U>年|月|天|日|周|星期|礼拜)"
    "(?:[以之]?(?P<ago>前)(?![后置台线往来列所途进景提沿者卫锋])|[以之]?(?P<later>后)(?![来者备续勤台期卫]))"
)

DIGIT_LED = (
    _AGO,
    f"(?P<S>[12][0-9][0-9]0|[0-9]0) ?年代{_PART_OF_YEAR}",
    f"(?P<Y>[12][0-9]{{3}}|0[0-9]) ?(?:财年|学年|财政年度|{_YEAR})(?!的?历史|之久|前|以?来的?历史){_PART_OF_YEAR}",
    "(?P<Y>[12][0-9]{3}) ?年(?=前)",
    f"(?P<Y>[12][0-9]{{3}}){_OTHER_YEAR}",
    f"(?P<C>[12]?[0-9]) ?世纪(?: ?(?P<S>[1-9]0|[二三四五六七八九]十) ?年代)?{_PART_OF_YEAR}",
    f"{_MONTH}[·•・]{_DAY}(?![0-9])",
    f"{_MONTH} ?月份? ?{_DAY} ?(?:[日号]{_NOT_DAY}|{_OTHER_DAY})",
    f"{_MONTH} ?月{_NOT_MONTH}份?{_PART_OF_MONTH}",
    f"{_MONTH}{_OTHER_MONTH}",
    f"{_DAY} ?日{_NOT_DAY}",
    f"{_DAY}号(?=[上下]午|晚|凌晨|[早中]上|[-至到]|[,。]|$)",
    f"(?<=[-至到和与、及或]){_DAY} ?号(?![楼线院门店厅馆机车])",
    f"{_DAY}{_OTHER_DAY}",
    "(?P<Q>[1-4]) ?季度",
    "(?<=[日号间 ])(?P<h>[01]?[0-9]|2[0-4]):(?P<m>[0-5][0-9])"
    "(?= ?[-至到] ?[0-9]{1,2}:[0-5][0-9](?![0-9])|[\u4e00-\u9fff])",
    f"(?<![a-z] )(?P<h>[01]?[0-9]|2[0-4]) ?(?:时(?![代段期差光速空])|点(?=[0-9]{{1,2}} ?分|半|钟|整|许)){_MINUTE}",
    f"(?P<Y>1[89][0-9]{{2}}|20[0-9]{{2}})(?=[ ]?[\u4e00-\u9fff《“])(?!{MEASURES})",
)
"""Shapes that begin with an Arabic digit."""

NUMERAL_LED = (
    _AGO,
    f"(?P<S>[二三四五六七八九]十)年代{_PART_OF_YEAR}",
    f"(?P<Y>[一二][〇零○一二三四五六七八九]{{3}}){_YEAR}{_PART_OF_YEAR}",
    f"(?P<C>二十一?|十[一二三四五六七八九])世纪(?:(?P<S>[二三四五六七八九]十)年代)?{_PART_OF_YEAR}",
    f"{_HAN_MONTH}月份?{_HAN_DAY}(?:[日号]{_NOT_DAY}|{_OTHER_DAY})",
    f"{_HAN_MONTH}月(?![球饼薪龄租票嫂经天])份?{_PART_OF_MONTH}",
    f"{_HAN_MONTH}{_OTHER_MONTH}",
    f"(?P<D>二?十[一二三四五六七八九]|二十|三十一?)日{_NOT_DAY}",
    f"(?<=[-至到和与、及或]){_HAN_DAY}日{_NOT_DAY}",
    f"{_HAN_DAY}{_OTHER_DAY}",
    "(?P<Q>[一二三四])季度",
)
"""Shapes that begin with a Chinese numeral."""

_WEEK = "(?:周|星期|礼拜)"
_NOT_WEEK = "(?![边围期转知年密全到刊报游旋])"

WORD_LED = (
    _AGO,
    "公元前 ?(?P<B>[0-9]{1,4}) ?年",
    f"上(?:个)?世纪(?P<S>[1-9]0|[二三四五六七八九]十) ?年代{_PART_OF_YEAR}",
    f"(?P<R>{relative_words('year')})(?![纪度]?级|纪|轮|份){_PART_OF_YEAR}",
    "(?P<H>[上下])半[年场]",
    f"(?P<R>{relative_words('month')})(?![球台经饼]){_PART_OF_MONTH}",
    f"(?P<R>{relative_words('week')})(?:(?P<W>[一二三四五六日天])(?!次|个)|末|{_NOT_WEEK})",
    f"(?<![一二两三四五六七八九十几数每0-9个 ]){_WEEK}(?P<W>[一二三四五六日天])(?![次个遍家路])",
    f"(?!今日头条|明日之星|前日本|后天性|后天的?努力|后天培养|今日[俄美韩])(?P<R>{relative_words('day')})",
    f"(?P<R>{relative_words('quarter')})",
    "(?P<Q>首)(?:个?季度|季(?!节))",
    "第 ?(?P<Q>[一二三四1-4])(?: ?个?季度|财季|季(?![节人后赛])|节)",
    "(?<!枝)(?P<Q>[首次末])节(?![目日约省点])",
    "(?P<on_year>同比)",
    "前 ?(?P<Q>[二两三23]) ?个?(?P<up>季度)",
    "(?:年内)?前 ?(?P<M>十[一]?|[一二两三四五六七八九]|1[01]|[2-9]) ?个(?P<up>月)(?!前)",
    f"{_DAYPART} ?(?P<h>[01]?[0-9]|2[0-4]|[一二三四五六七八九十]{{1,2}}) ?(?:[点时]|:(?=[0-5][0-9])){_MINUTE}",
    "(?P<vague>近[日期]|日前|最近|近来|当[日天晚年月]|同[日月]|同年(?!龄)|次[日年](?!货)|翌[日年]|近年来?|不久前|"
    "(?<![0-9两几数一二三四五六七八九十个 ])(?:月[初底]|年[初底末内]))",
)
"""Shapes that begin with a word."""

AFTER_DIGIT = (
    "[0-9]{0,2}[多余]? ?[个年月天日周星礼]|[0-9]? ?[号季世时点:·•・]|0年|"
    "[0-9]? ?(?:[-、,至到和与及或]|以)[^月日号]{0,16}[月日号]"
)
"""What stands after the first digit where a Chinese shape may begin."""

NUMERALS = "一二三四五六七八九十"
AFTER_NUMERAL = (
    "[〇零○一二三四五六七八九十]{0,3}(?:[个天周星礼多余年月日世季]|[-、,至到和与及或以][^月日号]{0,16}[月日号])"
)
"""What stands after the first Chinese numeral where a shape may begin."""

_CLOCKED = "晨上午后晚夜间 0-9一二三四五六七八九十"
BEGINNINGS = (
    *(
        "上下本这|[个一半年月周星礼季世午]",
        "去今明前后来昨|[年天日晚晨早夜初底]",
        "周星礼|[一二三四五六日天期拜]",
        "月年|[初底末内]",
        "两| ?[个年月天日周星礼多]",
    ),
    *(
        "当同次翌|[日天晚年月]",
        "第| ?[一二三四1-4]",
        "前| ?[0-9一二两三四五六七八九十]{1,2} ?[个季]",
        "近|[日期年来]",
        "最|近",
    ),
    *(f"凌清早中午傍晚深夜|[{_CLOCKED}]", "日|前", "首次末|[季个节]", "同|比", "大|前天", "不|久前", "公|元前 ?[0-9]"),
)
"""The first characters and what must stand after them, where a shape may begin that a Chinese word leads."""
