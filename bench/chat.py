"""Ask the OpenAI-compatible front for every real article with the openai client, streamed and not, and compare.

Usage: python bench/chat.py ../shared/data http://127.0.0.1:8000 core-insights-en core-insights-zh

The service must be running; without a model only articles in a model's own language are answered.
"""

import json
import sys
from pathlib import Path

from openai import OpenAI


def main(data: Path, address: str, models: list[str]) -> int:
    client = OpenAI(base_url=f"{address}/v1", api_key="any")
    alike = asked = 0
    for line in (line for name in ("zh", "en") for line in (data / f"articles_{name}.jsonl").open(encoding="utf-8")):
        messages = [{"role": "user", "content": json.loads(line)["text"]}]
        for model in models:
            whole = client.chat.completions.create(model=model, messages=messages)
            # Made anew, so that the stream is one of a brief in the making.
            stream = client.chat.completions.create(
                model=model, messages=messages, stream=True, extra_headers={"Cache-Control": "no-cache"}
            )
            told = "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)
            asked += 1
            alike += told == whole.choices[0].message.content and whole.choices[0].finish_reason == "stop"
    print(f"{alike} of {asked} answers are the same, streamed and not")
    return alike != asked


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:]))
