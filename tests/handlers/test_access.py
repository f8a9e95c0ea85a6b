"""Who may do what where, cell by cell; and that whoever may not learns nothing, not even what there is."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from handlers.access import Held, Route, may, may_somewhere
from handlers.messages import Role
from handlers.routes import COMMANDS, TOPICS
from storage.audit import Trail
from storage.database import Database
from storage.organisations import Organisation
from storage.people import Membership, memberships
from storage.runs import Conversation, Run
from tests.handlers.foreign import NOBODY, Foreign, Trial, make_foreign, moments
from tests.kit.scene import Scene, said

#: From a committee at /1/2/: itself, a team and a committee's team below, its committee above, a sibling
#: committee, a team of the sibling's, and a committee whose number only begins alike.
PLACES = ("/1/2/", "/1/2/5/", "/1/2/6/9/", "/1/", "/1/3/", "/1/3/7/", "/1/22/")
#: Where each role may what, written out by hand: a letter for each of PLACES.
RIGHTS = {
    #                            organizer   leader     volunteer
    Route.SELF: ("yyyyyyy", "yyyyyyy", "yyyyyyy"),
    Route.REPORT: ("nnnnnnn", "ynnnnnn", "nnnnnnn"),
    Route.REPORT_SEE: ("yyynnnn", "ynnnnnn", "nnnnnnn"),
    Route.REPORT_REVIEW: ("yyynnnn", "nnnnnnn", "nnnnnnn"),
    Route.TEAM_SEE: ("yyynnnn", "ynnnnnn", "nnnnnnn"),
    Route.TEAM_MAKE: ("yyynnnn", "nnnnnnn", "nnnnnnn"),
    Route.COMMITTEE_MAKE: ("yyynnnn", "nnnnnnn", "nnnnnnn"),
    Route.ORGANISATION_CHANGE: ("yyynnnn", "nnnnnnn", "nnnnnnn"),
    Route.PEOPLE_CHANGE: ("yyynnnn", "ynnnnnn", "nnnnnnn"),
    Route.INVITE_ORGANIZER: ("yyynnnn", "nnnnnnn", "nnnnnnn"),
    Route.INVITE_LEADER: ("yyynnnn", "nnnnnnn", "nnnnnnn"),
    Route.INVITE_VOLUNTEER: ("yyynnnn", "ynnnnnn", "nnnnnnn"),
    Route.CAMPAIGN_SEE: ("yyynnnn", "ynnnnnn", "nnnnnnn"),
    Route.CAMPAIGN_CHANGE: ("yyynnnn", "nnnnnnn", "nnnnnnn"),
    Route.DUE_SEE: ("yyynnnn", "nnnnnnn", "nnnnnnn"),
    Route.REMIND: ("yyynnnn", "nnnnnnn", "nnnnnnn"),
    Route.SUMMARY: ("yyynnnn", "nnnnnnn", "nnnnnnn"),
    Route.EXPORT: ("yyynnnn", "nnnnnnn", "nnnnnnn"),
    Route.GROUP_BIND: ("yyynnnn", "nnnnnnn", "nnnnnnn"),
}
ROLES = (Role.ORGANIZER, Role.LEADER, Role.VOLUNTEER)
#: What stands for an id and is none, and ids written so that a careless reader takes them for numbers.
ODD = (
    *("-1", "9" * 30, "٣", "²", "1.5", "?", "1.", ".1", "1.1", "1.1.1", "1.1.activity"),
    *("volunteer x", "new 1.1", "1 +1", "1 done", "1 last"),
)
#: These do something with one's own, whatever is typed behind them.
OWN = ("renewlink", "link")
#: These take the id of somebody's role, which a number tried here may well be: see test_membership.
OF_ROLES = ("member", "endrole", "restorerole", "voidlinks", "leave")


@pytest.mark.parametrize("route", Route)
def test_every_cell(route: Route) -> None:
    for role, cells in zip(ROLES, RIGHTS[route], strict=True):
        held = [Held(role, PLACES[0])]
        assert "".join("y" if may(held, route, path) else "n" for path in PLACES) == cells, role
        assert may_somewhere(held, route) == ("y" in cells), role
    assert [may([], route, path) for path in PLACES] == [route is Route.SELF] * len(PLACES)


def test_rights_of_several_roles_add_up() -> None:
    held = [Held(Role.VOLUNTEER, "/1/2/"), Held(Role.LEADER, "/1/3/")]
    assert may(held, Route.REPORT, "/1/3/")
    assert not may(held, Route.REPORT, "/1/2/")


@pytest.fixture
def scene(database: Database) -> Scene:
    scene = Scene(database)
    scene.add("路人", Role.VOLUNTEER, scene.county.east_town)
    scene.dismiss("路人")
    return scene


@pytest.fixture
def foreign(scene: Scene) -> Foreign:
    return make_foreign(scene)


@pytest.mark.parametrize("who", ["吴刚", "李明", "王芳", "路人"])
def test_what_belongs_to_others_is_refused_like_what_is_not_there(
    scene: Scene, foreign: Foreign, who: str
) -> None:
    with scene.session() as session:
        trial = Trial(scene, session)
        before = session.scalar(select(func.count()).select_from(Trail))
        for name in set(allowed(scene, session, who)) - set(OF_ROLES):
            refused: dict[str, str] = {}
            for theirs, nothing in dict(foreign.arguments()).items():
                refused[nothing] = refused.get(nothing) or trial.say(who, f"/{name} {nothing}")
                assert trial.say(who, f"/{name} {theirs}") == refused[nothing], f"/{name} {theirs}"
                assert trial.changed == before or name in OWN, f"/{name} {theirs} did something"


def allowed(scene: Scene, session: Session, who: str) -> list[str]:
    """The commands that this person may use somewhere."""
    rows = memberships(session, scene.county.people[who].id)
    held = [Held(Role(membership.role), place.path) for membership, place in rows]
    return [name for name, command in COMMANDS.items() if may_somewhere(held, command.route)]


def test_the_trial_can_tell_the_difference(scene: Scene, foreign: Foreign) -> None:
    """To whom it belongs the answers differ, so that the test above isn't empty."""
    with scene.session() as session:
        trial = Trial(scene, session)
        for who, line in (
            ("冯娟", f"view {foreign.report}"),
            ("何勇", f"owe {foreign.obligation}"),
            ("何勇", f"withdraw {foreign.number}"),
            ("何勇", f"unwithdraw {foreign.report}"),
            ("何勇", f"invite volunteer {foreign.team}"),
            ("何勇", f"revoke {foreign.invitation}"),
            ("冯娟", f"rename {foreign.team}"),
            ("冯娟", f"due {foreign.committee}.{foreign.campaign}"),
        ):
            nothing = " ".join([*line.split(" ")[:-1], str(NOBODY)])
            assert trial.say(who, f"/{line}") != trial.say(who, f"/{nothing}"), line


