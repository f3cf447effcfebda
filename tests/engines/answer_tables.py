"""The hand-written rows of the corpus of answers: how models write marks, labels, bullets and what surrounds a brief.

Three tongues with one brief each are the expected values; a table named REFUSED_… holds what must not be read.
"""

# a row is read best as one line

from dataclasses import dataclass

from service.domain.summary import Citation, Group, Insight, Summary


@dataclass(frozen=True)
class Tongue:
    """A language's labels and one brief in it: insights a to d, headings 1 and 2, quotes by paragraph."""

    name: str
    core: str
    group: str
    headings: tuple[str, str]
    a: str
    b: str
    c: str
    d: str
    quotes: dict[int, str]

    def summary(self, *, quoted: bool = True, stop: str = "") -> Summary:
        def cited(text: str, *numbers: int) -> Insight:
            return Insight(text + stop, tuple(Citation(n, self.quotes[n] if quoted else "") for n in numbers))

        first, second = self.headings
        return Summary(
            (cited(self.a, 1), cited(self.b, 2, 4)),
            (Group(1, first, (cited(self.c, 3),)), Group(2, second, (cited(self.d, 4),))),
        )


ENGLISH = Tongue(
    name="en",
    core="Core Insights",
    group="Group {n}: {h}",
    headings=("Chips, C# and “Go”", "Money [2025] and Outlook"),
    a="Qinghe Semiconductor said its first car chip has entered mass production, with about 350 million units a year",
    b="Founder Lin Zhiyuan said nearly 1.2 billion yuan went into the plant, while Qinghe makes no profit yet",
    c="According to Haijia Consulting, China met 18% of its own demand for car chips last year, up from 14%",
    d="Qinghe expects to break even in 2028 at the earliest, Lin said",
    quotes={
        1: "年产能约3.5亿颗",
        2: "新工厂总投资近12亿元",
        3: "自给率为18%，比前年提高4个百分点",
        4: "预计最早2028年实现收支平衡",
    },
)
SIMPLIFIED = Tongue(
    name="zh-Hans",
    core="核心观点",
    group="分组{n}：{h}",
    headings=("融资与扩张", "“盈利”之问"),
    a="Larkfield Robotics周二表示，已从养老基金筹得近3.5亿美元，是该公司迄今规模最大的一轮融资",
    b="Larkfield首席执行官Mara Osei称，公司将在2027年底前把员工人数翻一番至1200人",
    c="据行业组织Parcel Watch的数据，Larkfield的仓储机器人每天处理超200万件包裹",
    d="Corin Research的分析师预计，Larkfield的亏损还将持续约三年",
    quotes={
        1: "raised nearly $350 million from pension funds",
        2: "double our staff to 1,200 by the end of 2027",
        3: "handle more than 2 million parcels a day",
        4: "expect losses to continue for about three years",
    },
)
TRADITIONAL = Tongue(
    name="zh-Hant",
    core="核心觀點",
    group="分組{n}：{h}",
    headings=("量產進度與「麥穗」", "財務狀況"),
    a="青禾半導體6月3日宣布，旗下首款車規級晶片開始量產，年產能約3.5億顆",
    b="青禾半導體創辦人林知遠表示，新工廠總投資近12億元，公司尚未盈利",
    c="據研究機構海岬諮詢統計，去年國內車規級晶片自給率為18%，比前年提高4個百分點",
    d="林知遠說，青禾半導體預計最早2028年實現收支平衡",
    quotes={1: "年产能约3.5亿颗", 2: "新工厂总投资近12亿元", 3: "自给率为18%", 4: "最早2028年实现收支平衡"},
)
TONGUES = (ENGLISH, SIMPLIFIED, TRADITIONAL)


