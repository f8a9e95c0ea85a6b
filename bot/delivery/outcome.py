"""What became of a sending, and what is written of it."""

from __future__ import annotations

import logging
import random
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from sqlalchemy.orm import Session

from bot.channels.base import (
    FateUnknownError,
    GoneError,
    MovedError,
    NotSentError,
    RefusedError,
    WaitError,
)
from storage import sending
from storage.outbox import Letter

log = logging.getLogger(__name__)

#: What could not be sent for so long after the first try is given up.
GIVE_UP_AFTER = timedelta(hours=24)
#: The first retry comes within so many seconds; each further one may take twice as long, up to the last.
FIRST_RETRY_SECONDS = 2.0
LAST_RETRY_SECONDS = 600.0


class Fate(Enum):
    """What became of a message, or what is to be done about it. ANSWERED, UNANSWERED: whether a reply was
    written out that travels in an answer."""

    SENT = auto()
    ANSWERED = auto()
    UNANSWERED = auto()
    AGAIN = auto()
    UNTRIED = auto()
    UNKNOWN = auto()
    REFUSED = auto()
    GONE = auto()
    MOVED = auto()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The fate of one letter. `name` is the platform's id when sent, the new account when moved; `due_at` is
    when to try again."""

    letter: Letter
    fate: Fate
    name: str = ""
    due_at: datetime | None = None


#: All is well with these, and nothing waits for them to be written but what follows for the same account.
SETTLED = (Fate.SENT, Fate.ANSWERED)


class Unwritten:
    """Outcomes that are yet to be written, together, and by a moment (seconds on the event loop's clock)."""

    def __init__(self) -> None:
        self._outcomes: list[Outcome] = []
        self.by = 0.0

    def __len__(self) -> int:
        return len(self._outcomes)

    def add(self, outcome: Outcome, by: float) -> None:
        """One more, to be written by then if it is the first."""
        if not self._outcomes:
            self.by = by
        self._outcomes.append(outcome)

    def take(self) -> list[Outcome]:
        """All of them, to write them."""
        outcomes, self._outcomes = self._outcomes, []
        return outcomes

    def take_settled(self) -> list[Outcome]:
        """Those that any transaction may write: nothing follows from them."""
        settled = [outcome for outcome in self._outcomes if outcome.fate in SETTLED]
        self._outcomes = [outcome for outcome in self._outcomes if outcome.fate not in SETTLED]
        return settled

    def give_back(self, outcomes: Sequence[Outcome]) -> None:
        """These could not be written."""
        self._outcomes = [*outcomes, *self._outcomes]


def judge(letter: Letter, error: Exception, now: datetime, chance: Callable[[], float]) -> Outcome:
    """What follows from that error. `chance` gives numbers from 0 to 1 for the jitter.

    Anything that isn't a `SendError` is a fault in our own code, met before or after the message went out:
    its fate is unknown.
    """
    match error:
        case NotSentError():
            return _again(letter, now, timedelta(seconds=backoff_seconds(letter.attempts, chance)))
        case WaitError():
            return _again(letter, now, timedelta(seconds=error.seconds))
        case GoneError():
            return Outcome(letter, Fate.GONE)
        case MovedError() if error.account != letter.account:
            return Outcome(letter, Fate.MOVED, error.account)
        case MovedError() | RefusedError():
            _note("refused", letter, error)
            return Outcome(letter, Fate.REFUSED)
        case FateUnknownError():
            _note("fate unknown", letter, error)
            return Outcome(letter, Fate.UNKNOWN)
        case _:
            _note("fault", letter, error)
            return Outcome(letter, Fate.UNKNOWN)


def backoff_seconds(attempts: int, chance: Callable[[], float] = random.random) -> float:
    """How long to wait after so many tries: exponential with full jitter, so that what failed together
    doesn't come back together (AWS Architecture Blog, "Exponential Backoff And Jitter")."""
    return float(chance() * min(LAST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2 ** min(attempts, 20)))


def write(session: Session, outcomes: Sequence[Outcome], owner: str, now: datetime) -> None:
    """Write what became of these letters, a statement or two for each fate."""
    kinds: dict[Fate, list[Outcome]] = {}
    for outcome in outcomes:
        kinds.setdefault(outcome.fate, []).append(outcome)
    sending.mark_sent(session, {o.letter.id: o.name for o in kinds.get(Fate.SENT, ())}, now)
    sending.mark_answered(session, owner, [o.letter.id for o in kinds.get(Fate.ANSWERED, ())], now)
    if unanswered := [o.letter.id for o in kinds.get(Fate.UNANSWERED, ())]:
        sending.release_answers(session, owner, unanswered)
    tried = {o.letter.id: o.due_at or now for o in kinds.get(Fate.AGAIN, ())}
    untried = {o.letter.id: o.due_at or o.letter.due_at for o in kinds.get(Fate.UNTRIED, ())}
    sending.mark_again(session, owner, tried | untried, tried=tried)
    if unknown := [o.letter.id for o in kinds.get(Fate.UNKNOWN, ())]:
        sending.mark_unknown(session, owner, unknown, now)
    if refused := [o.letter.id for o in kinds.get(Fate.REFUSED, ())]:
        sending.mark_refused(session, owner, refused)
    gone = {(o.letter.channel, o.letter.account) for o in kinds.get(Fate.GONE, ())}
    sending.mark_gone(session, gone, now)
    for o in kinds.get(Fate.MOVED, ()):
        sending.mark_moved(session, o.letter.channel, o.letter.account, o.name, now)


def _again(letter: Letter, now: datetime, wait: timedelta) -> Outcome:
    if letter.claimed_at is not None and now - letter.claimed_at >= GIVE_UP_AFTER:
        log.warning("given up: outbox %d, channel %s, urgency %d", letter.id, letter.channel, letter.urgency)
        return Outcome(letter, Fate.REFUSED)
    return Outcome(letter, Fate.AGAIN, due_at=now + wait)


def _note(what: str, letter: Letter, error: Exception) -> None:
    """One line without personal data: where it was raised, never what the error says."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].name}:{frames[-1].lineno}" if frames else "?"
    log.warning(
        "%s: outbox %d, channel %s, urgency %d, %s in %s",
        what,
        letter.id,
        letter.channel,
        letter.urgency,
        type(error).__name__,
        place,
    )
