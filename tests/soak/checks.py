"""What has to be true afterwards, whatever was killed when. Each check gives a line for each thing wrong."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.channels.telegram.render import draw
from handlers.messages import Message
from storage.outbox import BROADCAST, Outbound
from storage.photos import StoredPhoto
from storage.reports import Report, ReportPhoto
from storage.runs import Run, Seen
from tests.kit.bot_api import Server, Shown
from tests.soak.crowd import Filing

#: A line of the log that nobody expects: a process that was only killed has nothing to complain of.
_COMPLAINT = re.compile(rb"level=(error|critical)|Traceback")


@dataclass(frozen=True)
class Delivered:
    """What the fake was sent: texts by the platform's id of the message, and the account each went to."""

    texts: dict[str, tuple[str, str]]

    def __sub__(self, ids: Iterable[str]) -> Counter[tuple[str, str]]:
        known = set(ids)
        return Counter(sent for name, sent in self.texts.items() if name not in known)


def delivered(server: Server) -> Delivered:
    """All messages of the bot that bear words."""
    bot = server.world.bot["id"]
    found = {}
    for chat in server.world.chats.values():
        for number, message in chat.messages.items():
            words = Shown(server.world, message).text
            if message["from"]["id"] == bot and words:
                found[str(number)] = (str(chat.id), words)
    return Delivered(found)


def check_updates(session: Session, pushed: Sequence[str], left: Iterable[int]) -> Iterator[str]:
    """Everything that was said had its turn, none failed, and Telegram was told."""
    rows = session.scalars(select(Seen)).all()
    seen = {row.update_id for row in rows}
    yield from (f"update {name} never had its turn" for name in pushed if name not in seen)
    yield from (f"update {row.update_id} failed: {row.fault}" for row in rows if row.fault)
    yield from (f"update {name} was never confirmed" for name in left)


def check_filings(session: Session, leaders: dict[int, list[Filing]]) -> Iterator[str]:
    """What was acknowledged stands in the one run of that report, and what was filed is one report."""
    runs, reports = defaultdict(list), defaultdict(list)
    for run in session.scalars(select(Run)):
        runs[run.body["answers"].get("title")].append(run)
    for report in session.scalars(select(Report)):
        reports[report.title].append(report)
    known = {filing.title for filings in leaders.values() for filing in filings if filing.submitted}
    yield from (f"nobody filed {title}" for title in reports if title not in known)
    for filings in leaders.values():
        for filing in filings:
            yield from _check_filing(filing, runs[filing.title], reports[filing.title])


def _check_filing(filing: Filing, runs: Sequence[Run], reports: Sequence[Report]) -> Iterator[str]:
    if len(runs) != 1 and filing.kept:
        yield f"{filing.title}: {len(runs)} runs"
    if len(reports) != int(filing.submitted):
        yield f"{filing.title}: {len(reports)} reports, submitted: {filing.submitted}"
    for run in runs:
        answers = run.body["answers"]
        lost = {key: value for key, value in filing.kept.items() if answers.get(key) != value}
        if lost:
            yield f"{filing.title}: acknowledged {lost}, kept { ({key: answers.get(key) for key in lost}) }"
    for report in reports:
        kept = filing.kept
        columns = (report.title, report.place, report.person_times, report.money_fen, report.content)
        if columns != tuple(kept.get(key) for key in ("title", "place", "person_times", "money", "content")):
            yield f"{filing.title}: acknowledged {kept}, reported {columns}"


def check_photos(session: Session, leaders: dict[int, list[Filing]], folder: Path) -> Iterator[str]:
    """Every photo that is known is there, whole; a report has as many as were sent; nothing is left over."""
    for digest in session.scalars(select(StoredPhoto.digest)):
        original = folder / "original" / digest[:2] / digest
        if not original.is_file() or hashlib.sha256(original.read_bytes()).hexdigest() != digest:
            yield f"photo {digest}: the original is not there, or not whole"
        for kind in ("clean", "thumb"):
            copy = folder / kind / digest[:2] / f"{digest}.jpg"
            if not copy.is_file() or not copy.read_bytes().endswith(b"\xff\xd9"):
                yield f"photo {digest}: {kind} is not there, or not whole"
    titles = select(Report.title).join(ReportPhoto, ReportPhoto.report_id == Report.id)
    counts = Counter(session.scalars(titles))
    for filings in leaders.values():
        for filing in filings:
            if filing.submitted and counts[filing.title] != filing.photos:
                yield f"{filing.title}: {counts[filing.title]} photos of {filing.photos}"
    yield from (f"{path} is left over" for path in folder.rglob("*.part"))


