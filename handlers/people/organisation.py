"""The tree by chat: see the branch, make committees and teams below one's own, rename them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, cast

from handlers.access import Route
from handlers.committee.digest import next_digest
from handlers.deadlines.obligations import oblige
from handlers.forms.definition import Form, Kind, Question
from handlers.forms.run import Run
from handlers.messages import Option, Reject, Reply, Role, Words, text
from handlers.talk import begin_run
from handlers.turn import Topic, Turn, plain_world
from storage import campaigns, organisations, people
from storage.organisations import Organisation
from storage.runs import Run as RunRow

#: How many organisations are listed in one message; a phone shows about that much at once.
MOST_LISTED = 40
#: Longest name of an organisation (characters).
LONGEST_ORGANISATION = 60
_NAME = Form(
    name="organisation",
    review=False,
    questions=(Question(key="organisation_name", kind=Kind.TEXT, minimum=2, maximum=LONGEST_ORGANISATION),),
)


def chosen_place(turn: Turn, rest: str, route: Route) -> Organisation | None:
    """The organisation of that id if the person may do `route` there; None without an id; Reject else."""
    return turn.find(Organisation, rest, route) if rest else None


def list_branch(turn: Turn, rest: str) -> Reply:
    """`/teams`: the organisations below the person's committees, with who leads them."""
    tops = turn.own(Role.ORGANIZER)
    counts = organisations.count_kinds(turn.session, tops)
    rows = organisations.branches(turn.session, tops, limit=MOST_LISTED)
    lines: list[Words] = [text("teams-heading", count=counts.get("team", 0))]
    shallowest = min(top.path.count("/") for top in tops)
    heads = _heads(turn, rows)
    lines += [_line(row, row.path.count("/") - shallowest, heads[row.id]) for row in rows]
    if (more := sum(counts.values()) - len(rows)) > 0:
        lines.append(text("list-more", count=more))
    options = [
        Option(text("teams-new-team"), "/newteam"),
        Option(text("teams-new-committee"), "/newcommittee"),
        Option(text("command-invite"), "/invite"),
    ]
    return Reply(tuple(lines), tuple(options))


def _heads(turn: Turn, rows: Sequence[Organisation]) -> Mapping[int, Sequence[str]]:
    """The names of those who lead these teams and organize these committees."""
    names: dict[int, list[str]] = defaultdict(list)
    for kind, role in (("team", Role.LEADER), ("committee", Role.ORGANIZER)):
        places = [row.id for row in rows if row.kind == kind]
        for place, person in people.people_in(turn.session, places, role):
            names[place].append(person.name)
    return names


def _line(row: Organisation, depth: int, names: Sequence[str]) -> Words:
    who: Words = "、".join(names) or text("teams-nobody")
    return text(f"teams-{row.kind}", indent="　" * depth, name=row.name, who=who)


def begin_team(turn: Turn, rest: str) -> Reply:
    """`/newteam [committee id]`: a team below one's committee."""
    return _begin(turn, rest, "team", Route.TEAM_MAKE)


def begin_committee(turn: Turn, rest: str) -> Reply:
    """`/newcommittee [committee id]`: a committee below one's own."""
    return _begin(turn, rest, "committee", Route.COMMITTEE_MAKE)


def _begin(turn: Turn, rest: str, kind: str, route: Route) -> Reply:
    parent = chosen_place(turn, rest, route)
    if parent is None:
        tops = turn.own(Role.ORGANIZER)
        committees = organisations.branches(turn.session, tops, "committee", limit=MOST_LISTED)
        if len(committees) > 1:
            options = tuple(Option(row.name, f"/new{kind} {row.id}") for row in committees)
            return Reply((text("teams-where"),), options)
        parent = committees[0]
    if parent.kind != "committee":
        raise Reject("teams-not-below-team")
    return begin_run(turn, kind, {"parent": parent.id, "kind": kind})


def begin_rename(turn: Turn, rest: str) -> Reply:
    """`/rename id`: give an organisation of one's branch another name."""
    place = chosen_place(turn, rest, Route.ORGANISATION_CHANGE)
    if place is None:
        place = turn.own(Role.ORGANIZER)[0]
    return begin_run(turn, "rename", {"organisation": place.id})


def _parent(turn: Turn, subject: Mapping[str, Any]) -> Organisation | None:
    return turn.organisation(subject["parent"])


def _renamed(turn: Turn, subject: Mapping[str, Any]) -> Organisation | None:
    return turn.organisation(subject["organisation"])


def _make(turn: Turn, row: RunRow, run: Run) -> Reply:
    parent = turn.session.get_one(Organisation, row.subject["parent"])
    name = cast(str, run.answers["organisation_name"])
    _check_free(turn, parent, name)
    kind = row.subject["kind"]
    made = organisations.found(
        turn.session, parent=parent, kind=kind, name=name, zone=parent.zone, now=turn.now
    )
    if kind == "committee":
        made.next_digest_at = next_digest(made, turn.now)
    else:
        owe_at_once(turn, made)
    turn.note(f"make-{kind}", made, after={"name": name, "parent": parent.name})
    role = Role.LEADER if kind == "team" else Role.ORGANIZER
    options = (
        Option(text(f"invite-{role.value}"), f"/invite {role.value} {made.id}"),
        Option(text(f"teams-another-{kind}"), f"/new{kind} {parent.id}"),
        Option(text("command-teams"), "/teams"),
    )
    return Reply((text(f"teams-made-{kind}", name=name, parent=parent.name),), options)


def _check_free(turn: Turn, parent: Organisation, name: str, but: int | None = None) -> None:
    """Reject if something directly below `parent` (other than `but`) has that name."""
    if any(row.id != but for row in organisations.children_named(turn.session, parent, name)):
        raise Reject("teams-name-taken", name=name)


def owe_at_once(turn: Turn, team: Organisation) -> None:
    """A new team owes what its branch is assigned to."""
    for campaign in campaigns.campaigns_of_team(turn.session, team):
        oblige(turn.session, campaign, turn.now, team)


def _rename(turn: Turn, row: RunRow, run: Run) -> Reply:
    place = turn.session.get_one(Organisation, row.subject["organisation"])
    name = cast(str, run.answers["organisation_name"])
    if place.parent_id is not None:
        _check_free(turn, turn.session.get_one(Organisation, place.parent_id), name, but=place.id)
    before, place.name = place.name, name
    turn.note("rename", place, {"name": before}, {"name": place.name})
    return Reply(
        (text("teams-renamed", before=before, name=place.name),), (Option(text("command-teams"), "/teams"),)
    )


TEAM = Topic(Route.TEAM_MAKE, _parent, _NAME, plain_world, _make)
COMMITTEE = Topic(Route.COMMITTEE_MAKE, _parent, _NAME, plain_world, _make)
RENAME = Topic(Route.ORGANISATION_CHANGE, _renamed, _NAME, plain_world, _rename)
