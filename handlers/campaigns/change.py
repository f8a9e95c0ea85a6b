"""A running campaign is changed: one part at a time, shown with what follows from it, then confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from handlers.access import Route
from handlers.campaigns.definitions import definition_of
from handlers.campaigns.listing import tell_act
from handlers.campaigns.moved import announce_moved, open_dues
from handlers.campaigns.opening import change_campaign
from handlers.campaigns.parts import change_form, present_answers, rule_of, with_answers
from handlers.campaigns.words import settings_of
from handlers.forms.definition import Form
from handlers.forms.run import Answers, Run, World
from handlers.messages import Joined, Option, Reject, Reply, Words, text
from handlers.rules.campaign_file import CampaignFile, contradictions
from handlers.rules.deadlines import periods, show_due
from handlers.talk import begin_run
from handlers.turn import Topic, Turn
from storage import campaigns
from storage.campaigns import Campaign
from storage.organisations import Organisation
from storage.runs import Run as RunRow

TOPIC_NAME = "changecampaign"
#: How many of the next moments at which something falls due are shown.
MOST_DUES = 3
#: The fields of the campaign file behind each part; a deadline's is its rule.
_FIELDS = {
    "period": ("period",),
    "reminders": ("reminders",),
    "quiet": ("quiet",),
    "contact": ("contact", "phone", "mailbox"),
}


def choose_part(turn: Turn, rest: str) -> Reply:
    """`/changecampaign id [part]`: what can be changed with its present value; or asks that part anew."""
    typed, _, part = rest.partition(" ")
    campaign = _running(turn, typed)
    file = definition_of(turn.session, campaign)
    if part:
        change_form(file, part)
        subject = {"campaign": campaign.id, "part": part}
        return begin_run(turn, TOPIC_NAME, subject, present_answers(file, part))
    settings = settings_of(file, _zone(turn, campaign))
    lines: list[Words] = [text("change-heading", title=file.title.words())]
    lines += [text("change-line", name=name, value=value) for name, value in settings.values()]
    options = [Option(name, f"/changecampaign {campaign.id} {part}") for part, (name, _) in settings.items()]
    options.append(Option(text("campaign-about"), f"/campaign {campaign.id}", control=True))
    return Reply(tuple(lines), tuple(options), expects="choice")


def _running(turn: Turn, typed: str) -> Campaign:
    campaign = turn.find(Campaign, typed, Route.CAMPAIGN_CHANGE)
    if campaign.state != "open":
        raise Reject("campaign-closed-already")
    return campaign


def _zone(turn: Turn, campaign: Campaign) -> ZoneInfo:
    return ZoneInfo(turn.session.get_one(Organisation, campaign.organisation_id).zone)


def _campaign(turn: Turn, subject: Mapping[str, Any]) -> Campaign:
    return turn.session.get_one(Campaign, subject["campaign"])


def _committee(turn: Turn, subject: Mapping[str, Any]) -> Organisation | None:
    return turn.organisation(_campaign(turn, subject).organisation_id)


def _form(turn: Turn, subject: Mapping[str, Any]) -> Form:
    return change_form(definition_of(turn.session, _campaign(turn, subject)), subject["part"])


def _world(turn: Turn, subject: Mapping[str, Any]) -> World:
    campaign = _campaign(turn, subject)
    file = definition_of(turn.session, campaign)
    name = settings_of(file, _zone(turn, campaign))[str(subject["part"])][0]
    return World(turn.today, title=text("change-title", title=file.title.words(), part=name))


def _changed(file: CampaignFile, part: str, answers: Answers) -> CampaignFile:
    """The campaign as answered; Reject if its parts don't fit each other then."""
    after = with_answers(file, part, answers)
    wrong: tuple[Words, ...] = tuple(words for _, words in contradictions(after))
    if wrong:
        raise Reject("campaign-change-wrong", why=Joined(wrong, "\n"))
    return after


