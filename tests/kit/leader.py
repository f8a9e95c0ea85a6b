"""A leader who reports by phone whatever Telegram does: answers what was asked, and asks again in silence."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from handlers.messages import Words, text
from handlers.rules.campaign_file import campaign_form, load_shipped
from handlers.speech import in_words
from tests.kit.bot_api import Person, Shown
from tests.kit.pictures import encode, paint
from tests.kit.town import Town

CAMPAIGN = load_shipped()["zhaoqing-2019"]
FORM = campaign_form(CAMPAIGN, "activity")
RECEIPT = f"回执号 {CAMPAIGN.code}-"
#: Seconds of silence after which a leader looks whether anything is on its way still.
PATIENCE = 5.0
#: So often a leader asks again; whoever has no report then, has lost it.
MOST_NUDGES = 60
#: These are typed one after another, without waiting for the questions between them.
TYPED_AHEAD = ("title", "host", "place", "held_on")


def _said(words: Words) -> str:
    return in_words(words, "zh-CN")


UNFETCHED = _said(text("photo-unfetched"))
QUESTIONS = {
    **{_said(question.prompt()): question.key for question in FORM.questions},
    **{_said(column.prompt()): f"groups.{column.key}" for column in FORM.question("groups").columns},
    _said(text("form-another")): "groups.done",
    _said(text("form-review", title=CAMPAIGN.title.words())): "review",
    "填报哪一项": "campaign",
}


class NeverAnsweredError(AssertionError):
    """A leader asked again and again, and there is no report in the end."""


@dataclass
class Leader:
    """Somebody with a report to make. `hasty`: types ahead. `notes` counts what went on.

    Several answers at once and a button pressed before its album has arrived are what hurried people do.
    """

    town: Town
    phone: Person
    pictures: list[bytes] = field(default_factory=list)
    hasty: bool = False
    notes: Counter[str] = field(default_factory=Counter)
    _shown: Shown | None = None
    _sent_album: bool = False

    @property
    def answers(self) -> dict[str, str]:
        """What they say to each question; every leader says something else."""
        own = {
            "title": f"护河清洁{self.phone.id}",
            "host": f"单位{self.phone.id}",
            "place": f"河段{self.phone.id}",
        }
        return own | {
            "campaign": CAMPAIGN.title.zh,
            "category": "生态环保",
            "held_on": "昨天",
            "span": "9:00-11:30",
            "person_times": str(self.phone.id),
            "organisations": "2",
            "groups.kind": "空巢老人",
            "groups.person_times": "20",
            "groups.done": _said(text("form-rows-done")),
            "hours_basis": _said(FORM.question("hours_basis").choices[0].words()),
            "hours": "2.5小时",
            "money": "500元",
            "content": f"清理垃圾{self.phone.id}",
        }

    async def report(self) -> None:
        """From the first word to the receipt."""
        self.phone.say("/report")
        nudges = 0
        while True:
            shown = await self._hear()
            if shown is None:
                nudges += 1
                if nudges > MOST_NUDGES:
                    raise NeverAnsweredError(f"leader {self.phone.id} saw last: {self._shown}")
                self.phone.say("/continue")
            elif RECEIPT in shown.text or f"{CAMPAIGN.code}-" in "".join(shown.labels):
                self.notes["silences"] += nudges
                return
            else:
                await self._react(shown)

    async def _hear(self) -> Shown | None:
        """The next message; None once it is clear that none will come."""
        while True:
            try:
                self._shown = await self.phone.hears(PATIENCE)
            except TimeoutError:
                if await self.town.quiet(self.phone.id) and not self.phone.unheard():
                    return None
            else:
                return self._shown

    async def _react(self, shown: Shown) -> None:
        if UNFETCHED in shown.text:
            await self._send_again()
            return
        asked = _asked(shown)
        match asked:
            case "title" if self.hasty:
                await self._all_at_once(self.answers[key] for key in TYPED_AHEAD)
            case "photos" if self.pictures and not self._sent_album:
                await self._send_album(shown)
            case "review":
                await self._review(shown)
            case None:
                self._wonder(shown)
            case _:
                self._answer(shown, self.answers.get(asked, "跳过"))

    def _answer(self, shown: Shown, words: str) -> None:
        if words in shown.labels:
            self.phone.press(words, shown)
        else:
            self.phone.say(words)

    def _wonder(self, shown: Shown) -> None:
        """Nothing was asked: nothing is begun, or it is done and the receipt was lost, or it's a reminder."""
        if _said(text("run-none")) in shown.text:
            self.phone.say("/mine")
        elif self.phone.last.get("text") == "/mine":
            self.phone.say("/report")

    async def _all_at_once(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.phone.say(line)
        await self._calm()

    async def _send_album(self, shown: Shown) -> None:
        """And "skip" in the same moment: the button may arrive first."""
        self._sent_album = True
        self.phone.send_album(self.pictures)
        self.phone.press("跳过", shown)
        await self._calm()

    async def _send_again(self) -> None:
        self.notes["photos sent again"] += 1
        self.phone.send_album(self.pictures)
        await self._calm()

    async def _review(self, shown: Shown) -> None:
        """Submit, if all photos are there: the message that one is missed may have been lost."""
        if self.pictures and f"{len(self.pictures)} 张" not in shown.text:
            await self._send_again()
        else:
            self.phone.press(next(label for label in shown.labels if "提交" in label), shown)

    async def _calm(self) -> None:
        """Wait until everything is said, and look at the last that was asked only, whatever reminder came
        after it, but for a photo that is missed."""
        await self.town.calm(self.phone.id)
        said = [self.phone.chat.heard.get_nowait() for _ in range(self.phone.unheard())]
        missed, asked = [one for one in said if UNFETCHED in one.text], [one for one in said if _asked(one)]
        for shown in missed or asked[-1:] or said[-1:]:
            self.phone.chat.heard.put_nowait(shown)


async def report_all(town: Town) -> list[Leader]:
    """All leaders report at once, every second with photos, every third in a hurry."""
    leaders = [
        Leader(
            town,
            phone,
            pictures=[encode(paint(2 * phone.id + number)) for number in (0, 1)] if phone.id % 2 else [],
            hasty=phone.id % 3 == 0,
        )
        for phone in town.leaders
    ]
    async with asyncio.TaskGroup() as tasks:
        for leader in leaders:
            tasks.create_task(leader.report())
    return leaders


def _asked(shown: Shown) -> str | None:
    """The question that stands last in a message."""
    places = {shown.text.rfind(prompt): key for prompt, key in QUESTIONS.items() if prompt in shown.text}
    return places[max(places)] if places else None
