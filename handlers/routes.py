"""Every command and every topic, by name: where to look for what a person does."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache

from handlers import menu, talk
from handlers.access import Route
from handlers.campaigns import assignment, change, choice, closing, listing, paste
from handlers.committee import digest, digest_time, due, export, remind, reports, review
from handlers.messages import Reject, Reply
from handlers.people import account, ending, invite, membership, organisation, start
from handlers.reporting import hours, mine, plan, report, view, zero
from handlers.turn import Command, Topic, Turn
from locales import LANGUAGES, say

#: The listed ones in the order in which they are listed.
COMMANDS: Mapping[str, Command] = {
    "report": Command(Route.REPORT, report.choose_report),
    "zero": Command(Route.REPORT, zero.choose_zero),
    "mine": Command(Route.REPORT, mine.list_own),
    "plan": Command(Route.REPORT, plan.choose_plan),
    "due": Command(Route.DUE_SEE, due.list_due),
    "reports": Command(Route.REPORT_REVIEW, reports.list_reports),
    "summary": Command(Route.SUMMARY, digest.show_summary),
    "campaigns": Command(Route.CAMPAIGN_SEE, listing.list_campaigns),
    "teams": Command(Route.ORGANISATION_CHANGE, organisation.list_branch),
    "invite": Command(Route.INVITE_VOLUNTEER, invite.choose_invitation),
    "people": Command(Route.PEOPLE_CHANGE, membership.list_people),
    "remind": Command(Route.REMIND, remind.begin_reminder),
    "export": Command(Route.EXPORT, export.export_table),
    "hours": Command(Route.SELF, hours.list_hours),
    "link": Command(Route.SELF, account.link_channel),
    "name": Command(Route.SELF, account.change_name),
    "language": Command(Route.SELF, menu.choose_language),
    "leave": Command(Route.SELF, ending.leave),
    "help": Command(Route.SELF, menu.show_help),
    "start": Command(Route.SELF, start.start, listed=False),
    "continue": Command(Route.SELF, talk.continue_run, listed=False),
    "restore": Command(Route.SELF, talk.restore_run, listed=False),
    "view": Command(Route.REPORT_SEE, view.show_report, listed=False),
    "edit": Command(Route.REPORT, report.edit_report, listed=False),
    "withdraw": Command(Route.REPORT, mine.withdraw_report, listed=False),
    "unwithdraw": Command(Route.REPORT, mine.undo_withdraw, listed=False),
    "unzero": Command(Route.REPORT, zero.undo_zero, listed=False),
    "renewlink": Command(Route.SELF, account.renew_link, listed=False),
    "owe": Command(Route.REPORT, report.report_obligation, listed=False),
    "unplan": Command(Route.REPORT, plan.cancel_activity, listed=False),
    "replan": Command(Route.REPORT, plan.restore_activity, listed=False),
    "team": Command(Route.DUE_SEE, due.look_at_team, listed=False),
    "accept": Command(Route.REPORT_REVIEW, review.accept_report, listed=False),
    "unaccept": Command(Route.REPORT_REVIEW, review.undo_accept, listed=False),
    "acceptall": Command(Route.REPORT_REVIEW, review.accept_all, listed=False),
    "unacceptall": Command(Route.REPORT_REVIEW, review.undo_accept_all, listed=False),
    "return": Command(Route.REPORT_REVIEW, review.begin_return, listed=False),
    "digesttime": Command(Route.ORGANISATION_CHANGE, digest_time.begin_digest_time, listed=False),
    "campaign": Command(Route.CAMPAIGN_SEE, listing.show_campaign, listed=False),
    "newcampaign": Command(Route.CAMPAIGN_CHANGE, choice.choose_file, listed=False),
    "campaigndates": Command(Route.CAMPAIGN_CHANGE, choice.begin_dates, listed=False),
    "opencampaign": Command(Route.CAMPAIGN_CHANGE, choice.open_chosen, listed=False),
    "campaignfile": Command(Route.CAMPAIGN_CHANGE, paste.begin_paste, listed=False),
    "changecampaign": Command(Route.CAMPAIGN_CHANGE, change.choose_part, listed=False),
    "applychange": Command(Route.CAMPAIGN_CHANGE, change.apply_change, listed=False),
    "assign": Command(Route.CAMPAIGN_CHANGE, assignment.choose_places, listed=False),
    "closecampaign": Command(Route.CAMPAIGN_CHANGE, closing.ask_to_close, listed=False),
    "reopencampaign": Command(Route.CAMPAIGN_CHANGE, closing.reopen, listed=False),
    "newteam": Command(Route.TEAM_MAKE, organisation.begin_team, listed=False),
    "newcommittee": Command(Route.COMMITTEE_MAKE, organisation.begin_committee, listed=False),
    "rename": Command(Route.ORGANISATION_CHANGE, organisation.begin_rename, listed=False),
    "member": Command(Route.PEOPLE_CHANGE, membership.show_member, listed=False),
    "endrole": Command(Route.PEOPLE_CHANGE, ending.end_role, listed=False),
    "restorerole": Command(Route.PEOPLE_CHANGE, ending.restore_role, listed=False),
    "voidlinks": Command(Route.ORGANISATION_CHANGE, membership.void_links, listed=False),
    "invitations": Command(Route.INVITE_VOLUNTEER, invite.list_invitations, listed=False),
    "revoke": Command(Route.INVITE_VOLUNTEER, invite.revoke_invitation, listed=False),
}

TOPICS: Mapping[str, Topic] = {
    "report": report.TOPIC,
    "edit": report.EDIT,
    "team": organisation.TEAM,
    "committee": organisation.COMMITTEE,
    "rename": organisation.RENAME,
    "name": account.NAME,
    "remind": remind.TOPIC,
    "return": review.RETURN,
    "digest-time": digest_time.TOPIC,
    "plan": plan.TOPIC,
    "campaigndates": choice.DATES,
    "campaignfile": paste.TOPIC,
    "changecampaign": change.TOPIC,
}


def run_command(turn: Turn, line: str) -> Reply:
    """Run `/name rest`; Reject for one there isn't, and in the same words for one this person may not."""
    name, _, rest = line.removeprefix("/").partition(" ")
    command = COMMANDS.get(name.partition("@")[0].lower())
    if command is None or not turn.may_somewhere(command.route):
        raise Reject("turn-command-unknown")
    return command.run(turn, rest.strip())


def command_typed(said: str) -> str | None:
    """The command whose word was typed ("填报"), as it would be typed with a slash."""
    folded = unicodedata.normalize("NFKC", said[:40]).strip().casefold()
    return _words().get(folded)


@cache
def _words() -> dict[str, str]:
    words: dict[str, str] = {}
    for name, command in COMMANDS.items():
        if command.listed:
            for language in LANGUAGES:
                # The words on the button are typed too, after the button has scrolled away.
                listed = [
                    say(language, f"command-{name}"),
                    *say(language, f"command-{name}.typed").split(","),
                ]
                words.update({word.strip().casefold(): f"/{name}" for word in listed})
    return words


def listed_commands(language: str) -> list[tuple[str, str]]:
    """Names and descriptions for a platform's menu of commands."""
    return [(name, say(language, f"command-{name}")) for name, c in COMMANDS.items() if c.listed]
