"""Processes that start at once: one that has everything imported, which is nearly all of the time that a
start takes, forks. The child has done nothing yet.

For each line it is given it says "began NUMBER" and, when the child is no more, "ended STATUS".
"""

from __future__ import annotations

import asyncio
import os
import select
import signal
import sys
import traceback
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from bot import loop

ROOT = Path(__file__).parents[2]
POLL_SECONDS = 0.02


class Nest:
    """The other end: starts `python -m MODULE ARGUMENTS`, which hatches one child after another."""

    def __init__(self, *command: str) -> None:
        self._command = command
        self._parent: Process | None = None

    async def open(self) -> None:
        """Have everything imported."""
        self._parent = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", *self._command),
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=PIPE,
            stdout=PIPE,
        )

    async def close(self) -> None:
        """End it, and the child if there is one."""
        if self._parent is not None:
            _pipes(self._parent)[0].close()
            await self._parent.wait()

    async def begin(self, line: str = "") -> int:
        """Start a child with that line; its number."""
        assert self._parent is not None
        _pipes(self._parent)[0].write(f"{line}\n".encode())
        return await self._line("began")

    async def ended(self) -> int:
        """Wait for the child's end; its status."""
        return await self._line("ended")

    async def _line(self, word: str) -> int:
        """The number behind that word."""
        assert self._parent is not None
        said, _, number = (await _pipes(self._parent)[1].readline()).decode().partition(" ")
        assert said == word, f"{said} {number}"
        return int(number)


def _pipes(process: Process) -> tuple[asyncio.StreamWriter, asyncio.StreamReader]:
    assert process.stdin is not None and process.stdout is not None
    return process.stdin, process.stdout


def hatch(live: Callable[[str], Coroutine[Any, Any, None]], log: Path) -> None:
    """For each line a child that lives with it, until nobody asks for more; what it says goes to a file."""
    while line := sys.stdin.readline():
        child = os.fork()
        if not child:
            _be(live(line.strip()), log)
        print(f"began {child}", flush=True)
        print(f"ended {_wait(child)}", flush=True)


def _be(life: Coroutine[Any, Any, None], log: Path) -> None:
    """Live, and end."""
    file = os.open(log, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    for stream in (1, 2):
        os.dup2(file, stream)
    status = 1
    try:
        loop.run(life)
        status = 0
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(status)


def _wait(child: int) -> int:
    """The status it ended with. It ends with us: nobody else would stop it."""
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if select.select([sys.stdin], [], [], POLL_SECONDS)[0]:
            os.kill(child, signal.SIGKILL)
