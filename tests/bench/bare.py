"""Our whole bot without its conversation: every message is its turn, seen, answered with one constant reply,
committed and delivered. What this takes no form, however fast, could save."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.loop import run
from handlers import dispatch
from handlers.messages import Option, Reply
from handlers.turn import Turn
from tests.bench.floor import MESSAGE
from tests.bench.yidong import main

REPLY = Reply((MESSAGE.text,), tuple(Option(button.label, button.value) for button in MESSAGE.buttons))


def constant(_: Turn) -> Reply:
    """What `hear_person` says to everything."""
    return REPLY


if __name__ == "__main__":
    setattr(dispatch, "hear_person", constant)  # noqa: B010 - only imported there, so not theirs to mypy
    run(main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))
