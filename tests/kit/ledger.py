"""What went through a town, added up: reports against what leaders said, phones against the outbox."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from handlers.messages import Message
from handlers.rules.keys import reply_key
from storage.outbox import BROADCAST, REPLY, Outbound
from storage.people import person_at
from storage.reports import Report, ReportPhoto
from storage.runs import Seen
from storage.sending import REPEAT_AFTER
from tests.kit.bot_api import Person, spec
from tests.kit.leader import Leader
from tests.kit.town import Town

#: States in which a row never ends, if all is well.
UNENDED = ("waiting", "sending")


@dataclass
class Ledger:
    """What is wrong, and figures of what went on."""

    wrong: list[str] = field(default_factory=list)
    figures: Counter[str] = field(default_factory=Counter)


async def balance(town: Town, leaders: Sequence[Leader]) -> Ledger:
    """Let everything end that is to be repeated, and add up."""
    await town.calm()
    await town.later(REPEAT_AFTER + timedelta(minutes=1))
    ledger = Ledger()
    rows = await town.read(_rows)
    for leader in leaders:
        ledger.wrong += await town.read(lambda session, leader=leader: list(_reports(session, leader)))  # type: ignore[misc]  # a default argument in a lambda
        own = [row for row in rows if row.account == str(leader.phone.id)]
        refused = _refused(town, leader.phone)
        wrongs = [*_told(leader.phone, own, ledger.figures, refused), *_order(town, own)]
        ledger.wrong += [f"{leader.phone.id}: {wrong}" for wrong in wrongs]
        ledger.figures += leader.notes
    ledger.wrong += [f"a turn raised: {fault}" for fault in await town.read(_faults)]
    ledger.wrong += spec.misfits(town.server.requests)
    return ledger


def _rows(session: Session) -> list[Outbound]:
    rows = session.scalars(select(Outbound).where(Outbound.channel == "telegram").order_by(Outbound.id))
    found = list(rows)
    session.expunge_all()
    return found


def _faults(session: Session) -> list[str]:
    return [fault for fault in session.scalars(select(Seen.fault).where(Seen.fault.is_not(None))) if fault]


def _reports(session: Session, leader: Leader) -> Iterator[str]:
    """A report for each leader, with everything they said, and no second one."""
    person = person_at(session, "telegram", str(leader.phone.id))
    assert person is not None
    reports = session.scalars(select(Report).where(Report.author_id == person.id)).all()
    if len(reports) != 1:
        yield f"{leader.phone.id} has {len(reports)} reports"
        return
    (report,) = reports
    said = leader.answers
    for key in ("title", "host", "place", "content", "person_times"):
        if str(getattr(report, key)) != said[key]:
            yield f"{key} of {leader.phone.id} is {getattr(report, key)}"
    photos = session.scalar(select(func.count(ReportPhoto.id)).where(ReportPhoto.report_id == report.id))
    if photos != len(leader.pictures):
        yield f"{leader.phone.id} sent {len(leader.pictures)} photos, {photos} are there"


def _refused(town: Town, phone: Person) -> Counter[str]:
    """Texts in answers that Telegram didn't take, which nobody is told."""
    records = town.server.requests
    answered = [
        each for each in records if each.call.in_answer and each.call.params["chat_id"] == str(phone.id)
    ]
    return Counter(str(each.call.params["text"]).strip() for each in answered if not each.answer.body["ok"])


def _told(
    phone: Person, rows: Sequence[Outbound], figures: Counter[str], refused: Counter[str]
) -> Iterator[str]:
    """What was sent is on the phone once and in order; what may have been sent is there or isn't."""
    shown = {str(message.id): message.text for message in phone.messages}
    sent = [row for row in rows if row.state == "sent" and row.claimed_at is not None]
    for row in sent:
        if shown.pop(str(row.platform_id), None) != _text(row):
            yield f"row {row.id} isn't there as message {row.platform_id}"
    for row in rows:
        if row.state == "sent" and row.claimed_at is None:  # it went in an answer, which has no id
            name = next((name for name, text in shown.items() if text == _text(row)), None)
            figures["replies in answers"] += 1
            if shown.pop(name or "", None) is not None:
                continue
            if refused[_text(row)]:
                refused[_text(row)] -= 1
                figures["replies in answers, refused"] += 1
            else:
                yield f"row {row.id} isn't there, though an answer bore it"
    yield from (f"row {row.id} is {row.state}" for row in rows if row.state in (*UNENDED, "refused"))
    yield from _doubtful(rows, Counter(shown.values()), figures)


def _order(town: Town, rows: Sequence[Outbound]) -> Iterator[str]:
    """Replies came in the order in which they were written, but for those whose answer was lost and that were
    given again when Telegram brought their message again: by then a press may have been answered, which
    Telegram doesn't hold back."""
    lost = [post.update_id for post in town.server.webhook.posts if post.status is None]
    again = {reply_key("telegram", str(update)) for update in lost}
    asked = [
        row for row in rows if row.urgency == REPLY and row.state == "sent" and row.claimed_at is not None
    ]
    names = [int(row.platform_id or 0) for row in asked if row.key not in again]
    if names != sorted(names):
        yield f"replies are out of order: {names}"


def _doubtful(rows: Sequence[Outbound], left: Counter[str], figures: Counter[str]) -> Iterator[str]:
    """Messages that no sent row accounts for are of rows whose fate is unknown, as often as was tried."""
    for row in rows:
        tries = (row.state == "unknown") + row.doubted
        seen = min(tries, left[_text(row)])
        left[_text(row)] -= seen
        kind = "reminders" if row.urgency == BROADCAST else "replies"
        if row.state == "unknown":
            figures[f"{kind} of unknown fate, {'shown' if seen else 'lost'}"] += 1
        if seen + (row.state == "sent") > 1:
            figures[f"{kind} shown twice, in doubt"] += 1
    yield from (f"shown though nothing of it is known: {text!r}" for text in left.elements())


def _text(row: Outbound) -> str:
    return Message.model_validate(row.body).text.strip()
