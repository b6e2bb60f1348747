"""Why people are away, attachments, papers as they were sent, the walk of a list, and the words of every record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from partydesk.records import words

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("attendance", sa.Column("reason", sa.Text(), nullable=True))
    op.create_table(
        "attachment",
        sa.Column("record", sa.String(length=32), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Text(), nullable=False),
        sa.Column("added", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("record", "hash", name=op.f("pk_attachment")),
    )
    op.create_table(
        "issued",
        sa.Column("paper", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=24), nullable=False),
        sa.Column("scope", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=8), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("paper", "period", "scope", "number", name=op.f("pk_issued")),
    )
    for table in ("activity", "item", "fact", "paper"):
        op.create_index(f"ix_{table}_listed", table, ["kind", "removed", "date", "id"])
    words.create(op.get_bind())
