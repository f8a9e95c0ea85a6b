"""The bench still runs: a tiny one, in which figures come out. How large they are is no test's business."""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import isfinite
from pathlib import Path

import pytest

from tests.bench.__main__ import main
from tests.bench.turns import NAME


def numbers(value: object) -> Iterator[float]:
    if isinstance(value, dict):
        for each in value.values():
            yield from numbers(each)
    elif isinstance(value, list):
        for each in value:
            yield from numbers(each)
    elif isinstance(value, int | float):
        yield float(value)


def test_a_tiny_bench_gives_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "var" / "bench.json"
    found = main(["--tiny"], file)
    assert json.loads(file.read_text("utf-8")) == found
    figures = found[NAME]
    assert all(isfinite(number) and number >= 0 for number in numbers(figures))
    for bot in ("ours", "rival"):
        assert figures[bot]["turns_per_second"] > 0
        assert figures[bot]["latency_p50_ms"] <= figures[bot]["latency_p99_ms"]
    assert f"{NAME:24} {figures['figure']:8.2f}" in capsys.readouterr().out
