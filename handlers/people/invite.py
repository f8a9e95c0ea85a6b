"""Invitations by chat: who is invited to what, the links, and taking them back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, or_, select

from handlers.access import Route
from handlers.messages import Option, Reject, Reply, Role, Words, text
from handlers.people.join import GOOD_FOR, make_code
from handlers.turn import Turn
from storage import organisations
from storage.organisations import Organisation
from storage.people import Invitation, Person

#: The right by which somebody is invited to a role; by the same it is ended.
ROUTES = {
    Role.ORGANIZER: Route.INVITE_ORGANIZER,
    Role.LEADER: Route.INVITE_LEADER,
    Role.VOLUNTEER: Route.INVITE_VOLUNTEER,
}
#: How often a link can be used: one organizer, a few leaders of a team, a whole team of volunteers.
USES = {Role.ORGANIZER: 1, Role.LEADER: 3, Role.VOLUNTEER: 200}
_KIND = {Role.ORGANIZER: "committee", Role.LEADER: "team", Role.VOLUNTEER: "team"}
MOST_LISTED = 40


def choose_invitation(turn: Turn, rest: str) -> Reply:
    """`/invite [role [organisation id]]`: asks for what is missing, then gives the links."""
    word, _, where = rest.partition(" ")
    roles = [role for role, route in ROUTES.items() if turn.may_somewhere(route)]
    if word not in roles:
        options = tuple(Option(text(f"invite-{role.value}"), f"/invite {role.value}") for role in roles)
        return Reply((text("invite-whom"),), options)
    role = Role(word)
    if where:
        place = turn.find(Organisation, where, ROUTES[role])
        if place.kind != _KIND[role]:
            raise Reject("access-refused")
        return _invite(turn, role, place)
    places = _places(turn, role)
    if not places:
        raise Reject("invite-nowhere")
    if len(places) > 1:
        options = tuple(Option(place.name, f"/invite {role.value} {place.id}") for place in places)
        return Reply((text("invite-where"),), options)
    return _invite(turn, role, places[0])


def _places(turn: Turn, role: Role) -> list[Organisation]:
    """Where this person may invite to that role, the own places first; the first of them."""
    kind, tops = _KIND[role], turn.own(Role.ORGANIZER)
    own = [place for _, place in turn.places if place.kind == kind and turn.may(ROUTES[role], place)]
    below = organisations.branches(turn.session, tops, kind, limit=MOST_LISTED)
    return list(dict.fromkeys((*own, *below)))[:MOST_LISTED]


def _invite(turn: Turn, role: Role, place: Organisation) -> Reply:
    code, made = make_code(turn.session, turn.now, by=turn.person, place=place, role=role, uses=USES[role])
    turn.note("invite", made, after={"role": role.value, "place": place.name})
    lines: list[Words] = [
        text(
            "invite-made",
            role=text(f"role-{role.value}"),
            place=place.name,
            days=GOOD_FOR.days,
            uses=USES[role],
        ),
        *turn.doors.invitation_links(code),
        text("invite-pass-on"),
    ]
    return Reply(tuple(lines), (Option(text("invite-list"), "/invitations", control=True),))


def list_invitations(turn: Turn, rest: str) -> Reply:
    """`/invitations`: those that are still good, each to be taken back: this person's, and all of the branch
    that they organize."""
    rows = _good(turn)
    if not rows:
        return Reply((text("invite-none"),), (Option(text("command-invite"), "/invite"),))
    lines: list[Words] = [text("invite-heading")]
    options = []
    for row in rows[:MOST_LISTED]:
        place = turn.session.get_one(Organisation, row.organisation_id)
        words = text("invite-line", role=text(f"role-{row.role}"), place=place.name, uses=row.uses_left)
        maker = turn.session.get_one(Person, row.created_by) if row.created_by else None
        if maker is not None and maker.id != turn.person.id:
            words = text("invite-line-by", what=words, name=maker.name)
        lines.append(words)
        options.append(Option(text("invite-revoke", what=words), f"/revoke {row.id}"))
    if len(rows) > MOST_LISTED:
        lines.append(text("list-more", count=len(rows) - MOST_LISTED))
    return Reply(tuple(lines), tuple(options))


def _good(turn: Turn) -> Sequence[Invitation]:
    branches = (Organisation.path.startswith(top.path) for top in turn.own(Role.ORGANIZER))
    query = (
        open_invitations(turn.now)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .where(or_(Invitation.created_by == turn.person.id, *branches))
    )
    return turn.session.scalars(query.order_by(Invitation.id.desc())).all()


def open_invitations(now: datetime) -> Select[Invitation]:
    """The invitations to roles that can still be used."""
    return select(Invitation).where(
        Invitation.purpose == "role",
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > now,
        Invitation.uses_left > 0,
    )


def revoke_invitation(turn: Turn, rest: str) -> Reply:
    """`/revoke id`: the link is good no more."""
    row = next((row for row in _good(turn) if str(row.id) == rest), None)
    if row is None:
        raise Reject("access-refused")
    row.revoked_at = turn.now
    turn.note("revoke", row)
    return Reply((text("invite-revoked"),), (Option(text("invite-list"), "/invitations"),))
