"""Generated drafts, awkward ones above all."""

from hypothesis import strategies as st

from service.domain.article import Source
from service.domain.brief import Draft, Header
from service.domain.language import Language
from service.domain.summary import Citation, Group, Insight, Summary

AWKWARD = [
    " - ", "] - ", "[1]", "[2: “q”]", "(1)", "Group 1: ", "] Group 2: ", "Core Insights", "核心观点", "分组1：", "- ", "* ",
    "·", "·2025-01-01", "Workflow", "# ", "\\", "*", "_", "<b>", "&amp;", "---", "Withheld", "1. ", "+", "=", "|", "`",
    "https://a.b", "www.a.b", "a@b.c", "「", "」", "。", "\n", "\u3000", "[", "]", "【1】", "**", ":", "：", "![x](y)", "依据",
]  # fmt: skip
TEXT = st.lists(
    st.one_of(
        st.sampled_from(AWKWARD), st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Co"]))
    ),
    max_size=6,
).map("".join)
CITATIONS = st.lists(st.integers(1, 2000), min_size=1, max_size=4, unique=True).map(
    lambda numbers: tuple(Citation(number) for number in sorted(numbers))
)
INSIGHTS = st.builds(Insight, TEXT, CITATIONS)
SOURCES = st.one_of(st.none(), st.builds(lambda name: Source(name, name), TEXT))
TIMES = st.sampled_from(["", "2025-08-13", "2025-08-13 12:33", "2025-08-13T12:33:00+08:00", "2025-08-13T12:33:00Z"])
HEADERS = st.builds(Header, language=st.sampled_from(Language), title=TEXT, source=SOURCES, published_at=TIMES)
GROUPS = st.lists(st.tuples(TEXT, st.lists(INSIGHTS, min_size=1, max_size=3)), max_size=3).map(
    lambda groups: tuple(Group(n, heading, tuple(insights)) for n, (heading, insights) in enumerate(groups, start=1))
)
SUMMARIES = st.builds(Summary, st.lists(INSIGHTS, max_size=3).map(tuple), GROUPS)
DRAFTS = st.builds(Draft, HEADERS, SUMMARIES)
