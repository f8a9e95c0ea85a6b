"""The bench still runs: a tiny one, in which figures come out. How large they are is no test's business.

That every bot is answered as the talk has it, up to the receipt, the crowd sees to itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import isfinite
from pathlib import Path

import pytest

from tests.bench.__main__ import MODULES, main
from tests.bench.figures import Measuring


def numbers(value: object) -> Iterator[float]:
    if isinstance(value, dict):
        for each in value.values():
            yield from numbers(each)
    elif isinstance(value, list):
        for each in value:
            yield from numbers(each)
    elif isinstance(value, int | float):
        yield float(value)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_a_tiny_bench_gives_its_figures(
    module: Measuring, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "var" / "bench.json"
    names = [figure.name for figure in module.FIGURES]
    found = main(["--tiny", *names], file)
    assert json.loads(file.read_text("utf-8")) == found
    assert found.keys() == {"machine", *names}
    printed = capsys.readouterr().out
    for figure in module.FIGURES:
        assert found[figure.name]["figure"] > 0
        assert all(isfinite(number) and number >= 0 for number in numbers(found[figure.name]))
        assert figure.line(found[figure.name]["figure"]) in printed


def test_an_unknown_figure_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["turns_vs_nobody"], tmp_path / "bench.json")
    assert "no such figure: turns_vs_nobody" in capsys.readouterr().err
