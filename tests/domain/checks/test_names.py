"""Names of an insight are those of the article, in whatever form or script they are written."""

import pytest

from service.domain.checks.evidence import Evidence
from service.domain.checks.names import check_name_forms, check_names
from service.domain.finding import Problem
from service.domain.glossary import Glossary, Term
from service.domain.verification import Tally
from tests.domain.checks.articles import evidence, romanize, says, whole

ENGLISH = evidence(
    "Mara Osei, who runs Corin Research in the U.S. and Germany, said the GPT-4o rival Qwen3-30B beat iPhone apps.",
    "The World Health Organization and the EU praised TikTok's Société Générale deal. Jean O'Neil of AT&T disagreed.",
    title="Corin Research opens its SARS-CoV-2 data",
    source="Northwind Daily",
)
CHINESE = evidence(
    "林知远在北京发布新模型，英伟达和马斯克表示欢迎，Qwen3随后登陆推特。",
    "中美企业、世卫组织与OpenAI也有评论。",
    title="京东与曾毅",
)


def missing(text, read):
    return [finding.text for finding in check_names(says(text), whole(read), "/x").findings]


@pytest.mark.parametrize(
    "text",
    [
        "Osei said Corin Research beat GPT-4o",
        "The rival, Qwen3 30B, comes from America, not the United States",
        "American and German companies use GPT4o on iPhones",
        "WHO and the European Union praised Tik Tok",
        "Societe Generale's deal pleased the W.H.O.",
        "SARS-CoV-2 and COVID-19 data by Northwind Daily",
        "AI and IPO news: CEO Mara Osei spoke on Monday in March",
        "Researchers at Corin Research moved; Shares rose",
        "The President of Corin Research met Executive Osei in a small room and left soon",
        "MARA OSEI SAYS CORIN RESEARCH OPENS EVERYTHING TODAY",
        "Corine Research spoke",
        "AT&T and O’Neil agreed on 16GB and 5nm, mid-2020, by 10 km",
        "Mr. Osei praised World War II",
        "Osei在德国介绍GPT-4o和TikTok，占用16 GB与20km，app很多，约3.5GB",
        "世界卫生组织与欧盟表示欢迎",
    ],
)
def test_supported_names_pass_in_an_english_article(text):
    assert missing(text, ENGLISH) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Osei left for France", ["France"]),
        ("Bithumb, a rival of Corin Research, said so", ["Bithumb"]),
        ("Corin Research praised Lena Adler and Osei", ["Lena Adler"]),
        ("The rival GPT-5 beats Qwen3", ["GPT-5"]),
        ("SARS-CoV-3 data", ["SARS-CoV-3"]),
        ("Osei praised the Corin Balloon", ["Balloon"]),
        ("UNESCO and NASA", ["UNESCO", "NASA"]),
        ("Osei介绍Kimi模型", ["Kimi"]),
        ("阿里巴巴在法国", ["阿里巴巴", "法国"]),
        ("Osei praised Jack Fordham-Smythe", ["Jack Fordham-Smythe"]),
        ("OSEI PRAISED KWIZBOT AND EVERYBODY ELSE TODAY", ["KWIZBOT"]),
    ],
)
def test_other_names_are_found_in_an_english_article(text, names):
    assert missing(text, ENGLISH) == names


@pytest.mark.parametrize(
    "text",
    [
        "Lin Zhiyuan released it in Beijing",
        "Zhiyuan Lin met Zeng Yi",
        "Nvidia and Elon Musk welcomed Qwen3",
        "Chinese and American companies, and the WHO, commented",
        "Mohammed Kordi was not asked",
        "JD.com and OpenAI spoke",
        "Jordan Smith and Noam Chomsky kept silent",
        "McKinsey and LeBron were not named",
        "辉达与馬斯克",
        "The information technology market in China",
    ],
)
def test_supported_or_unknowable_names_pass_in_a_chinese_article(text):
    assert missing(text, CHINESE) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Alibaba released it in Shanghai", ["Alibaba", "Shanghai"]),
        ("Seattle welcomed GPT-5, TikTok and SMIC", ["Seattle", "GPT-5", "TikTok", "SMIC"]),
        ("Wang Jianlin spoke", ["Wang Jianlin"]),
        ("阿里巴巴和Kimi", ["Kimi", "阿里巴巴"]),
        ("Anthropic launched it, The Information wrote", ["Anthropic", "The Information"]),
    ],
)
def test_only_knowable_names_are_found_in_a_chinese_article(text, names):
    assert missing(text, CHINESE) == names


