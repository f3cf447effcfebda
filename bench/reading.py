"""Time the reading of an answer while it is written: 35 insights in pieces of a token, as lines and as JSON.

Usage: python bench/reading.py. Prints the CPU milliseconds (the least of 20 rounds) for all
pieces and for the end, and how many insights were told before the end.
"""

import json
import re
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from service.domain.article import About, read_paragraphs
from service.domain.language import Language
from service.engines.draft_reader import DraftReader, Manner
from service.ports import Assignment, Deadline

ROUNDS = 20
SAID = "Qinghe Semiconductor said in topic {g} that plant number {i} has entered mass production of car chips"
CITED = (("1", "年产能约3.5亿颗"), ("4", "新工厂总投资近12亿元"))
ARTICLE = read_paragraphs(("青禾半导体6月3日宣布，旗下首款车规级芯片开始量产，年产能约3.5亿颗。",) * 4, About())


class Watcher:
    committed = False

    def __init__(self) -> None:
        self.told = 0

    def begin(self) -> None:
        self.told = 0

    def group(self, *_: object) -> None:
        pass

    def insight(self, *_: object) -> None:
        self.told += 1

    def progress(self, *_: object) -> None:
        pass


def lines() -> str:
    marks = "".join(f"[{number}: “{quote}”]" for number, quote in CITED)
    sections = [(g, f"Group {g}: Things about {g}" if g else "Core Insights") for g in range(7)]
    return "\n\n".join(
        "\n".join((label, *(f"- {SAID.format(g=g, i=i)} {marks}" for i in range(5)))) for g, label in sections
    )


def as_json(indent: int | None) -> str:
    citations = [{"paragraph": int(number), "quote": quote} for number, quote in CITED]
    insights = [[{"text": SAID.format(g=g, i=i), "citations": citations} for i in range(5)] for g in range(7)]
    groups = [{"heading": f"Things about {g}", "insights": insights[g]} for g in range(1, 7)]
    return json.dumps({"core_insights": insights[0], "groups": groups}, ensure_ascii=False, indent=indent)


def main() -> None:
    for name, answer in (("lines", lines()), ("JSON", as_json(None)), ("JSON, indented", as_json(2))):
        pieces = re.findall(r"\s*\w{1,5}|\s*[^\w\s]|\s+", answer)
        reading, ending = [], []
        for _ in range(ROUNDS):
            watcher = Watcher()
            reader = DraftReader(Assignment(ARTICLE, Language.ENGLISH, Deadline.after(60), watcher), Manner())
            reader.begin()
            start = time.process_time()
            for piece in pieces:
                reader.read(piece)
            reading.append(time.process_time() - start)
            early = watcher.told
            reader.end(answer)
            ending.append(time.process_time() - start - reading[-1])
        print(
            f"{name:15} {len(answer)} characters, {len(pieces)} pieces: {min(reading) * 1e3:.1f} ms for the pieces,"
            f" {min(ending) * 1e3:.1f} ms for the end; {early} of {watcher.told} insights told before it"
        )


if __name__ == "__main__":
    main()
