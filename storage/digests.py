"""The weekly summaries as they were sent: the figures, so that text, picture and workbook agree."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Id, Word


class Digest(Base):
    """One committee's summary of one campaign for one week. `week` is the ISO week (`2019-W10`); of one that
    somebody asked for in between it goes on with the moment (`2019-W10@12101530`), which is `asked_at`."""

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("organisation_id", "campaign_id", "week"), Index(None, "asked_at"))
    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    week: Mapped[Word]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    figures: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
