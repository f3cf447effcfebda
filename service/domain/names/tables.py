"""Words that are written large and name nothing in particular."""

import re

ABBREVIATIONS = frozenset(
    """
    AI AGI AIGC LLM LLMS ML NLP API APIS SDK APP APPS OS CPU CPUS GPU GPUS NPU TPU TPUS SOC SSD RAM ROM DRAM HBM USB
    HDMI HTTP HTTPS URL HTML CSS SQL PDF VPN IP SIM SMS GPS NFC RFID AR VR XR MR IOT CLI GUI IDE JVM VM SLA BBS CMS
    CRM ERP SAAS PAAS IAAS B2B B2C C2C C2M O2O P2P TOB TOC EV EVS SUV SUVS MPV UAV UAVS LED OLED LCD TV TVS PC PCS
    IT ICT IP ID IDS QR UI UX HD UHD 2D 3D 5G 4G 3G 6G PHEV BEV CEO CEOS CFO CTO COO CIO CMO VP EVP HR PR IR R&D IPO
    IPOS M&A ETF ETFS ESG GDP GNP CPI PPI PMI PE VC VCS LP GP ROI ROE EPS EBITDA GAAP KPI KPIS YTD YOY QOQ NFT NFTS
    SPAC FDI GMV DAU MAU NGO NGOS NASDAQ LNG EPC OEM ODM USD RMB CNY CNH HKD EUR GBP JPY KRW TWD AUD Q1 Q2 Q3 Q4 H1
    H2 1H 2H FY AM PM GMT EST EDT PST BST UTC AD BC BCE CE DNA RNA MRNA PCR HIV AIDS ICU ICUS CT MRI IQ BMI FAQ DIY
    VIP KTV ATM CCTV OK PS VS ETC AKA TBD HQ UFO PHD MBA BA MA COVID 19 A B C D E F G H I J K L M N O P Q R S T U V
    W X Y Z MR MRS MS DR PROF SIR SR JR ST INC LTD CORP CO PLC LLC GMBH JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY
    AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER JAN FEB MAR APR JUN JUL AUG SEP SEPT OCT NOV DEC MONDAY MONDAYS
    TUESDAY TUESDAYS WEDNESDAY WEDNESDAYS THURSDAY THURSDAYS FRIDAY FRIDAYS SATURDAY SATURDAYS SUNDAY SUNDAYS MON
    TUE WED THU FRI SAT SUN
    """.split()
)
"""What any text may use without its source using it: common abbreviations, titles, months, days of the week."""

GENERIC = frozenset(
    """
    president vice premier prime minister ministry chairman chairwoman chair chief executive officer director
    general secretary senator governor mayor judge justice attorney professor doctor king queen prince princess pope
    captain lieutenant colonel major sergeant admiral ambassador founder co-founder head deputy manager partner
    spokesman spokeswoman spokesperson group company corporation incorporated limited holdings holding enterprise
    enterprises international global technology technologies tech internet web net online digital government state
    states federal national central local public people county city province provincial municipal town district
    region republic kingdom union north south east west northern southern eastern western northeast northwest
    southeast southwest upper lower new old great university college school institute academy center centre lab labs
    laboratory hospital museum library bank fund capital securities investment market exchange index street road
    avenue river lake sea ocean mountain mount island islands bay party committee commission council department
    bureau agency administration authority office court congress parliament assembly league association foundation
    society federation organization organisation conference summit forum festival games cup day week month year
    world war act law bill plan program programme project series edition version first second third fourth fifth sixth
    seventh eighth ninth tenth one two three four five six seven eight nine ten mid early late
    god bible english
    """.split()
)
"""Common words that stand in titles of people and in names of institutions, often where the source has others."""

UNITS = re.compile(
    r"(?:(?:rmb|cny|usd|hkd|eur|gbp|jpy|krw|hk|us|nt)?\d[\d.,]*(?:bn|tn|mn|m|b|k)?|km|kg|cm|mm|nm|m|g|mg|ml|l|t|gb|tb|mb|kb|pb|hz|ghz|mhz|khz|kw|kwh|mw|mwh|gw|gwh|tw|w|wh|mah|v|pm|am|bn|tn|mn|k|ms|"
    r"fps|dpi|ppi|tops|tflops|flops|mbps|gbps|kbps|rpm|hp|ps|nit|nits|bps|mbit|ft|in|lb|lbs|oz|mph|kph|sq|km/h|st|nd|rd|th)",
    re.IGNORECASE,
)
"""Units and what else follows a number: read as part of a quantity."""

SURNAMES = frozenset(
    """
    wang li zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo liang song zheng xie han tang
    feng yu dong xiao cheng cao yuan deng fu shen zeng peng lu su jiang cai jia ding wei xue ye yan pan du dai xia
    zhong tian ren fan fang shi yao tan liao zou xiong jin hao kong bai cui kang mao qiu qin gu hou shao meng long
    wan duan lei qian yin yi chang qiao lai gong wen pang lan tao hong zhai an ni niu ouyang situ sima shangguan
    zhuge
    """.split()
)
"""Chinese surnames in pinyin, the hundred most frequent."""

_INITIAL = r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])"
_FINAL = r"(?:i?ang|i?ong|uang|i?ao|u?ai|i?an|u?an|ing|eng|in|en|un|ei|ou|i?u|ui|uo|ue|ie|ia|ua|a|o|e|i|u|er)"
GIVEN_NAME = re.compile(rf"(?:{_INITIAL}?{_FINAL}){{1,2}}$")
"""A Chinese given name in pinyin: one syllable or two."""

ENGLISH_GIVEN_NAMES = frozenset(
    """
    aaron adam alan albert alex alexander alice amanda amy andrea andrew angela anna anne anthony arthur barbara ben
    benjamin bob brandon brian bruce carl carol catherine charles charlotte chris christina christopher cynthia daniel
    david deborah dennis diana donald donna dorothy douglas dylan edward elizabeth emily emma eric ethan eugene frank
    gary george gerald gregory hannah harold harry heather helen henry howard jack jacob james jane janet jason jeff
    jeffrey jennifer jeremy jessica jim joe john jonathan joseph joshua julia julie justin karen kate keith kelly
    kenneth kevin kyle larry laura lauren linda lisa louis margaret maria martin mary matthew megan melissa michael
    michelle mike nancy nathan nicholas nicole olivia oliver pamela patricia patrick paul peter philip rachel ralph
    raymond rebecca richard robert roger ronald ruth ryan samantha samuel sandra sarah scott sean sharon simon sophia
    stephanie stephen steve steven susan teresa theresa thomas timothy tom tyler victoria vincent walter wayne william
    zachary
    """.split()
)
"""Given names of people whom Chinese text writes by their sound."""

TRANSCRIBED = re.compile(
    "[·•‧]|音译|[尔斯特克姆拉德夫罗纳莫卡巴达洛伯格蒂埃森顿瑟维奥弗莱茨赫托桑佩里塞曼兰迪沃普鲁诺西亚麦布菲丹贝希萨伊坎阿比利吉丁勒雷蕾"
    "杰哈帕琼史密约翰彼汤凯恩玛乔詹威廉查库尼]{2}"
)
"""Chinese characters that write a foreign name by its sound, or the dot between its parts."""
