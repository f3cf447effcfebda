"""A folder of data as ``make evaluate`` takes it, made up by us: two or three rows of each set."""

import json

from tests.domain.samples import CHINESE, ENGLISH

ZH = (
    "星河智能3月宣布，其开源模型下载量已超3.5亿次，投入约16.4亿美元。",
    "公司有1280名员工，营收增长15%。",
    "今天天气晴朗，公园里游人如织，大家都很高兴，一起唱歌。",
)
EN = (
    "Northwind Labs said its model had been downloaded over 350 million times, and that it invested about $1.64 billion.",
    "The company has 1,280 employees, and its revenue rose 15%.",
    "The weather was fine that day, the park was full of people, and everybody was singing.",
)

ARTICLES = {
    "articles_zh.jsonl": [
        {"id": "z1", "title": "星河智能", "paragraphs": CHINESE, "published_at": "2025-08-13", "lang": "zh"}
    ],
    "articles_en.jsonl": [
        {"id": "e1", "title": None, "text": "\n\n".join(ENGLISH), "paragraphs": [], "source": "Northwind Wire"},
        {"id": "short", "text": "Too short."},
    ],
}
LABELLED = {
    "pairs.jsonl": [
        {"id": "p1", "para_aligned": True, "zh": {"title": "星", "paragraphs": ZH}, "en": {"title": "N", "paragraphs": EN}},
        {"id": "p2", "para_aligned": False, "zh": {"paragraphs": ZH[:1]}, "en": {"paragraphs": EN[:1]}},
    ],
    "eval/quantity_zh_en/data.jsonl": [{"id": "q1", "zh": ZH[0], "en": EN[0]}],
    "eval/recognizers_text/data.jsonl": [
        {"id": "r1", "lang": "en", "model": "PercentModel", "input": "it rose 15%", "results": [{"Text": "15%", "Start": 8, "End": 10, "Resolution": {"value": "15%"}}]},
        {"id": "r2", "lang": "zh", "model": "CurrencyModel", "input": "共1000万元", "results": [{"Text": "1000万元", "Start": 1, "End": 6, "Resolution": {"value": "10000000", "isoCurrency": "CNY"}}]},
        {"id": "r3", "lang": "zh", "model": "NumberModel", "input": "十斤", "results": [{"Text": "十", "Start": 0, "End": 0, "Resolution": {"value": "11"}}]},
        {"id": "r4", "lang": "en", "model": "CurrencyModel", "input": "$ 5", "results": [{"Text": "$ 5", "Start": 0, "End": 2, "Resolution": {"value": "5", "isoCurrency": "EUR"}}]},
        {"id": "r5", "lang": "en", "model": "NumberModel", "input": "the 180ml liquid", "results": []},
        {"id": "r6", "lang": "en", "model": "NumberModel", "input": "1.1^23", "results": [{"Text": "1.1^23", "Start": 0, "End": 5, "Resolution": {"value": "8.95"}}]},
        {"id": "r7", "lang": "en", "model": "NumberModel", "input": "SCP-173", "results": [{"Text": "173", "Start": 4, "End": 6, "Resolution": {"value": "173"}}]},
        {"id": "r8", "lang": "en", "model": "DateTimeModel", "input": "today", "results": []},
        {"id": "r9", "lang": "en", "model": "CurrencyModel", "input": "5 apples", "results": [{"Text": "5", "Start": 0, "End": 0, "Resolution": {"value": "5"}}]},
    ],
    "eval/uhgeval_news_zh/data.jsonl": [
        {"id": "u1", "headline": "公司", "date": "2015-01-29 07:34:47", "source_beginning": ZH[0], "source_remainder": ZH[1],
         "true_continuation": ZH[1], "hallucinated_continuation": "公司有4750名员工。",
         "annotations": [{"keyword": "4750名", "label": "unreasonable"}, {"keyword": "公司", "label": "reasonable"}]},
        {"id": "u2", "headline": "公司", "date": "2015-01-29", "source_beginning": ZH[0], "source_remainder": ZH[1],
         "true_continuation": "公司有9999名员工。", "hallucinated_continuation": "公司很好。",
         "annotations": [{"keyword": "20名", "label": "unreasonable"}]},
        {"id": "u3", "source_beginning": "", "source_remainder": "", "true_continuation": "x"},
    ],
    "eval/summedits_news_en/data.jsonl": [
        {"id": "s1", "doc": "\n".join(EN), "original_summary": "Revenue rose 15%.", "summary": "Revenue rose 47%.", "label": 0},
        {"id": "s2", "doc": "\n".join(EN), "original_summary": "Revenue rose 15%.", "summary": "Revenue grew 15%.", "label": 1},
        {"id": "s3", "doc": "\n".join(EN), "original_summary": "It rose.", "summary": "It rose 99%.", "label": 1},
        {"id": "s4", "doc": "", "original_summary": "a", "summary": "b", "label": 1},
    ],
    "eval/demetr_zh_en/data.jsonl": [
        {"id": "d1", "source_zh": ZH[1], "human_en": EN[1], "mt_en": EN[1], "perturbed_en": "It has 9,999 employees.",
         "perturbation": "critical_id10_numbers_replaced", "changes_meaning": True},
        {"id": "d2", "source_zh": ZH[1], "human_en": EN[1], "mt_en": EN[1], "perturbed_en": EN[1].lower(),
         "perturbation": "minor_id31_full_lower", "changes_meaning": False},
        {"id": "d3", "source_zh": ZH[1], "human_en": EN[1], "mt_en": EN[1], "perturbed_en": "It has 1,280 employees, 77 of them new.",
         "perturbation": "minor_id1_repeat2", "changes_meaning": False},
        {"id": "d4", "source_zh": ZH[1], "perturbed_en": "It has employees.", "perturbation": "critical_id9_ne_replaced", "changes_meaning": True},
        {"id": "d5", "source_zh": "", "perturbed_en": ".", "perturbation": "base_id33_empty"},
    ],
}  # fmt: skip


def write(folder, files):
    """Write the files into the folder and return it."""
    for name, rows in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n\n", encoding="utf-8")
    return folder
