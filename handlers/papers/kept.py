"""The base of all values that are kept as JSON, with a digest or an export."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value that round-trips through `model_dump(mode="json")` and `model_validate`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
