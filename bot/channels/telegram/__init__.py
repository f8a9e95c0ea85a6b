"""Telegram: `parse` and `render` are pure, `channel` is the network."""

import os

# python-telegram-bot warns of every 429 that its `retry_after` will be a timedelta, unless asked for one now.
os.environ.setdefault("PTB_TIMEDELTA", "true")
