"""Small articles made up for the tests, in both languages."""

from service.domain.article import About, Article, read_paragraphs

CHINESE = (
    "星河智能8月12日宣布，其开源模型“天工”下载量已超3.5亿次，较去年同期翻番。",
    "公司首席执行官林悦表示：“我们希望让每一家中小企业都用得起大模型。”",
    "据《科技日报》报道，该公司上半年营收为16.4亿元，同比增长15%。",
    "责任编辑：王小明",
)
ENGLISH = (
    "Northwind Labs said on Tuesday that its open model had been downloaded 350 million times, twice as often as last year.",
    "“We want every small company to be able to afford a model,” chief executive Maria Lindqvist said.",
    "Revenue rose 15% to $1.2 billion in the first half, according to the company’s filing.",
    "Advertisement",
)


def chinese() -> Article:
    return read_paragraphs(CHINESE, About(title="星河智能发布新模型"))


def english() -> Article:
    return read_paragraphs(ENGLISH, About(title="Northwind opens its model"))
