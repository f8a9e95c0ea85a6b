"""The shape of the source: what stands at the top, how long things are, what they are called."""

from __future__ import annotations

import ast
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = {"bot", "handlers", "storage", "locales", "tests"}
#: Besides the five folders only what tools look for at the root of a repository.
AT_THE_TOP = FOLDERS | {
    ".ci",
    ".dockerignore",
    ".env.example",
    ".git",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "DECISIONS.md",
    "Dockerfile",
    "LICENSE",
    "Makefile",
    "README.md",
    "compose.yaml",
    "pyproject.toml",
    "requirements-dev.lock",
    "requirements.lock",
}
MOST_LINES_IN_A_FILE = 300
MOST_LINES_IN_A_BODY = 40
#: Names that say nothing of what is inside.
EMPTY_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "manager",
    "managers",
    "service",
    "services",
    "common",
    "misc",
}
MEASURED = {
    ".py",
    ".ftl",
    ".yaml",
    ".yml",
    ".chat",
    ".html",
    ".css",
    ".js",
    ".j2",
    ".typ",
    ".json",
    ".toml",
    ".csv",
}


def files() -> list[Path]:
    """All files of the five folders that are written by hand: caches and migrations are not."""
    found = [file for folder in FOLDERS for file in (ROOT / folder).rglob("*") if file.is_file()]
    return sorted(f for f in found if "__pycache__" not in f.parts and "versions" not in f.parts)


def functions(file: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(file.read_text("utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many lines a function's body has, its docstring left out."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def report(lines: list[str]) -> None:
    """Fail with one line for each thing that is wrong."""
    if lines:
        pytest.fail("\n".join(lines), pytrace=False)


def test_only_what_belongs_there_stands_at_the_top() -> None:
    ignored = (ROOT / ".gitignore").read_text("utf-8").split()
    top = [path.name for path in ROOT.iterdir()]
    kept = [name for name in top if not any(fnmatch(name, pattern.strip("/")) for pattern in ignored)]
    assert sorted(set(kept) - AT_THE_TOP) == []


def test_files_are_short() -> None:
    measured = [*files(), ROOT / "pyproject.toml", ROOT / "Makefile"]
    lines = {f: f.read_bytes().count(b"\n") for f in measured if f.suffix in MEASURED or f.name == "Makefile"}
    assert len(lines) > 20
    report([f"{f.relative_to(ROOT)}: {n} lines" for f, n in lines.items() if n > MOST_LINES_IN_A_FILE])


def test_functions_are_short() -> None:
    sizes = [
        (file, function, body_lines(function))
        for file in files()
        if file.suffix == ".py"
        for function in functions(file)
    ]
    assert len(sizes) > 20
    report(
        [
            f"{file.relative_to(ROOT)}:{function.lineno}: {function.name} has {size} lines"
            for file, function, size in sizes
            if size > MOST_LINES_IN_A_BODY
        ]
    )


def test_names_say_something() -> None:
    report(
        [
            str(f.relative_to(ROOT))
            for f in files()
            if {*f.relative_to(ROOT).parent.parts, f.stem} & EMPTY_NAMES
        ]
    )


def test_handlers_are_plain_functions() -> None:
    report(
        [
            f"{file.relative_to(ROOT)}:{function.lineno}: {function.name} is async"
            for file in files()
            if file.suffix == ".py" and file.is_relative_to(ROOT / "handlers")
            for function in functions(file)
            if isinstance(function, ast.AsyncFunctionDef)
        ]
    )
