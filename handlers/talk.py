"""Runs in a conversation: begun, heard, put aside, taken up again, given up, and brought back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.exc import NoResultFound

from handlers.access import Route
from handlers.forms.asking import ask
from handlers.forms.definition import Form
from handlers.forms.photos import photos_so_far
from handlers.forms.run import Answers, Heard, Run, World, begin
from handlers.forms.step import Step, step
from handlers.guard import attempt
from handlers.messages import Option, Over, Reject, Reply, Words, text
from handlers.reporting.likeness import mark_alike
from handlers.turn import Turn
from storage import runs
from storage.runs import Run as RunRow


def begin_run(turn: Turn, topic: str, subject: dict[str, Any], given: Answers | None = None) -> Reply:
    """Start a run and ask its first question; the one the person is in is put aside."""
    _put_aside(turn)
    row = RunRow(
        person_id=turn.person.id,
        topic=topic,
        subject=subject,
        state="open",
        body={},
        started_at=turn.now,
        changed_at=turn.now,
    )
    if not may_go_on(turn, row):
        raise Reject("access-refused")
    form, world = _form(turn, row), _world(turn, row)
    turn.session.add(row)
    turn.session.flush()
    run = begin(form, given, tag=str(row.id))
    row.body = run.model_dump(mode="json")
    turn.conversation.run_id = row.id
    return ask(form, run, world)


def _put_aside(turn: Turn) -> None:
    """Leave the run the person is in. Nothing is kept of a small dialogue, nor of what has no answer yet:
    otherwise every look at a form would be a draft."""
    row = current_run(turn)
    if row is None:
        return
    run = Run.model_validate(row.body)
    untouched = run.sequence == 0 and not run.early and run.asking not in run.answers
    if untouched or not may_go_on(turn, row) or not _form(turn, row).review:
        row.state = "cancelled"


def current_run(turn: Turn) -> RunRow | None:
    """The run that the person is in."""
    if turn.conversation.run_id is None:
        return None
    had = turn.run is not None and turn.run.id == turn.conversation.run_id
    row = turn.run if had else turn.session.get(RunRow, turn.conversation.run_id)
    return row if row and row.state == "open" else None


def resume_run(turn: Turn, row: RunRow) -> Reply:
    """Go on where it stopped; Reject if the person may no longer."""
    if not may_go_on(turn, row):
        raise Reject("run-gone")
    if turn.conversation.run_id != row.id:
        _put_aside(turn)
        turn.conversation.run_id = row.id
    return ask_again(turn, row, text("run-resumed"))


def ask_again(turn: Turn, row: RunRow, note: Words) -> Reply:
    """What the run waits for, after `note`."""
    return ask(_form(turn, row), Run.model_validate(row.body), _world(turn, row), (note,))


def may_go_on(turn: Turn, row: RunRow) -> bool:
    """Whether the run can be gone on with. It is asked in every turn: a role may have ended since."""
    topic = turn.topics.get(row.topic)
    if topic is None:
        return False
    try:
        place = topic.place(turn, row.subject)
    except NoResultFound:
        return False
    return topic.route is Route.SELF or (place is not None and turn.may(topic.route, place))


def drafts(turn: Turn, *topics: str) -> list[RunRow]:
    """The runs of these topics that the person has begun and can go on with, the latest first."""
    begun = runs.open_runs(turn.session, turn.person.id)
    return [row for row in begun if row.topic in topics and may_go_on(turn, row)]


def hear(turn: Turn, row: RunRow, heard: Heard) -> Reply:
    """Take the message as one for the run. One that the person may no longer go on with is let go: else
    every message would be refused until they find out how to leave."""
    if not may_go_on(turn, row):
        turn.conversation.run_id = None
        return Reply((text("run-gone"),), (Option(text("turn-help"), "/help", control=True),))
    # Here it is only read, and nothing of what is read waits to be written: that goes with what others leave.
    with turn.session.no_autoflush:
        form, world = _form(turn, row), _world(turn, row)
        run = Run.model_validate(row.body)
        if heard.photos:
            heard = replace(heard, photos=mark_alike(turn.session, photos_so_far(form, run), heard.photos))
        taken = step(form, run, heard, world)
        reply = taken.reply if taken.outcome is None else None
    if taken.outcome == "submitted":
        return _finish(turn, row, form, run, world, taken)
    _keep(turn, row, taken.run)
    if reply is not None:
        return reply
    if taken.outcome == "paused":
        turn.conversation.run_id = None
        return Reply((text("run-paused"),), (Option(text("run-continue"), f"/continue {row.id}"),))
    return _cancel(turn, row)


def _form(turn: Turn, row: RunRow) -> Form:
    return turn.topics[row.topic].form_for(turn, row.subject)


def _world(turn: Turn, row: RunRow) -> World:
    return turn.topics[row.topic].world(turn, row.subject)


def _keep(turn: Turn, row: RunRow, run: Run) -> None:
    row.body = run.model_dump(mode="json")
    row.changed_at = turn.now


def _finish(turn: Turn, row: RunRow, form: Form, run: Run, world: World, taken: Step) -> Reply:
    try:
        reply = attempt(turn, lambda: turn.topics[row.topic].finish(turn, row, taken.run))
    except Over as over:
        row.state = "cancelled"
        turn.conversation.run_id = None
        return Reply((over.words,), (Option(text("turn-help"), "/help", control=True),))
    except Reject as reject:
        return ask(form, run, world, (reject.words,))
    _keep(turn, row, taken.run)
    row.state = "done"
    if turn.conversation.run_id != row.id:
        return reply
    turn.conversation.run_id = None
    return reply if form.review else _with_draft(turn, reply)


def _with_draft(turn: Turn, reply: Reply) -> Reply:
    """After a small dialogue: the way back to what it may have interrupted."""
    begun = [row for row in runs.open_runs(turn.session, turn.person.id) if may_go_on(turn, row)]
    if not begun:
        return reply
    way = Option(text("run-continue"), f"/continue {begun[0].id}", control=True)
    return replace(reply, options=(*reply.options, way))


def _cancel(turn: Turn, row: RunRow) -> Reply:
    row.state = "cancelled"
    turn.conversation.run_id = None
    return Reply((text("run-cancelled"),), (Option(text("run-restore"), f"/restore {row.id}"),))


def continue_run(turn: Turn, rest: str) -> Reply:
    """`/continue [id]`: the run named, or the one begun last."""
    begun = runs.open_runs(turn.session, turn.person.id)
    chosen = [row for row in begun if (str(row.id) == rest if rest else may_go_on(turn, row))]
    if not chosen:
        raise Reject("run-none")
    return resume_run(turn, chosen[0])


def restore_run(turn: Turn, rest: str) -> Reply:
    """`/restore id`: a run given up is open again."""
    row = turn.by_id(RunRow, rest)
    if row is None or row.person_id != turn.person.id or row.state == "done":
        raise Reject("run-none")
    row.state = "open"
    return resume_run(turn, row)
