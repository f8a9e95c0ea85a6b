"""The README is true: its commands are run as they stand there, its links lead somewhere."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
#: These are what CI itself runs (`.ci/run`), around this very test.
RUN_BY_CI = {"make run", "make test"}


def commands(block: str) -> list[str]:
    """The lines of a block without their remarks."""
    return [command for line in block.splitlines() if (command := line.partition("#")[0].strip())]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder that looks like the checkout after the installation."""
    for name in (".env.example", "handlers"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    return tmp_path


def environment() -> dict[str, str]:
    """The environment without settings of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith("YIDONG_")}


def test_the_first_commands_are_what_ci_runs() -> None:
    assert set(commands(BLOCKS[0])) == RUN_BY_CI
    ci = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert all(command in ci for command in RUN_BY_CI)


@pytest.mark.parametrize("words", ["make run PORT=8090", "make run PORT=0"])
def test_make_run_passes_a_port_on(words: str) -> None:
    assert words.rpartition(" ")[2] in README
    command = [*words.split(), "--dry-run", "--assume-old=.venv/.runtime"]
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=True)
    assert f"yidong demo --port {words.rpartition('=')[2]}" in done.stdout


@pytest.mark.parametrize("block", [block for block in BLOCKS[1:] if "yidong run" not in block])
def test_the_commands_work_as_they_stand(block: str, checkout: Path) -> None:
    script = "\n".join(["set -eu", *commands(block)])
    done = subprocess.run(
        ["bash", "-c", script], cwd=checkout, env=environment(), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_the_bot_starts_with_the_example_settings(checkout: Path) -> None:
    (block,) = [b for b in BLOCKS if "yidong run" in b]
    copy, run = commands(block)
    subprocess.run(["bash", "-c", copy], cwd=checkout, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        run.split(),
        cwd=checkout,
        env=environment() | {"YIDONG_WEB_PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert _answers(port)
    finally:
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=20)
    assert f"http://127.0.0.1:{port}/join/" in said
    assert process.returncode == 0


def _answers(port: int) -> bool:
    for _ in range(150):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            time.sleep(0.2)
    return False


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#][^)]*)\)", README))
def test_links_lead_somewhere(target: str) -> None:
    assert target.startswith("https://") or (ROOT / target).exists()
