"""Roles end: an organizer or leader ends them, one gives up one's own, and what was ended is given back."""

from __future__ import annotations

from sqlalchemy import func, select

from handlers.access import Held, may
from handlers.messages import Option, Reject, Reply, Role, Words, text
from handlers.people.invite import ROUTES, open_invitations
from handlers.people.membership import about_member, find_member, list_of, tell_member
from handlers.turn import Turn
from storage import audit, people
from storage.audit import Trail
from storage.organisations import Organisation
from storage.people import Invitation, Membership, Person


def end_role(turn: Turn, rest: str) -> Reply:
    """`/endrole id [yes | last]`: asks, and ends the role when told yes; the person is told."""
    typed, _, word = rest.partition(" ")
    row, place, person = find_member(turn, typed)
    turn.check(ROUTES[Role(row.role)], place)
    others = _others(turn, row, place)
    about = about_member(row, place, person)
    if not _is_agreed(row, word, others):
        yes = Option(text("people-end-yes"), f"/endrole {row.id} {_agreement(row, others)}")
        return _ask(turn, row, place, text("people-end-ask", **about), yes, others)
    line, void = _end(turn, row, place, "end-role")
    options = [Option(text("invite-list"), "/invitations", control=True), *list_of(place)]
    if person.id != turn.person.id:
        options.insert(0, Option(text("review-undo"), f"/restorerole {row.id}", control=True))
        tell_member(turn, person, place, line, text("people-notice-ended", **about, by=turn.person.name))
    return Reply((text("people-ended", **about, void=void),), tuple(options))


def _others(turn: Turn, row: Membership, place: Organisation) -> int:
    """How many others have the same role there. Reject if it is ended already, or is the last organizer's at
    the top: nobody could give it back."""
    # Two organizers may end each other's role at the same moment.
    turn.session.refresh(place, with_for_update=True)
    turn.session.refresh(row)
    if row.until is not None:
        raise Reject("people-ended-already")
    where = (Membership.organisation_id == place.id, Membership.role == row.role)
    others = (Membership.until.is_(None), Membership.person_id != row.person_id)
    query = select(func.count(Membership.person_id.distinct())).where(*where, *others)
    count = turn.session.scalar(query) or 0
    if place.parent_id is None and row.role == Role.ORGANIZER and not count:
        raise Reject("people-last-organizer", place=place.name)
    return count


def _agreement(row: Membership, others: int) -> str:
    """What confirms the end; that of a place's last leader or organizer has a word of its own, so that
    nobody agrees to it by a button that was there before the others left."""
    return "yes" if others or row.role == Role.VOLUNTEER else "last"


def _is_agreed(row: Membership, word: str, others: int) -> bool:
    return word in {_agreement(row, others), "last"}


def _ask(
    turn: Turn, row: Membership, place: Organisation, question: Words, yes: Option, others: int
) -> Reply:
    """Whether the role is to end; with what follows if nobody else has it there, and how to prevent it."""
    if _agreement(row, others) == "yes":
        return Reply((question,), (yes, *_ways(turn, row, place)), expects="choice")
    lines = (question, text(f"people-last-{row.role}-below", place=place.name))
    route = ROUTES[Role(row.role)]
    invite = Option(text(f"invite-{row.role}"), f"/invite {row.role} {place.id}")
    first = (invite,) if turn.may(route, place) else ()
    return Reply(lines, (*first, yes, *_ways(turn, row, place)), expects="choice")


def _ways(turn: Turn, row: Membership, place: Organisation) -> tuple[Option, ...]:
    """Away from the question: to the list, or, where it is about oneself, to the menu."""
    own = row.person_id == turn.person.id
    return (Option(text("turn-help"), "/help", control=True),) if own else list_of(place)


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
    row, place, person = find_member(turn, rest)
    turn.check(ROUTES[Role(row.role)], place)
    last = next(iter(audit.trail_of(turn.session, row, 1)), None)
    if row.until is None or last is None or (last.act, last.person_id) != ("end-role", turn.person.id):
        raise Reject("people-not-ended")
    held = people.memberships(turn.session, person.id)
    if any(other.role == row.role and at.id == place.id for other, at in held):
        raise Reject("people-not-ended")
    row.until = None
    line = turn.note("restore-role", row, after={"until": None})
    about = about_member(row, place, person)
    tell_member(turn, person, place, line, text("people-notice-restored", **about))
    return Reply((text("people-restored", **about),), list_of(place))


def leave(turn: Turn, rest: str) -> Reply:
    """`/leave [id [yes | last]]`: asks which of one's own roles, and whether; then it is ended."""
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
    others = _others(turn, row, place)
    about = about_member(row, place, turn.person)
    if not _is_agreed(row, word, others):
        yes = Option(text("people-leave-yes"), f"/leave {row.id} {_agreement(row, others)}")
        return _ask(turn, row, place, text("people-leave-ask", **about), yes, others)
    _end(turn, row, place, "leave")
    return Reply((text("people-left", **about),), (Option(text("turn-help"), "/help", control=True),))


def _held(row: Membership, place: Organisation) -> Words:
    return text("people-held", role=text(f"role-{row.role}"), place=place.name)
