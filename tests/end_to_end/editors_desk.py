"""The page as an editor meets it: the service, a model that answers as told, and a browser that misses nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from service.web.forms import sample
from tests.end_to_end.held import Held
from tests.stub_endpoint import Chat, Reply, brief_of, chat

ARTICLES = {"zh": sample("zh"), "en": sample("en")}
BRIEFS = {
    "zh": """Core Insights
- Xinghe Intelligence said on August 12 that its open model had been downloaded over 350 million times, twice as often as a year before [1: “下载量已超3.5亿次，较去年同期翻番”]
- A second computing centre is planned in Suzhou for September, at a cost of about 800 million yuan [5: “9月在苏州建成第二座算力中心，投资约8亿元”]

Group 1: Model and customers
- The new version supports 42 languages and cost 120 million yuan to train, the company said [1: “新版本支持42种语言，训练成本为1.2亿元”]
- Chief executive Lin Yue said every small company should be able to afford a large model [2: “让每一家中小企业都用得起大模型”]

Group 2: Figures
- Revenue rose 15% to 1.64 billion yuan in the first half, the company's filing says [3: “上半年营收为16.4亿元，同比增长15%”]""",
    "en": """核心观点
- 北风实验室周二表示，其开源模型下载量已达3.5亿次，是一年前的两倍 [1: “downloaded 350 million times, twice as often as a year ago”]
- 公司计划9月在卑尔根启用第二座算力中心，耗资约1.1亿美元 [5: “in September, at a cost of about $110 million”]

分组1：模型与客户
- 新版本可在一块24 GB显存的显卡上运行，公司称 [1: “a single graphics card with 24 GB of memory”]
- 分析师汤姆·奥卡福称，最高40%的降价将挤压较小的对手 [4: “price cuts of up to 40% would squeeze smaller rivals”]

分组2：数据
- 公司公告显示，上半年营收增长15%，达到12亿美元 [3: “Revenue rose 15% to $1.2 billion in the first half”]""",
}
"""What the model writes of the page's own samples: each in the other language."""

INVENTED = "- The company was founded in 1990 and employs 9,000 people [1: “成立于1990年”]\n"
PARTLY = BRIEFS["zh"].replace("\n\nGroup 1", f"\n{INVENTED}\nGroup 1")
"""A brief with one statement that nothing confirms."""


@dataclass
class Model:
    """What answers the service: a text, a reply, or by default a brief of whatever article it is asked about."""

    says: str | Reply | Chat | Held | None = None
    tokens_per_second: float = 0.0

    def __call__(self, request):
        if isinstance(self.says, Reply | Chat):
            return self.says
        if isinstance(self.says, Held):
            return self.says(request)
        made = chat(self.says) if self.says is not None else brief_of(request)
        return replace(made, tokens_per_second=self.tokens_per_second)


@dataclass
class Watched:
    """A page, and all that must not happen on it."""

    page: object
    address: str
    errors: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def paste(self, name: str, language: str, more: str = "") -> None:
        """Fill the form with a sample and perhaps more, as an editor would who pastes it, and send it by Ctrl+Enter."""
        article = replace(ARTICLES[name], text=f"{ARTICLES[name].text}\n\n{more}")
        self.page.fill("#text", article.text)
        self.page.fill("#title", article.title)
        self.page.fill("#source", article.source)
        self.page.fill("#published", article.published)
        self.page.fill("#time", article.time)
        self.page.select_option("#offset", article.offset)
        self.page.select_option("#language", language)
        self.page.focus("#text")
        self.page.keyboard.press("Control+Enter")

    def done(self) -> None:
        self.page.wait_for_selector("#evidence")

    def lit(self) -> str:
        """Return the words that are lit in the source."""
        return "".join(self.page.locator(".passages .lit, .passages mark").all_text_contents())


@contextmanager
def watched(browser, address: str, **options) -> Iterator[Watched]:
    """Yield a page in a context of its own; fail where it logs an error, or asks any other origin for anything."""
    context = browser.new_context(**({"viewport": {"width": 1440, "height": 900}, "locale": "en-US"} | options))
    context.set_default_timeout(10_000)
    desk = Watched(context.new_page(), address)
    _listen(context, desk, urlsplit(address).netloc)
    try:
        yield desk
        assert desk.errors == []
    finally:
        context.close()


def _listen(context, desk: Watched, ours: str) -> None:
    note: Callable[[str], None] = desk.errors.append
    context.on("request", lambda request: _own(request.url, ours) or note(f"asked {request.url}"))
    context.on("console", lambda said: said.type in {"error", "warning"} and note(f"{said.type}: {said.text}"))
    context.on("weberror", lambda error: note(f"raised {error.error}"))
    context.on("dialog", lambda dialog: (note("opened a dialog"), dialog.dismiss()))


def _own(url: str, ours: str) -> bool:
    return urlsplit(url).netloc == ours or url.startswith(("blob:", "data:"))


def drop(page, name, raw, on="#text"):
    """Drop a file on the article's field, or on something else, as a hand would."""
    script = """([name, bytes, on]) => {
        const moved = new DataTransfer();
        moved.items.add(new File([new Uint8Array(bytes)], name));
        for (const kind of ['dragover', 'drop'])
            document.querySelector(on).dispatchEvent(
                new DragEvent(kind, { dataTransfer: moved, bubbles: true, cancelable: true }));
    }"""
    page.evaluate(script, [name, list(raw), on])
    page.wait_for_function("() => document.getElementById('file-state').textContent.includes('read as') "
                           "|| document.querySelector('#notice .problem')")  # fmt: skip