def test_persons_are_not_judged_without_their_sound():
    read = Evidence(evidence("他在北京发布新产品，公司没有给出更多的细节。").article)
    assert missing("Wang Jianlin spoke", read) == []


def test_tally_counts_what_could_be_judged():
    outcome = check_names(says("Nvidia, Alibaba and Mohammed Kordi"), whole(CHINESE), "/x")
    assert outcome.tally == Tally(2, 1)
    (finding,) = outcome.findings
    assert (finding.check, finding.problem, finding.where) == ("names", Problem.NAME_NOT_FOUND, "/x")
    assert "Alibaba" in finding.message


def test_house_style_is_noted_where_the_article_gives_no_latin_form():
    (finding,) = check_names(says("Musk spoke on Tuite"), whole(CHINESE), "/x").findings
    assert (finding.problem, finding.text, finding.source) == (Problem.NAME_NOT_HOUSE_STYLE, "Tuite", "推特")
    given = evidence("马斯克说推特（Tuite）将继续发展，不会关闭。")
    assert check_names(says("Musk spoke on Tuite"), whole(given), "/x").findings == ()
    journal = evidence("据华尔街日报报道，公司没有给出更多的细节。")
    assert check_names(says("The Wall Street Journal, or WSJ, said so"), whole(journal), "/x").findings == ()


@pytest.mark.parametrize("text", ["Lin Zhi reported", "Linzhi Tech reported", "Lin Zhi (LZ) reported"])
def test_pinyin_of_a_name_with_a_house_form_is_noted(text):
    article = evidence("林知科技发布新模型，公司没有给出更多的细节。").article
    read = Evidence(article, Glossary.of(Term("林知科技", "Forestone")), romanize)
    found = check_names(says(text), whole(read), "/x").findings
    assert [(f.problem, f.source) for f in found if f.text != "LZ"] == [(Problem.NAME_NOT_HOUSE_STYLE, "林知科技")]
    assert "“Forestone”" in found[0].message


def test_acronym_of_a_name_is_the_same_form():
    glossary = Glossary.of(
        Term("外汇局", "State Administration of Foreign Exchange", ("SAFE",)),
        Term("央视", "CCTV", ("China Central Television",)),
    )
    read = Evidence(evidence("央视说，外汇局没有给出更多的细节，也没有回应。").article, glossary, romanize)
    brief = [
        ("/0", says("The State Administration of Foreign Exchange spoke on China Central Television (CCTV)")),
        ("/1", says("SAFE spoke on CCTV")),
    ]
    assert check_name_forms(brief, read) == {}
    assert all(check_names(insight, whole(read), "/x").findings == () for _, insight in brief)


@pytest.mark.parametrize("text", ["It took RMB500bn", "The price per kWh rose", "The iPhone is new", "Two-Sevenths"])
def test_amounts_units_and_glued_versions_are_no_missing_names(text):
    assert missing(text, evidence("公司投资5000亿元，苹果推出iPhone16，每千瓦时价格上涨。")) == []


@pytest.mark.parametrize(
    ("article", "names"),
    [
        ("公司今天推出了新产品，没有给出更多的细节。", ["Bob Smith"]),
        ("公司的史密斯今天推出了新产品，没有给出更多的细节。", []),
    ],
)
def test_english_people_are_found_where_the_article_transcribes_nobody(article, names):
    assert missing("CEO Bob Smith and Peter Wang launched it", evidence(article)) == names


def test_another_model_is_found_once_with_the_model_of_the_article():
    read = evidence("公司发布了新手机iPhone 16，没有给出更多的细节。")
    (finding,) = check_names(says("The iPhone-17 is out"), whole(read), "/x").findings
    assert (finding.problem, finding.text, finding.source) == (Problem.NAME_NOT_FOUND, "iPhone-17", "iPhone 16")
    assert "it has “iPhone 16”" in finding.message


def test_one_name_has_one_form_in_a_brief():
    brief = [("/0", says("Twitter grew")), ("/1", says("Musk left Tuite")), ("/2", says("Elon Musk bought Twitter"))]
    found = check_name_forms(brief, CHINESE)
    assert [(where, f.problem, f.text) for where, fs in found.items() for f in fs] == [
        ("/1", Problem.NAME_FORMS_DIFFER, "Tuite")
    ]
    assert check_name_forms(brief, ENGLISH) == {}
