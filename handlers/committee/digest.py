"""The weekly summary: on its day to every organizer of a committee, and on demand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from handlers.access import Route
from handlers.campaigns.definitions import definition_of
from handlers.committee.gather import figures_of, week_of
from handlers.committee.offers import Offer, ask_offer, find_offer, offers, title_of
from handlers.messages import Attachment, Option, Reply, text
from handlers.notices import LATE, organizers, tell, tell_group
from handlers.papers.figures import Figures, Standing
from handlers.papers.letter import write_summary
from handlers.people.groups import groups_of
from handlers.rules.deadline_schema import Quiet
from handlers.rules.deadlines import moment, next_permitted
from handlers.rules.keys import asked_week_key, digest_key, week_key
from handlers.turn import Turn
from storage import campaigns
from storage.campaigns import Campaign
from storage.digests import Digest
from storage.organisations import Organisation
from storage.outbox import BROADCAST

_WEEK = timedelta(days=7)
#: No summary is further ahead, also where the clocks change.
_AHEAD = timedelta(days=8)
BATCH = 50
#: With more teams the picture is higher than a phone's chat shows it sharply (3355 px with 60; Telegram
#: shrinks pictures above 2560 px on a side), so it goes as a file.
MOST_IN_PICTURE = 60
#: With more it would be higher than anybody scrolls (13 000 px with 400): the workbook lists them all.
MOST_DRAWN = 400


def send_digests(session: Session, now: datetime) -> int:
    """Write the summaries of all committees whose moment has come; how many committees there were."""
    due = session.scalars(
        select(Organisation)
        .where(or_(Organisation.next_digest_at <= now, Organisation.next_digest_at > now + _AHEAD))
        .order_by(Organisation.next_digest_at, Organisation.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    for committee in due:
        if committee.next_digest_at and committee.next_digest_at > now:
            # The clock was ahead, and would keep them without a summary until it is there again.
            committee.next_digest_at = next_digest(committee, now)
            continue
        if wait := _until_morning(committee, now):
            committee.next_digest_at = wait
            continue
        _send(session, committee, now)
        committee.next_digest_at = next_digest(committee, now)
    return len(due)


def _until_morning(committee: Organisation, now: datetime) -> datetime | None:
    """When a summary that is late may go out, if that isn't now: after a start at night nobody is woken.
    One that is wanted at night comes at night."""
    zone, planned = ZoneInfo(committee.zone), committee.next_digest_at or now
    at = next_permitted(now, Quiet(), zone)
    return at if at > now and now - planned > LATE else None


def next_digest(committee: Organisation, now: datetime) -> datetime:
    """The committee's next moment for a summary, after `now`."""
    zone = ZoneInfo(committee.zone)
    today = now.astimezone(zone).date()
    day = today + timedelta(days=(committee.digest_weekday - today.weekday()) % 7)
    at = moment(day, committee.digest_minute, zone)
    return at if at > now else moment(day + _WEEK, committee.digest_minute, zone)


def last_week(committee: Organisation, now: datetime) -> date:
    """The Monday of the last week that is over where the committee is."""
    today = now.astimezone(ZoneInfo(committee.zone)).date()
    return today - timedelta(days=today.weekday()) - _WEEK


def _send(session: Session, committee: Organisation, now: datetime) -> None:
    starts_on = last_week(committee, now)
    for campaign in campaigns.campaigns_of_branch(session, committee):
        figures = _figures(session, committee, campaign, starts_on, now)
        if not _worth_telling(figures):
            continue
        digest = _keep(session, committee, campaign, figures, week_key(starts_on), now)
        if digest is None:
            continue
        reply = _reply(digest, figures)
        key = digest_key(committee.id, campaign.id, digest.week)
        for person in organizers(session, committee):
            tell(session, person, reply, key=key, urgency=BROADCAST, due_at=now, now=now)
        for group in groups_of(session, committee):
            tell_group(session, group, reply, key=key, due_at=now, now=now)


def _figures(
    session: Session, committee: Organisation, campaign: Campaign, starts_on: date, now: datetime
) -> Figures:
    file = definition_of(session, campaign)
    return figures_of(session, committee, campaign, file, week_of(starts_on), now)


def _worth_telling(figures: Figures) -> bool:
    """Something was held or owed in the week."""
    owed = any(team.standing is not Standing.NOT_DUE for team in figures.teams)
    return owed or figures.week.activities > 0


