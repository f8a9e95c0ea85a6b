"""What a person types on a phone, in Chinese or English, as values.

Every reader gives a value in its range or raises Reject with one sentence that says what is wanted,
whatever the text is, and quickly.
"""

from handlers.reading.amounts import read_integer, read_money, read_people, show_money
from handlers.reading.dates import read_date
from handlers.reading.durations import read_duration, said_basis, split_duration
from handlers.reading.links import read_link
from handlers.reading.names import read_names
from handlers.reading.spans import Span, read_clock, read_span
from handlers.reading.texts import read_line, read_text

__all__ = [
    "Span",
    "read_clock",
    "read_date",
    "read_duration",
    "read_integer",
    "read_line",
    "read_link",
    "read_money",
    "read_names",
    "read_people",
    "read_span",
    "read_text",
    "said_basis",
    "show_money",
    "split_duration",
]
