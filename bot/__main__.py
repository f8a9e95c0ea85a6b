"""Where the program begins: `yidong`, or `python -m bot`."""

from __future__ import annotations

from bot.loop import loading


def main() -> None:
    """The entry point `yidong`."""
    with loading():
        from bot.commands import cli
    cli()


if __name__ == "__main__":
    main()
