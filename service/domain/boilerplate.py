"""Lines around a story that are no part of it. They keep their number, but nothing may cite them.

Rows of patterns for whole lines only. A doubtful line is news: losing a paragraph of the story is worse than keeping
an advertisement.
"""

import re

_LONGEST = 100  # characters: a longer paragraph is never taken for boilerplate, whatever it says

# Ideographs have no case: without (?-i:) each of the 26,000 is looked up when the patterns are compiled.
_HAN_NAME = r"(?-i:[\u3400-\u9fff·]{2,4})"
_LATIN_NAME = r"[A-Za-z][\w.'’-]*(?: [A-Za-z][\w.'’-]*){0,3}"
_NAME = rf"(?:{_HAN_NAME}|{_LATIN_NAME})"
_ROLE = (
    "(?:本文|本期|文章|值班|责任|执行|新媒体|网络|图片|视频)?"
    "(?:编辑|責任編輯|編輯|责编|校对|校對|审核|审校|主编|监制|監製|美编|排版|撰文|统筹|实习生|作者|采写|编译|整理|记者邮箱)"
)
_CHINESE_CREDITS = (
    rf"[（(【\[]?{_ROLE}\s*[:：/／|｜丨]\s*{_NAME}"
    rf"(?:[ 、,，/;；|｜]+(?:{_ROLE}\s*[:：/／|｜丨]?\s*)?{_NAME})*[）)】\]]?",
    r"[（(【\[]?(?:责任编辑|責任編輯|责编)\s+\S.{0,20}",
    rf"[（(]?(?:文|图|摄|摄影|视频|制图)\s*[/／|｜丨]\s*(?:记者\s*)?{_NAME}(?: {_NAME})*[）)]?",
    r"[（(【\[]?(?:本文|文章|稿件|图片|圖片|题图|配图|封面图|头图|资料|新闻)?(?:来源|來源|源自|转载自|图源)\s*[:：]\s*[^。，！？]{1,40}"
    r"(?:[，,]\s*作者[:：]?.{1,20})?",
    r"本文(?:首发于|转载自|转自|来自|来源于|原载于)\s*[:：]?.{1,40}",
    r"[（(]?(?:图片|圖片|题图|配图|封面图|头图)(?:来源|来自)\s*[:：]?\s*[^，。]{1,20}[。）)]?",
    r"图\s*[:：]\s*[^，。]{1,8}",
    r"[（(]?原标题\s*[:：].{1,90}",
    r"(?:上|下)一篇\s*[:：].{1,90}",
    r"[【\[]?(?:广告|廣告|推广|赞助内容|免责声明|版权声明|版權聲明|特别声明|风险提示|新浪声明)[】\]]?(?:[:：].{0,90})?",
    r"[【\[]?(?:相关阅读|延伸阅读|延伸閱讀|推荐阅读|更多阅读|相关新闻|相关报道|猜你喜欢|热门推荐)[】\]]?(?:[:：].{0,60})?",
    r"(?:本文|以上|文中|声明|注)[^。]{0,20}(?:不构成.{0,6}投资建议|仅代表作者(?:本人|个人)?观点|不代表本.{0,8}立场).{0,40}",
    r"(?:记者|作者|编辑|投稿|爆料|报料|商务合作|广告合作|联系|新闻|采访|版权)?(?:联系)?"
    r"(?:邮箱|微信|微信号|电话|热线|联系方式|信箱|QQ)\s*[:：]\s*[A-Za-z0-9@_.+\- （）()/、]{3,40}",
    r"[—\-=*·\s（(【\[]{0,8}(?:END|完|全文完|未完待续)[—\-=*·\s）)】\]]{0,8}",
)
_CHINESE_CALLS = (
    r"(?:请)?(?:点击|戳|點擊)(?:下方|上方|左下角|文末)?[“「【]?(?:阅读原文|閱讀原文|查看原文|查看更多|原文链接|蓝字).{0,24}",
    r"(?:阅读原文|查看更多|展开全文|返回搜狐，?查看更多|举报/反馈)",
    r"(?:请|欢迎)?(?:用?微信)?(?:长按|扫描|扫码|扫一扫|识别|長按|掃描){1,2}(?:识别|下方|上方|图中|文末|以下|下图|右侧)*二?(?:维码|維碼)?"
    r"[，,]?(?:即可|立即|马上|并|快来)?(?:关注|關注|添加|加入|进群|阅读|下载|查看|报名|订阅|咨询|了解|分享)(?!度)[^。，]{0,24}[。！!]?",
    r"(?:欢迎|敬请|请)?(?:搜索)?(?:关注|添加|關注|订阅)(?:我们|本报|官方)?的?[“「]?[^，。的]{0,12}[”」]?(?:微信)?"
    r"(?:公众号|公眾號|订阅号|视频号|官方微博|官方微信|客户端|微信|微博)"
    r"(?:[：:]\s*\S{1,20}|[（(].{1,20}[)）]|[，,].{0,24})?[。！!]?",
    r"关注我们",
    r"未经.{0,12}(?:授权|许可|允许|同意|書面).{0,8}(?:不得|严禁|禁止|请勿|谢绝).{0,12}(?:转载|摘编|复制|镜像|转贴|转发|翻印|轉載).{0,30}",
    r"版[权權](?:所有|归[^谁，。？]{1,20}所有)(?:[，,。.\s].{0,60})?",
    r"(?:如需)?转载(?:请|须|需)?(?:注明|联系|务必|获|经|保留|标明).{0,40}",
    r"(?:点击|立即|欢迎|请|马上)?(?:下载|打开).{0,12}(?:App|客户端|新闻)(?:[，,]?\s*(?:查看|阅读|体验|获取|了解|看|参与).{0,20})?[》>！!]?",
    r"海量资讯、精准解读.{0,30}",
)
_REPORTED = (
    r"(?!.*(?:称|表示|说|据|增长|下降|翻番|翻了|人数|用户|网友|诈骗|%|\d[万亿]))"  # words of news, not of a call
)

