"""An organizer reminds: the leaders of the teams that still owe are told, with a word of the organizer's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from handlers.access import Route
from handlers.committee.due import Asked, describe_stretch, find_asked
from handlers.committee.offers import Offer, ask_offer, find_offer, split_key
from handlers.deadlines.owed import name_owed
from handlers.deadlines.reminders import Fallen, write_reminder
from handlers.forms.answers import show_minute
from handlers.forms.definition import Form, Kind, Question
from handlers.forms.run import Run
from handlers.messages import Option, Reject, Reply, Role, Words, text
from handlers.notices import tell_all
from handlers.rules.deadlines import next_permitted
from handlers.rules.keys import asked_key
from handlers.talk import begin_run
from handlers.turn import Topic, Turn, plain_world
from storage import audit, people, standing
from storage.campaigns import Campaign, Obligation
from storage.organisations import Organisation
from storage.outbox import BROADCAST
from storage.people import Person
from storage.runs import Run as RunRow

#: A committee that has just reminded of something is asked before it does so again.
PAUSE = timedelta(hours=2)
#: Names of teams that can't be reached in one message.
MOST_NAMED = 10
_WORD = Form(
    name="remind",
    review=False,
    questions=(
        Question(key="remind_word", kind=Kind.TEXT, lines=True, required=False, minimum=1, maximum=200),
    ),
)


def begin_reminder(turn: Turn, rest: str) -> Reply:
    """`/remind [committee.campaign[.obligation]] [again]`: tell those who still owe."""
    key, _, again = rest.partition(" ")
    typed, wanted = split_key(key)
    offer = find_offer(turn, typed, Route.REMIND)
    if offer is None:
        return ask_offer(turn, "/remind")
    asked = find_asked(turn, offer, wanted)
    owing = _owing(turn, asked) if asked else []
    if asked is None or not owing:
        return Reply((text("asked-nobody-owes"),), (Option(text("command-due"), f"/due {offer.key}"),))
    if again != "again" and (last := _asked_lately(turn, asked)):
        return _warn(asked, last, turn)
    subject = {
        "committee": offer.committee.id,
        "campaign": offer.campaign.id,
        "obligation": asked.stretch.some_id,
        "again": again == "again",
    }
    reply = begin_run(turn, "remind", subject)
    teams = len({team.id for _, team in owing})
    about = text("asked-about", title=asked.file.title.words(), what=describe_stretch(asked), count=teams)
    return replace(reply, lines=(about, *reply.lines))


def _owing(turn: Turn, asked: Asked) -> Sequence[tuple[Obligation, Organisation]]:
    offer = asked.offer
    return standing.open_in(turn.session, asked.stretch, offer.campaign.id, offer.committee.path)


def _asked_lately(turn: Turn, asked: Asked) -> datetime | None:
    """When this committee last reminded of this, if that isn't long ago."""
    acts = audit.acts_since(turn.session, asked.offer.campaign, "remind", turn.now - PAUSE)
    about = _about(asked)
    acts = [act for act in acts if act.at <= turn.now]  # none that a clock wrote which was ahead
    return next((act.at for act in acts if about.items() <= (act.after or {}).items()), None)


def _about(asked: Asked) -> dict[str, Any]:
    stretch = asked.stretch
    return {
        "committee": asked.offer.committee.id,
        "deadline": stretch.deadline,
        "period": stretch.period,
    }


def _warn(asked: Asked, last: datetime, turn: Turn) -> Reply:
    minutes = int((turn.now - last).total_seconds()) // 60
    options = (
        Option(text("asked-again"), f"/remind {asked.key} again"),
        Option(text("command-due"), f"/due {asked.key}"),
    )
    return Reply((text("asked-lately", minutes=minutes),), options, expects="choice")


def _place(turn: Turn, subject: Mapping[str, Any]) -> Organisation | None:
    return turn.organisation(subject["committee"])


def _finish(turn: Turn, row: RunRow, run: Run) -> Reply:
    subject = row.subject
    offer = Offer(
        turn.session.get_one(Organisation, subject["committee"]),
        turn.session.get_one(Campaign, subject["campaign"]),
    )
    asked = find_asked(turn, offer, str(subject["obligation"]))
    if asked is None or offer.campaign.state != "open":
        raise Reject("asked-nobody-owes")
    if not subject["again"] and (last := _asked_lately(turn, asked)):
        # Another organizer was quicker.
        return _warn(asked, last, turn)
    word = run.answers.get("remind_word")
    return _send(turn, asked, word if isinstance(word, str) else None)