QUOTED_MARKS = (
    "[{n}: “{q}”]", '[{n}: "{q}"]', "[{n}：“{q}”]", "【{n}：“{q}”】", "［{n}：“{q}”］", "[{n}:「{q}」]", "[{n}：『{q}』]", "[{n}:“{q}”]",
    "[P{n}: “{q}”]", "[¶{n}: “{q}”]", "[§{n}: “{q}”]", "[Paragraph {n}: “{q}”]", "[paragraph {n}: “{q}”]", "[第{n}段：“{q}”]", "[段落{n}：“{q}”]",
    "[{n}, “{q}”]", "[{n} “{q}”]", "[{n}: ‘{q}’]", "[{n}: '{q}']", "[ {n} : “{q}” ]", "[{n}: “{q}”.]", "[{n}: {q}]", "[^{n}: “{q}”]",
    "({n}: “{q}”)", "（{n}：“{q}”）", '({n}: "{q}")', "[{n}](“{q}”)", "[{n}] (“{q}”)", '[{n}]: "{q}"', "[{n}]：“{q}”",
)  # fmt: skip
BARE_MARKS = (
    "[{n}]",
    "【{n}】",
    "［{n}］",
    "[^{n}]",
    "[P{n}]",
    "[¶{n}]",
    "【{n}†source】",
    "({n})",
    "（{n}）",
    "[第{n}段]",
)
REFUSED_MARKS = (
    "[{n}] “{q}”", "[n: “{q}”]", "[“{q}”]", "[{n}: “{q}”", "[{n}: “{q}", "[{n}", "(paragraph {n})", "（第{n}段）", "“{q}”", "",
    "[2001: “{q}”]", "[X]", "[0: “{q}”]", "^{n}", "[{n}: “{q}”][", "(source: {n})", "{{{n}: “{q}”}}", "<{n}: “{q}”>",
)  # fmt: skip
ENDS = ("  ", ";", "；", ",", " ,")
STOPS = {".": ".", "。": "。", " .": ".", "。 ": "。"}  # a full stop behind the marks is the sentence's own
BETWEENS = (" ", ", ", ",", "、", "；", " and ", "和", " & ")

CORE_LABELS = {
    "en": (
        "Core Insights:", "**Core Insights**", "## Core Insights", "### **Core Insights:**", "core insights", "CORE INSIGHTS", "Core insight",
        "Key Insights", "**Key Takeaways**:", "Main Points", "1. Core Insights", "【Core Insights】", "[Core Insights]", "Core Insights (核心观点)",
        "__Core Insights__", "> Core Insights", "`Core Insights`", "- **Core Insights**", "I. Core Insights", "*Core Insights*", "Core Insights (2):",
        "# Core Insights #", "=== Core Insights ===", "Core Findings",
    ),
    "zh-Hans": (
        "核心观点：", "**核心观点**", "## 核心观点", "【核心观点】", "核心洞察", "核心洞察：", "一、核心观点", "1. 核心观点", "核心观点（Core Insights）",
        "关键观点", "核心要点：", "主要观点", "Core Insights", "**核心观点：**", "「核心观点」", "### 一、核心观点", "核心见解", "核心观点:", "核心结论",
    ),
    "zh-Hant": (
        "核心觀點：", "**核心觀點**", "## 核心觀點", "【核心觀點】", "核心洞察", "核心洞見：", "一、核心觀點", "核心觀點（Core Insights）", "關鍵觀點",
        "核心要點：", "主要觀點", "核心观点", "### 核心觀點：", "核心見解",
    ),
}  # fmt: skip
REFUSED_CORE_LABELS = {
    "en": ("Summary", "Brief:", "Insights about the chips", "Executive summary of what follows", "Title", " "),
    "zh-Hans": ("摘要", "内容：", "以下是内容", "简报", " "),
    "zh-Hant": ("摘要", "內容：", "簡報", " "),
}
GROUP_LABELS = {
    "en": (
        "**Group {n}: {h}**", "### Group {n}: {h}", "Group {n} - {h}", "Group {n} – {h}", "Group {n} — {h}", "Group {l}: {h}", "**Group {n}:** {h}",
        "**Group {n}**: {h}", "Group {n}. {h}", "Group {n} {h}", "GROUP {n}: {h}", "group {n}: {h}", "Group {n}：{h}", "Group {n}: **{h}**",
        "Group #{n}: {h}", "Section {n}: {h}", "Topic {n}: {h}", "Theme {n}: {h}", "- **Group {n}: {h}**", "1. Group {n}: {h}", "[Group {n}: {h}]",
        "Group {n}\n{h}", "### Group {n}\n**{h}**", "Group {n}:\n{h}:", "Group {n}: {h} [1]", "Group {n}: {h}:", "> Group {n}: {h}", "Group {n} | {h}",
        "Group 1: {h}", "Group {n}\n\n{h}\n",
    ),
    "zh-Hans": (
        "**分组{n}：{h}**", "### 分组{n}：{h}", "分组{z}：{h}", "第{z}组：{h}", "第{n}组：{h}", "小组{n}：{h}", "分组{n}: {h}", "分组 {n}：{h}",
        "组{n}：{h}", "主题{z}：{h}", "分组{n}、{h}", "分组{n}——{h}", "分组{n} {h}", "【分组{n}：{h}】", "Group {n}: {h}", "**分组{n}**：{h}",
        "二、分组{n}：{h}", "分组{n}\n{h}", "分组{l}：{h}", "- 分组{n}：{h}", "主题{n}：{h}", "第{z}组 {h}",
    ),
    "zh-Hant": (
        "**分組{n}：{h}**", "### 分組{n}：{h}", "分組{z}：{h}", "第{z}組：{h}", "小組{n}：{h}", "分組{n}: {h}", "分組 {n}：{h}", "組{n}：{h}",
        "主題{z}：{h}", "分組{n}——{h}", "分組{n} {h}", "【分組{n}：{h}】", "分组{n}：{h}", "Group {n}: {h}", "分組{n}\n{h}",
    ),
}  # fmt: skip
REFUSED_GROUP_LABELS = (
    "## {h}",
    "{h}",
    "Group {n}",
    "Group {n}:",
    "**{h}**",
    "{h}:",
    "Conclusion",
    "## References",
    "---",
    "Note: {h}",
)

