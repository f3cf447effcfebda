"""Lines around a story that are no part of it. They keep their number, but nothing may cite them."""

import re

_LONGEST = 100  # characters: a longer paragraph is never taken for boilerplate, whatever it says

_ROLES = "责任编辑|责编|编辑|校对|审核|主编|监制|美编|排版|值班编辑|责任校对|撰文|统筹|实习生"
_CHINESE = (
    rf"[（(【\[]?(?:本文)?(?:{_ROLES})\s*[:：/｜|]\s*[\u3400-\u9fff·\w ]{{1,30}}[）)】\]]?",
    r"[（(【\[]?(?:责任编辑|责编)\s+\S.{0,20}",
    r"[（(【\[]?(?:(?:本文|文章|稿件|图片|资料)?(?:来源|转载自|来源于)|本文(?:来自|转自|首发于)|图源|图)\s*[:：]\s*.{1,40}",
    r"本文(?:首发于|转载自|来自|来源于).{1,40}",
    r"[（(]?(?:图片|题图|配图|封面图|头图)(?:来源|来自).{0,30}",
    r"[【\[]?(?:广告|推广|赞助内容|免责声明|版权声明)[】\]]?(?:[:：].{0,40})?",
    r"[【\[]?(?:相关阅读|延伸阅读|推荐阅读|更多阅读|猜你喜欢|热门推荐)[】\]]?[:：]?.{0,40}",
    r"(?:点击|长按|扫描|扫码|识别)(?:阅读原文|下方|上方|查看|关注|二维码|图片).{0,40}",
    r"(?:欢迎|敬请)?(?:关注|添加)(?:我们的?)?.{0,12}(?:公众号|微信|微博|视频号|客户端).{0,30}",
    r"(?:未经(?:授权|许可|允许)|版权(?:所有|归)|转载(?:请|须|需)|如需转载).{0,60}",
    r"(?:下载|打开).{0,12}(?:App|APP|客户端).{0,30}",
)
_CREDITS = "editor|edited by|editing by|reporting by|copy editor|source|image credits?|photo(?: credit)?|credits?|via"
_MORE = "read more|read also|see also|related(?: articles?| stories)?|more from|further reading|recommended"
_ENGLISH = (
    r"[\[(-]?\s*(?:story continues below )?(?:advertisement|sponsored(?: content)?|promoted content)\s*[\])-]?",
    rf"(?:{_CREDITS})\s*:\s*.{{1,70}}",
    r"(?:reporting|editing|additional reporting) by .{1,80}",
    rf"(?:{_MORE})\s*:.{{0,90}}",
    r"(?:read more|related articles?|related stories|share this(?: article| story)?|subscribe(?: now)?|sign up)\.?",
    r"(?:sign up|subscribe)\b.{0,50}\b(?:newsletters?|updates|briefing|inbox)\b.{0,40}",
    r"(?:follow|find|join) us on .{1,60}",
    r"(?:copyright\b|©|\(c\) ?\d{4}|all rights reserved).{0,80}",
    r"(?:click|tap) here to .{1,60}",
    r"(?:download|get) (?:our|the) .{0,20}\bapp\b.{0,40}",
)
_LINES = re.compile("|".join((*_CHINESE, *_ENGLISH)), re.IGNORECASE)


def is_boilerplate(paragraph: str) -> bool:
    """Whether a whole paragraph is an editor's line, a credit, advertising, or a call to subscribe."""
    return len(paragraph) <= _LONGEST and _LINES.fullmatch(paragraph.strip()) is not None
