"""Runs of the solver, what they propose, and bookings that a proposal holds before anybody is told."""

import sqlalchemy as sa
from alembic import op

import brigade.database

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("bound", sa.Double(), nullable=True),
        sa.Column("stop_asked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("asked_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.Column("started_at", brigade.database.Utc(timezone=True), nullable=True),
        sa.Column("beat_at", brigade.database.Utc(timezone=True), nullable=True),
        sa.Column("ended_at", brigade.database.Utc(timezone=True), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("mode IN ('scratch', 'gaps', 'again', 'day', 'absence', 'opening')", name=op.f("ck_run_mode")),
        sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed', 'stopped')", name=op.f("ck_run_state")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_run_by_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_run_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sa.UniqueConstraint("uid", name=op.f("uq_run_uid")),
    )
    with op.batch_alter_table("run") as batch_op:
        batch_op.create_index(batch_op.f("ix_run_edition_id"), ["edition_id"])
        batch_op.create_index(
            "uq_run_under_way", ["edition_id"], unique=True,
            sqlite_where=sa.text("state IN ('waiting', 'running')"),
            postgresql_where=sa.text("state IN ('waiting', 'running')"),
        )
    op.create_table(
        "itinerary",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("held_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.Column("lapses_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('held', 'taken', 'left')", name=op.f("ck_itinerary_state")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_itinerary_organization_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_itinerary_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_itinerary")),
        sa.UniqueConstraint("uid", name=op.f("uq_itinerary_uid")),
    )
    with op.batch_alter_table("itinerary") as batch_op:
        batch_op.create_index(batch_op.f("ix_itinerary_lapses_at"), ["lapses_at"])
        batch_op.create_index(batch_op.f("ix_itinerary_organization_id"), ["organization_id"])
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("created_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.Column("applied_at", brigade.database.Utc(timezone=True), nullable=True),
        sa.Column("published_at", brigade.database.Utc(timezone=True), nullable=True),
        sa.Column("undone_at", brigade.database.Utc(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'applied', 'published', 'undone', 'dropped')", name=op.f("ck_proposal_state")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_proposal_edition_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_proposal_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("run_id", name=op.f("uq_proposal_run_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_proposal_uid")),
    )
    with op.batch_alter_table("proposal") as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_edition_id"), ["edition_id"])
    op.create_table(
        "clinic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("specialty_id", sa.Integer(), nullable=False),
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('open', 'cancelled')", name=op.f("ck_clinic_state")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_clinic_edition_id")),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name=op.f("fk_clinic_expert_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_clinic_slot_id")),
        sa.ForeignKeyConstraint(["specialty_id"], ["specialty.id"], name=op.f("fk_clinic_specialty_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinic")),
        sa.UniqueConstraint("uid", name=op.f("uq_clinic_uid")),
    )
    with op.batch_alter_table("clinic") as batch_op:
        batch_op.create_index(batch_op.f("ix_clinic_edition_id"), ["edition_id"])
        batch_op.create_index(
            "uq_clinic_open", ["expert_id", "slot_id"], unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
    op.create_table(
        "clinic_seat",
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("answered_at", brigade.database.Utc(timezone=True), nullable=True),
        sa.CheckConstraint("answer IN ('', 'coming', 'passed')", name=op.f("ck_clinic_seat_answer")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_clinic_seat_clinic_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_clinic_seat_need_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_clinic_seat_organization_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_clinic_seat_person_id")),
        sa.PrimaryKeyConstraint("clinic_id", "need_id", name=op.f("pk_clinic_seat")),
        sa.UniqueConstraint("clinic_id", "organization_id", name=op.f("uq_clinic_seat_clinic_id_organization_id")),
    )
    with op.batch_alter_table("clinic_seat") as batch_op:
        batch_op.create_index(batch_op.f("ix_clinic_seat_organization_id"), ["organization_id"])
    op.create_table(
        "itinerary_stop",
        sa.Column("itinerary_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_itinerary_stop_booking_id")),
        sa.ForeignKeyConstraint(["itinerary_id"], ["itinerary.id"], name=op.f("fk_itinerary_stop_itinerary_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("itinerary_id", "booking_id", name=op.f("pk_itinerary_stop")),
    )
    with op.batch_alter_table("itinerary_stop") as batch_op:
        batch_op.create_index(batch_op.f("ix_itinerary_stop_booking_id"), ["booking_id"])
    op.create_table(
        "proposed_booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("fate", sa.String(length=10), nullable=False),
        sa.Column("expert_id", sa.Integer(), nullable=True),
        sa.Column("slot_id", sa.Integer(), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("former_expert_id", sa.Integer(), nullable=True),
        sa.Column("former_slot_id", sa.Integer(), nullable=True),
        sa.Column("fit", sa.Double(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.CheckConstraint("fate IN ('', 'done', 'stale', 'undone')", name=op.f("ck_proposed_booking_fate")),
        sa.CheckConstraint("kind IN ('new', 'moved', 'unchanged', 'ended', 'unplaced')", name=op.f("ck_proposed_booking_kind")),
        sa.CheckConstraint("state IN ('proposed', 'accepted', 'refused', 'locked')", name=op.f("ck_proposed_booking_state")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_proposed_booking_booking_id")),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name=op.f("fk_proposed_booking_expert_id")),
        sa.ForeignKeyConstraint(["former_expert_id"], ["expert.id"], name=op.f("fk_proposed_booking_former_expert_id")),
        sa.ForeignKeyConstraint(["former_slot_id"], ["slot.id"], name=op.f("fk_proposed_booking_former_slot_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_proposed_booking_need_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_proposed_booking_proposal_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_proposed_booking_slot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_booking")),
        sa.UniqueConstraint("proposal_id", "need_id", name=op.f("uq_proposed_booking_proposal_id_need_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_proposed_booking_uid")),
    )
    with op.batch_alter_table("proposed_booking") as batch_op:
        batch_op.create_index(batch_op.f("ix_proposed_booking_booking_id"), ["booking_id"])
        batch_op.create_index(batch_op.f("ix_proposed_booking_need_id"), ["need_id"])
        batch_op.create_index(batch_op.f("ix_proposed_booking_proposal_id"), ["proposal_id"])
    with op.batch_alter_table("booking") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_booking_state"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_booking_state"), "state IN ('live', 'offered', 'arranged', 'cancelled')"
        )


def downgrade() -> None:
    with op.batch_alter_table("proposed_booking") as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposed_booking_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_proposed_booking_need_id"))
        batch_op.drop_index(batch_op.f("ix_proposed_booking_booking_id"))
    op.drop_table("proposed_booking")
    with op.batch_alter_table("itinerary_stop") as batch_op:
        batch_op.drop_index(batch_op.f("ix_itinerary_stop_booking_id"))
    op.drop_table("itinerary_stop")
    with op.batch_alter_table("clinic_seat") as batch_op:
        batch_op.drop_index(batch_op.f("ix_clinic_seat_organization_id"))
    op.drop_table("clinic_seat")
    with op.batch_alter_table("clinic") as batch_op:
        batch_op.drop_index("uq_clinic_open")
        batch_op.drop_index(batch_op.f("ix_clinic_edition_id"))
    op.drop_table("clinic")
    with op.batch_alter_table("proposal") as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_edition_id"))
    op.drop_table("proposal")
    with op.batch_alter_table("itinerary") as batch_op:
        batch_op.drop_index(batch_op.f("ix_itinerary_organization_id"))
        batch_op.drop_index(batch_op.f("ix_itinerary_lapses_at"))
    op.drop_table("itinerary")
    with op.batch_alter_table("run") as batch_op:
        batch_op.drop_index("uq_run_under_way")
        batch_op.drop_index(batch_op.f("ix_run_edition_id"))
    op.drop_table("run")
    op.execute("DELETE FROM seat WHERE booking_id IN (SELECT id FROM booking WHERE state = 'arranged')")
    op.execute("DELETE FROM booking WHERE state = 'arranged'")
    with op.batch_alter_table("booking") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_booking_state"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_booking_state"), "state IN ('live', 'offered', 'cancelled')")
