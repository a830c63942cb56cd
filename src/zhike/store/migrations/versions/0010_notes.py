"""Notes and tasks about customers."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "notes",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.String(16), nullable=False, unique=True),
        sa.Column("source", sa.String(100), nullable=False),
        sa.Column("record_id", sa.String(400), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("person_id", sa.String(16), index=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mentioned", sa.JSON, nullable=False),
        sa.Column("is_task", sa.Integer, nullable=False),
        sa.Column("for_person", sa.String(16), index=True),
        sa.Column("due_on", sa.Date),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.Column("done_by", sa.String(200)),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
        sa.Column("removed_by", sa.String(200)),
    )
    op.create_index("ix_notes_record", "notes", ["source", "record_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("notes")
