"""Who is in an organisation by chat: roles are seen, ended, given back, and left; lost links made void."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from handlers.access import Held, Route, may
from handlers.forms.answers import show_date
from handlers.messages import Option, Reject, Reply, Role, Words, text
from handlers.notices import tell
from handlers.people.invite import ROUTES, open_invitations
from handlers.rules.deadline_schema import Quiet
from handlers.rules.deadlines import next_permitted
from handlers.rules.keys import role_notice_key
from handlers.turn import Turn
from storage import audit, organisations, people
from storage.audit import Trail
from storage.organisations import Organisation
from storage.outbox import NOTICE
from storage.people import OWN_CHANNELS, Account, Invitation, Membership, Person, make_link_key

#: People or organisations in one message; each has a button.
PAGE = 8
_T = TypeVar("_T")


def list_people(turn: Turn, rest: str) -> Reply:
    """`/people [organisation id [below] [page]]`: who is in it with which role; with `below`, the
    organisations under it."""
    typed, *more = rest.split() or [""]
    if not typed:
        tops = [place for role, place in turn.places if role in (Role.ORGANIZER, Role.LEADER)]
        own = list(dict.fromkeys(place for place in tops if turn.may(Route.PEOPLE_CHANGE, place)))
        if len(own) > 1:
            options = tuple(Option(place.name, f"/people {place.id}") for place in own)
            return Reply((text("people-where"),), options)
        typed = str(own[0].id)
    place = turn.find(Organisation, typed, Route.PEOPLE_CHANGE)
    page = int(more[-1]) if more and more[-1].isdecimal() and len(more[-1]) < 6 else 1
    return _below(turn, place, page) if more[:1] == ["below"] else _people_in(turn, place, page)


def _people_in(turn: Turn, place: Organisation, page: int) -> Reply:
    order = list(Role)
    rows = sorted(people.members(turn.session, place.id), key=lambda row: order.index(Role(row[0].role)))
    shown, turning = _page(rows, page, f"/people {place.id}")
    lines: list[Words] = [text("people-heading", place=place.name, count=len(rows))]
    options = []
    for membership, person in shown:
        words = text("people-line", name=person.name, role=text(f"role-{membership.role}"))
        options.append(Option(words, f"/member {membership.id}"))
    if len(rows) > PAGE:
        lines.append(text("people-page", page=_within(rows, page), pages=_pages(rows)))
    below = len(organisations.children(turn.session, place))
    if below and turn.may(Route.ORGANISATION_CHANGE, place):
        turning.append(Option(text("people-below", count=below), f"/people {place.id} below", control=True))
    return Reply(tuple(lines), (*options, *turning, *_above(turn, place)), expects="choice")


def _below(turn: Turn, place: Organisation, page: int) -> Reply:
    rows = organisations.children(turn.session, turn.check(Route.ORGANISATION_CHANGE, place))
    shown, turning = _page(rows, page, f"/people {place.id} below")
    options = [Option(row.name, f"/people {row.id}") for row in shown]
    back = Option(text("due-up", place=place.name), f"/people {place.id}", control=True)
    return Reply((text("people-where"),), (*options, *turning, back), expects="choice")


def _pages(rows: Sequence[object]) -> int:
    return max(1, -(-len(rows) // PAGE))


def _within(rows: Sequence[object], page: int) -> int:
    """The page, or the nearest there is."""
    return min(max(page, 1), _pages(rows))


def _page(rows: Sequence[_T], page: int, command: str) -> tuple[Sequence[_T], list[Option]]:
    """The rows of a page, and the ways to the ones beside it."""
    page = _within(rows, page)
    turning = []
    if page > 1:
        turning.append(Option(text("reports-newer"), f"{command} {page - 1}", control=True))
    if page < _pages(rows):
        turning.append(Option(text("reports-older"), f"{command} {page + 1}", control=True))
    return rows[(page - 1) * PAGE : page * PAGE], turning


def _above(turn: Turn, place: Organisation) -> list[Option]:
    above = turn.session.get(Organisation, place.parent_id) if place.parent_id else None
    if above is None or not turn.may(Route.PEOPLE_CHANGE, above):
        return []
    return [Option(text("due-up", place=above.name), f"/people {above.id}", control=True)]


def show_member(turn: Turn, rest: str) -> Reply:
    """`/member id`: one role of a person, and what may be done about it."""
    row, place, person = _find(turn, rest)
    if row.until is not None:
        raise Reject("people-ended-already")
    options = []
    if turn.may(ROUTES[Role(row.role)], place):
        options.append(Option(text("people-end"), f"/endrole {row.id}"))
    if person.id != turn.person.id and _governs(turn, person):
        options.append(Option(text("people-void"), f"/voidlinks {row.id}"))
    since = show_date(row.since.astimezone(ZoneInfo(place.zone)).date())
    said = [text("people-member", **_about(row, place, person), since=since)]
    if people.present_account(turn.session, person.id) is None:
        said.append(text("people-unreachable"))
    return Reply(tuple(said), (*options, *_list(place)), expects="choice")


def _find(
    turn: Turn, typed: str, route: Route = Route.PEOPLE_CHANGE
) -> tuple[Membership, Organisation, Person]:
    """The role of that id, present or ended, with where and whose; Reject as for one that isn't there."""
    found = turn.session.get(Membership, int(typed)) if typed.isdecimal() and len(typed) < 10 else None
    if found is None:
        raise Reject("access-refused")
    place = turn.check(route, turn.session.get(Organisation, found.organisation_id))
    return found, place, turn.session.get_one(Person, found.person_id)


