"""Languages told from the script, in mixed text too."""

import pytest

from service.domain.errors import LanguageNotSupported
from service.domain.language import Language, detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("星河智能宣布其开源模型下载量已超3.5亿次。", "zh-Hans"),
        ("星河智能宣布其開源模型下載量已超3.5億次。", "zh-Hant"),
        (
            "GPT-5、Claude、Gemini、Qwen3、DeepSeek-V3 和 Llama 4 都在 MMLU-Pro、GPQA、SWE-bench 上刷新了成绩。",
            "zh-Hans",
        ),
        (
            "用 pip install core-insights 安装，再运行 make run，随后打开 http://localhost:8000 就能看到结果。",
            "zh-Hans",
        ),
        ("人口", "zh-Hans"),
        ("The company 星河智能 (Xinghe) said its model 天工 had been downloaded 350 million times.", "en"),
        ("Apple unveils new iPhone", "en"),
        ("Why do open source ecosystems need transparency?", "en"),
        (
            "Revenue rose 15% to $1.2 billion in the first half, according to the company’s filing with the regulator.",
            "en",
        ),
    ],
)
def test_supported_languages_are_told(text, language):
    assert detect(text) is Language(language)


def test_both_scripts_are_chinese():
    assert [language.chinese for language in Language] == [False, True, True]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3.5 + 4 = 7.5",
        "東京の会社は新しいモデルを発表した。価格は三千円だ。",
        "서울의 한 회사가 새로운 모델을 발표했다.",
        "Компания объявила о новой модели во вторник.",
        "أعلنت الشركة عن نموذج جديد يوم الثلاثاء",
        "Le président de la société a annoncé mardi que les ventes du groupe avaient augmenté dans le monde entier.",
        "Die Firma hat am Dienstag ein neues Modell vorgestellt, das mit der Sprache und dem Bild arbeitet.",
        "La empresa anunció el martes que las ventas del grupo habían crecido en todo el mundo por la demanda.",
        "Công ty đã công bố một mô hình mới vào thứ ba.",
    ],
)
def test_other_languages_are_refused(text):
    with pytest.raises(LanguageNotSupported):
        detect(text)