def _send(turn: Turn, asked: Asked, word: str | None) -> Reply:
    owing = _owing(turn, asked)
    if not owing:
        raise Reject("asked-nobody-owes")
    due_at = next_permitted(turn.now, asked.file.quiet, asked.zone)
    theirs, led = _by_leader(turn, asked, owing, due_at)
    said = _said(turn, asked, word)
    after = {**_about(asked), "teams": len({team.id for _, team in owing}), "word": word}
    line = turn.note("remind", asked.offer.campaign, after=after)
    turn.session.flush()
    leading = people.count_roles(turn.session, [person.id for person, _ in theirs], Role.LEADER)
    told = tell_all(
        turn.session,
        [(one, write_reminder(one, fallen, leading[one.id] > 1, said)) for one, fallen in theirs],
        key=asked_key(line.id),
        urgency=BROADCAST,
        due_at=due_at,
        now=turn.now,
    )
    missed = [team for team in _teams(owing) if not led[team.id] & told]
    line.after = {**after, "told": len(told), "missed": len(missed)}
    return _receipt(turn, asked, len(told), len(_teams(owing)) - len(missed), missed, due_at)


def _teams(owing: Sequence[tuple[Obligation, Organisation]]) -> list[Organisation]:
    return list({team.id: team for _, team in owing}.values())


def _by_leader(
    turn: Turn, asked: Asked, owing: Sequence[tuple[Obligation, Organisation]], due_at: datetime
) -> tuple[list[tuple[Person, list[Fallen]]], dict[int, set[int]]]:
    """Each leader with what their teams owe, and of each team who leads it."""
    led: dict[int, set[int]] = defaultdict(set)
    leaders: dict[int, list[Person]] = defaultdict(list)
    for team_id, person in people.people_below(turn.session, asked.offer.committee.path, Role.LEADER):
        led[team_id].add(person.id)
        leaders[team_id].append(person)
    found: dict[int, tuple[Person, list[Fallen]]] = {}
    for row, team in owing:
        one = _fallen(turn, asked, row, team, due_at)
        for person in leaders[team.id]:
            found.setdefault(person.id, (person, []))[1].append(one)
    return list(found.values()), led


def _fallen(turn: Turn, asked: Asked, row: Obligation, team: Organisation, due_at: datetime) -> Fallen:
    zone = ZoneInfo(team.zone)
    last_day = (row.due_at - timedelta(minutes=1)).astimezone(zone).date()
    stage = "overdue" if row.due_at <= due_at else "asked"
    days_left = max(0, (last_day - due_at.astimezone(zone).date()).days)
    what = name_owed(turn.session, asked.file, row)
    return Fallen(row, asked.offer.campaign, asked.file, team, what, stage, days_left)


def _said(turn: Turn, asked: Asked, word: str | None) -> Words:
    place = asked.offer.committee.name
    if word is None:
        return text("asked-by", place=place, name=turn.person.name)
    return text("asked-by-word", place=place, name=turn.person.name, word=word)


def _receipt(
    turn: Turn, asked: Asked, told: int, teams: int, missed: Sequence[Organisation], due_at: datetime
) -> Reply:
    local = due_at.astimezone(asked.zone)
    quiet = int(due_at > turn.now)
    clock = show_minute(local.hour * 60 + local.minute)
    lines: list[Words] = [text("asked-told", people=told, teams=teams, quiet=quiet, time=clock)]
    if missed:
        names = "、".join(team.name for team in missed[:MOST_NAMED])
        lines.append(
            text("asked-missed", count=len(missed), names=names, more=max(0, len(missed) - MOST_NAMED))
        )
    options = [Option(text("command-due"), f"/due {asked.key}")]
    if len(missed) == 1:
        options.insert(0, Option(text("invite-leader"), f"/invite leader {missed[0].id}"))
    return Reply(tuple(lines), tuple(options), expects="choice")


TOPIC = Topic(Route.REMIND, _place, _WORD, plain_world, _finish)
