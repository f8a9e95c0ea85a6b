"""Tables that an organizer exported: what they say, kept so that the file can be drawn again the same."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Id


class Export(Base):
    """One exported table. `body` is `handlers.papers.export.Paper` as JSON; `made_by` had the right to it
    at `made_at`, which is when it was decided."""

    __tablename__ = "exports"
    __table_args__ = (Index(None, "organisation_id"), Index(None, "made_at"))
    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    made_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    body: Mapped[dict[str, Any]]
