"""One bot to an SQLite file: a second one is refused, whatever became of the first, and commands aren't."""

from __future__ import annotations

import errno
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storage.alone import TakenError, alone
from tests.shell.cli_kit import Shell, shell
from tests.shell.test_app_start import environment, fetch, link_said, running

__all__ = ["environment", "shell"]


def yidong(folder: Path, environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", *words]
    given = environment | {"YIDONG_WEB_PORT": "1"}
    return subprocess.run(
        command, cwd=folder, env=given, capture_output=True, text=True, input="/help\n", timeout=60
    )


def test_a_second_bot_is_refused_until_the_first_is_gone(tmp_path: Path, environment: dict[str, str]) -> None:
    with running(tmp_path, environment) as (first, _):
        fetch(link_said(first), {"name": "周敏"})
        second = yidong(tmp_path, environment, "run")
        assert (second.returncode, second.stdout, second.stderr.count("\n")) == (2, "", 1)
        assert second.stderr.startswith("another `yidong run` serves var/yidong.db already")
        assert "PostgreSQL" in second.stderr
        for words in (("people",), ("tick",), ("chat", "--as", "周敏"), ("backup", "backup.zip")):
            beside = yidong(tmp_path, environment, *words)
            assert (beside.returncode, beside.stderr) == (0, ""), words
        first.send_signal(signal.SIGKILL)
        first.wait(10)
        with running(tmp_path, environment) as (again, address):
            assert again.stdout and address in again.stdout.readline(), "at once, after a kill"


def test_another_name_of_the_same_file_is_the_same_file(shell: Shell) -> None:
    shell.run("init", "--name", "周敏")
    Path("other").symlink_to("var")
    with alone(Path("other/yidong.db")):
        assert "serves var/yidong.db already" in shell.refused("run")
        with alone(Path("var/another.db")):
            pass


def test_where_a_file_system_has_no_locks_nobody_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    with alone(tmp_path / "a.db"):
        with pytest.raises(TakenError), alone(tmp_path / "a.db"):
            pass
        monkeypatch.setattr("storage.alone.fcntl.flock", refuse)
        with alone(tmp_path / "a.db"):
            pass
    with alone(tmp_path / "no folder" / "a.db"):
        pass
