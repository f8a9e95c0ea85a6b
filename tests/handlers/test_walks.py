"""Random walks through the real turn: several people at once, every command, on a real database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.deadlines.reminders import remind
from handlers.dispatch import take
from handlers.messages import BUTTON_VALUE_BYTES, Button, Inbound, Message, Photo, Text
from handlers.offered import present_menu
from handlers.routes import COMMANDS
from handlers.rules.campaign_file import campaign_form, load_shipped
from handlers.speech import find_option
from storage.campaigns import Obligation
from storage.database import Database
from storage.outbox import Outbound
from storage.people import Person
from storage.reports import STANDING, Report
from storage.runs import Conversation, Run
from tests.forms.walking import ANSWERS, TYPED
from tests.kit.scene import Scene
from tests.kit.stage import DOORS

PEOPLE = ("李明", "孙燕", "陈静", "周敏", "吴刚", "王芳")
#: Longest message of any channel that we split by ourselves, with room to spare (characters).
LONGEST_MESSAGE = 20_000
GOOD = (*ANSWERS.values(), "提交", "跳过", "完成", "每人", "好的好的", "36", "李明、王芳", "护河清洁")
KINDS = (
    *("press",) * 6,
    *("answer",) * 14,
    *("good",) * 2,
    *("type",) * 2,
    *("photo", "number", "command", "old", "again", "time"),
)
#: What ends a form early; pressed by chance alone, no walk would come to an end.
LEAVING = (".cancel", ".pause", ".back")
#: Acts of one walk. They come from a seed: a list of them would cost more to draw than to play.
STEPS = 120


@pytest.fixture(scope="module")
def scene(_model_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """One county for all walks: each is undone at its end."""
    file = shutil.copy(_model_file, tmp_path_factory.mktemp("walks") / "yidong.db")
    database = Database(f"sqlite:///{file}")
    scene = Scene(database)
    scene.open("zhaoqing-2019")
    scene.open("guangxi-2017")
    yield scene
    database.dispose()


@dataclass
class Crowd:
    """Several people in one transaction that is never committed. Rows are read anew in every turn."""

    scene: Scene
    session: Session
    now: datetime
    shown: dict[str, Message] = field(default_factory=dict)
    old: list[str] = field(default_factory=lambda: ["~1-0.submit", "/continue", "/restore 1"])
    said: list[Inbound] = field(default_factory=list)

    def do(self, who: str, act: str, n: int) -> None:
        """One act of one person, with all its laws."""
        if act == "time":
            self.now += timedelta(hours=n % 40)
            remind(self.session, self.now)
            self.session.flush()
            self.session.expunge_all()
            self.shown.clear()
        elif act == "again" and self.said:
            self.repeat(self.said[n % len(self.said)])
        else:
            self.now += timedelta(seconds=2)
            inbound = self.message(who, act, n)
            self.check_numbers(who)
            self.shown[who] = self.take(inbound)
            self.said.append(inbound)
            self.old = [*self.old, *(button.value for button in self.shown[who].buttons)][-80:]

    def message(self, who: str, act: str, n: int) -> Inbound:
        address, update = self.scene.address(who), f"w{len(self.said)}"
        buttons = self.buttons(who)
        if act == "press" and buttons:
            going_on = [button for button in buttons if not button.value.endswith(LEAVING)]
            choice = going_on if going_on and n % 4 else buttons
            return Inbound(address, update, pressed=choice[n % len(choice)].value)
        if act == "old":
            return Inbound(address, update, pressed=self.old[n % len(self.old)])
        if act == "photo":
            photos = tuple(Photo(f"{(n + k) % 30:064x}") for k in range(n % 3)) or (Text("photo-broken"),)
            return Inbound(address, update, photos=photos, text="" if n % 9 else "合影")
        if act == "command":
            names = list(COMMANDS)
            rest = ("", str(n % 40), f"{n % 6}.{n % 3}", "new", f"{n % 6}.{n % 3}.activity")[n % 5]
            return Inbound(address, update, text=f"/{names[n % len(names)]} {rest}")
        if act == "number":
            return Inbound(address, update, text=str(n % 12))
        words = {"good": GOOD[n % len(GOOD)], "answer": self.answer(who)}.get(act, TYPED[n % len(TYPED)])
        return Inbound(address, update, text=words, edited=n % 50 == 49)

    def answer(self, who: str) -> str:
        """A sensible answer to what that person is asked, so that walks get somewhere."""
        talk = self.session.get(Conversation, self.scene.county.people[who].id)
        row = self.session.get(Run, talk.run_id) if talk and talk.run_id else None
        self.session.expunge_all()
        if row is None:
            return "/report new"
        name, _, which = row.body.get("form", "").partition(":")
        if name not in load_shipped() or which not in ("activity", "summary"):
            return "新的名字"
        if row.body["asking"] is None:
            return "提交"
        question = campaign_form(load_shipped()[name], which).question(row.body["asking"])
        return "跳过" if not question.required else ANSWERS.get(question.kind, "1")

    def buttons(self, who: str) -> tuple[Button, ...]:
        return self.shown[who].buttons if who in self.shown else ()

    def take(self, inbound: Inbound) -> Message:
        taken = take(self.session, self.now, inbound, DOORS)
        assert taken.fault is None, f"{inbound}\n{taken.fault}"
        assert taken.outbox_id is not None
        row = self.session.get_one(Outbound, taken.outbox_id)
        message = Message.model_validate(row.body)
        assert message.text.strip()
        assert len(message.text) <= LONGEST_MESSAGE
        assert all(len(button.value.encode()) <= BUTTON_VALUE_BYTES for button in message.buttons)
        assert all(button.label.strip() for button in message.buttons)
        assert (row.channel, row.account) == (inbound.address.channel, inbound.address.account)
        self.session.flush()
        self.session.expunge_all()
        return message

    def repeat(self, inbound: Inbound) -> None:
        """A message that comes twice gets its old reply and does nothing."""
        before = self.figures()
        self.take(inbound)
        assert self.figures() == before

    def figures(self) -> list[tuple[int, str]]:
        rows = self.session.scalars(select(Run).order_by(Run.id)).all()
        return [(row.id, str(row.body) + row.state) for row in rows]

    def check_numbers(self, who: str) -> None:
        """Every number that is drawn does what its button does, in what the person was sent last."""
        address = self.scene.address(who)
        sent = (Outbound.channel == address.channel, Outbound.account == address.account)
        row = self.session.scalars(select(Outbound).where(*sent).order_by(Outbound.id.desc())).first()
        talk = self.session.get(Conversation, int(address.account))
        if row is None or talk is None or row.due_at > self.now or row.settle == "slow":
            return
        message = Message.model_validate(row.body)
        menu, numbered = present_menu(talk, self.now)
        drawn = [button for button in message.buttons if not button.control]
        for place, button in enumerate(drawn if message.numbered else (), 1):
            assert numbered
            assert find_option(menu, numbered, str(place)) == button.value
        self.session.expunge_all()

    def check_rows(self) -> None:
        """What must hold at any moment."""
        standing = {row.id for row in self.session.scalars(select(Report)) if row.state in STANDING}
        for owed in self.session.scalars(select(Obligation)):
            assert (owed.state == "filed") == (owed.report_id is not None)
            assert owed.report_id is None or owed.report_id in standing
            assert (owed.filed_at is not None) == (owed.state in ("filed", "zero"))
        for talk in self.session.scalars(select(Conversation)):
            run = self.session.get(Run, talk.run_id) if talk.run_id else None
            assert run is None or run.person_id == talk.person_id
        for report in self.session.scalars(select(Report)):
            assert report.title


@settings(max_examples=max(7, settings().max_examples // 8))
@given(seed=st.integers(0, 2**32 - 1))
def test_a_crowd(scene: Scene, seed: int) -> None:
    chance = Random(seed)
    with Session(scene.database.engine) as session:
        crowd = Crowd(scene, session, scene.now)
        for _ in range(STEPS):
            # The first two do most: long stretches are needed to get through a form.
            who = chance.choice(PEOPLE[:2] if chance.random() < 0.75 else PEOPLE)
            crowd.do(who, chance.choice(KINDS), chance.randrange(10_000))
        crowd.check_rows()
        session.rollback()


def test_the_county_is_untouched(scene: Scene) -> None:
    """Walks that aren't undone would not be independent."""
    assert scene.runs() == []
    assert [person.language for person in scene.rows(Person)] == ["zh-CN"] * 7