def _about(row: Membership, place: Organisation, person: Person) -> dict[str, Words | str | int]:
    return {"name": person.name, "place": place.name, "role": text(f"role-{row.role}")}


def _list(place: Organisation) -> tuple[Option, ...]:
    return (Option(text("command-people"), f"/people {place.id}", control=True),)


def end_role(turn: Turn, rest: str) -> Reply:
    """`/endrole id [yes]`: asks, and ends the role when told yes; the person is told."""
    typed, _, word = rest.partition(" ")
    row, place, person = _find(turn, typed)
    turn.check(ROUTES[Role(row.role)], place)
    _check_endable(turn, row, place)
    about = _about(row, place, person)
    if word != "yes":
        yes = Option(text("people-end-yes"), f"/endrole {row.id} yes")
        return Reply((text("people-end-ask", **about),), (yes, *_list(place)), expects="choice")
    line, void = _end(turn, row, place, "end-role")
    options = [Option(text("invite-list"), "/invitations", control=True), *_list(place)]
    if person.id != turn.person.id:
        options.insert(0, Option(text("review-undo"), f"/restorerole {row.id}", control=True))
        _tell(turn, person, place, line, text("people-notice-ended", **about, by=turn.person.name))
    return Reply((text("people-ended", **about, void=void),), tuple(options))


def _check_endable(turn: Turn, row: Membership, place: Organisation) -> None:
    """Reject if the role is ended already, or the last organizer's at the top: nobody could give it back."""
    # Two organizers may end each other's role at the same moment.
    turn.session.refresh(place, with_for_update=True)
    turn.session.refresh(row)
    if row.until is not None:
        raise Reject("people-ended-already")
    if place.parent_id is None and row.role == Role.ORGANIZER:
        where = (Membership.organisation_id == place.id, Membership.role == Role.ORGANIZER)
        query = select(func.count(Membership.person_id.distinct())).where(*where, Membership.until.is_(None))
        if turn.session.scalar(query) == 1:
            raise Reject("people-last-organizer", place=place.name)


def _end(turn: Turn, row: Membership, place: Organisation, act: str) -> tuple[Trail, int]:
    """End it, with the open invitations that the person couldn't make any more (else they would come back
    by one of their own); the line in the trail, and how many invitations."""
    row.until = turn.now
    person = turn.session.get_one(Person, row.person_id)
    line = turn.note(act, row, {"until": None}, {"until": turn.now.isoformat(), "role": row.role})
    held = [(Role(other.role), at.path) for other, at in people.memberships(turn.session, person.id)]
    query = open_invitations(turn.now).where(Invitation.created_by == person.id)
    void = 0
    for made in turn.session.scalars(query.with_for_update()):
        at = turn.session.get_one(Organisation, made.organisation_id)
        if not may([Held(*one) for one in held], ROUTES[Role(made.role or "")], at.path):
            made.revoked_at = turn.now
            turn.note("revoke", made)
            void += 1
    return line, void


