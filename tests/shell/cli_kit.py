"""The command line as a script uses it, in an empty folder of its own."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.commands import cli


@dataclass
class Shell:
    """A folder, and the commands run in it. The database is the default one: `var/yidong.db`."""

    folder: Path

    def run(self, *words: str, said: str = "", ends: int = 0) -> Result:
        """The command, with `said` at its standard input; it has to end with that status, and never raise."""
        result = CliRunner().invoke(cli, list(words), input=said)
        raised = result.exception
        assert raised is None or isinstance(raised, SystemExit), repr(raised)
        assert result.exit_code == ends, result.output
        return result

    def refused(self, *words: str, said: str = "") -> str:
        """The one line that a command which can't be done ends with."""
        error = self.run(*words, said=said, ends=2).stderr
        assert error.count("\n") == 1, error
        return error.strip()

    def talk(self, name: str, at: str, *lines: str, more: tuple[str, ...] = ()) -> str:
        """What the bot answers to these lines."""
        said = "".join(f"{line}\n" for line in lines)
        return self.run("chat", "--as", name, "--at", at, *more, said=said).stdout


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith("YIDONG_"):
            monkeypatch.delenv(name)
    # The log of this process is pytest's.
    monkeypatch.setattr("bot.commands.set_up_log", lambda settings: None)
    return Shell(tmp_path)
