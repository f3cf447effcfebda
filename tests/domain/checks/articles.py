"""Articles and insights for the tests of checks, in few words."""

from service.domain.article import About, Source, read_paragraphs
from service.domain.checks.evidence import Basis, Evidence
from service.domain.glossary import Glossary, Term
from service.domain.summary import Insight

GLOSSARY = Glossary.of(
    Term("英伟达", "Nvidia", ("NVIDIA Corp", "辉达")),
    Term("马斯克", "Elon Musk", ("Musk",)),
    Term("推特", "Twitter", ("Tuite", "X")),
    Term("阿里巴巴", "Alibaba"),
    Term("华尔街日报", "The Wall Street Journal", ("WSJ",)),
    Term("京东", "JD.com"),
)
_PINYIN = dict(zip("林知远发布新模型曾毅", "lin zhi yuan fa bu xin mo xing zeng yi".split(), strict=True))


def romanize(text):
    return " ".join(_PINYIN.get(character, "") for character in text)


def evidence(*paragraphs, title="", source=""):
    about = About(title=title, source=Source(source, source) if source else None)
    return Evidence(read_paragraphs(paragraphs, about, least=1), GLOSSARY, romanize)


def whole(read):
    """Return the basis of an insight that cites nothing: all paragraphs."""
    return Basis(read, tuple(read.numbers()))


def cites(read, *numbers):
    return Basis(read, numbers)


def says(text):
    return Insight(text)
