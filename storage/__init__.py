"""The tables, one module an aggregate: its mapped classes and the queries on them.

Importing this package knows all tables, so that `Base.metadata` is whole (migrations need it).
"""

from storage import (
    audit,
    campaigns,
    digests,
    exports,
    organisations,
    outbox,
    people,
    photos,
    reports,
    runs,
    webchat,
)
from storage.base import Base

__all__ = [
    "Base",
    "audit",
    "campaigns",
    "digests",
    "exports",
    "organisations",
    "outbox",
    "people",
    "photos",
    "reports",
    "runs",
    "webchat",
]
