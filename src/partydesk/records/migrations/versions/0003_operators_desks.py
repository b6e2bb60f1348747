"""Who works with the office and what he may do, which desks it knows, what two desks said of one blank, and its id for ever.

On a server also what files contain, and the index of words anew: there its tags get a sign that no word has.
"""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "operator",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("left", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_operator")),
    )
    op.create_table(
        "desk",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("follows", sa.String(length=32), nullable=True),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("taken", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk")),
    )
    op.create_table(
        "origin",
        sa.Column("record", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=True),
        sa.Column("dots", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_origin")),
    )
    op.create_table(
        "clash",
        sa.Column("record", sa.String(length=32), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("desk", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.String(length=32), nullable=False),
        sa.Column("ours", sa.Text(), nullable=True),
        sa.Column("theirs", sa.Text(), nullable=True),
        sa.Column("settled", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("record", "field", "desk", "seq", name=op.f("pk_clash")),
    )
    op.create_table(
        "content",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash", "part", name=op.f("pk_content")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DELETE FROM words")
    setting = sa.table("setting", sa.column("name", sa.String), sa.column("value", sa.Text))
    op.bulk_insert(setting, [{"name": "uid", "value": uuid4().hex}])
