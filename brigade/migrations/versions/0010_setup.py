"""Setting an edition up: one in preparation, organizations accepted or refused, lists of people, merged addresses."""

import sqlalchemy as sa
from alembic import op

import brigade.database

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "other_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_other_address_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_other_address")),
        sa.UniqueConstraint("email", name=op.f("uq_other_address_email")),
    )
    with op.batch_alter_table("other_address") as batch_op:
        batch_op.create_index(batch_op.f("ix_other_address_person_id"), ["person_id"])
    op.create_table(
        "roster",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=14), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("read_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.Column("gathered_at", brigade.database.Utc(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('experts', 'organizations')", name=op.f("ck_roster_kind")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_roster_by_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_roster_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster")),
        sa.UniqueConstraint("uid", name=op.f("uq_roster_uid")),
    )
    with op.batch_alter_table("roster") as batch_op:
        batch_op.create_index(batch_op.f("ix_roster_edition_id"), ["edition_id"])
        batch_op.create_index(batch_op.f("ix_roster_by_id"), ["by_id"])
    with op.batch_alter_table("edition") as batch_op:
        batch_op.add_column(sa.Column("accepts_first", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("is_preparing", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(
        "uq_edition_preparing", "edition", ["is_preparing"], unique=True,
        sqlite_where=sa.text("is_preparing"), postgresql_where=sa.text("is_preparing"),
    )
    with op.batch_alter_table("organization") as batch_op:
        batch_op.add_column(sa.Column("eligibility", sa.String(length=10), server_default="pending", nullable=False))
        batch_op.add_column(sa.Column("eligibility_reason", sa.String(length=400), server_default="", nullable=False))
        batch_op.create_check_constraint(
            batch_op.f("ck_organization_eligibility"), "eligibility IN ('pending', 'accepted', 'refused')"
        )


def downgrade() -> None:
    with op.batch_alter_table("organization") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_organization_eligibility"), type_="check")
        batch_op.drop_column("eligibility_reason")
        batch_op.drop_column("eligibility")
    op.drop_index("uq_edition_preparing", "edition")
    with op.batch_alter_table("edition") as batch_op:
        batch_op.drop_column("is_preparing")
        batch_op.drop_column("accepts_first")
    op.drop_table("roster")
    op.drop_table("other_address")
