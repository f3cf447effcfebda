"""Words that tell who said something."""

import re

from service.domain.initials import by_initial

_NAMED = "[^，。！？；,.!?;\n]{1,30}?"  # who or what stands between 据 and 报道
_CHINESE_SOURCE = (
    rf"(?:根据|依据|按照|援引|据){_NAMED}"
    r"(?:报道|报导|消息|统计|数据|显示|介绍|透露|估计|估算|预测|预计|分析|调查|报告|说法|了解|称|披露|研究)"
    r"|据(?:悉|称|报|传|说|统计|介绍|了解|透露|披露|估计)"
    r"|(?:数据|报告|调查|研究|统计)(?:[^，。；\n]{0,6})(?:显示|表明|指出|发现)"
)
_CHINESE_VERB = (
    r"(?<![名简号自俗人职堪统谎并])称(?![为号作赞霸职呼重道帝王雄])|[声宣]称|表示|表态|指出|认为|透露|强调|坦言|直言|回应说|预测|预计|估计|披露|"
    r"写道|呼吁|警告|承认|否认|指控|质疑|批评|(?<![传小学听据劝])说(?![明法服唱辞书教客])"
)
_CHINESE_MORE = (
    "|宣布|公布|发布|声明|看来|评论|解释|介绍|通报|报道|消息|显示|建议|提出|要求|希望|相信|担心|提醒|回应|谈|指|称"
)
_ENGLISH_VERB = (
    r"said|says?|saying|tells?|told|claim(?:s|ed|ing)?|according\s+to|estimate[sd]?|estimating|expect(?:s|ed|ing)?|argue[sd]?|arguing"
    r"|reportedly|allegedly|alleg(?:e|es|ed|ing)|report(?:s|ed)?\s+that|believe[sd]?|warn(?:s|ed|ing)?|predict(?:s|ed|ing)?"
    r"|insist(?:s|ed|ing)?|admit(?:s|ted|ting)?|den(?:y|ies|ied|ying)|wrote|writes|suggest(?:s|ed|ing)\s+that"
)
_ENGLISH_MORE = (
    r"|announc(?:e|es|ed|ing)|stat(?:es?|ed|ing|ements?)|not(?:es?|ed|ing)|add(?:s|ed|ing)|acknowledg(?:e[sd]?|ing)|think(?:s|ing)?|thought"
    r"|cit(?:e[sd]?|ing)|quot(?:e[sd]?|ing)|explain(?:s|ed|ing)?|describ(?:e[sd]?|ing)|point(?:s|ed|ing)?\s+(?:to|out)|emphasi[sz](?:e[sd]?|ing)"
    r"|stress(?:es|ed|ing)|reveal(?:s|ed|ing)?|call(?:s|ed|ing)?|show(?:s|ed|n|ing)?|confirm(?:s|ed|ing)?|comment(?:s|ed|ing)?|conced(?:e[sd]?|ing)"
    r"|sources?|report(?:s|ed|ing|edly)?|accus(?:e[sd]?|ing)|forecast(?:s|ed|ing)?|suggest(?:s|ed|ing)?|see[ns]?|saw|view(?:s|ed)?|find(?:s|ing|ings)?"
    r"|found|indicat(?:e[sd]?|ing)|data|survey|study|per|hop(?:e[sd]?|ing)|declar(?:e[sd]?|ing)|disclos(?:e[sd]?|ing)|urg(?:e[sd]?|ing)|propos(?:e[sd]?|ing)"
    r"|recommend(?:s|ed|ing)?|vow(?:s|ed)?|pledg(?:e[sd]?|ing)|ask(?:s|ed|ing)?|question(?:s|ed|ing)?|critici[sz](?:e[sd]?|ing)|rumou?red|supposed(?:ly)?"
    r"|project(?:s|ed)|apparently|considered|deemed|attribut(?:e[sd]?|ing)|blam(?:e[sd]?|ing)|prais(?:e[sd]?|ing)|express(?:es|ed|ing)?|envision(?:s|ed)?"
)
_HAN = "(?=[\u3400-\u9fff])"  # a look at one character that spares English text all of what begins with a Chinese one
_REPORTS = re.compile(rf"\b{by_initial(_ENGLISH_VERB)}\b|{_HAN}(?:{_CHINESE_SOURCE}|{_CHINESE_VERB})")
_CHINESE_ORIGIN = (
    r"(?<![数數证證依根占收票凭憑论論拮割])据(?![此守点點有为為])[^，。！？；,.!?;\n]{1,15}[，,]"  # 据路透社，
)
_ATTRIBUTES = re.compile(
    rf"\b{by_initial(_ENGLISH_VERB + _ENGLISH_MORE)}\b"
    rf"|{_HAN}(?:{_CHINESE_SOURCE}|{_CHINESE_ORIGIN}|{_CHINESE_VERB}{_CHINESE_MORE})"
)


def reporting_words(sentence: str) -> str:
    """Return the words by which a sentence reports what somebody says, "" where it states a fact.

    Who announces something makes it a fact; a claim, an estimate, an expectation is somebody's. Linear in the text.
    """
    match = _REPORTS.search(sentence)
    return match[0] if match else ""


def attributes(statement: str) -> bool:
    """Whether a statement names anyone as its origin, in any word for that."""
    return bool(_ATTRIBUTES.search(statement))
