"""What a leader types to file a report: the answers by name, given in the order the form asks them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SKIP = "跳过"
#: The kinds of media coverage by their number in the list.
PRINT, WEBSITE, PAGE = "1", "2", "3"


@dataclass(frozen=True)
class Step:
    """At that moment, as it is in Guangdong, somebody types those lines, one message each."""

    at: str
    who: str
    lines: tuple[str, ...]
    channel: str = "web"


def activity(
    category: str,
    title: str,
    day: str,
    *,
    people: str,
    hours: tuple[str, ...],
    host: str = "志愿者联合会",
    place: str = "社区",
    span: str = SKIP,
    organisations: str = "1",
    groups: Sequence[tuple[str, ...]] = (),
    money: str = SKIP,
    news: str = "活动顺利，群众反响很好。",
    media: Sequence[tuple[str, ...]] = (),
    named: tuple[str, ...] = (SKIP,),
    photos: str = SKIP,
) -> tuple[str, ...]:
    """The lines of one activity report, from its category to the submit.

    `hours`: "每人" or "合计", and what was typed then. `groups`: the kind and the number served, a
    number typed wrong before it is followed by the right one. `media`: kind, link, reads, day.
    """
    lines = [category, title, host, place, day, span, people, organisations, *_rows(groups)]
    lines += [*hours, money, news, *_rows(media)]
    lines += [*named, *([photos, "发完了"] if photos != SKIP else [SKIP]), "没有", "提交"]
    return tuple(lines)


def _rows(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    for place, row in enumerate(rows):
        if place:
            yield "再加一项"
        yield from row
    yield "完成" if rows else SKIP


def summary(content: str, stories: str = SKIP, photos: str = SKIP) -> tuple[str, ...]:
    """The lines of the final summary, without media of its own."""
    sent = [photos, "完成"] if photos != SKIP else [SKIP]
    return (content, stories, SKIP, *sent, "提交")
