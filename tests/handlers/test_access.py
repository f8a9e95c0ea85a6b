"""Who may do what where, cell by cell; and that whoever may not learns nothing, not even what there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from handlers.access import Held, Route, may, may_somewhere
from handlers.dispatch import take
from handlers.join import make_code
from handlers.messages import Inbound, Message, Role
from handlers.opening import assign, open_campaign
from handlers.routes import COMMANDS, TOPICS
from handlers.rules.campaign_file import load_shipped
from storage import organisations
from storage.audit import Trail
from storage.campaigns import Activity, Obligation
from storage.database import Database
from storage.organisations import Organisation
from storage.outbox import Outbound
from storage.people import Membership, memberships
from storage.reports import Report
from storage.runs import Conversation, Run
from tests.kit.scene import Scene, said
from tests.kit.stage import DOORS

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
NOBODY = 999_999
#: What stands for an id and is none, and ids written so that a careless reader takes them for numbers.
ODD = (
    *("", "0", "-1", "9" * 30, "٣", "３", "²", "1e1", "1.5", "abc", "?", ".", "1.", ".1", "1.1", "1.1.1"),
    *("1.1.activity", "volunteer x", "leader -1", "new", "new 1.1", "again", "1 +1", "1 done", "1 last"),
)
#: These do something with one's own, whatever is typed behind them.
OWN = ("renewlink", "link")
CODE = re.compile(r"(?m)[\w-]{16}$")


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


@dataclass
class Foreign:
    """Another county of the same city, with one of everything that has an id."""

    committee: int
    team: int
    campaign: int
    report: int
    number: str
    obligation: int
    activity: int
    invitation: int
    run: int

    def arguments(self) -> Iterator[tuple[str, str]]:
        """Everything that can be typed of it behind a command, each beside the same of nothing."""
        none = str(NOBODY)
        ids = (self.committee, self.team, self.campaign, self.report, self.obligation, self.activity)
        yield from ((str(number), none) for number in (*ids, self.invitation, self.run))
        yield self.number, "LF19B-9999"
        for place in (self.committee, self.team):
            yield f"volunteer {place}", f"volunteer {none}"
            yield f"leader {place}", f"leader {none}"
            yield f"{place}.{self.campaign}", f"{none}.{none}"
            yield f"{place}.{self.campaign}.activity", f"{none}.{none}.activity"
            yield f"{place}.{self.campaign}.{self.obligation}", f"{none}.{none}.{none}"
            yield f"new {place}.{self.campaign}", f"new {none}.{none}"
            yield f"{place} zhaoqing-2019", f"{none} zhaoqing-2019"
            yield f"{self.campaign} +{place}", f"{none} +{none}"
        yield f"{self.campaign} done", f"{none} done"


@pytest.fixture
def scene(database: Database) -> Scene:
    scene = Scene(database)
    scene.add("赵志愿", Role.VOLUNTEER, scene.county.east_town)
    scene.add("路人", Role.VOLUNTEER, scene.county.east_town)
    scene.dismiss("路人")
    return scene


@pytest.fixture
def foreign(scene: Scene) -> Foreign:
    with scene.session() as session:
        committee, team = _branch(session, scene)
        campaign = open_campaign(session, scene.now, committee, load_shipped()["zhaoqing-2019"], None)
        assign(session, scene.now, campaign, [committee])
        owed = session.scalars(select(Obligation).where(Obligation.team_id == team.id)).first()
        assert owed is not None
        numbers = committee.id, team.id, campaign.id, owed.id
    scene.add("冯娟", Role.ORGANIZER, committee)
    he = scene.add("何勇", Role.LEADER, team)
    with scene.session() as session:
        report = _report(session, scene, campaign.id, team.id, he.id)
        activity = Activity(
            campaign_id=campaign.id, team_id=team.id, title="植树", held_on=scene.now.date(), created_by=he.id
        )
        session.add(activity)
        _, code = make_code(session, scene.now, by=he, place=team, role=Role.LEADER)
        scene_run = Run(person_id=he.id, topic="name", subject={}, state="open", body={}, **_moments(scene))
        session.add(scene_run)
        session.flush()
        return Foreign(*numbers[:3], report.id, report.number, numbers[3], activity.id, code.id, scene_run.id)


def _moments(scene: Scene) -> dict[str, object]:
    return {"started_at": scene.now, "changed_at": scene.now}


def _branch(session: Session, scene: Scene) -> tuple[Organisation, Organisation]:
    city = session.get_one(Organisation, scene.county.city.id)
    committee = organisations.found(
        session, parent=city, kind="committee", name="高要区义工联", zone=city.zone, now=scene.now
    )
    team = organisations.found(
        session, parent=committee, kind="team", name="金利义工队", zone=city.zone, now=scene.now
    )
    return committee, team


def _report(session: Session, scene: Scene, campaign_id: int, team_id: int, author_id: int) -> Report:
    made = Report(
        number="LF19-0001",
        campaign_id=campaign_id,
        team_id=team_id,
        author_id=author_id,
        form="activity",
        state="submitted",
        title="植树",
        held_on=scene.now.date(),
        extra={},
        answers={"title": "植树"},
        warnings=[],
        submitted_at=scene.now,
        changed_at=scene.now,
    )
    session.add(made)
    session.flush()
    return made


class Trial:
    """Tries messages in one transaction, each as if the others had not been."""

    def __init__(self, scene: Scene, session: Session) -> None:
        self.scene, self.session = scene, session

    def say(self, who: str, line: str) -> str:
        trial = self.session.begin_nested()
        inbound = Inbound(self.scene.address(who), "trial", text=line)
        taken = take(self.session, self.scene.now, inbound, DOORS)
        assert taken.fault is None, f"{who}: {line}\n{taken.fault}"
        assert taken.outbox_id is not None, f"{who}: {line}"
        answer = CODE.sub(
            "…", Message.model_validate(self.session.get_one(Outbound, taken.outbox_id).body).text
        )
        self.changed = self.session.scalar(select(func.count()).select_from(Trail)) or 0
        trial.rollback()
        self.session.expunge_all()
        return answer


@pytest.mark.parametrize("who", ["吴刚", "李明", "王芳", "路人"])
def test_what_belongs_to_others_is_refused_like_what_is_not_there(
    scene: Scene, foreign: Foreign, who: str
) -> None:
    with scene.session() as session:
        trial = Trial(scene, session)
        before = session.scalar(select(func.count()).select_from(Trail))
        for name in allowed(scene, session, who):
            refused: dict[str, str] = {}
            for theirs, nothing in foreign.arguments():
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


@pytest.mark.parametrize("who", ["周敏", "李明", "路人"])
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
        row = Run(person_id=person, topic=topic, subject=subject, state="open", body=body, **_moments(scene))
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
