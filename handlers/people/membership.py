"""Who is in an organisation by chat: seen page by page, and lost links made void."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from handlers.access import Route
from handlers.forms.answers import show_date
from handlers.messages import Option, Reject, Reply, Role, Words, text
from handlers.notices import tell
from handlers.people.invite import ROUTES
from handlers.people.join import make_code, void_codes
from handlers.rules.deadline_schema import Quiet
from handlers.rules.deadlines import next_permitted
from handlers.rules.keys import role_notice_key
from handlers.turn import Turn
from storage import organisations, people
from storage.audit import Trail
from storage.organisations import Organisation
from storage.outbox import NOTICE
from storage.people import OWN_CHANNELS, Account, Membership, Person, make_link_key

#: How long the code is good that lets somebody in again whose links were made void: it is passed on by hand.
BACK_GOOD_FOR = timedelta(days=3)
#: People or organisations in one message; each has a button.
PAGE = 8


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
    page = _within(len(rows), page)
    lines: list[Words] = [text("people-heading", place=place.name, count=len(rows))]
    options = []
    for membership, person in rows[(page - 1) * PAGE : page * PAGE]:
        words = text("people-line", name=person.name, role=text(f"role-{membership.role}"))
        options.append(Option(words, f"/member {membership.id}"))
    if len(rows) > PAGE:
        lines.append(text("people-page", page=page, pages=_pages(len(rows))))
    turning = _turn_pages(len(rows), page, f"/people {place.id}")
    below = organisations.count_children(turn.session, place)
    if below and turn.may(Route.ORGANISATION_CHANGE, place):
        label = text("people-below", committees=below.get("committee", 0), teams=below.get("team", 0))
        turning.append(Option(label, f"/people {place.id} below", control=True))
    return Reply(tuple(lines), (*options, *turning, *_above(turn, place)), expects="choice")


def _below(turn: Turn, place: Organisation, page: int) -> Reply:
    turn.check(Route.ORGANISATION_CHANGE, place)
    count = sum(organisations.count_children(turn.session, place).values())
    page = _within(count, page)
    shown = organisations.children(turn.session, place, limit=PAGE, offset=(page - 1) * PAGE)
    options = [Option(row.name, f"/people {row.id}") for row in shown]
    turning = _turn_pages(count, page, f"/people {place.id} below")
    back = Option(text("due-up", place=place.name), f"/people {place.id}", control=True)
    return Reply((text("people-where"),), (*options, *turning, back), expects="choice")


def _pages(rows: int) -> int:
    return max(1, -(-rows // PAGE))


def _within(rows: int, page: int) -> int:
    """The page, or the nearest there is."""
    return min(max(page, 1), _pages(rows))


def _turn_pages(rows: int, page: int, command: str) -> list[Option]:
    """The ways to the pages beside that one."""
    turning = []
    if page > 1:
        turning.append(Option(text("reports-newer"), f"{command} {page - 1}", control=True))
    if page < _pages(rows):
        turning.append(Option(text("reports-older"), f"{command} {page + 1}", control=True))
    return turning


def _above(turn: Turn, place: Organisation) -> list[Option]:
    above = turn.session.get(Organisation, place.parent_id) if place.parent_id else None
    if above is None or not turn.may(Route.PEOPLE_CHANGE, above):
        return []
    return [Option(text("due-up", place=above.name), f"/people {above.id}", control=True)]


def show_member(turn: Turn, rest: str) -> Reply:
    """`/member id`: one role of a person, and what may be done about it."""
    row, place, person = find_member(turn, rest)
    if row.until is not None:
        raise Reject("people-ended-already")
    options = []
    if turn.may(ROUTES[Role(row.role)], place):
        options.append(Option(text("people-end"), f"/endrole {row.id}"))
    if person.id != turn.person.id and _governs(turn, person):
        options.append(Option(text("people-void"), f"/voidlinks {row.id}"))
    since = show_date(row.since.astimezone(ZoneInfo(place.zone)).date())
    said = [text("people-member", **about_member(row, place, person), since=since)]
    if people.present_account(turn.session, person.id) is None:
        said.append(text("people-unreachable"))
    return Reply(tuple(said), (*options, *list_of(place)), expects="choice")


def find_member(
    turn: Turn, typed: str, route: Route = Route.PEOPLE_CHANGE
) -> tuple[Membership, Organisation, Person]:
    """The role of that id, present or ended, with where and whose; Reject as for one that isn't there."""
    found = turn.by_id(Membership, typed)
    if found is None:
        raise Reject("access-refused")
    place = turn.check(route, turn.session.get(Organisation, found.organisation_id))
    return found, place, turn.session.get_one(Person, found.person_id)


def about_member(row: Membership, place: Organisation, person: Person) -> dict[str, Words | str | int]:
    """Who has which role where, as sentences say it."""
    return {"name": person.name, "place": place.name, "role": text(f"role-{row.role}")}


def list_of(place: Organisation) -> tuple[Option, ...]:
    """Back to the members of that organisation."""
    return (Option(text("command-people"), f"/people {place.id}", control=True),)


def void_links(turn: Turn, rest: str) -> Reply:
    """`/voidlinks id [yes]`: the web links of the person who has that role are good no more (a phone is
    lost). Whoever is on no other channel couldn't come in again: then a code is given to pass on, which
    lets in once; nobody sees another person's link."""
    typed, _, word = rest.partition(" ")
    row, place, person = find_member(turn, typed, Route.ORGANISATION_CHANGE)
    if person.id == turn.person.id or row.until is not None or not _governs(turn, person):
        raise Reject("access-refused")
    if word != "yes":
        yes = Option(text("people-void-yes"), f"/voidlinks {row.id} yes")
        return Reply((text("people-void-ask", name=person.name),), (yes, *list_of(place)), expects="choice")
    person.link_key = make_link_key()
    void_codes(turn.session, turn.now, person)
    line = turn.note("links-voided", person)
    tell_member(turn, person, place, line, text("people-notice-void", place=place.name, by=turn.person.name))
    where = (Account.person_id == person.id, Account.gone_at.is_(None), Account.channel.not_in(OWN_CHANNELS))
    elsewhere = turn.session.scalar(select(Account.id).where(*where).limit(1)) is not None
    lines: list[Words] = [
        text("people-voided", name=person.name, elsewhere=int(elsewhere), days=BACK_GOOD_FOR.days)
    ]
    if not elsewhere:
        good_for = BACK_GOOD_FOR
        code, _ = make_code(turn.session, turn.now, by=turn.person, person=person, good_for=good_for)
        lines += turn.doors.invitation_links(code)
    return Reply(tuple(lines), list_of(place))


def _governs(turn: Turn, person: Person) -> bool:
    """Whether all roles of the person lie in the branch that this one organizes: with somebody else's link
    nobody may reach further than before."""
    held = people.memberships(turn.session, person.id)
    return all(turn.may(Route.ORGANISATION_CHANGE, place) for _, place in held)


def tell_member(turn: Turn, person: Person, place: Organisation, line: Trail, words: Words) -> None:
    """Tell a person what was done to a role or links of theirs, when they may be disturbed."""
    at = next_permitted(turn.now, Quiet(), ZoneInfo(place.zone))
    reply = Reply((words,), (Option(text("turn-help"), "/help", control=True),))
    tell(turn.session, person, reply, key=role_notice_key(line.id), urgency=NOTICE, due_at=at, now=turn.now)
