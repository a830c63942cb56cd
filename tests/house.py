"""The house: list the longest files and functions, and fail on a new one over the line."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILE_LINES, FUNCTION_LINES = 500, 50
SINKS = {"utils", "util", "helpers", "helper", "misc", "common", "manager", "managers"}
# Longer than the line, each with its reason.
EXCEPTIONS: dict[str, str] = {
    "src/zhike/store/migrations/versions/0001_first.py:upgrade": "a migration lists every column of its tables",
}


def main() -> int:
    """Print the lists and return the exit code."""
    files = {p: p.read_text("utf-8") for p in sorted((ROOT / "src").rglob("*.py"))}
    sizes = sorted(
        (
            (sum(bool(line.strip()) for line in text.splitlines()), str(p.relative_to(ROOT)))
            for p, text in files.items()
        ),
        reverse=True,
    )
    functions = sorted(
        (f for p, text in files.items() for f in _functions(str(p.relative_to(ROOT)), ast.parse(text))), reverse=True
    )
    print("longest files:    ", *(f"\n  {n:4} {where}" for n, where in sizes[:10]))
    print("longest functions:", *(f"\n  {n:4} {where}" for n, where, _ in functions[:10]))
    wrong = [f"{where}: {n} lines" for n, where in sizes if n > FILE_LINES and where not in EXCEPTIONS]
    wrong += [f"{where}: {n} lines" for n, where, _ in functions if n > FUNCTION_LINES and where not in EXCEPTIONS]
    wrong += [f"{where}: public, without docstring or return type" for _, where, whole in functions if not whole]
    wrong += [f"{p.relative_to(ROOT)}: a name that says nothing" for p in files if p.stem in SINKS]
    print(*wrong, sep="\n")
    return 1 if wrong else 0


def _functions(where: str, tree: ast.Module) -> list[tuple[int, str, bool]]:
    """Return (length without strings of several lines, file:name, has what a public function must have)."""
    found = []
    # What stands inside a function or a private class is nobody else's to call.
    closed = [
        n
        for n in ast.walk(tree)
        if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
        or (isinstance(n, ast.ClassDef) and n.name.startswith("_"))
    ]
    inner = {n for outer in closed for n in ast.walk(outer) if n is not outer}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            texts = {
                n
                for s in ast.walk(node)
                if isinstance(s, ast.Constant | ast.JoinedStr) and (s.end_lineno or 0) > s.lineno
                for n in range(s.lineno, (s.end_lineno or 0) + 1)
            }
            length = (node.end_lineno or node.lineno) - node.lineno + 1 - len(texts)
            whole = (
                node in inner
                or node.name.startswith("_")
                or (ast.get_docstring(node) is not None and node.returns is not None)
            )
            found.append((length, f"{where}:{node.name}", whole))
    return found


if __name__ == "__main__":
    sys.exit(main())
