"""Print the sizes of files, functions and parameter lists beside the aims of the design (architecture.md §3).

Usage: python bench/sizes.py FOLDER. Exits 0: it informs, it does not judge.
"""

import ast
import statistics
import sys
from pathlib import Path


def main() -> None:
    files = [(path, path.read_text(encoding="utf-8")) for path in sorted(Path(sys.argv[1]).rglob("*.py"))]
    lengths = {str(path): text.count("\n") for path, text in files}
    functions = [
        (f"{path}:{node.lineno} {node.name}", node)
        for path, text in files
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    bodies = {name: _body_lines(node) for name, node in functions}
    parameters = {name: _parameters(node) for name, node in functions}
    _row("file lines", "median <= 80, 95 % <= 200, look at 300", lengths)
    _row("function body lines", "median <= 8, 95 % <= 30, look at 50", bodies)
    _row("parameters", "<= 3, look at 5", parameters)


def _body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def _parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    names = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    return len([name for name in names if name not in {"self", "cls"}])


def _row(what: str, aim: str, sizes: dict[str, int]) -> None:
    ordered = sorted(sizes.values())
    largest = max(sizes, key=lambda name: sizes[name])
    print(
        f"{what:20} n={len(ordered):4}  median {statistics.median(ordered):5.1f}  "
        f"95 % {ordered[int(len(ordered) * 0.95)]:4}  max {ordered[-1]:4} ({largest})   aim: {aim}"
    )


if __name__ == "__main__":
    main()
