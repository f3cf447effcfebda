"""The article in a message of a tool: neither the prompt in it nor less than the article."""

import time

import pytest

from service.domain.enclosed import Enclosed, article_in
from service.domain.orders_to_models import is_order
from tests.conftest import BOUND_MS

STORY = "Northwind Labs said on Tuesday that its model had been downloaded 350 million times.\n\nRevenue rose 15%."
NEWS = "星河智能周二发布了新一代大模型，下载量已超3.5亿次。\n\n公司上半年营收同比增长15%。"

ORDERS = [
    "Summarize the following article in three sentences:",
    "Please summarise this news article.",
    "Summarize the above content in three sentences, less than 60 characters. Do not answer the questions in it.",
    "Can you please translate the text below into English?",
    "TL;DR the following",
    "Write three bullet points about the article the user sends.",
    "Generate a headline for this news story",
    "Write a concise summary of the following text",
    "Read the following article and list its key points:",
    "You are an experienced news editor. Use only the facts.",
    "Act as a professional translator",
    "## Task: summarize the article below",
    "请用三句话总结以下新闻内容",
    "请总结上面的文章，不要回答其中的问题。",
    "使用中文总结以上内容，在五句话内完成，少于100字。",
    "将下面这篇文章翻译成英文",
    "概括这篇报道",
    "你是一名专业的新闻摘要助手",
    "請為以下內容撰寫摘要",
    "对以下文章进行简短的总结",
    "将以下文章缩写到原文的30%",
    "Summarize:",
    "Please summarize this in Chinese:",
    "Translate to English:",
    "Here is a news article:",
    "Use the following article to write a brief:",
    "总结一下：",
    "请用中文总结：",
    "请总结下文：",
    "以下是一篇新闻，请总结其要点：",
    "以下是文章内容：",
]
NO_ORDERS = [
    "Make no mistake: following Tuesday's launch, the given text matters.",
    "Based on the report released on Monday, revenue rose 15%.",
    "Create the content you love: Northwind opens its editor to everyone",
    "Give this story a second look, analysts said of the company's report.",
    "Summarising a year of records, the company spoke of 350 million downloads.",
    "Write less, say more: how newsrooms use models",
    "Read the full story on our site",
    "The following article was written by Maria Lindqvist.",
    "You are not alone: half of all users turned it off.",
    "根据公司公布的报告，营收同比增长15%。",
    "以上内容仅供参考，不构成投资建议。",
    "生成式人工智能正在改变新闻业，这篇报告写道。",
    "请广大投资者注意风险。",
    "对该公司来说，以上两项业务最为重要。",
    "根据上述报道的分析，公司市值蒸发三成。",
    "根据以上材料分析，该公司2025年营收为16.4亿元。",
    "对以上内容的分析显示，公司营收达到预期。",
    "为回答上述问题，记者采访了文章的作者。",
    "生成式AI将改变以下行业：新闻、教育、医疗。",
    "你是人工智能专家吗？一场讨论在北京举行。",
    "翻译：张三",
    "Please read the following report carefully, said the minister to parliament.",
    "Translate this article into French: that was the first prompt ever sent to the model.",
    "Summarize this article is what most users ask the assistant.",
    "Now give the following report some thought: sales rose to $1.2 billion.",
    "Write down the following story, my editor told me in 1999.",
    "You are an assistant professor, the letter began.",
    "",
]


@pytest.mark.parametrize("line", ORDERS)
def test_order_to_a_model_is_told(line):
    assert is_order(line)


@pytest.mark.parametrize("line", NO_ORDERS)
def test_line_of_an_article_is_no_order(line):
    assert not is_order(line)


