"""The day itself: delays, the big screen's address, who may be named on it, and who is late."""

import sqlalchemy as sa
from alembic import op

import brigade.database

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delay",
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("said_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes BETWEEN 1 AND 120", name=op.f("ck_delay_minutes")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_delay_by_id")),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name=op.f("fk_delay_expert_id")),
        sa.PrimaryKeyConstraint("expert_id", "day", name=op.f("pk_delay")),
    )
    op.create_table(
        "screen_token",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_screen_token_by_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_screen_token_edition_id")),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_screen_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_screen_token_digest")),
    )
    with op.batch_alter_table("organization") as batch_op:
        batch_op.add_column(sa.Column("shows_name", sa.Boolean(), server_default=sa.false(), nullable=False))
    _outcomes("'', 'late', 'arrived', 'held', 'no-show'")


def downgrade() -> None:
    op.execute("UPDATE booking SET outcome = '' WHERE outcome = 'late'")
    _outcomes("'', 'arrived', 'held', 'no-show'")
    with op.batch_alter_table("organization") as batch_op:
        batch_op.drop_column("shows_name")
    op.drop_table("screen_token")
    op.drop_table("delay")


def _outcomes(words: str) -> None:
    with op.batch_alter_table("booking") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_booking_outcome"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_booking_outcome"), f"outcome IN ({words})")
