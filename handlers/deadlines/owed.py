"""What is owed, in words: the table or summary, and the days or the activity it is about."""

from __future__ import annotations

from sqlalchemy.orm import Session

from handlers.campaigns.words import label_of
from handlers.messages import Words, text
from handlers.rules.campaign_file import CampaignFile
from handlers.rules.deadlines import show_days
from storage.campaigns import Activity, Obligation


def name_owed(session: Session, file: CampaignFile, row: Obligation) -> Words:
    """Such as 每周统计表（3月8日至3月14日）."""
    rule = next((rule for rule in file.deadlines if rule.name == row.deadline), None)
    label = label_of(rule) if rule else text("campaign-due-activity")
    days = show_days(row.starts_on, row.ends_on)
    if row.activity_id is None:
        return text("owed-days", label=label, days=days)
    activity = session.get_one(Activity, row.activity_id)
    return text("owed-activity", label=label, days=days, title=activity.title)
