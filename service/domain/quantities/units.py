"""The units that follow or precede a number, in both languages, as data.

Factors to the base units are exact (SI, the international yard and pound of 1959, GB/T 15835 for 亩 and 斤); months and
seconds are kept apart because the length of a month is not fixed.
"""

from decimal import Decimal

from service.domain.quantities.quantity import Dimension, Unit

_ROWS = """
share       1e-2      %|％|percent|per cent|percentage|pct|pc
share       1e-3      ‰
share       1e-1      成
points      1         个百分点|百分点|percentage points|percentage point|percent points|pct points|pp|pps
points      1e-2      个基点|基点|basis points|basis point|bps
months      12        年|周年|年度|years|year|yrs|yr|years old|years-old|year-old|周岁|岁|载
months      120       decades|decade
months      1200      个世纪|世纪|centuries|century
months      3         个季度|quarters
months      1         个月|months|month|month-old
seconds     604800    个星期|星期|个礼拜|礼拜|周|weeks|week|week-old
seconds     1209600   fortnights|fortnight
seconds     86400     天|日|昼夜|days|day|day-old
seconds     3600      个小时|个钟头|小时|钟头|hours|hour|hrs|hr
seconds     60        分钟|minutes|minute|mins|min
seconds     1         秒钟|秒|seconds|secs|sec
seconds     1e-3      毫秒|milliseconds|millisecond|ms
seconds     1e-6      微秒|microseconds|microsecond|μs
seconds     1e-9      纳秒|nanoseconds|nanosecond|ns
length      1000      公里|千米|kilometers|kilometer|kilometres|kilometre|km|kms
length      500       华里|里路
length      1         米|meters|meter|metres|metre
length      1e-1      分米
length      1e-2      厘米|公分|centimeters|centimeter|centimetres|centimetre|cm
length      1e-3      毫米|millimeters|millimeter|millimetres|millimetre|mm
length      1e-6      微米|microns|micron|micrometers|μm
length      1e-9      纳米|nanometers|nanometer|nanometres|nanometre|nm
length      1609.344  英里|miles|mile
length      1852      海里|nautical miles|nautical mile
length      0.9144    码|yards|yard
length      0.3048    英尺|feet|foot|ft
length      0.0254    英寸|inches|inch
length      9.4607e15 光年|light years|light-years|light year|light-year
area        1e6       平方公里|平方千米|square kilometers|square kilometer|square kilometres|square kilometre|sq km|km²|km2
area        1         平方米|平米|square meters|square meter|square metres|square metre|sq m|m²|m2
area        1e4       公顷|hectares|hectare|ha
area        666.6667  亩|mu
area        4046.8564 英亩|acres|acre
area        2589988.11 平方英里|square miles|square mile|sq mi
area        0.09290304 平方英尺|square feet|square foot|sq ft
volume      1         升|公升|liters|liter|litres|litre
volume      1e-3      毫升|milliliters|milliliter|millilitres|millilitre|ml
volume      1000      立方米|cubic meters|cubic meter|cubic metres|cubic metre|m³|m3
volume      3.785411784 加仑|gallons|gallon
volume      158.987294928 桶|barrels|barrel
mass        1e6       公吨|吨|tonnes|tonne|metric tons|metric ton|tons|ton
mass        1000      公斤|千克|kilograms|kilogram|kilos|kilo|kg|kgs
mass        500       斤
mass        50        两重
mass        1         克|grams|gram|g
mass        1e-3      毫克|milligrams|milligram|mg
mass        1e-6      微克|micrograms|microgram|μg
mass        453.59237 lbs|lb
mass        28.349523125 盎司|ounces|ounce|oz
mass        0.2       克拉|carats|carat
speed       0.277777778 公里/小时|公里每小时|千米/小时|kilometers per hour|kilometres per hour|km/h|kph|kmh
speed       0.44704   英里/小时|miles per hour|mph
speed       1         米/秒|米每秒|m/s|meters per second|metres per second
power       1         瓦特|瓦|watts|watt
power       1e3       千瓦|kilowatts|kilowatt|kw
power       1e6       兆瓦|megawatts|megawatt|mw
power       1e9       吉瓦|gigawatts|gigawatt|gw
power       735.49875 马力|匹马力|horsepower|hp
energy      1e3       千瓦时|千瓦小时|度电|kilowatt-hours|kilowatt hours|kilowatt-hour|kwh
energy      1e6       兆瓦时|megawatt-hours|megawatt hours|mwh
energy      1e9       吉瓦时|gigawatt-hours|gigawatt hours|gwh
energy      1e12      太瓦时|terawatt-hours|terawatt hours|twh
data        1         字节|bytes|byte
data        1e3       kb|kilobytes|kilobyte
data        1e6       mb|megabytes|megabyte
data        1e9       gb|gigabytes|gigabyte
data        1e12      tb|terabytes|terabyte
data        1e15      pb|petabytes|petabyte
data rate   1e3       kbps|kbit/s
data rate   1e6       兆比特每秒|mbps|mbit/s|mb/s
data rate   1e9       gbps|gbit/s
frequency   1         赫兹|hertz|hz
frequency   1e3       千赫|khz
frequency   1e6       兆赫|mhz
frequency   1e9       吉赫|ghz
voltage     1         伏特|伏|volts|volt
voltage     1e3       千伏|kilovolts|kv
pixels      1         像素|pixels|pixel
pixels      1e6       megapixels|megapixel|mp
temperature 1         摄氏度|℃|°c|degrees celsius|degree celsius|degrees centigrade
multiple    1         倍|fold|x|×
ordinal     1         st|nd|rd|th
"""

