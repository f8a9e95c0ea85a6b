"""Opening a campaign: choose one that ships or bring one's own, see it explained, set its days, open it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from handlers.access import Route
from handlers.campaigns.dates import first_due, is_over, move_dates
from handlers.campaigns.definitions import definition_of
from handlers.campaigns.opening import open_campaign
from handlers.campaigns.words import explain_campaign
from handlers.forms.definition import Form, Kind, Question
from handlers.forms.run import Run
from handlers.messages import Joined, Option, Reject, Reply, Role, Words, text
from handlers.rules.campaign_file import CampaignFile, contradictions, load_campaign, load_shipped
from handlers.rules.deadlines import show_due
from handlers.talk import begin_run
from handlers.turn import Topic, Turn, plain_world
from storage.campaigns import Campaign
from storage.organisations import Organisation
from storage.runs import Run as RunRow

#: The topic under which a file of one's own is pasted; its run keeps the text.
FILE_TOPIC = "campaignfile"
_REST = re.compile(
    r"^(?P<place>\d{1,9})(?: (?P<source>[a-z0-9-]{2,40}|run\.\d{1,9})"
    r"(?: (?P<starts>\d{8})-(?P<ends>\d{8}))?(?: (?P<again>again))?)?$",
    re.ASCII,
)
_DATES = Form(
    name="campaign-dates",
    review=False,
    questions=(
        Question(key="campaign_starts", kind=Kind.DATE),
        Question(key="campaign_ends", kind=Kind.DATE),
    ),
)


def choose_file(turn: Turn, rest: str) -> Reply:
    """`/newcampaign [committee [file [days]]]`: asks for what is missing, then explains the campaign."""
    found = _REST.match(rest) if rest else None
    if found is None:
        committees = [row for row in turn.own(Role.ORGANIZER) if turn.may(Route.CAMPAIGN_CHANGE, row)]
        if len(committees) == 1:
            return _offer_files(committees[0])
        options = tuple(Option(row.name, f"/newcampaign {row.id}") for row in committees)
        return Reply((text("open-where"),), options)
    committee = turn.find(Organisation, found["place"], Route.CAMPAIGN_CHANGE)
    if found["source"] is None:
        return _offer_files(committee)
    return explain_offer(turn, committee, found["source"], _chosen(turn, found), _days(found))


def _offer_files(committee: Organisation) -> Reply:
    options = [
        Option(file.title.words(), f"/newcampaign {committee.id} {slug}")
        for slug, file in load_shipped().items()
    ]
    options.append(Option(text("open-own"), f"/campaignfile {committee.id}"))
    return Reply((text("open-which"),), tuple(options), expects="choice")


def _days(found: re.Match[str]) -> str:
    return f" {found['starts']}-{found['ends']}" if found["starts"] else ""


def _chosen(turn: Turn, found: re.Match[str]) -> CampaignFile:
    """The file that stands behind a button, with its new days; Reject if it isn't there any more."""
    source = found["source"]
    file = load_shipped().get(source) if "." not in source else _pasted(turn, source)
    if file is None:
        raise Reject("turn-button-gone")
    if not found["starts"]:
        return file
    try:
        days = [datetime.strptime(found[name], "%Y%m%d").date() for name in ("starts", "ends")]  # noqa: DTZ007
    except ValueError:
        raise Reject("turn-button-gone") from None
    return _moved(file, *days)


def _pasted(turn: Turn, source: str) -> CampaignFile | None:
    row = turn.by_id(RunRow, source.partition(".")[2])
    if row is None or row.person_id != turn.person.id or row.topic != FILE_TOPIC or row.state != "done":
        return None
    return load_campaign(row.subject["text"]) if "text" in row.subject else None


def _moved(file: CampaignFile, starts_on: date, ends_on: date) -> CampaignFile:
    moved = move_dates(file, starts_on, ends_on)
    wrong: tuple[Words, ...] = tuple(words for _, words in contradictions(moved))
    if wrong:
        raise Reject("campaign-change-wrong", why=Joined(wrong, "\n"))
    return moved


