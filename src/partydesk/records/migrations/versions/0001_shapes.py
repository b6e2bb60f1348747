"""The six shapes, the rolls, the office's own words and numbers, and the journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None

Details = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("details", Details, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("desk", sa.String(length=32), nullable=False),
        sa.Column("entered", sa.String(length=32), nullable=False),
        sa.Column("removed", sa.String(length=32), nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=True),
        sa.Column("heads", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sa.UniqueConstraint("uid", name=op.f("uq_activity_uid")),
    )
    op.create_index(op.f("ix_activity_kind_date"), "activity", ["kind", "date"], unique=False)
    op.create_table(
        "body",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("details", Details, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("desk", sa.String(length=32), nullable=False),
        sa.Column("entered", sa.String(length=32), nullable=False),
        sa.Column("removed", sa.String(length=32), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["body.id"], name=op.f("fk_body_parent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body")),
        sa.UniqueConstraint("uid", name=op.f("uq_body_uid")),
    )
    op.create_index(op.f("ix_body_kind"), "body", ["kind"], unique=False)
    op.create_index(op.f("ix_body_parent"), "body", ["parent"], unique=False)
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("desk", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("undoes", sa.String(length=32), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.Column("before", Details, nullable=True),
        sa.Column("after", Details, nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        sa.UniqueConstraint("desk", "seq", name=op.f("uq_change_desk_seq")),
    )
    op.create_index(op.f("ix_change_place_row"), "change", ["place", "row"], unique=False)
    op.create_index(op.f("ix_change_step"), "change", ["step"], unique=False)
    op.create_index(op.f("ix_change_undoes"), "change", ["undoes"], unique=False)
    op.create_table(
        "chapter",
        sa.Column("paper", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=24), nullable=False),
        sa.Column("scope", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("paper", "name", "period", "scope", name=op.f("pk_chapter")),
    )
    op.create_table(
        "form",
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_form")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "stated",
        sa.Column("figure", sa.String(length=80), nullable=False),
        sa.Column("period", sa.String(length=24), nullable=False),
        sa.Column("scope", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("because", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("figure", "period", "scope", name=op.f("pk_stated")),
    )
    op.create_table(
        "holding",
        sa.Column("activity", sa.Integer(), nullable=False),
        sa.Column("body", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity"], ["activity.id"], name=op.f("fk_holding_activity"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name=op.f("fk_holding_body")),
        sa.PrimaryKeyConstraint("activity", "body", name=op.f("pk_holding")),
    )
    op.create_index(op.f("ix_holding_body"), "holding", ["body"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("details", Details, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("desk", sa.String(length=32), nullable=False),
        sa.Column("entered", sa.String(length=32), nullable=False),
        sa.Column("removed", sa.String(length=32), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("initials", sa.Text(), nullable=False),
        sa.Column("pinyin", sa.Text(), nullable=False),
        sa.Column("body", sa.Integer(), nullable=True),
        sa.Column("born", sa.Date(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name=op.f("fk_person_body")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("uid", name=op.f("uq_person_uid")),
    )
    op.create_index(op.f("ix_person_body"), "person", ["body"], unique=False)
    op.create_index(op.f("ix_person_kind"), "person", ["kind"], unique=False)
    op.create_table(
        "attendance",
        sa.Column("activity", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity"], ["activity.id"], name=op.f("fk_attendance_activity"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_attendance_person")),
        sa.PrimaryKeyConstraint("activity", "person", name=op.f("pk_attendance")),
    )
    op.create_index(op.f("ix_attendance_person"), "attendance", ["person"], unique=False)
    op.create_table(
        "fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("details", Details, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("desk", sa.String(length=32), nullable=False),
        sa.Column("entered", sa.String(length=32), nullable=False),
        sa.Column("removed", sa.String(length=32), nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("body", sa.Integer(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name=op.f("fk_fact_body")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_fact_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact")),
        sa.UniqueConstraint("uid", name=op.f("uq_fact_uid")),
    )
    op.create_index(op.f("ix_fact_body"), "fact", ["body"], unique=False)
    op.create_index(op.f("ix_fact_kind_date"), "fact", ["kind", "date"], unique=False)
    op.create_index(op.f("ix_fact_person"), "fact", ["person"], unique=False)
    op.create_table(
        "item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("details", Details, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("desk", sa.String(length=32), nullable=False),
        sa.Column("entered", sa.String(length=32), nullable=False),
        sa.Column("removed", sa.String(length=32), nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("activity", sa.Integer(), nullable=True),
        sa.Column("item", sa.Integer(), nullable=True),
        sa.Column("body", sa.Integer(), nullable=True),
        sa.Column("owner", sa.Integer(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("closed", sa.Date(), nullable=True),
        sa.Column("working_days", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["activity"], ["activity.id"], name=op.f("fk_item_activity")),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name=op.f("fk_item_body")),
        sa.ForeignKeyConstraint(["item"], ["item.id"], name=op.f("fk_item_item")),
        sa.ForeignKeyConstraint(["owner"], ["person.id"], name=op.f("fk_item_owner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("uid", name=op.f("uq_item_uid")),
    )
    op.create_index(op.f("ix_item_activity"), "item", ["activity"], unique=False)
    op.create_index(op.f("ix_item_body"), "item", ["body"], unique=False)
    op.create_index(op.f("ix_item_item"), "item", ["item"], unique=False)
    op.create_index(op.f("ix_item_kind_date"), "item", ["kind", "date"], unique=False)
    op.create_index(op.f("ix_item_owner"), "item", ["owner"], unique=False)
    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("details", Details, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("desk", sa.String(length=32), nullable=False),
        sa.Column("entered", sa.String(length=32), nullable=False),
        sa.Column("removed", sa.String(length=32), nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("partner", sa.Integer(), nullable=True),
        sa.Column("body", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name=op.f("fk_paper_body")),
        sa.ForeignKeyConstraint(["partner"], ["person.id"], name=op.f("fk_paper_partner")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_paper_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("uid", name=op.f("uq_paper_uid")),
    )
    op.create_index(op.f("ix_paper_body"), "paper", ["body"], unique=False)
    op.create_index(op.f("ix_paper_kind_date"), "paper", ["kind", "date"], unique=False)
    op.create_index(op.f("ix_paper_partner"), "paper", ["partner"], unique=False)
    op.create_index(op.f("ix_paper_person"), "paper", ["person"], unique=False)
