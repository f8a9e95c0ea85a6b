"""An exported table: what it says, as a value that is kept."""

from __future__ import annotations

from typing import Literal

from handlers.papers.figures import ActivityLine, Figures
from handlers.papers.kept import Frozen


class Unit(Frozen):
    """One unit's table: who fills it in, what it lists, and whom it names for questions."""

    name: str
    activities: tuple[ActivityLine, ...]
    contact: str = ""
    phone: str = ""


class Paper(Frozen):
    """What is drawn: Table A with a sheet for each of the `units`, Table B with a sheet for each activity
    of the only one, or the workbook of `figures`."""

    kind: Literal["table_a", "table_b", "workbook"]
    title: str
    units: tuple[Unit, ...] = ()
    figures: Figures | None = None