def check_outbox(session: Session, sent: Delivered) -> Iterator[str]:
    """Every row was delivered once, or says that nobody can know; and nothing came that no row explains."""
    rows = session.scalars(select(Outbound)).all()
    for row in rows:
        if row.state not in ("sent", "merged", "unknown"):
            yield f"outbox {row.id} ({row.key}) ended as {row.state}"
        if row.state == "sent" and not _went_in_answer(row) and not _arrived(row, sent):
            yield f"outbox {row.id} ({row.key}) is called sent, and isn't there"
    named = [row.platform_id for row in rows if row.platform_id]
    # What went in an answer has no name; all of it has to be there.
    answered = Counter(text for row in rows if _went_in_answer(row) for text in _texts(row))
    yield from (f"message {name} is two rows'" for name, count in Counter(named).items() if count > 1)
    # What was sent and isn't named: the process died before it could write the name, perhaps twice.
    doubtful = Counter[tuple[str, str]]()
    for row in rows:
        in_doubt = row.state == "unknown" and not _went_in_answer(row)
        doubtful.update(dict.fromkeys(_texts(row), row.doubted + in_doubt))
    unnamed = sent - named
    for (account, words), count in (answered - unnamed).items():
        yield f"{account} wasn't sent {count} × {words[:80]!r}, though an answer bore it"
    for (account, words), count in (unnamed - answered).items():
        if count > doubtful[account, words] and not _part_of_many(rows, account, words):
            yield f"{account} was sent {count} × {words[:80]!r}, explained are {doubtful[account, words]}"


def _went_in_answer(row: Outbound) -> bool:
    """Also one that nobody noted: if it hadn't arrived, its message would have come again."""
    return row.state in ("sent", "unknown") and row.claimed_at is None


def _arrived(row: Outbound, sent: Delivered) -> bool:
    texts = _texts(row)
    if row.body.get("attachments"):
        return True  # the last of its messages may be a file without words
    return sent.texts.get(row.platform_id or "") == (texts[-1] if texts else None)


def _texts(row: Outbound) -> list[tuple[str, str]]:
    """What a row looks like to the fake, which strips it as Telegram does."""
    message = Message.model_validate(row.body).model_copy(update={"attachments": ()})
    return [(row.account, part.text.strip()) for part in draw(message, [])]


def _part_of_many(rows: Sequence[Outbound], account: str, words: str) -> bool:
    """Whether it is the text of a summary, whose name is that of the last of its messages."""
    return any(row.body.get("attachments") and (account, words) in _texts(row) for row in rows)


def check_reminders(session: Session, sent: Delivered) -> Iterator[str]:
    """No reminder, list or summary twice, but for those whose first sending nobody could know of."""
    counts = Counter(sent.texts.values())
    allowed: Counter[tuple[str, str]] = Counter()
    for row in session.scalars(select(Outbound).where(Outbound.urgency == BROADCAST)):
        for text in _texts(row):
            allowed[text] += 2 if row.doubted else 1
    for text, most in allowed.items():
        if counts[text] > most:
            yield f"{text[0]} was told {counts[text]} times (at most {most}): {text[1][:80]!r}"


@dataclass(frozen=True)
class Unknowable:
    """Sendings whose fate nobody knows: replies, reminders; and how many of those reminders came twice."""

    replies: int
    reminders: int
    twice: int


def count_unknowable(session: Session, sent: Delivered) -> Unknowable:
    """How many there were."""
    counts = Counter(sent.texts.values())
    replies = reminders = twice = 0
    for row in session.scalars(select(Outbound)):
        if row.urgency == BROADCAST and row.doubted:
            reminders += 1
            twice += any(counts[text] > 1 for text in _texts(row))
        replies += row.state == "unknown" and row.urgency != BROADCAST
    return Unknowable(replies, reminders, twice)


def check_log(file: Path) -> Iterator[str]:
    """No process complained of anything."""
    for line in file.read_bytes().splitlines():
        if _COMPLAINT.search(line):
            yield f"log: {line.decode(errors='replace')[:300]}"
