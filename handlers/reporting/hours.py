"""A volunteer's hours: which activities they are named in, what is pending, and the total."""

from __future__ import annotations

from handlers.forms.answers import show_date
from handlers.forms.names import plain_name
from handlers.messages import Reply, Role, Words, text
from handlers.reading import split_duration
from handlers.turn import Turn
from storage.hours import services_of, unclaimed
from storage.organisations import Organisation

#: Activities listed one by one; the total counts all.
MOST_LISTED = 15
#: Reports named that may be the person's own.
MOST_NAMED = 5


def list_hours(turn: Turn, rest: str) -> Reply:
    """`/hours`: accepted and pending apart, since only a committee's acceptance makes it the record."""
    services = services_of(turn.session, turn.person.id)
    if not services:
        return Reply((text("hours-none", name=turn.person.name), *_unclaimed(turn)))
    accepted = sum(one.minutes for one, report in services if report.state == "accepted")
    pending = sum(one.minutes for one, report in services if report.state != "accepted")
    lines: list[Words] = [text("hours-total", name=turn.person.name, hours=show_minutes(accepted))]
    if pending:
        lines.append(text("hours-pending", hours=show_minutes(pending)))
    for one, report in services[:MOST_LISTED]:
        team = turn.session.get_one(Organisation, report.team_id)
        lines.append(
            text(
                "hours-line",
                day=show_date(report.held_on) if report.held_on else "",
                title=report.title,
                team=team.name,
                hours=show_minutes(one.minutes),
                state=text(f"report-state-{report.state}"),
            )
        )
    if len(services) > MOST_LISTED:
        lines.append(text("list-more", count=len(services) - MOST_LISTED))
    lines += [*_unclaimed(turn), text("hours-wrong")]
    return Reply(tuple(lines))


def _unclaimed(turn: Turn) -> list[Words]:
    """The reports that bear the person's name and were credited to nobody: filed before they joined, or while
    another bore it. Nobody is credited by guess, so the leader has to say who it was."""
    teams = [team.id for team in turn.own(Role.VOLUNTEER)]
    numbers = unclaimed(turn.session, teams, plain_name(turn.person.name)) if teams else ()
    if not numbers:
        return []
    shown = "、".join(numbers[:MOST_NAMED]) + ("……" if len(numbers) > MOST_NAMED else "")
    return [text("hours-unclaimed", name=turn.person.name, count=len(numbers), numbers=shown)]


def show_minutes(minutes: int) -> Words:
    """Service time in hours and minutes, exactly as it is kept."""
    hours, rest = split_duration(minutes)
    return text("form-duration", hours=hours, minutes=rest)
