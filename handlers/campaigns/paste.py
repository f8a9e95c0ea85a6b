"""A campaign file of one's own, pasted into the chat: in one message or several, with its mistakes told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from handlers.access import Route
from handlers.campaigns.choice import FILE_TOPIC, explain_offer
from handlers.forms.definition import Form, Kind, Question
from handlers.forms.run import Run, World
from handlers.messages import Option, Reject, Reply, Role, Words, text
from handlers.rules.campaign_file import FILES, CampaignFile, CampaignFileError, Problem, load_campaign
from handlers.talk import begin_run, current_run, resume_run
from handlers.turn import Topic, Turn
from storage.organisations import Organisation
from storage.runs import Run as RunRow

#: One message holds at most so much (`handlers.hearing.LONGEST_TEXT`), a file in several messages so much.
LONGEST_PASTE, LONGEST_FILE = 8000, 24_000
#: So far (in spaces) a line of a campaign file is indented at most.
DEEPEST = 12
#: How many mistakes are told at once; the others often follow from the first.
MOST_PROBLEMS = 8
#: What shows how such a file is written: the shortest of those that ship.
SAMPLE = "guangxi-2017.yaml"
_FORM = Form(
    name=FILE_TOPIC,
    review=False,
    questions=(Question(key="campaign_file", kind=Kind.TEXT, lines=True, maximum=LONGEST_PASTE),),
)


def begin_paste(turn: Turn, rest: str) -> Reply:
    """`/campaignfile [committee] | sample`: asks for the text of the file, after showing one if wanted."""
    row = current_run(turn)
    sample = rest == "sample"
    if sample and row is not None and row.topic == FILE_TOPIC:
        asked = resume_run(turn, row)
    else:
        typed = str(turn.own(Role.ORGANIZER)[0].id) if sample or not rest else rest
        committee = turn.find(Organisation, typed, Route.CAMPAIGN_CHANGE)
        asked = begin_run(turn, FILE_TOPIC, {"committee": committee.id, "begun": ""})
    if sample:
        shown = (FILES / SAMPLE).read_text(encoding="utf-8")
        return replace(asked, lines=(shown, *asked.lines))
    sample_option = Option(text("paste-sample"), "/campaignfile sample", control=True)
    return replace(asked, options=(*asked.options, sample_option))


def _committee(turn: Turn, subject: Mapping[str, Any]) -> Organisation | None:
    return turn.organisation(subject["committee"])


def _form(turn: Turn, subject: Mapping[str, Any]) -> Form:
    return _FORM


def _world(turn: Turn, subject: Mapping[str, Any]) -> World:
    return World(turn.today)


def _finish(turn: Turn, row: RunRow, run: Run) -> Reply:
    begun, said = row.subject["begun"], str(run.answers["campaign_file"])
    if len(begun) + len(said) > LONGEST_FILE:
        raise Reject("paste-long", most=LONGEST_FILE)
    whole, file, problems = read_pasted(begun, said)
    committee = turn.session.get_one(Organisation, row.subject["committee"])
    if file is None:
        asked = begin_run(turn, FILE_TOPIC, {"committee": committee.id, "begun": whole})
        return replace(asked, lines=tuple(_tell(problems)))
    row.subject = {**row.subject, "text": whole}
    return explain_offer(turn, committee, f"run.{row.id}", file)


def read_pasted(begun: str, said: str) -> tuple[str, CampaignFile | None, list[Problem]]:
    """The text so far, the campaign it makes, and what is wrong with it if it makes none.

    `said` is a file, or goes on with what was `begun`: messengers cut a long text in two.
    """
    failed: list[tuple[str, list[Problem]]] = []
    for whole in _readings(begun, said):
        try:
            return whole, load_campaign(whole), []
        except CampaignFileError as error:
            failed.append((whole, error.problems))
    whole, problems = min(failed, key=lambda one: _badness(one[1]))
    return whole, None, problems


def _badness(problems: list[Problem]) -> tuple[bool, int]:
    """What can be read at all comes before what can't, and few mistakes before many."""
    return any(problem.words.key == "campaign-file-yaml" for problem in problems), len(problems)


def _readings(begun: str, said: str) -> Iterator[str]:
    """What may be meant. A new file, if it begins like one; otherwise the next part, whose first line has
    lost the spaces before it on the way, or which was cut in the middle of a line."""
    anew = any(line.startswith("slug:") for line in said.splitlines())
    if not begun or anew:
        yield said
        return
    for spaces in range(0, DEEPEST, 2):
        yield f"{begun}\n{' ' * spaces}{said}"
    yield begun + said
    yield f"{begun} {said}"


def _tell(problems: list[Problem]) -> list[Words]:
    lines: list[Words] = [text("paste-problems", count=len(problems))]
    for problem in problems[:MOST_PROBLEMS]:
        lines.append(
            text("paste-problem", line=problem.line, field=problem.field, why=problem.words)
            if problem.field
            else text("paste-problem-line", line=problem.line, why=problem.words)
        )
    if len(problems) > MOST_PROBLEMS:
        lines.append(text("list-more", count=len(problems) - MOST_PROBLEMS))
    lines.append(text("paste-next"))
    return lines


TOPIC = Topic(Route.CAMPAIGN_CHANGE, _committee, _form, _world, _finish)