_BY = r"(?-i:[A-Z][\w.'’-]*|and|in|by|for)"  # words of a credit: names, not sentences
_NAMES = rf"{_BY}(?:[ ,;/&]+{_BY})*[.)\]]?"
_PICTURE = "(?:photo(?:graph)?|image|picture|illustration|graphic|video)s?"
_ENGLISH = (
    r"[\[(-]?\s*(?:story continues below )?(?:advertisement|sponsored(?: content)?|promoted content|ad)\s*[\])-]?",
    rf"[(\[]?(?:editors?|edited by|editing by|copy editors?|source|credits?|via|"
    rf"{_PICTURE}(?: credits?| source)?)\s*:\s*.{{1,60}}",
    rf"(?:additional )?(?:reporting|writing|editing|edited|compiled|translated) by {_NAMES}",
    rf"[(\[]?{_PICTURE}(?: credit)?(?: by| courtesy of| via) {_NAMES}",
    r"(?:read more|read also|see also|related(?: articles?| stories)?|more from|further reading|"
    r"recommended)\s*:.{0,90}",
    r"(?:read more|related articles?|related stories|subscribe(?: now)?|sign up|skip ad(?:vertisement)?|most read)\.?",
    r"share(?: this)?(?: article| story| post)?(?: (?:on|via) (?:facebook|twitter|x|linkedin|whatsapp|email))?\.?",
    r"(?:sign up|subscribe)\b.{0,50}\b(?:newsletters?|updates|briefing|inbox)\b.{0,40}",
    r"(?:follow|find|join) us on .{1,60}",
    r"follow @?\w+(?: \w+)? on (?:twitter|x|facebook|linkedin|instagram)\.?",
    r"(?:copyright\s*(?:©|\(c\)|\d{4})|©|\(c\)\s*\d{4}|all rights reserved).{0,80}",
    r"(?:click|tap) here (?:to|for) .{1,60}",
    r"(?:download|get) (?:our|the) (?:\w+ ){0,3}app(?: (?:today|now|here|for|on|from)\b.{0,40})?[.!]?",
    r"this (?:article|story|post) (?:was )?(?:originally|first) (?:appeared|published) (?:on|in|at|by) .{1,60}",
    r"\d{1,2} min(?:ute)?s? read",
    r"(?:have|got) a (?:news )?tip\?.{0,80}",
    r"(?:-|—|\*|#|\s){0,8}(?:ends?|30)(?:-|—|\*|#|\s){1,8}",
)
_CALLS = "|".join(_CHINESE_CALLS)
_LINES = re.compile("|".join((*_CHINESE_CREDITS, f"{_REPORTED}(?:{_CALLS})", *_ENGLISH)), re.IGNORECASE)
_LETTER = re.compile(r"\w")


def is_boilerplate(paragraph: str) -> bool:
    """Whether a whole paragraph is an editor's line, a credit, advertising, a call to subscribe, or a mere rule."""
    if len(paragraph) > _LONGEST:
        return False
    return _LINES.fullmatch(paragraph.strip()) is not None or _LETTER.search(paragraph) is None
