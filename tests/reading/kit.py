"""How a table of examples is held against a reader."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from handlers.messages import Reject

#: What people paste or lean on by accident; long ones must cost nothing.
JUNK = (
    *(
        "",
        " ",
        "\n",
        "\x00",
        "\x00\x00",
        "nan",
        "NaN",
        "inf",
        "-inf",
        "Infinity",
        "None",
        "null",
        "true",
        "{}",
    ),
    *(
        "👍",
        "👨‍👩‍👧",
        "😀" * 30,
        "\u202e12\u202c",
        "שלום",
        "مرحبا",
        "٣٤",
        "²",
        "①",
        "Ⅳ",
        "½½",
        "\ud800",
        "\ufffe",
    ),
    *(
        "e",
        "1e",
        "1e999",
        "0x10",
        "1_000",
        "--5",
        "+-3",
        "..",
        "...",
        "1..2",
        ":",
        "::",
        "-",
        "——",
        "/",
        "//",
        "到",
    ),
    *(
        "'; drop table",
        "${jndi}",
        "<b>1</b>",
        "%s%d",
        "{0}",
        "\\u0031",
        "（",
        "）",
        "点",
        "半",
        "零零",
        "年月日",
        "元角分",
    ),
    *("9" * 19, "9" * 100, "9" * 100_000, "一" * 100_000, "十" * 100_000, "1." * 50_000, "1:" * 50_000),
    *(" " * 100_000, "\n" * 100_000, "1 " * 50_000, "1到" * 50_000, "https://" * 12_500, "(" * 100_000),
    *(
        "a" * 100_000,
        "💥" * 25_000,
        "\u200b" * 100_000,
        "1,000" * 20_000,
        "上午9点" * 20_000,
        "万" * 120,
        "1点" * 60,
    ),
    *(
        "-" * 120,
        "约" * 120,
        "多" * 120,
        "个" * 120,
        "1" + "人" * 119,
        "." * 120,
        "9 " * 60,
        "半个" * 60,
        "周" * 120,
    ),
)


T = TypeVar("T")


def outcome(read: Callable[[], T]) -> T | str:
    """What the reader gave, or the key of its sentence."""
    try:
        return read()
    except Reject as reject:
        return reject.words.key