def restore_role(turn: Turn, rest: str) -> Reply:
    """`/restorerole id`: takes back what this person ended. Who left by themselves is invited anew."""
    row, place, person = _find(turn, rest)
    turn.check(ROUTES[Role(row.role)], place)
    last = next(iter(audit.trail_of(turn.session, row, 1)), None)
    if row.until is None or last is None or (last.act, last.person_id) != ("end-role", turn.person.id):
        raise Reject("people-not-ended")
    held = people.memberships(turn.session, person.id)
    if any(other.role == row.role and at.id == place.id for other, at in held):
        raise Reject("people-not-ended")
    row.until = None
    line = turn.note("restore-role", row, after={"until": None})
    about = _about(row, place, person)
    _tell(turn, person, place, line, text("people-notice-restored", **about))
    return Reply((text("people-restored", **about),), _list(place))


def leave(turn: Turn, rest: str) -> Reply:
    """`/leave [id [yes]]`: asks which of one's own roles, and whether; then it is ended."""
    typed, _, word = rest.partition(" ")
    own = people.memberships(turn.session, turn.person.id)
    if not own:
        raise Reject("people-none-own")
    chosen = next(((row, place) for row, place in own if str(row.id) == typed), None)
    if chosen is None and typed:
        raise Reject("access-refused")
    if chosen is None and len(own) > 1:
        options = (Option(_held(row, place), f"/leave {row.id}") for row, place in own)
        return Reply((text("people-leave-which"),), tuple(options))
    row, place = chosen or own[0]
    _check_endable(turn, row, place)
    about = _about(row, place, turn.person)
    if word != "yes":
        yes = Option(text("people-leave-yes"), f"/leave {row.id} yes")
        return Reply(
            (text("people-leave-ask", **about),), (yes, Option(text("turn-help"), "/help", control=True))
        )
    _end(turn, row, place, "leave")
    return Reply((text("people-left", **about),), (Option(text("turn-help"), "/help", control=True),))


def _held(row: Membership, place: Organisation) -> Words:
    return text("people-held", role=text(f"role-{row.role}"), place=place.name)


def void_links(turn: Turn, rest: str) -> Reply:
    """`/voidlinks id [yes]`: the web links of the person who has that role are good no more (a phone is
    lost). Whoever is on no other channel couldn't come in again: then the new link is given, to pass on."""
    typed, _, word = rest.partition(" ")
    row, place, person = _find(turn, typed, Route.ORGANISATION_CHANGE)
    if person.id == turn.person.id or row.until is not None or not _governs(turn, person):
        raise Reject("access-refused")
    if word != "yes":
        yes = Option(text("people-void-yes"), f"/voidlinks {row.id} yes")
        return Reply((text("people-void-ask", name=person.name),), (yes, *_list(place)), expects="choice")
    person.link_key = make_link_key()
    line = turn.note("links-voided", person)
    _tell(turn, person, place, line, text("people-notice-void", place=place.name, by=turn.person.name))
    where = (Account.person_id == person.id, Account.gone_at.is_(None), Account.channel.not_in(OWN_CHANNELS))
    elsewhere = turn.session.scalar(select(Account.id).where(*where).limit(1)) is not None
    lines: list[Words] = [text("people-voided", name=person.name, elsewhere=int(elsewhere))]
    if not elsewhere:
        lines.append(turn.doors.web_link(person))
    return Reply(tuple(lines), _list(place))


def _governs(turn: Turn, person: Person) -> bool:
    """Whether all roles of the person lie in the branch that this one organizes: with somebody else's link
    nobody may reach further than before."""
    held = people.memberships(turn.session, person.id)
    return all(turn.may(Route.ORGANISATION_CHANGE, place) for _, place in held)


def _tell(turn: Turn, person: Person, place: Organisation, line: Trail, words: Words) -> None:
    at = next_permitted(turn.now, Quiet(), ZoneInfo(place.zone))
    reply = Reply((words,), (Option(text("turn-help"), "/help", control=True),))
    tell(turn.session, person, reply, key=role_notice_key(line.id), urgency=NOTICE, due_at=at, now=turn.now)
