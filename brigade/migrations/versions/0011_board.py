"""Rules that coordinators set aside on the board, and what it takes to take back what they did there."""

import sqlalchemy as sa
from alembic import op

import brigade.database

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=30), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", brigade.database.Utc(timezone=True), nullable=False),
        sa.Column("confirmed_at", brigade.database.Utc(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_override_booking_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_override_by_id")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["person.id"], name=op.f("fk_override_confirmed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_override")),
        sa.UniqueConstraint("booking_id", "sequence", "rule", name=op.f("uq_override_booking_id_sequence_rule")),
        sa.UniqueConstraint("uid", name=op.f("uq_override_uid")),
    )
    op.create_table(
        "hand_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("at", brigade.database.Utc(timezone=True), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("undone_at", brigade.database.Utc(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('book', 'move', 'swap', 'cancel')", name=op.f("ck_hand_act_kind")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_hand_act_by_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_hand_act_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_act")),
        sa.UniqueConstraint("uid", name=op.f("uq_hand_act_uid")),
    )
    with op.batch_alter_table("hand_act") as batch_op:
        batch_op.create_index(batch_op.f("ix_hand_act_by_id"), ["by_id"])
        batch_op.create_index(batch_op.f("ix_hand_act_edition_id"), ["edition_id"])


def downgrade() -> None:
    op.drop_table("hand_act")
    op.drop_table("override")
