"""What the coordinator's desk arranges: locks, the day's outcome, the windows before booking, experts' pauses."""

import sqlalchemy as sa
from alembic import op

import brigade.database

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("booking") as batch_op:
        batch_op.add_column(sa.Column("is_locked", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("outcome", sa.String(length=10), server_default="", nullable=False))
        batch_op.add_column(sa.Column("outcome_at", brigade.database.Utc(timezone=True), nullable=True))
        batch_op.create_check_constraint(
            batch_op.f("ck_booking_outcome"), "outcome IN ('', 'arrived', 'held', 'no-show')"
        )
    with op.batch_alter_table("edition") as batch_op:
        batch_op.add_column(sa.Column("needs_open_at", brigade.database.Utc(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("needs_close_at", brigade.database.Utc(timezone=True), nullable=True))
    with op.batch_alter_table("expert") as batch_op:
        batch_op.add_column(sa.Column("gap", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("pause_after", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("expert") as batch_op:
        batch_op.drop_column("pause_after")
        batch_op.drop_column("gap")
    with op.batch_alter_table("edition") as batch_op:
        batch_op.drop_column("needs_close_at")
        batch_op.drop_column("needs_open_at")
    with op.batch_alter_table("booking") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_booking_outcome"), type_="check")
        batch_op.drop_column("outcome_at")
        batch_op.drop_column("outcome")
        batch_op.drop_column("is_locked")
