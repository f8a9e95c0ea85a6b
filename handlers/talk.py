"""Runs in a conversation: begun, heard, put aside, taken up again, given up, and brought back."""

from __future__ import annotations

from typing import Any

from handlers.access import Route
from handlers.forms.asking import ask
from handlers.forms.definition import Form
from handlers.forms.run import Answers, Heard, Run, World, begin
from handlers.forms.step import Step, step
from handlers.messages import Option, Reject, Reply, text
from handlers.turn import Topic, Turn
from storage import runs
from storage.runs import Run as RunRow


def begin_run(turn: Turn, topic: str, subject: dict[str, Any], given: Answers | None = None) -> Reply:
    """Start a run and ask its first question."""
    row = RunRow(
        person_id=turn.person.id,
        topic=topic,
        subject=subject,
        state="open",
        body={},
        started_at=turn.now,
        changed_at=turn.now,
    )
    form, world = _told(turn, row)
    turn.session.add(row)
    turn.session.flush()
    run = begin(form, given, tag=str(row.id))
    row.body = run.model_dump(mode="json")
    turn.conversation.run_id = row.id
    return ask(form, run, world)


def current_run(turn: Turn) -> RunRow | None:
    """The run that the person is in."""
    if turn.conversation.run_id is None:
        return None
    row = turn.session.get(RunRow, turn.conversation.run_id)
    return row if row and row.state == "open" else None


def resume_run(turn: Turn, row: RunRow) -> Reply:
    """Go on where it stopped."""
    form, world = _told(turn, row)
    turn.conversation.run_id = row.id
    return ask(form, Run.model_validate(row.body), world, (text("run-resumed"),))


def hear(turn: Turn, row: RunRow, heard: Heard) -> Reply:
    """Take the message as one for the run."""
    form, world = _told(turn, row)
    run = Run.model_validate(row.body)
    taken = step(form, run, heard, world)
    if taken.outcome == "submitted":
        return _finish(turn, row, form, run, world, taken)
    _keep(turn, row, taken.run)
    if taken.outcome == "paused":
        turn.conversation.run_id = None
        return Reply((text("run-paused"),), (Option(text("run-continue"), f"/continue {row.id}"),))
    if taken.outcome == "cancelled":
        return _cancel(turn, row)
    return taken.reply


def _told(turn: Turn, row: RunRow) -> tuple[Form, World]:
    topic = turn.topics[row.topic]
    _check(turn, topic, row)
    return topic.form(turn, row.subject), topic.world(turn, row.subject)


def _check(turn: Turn, topic: Topic, row: RunRow) -> None:
    """Rights are looked at in every turn: a role may have ended since the run began."""
    if topic.route is not Route.SELF:
        turn.check(topic.route, topic.place(turn, row.subject))


def _keep(turn: Turn, row: RunRow, run: Run) -> None:
    row.body = run.model_dump(mode="json")
    row.changed_at = turn.now


def _finish(turn: Turn, row: RunRow, form: Form, run: Run, world: World, taken: Step) -> Reply:
    try:
        with turn.session.begin_nested():
            reply = turn.topics[row.topic].finish(turn, row, taken.run)
    except Reject as reject:
        return ask(form, run, world, (reject.words,))
    _keep(turn, row, taken.run)
    row.state = "done"
    if turn.conversation.run_id == row.id:
        turn.conversation.run_id = None
    return reply


def _cancel(turn: Turn, row: RunRow) -> Reply:
    row.state = "cancelled"
    turn.conversation.run_id = None
    return Reply((text("run-cancelled"),), (Option(text("run-restore"), f"/restore {row.id}"),))


def continue_run(turn: Turn, rest: str) -> Reply:
    """`/continue [id]`: the run named, or the one begun last."""
    begun = runs.open_runs(turn.session, turn.person.id)
    chosen = [row for row in begun if str(row.id) == rest] if rest else begun
    if not chosen:
        raise Reject("run-none")
    return resume_run(turn, chosen[0])


def restore_run(turn: Turn, rest: str) -> Reply:
    """`/restore id`: a run given up is open again."""
    row = turn.session.get(RunRow, int(rest)) if rest.isdecimal() and len(rest) < 10 else None
    if row is None or row.person_id != turn.person.id or row.state == "done":
        raise Reject("run-none")
    row.state = "open"
    return resume_run(turn, row)
