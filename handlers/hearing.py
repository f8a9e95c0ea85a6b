"""What a person's message is: a command, an option offered, words for the run they are in, a code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers import routes
from handlers.access import Route
from handlers.forms.run import Heard
from handlers.guard import attempt
from handlers.messages import Option, Reject, Reply, Text, Words, text
from handlers.offered import present_menu
from handlers.people.join import accept_code, find_code
from handlers.speech import Offered, control_named, find_beginning, find_option, is_polite
from handlers.talk import ask_again, current_run, hear, may_go_on
from handlers.turn import Turn
from storage.runs import Run

#: Longest text that is looked at at all (characters); Telegram's own limit is 4096.
LONGEST_TEXT = 8000
#: So many options are shown once more to who missed them; a longer list would be a wall.
MOST_AGAIN = 12
#: So much of what wasn't taken is said back (characters).
QUOTED = 40


def hear_person(turn: Turn) -> Reply:
    """The reply to the turn's message; a Reject is answered with why, and the way on."""
    try:
        return _route(turn)
    except Reject as reject:
        return _refuse(turn, reject.words)


def _refuse(turn: Turn, why: Words) -> Reply:
    """Why not, and the way on: the question that the person is at, or the menu."""
    row = current_run(turn)
    if row is not None and may_go_on(turn, row):
        return ask_again(turn, row, why)
    return Reply((why,), (Option(text("turn-help"), "/help", control=True),))


def _route(turn: Turn) -> Reply:
    inbound = turn.inbound
    if len(inbound.text) > LONGEST_TEXT:
        raise Reject("turn-long", most=LONGEST_TEXT)
    if inbound.edited:
        raise Reject("turn-edited")
    said, pressed = inbound.text.strip(), inbound.pressed
    typed = bool(said) and pressed is None and not inbound.photos
    if typed:
        menu, numbered = present_menu(turn.conversation, turn.now)
        pressed = _command(said) or find_option(menu, numbered, said) or routes.command_typed(said)
        pressed = pressed or find_beginning(menu, said)
    if pressed is not None and pressed.startswith("/"):
        # A command may write before it rejects; a run does so only in its end, which guards itself.
        command = pressed
        return _with_way_on(turn, attempt(turn, lambda: routes.run_command(turn, command)))
    row = current_run(turn)
    if row is None:
        return _without_run(turn, said, pressed)
    if typed and pressed is None and not _looks_at(menu, row) and may_go_on(turn, row):
        # They see a menu or a notice, not the question: words would become an answer unawares.
        raise Reject("run-unheard", words=said[:QUOTED])
    control = control_named(said) if pressed is None else None
    return hear(turn, row, Heard(said, pressed, inbound.photos, control))


def _command(said: str) -> str | None:
    return said if said.startswith("/") else None


def _looks_at(menu: Sequence[Offered], row: Run) -> bool:
    """Whether what the person saw last is the run's question: all its options bear the run's tag."""
    return any(offered.value.startswith(f"~{row.id}-") for offered in menu)


def _without_run(turn: Turn, said: str, pressed: str | None) -> Reply:
    if pressed is not None:
        raise Reject("turn-button-gone")
    if turn.inbound.photos:
        return _photos_unasked(turn)
    if code := find_code(said):
        return attempt(turn, lambda: accept_code(turn.session, turn.now, turn.inbound, code, turn.person)[1])
    return _unclear(turn, said)


def _unclear(turn: Turn, said: str) -> Reply:
    """Nothing that can be done: what was offered before keeps its numbers, for "好的" to a reminder is often
    followed by "1". Who missed it by a word sees it again."""
    menu, numbered = present_menu(turn.conversation, turn.now)
    offered = [one for one in menu if one.value != "/help"]
    polite = is_polite(said)
    few = any(not one.control for one in offered) and len(offered) <= MOST_AGAIN
    choosing = bool(said) and not polite and few
    why = "turn-thanks" if polite else "turn-unclear" if said else "turn-empty"
    kept = [Option(one.label, one.value, one.control, hidden=not choosing) for one in offered]
    lines = (text("turn-unclear-choose" if choosing else why),)
    return Reply(lines, (*kept, Option(text("turn-help"), "/help", control=True)), numbered)


def _photos_unasked(turn: Turn) -> Reply:
    """Photos while nothing is being filled in: that they weren't used, and why some weren't even kept."""
    reports = turn.may_somewhere(Route.REPORT)
    lines: list[Words] = []
    for photo in turn.inbound.photos:
        unasked = text("turn-photos-unasked" if reports else "turn-photos-unwanted")
        why = photo if isinstance(photo, Text) else unasked
        if why not in lines:
            lines.append(why)
    report = (Option(text("command-report"), "/report"),) if reports else ()
    return Reply(tuple(lines), (*report, Option(text("turn-help"), "/help", control=True)))


def _with_way_on(turn: Turn, reply: Reply) -> Reply:
    """After a command in the middle of a run: offer to go on with it, unless this is it."""
    row = current_run(turn)
    if row is None:
        return reply
    way = Option(text("run-continue"), f"/continue {row.id}", control=True)
    if any(option.value == way.value or option.value.startswith("~") for option in reply.options):
        return reply
    return replace(reply, options=(*reply.options, way))
