"""Everything that the first edition remembers."""

import sqlalchemy as sa
from alembic import op

import brigade.database

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "domain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name_fr", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_domain")),
        sa.UniqueConstraint("slug", name=op.f("uq_domain_slug")),
    )
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name_fr", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("venue", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("map_url", sa.String(length=300), nullable=False),
        sa.Column("contact_name", sa.String(length=120), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("privacy_name", sa.String(length=120), nullable=False),
        sa.Column("privacy_email", sa.String(length=254), nullable=False),
        sa.Column("organization_cap", sa.Integer(), nullable=False),
        sa.Column("expert_day_cap", sa.Integer(), nullable=False),
        sa.Column("notice_hours", sa.Integer(), nullable=False),
        sa.Column("booking_opens_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.Column("booking_closes_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("brigade_revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("slug", name=op.f("uq_edition_slug")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("is_coordinator", sa.Boolean(), nullable=False),
        sa.Column("wants_hour_reminder", sa.Boolean(), nullable=False),
        sa.Column("sign_in_epoch", sa.Integer(), nullable=False),
        sa.Column("created_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("ck_person_language")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email_digest", sa.String(length=64), nullable=False),
        sa.Column("client_digest", sa.String(length=64), nullable=False),
        sa.Column("at", brigade.database.Utc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    with op.batch_alter_table("sign_in_attempt") as batch_op:
        batch_op.create_index("ix_sign_in_attempt_client", ["client_digest", "at"], unique=False)
        batch_op.create_index("ix_sign_in_attempt_email", ["email_digest", "at"], unique=False)

    op.create_table(
        "feed_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=12), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.CheckConstraint("scope IN ('mine', 'expert', 'organization', 'brigade')", name=op.f("ck_feed_token_scope")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_feed_token_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_feed_token_digest")),
        sa.UniqueConstraint("person_id", "scope", name=op.f("uq_feed_token_person_id_scope")),
    )
    op.create_table(
        "organization",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("discipline", sa.String(length=40), nullable=False),
        sa.Column("region", sa.String(length=60), nullable=False),
        sa.Column("website", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("declared_at", brigade.database.Utc(timezone=True), nullable=True),
        sa.Column("created_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('non-profit', 'artist', 'artisan')", name=op.f("ck_organization_kind")),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("ck_organization_language")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_organization_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
        sa.UniqueConstraint("uid", name=op.f("uq_organization_uid")),
    )
    with op.batch_alter_table("organization") as batch_op:
        batch_op.create_index(batch_op.f("ix_organization_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "phase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name_fr", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("summary_fr", sa.String(length=400), nullable=False),
        sa.Column("summary_en", sa.String(length=400), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("kind IN ('awareness', 'brigade', 'competition')", name=op.f("ck_phase_kind")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_phase_order")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_phase_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phase")),
        sa.UniqueConstraint("edition_id", "kind", name=op.f("uq_phase_edition_id_kind")),
        sa.UniqueConstraint("id", "kind", "starts_on", "ends_on", name=op.f("uq_phase_id_kind_starts_on_ends_on")),
    )
    op.create_table(
        "specialty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("domain_id", sa.Integer(), nullable=False),
        sa.Column("name_fr", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("synonyms_fr", sa.JSON(), nullable=False),
        sa.Column("synonyms_en", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["domain_id"], ["domain.id"], name=op.f("fk_specialty_domain_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_specialty")),
        sa.UniqueConstraint("slug", name=op.f("uq_specialty_slug")),
    )
    op.create_table(
        "table",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_table_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_table")),
        sa.UniqueConstraint("edition_id", "name", name=op.f("uq_table_edition_id_name")),
    )
    op.create_table(
        "expert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=True),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("headline_fr", sa.String(length=160), nullable=False),
        sa.Column("headline_en", sa.String(length=160), nullable=False),
        sa.Column("bio_fr", sa.String(length=2000), nullable=False),
        sa.Column("bio_en", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_expert_edition_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_expert_person_id")),
        sa.ForeignKeyConstraint(["table_id"], ["table.id"], name=op.f("fk_expert_table_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert")),
        sa.UniqueConstraint("edition_id", "person_id", name=op.f("uq_expert_edition_id_person_id")),
        sa.UniqueConstraint("edition_id", "slug", name=op.f("uq_expert_edition_id_slug")),
    )
    with op.batch_alter_table("expert") as batch_op:
        batch_op.create_index(batch_op.f("ix_expert_person_id"), ["person_id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_membership_organization_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("person_id", "organization_id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership") as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("description", sa.String(length=4000), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("ck_need_language")),
        sa.CheckConstraint("state = 'draft' OR author_id IS NOT NULL", name=op.f("ck_need_author")),
        sa.CheckConstraint("state IN ('draft', 'open', 'withdrawn')", name=op.f("ck_need_state")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_need_author_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_need_edition_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_need_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
        sa.UniqueConstraint("uid", name=op.f("uq_need_uid")),
    )
    with op.batch_alter_table("need") as batch_op:
        batch_op.create_index(batch_op.f("ix_need_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phase_id", sa.Integer(), nullable=False),
        sa.Column("phase_kind", sa.String(length=12), nullable=False),
        sa.Column("phase_starts_on", sa.Date(), nullable=False),
        sa.Column("phase_ends_on", sa.Date(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.Column("ends_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.CheckConstraint("phase_kind = 'brigade'", name=op.f("ck_slot_brigade_phase")),
        sa.CheckConstraint("day BETWEEN phase_starts_on AND phase_ends_on", name=op.f("ck_slot_within_phase")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_slot_order")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_slot_edition_id")),
        sa.ForeignKeyConstraint(
            ["phase_id", "phase_kind", "phase_starts_on", "phase_ends_on"],
            ["phase.id", "phase.kind", "phase.starts_on", "phase.ends_on"],
            name="fk_slot_phase",
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot")),
        sa.UniqueConstraint("phase_id", "starts_at", name=op.f("uq_slot_phase_id_starts_at")),
    )
    with op.batch_alter_table("slot") as batch_op:
        batch_op.create_index(batch_op.f("ix_slot_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "availability",
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name=op.f("fk_availability_expert_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_availability_slot_id")),
        sa.PrimaryKeyConstraint("expert_id", "slot_id", name=op.f("pk_availability")),
    )
    with op.batch_alter_table("availability") as batch_op:
        batch_op.create_index(batch_op.f("ix_availability_slot_id"), ["slot_id"], unique=False)

    op.create_table(
        "booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("trouble", sa.String(length=400), nullable=False),
        sa.Column("cancel_reason", sa.String(length=400), nullable=False),
        sa.Column("created_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.Column("changed_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('live', 'offered', 'cancelled')", name=op.f("ck_booking_state")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_booking_edition_id")),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name=op.f("fk_booking_expert_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_booking_need_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_booking_organization_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_booking_person_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_booking_slot_id")),
        sa.ForeignKeyConstraint(["table_id"], ["table.id"], name=op.f("fk_booking_table_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        sa.UniqueConstraint(
            "id", "expert_id", "slot_id", "organization_id", "table_id", "need_id", name="uq_booking_place"
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_booking_uid")),
    )
    with op.batch_alter_table("booking") as batch_op:
        batch_op.create_index(batch_op.f("ix_booking_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_expert_id"), ["expert_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_need_id"), ["need_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_slot_id"), ["slot_id"], unique=False)

    op.create_table(
        "conflict",
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("said_by", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name=op.f("fk_conflict_expert_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_conflict_organization_id")),
        sa.PrimaryKeyConstraint("expert_id", "organization_id", "said_by", name=op.f("pk_conflict")),
    )
    op.create_table(
        "expert_specialty",
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("specialty_id", sa.Integer(), nullable=False),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["expert_id"], ["expert.id"], name=op.f("fk_expert_specialty_expert_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["specialty_id"], ["specialty.id"], name=op.f("fk_expert_specialty_specialty_id")),
        sa.PrimaryKeyConstraint("expert_id", "specialty_id", name=op.f("pk_expert_specialty")),
    )
    op.create_table(
        "need_absence",
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_absence_need_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_need_absence_slot_id")),
        sa.PrimaryKeyConstraint("need_id", "slot_id", name=op.f("pk_need_absence")),
    )
    op.create_table(
        "need_specialty",
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("specialty_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_specialty_need_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["specialty_id"], ["specialty.id"], name=op.f("fk_need_specialty_specialty_id")),
        sa.PrimaryKeyConstraint("need_id", "specialty_id", name=op.f("pk_need_specialty")),
    )
    op.create_table(
        "sign_in_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("back", sa.String(length=300), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_sign_in_token_need_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_sign_in_token_digest")),
    )
    op.create_table(
        "waitlist_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("flexible", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("joined_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'offered', 'placed', 'left')", name=op.f("ck_waitlist_entry_state")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_waitlist_entry_need_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waitlist_entry")),
        sa.UniqueConstraint("need_id", name=op.f("uq_waitlist_entry_need_id")),
    )
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", brigade.database.Utc(timezone=True), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_entry_booking_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_entry_edition_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_entry_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
    )
    with op.batch_alter_table("entry") as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index("ix_entry_edition", ["edition_id", "id"], unique=False)

    op.create_table(
        "feed_event",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("vevent", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_feed_event_booking_id")),
        sa.PrimaryKeyConstraint("booking_id", "role", "language", name=op.f("pk_feed_event")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("tried", sa.Boolean(), nullable=False),
        sa.Column("told_sequence", sa.Integer(), nullable=True),
        sa.Column("told_method", sa.String(length=8), nullable=False),
        sa.Column("told_slot_id", sa.Integer(), nullable=True),
        sa.Column("told_expert_id", sa.Integer(), nullable=True),
        sa.Column("told_table_id", sa.Integer(), nullable=True),
        sa.Column("told_at", brigade.database.Utc(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=12), nullable=False),
        sa.Column("answer_sequence", sa.Integer(), nullable=True),
        sa.Column("answer_stamp", brigade.database.Utc(timezone=True), nullable=True),
        sa.Column("answered_at", brigade.database.Utc(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("bounced_at", brigade.database.Utc(timezone=True), nullable=True),
        sa.Column("bounce_reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint("(role = 'test') = (booking_id IS NULL)", name=op.f("ck_invitation_booking")),
        sa.CheckConstraint(
            "answer IN ('needs-action', 'accepted', 'tentative', 'declined')", name=op.f("ck_invitation_answer")
        ),
        sa.CheckConstraint("role IN ('organization', 'expert', 'test')", name=op.f("ck_invitation_role")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_invitation_booking_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_invitation_person_id")),
        sa.ForeignKeyConstraint(["told_expert_id"], ["expert.id"], name=op.f("fk_invitation_told_expert_id")),
        sa.ForeignKeyConstraint(["told_slot_id"], ["slot.id"], name=op.f("fk_invitation_told_slot_id")),
        sa.ForeignKeyConstraint(["told_table_id"], ["table.id"], name=op.f("fk_invitation_told_table_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("uid", "person_id", name=op.f("uq_invitation_uid_person_id")),
    )
    with op.batch_alter_table("invitation") as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_uid"), ["uid"], unique=False)

    op.create_table(
        "offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("offered_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.Column("lapses_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('open', 'accepted', 'passed', 'lapsed')", name=op.f("ck_offer_state")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_offer_booking_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["waitlist_entry.id"], name=op.f("fk_offer_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_offer_booking_id")),
    )
    with op.batch_alter_table("offer") as batch_op:
        batch_op.create_index(batch_op.f("ix_offer_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_offer_lapses_at"), ["lapses_at"], unique=False)

    op.create_table(
        "proposed_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('open', 'accepted', 'declined', 'stale')", name=op.f("ck_proposed_move_state")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_proposed_move_booking_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_proposed_move_by_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_proposed_move_slot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_move")),
    )
    with op.batch_alter_table("proposed_move") as batch_op:
        batch_op.create_index(batch_op.f("ix_proposed_move_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index(
            "uq_proposed_move_open",
            ["booking_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "seat",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id", "expert_id", "slot_id", "organization_id", "table_id", "need_id"],
            [
                "booking.id",
                "booking.expert_id",
                "booking.slot_id",
                "booking.organization_id",
                "booking.table_id",
                "booking.need_id",
            ],
            name="fk_seat_booking",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["expert_id", "slot_id"], ["availability.expert_id", "availability.slot_id"], name="fk_seat_availability"
        ),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_seat")),
        sa.UniqueConstraint("expert_id", "slot_id", name="uq_seat_expert"),
        sa.UniqueConstraint("need_id", name="uq_seat_need"),
        sa.UniqueConstraint("organization_id", "slot_id", name="uq_seat_organization"),
        sa.UniqueConstraint("table_id", "slot_id", name="uq_seat_table"),
    )
    op.create_table(
        "sign_in_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("used_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_use_person_id")),
        sa.ForeignKeyConstraint(["token_id"], ["sign_in_token.id"], name=op.f("fk_sign_in_use_token_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_use")),
        sa.UniqueConstraint("token_id", name=op.f("uq_sign_in_use_token_id")),
    )
    op.create_table(
        "inbound",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("received_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.Column("sender", sa.String(length=254), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("excerpt", sa.String(length=400), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('applied', 'held')", name=op.f("ck_inbound_state")),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"], name=op.f("fk_inbound_invitation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound")),
        sa.UniqueConstraint("digest", name=op.f("uq_inbound_digest")),
    )
    with op.batch_alter_table("inbound") as batch_op:
        batch_op.create_index(batch_op.f("ix_inbound_invitation_id"), ["invitation_id"], unique=False)

    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("to_email", sa.String(length=254), nullable=False),
        sa.Column("to_name", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("sign_in_token_id", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("html", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("created_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.Column("due_at", brigade.database.Utc(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.String(length=40), nullable=False),
        sa.Column("lease_until", brigade.database.Utc(timezone=True), nullable=True),
        sa.Column("sent_at", brigade.database.Utc(timezone=True), nullable=True),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("sent_bytes", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'failed', 'dropped')", name=op.f("ck_message_state")
        ),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_message_booking_id")),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"], name=op.f("fk_message_invitation_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["person.id"], name=op.f("fk_message_recipient_id")),
        sa.ForeignKeyConstraint(["sign_in_token_id"], ["sign_in_token.id"], name=op.f("fk_message_sign_in_token_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("key", name=op.f("uq_message_key")),
        sa.UniqueConstraint("uid", name=op.f("uq_message_uid")),
    )
    with op.batch_alter_table("message") as batch_op:
        batch_op.create_index(batch_op.f("ix_message_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index("ix_message_due", ["state", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_message_invitation_id"), ["invitation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_message_recipient_id"), ["recipient_id"], unique=False)
        batch_op.create_index(
            "uq_message_under_way",
            ["booking_id", "to_email"],
            unique=True,
            sqlite_where=sa.text("state = 'sending'"),
            postgresql_where=sa.text("state = 'sending'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("message") as batch_op:
        batch_op.drop_index(
            "uq_message_under_way",
            sqlite_where=sa.text("state = 'sending'"),
            postgresql_where=sa.text("state = 'sending'"),
        )
        batch_op.drop_index(batch_op.f("ix_message_recipient_id"))
        batch_op.drop_index(batch_op.f("ix_message_invitation_id"))
        batch_op.drop_index("ix_message_due")
        batch_op.drop_index(batch_op.f("ix_message_booking_id"))

    op.drop_table("message")
    with op.batch_alter_table("inbound") as batch_op:
        batch_op.drop_index(batch_op.f("ix_inbound_invitation_id"))

    op.drop_table("inbound")
    op.drop_table("sign_in_use")
    op.drop_table("seat")
    with op.batch_alter_table("proposed_move") as batch_op:
        batch_op.drop_index(
            "uq_proposed_move_open", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )
        batch_op.drop_index(batch_op.f("ix_proposed_move_booking_id"))

    op.drop_table("proposed_move")
    with op.batch_alter_table("offer") as batch_op:
        batch_op.drop_index(batch_op.f("ix_offer_lapses_at"))
        batch_op.drop_index(batch_op.f("ix_offer_entry_id"))

    op.drop_table("offer")
    with op.batch_alter_table("invitation") as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_uid"))
        batch_op.drop_index(batch_op.f("ix_invitation_person_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_booking_id"))

    op.drop_table("invitation")
    op.drop_table("feed_event")
    with op.batch_alter_table("entry") as batch_op:
        batch_op.drop_index("ix_entry_edition")
        batch_op.drop_index(batch_op.f("ix_entry_booking_id"))

    op.drop_table("entry")
    op.drop_table("waitlist_entry")
    op.drop_table("sign_in_token")
    op.drop_table("need_specialty")
    op.drop_table("need_absence")
    op.drop_table("expert_specialty")
    op.drop_table("conflict")
    with op.batch_alter_table("booking") as batch_op:
        batch_op.drop_index(batch_op.f("ix_booking_slot_id"))
        batch_op.drop_index(batch_op.f("ix_booking_organization_id"))
        batch_op.drop_index(batch_op.f("ix_booking_need_id"))
        batch_op.drop_index(batch_op.f("ix_booking_expert_id"))
        batch_op.drop_index(batch_op.f("ix_booking_edition_id"))

    op.drop_table("booking")
    with op.batch_alter_table("availability") as batch_op:
        batch_op.drop_index(batch_op.f("ix_availability_slot_id"))

    op.drop_table("availability")
    with op.batch_alter_table("slot") as batch_op:
        batch_op.drop_index(batch_op.f("ix_slot_edition_id"))

    op.drop_table("slot")
    with op.batch_alter_table("need") as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_organization_id"))
        batch_op.drop_index(batch_op.f("ix_need_edition_id"))
        batch_op.drop_index(batch_op.f("ix_need_author_id"))

    op.drop_table("need")
    with op.batch_alter_table("membership") as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_organization_id"))

    op.drop_table("membership")
    with op.batch_alter_table("expert") as batch_op:
        batch_op.drop_index(batch_op.f("ix_expert_person_id"))

    op.drop_table("expert")
    op.drop_table("table")
    op.drop_table("specialty")
    op.drop_table("phase")
    with op.batch_alter_table("organization") as batch_op:
        batch_op.drop_index(batch_op.f("ix_organization_edition_id"))

    op.drop_table("organization")
    op.drop_table("feed_token")
    with op.batch_alter_table("sign_in_attempt") as batch_op:
        batch_op.drop_index("ix_sign_in_attempt_email")
        batch_op.drop_index("ix_sign_in_attempt_client")

    op.drop_table("sign_in_attempt")
    op.drop_table("person")
    op.drop_table("edition")
    op.drop_table("domain")