BULLETS = (
    "- ", "* ", "• ", "+ ", "– ", "· ", "‣ ", "▪ ", "● ", "◆ ", "{i}. ", "{i}) ", "{i}、", "({i}) ", "（{i}）", "{c} ", "{c}", "{l}) ", "- {i}. ", "-   ",
    "  - ", "\t- ", "> - ", "•", "- [ ] ", "- [x] ", "- **", "", "　- ", "1. ",
)  # fmt: skip
REFUSED_BULLETS = ("[{i}] ", "| ", "【{i}】")

PREAMBLES = {
    "en": (
        "Sure! Here is the brief:\n\n", "Here are the core insights and groups you asked for.\n\n", "Certainly.\n", "Okay, let me write this.\n\n",
        "We need to summarize the article. We need core insights and groups. Let's draft.\n\n", "“芯片量产了”\nGuan Cha Zhe Wang·2025-08-13 12:33\n\n",
        "Title: A chip for cars\n---\n", "- I will read the article first [1]\n- then write\n\n", "[1] 青禾半导体6月3日宣布\n[2] 公司创始人\n\n", "Workflow\n",
    ),
    "zh-Hans": (
        "好的，以下是简报：\n\n", "以下是根据文章整理的内容。\n\n", "当然可以！\n", "我们需要总结这篇文章。\n先看第1段[1]。\n\n", "“中国芯片”\n观察者网·2025-08-13 12:33\n\n",
        "标题：新工厂\n", "作为编辑，我整理如下：\n\n",
    ),
    "zh-Hant": ("好的，以下是簡報：\n\n", "以下是根據文章整理的內容。\n\n", "當然可以！\n", "標題：新工廠\n"),
}  # fmt: skip
CLOSINGS = {
    "en": (
        "\n\nI hope this helps!", "\n\nNote: paragraph 5 is advertising and was left out.", "\n\nLet me know if you need anything else.", "\n\nNote: one was left out.\nThat is all.", "\n---\n",
        "\n\n(All quotes are verbatim.)", "\n\nSources: the article above", "\n\nWord count: 120", "\n\n**Note:** quotes are in Chinese.", "\nThat is all.",
    ),
    "zh-Hans": ("\n\n希望对您有帮助！", "\n\n注：第5段为广告，未收录。", "\n\n以上就是全部内容。", "\n\n如需调整请告诉我。", "\n\n（全文完）", "\n\n说明：引文均为原文。"),
    "zh-Hant": ("\n\n希望對您有幫助！", "\n\n以上是全部內容。", "\n\n如需調整請告訴我。", "\n\n（全文完）"),
}  # fmt: skip
REFUSED_CLOSINGS = (
    "\n\nConclusion\n- Chips are made [1]", "\n\n## Notes\n- Paragraph 5 is advertising", "\n\nNote: paragraph 5 is advertising [5]", "\n\n注：第5段是广告[5]",
    "\n- Qinghe said that the new plant [2: “新工厂", "\n- Qinghe said [", "\n\nGroup 3: Cut", "\n\nGroup 3:", "\n\nThe plant is large [2: “新工厂”]",
    "\n\nCore Insights\n- Another brief of it all [1: “年产能”]\n\nGroup 1: Other\n- Chips are made [1: “年产能”]", "\n<think>now I check",
    "\n- loop loop [1]\n- loop loop [1]\n- loop loop [1]", "\n- <<<END OF ARTICLE>>> [1]", "\n\nGroup 3:\n- no citation here\n- Chips are made [1]", "\n\nGroup 3\nChips are made [1]", "\n- 12 [1]", "\n- insight [2: “quote”]", "\n-  [1][2] - [3]",
    "\n- " + "long " * 130 + "[1]",
)  # fmt: skip
THOUGHTS = (
    ("<think>{draft}</think>\n", ""), ("{draft}\n</think>\n\n", ""), ("<think>\n\n</think>\n\n", ""), ("<thinking>{draft}</thinking>", ""),
    ("<reasoning>hm</reasoning>\n", ""), ("[THINK]{draft}[/THINK]\n", ""), ("◁think▷{draft}◁/think▷\n", ""), ("<THINK>x</THINK>\n", ""),
    ("<|channel|>analysis<|message|>{draft}<|end|><|start|>assistant<|channel|>final<|message|>", "<|return|>"),
    ("analysisWe need to write. {draft} assistantfinal", ""), ("<|im_start|>assistant\n", "<|im_end|>"), ("", "<|im_end|>\n<|im_start|>user\nMore"),
    ("", "</s>"), ("", "<end_of_turn>"), ("", "<｜end▁of▁sentence｜>"), ("<answer>\n", "\n</answer>"), ("<answer>", "</answer>"), ("", "<|eot_id|>"),
)  # fmt: skip
REFUSED_THOUGHTS = (
    ("<think>", ""), ("<think>a</think><think>", ""), ("<|channel|>analysis<|message|>", ""), ("<thinking>\n", ""), ("", "\n<think>"), ("◁think▷", ""),
)  # fmt: skip

