"""What is kept how long. Reports, hours, who owes what, weekly summaries and the trail stay for good.

Everything else is a means: it has done its work, and holds what people said to each other. The law asks to
keep it no longer than it is needed (PIPL, article 19).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.digests import Digest
from storage.exports import Export
from storage.oldest import drop
from storage.outbox import Outbound
from storage.people import Invitation
from storage.runs import Conversation, Run, Seen
from storage.webchat import ChatLine

#: What was said, that it was said, and runs that are over: a season's campaign with what follows it. A
#: message that comes again is recognised as long; Telegram brings none again after 24 hours (Bot API,
#: "Getting updates"), a page of the web chat when the phone is next online.
MESSAGES = timedelta(days=90)
#: Files that a message brings along are drawn when they are opened, and the message may have been delivered
#: late: a month more.
PAPERS = MESSAGES + timedelta(days=30)
#: Rows of each kind in one go of the clock, so that no turn waits: 400,000 a day.
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows that go when the moment in `column` is `kept` ago, if they are `over`."""

    column: InstrumentedAttribute[Any]
    kept: timedelta
    over: tuple[ColumnElement[bool], ...] = ()


_IN_IT = (Conversation.person_id == Run.person_id, Conversation.run_id == Run.id)
RULES: tuple[Rule, ...] = (
    Rule(Outbound.due_at, MESSAGES, (Outbound.state.in_(("sent", "unknown", "refused", "gone", "merged")),)),
    Rule(ChatLine.at, MESSAGES),
    Rule(Seen.at, MESSAGES),
    Rule(Run.changed_at, MESSAGES, (Run.state.in_(("done", "cancelled")), ~exists().where(*_IN_IT))),
    Rule(Invitation.expires_at, MESSAGES),
    Rule(Export.made_at, PAPERS),
    Rule(Digest.asked_at, PAPERS),
)


def clear_away(session: Session, now: datetime) -> int:
    """Delete some of what has been kept long enough; how many rows. The rest waits for the next tick."""
    return sum(drop(session, rule.column, now - rule.kept, AT_ONCE, *rule.over) for rule in RULES)