# Currencies: ISO 4217, then the value of the unit in it, then the words. "$" and "dollar" alone may be several.
_CURRENCIES = """
CNY 1    元人民币|人民币元|块钱|元|rmb|cny|yuan|renminbi|kuai|人民币
CNY 1e-1 角|毛钱
CNY 1e-2 分钱
USD 1    美元|美金|u.s. dollars|us dollars|u.s. dollar|us dollar|american dollars|usd
USD 1e-2 美分
$   1    dollars|dollar|bucks
$   1e-2 cents|cent
HKD 1    港元|港币|港幣|hong kong dollars|hong kong dollar|hkd
TWD 1    新台币|台币|新台幣|taiwan dollars|new taiwan dollars|twd|ntd
SGD 1    新加坡元|新元|singapore dollars|sgd
AUD 1    澳元|澳大利亚元|australian dollars|aud
CAD 1    加元|加拿大元|canadian dollars|cad
NZD 1    新西兰元|纽元|new zealand dollars|nzd
EUR 1    欧元|euros|euro|eur
GBP 1    英镑|pounds sterling|british pounds|pounds|pound|sterling|quid|gbp
GBP 1e-2 便士|pence
JPY 1    日元|日圆|日币|yen|jpy|japanese yen
KRW 1    韩元|韩圆|韩币|won|krw|south korean won|korean won
INR 1    印度卢比|卢比|indian rupees|rupees|rupee|inr
RUB 1    俄罗斯卢布|卢布|rubles|ruble|roubles|rouble|rub
CHF 1    瑞士法郎|瑞郎|swiss francs|swiss franc|chf
XXF 1    法郎|francs|franc
BRL 1    雷亚尔|reais|brl
MXN 1    墨西哥比索|mexican pesos|mxn
XXP 1    比索|pesos|peso
THB 1    泰铢|baht|thb
VND 1    越南盾|dong|vnd
IDR 1    印尼盾|印尼卢比|rupiah|idr
MYR 1    马币|林吉特|令吉|ringgit|myr
PHP 1    菲律宾比索|philippine pesos
TRY 1    土耳其里拉|里拉|lira|liras|lire
ZAR 1    南非兰特|兰特|rand
AED 1    迪拉姆|dirhams|dirham
SAR 1    沙特里亚尔|里亚尔|riyals|riyal
ILS 1    谢克尔|新谢克尔|shekels|shekel
SEK 1    瑞典克朗|swedish kronor|swedish krona|sek
NOK 1    挪威克朗|norwegian kroner|nok
DKK 1    丹麦克朗|danish kroner|dkk
XXK 1    克朗|kronor|krona|kroner|krone
PLN 1    兹罗提|zloty|zlotys
NGN 1    奈拉|naira|ngn
EGP 1    埃镑|egyptian pounds
BTC 1    个比特币|比特币|枚比特币|bitcoins|bitcoin|btc
ETH 1    个以太币|以太币|以太坊|枚以太币|ether|eth
FIM 1    finnish markka|markka
DEM 1    德国马克|deutschmarks
ESP 1    pesetas|peseta
"""