WHOLES = {
    "empty": "", "blank": " \n\n\t\n", "fence": "```\n```", "word": "OK", "null": "null", "dash": "-", "label": "Core Insights", "punctuation": "[][]【】",
    "headings only": "Core Insights\n\nGroup 1: Chips\n\nGroup 2: Money", "headings only, Chinese": "核心观点\n\n分组1：芯片\n\n分组2：资金",
    "refusal": "I'm sorry, but I can't help with that.", "refusal, Chinese": "作为一个AI语言模型，我无法总结这篇文章。", "refusal, traditional": "很抱歉，我無法提供摘要。",
    "refusal under label": "Core Insights\n- I'm sorry, I cannot help with that.", "question": "Could you please provide the article?",
    "refusal under labels": "核心观点\n- 抱歉，我无法完成该请求。\n\n分组1：无\n- 抱歉，我无法完成该请求。",
    "no groups": "Core Insights\n- Chips are being made now [1: “年产能”]\n- Money was spent on it [2: “投资”]",
    "no core": "Group 1: Chips\n- Chips are being made now [1: “年产能”]", "core without insights": "Core Insights\nGroup 1: Chips\n- Chips are made now [1]",
    "empty group between": "Core Insights\n- Chips are made [1]\nGroup 1: A\nGroup 2: B\n- Chips are made [1]",
    "json": '{"core_insights": [{"text": "Chips are made", "citations": [1]}], "groups": []}',
    "json in fence": '```json\n{"Core Insights": ["Chips are made [1]"], "Group 1: Chips": ["More chips are made [2]"]}\n```',
    "json list": '["Core Insights", "Chips are made [1]"]', "xml": "<insights><insight>Chips are made [1]</insight></insights>",
    "parroted article": "[1] 青禾半导体6月3日宣布首款芯片开始量产。\n[2] 公司创始人林知远表示，新工厂总投资近12亿元。",
    "parroted article under label": "核心观点\n[1] 青禾半导体6月3日宣布首款芯片开始量产。\n[2] 公司创始人林知远表示。\n\n分组1：文章\n[3] 据统计。",
    "parroted form": "Core Insights\n- insight [2: “quote”]\n- insight [1: “quote”][4: “quote”]\n\nGroup 1: Heading\n- insight [3: “quote”]",
    "prose": "The article tells of a chip maker that started production [1]. It spent 1.2 billion yuan [2].", "prose, Chinese": "文章讲述了一家芯片公司开始量产[1]。",
    "uncited": "Core Insights\n- Chips are made\n\nGroup 1: Chips\n- Chips are made in China", "table": "Core Insights\n| Chips are made | [1] |\n\nGroup 1: A\n| More | [2] |",
    "loop": "Core Insights\n" + "- Chips are made [1: “年产能”]\n" * 40, "loop of labels": "Core Insights\n" * 50, "white space": "Core Insights\n" + " \n" * 3000,
    "cut in core": "Core Insights\n- Chips are made [1: “年产能约", "cut in label": "Core Insights\n- Chips are made [1]\n\nGroup", "dots": "." * 500,
    "thought only": "<think>Core Insights\n- Chips are made [1]\n\nGroup 1: A\n- Chips are made [1]</think>", "endless": "我" * 50_000,
    "numbers as bullets": "Core Insights\n[1] Chips are made [1]\n[2] Money is spent [2]\n\nGroup 1: A\n[3] More [3]",
    "lead with nested": "Core Insights\n- Chips:\n  [1] made\n\nGroup 1: A\n- \n",
    "two briefs": "Core Insights\n- Chips are made [1]\n\nGroup 1: A\n- Chips are made [1]\n\nCore Insights\n- Money is spent [2]\n\nGroup 1: B\n- More is made [2]",
    "error body": '{"error": {"message": "upstream overloaded", "code": 529}}', "html": "<!DOCTYPE html><html><body>502 Bad Gateway</body></html>",
    "nested unclosed": "Core Insights\n- Chips [1: “a [2: “b”\n\nGroup 1: A\n- More chips [1]", "cut quote with bracket": "Core Insights\n- Chips are made [1: “arr[0] is\n\nGroup 1: A\n- More chips [1]",
}  # fmt: skip