@pytest.mark.parametrize("who", ["王芳", "路人"])
def test_commands_without_the_right_are_unknown(scene: Scene, who: str) -> None:
    """In the words for a command that there isn't."""
    unknown = said("turn-command-unknown")
    with scene.session() as session:
        trial = Trial(scene, session)
        assert trial.say(who, "/nosuchthing 1") == unknown
        for name, command in COMMANDS.items():
            if command.route is not Route.SELF:
                assert trial.say(who, f"/{name}") == unknown, name
                assert trial.say(who, f"/{name} 1") == unknown, name


@pytest.mark.parametrize("who", ["周敏", "李明"])
def test_no_argument_breaks_a_command(scene: Scene, foreign: Foreign, who: str) -> None:
    with scene.session() as session:
        trial = Trial(scene, session)
        for name, rest in product(allowed(scene, session, who), ODD):
            assert trial.say(who, f"/{name} {rest}").strip()


@pytest.mark.parametrize("who", ["吴刚", "李明", "王芳"])
def test_no_run_goes_on_without_its_right(scene: Scene, foreign: Foreign, who: str) -> None:
    """Whatever a run is about: where its place is another's, or gone, it ends with one plain sentence."""
    subject: dict[str, object] = {
        "team": foreign.team,
        "parent": foreign.committee,
        "organisation": foreign.team,
        "kind": "team",
        "committee": foreign.committee,
        "campaign": foreign.campaign,
        "report": foreign.report,
        "obligation": foreign.obligation,
        "form": "activity",
        "version": 1,
        "again": False,
    }
    gone = {key: NOBODY if isinstance(value, int) else value for key, value in subject.items()}
    topics = [name for name, topic in TOPICS.items() if topic.route is not Route.SELF]
    for topic, about in product(topics, (subject, gone)):
        scene.now += timedelta(minutes=1)
        _begin(scene, who, topic, about)
        assert scene.say(who, "好").text == said("run-gone"), topic
        assert scene.say(who, "/continue").text == said("run-none"), topic


def test_a_run_of_something_that_is_no_more_is_let_go(scene: Scene) -> None:
    """After a new version of the program, say."""
    _begin(scene, "李明", "yesterday's topic", {})
    assert scene.say("李明", "好").text == said("run-gone")
    assert scene.say("李明", "/continue").text == said("run-none")


def _begin(scene: Scene, who: str, topic: str, subject: dict[str, object]) -> None:
    scene.say(who, "/help")
    with scene.session() as session:
        person = scene.county.people[who].id
        body = {"form": "x", "version": 1, "tag": "1"}
        row = Run(person_id=person, topic=topic, subject=subject, state="open", body=body, **moments(scene))
        session.add(row)
        session.flush()
        session.get_one(Conversation, person).run_id = row.id


def test_a_right_that_ends_in_the_middle_of_a_report(scene: Scene) -> None:
    scene.open()
    scene.say("李明", "/report")
    scene.say("李明", "1", "生态环保", "护河清洁")
    scene.dismiss("李明")
    assert scene.say("李明", "星湖义工队").text == said("run-gone")
    assert scene.say("李明", "/report").text == said("turn-command-unknown")
    assert scene.say("李明", "/continue").text == said("run-none")
    assert scene.say("李明", "/mine").text == said("turn-command-unknown")
    with scene.session() as session:
        person = scene.county.people["李明"].id
        team = scene.county.star_lake.id
        session.add(Membership(person_id=person, organisation_id=team, role=Role.LEADER, since=scene.now))
    answer = scene.say("李明", "/continue")
    assert answer.text.startswith(said("run-resumed")), "what was filled in is still there"
    assert "3/17" in answer.text


def test_a_right_that_ends_before_the_last_answer_makes_nothing(scene: Scene) -> None:
    scene.say("周敏", f"/newteam {scene.county.county.id}")
    scene.dismiss("周敏")
    assert scene.say("周敏", "新的义工队").text == said("run-gone")
    assert "新的义工队" not in [row.name for row in scene.rows(Organisation)]
