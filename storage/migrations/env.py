"""How Alembic runs our revisions; read by it, never imported by us."""

from __future__ import annotations

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrationScript
from alembic.runtime.migration import MigrationContext

from storage import Base
from storage.base import Moment


def render(kind: str, thing: object, autogenerate: AutogenContext) -> str | Literal[False]:
    """Our own column type by its name; everything else as Alembic does it."""
    if kind == "type" and isinstance(thing, Moment):
        autogenerate.imports.add("from storage.base import Moment")
        return "Moment()"
    return False


def drop_if_empty(_: MigrationContext, __: object, scripts: list[MigrationScript]) -> None:
    """No file for a revision that would change nothing."""
    if scripts[0].upgrade_ops is not None and scripts[0].upgrade_ops.is_empty():
        scripts.clear()


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=render,
    compare_server_default=True,
    process_revision_directives=drop_if_empty,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