EDGES: tuple[tuple[str, str | None, tuple[Citation, ...]], ...] = (
    ("- Sales fell to -3% in 2025 (2024: 5%) [1: “数组”]", "Sales fell to -3% in 2025 (2024: 5%)", (Citation(1, "数组"),)),
    ("- The **2**10 was computed [1: “数组”]", "The **2**10 was computed", (Citation(1, "数组"),)),
    ("- Use of __init__ and snake_case in Python [1: “数组”]", "Use of __init__ and snake_case in Python", (Citation(1, "数组"),)),
    ("- 1、2月销量增长了三成以上 [1: “数组”]", "1、2月销量增长了三成以上", (Citation(1, "数组"),)),
    ("1. 5G phones were sold in China [1: “数组”]", "5G phones were sold in China", (Citation(1, "数组"),)),
    ("- 3.5 billion phones were sold [1: “数组”]", "3.5 billion phones were sold", (Citation(1, "数组"),)),
    ("- -3% was the change of sales [1: “数组”]", "-3% was the change of sales", (Citation(1, "数组"),)),
    ("- Qwen said [1: “a b”] that it leads, and then [2: “c d”] it fell", "Qwen said that it leads, and then it fell", (Citation(1, "a b"), Citation(2, "c d"))),
    ("- Chips are made. [1: “a b”] They are sold [2: “c d”].", "Chips are made. They are sold.", (Citation(1, "a b"), Citation(2, "c d"))),
    ("- Text says more [1: “他说“还早”了”]", "Text says more", (Citation(1, "他说“还早”了"),)),
    ("- Text says more [1: “It's \"big\"”]", "Text says more", (Citation(1, "It's \"big\""),)),
    ("- Text says more [1: “数组[a]里”]", "Text says more", (Citation(1, "数组[a]里"),)),
    ("- Text says more [1: “数组”；“第二”]", "Text says more", (Citation(1, "数组"), Citation(1, "第二"))),
    ("- Text says more [1: “数组”, 2: “第二”]", "Text says more", (Citation(1, "数组"), Citation(2, "第二"))),
    ("- Text says more [1, 2: “第二”]", "Text says more", (Citation(1), Citation(2, "第二"))),
    ("- Text says more [1-3]", "Text says more", (Citation(1), Citation(2), Citation(3))),
    ("- Text says more [99: “数组”]", "Text says more", (Citation(99, "数组"),)),
    ("- Text says more [2: “数组”][2: “别的”]", "Text says more", (Citation(2, "数组"), Citation(2, "别的"))),
    ("- Text says more [1: “数\n组”]", "Text says more", (Citation(1, "数组"),)),
    ("- Text says more <sup>[1]</sup>", "Text says more", (Citation(1),)),
    ("- Text says more \\[1: “数组”\\]", "Text says more", (Citation(1, "数组"),)),
    ("- Text says more [1: &ldquo;数组&rdquo;]", "Text says more", (Citation(1, "数组"),)),
    ("- Text<br>says more [1: “数组”]", "Text says more", (Citation(1, "数组"),)),
    ("- Text says <|im_sep|> more [1: “数组”]", "Text says <|im_sep|> more", (Citation(1, "数组"),)),
    ("- [1: “数组”] Text says more", "Text says more", (Citation(1, "数组"),)),
    ("- See [Qwen](https://x.y/z) for more [1: “数组”]", "See [Qwen](https://x.y/z) for more", (Citation(1, "数组"),)),
    ("- It costs $3 [USD] now [1: “数组”]", "It costs $3 [USD] now", (Citation(1, "数组"),)),
    ("- Chips are made here, he said: [1: “数组”]", "Chips are made here, he said", (Citation(1, "数组"),)),
    ("以上海为例，销量增长了三成 [1: “数组”]", "以上海为例，销量增长了三成", (Citation(1, "数组"),)),
    ("1.芯片在这里制造 [1: “数组”]", "芯片在这里制造", (Citation(1, "数组"),)),
    ("（1）芯片在这里制造（2）", "芯片在这里制造", (Citation(2),)),
    ("- Group 2 of the funds said it would buy [1: “数组”]", "Group 2 of the funds said it would buy", (Citation(1, "数组"),)),
    ("- Section 230 protects platforms [1: “数组”]", "Section 230 protects platforms", (Citation(1, "数组"),)),
    ("- **Chips:** they are made here [1: “数组”]", "Chips: they are made here", (Citation(1, "数组"),)),
    ("- No mark at all stands here", "No mark at all stands here", ()),
    ("- 这一条没有任何引用", "这一条没有任何引用", ()),
    ("- Chips are made here 1: “数组”] [2: “数组”]", None, ()),
    ("- Chips are made here [: “数组”] [2: “数组”]", None, ()),
    ("- : Chips are made here [2: “数组”]", None, ()),
    ("- Chips are made here [1: “数组”] 2. Money is spent there [2: “数组”]", None, ()),
    ("- Chips are made here [1: “数组”] and [2: “数组”] and", None, ()),
    ("- Chips are made here (1) (2) [3]", None, ()),
    ("- Group 1: Chips\u00a0are made here [1: “数组”]", None, ()),
    ("以下列出核心内容的要点\n以芯片为例，销量增长了三成 [1: “数组”]", None, ()),
    ("以芯片为例，销量增长了三成 [1: “数组”]\n以上还有一条没有引用的内容", None, ()),
    ("- Chips are made here [1: “数组”] (direct quote)", None, ()),
    ("- Chips are made here [1: “数组”] – translation: “array”", None, ()),
    ("- Chips are made here [1: “数组”] - Money is spent there [2: “数组”]", None, ()),
    ("- Chips are made here [1: “数组”] • Money is spent there [2: “数组”]", None, ()),
    ("- Chips are made here [1: “数组”] [translation: array]", None, ()),
    ("- Chips are made here [1: “数组”] ✅", None, ()),
    ("- [1: “数组”]: Chips are made here", None, ()),
    ("- [1] Chips are made here [1: “数组”]", None, ()),
    ("- Chips are made here (see [1: “数组”])", None, ()),
    ("- Chips are made here {1: “数组”} [2]", None, ()),
    ("- Chips are made here [quote 1: “数组”] [2]", None, ()),
    ("- Chips are made here<sup>1</sup> [2]", None, ()),
    ("- Chips are made here [1](#p1)", None, ()),
    ("- Chips are made here [1:“数组][2:“array”]", None, ()),
    ("- Chips are made here\nNote that this is from [3].", None, ()),
    ("- I have checked all quotes [1]", None, ()),
    ("- Note: nothing was left out [1]", None, ()),
    ("- Group 2: the funds said it would buy [1]", None, ()),
    ("- Chips are made here [1: “数组”]\n-3% was lost in the year [1: “数组”]", None, ()),
    ("- v1.芯片 [1: “数组”]\n[3] 数组", None, ()),
    ("3.x is out for all users [1: “数组”]", None, ()),
    ("- " + "长" * 601 + " [1: “数组”]", None, ()),
)  # fmt: skip
"""One insight under its label in each row: its line, the text it must be read as (None: refused), its citations."""