def _kept(session: Session, committee: Organisation, campaign: Campaign, week: str) -> Digest:
    where = (Digest.organisation_id == committee.id, Digest.campaign_id == campaign.id, Digest.week == week)
    return session.scalars(select(Digest).where(*where)).one()


def _keep(
    session: Session,
    committee: Organisation,
    campaign: Campaign,
    figures: Figures,
    week: str,
    now: datetime,
    *,
    asked: bool = False,
) -> Digest | None:
    where = (Digest.organisation_id == committee.id, Digest.campaign_id == campaign.id, Digest.week == week)
    if session.scalar(select(Digest.id).where(*where)):
        return None
    digest = Digest(
        organisation_id=committee.id,
        campaign_id=campaign.id,
        week=week,
        starts_on=figures.starts_on,
        ends_on=figures.ends_on,
        figures=figures.model_dump(mode="json"),
        created_at=now,
        asked_at=now if asked else None,
    )
    session.add(digest)
    session.flush()
    return digest


def _reply(digest: Digest, figures: Figures) -> Reply:
    name = f"{figures.committee}-{figures.starts_on:%Y%m%d}-{figures.ends_on:%Y%m%d}"
    workbook = Attachment("file", f"paper:workbook:{digest.id}:{{language}}", f"{name}.xlsx")
    if len(figures.teams) > MOST_DRAWN:
        return Reply(tuple(write_summary(figures)), attachments=(workbook,))
    kind: Literal["picture", "file"] = "picture" if len(figures.teams) <= MOST_IN_PICTURE else "file"
    picture = Attachment(kind, f"paper:picture:{digest.id}:{{language}}", f"{name}.png")
    return Reply(tuple(write_summary(figures)), attachments=(picture, workbook))


def show_summary(turn: Turn, rest: str) -> Reply:
    """`/summary [committee.campaign [last]]`: the figures as they are now, of this week or the last; of a
    campaign that is closed, those of its last week."""
    word, _, when = rest.partition(" ")
    running = word in ("", "?") and offers(turn)
    states = ("open",) if running else campaigns.STATES
    offer = find_offer(turn, word, Route.SUMMARY, states)
    if offer is None:
        return ask_offer(turn, "/summary", states)
    starts_on = _week_shown(turn, offer, when)
    figures = _figures(turn.session, offer.committee, offer.campaign, starts_on, turn.now)
    week = asked_week_key(starts_on, turn.now)
    _keep(turn.session, offer.committee, offer.campaign, figures, week, turn.now, asked=True)
    # Asked twice within a second, it is the same.
    digest = _kept(turn.session, offer.committee, offer.campaign, week)
    reply = _reply(digest, figures)
    closed = offer.campaign.state == "closed"
    over = [text("summary-closed", title=title_of(turn, offer.campaign))] if closed else []
    return Reply((*over, *reply.lines), _acts(turn, offer, when), attachments=reply.attachments)


def _week_shown(turn: Turn, offer: Offer, when: str) -> date:
    """The Monday of the week that is asked for; of a closed campaign, of the last it ran in."""
    monday = last_week(offer.committee, turn.now)
    if offer.campaign.state == "closed":
        last_on = definition_of(turn.session, offer.campaign).period.ends_on
        if offer.campaign.closed_at is not None:
            last_on = min(last_on, offer.campaign.closed_at.astimezone(ZoneInfo(offer.committee.zone)).date())
        return last_on - timedelta(days=last_on.weekday())
    return monday if when == "last" else monday + _WEEK


def _acts(turn: Turn, offer: Offer, when: str) -> tuple[Option, ...]:
    """The other week, who still owes, the tables, and when the summary comes by itself."""
    export = Option(text("command-export"), f"/export {offer.key}", control=True)
    if offer.campaign.state == "closed":
        return (export, Option(text("command-campaigns"), "/campaigns", control=True))
    other = ("summary-this", "") if when == "last" else ("summary-last", " last")
    options = [
        Option(text(other[0]), f"/summary {offer.key}{other[1]}", control=True),
        Option(text("command-due"), f"/due {offer.key}", control=True),
        export,
    ]
    if len(offers(turn)) > 1:
        options.append(Option(text("offer-another"), "/summary ?", control=True))
    if offer.committee.kind == "committee":
        label = text("digest-time")
        options.append(Option(label, f"/digesttime {offer.committee.id}", control=True))
    return tuple(options)
