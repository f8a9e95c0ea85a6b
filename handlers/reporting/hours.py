"""A volunteer's hours: which activities they are named in, what is pending, and the total."""

from __future__ import annotations

from handlers.forms.answers import show_date
from handlers.messages import Reply, Words, text
from handlers.reading import split_duration
from handlers.turn import Turn
from storage import reports
from storage.organisations import Organisation

#: Activities listed one by one; the total counts all.
MOST_LISTED = 15


def list_hours(turn: Turn, rest: str) -> Reply:
    """`/hours`: accepted and pending apart, since only a committee's acceptance makes it the record."""
    services = reports.services_of(turn.session, turn.person.id)
    if not services:
        return Reply((text("hours-none", name=turn.person.name),))
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
    lines.append(text("hours-wrong"))
    return Reply(tuple(lines))


def show_minutes(minutes: int) -> Words:
    """Service time in hours and minutes, exactly as it is kept."""
    hours, rest = split_duration(minutes)
    return text("form-duration", hours=hours, minutes=rest)