def explain_offer(
    turn: Turn, committee: Organisation, source: str, file: CampaignFile, days: str = ""
) -> Reply:
    """The campaign before it is opened: all of it in words, what has passed already, and the ways on."""
    zone = ZoneInfo(committee.zone)
    now = turn.now.astimezone(zone)
    lines = explain_campaign(file, zone)
    chosen = f"{committee.id} {source}"
    dates = Option(text("open-dates"), f"/campaigndates {chosen}")
    if is_over(file, now):
        lines.append(text("open-over"))
        options = [dates]
    else:
        due_at = first_due(file, now)
        if due_at is not None:
            lines.append(text("open-first-due", due=show_due(due_at, zone)))
        options = [Option(text("open-yes"), f"/opencampaign {chosen}{days}"), dates]
    options.append(Option(text("open-another"), f"/newcampaign {committee.id}"))
    return Reply(tuple(lines), tuple(options), expects="choice")


def begin_dates(turn: Turn, rest: str) -> Reply:
    """`/campaigndates committee file`: on which days it runs this time."""
    found = _REST.match(rest)
    if found is None or found["source"] is None:
        raise Reject("turn-button-gone")
    committee = turn.find(Organisation, found["place"], Route.CAMPAIGN_CHANGE)
    file = _chosen(turn, found)
    asked = begin_run(turn, "campaigndates", {"committee": committee.id, "chosen": rest})
    days = (file.period.ends_on - file.period.starts_on).days + 1
    return Reply((text("open-dates-before", days=days), *asked.lines), asked.options, expects=asked.expects)


def _committee(turn: Turn, subject: Mapping[str, Any]) -> Organisation | None:
    return turn.organisation(subject["committee"])


def _finish_dates(turn: Turn, row: RunRow, run: Run) -> Reply:
    starts, ends = str(run.answers["campaign_starts"]), str(run.answers["campaign_ends"])
    found = _REST.match(row.subject["chosen"])
    if found is None:
        raise Reject("turn-button-gone")
    if date.fromisoformat(ends) < turn.today:
        raise Reject("open-dates-past")
    file = _moved(_chosen(turn, found), date.fromisoformat(starts), date.fromisoformat(ends))
    committee = turn.session.get_one(Organisation, row.subject["committee"])
    days = f"{starts.replace('-', '')}-{ends.replace('-', '')}"
    return explain_offer(turn, committee, found["source"], file, f" {days}")


def open_chosen(turn: Turn, rest: str) -> Reply:
    """`/opencampaign committee file [days] [again]`: opens it, and asks who takes part."""
    found = _REST.match(rest)
    if found is None or found["source"] is None:
        raise Reject("turn-button-gone")
    committee = turn.find(Organisation, found["place"], Route.CAMPAIGN_CHANGE)
    file = _chosen(turn, found)
    if is_over(file, turn.now.astimezone(ZoneInfo(committee.zone))):
        raise Reject("open-over")
    twin = _twin(turn, committee, file)
    if twin is not None and not found["again"]:
        options = (
            Option(text("campaign-about"), f"/campaign {twin.id}"),
            Option(text("open-again"), f"/opencampaign {rest} again"),
        )
        return Reply((text("open-already", title=file.title.words(), code=twin.code),), options)
    made = open_campaign(turn.session, turn.now, committee, file, turn.person)
    turn.note("open-campaign", made, after={"slug": made.slug, "code": made.code, "source": rest})
    return _opened(turn, made, committee, file)


def _twin(turn: Turn, committee: Organisation, file: CampaignFile) -> Campaign | None:
    """The same campaign, running already: a button that is pressed twice opens nothing twice."""
    where = (
        Campaign.organisation_id == committee.id,
        Campaign.slug == file.slug,
        Campaign.state == "open",
    )
    rows = turn.session.scalars(select(Campaign).where(*where).order_by(Campaign.id.desc()))
    return next((row for row in rows if definition_of(turn.session, row).period == file.period), None)


def _opened(turn: Turn, made: Campaign, committee: Organisation, file: CampaignFile) -> Reply:
    options = (
        Option(text("open-assign-all", place=committee.name), f"/assign {made.id} +{committee.id}"),
        Option(text("open-assign-some"), f"/assign {made.id}"),
        Option(text("open-contact"), f"/changecampaign {made.id} contact"),
    )
    return Reply((text("open-done", title=file.title.words(), code=made.code),), options)


DATES = Topic(Route.CAMPAIGN_CHANGE, _committee, _DATES, plain_world, _finish_dates)
