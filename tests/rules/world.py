"""Campaigns made for these tests, and their deadlines in short."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from handlers.rules.campaign_file import CampaignFile, load_campaign
from handlers.rules.deadline_schema import Quiet
from handlers.rules.deadlines import (
    Due,
    periods,
    stages,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")


def make(starts: str, ends: str, *deadlines: str, rest: str = "") -> CampaignFile:
    """A campaign with nothing but a period and deadlines, each as the inside of `{…}`."""
    rules = "".join(f"  - {{name: d{n}, {rule}}}\n" for n, rule in enumerate(deadlines))
    return load_campaign(
        f"slug: test\ncode: TEST\ntitle: 试\nperiod: {{starts_on: {starts}, ends_on: {ends}}}\n"
        f"forms: {{activity: [title, held_on]}}\ndeadlines:\n{rules}{rest}"
    )


def first(campaign: CampaignFile, zone: ZoneInfo = SHANGHAI) -> list[tuple[str, str, str, str]]:
    """The dues of the first deadline: period, first day, last day, and the local moment."""
    return [
        (
            due.period,
            f"{due.starts_on:%m-%d}",
            f"{due.ends_on:%m-%d}",
            f"{due.due_at.astimezone(zone):%m-%d %H:%M}",
        )
        for due in periods(campaign, campaign.deadlines[0], zone)
    ]


def planned(campaign: CampaignFile, due: Due, zone: ZoneInfo = SHANGHAI) -> list[tuple[str, str]]:
    return [(s.name, f"{s.at.astimezone(zone):%m-%d %H:%M}") for s in stages(campaign, due, zone)]


ZONES = st.sampled_from(
    [
        *("Asia/Shanghai", "Asia/Urumqi", "Europe/Berlin", "America/New_York", "America/Sao_Paulo"),
        *("Australia/Lord_Howe", "UTC"),
    ]
)
DAYS = st.dates(date(2016, 1, 1), date(2021, 12, 31))
CLOCKS = st.integers(0, 1439)


@st.composite
def quiets(draw: st.DrawFn) -> Quiet:
    begins = draw(CLOCKS)
    return Quiet(begins=begins, ends=(begins + draw(st.integers(0, 18 * 60))) % 1440)


@st.composite
def campaigns(draw: st.DrawFn) -> CampaignFile:
    starts_on = draw(DAYS)
    ends_on = starts_on + timedelta(days=draw(st.integers(0, 70)))
    counts = draw(st.booleans())
    time = f", time: {draw(CLOCKS) // 60:02d}:{draw(CLOCKS) % 60:02d}" if counts else ""
    weekday = draw(st.sampled_from(["monday", "friday", "sunday"]))
    rule = draw(
        st.sampled_from(
            [
                f"kind: weekdays, weekday: {weekday}",
                f"kind: monthly, day: {draw(st.integers(1, 31))}, month: same",
                f"kind: monthly, day: {draw(st.integers(1, 31))}, month: next",
            ]
        )
    )
    campaign = make(f"{starts_on}", f"{ends_on}", f"{rule}, day_counts: {str(counts).lower()}{time}")
    days = draw(st.lists(st.integers(0, 10), max_size=4))
    reminders = campaign.reminders.model_copy(update={"days_before": tuple(days), "at": draw(CLOCKS)})
    return campaign.model_copy(update={"reminders": reminders, "quiet": draw(quiets())})
