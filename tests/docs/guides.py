"""The guides of docs/, and the commands in them."""

import re
from pathlib import Path

HERE = Path(__file__).parent
GUIDES = HERE.parents[1] / "docs"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(guide: str, language: str, address: str) -> list[str]:
    """Return the fenced blocks of a language in their order, the service's usual address replaced."""
    text = (GUIDES / f"{guide}.md").read_text(encoding="utf-8")
    found = [code for tongue, code in _BLOCK.findall(text) if tongue == language]
    assert found, f"{guide}.md has no {language}"
    return [code.replace("http://127.0.0.1:8000", address) for code in found]
