"""The weekly summary of a province with a million reports, and the sums that it can't do without.

`summary FILE` is a process that starts, lets the organizer of the whole province ask for the summary of the
last week, and ends: the whole turn, from the words to the commit, with the figures kept and the letter
written. `bare FILE` has SQLite add up the same, and nothing else: what the reports of that campaign come to
in the last week, in the week before and earlier, by team and category, and so for groups served and media
coverage. No titles are compared, nothing is listed, no team has a standing. Each statement is the quickest of
several ways to write it, two with a hint that SQLite wouldn't need if it knew that nearly all reports are of
one campaign: the rows in the order in which they lie, and for coverage, which few have, from its side.

Both tell the processor time they took, in and under SQLite, since the machine may be shared; starting Python
is in neither. The memory is the most that the whole process had at any time, and what of that came on top
when it was asked.
"""

from __future__ import annotations

import gc
import json
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from time import process_time
from typing import Any

from bot.loop import NEW_OBJECTS
from handlers import dispatch
from handlers.messages import Address, Inbound
from storage.database import Database
from storage.digests import Digest
from storage.outbox import Outbound
from tests.bench.province_rows import FIRST_ACCOUNT
from tests.bench.talk import BEGINS_AT
from tests.kit.stage import DOORS

#: The campaign with the reports, seen by the whole province.
ASKED = "/summary 1.1 last"
STARTS_ON, ENDS_ON, BEFORE_FROM = "2019-03-04", "2019-03-10", "2019-02-25"

_COUNTS = """r.campaign_id = 1 AND r.form = 'activity' AND r.state IN ('submitted', 'accepted')
    AND r.held_on <= :ends_on"""
_SPAN = "CASE WHEN r.held_on >= :starts_on THEN 0 WHEN r.held_on >= :before_from THEN 1 ELSE 2 END AS span"
BARE = (
    f"""
    SELECT r.team_id, r.category, {_SPAN}, count(*), sum(person_times), sum(organisations),
        sum(service_minutes), sum(money_fen)
    FROM reports r NOT INDEXED WHERE {_COUNTS} GROUP BY r.team_id, r.category, span
    """,
    f"""
    SELECT r.team_id, r.category, g.kind, {_SPAN}, count(*), sum(g.person_times)
    FROM reports r NOT INDEXED CROSS JOIN groups_served g ON g.report_id = r.id
    WHERE {_COUNTS} GROUP BY r.team_id, r.category, g.kind, span
    """,
    f"""
    SELECT r.team_id, r.category, c.kind, {_SPAN}, count(*), sum(c.reads)
    FROM coverage c CROSS JOIN reports r ON r.id = c.report_id
    WHERE {_COUNTS} GROUP BY r.team_id, r.category, c.kind, span
    """,
)


def add_bare(file: str) -> dict[str, Any]:
    """Run the bare statements; their seconds, and how many reports they added up."""
    given = {"starts_on": STARTS_ON, "ends_on": ENDS_ON, "before_from": BEFORE_FROM}
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        began = process_time()
        reports, *_ = [connection.execute(statement, given).fetchall() for statement in BARE]
        seconds = process_time() - began
    return {"seconds": seconds, "reports": sum(row[3] for row in reports)}


def summarize(file: str, people: int) -> dict[str, Any]:
    """Ask for the summary; the seconds of that turn and the megabytes."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, 20, 50)  # as the bot runs
    database = Database(f"sqlite:///{file}")
    asked = Inbound(Address("telegram", str(FIRST_ACCOUNT + people)), f"summary{os.getpid()}", text=ASKED)
    before, began = _megabytes(), process_time()
    with database.begin() as session:
        (taken,) = dispatch.take_together(session, BEGINS_AT, [asked], DOORS)
    seconds = process_time() - began
    found = {"seconds": seconds, "megabytes": _megabytes(), "more_megabytes": _megabytes() - before}
    with database.begin() as session:
        digest = session.query(Digest).one()
        message = session.get_one(Outbound, taken.outbox_id).body
        assert f"{len(digest.figures['teams']):,}" in message["text"], message
        total = digest.figures["total"]
        found |= {"activities": total["activities"], "joint": digest.figures["joint_in_all"]}
        session.delete(digest)
    database.dispose()
    return found


def _megabytes() -> float:
    """The most memory that this process has had. (What `getrusage` tells begins with that of its parent.)"""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1000


if __name__ == "__main__":
    told = add_bare(sys.argv[2]) if sys.argv[1] == "bare" else summarize(sys.argv[2], int(sys.argv[3]))
    print(json.dumps(told))