def _finish(turn: Turn, row: RunRow, run: Run) -> Reply:
    campaign, part = _running(turn, str(row.subject["campaign"])), str(row.subject["part"])
    after = _changed(definition_of(turn.session, campaign), part, run.answers)
    row.subject = {**row.subject, "version": campaign.version}
    return _ask(turn, campaign, part, after, row)


def _ask(turn: Turn, campaign: Campaign, part: str, after: CampaignFile, row: RunRow) -> Reply:
    """What is and what would be, to be confirmed by a button."""
    file, zone = definition_of(turn.session, campaign), _zone(turn, campaign)
    name, before = settings_of(file, zone)[part]
    again = Option(text("change-again"), f"/changecampaign {campaign.id} {part}")
    about = Option(text("change-leave"), f"/campaign {campaign.id}")
    if file == after:
        return Reply((text("change-same", name=name),), (again, about))
    lines: list[Words] = [
        text("change-shown", name=name, before=before, after=settings_of(after, zone)[part][1])
    ]
    lines += _dues(turn, after, part, zone)
    if part != "contact":
        lines.append(text("change-follows", teams=campaigns.count_teams(turn.session, campaign)))
    options = (Option(text("change-yes"), f"/applychange {row.id}"), again, about)
    return Reply(tuple(lines), options, expects="choice")


def _dues(turn: Turn, after: CampaignFile, part: str, zone: ZoneInfo) -> list[Words]:
    """The next moments at which something falls due, if the change has to do with them."""
    rules = [rule_of(after, part)] if part.startswith("deadline.") else after.deadlines
    if part in ("contact", "quiet", "reminders"):
        return []
    moments = sorted(due.due_at for rule in rules for due in periods(after, rule, zone))
    ahead = [moment for moment in dict.fromkeys(moments) if moment > turn.now][:MOST_DUES]
    if not ahead:
        return [] if not moments else [text("change-dues-none")]
    shown = Joined(tuple(show_due(moment, zone) for moment in ahead), text("campaign-semicolon"))
    return [text("change-dues", dues=shown)]


def apply_change(turn: Turn, rest: str) -> Reply:
    """`/applychange run`: the change that was shown comes into force, unless somebody else was faster."""
    row = turn.by_id(RunRow, rest)
    if row is None or row.person_id != turn.person.id or row.topic != TOPIC_NAME or row.state != "done":
        raise Reject("turn-button-gone")
    campaign, part = _running(turn, str(row.subject["campaign"])), str(row.subject["part"])
    before = definition_of(turn.session, campaign)
    after = _changed(before, part, Run.model_validate(row.body).answers)
    if before == after:
        raise Reject("change-applied-already")
    if campaign.version != row.subject["version"]:
        row.subject = {**row.subject, "version": campaign.version}
        asked = _ask(turn, campaign, part, after, row)
        return Reply((text("change-meanwhile"), *asked.lines), asked.options, expects=asked.expects)
    line = turn.note("change-campaign", campaign, _kept(before, part), _kept(after, part))
    dues = open_dues(turn.session, campaign)
    change_campaign(turn.session, turn.now, campaign, after, turn.person)
    turn.session.flush()
    told = announce_moved(turn.session, turn.now, campaign, part, dues, line) if _moves(part) else 0
    return tell_act(turn, campaign, text("change-done", version=campaign.version, people=told))


def _moves(part: str) -> bool:
    """Whether a change of that part may move a deadline."""
    return part == "period" or part.startswith("deadline.")


def _kept(file: CampaignFile, part: str) -> dict[str, Any]:
    """The part as the trail keeps it."""
    if part.startswith("deadline."):
        return {part: rule_of(file, part).model_dump(mode="json", by_alias=True)}
    return file.model_dump(mode="json", by_alias=True, include=set(_FIELDS[part]))


TOPIC = Topic(Route.CAMPAIGN_CHANGE, _committee, _form, _world, _finish)
