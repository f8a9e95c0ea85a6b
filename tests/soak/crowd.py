"""The leaders: each fills one report after another, and asks where it stopped when no answer comes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import TypeAlias

from tests.bench.talk import TITLE
from tests.kit.bot_api import Person, Shown
from tests.kit.pictures import encode, paint

#: Seconds after which somebody asks again: longer than a start takes.
PATIENCE = 4.0
#: So often in a row; then the bot has stopped answering.
MOST_NUDGES = 15
#: How many of the reports have photos, and groups served.
PHOTOS, GROUPS = 0.2, 0.3
#: Where a talk stands: the number of the question; between 9 and 10 the rows of the groups served.
WHICH, CATEGORY, NAME, ROW_COUNT, ROW_MORE, ALBUM, REVIEW, RECEIPT, NOTHING = (
    *(0, 1, 2, 9.3, 9.6, 16, 18, 19, -1),
)
_SIGNS = (
    ("回执号", RECEIPT),
    ("请核对《", REVIEW),
    ("还有吗？", ROW_MORE),
    ("服务了多少人次", ROW_COUNT),
    ("填报哪一项", WHICH),
    ("现在没有正在填的内容", NOTHING),
)
_NUMBER = re.compile(r"（(\d+)/\d+）")

Answer: TypeAlias = str | int


class StuckError(Exception):
    """A leader isn't answered any more."""


def place(shown: Shown) -> float | None:
    """Where the talk stands after that message; None for what isn't part of it, such as a reminder."""
    for sign, at in _SIGNS:
        if sign in shown.text:
            return at
    found = _NUMBER.search(shown.text)
    return float(found[1]) if found else None


@dataclass
class Filing:
    """One report: what is said at each question, what of it was acknowledged, and whether it was filed.

    `kept` is what must stand in the run: the answer by the question's key, as it is kept.
    """

    title: str
    says: dict[float, str]
    keeps: dict[float, tuple[str, Answer]]
    photos: int
    kept: dict[str, Answer] = field(default_factory=dict)
    submitted: bool = False

    def acknowledge(self, at: float) -> None:
        """The reply to that answer has come."""
        if at in self.keeps:
            key, value = self.keeps[at]
            self.kept[key] = value


def make_filing(account: int, number: int, dice: Random) -> Filing:
    """A report that is like no other."""
    title = f"西江清洁{account}第{number}场"
    people, yuan = dice.randrange(1, 90), dice.randrange(1, 5000)
    content = f"{people}名志愿者清理垃圾，{account}-{number}"
    rows = dice.random() < GROUPS
    says = {
        CATEGORY: "生态环保", NAME: title, 3: "端州区团委", 4: f"草鞋街{number}号", 5: "3月9日",
        6: "9:00-11:30", 7: str(people), 8: "2", 9: "空巢老人" if rows else "跳过", ROW_COUNT: "20",
        ROW_MORE: "完成，没有了", 10: "每人", 11: "2.5小时", 12: f"{yuan}元", 13: content, 14: "跳过",
        15: "跳过", ALBUM: "跳过", 17: f"备注{account}-{number}", REVIEW: "提交",
    }  # fmt: skip
    keeps: dict[float, tuple[str, Answer]] = {
        NAME: ("title", title),
        4: ("place", says[4]),
        7: ("person_times", people),
        12: ("money", yuan * 100),
        13: ("content", content),
        17: ("remarks", says[17]),
    }
    return Filing(title, says, keeps, 2 if dice.random() < PHOTOS else 0)


def _follows(at: float, then: float) -> bool:
    """Whether the talk has gone on from there; of a report that was filed it may know nothing more."""
    return then > at or (at == REVIEW and then == NOTHING)


class Leader:
    """Somebody who reports. `hurry`: at most so many seconds go by before they write again."""

    def __init__(self, person: Person, seed: int, hurry: float) -> None:
        self.person = person
        self.dice = Random(f"{seed}:{person.id}")
        self.filings: list[Filing] = []
        self.nudges = 0
        self._hurry = hurry

    async def report_on(self, over: asyncio.Event) -> None:
        """One report after another until it is `over`; then it stops where it is."""
        while not over.is_set():
            filing = make_filing(self.person.id, len(self.filings) + 1, self.dice)
            self.filings.append(filing)
            await self._file(filing, over)

    async def _file(self, filing: Filing, over: asyncio.Event) -> None:
        shown = await self._exchange(lambda: self.person.say("/report"), lambda at: at == WHICH, "/report")
        shown = await self._exchange(partial(self.person.press, TITLE, shown), lambda at: at == CATEGORY)
        while not over.is_set():
            at = place(shown)
            assert at is not None
            if at == ALBUM and filing.photos:
                shown = await self._send_album(filing)
            said = "完成" if at == ALBUM and filing.photos else filing.says[at]
            shown = await self._exchange(partial(self._say, said, shown), partial(_follows, at))
            filing.acknowledge(at)
            if at == REVIEW:
                filing.submitted = True
                return

    async def _send_album(self, filing: Filing) -> Shown:
        """Photos, and the answer that says how many have come."""
        album = [encode(paint(self.dice.randrange(10**9), 160, 120)) for _ in range(filing.photos)]
        taken = f"{filing.photos} 张"
        return await self._exchange(
            lambda: self.person.send_album(album),
            lambda at: at == ALBUM,
            fits=lambda shown: taken in shown.text or ("接着" in shown.text and "完成" in shown.labels),
        )

    def _say(self, said: str, shown: Shown) -> None:
        """By its button, if there is one, or in words; both are the same."""
        labels = [label for label in shown.labels if label == said or label.endswith(f"，{said}")]
        if labels and self.dice.random() < 0.7:
            self.person.press(labels[0], shown)
        else:
            self.person.say(said)

    async def _exchange(
        self,
        act: Callable[[], object],
        expects: Callable[[float], bool],
        nudge: str = "/continue",
        fits: Callable[[Shown], bool] = lambda _: True,
    ) -> Shown:
        """Do that, and wait for an answer from the place that is expected, passing over all others."""
        await asyncio.sleep(self.dice.random() * self._hurry)
        act()
        for _ in range(MOST_NUDGES):
            try:
                async with asyncio.timeout(PATIENCE):
                    while True:
                        shown = await self.person.chat.heard.get()
                        at = place(shown)
                        if at is not None and expects(at) and fits(shown):
                            return shown
            except TimeoutError:
                self.nudges += 1
                self.person.say(nudge)
        raise StuckError(
            f"{self.person.id} is not answered: {[m.text[:60] for m in self.person.messages[-4:]]}"
        )