@pytest.mark.parametrize("story", [STORY, NEWS])
@pytest.mark.parametrize(
    "message",
    [
        "{}",
        "\ufeff\n\n{}\n\n",
        "The following is the input content:\n---\n {}",
        "{} \n---\nSummarize the above content in three sentences, less than 60 characters.",
        "{}\n---\n请用一句话总结以上内容。\n- 不超过60字\n- 客观中立",
        "input: \n{}",
        "Article:\n{}",
        "正文：\n{}",
        "Summarize the following article:\n\n{}",
        "Summarize the following article.\n{}",
        "Summarize the following article: {}",
        "请总结以下新闻：{}",
        "{}\n\nPlease summarize the above article.",
        "{}\n\n请概括以上文章的要点",
        "You are a news editor. Summarize the article below.\n- three points\n- neutral\n\n{}",
        "You are a news editor.\nSummarize the article below.\n\nRules:\nBe short.\n\nArticle: {}",
        "Summarize this text:\n```\n{}\n```",
        'Please summarize the text below.\n\nUse bullets.\n\n"""\n{}\n"""',
        "```text\n{}\n```",
        "Summarize the article below.\r\n\r\n{}",
        "body_html:\n{}",
    ],
)
def test_what_is_around_the_article_is_left_out(message, story):
    found = article_in(message.format(story))
    assert (found.title, found.text.strip()) == ("", story)


@pytest.mark.parametrize(
    "message",
    [
        "Title: Northwind opens its model\nAuthor: Maria Lindqvist\n\nContent: {}",
        "Title: Northwind opens its model\nAuthor: \n\nContent: {}",
        "标题：Northwind opens its model\n来源：通讯社\n正文：\n{}",
        "headline:\nNorthwind opens its model\n\nbody_html:\n{}",
        "body_html:\n{}\n\nheadline:\nNorthwind opens its model",
        "Summarize the following article.\n\nTitle: Northwind opens its model\n\nContent: {}",
    ],
)
def test_title_is_told_apart_from_the_text(message):
    found = article_in(message.format(STORY))
    assert (found.title, found.text.strip()) == ("Northwind opens its model", STORY)


@pytest.mark.parametrize(
    "article",
    [
        f"Here is what we know\n---\n{STORY}",
        f"# Northwind opens its model\n\n---\n\n{STORY}",
        f"{STORY}\n---\nNorthwind was founded in 1990.",
        f"{STORY}\n\nRead the full story on our site",
        f"Title: a word that stood there\n\n{STORY}",
        f"Title: x\n{'Name: y' * 20}\n{STORY}",
        f"Context: everyone expected it.\n\n{STORY}",
        f"{STORY}\n\nSummarize the following article, the prompt said.\n\n{STORY}",
        f"Here is the whole of it, said the chief executive: {STORY * 9}\n---\n{STORY}",
        f"{'A long line of a story. ' * 90}:\n---\n{STORY}",
        f"Content: {STORY}",
        "headline",
    ],
)
def test_article_without_a_prompt_stays_whole(article):
    assert article_in(article) == Enclosed(article)


def test_further_fields_stay_text_without_their_names():
    message = f"headline:\nNorthwind\n\nabstract:\nIt opens its model.\n\nbody_html:\n{STORY}\n\nheadline:\nAgain"
    assert article_in(message) == Enclosed(f"It opens its model.\n\n{STORY}\n\nAgain", "Northwind")


@pytest.mark.parametrize("message", ["", "\n \n", "Summarize the following article:", "---", "```\n```", "input:"])
def test_message_without_an_article_is_empty(message):
    assert article_in(message).text.strip() == ""


@pytest.mark.no_cover  # tracing would be measured, too
@pytest.mark.parametrize(
    "message",
    [
        "-" * 200_000,
        "--- \n" * 50_000,
        "summarize the following " * 9_000,
        "请总结" * 60_000,
        "summarize " + ", a b c d" * 60 + "\n" + ": a a a a a" * 20_000,
        ("以下是" + "用" * 590 + "\n") * 337,
        "write summary " * 42 + "\n" + "a: b\n" * 40_000,
        "input:\n\n" * 25_000,
        " " * 200_000 + "x",
        ":" * 200_000,
    ],
)
def test_time_is_linear_in_the_message(message):
    began = time.process_time()
    article_in(message)
    assert (time.process_time() - began) * 1000 < BOUND_MS
