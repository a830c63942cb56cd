"""What people corrected of a customer."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "corrections",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.String(16), nullable=False, unique=True),
        sa.Column("source", sa.String(100)),
        sa.Column("record_id", sa.String(400)),
        sa.Column("values", sa.JSON, nullable=False),
        sa.Column("because", sa.Text, nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("person_id", sa.String(16), index=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undoes", sa.String(16), index=True),
    )
    op.create_index("ix_corrections_record", "corrections", ["source", "record_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("corrections")
