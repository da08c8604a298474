"""What coordinators write to many, where each act came from, and the keys of the council's own tools."""

import sqlalchemy as sa
from alembic import op

import brigade.database

revision = "0007"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.String(length=80), nullable=False),
        sa.Column("subject_fr", sa.String(length=120), nullable=False),
        sa.Column("subject_en", sa.String(length=120), nullable=False),
        sa.Column("text_fr", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("changed_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.Column("sent_at", brigade.database.Utc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_announcement_author_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_announcement_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
        sa.UniqueConstraint("uid", name=op.f("uq_announcement_uid")),
    )
    op.create_table(
        "data_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.CheckConstraint("scope IN ('places', 'sessions')", name=op.f("ck_data_key_scope")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_data_key_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_key")),
        sa.UniqueConstraint("digest", name=op.f("uq_data_key_digest")),
        sa.UniqueConstraint("uid", name=op.f("uq_data_key_uid")),
    )
    with op.batch_alter_table("announcement") as batch_op:
        batch_op.create_index(batch_op.f("ix_announcement_edition_id"), ["edition_id"])
    with op.batch_alter_table("message") as batch_op:
        batch_op.add_column(sa.Column("announcement_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_message_announcement_id"), "announcement", ["announcement_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_message_announcement_id"), ["announcement_id"])
    with op.batch_alter_table("entry") as batch_op:
        batch_op.add_column(sa.Column("source", sa.String(length=10), server_default="system", nullable=False))
        batch_op.create_check_constraint(
            batch_op.f("ck_entry_source"), "source IN ('page', 'command', 'mail', 'system')"
        )


def downgrade() -> None:
    with op.batch_alter_table("entry") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_entry_source"), type_="check")
        batch_op.drop_column("source")
    with op.batch_alter_table("message") as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_announcement_id"))
        batch_op.drop_constraint(batch_op.f("fk_message_announcement_id"), type_="foreignkey")
        batch_op.drop_column("announcement_id")
    op.drop_table("data_key")
    op.drop_table("announcement")