PREFIXES = {
    "us$": "USD", "us $": "USD", "u.s. $": "USD", "u.s.$": "USD", "u.s $": "USD", "usd$": "USD", "usd": "USD", "us dollars": "USD",
    "hk$": "HKD", "hk $": "HKD", "nt$": "TWD", "nt $": "TWD", "s$": "SGD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "c $": "CAD", "ca$": "CAD",
    "nz$": "NZD", "r$": "BRL", "mxn$": "MXN", "mex$": "MXN", "$": "$", "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP",
    "¥": "¥", "￥": "¥", "rmb": "CNY", "cny": "CNY", "cn¥": "CNY", "jp¥": "JPY", "jpy": "JPY", "人民币": "CNY", "美元": "USD", "美金": "USD",
    "₩": "KRW", "krw": "KRW", "₹": "INR", "rs.": "INR", "rs": "INR", "inr": "INR", "₽": "RUB", "₾": "GEL", "฿": "THB", "₺": "TRY", "₫": "VND",
    "chf": "CHF", "hkd": "HKD", "sgd": "SGD", "aud": "AUD", "cad": "CAD", "btc": "BTC", "港币": "HKD", "欧元": "EUR",
}  # fmt: skip

# What is counted, by classes that exclude each other; "" fits everything. Chinese measure words, English nouns.
_COUNTED = {
    "person": "人|名|位|口人|员|人次|people|persons|person|men|women|employees|workers|staff|users|customers|passengers|"
    "students|patients|deaths|residents|voters|soldiers|children|athletes|players|engineers|developers|participants|"
    "individuals|migrants|refugees|victims|viewers|subscribers|members|scientists|researchers|journalists|officers",
    "company": "家|companies|firms|enterprises|startups|businesses|banks|stores|hospitals|institutions|organizations|"
    "organisations|outlets|suppliers|manufacturers",
    "machine": "台|辆|部|架|艘|列|vehicles|cars|aircraft|planes|ships|trains|phones|smartphones|robots|computers|trucks",
    "time": "次|场|届|轮|回合|局|盘|times|matches|games|rounds",
    "case": "例|cases|infections",
    "country": "国|个国家|countries|nations",
    "": "个|件|项|种|款|类|条|份|张|起|宗|笔|批|套|座|栋|幢|间|所|支|只|头|匹|颗|枚|粒|块|片|层|级|篇|本|册|首|幅|集|期|版|门|股|手|单|票|"
    "字|词|页|步|环|处|分|球|连|户|组|对|双|群|站|轮胎|省|市|县|区|州|村|镇|校|城|地|院|厂|店|户|大类|大|强|胜|负|平|人份|剂|针|束|根|"
    "把|杯|瓶|碗|盒|箱|袋|桌|床|线|道|节|课|代|方|面|边|点|队|连胜|连败|冠|金|银|铜|星|架次|班|趟|遍|下|声|身|副|顶|棵|株|者|核|"
    "shares|items|points|goals|seats|votes",
}  # fmt: skip


def _table() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for name, words in _COUNTED.items():
        units |= dict.fromkeys(words.split("|"), Unit(Dimension.COUNT, name))
    for row in _ROWS.strip().splitlines():
        dimension, factor, words = _columns(row)
        units |= dict.fromkeys(words.split("|"), Unit(Dimension(dimension), "", Decimal(factor)))
    for row in _CURRENCIES.strip().splitlines():
        name, factor, words = row.split(maxsplit=2)
        units |= dict.fromkeys(words.split("|"), Unit(Dimension.MONEY, name, Decimal(factor)))
    fahrenheit = Unit(Dimension.TEMPERATURE, "fahrenheit")
    return units | dict.fromkeys(("华氏度", "℉", "°f", "degrees fahrenheit", "degree fahrenheit"), fahrenheit)


def _columns(row: str) -> tuple[str, str, str]:
    name = "data rate" if row.startswith("data rate") else row.split(maxsplit=1)[0]
    factor, words = row[len(name) :].split(maxsplit=1)
    return name, factor, words


UNITS = _table()
"""Every unit by its word: Chinese in simplified characters, English in lower case."""
