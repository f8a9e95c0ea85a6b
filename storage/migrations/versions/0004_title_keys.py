"""title_keys: reports of an activity that several teams held are found by a number made of the title."""

from __future__ import annotations

import unicodedata
from hashlib import blake2b

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

#: Rows that are filled at a time.
BATCH = 5000
INDEX = "ix_reports_campaign_id_held_on_title_key_team_id"


def key_title(title: str) -> int:
    # As `handlers.rules.joint.key_title` was when this was written.
    folded = unicodedata.normalize("NFKC", title).casefold()
    kept = "".join(sign for sign in folded if unicodedata.category(sign)[0] in "LNM") or title.strip()
    return int.from_bytes(blake2b(kept.encode(), digest_size=8).digest(), "big", signed=True)


def upgrade() -> None:
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.add_column(sa.Column("title_key", sa.BigInteger(), nullable=True))
    fill()
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.alter_column("title_key", existing_type=sa.BigInteger(), nullable=False)
        batch_op.create_index(batch_op.f(INDEX), ["campaign_id", "held_on", "title_key", "team_id"])


def fill() -> None:
    reports = sa.table("reports", sa.column("id"), sa.column("title"), sa.column("title_key"))
    change = (
        sa.update(reports).where(reports.c.id == sa.bindparam("report")).values(title_key=sa.bindparam("key"))
    )
    connection, last = op.get_bind(), 0
    while True:
        some = sa.select(reports.c.id, reports.c.title).where(reports.c.id > last)
        rows = connection.execute(some.order_by(reports.c.id).limit(BATCH)).all()
        if not rows:
            return
        connection.execute(change, [{"report": id_, "key": key_title(title)} for id_, title in rows])
        last = rows[-1].id


def downgrade() -> None:
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f(INDEX))
        batch_op.drop_column("title_key")
