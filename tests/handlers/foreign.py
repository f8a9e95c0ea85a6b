"""Another county's things, and a way to try what a person can get at of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from handlers.campaigns.opening import assign, open_campaign
from handlers.dispatch import take
from handlers.messages import Inbound, Message, Role
from handlers.people.join import make_code
from handlers.rules.campaign_file import load_shipped
from handlers.rules.events import key_title
from storage import organisations
from storage.audit import Trail
from storage.campaigns import Activity, Obligation
from storage.organisations import Organisation
from storage.outbox import Outbound
from storage.reports import Report
from storage.runs import Run
from tests.kit.scene import Scene
from tests.kit.stage import DOORS

#: An id of nothing.
NOBODY = 999_999
_CODE = re.compile(r"(?m)[\w-]{12,}$")


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


def make_foreign(scene: Scene) -> Foreign:
    """高要 beside 端州, where 冯娟 organizes and 何勇 leads 金利."""
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
        scene_run = Run(person_id=he.id, topic="name", subject={}, state="open", body={}, **moments(scene))
        session.add(scene_run)
        session.flush()
        return Foreign(*numbers[:3], report.id, report.number, numbers[3], activity.id, code.id, scene_run.id)


def moments(scene: Scene) -> dict[str, datetime]:
    """The columns of a run that is begun now."""
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
        title_key=key_title("植树"),
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
        answer = _CODE.sub(
            "…", Message.model_validate(self.session.get_one(Outbound, taken.outbox_id).body).text
        )
        self.changed = self.session.scalar(select(func.count()).select_from(Trail)) or 0
        trial.rollback()
        self.session.expunge_all()
        return answer
