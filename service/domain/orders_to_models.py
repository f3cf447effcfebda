"""Tells an order to a language model, such as tools write around an article, from a line of the article itself."""

import re

_MOST = 600  # characters of an order

# Two things make an order: it begins as one, and it names the text that it is about as nobody does in that text's own
# first line. A bare imperative is not enough ("Read the full story"), nor is a mere mention of "this article".
_POLITE = (
    r"(?:(?:please|kindly|now|task|instructions?|prompt|(?:can|could|would|will) you(?: please)?"
    r"|your (?:task|job) is to|i (?:want|need) you to)[\s,:]+)*"
)
_REWORD = "summari[sz]e|condense|shorten|rewrite|rephrase|paraphrase|translate|proofread|tl;?dr"
_MAKE = (
    "write|generate|create|produce|provide|give(?: me)?|make|draft|list|extract|identify|analy[sz]e|explain|answer|read"
    "|use|return|output|suggest|propose|compose|craft"
)
_PRODUCT = "summary|summaries|bullets?|points|headlines?|titles?|abstract|takeaways|brief|digest|standfirst|insights"
_WHAT = (
    r"(?:\w+\s+){0,2}(?:articles?|texts?|contents?|story|stories|news|passage|post|input|document|report|transcript)\b"
)
_GAP = "[^.,:;!?]{0,100}?"  # within the sentence
_NEAR = rf"(?:(?:following|above|below|attached|provided|given)\s+{_WHAT}|{_WHAT}\s+(?:above|below)|the following\s*$)"
_ENGLISH = re.compile(
    rf"{_POLITE}(?:(?:{_REWORD})\b{_GAP}\b(?:{_NEAR}|(?:the|this|these)\s+{_WHAT})"
    rf"|(?:{_MAKE})\b{_GAP}\b(?:{_NEAR}|(?:{_PRODUCT})\s{_GAP}\b(?:the|this|these)\s+{_WHAT})"
    r"|(?:you are|act as)\s+(?:an?|the|my)\s+[^.]{0,80}?"
    r"\b(?:assistant(?! professor)|editor|journalist|reporter|expert|writer|translator|analyst|engine|model|ai"
    r"|summari[sz]er)\b)",
    re.IGNORECASE,
)
_CHINESE_VERB = (
    "总结|總結|概括|摘要|归纳|歸納|提炼|提煉|翻译|翻譯|改写|改寫|缩写|縮寫|撰写|撰寫|生成|提取|简述|簡述|列出|分析|回答"
)
_CHINESE_TEXT = (
    "(?:以下|下面|下列|上述|上面|以上|给定|給定|所给|所給|提供|这篇|這篇|这段|這段|该篇|該篇)[^。！？]{0,8}?"
    "(?:内容|內容|文章|文本|新闻|新聞|报道|報道|報導|正文|文字|材料|段落|文)"
)
_CHINESE = re.compile(
    rf"(?:请|請|帮|幫|麻烦|麻煩|将|將|把|对|對|为|為|用|使用|根据|根據|阅读|閱讀|{_CHINESE_VERB})"
    rf"[^。！？]{{0,60}}?(?:{_CHINESE_TEXT}[^。！？]*?(?:{_CHINESE_VERB})|(?:{_CHINESE_VERB})[^。！？]*?{_CHINESE_TEXT})"
    rf"|(?:{_CHINESE_VERB})[^。！？]{{0,20}}?{_CHINESE_TEXT}"
    "|你是(?:一[名位个個])?[^。！？]{0,40}?(?:助手|助理|编辑|編輯|记者|記者|专家|專家|翻译|翻譯|引擎|分析师|分析師|模型)"
)

# What says no more than that the text comes, or what becomes of it, is an order where it ends in a colon.
_BARE = re.compile(
    rf"{_POLITE}(?:(?:{_REWORD})\b[^.!?\"“:]{{0,80}}|(?:here|below|this|the following) is (?:an?|the|my) {_WHAT})\s*:"
    "|(?:(?:以下|下面)是[^。！？，:：]{0,20}[，,])?(?:(?:请|請)[你您]?)?(?:(?:帮|幫|为|為|给|給)我)?(?:用[^。！？，:：]{1,10})?"
    "(?:总结|總結|概括|归纳|歸納|提炼|提煉|翻译|翻譯|改写|改寫|缩写|縮寫|简述|簡述)[^。！？，:：]{0,15}[:：]"
    "|(?:以下|下面)是[^。！？，:：]{0,12}(?:文章|新闻|新聞|正文|原文|内容|內容|报道|報道|報導)[^。！？，:：]{0,4}[:：]",
    re.IGNORECASE,
)
# An order that tells news is a line of an article: it says who said it, how much it was, or what is so.
_STATED = re.compile(
    r"[,:”\"]\s(?:\w+\s){0,5}(?:said|says|told|wrote|argued|found)\b|\b(?:is|was) what\b"
    r"|[:,]\s(?:that|this) (?:is|was)\b"
    r"|[$€£¥]\s?\d|\d (?:million|billion)\b|显示|顯示|表明|指出|同比|环比|正在|近日|日前|增长|增長|下降|缩水|上涨|下跌"
    r"|\d[万萬亿億]|记者(?:采访|获悉|了解|注意)|記者(?:採訪|獲悉|了解|注意)|(?:称|稱|表示)[，。：]"
    r"|^根[据據][^，。]*的(?:分析|总结|總結|归纳|歸納)[，,]|^你是[^，。！？]*[吗嗎][?？]|生成式",
    re.IGNORECASE,
)


def is_order(line: str) -> bool:
    """Whether a line orders a model to do something with a text; of at most 600 characters, in either language."""
    text = line.strip().lstrip("#*> ").strip()
    if len(text) > _MOST or _STATED.search(text):
        return False
    return (_ENGLISH.match(text) or _CHINESE.match(text) or _BARE.fullmatch(text)) is not None
