"""The service that a good developer writes in an afternoon: Flask, openai and redis."""

import hashlib
import json
import os

from flask import Flask, Response, request
from openai import OpenAI
from redis import Redis

PROMPT = "You are a news editor. Write a short brief of the article, every statement with the number of its paragraph."

app = Flask(__name__)
client = OpenAI(base_url=os.environ["LLM_BASE_URL"], api_key="none")
redis = Redis.from_url(os.environ["REDIS_URL"])


@app.post("/summarize")
def summarize() -> Response:
    article = request.get_json()["text"]
    key = f"summary:{hashlib.sha256(article.encode()).hexdigest()}"
    if kept := redis.get(key):
        return Response(kept, content_type="application/json")
    completion = client.chat.completions.create(
        model="stub-1",
        messages=[{"role": "system", "content": PROMPT}, {"role": "user", "content": article}],
    )
    summary = json.dumps({"summary": completion.choices[0].message.content, "model": completion.model})
    redis.setex(key, 86_400, summary)
    return Response(summary, content_type="application/json")
