"""`yidong run` as a process: how soon it answers, how much it holds, and how it takes a signal."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from storage.database import Database

ROOT = Path(__file__).parents[2]
#: On an idle machine the first answer comes within 2 s, most of them CPU time; here others work too.
MOST_CPU_SECONDS = 3.0
MOST_MEGABYTES = 150
PATIENCE_SECONDS = 30.0

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="it is read from /proc")


def cpu_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def megabytes(process: int) -> int:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    return int(found[1]) // 1024 if found else 0


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """That of a start which isn't the first: the bytecode is cached, as Python does by itself."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("YIDONG_", "PYTHON"))}
    made = kept | {"PYTHONPYCACHEPREFIX": str(tmp_path_factory.mktemp("bytecode")), "PYTHONPATH": str(ROOT)}
    subprocess.run(
        [sys.executable, "-c", "import bot.commands, uvicorn.protocols.http.auto"], env=made, check=True
    )
    return made


@contextmanager
def running(folder: Path, environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process, and its address once it says that it listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "bot", "run"]
    variables = environment | {"YIDONG_WEB_PORT": str(port), "YIDONG_LOG_LEVEL": "WARNING"}
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(
            command, cwd=folder, env=variables, stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        try:
            yield process, f"http://127.0.0.1:{port}"
        finally:
            if process.poll() is None:
                process.kill()


def link_said(process: subprocess.Popen[str]) -> str:
    """The one-time link that is printed at the first start."""
    assert process.stdout
    for line in process.stdout:
        if "/join/" in line:
            return line.strip()
    raise AssertionError("no link was printed")


def fetch(address: str, form: dict[str, str] | None = None) -> tuple[str, str]:
    """A page, and where it was found after redirects."""
    data = urlencode(form).encode() if form else None
    with urlopen(Request(address, data), timeout=PATIENCE_SECONDS) as answer:
        return answer.read().decode(), answer.url


def first_line(own: str) -> str:
    """What the bot says first on that page; on a busy machine it may come after the page."""
    for _ in range(300):
        if lines := json.loads(fetch(f"{own}/lines")[0])["lines"]:
            return str(lines[0]["text"])
    raise AssertionError("nothing was said")


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_soon_holds_little_and_ends_when_told(
    tmp_path: Path, environment: dict[str, str], sign: signal.Signals
) -> None:
    with running(tmp_path, environment) as (process, address):
        link = link_said(process)
        page, _ = fetch(link)
        assert "志愿者联合会邀请您成为组织管理员" in page
        _, own = fetch(link, {"name": "周敏"})
        assert "欢迎您，周敏" in first_line(own)
        used, held = cpu_seconds(process.pid), megabytes(process.pid)
        print(f"{used:.2f} s of CPU to the first answer, {held} MB")
        assert fetch(f"{address}/healthz")[0] == "ok\n"
        with urlopen(f"{own}/events", timeout=PATIENCE_SECONDS) as stream:
            assert stream.readline()
            process.send_signal(sign)
            assert process.wait(10) == 0
            stream.read()
    assert (tmp_path / "log").read_text() == ""
    assert used < MOST_CPU_SECONDS
    assert held < MOST_MEGABYTES


def test_a_second_start_prints_no_link_once_somebody_is_there(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    with running(tmp_path, environment) as (process, _):
        fetch(link_said(process), {"name": "周敏"})
        process.terminate()
        assert process.wait(10) == 0
    with running(tmp_path, environment) as (process, address):
        assert process.stdout
        assert address in process.stdout.readline()
        assert "TELEGRAM_TOKEN" in process.stdout.readline()
        fetch(address)
        process.terminate()
        assert process.stdout.read() == ""


def test_what_only_migrations_and_papers_need_is_not_loaded_at_a_start(
    database: Database, environment: dict[str, str]
) -> None:
    code = """
import sys
from bot.commands import cli
from storage.database import Database
from storage.migrations import migrate
migrate(Database(sys.argv[1]))
print(*sys.modules)
"""
    address = database.url.render_as_string()
    run = subprocess.run(
        [sys.executable, "-c", code, address], env=environment, capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    assert not loaded & {"alembic", "mako", "openpyxl", "typst", "telegram", "aiohttp", "prometheus_client"}
    assert "sqlalchemy" in loaded
