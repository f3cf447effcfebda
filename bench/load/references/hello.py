"""Flask's hello, to a POST."""

from flask import Flask

app = Flask(__name__)


@app.post("/summarize")
def hello() -> str:
    return "Hello, World!"
