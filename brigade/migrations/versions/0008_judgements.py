"""What people thought of a match, and the weights that were fitted to it."""

import sqlalchemy as sa
from alembic import op

import brigade.database

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("is_good", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", brigade.database.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_verdict_by_id")),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name=op.f("fk_verdict_expert_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_verdict_need_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict")),
        sa.UniqueConstraint("need_id", "expert_id", name=op.f("uq_verdict_need_id_expert_id")),
    )
    with op.batch_alter_table("verdict") as batch_op:
        batch_op.create_index(batch_op.f("ix_verdict_expert_id"), ["expert_id"])
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("at", brigade.database.Utc(timezone=True), nullable=False),
        sa.CheckConstraint("score BETWEEN 1 AND 4", name=op.f("ck_feedback_score")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_feedback_booking_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_feedback_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("booking_id", "person_id", name=op.f("uq_feedback_booking_id_person_id")),
    )
    with op.batch_alter_table("feedback") as batch_op:
        batch_op.create_index(batch_op.f("ix_feedback_person_id"), ["person_id"])
    with op.batch_alter_table("edition") as batch_op:
        batch_op.add_column(sa.Column("weights", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("edition") as batch_op:
        batch_op.drop_column("weights")
    op.drop_table("feedback")
    op.drop_table("verdict")
