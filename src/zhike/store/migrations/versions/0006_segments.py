"""What people keep as segments, version by version."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "segment_versions",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("segment_id", sa.String(16), nullable=False, index=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("rule", sa.Text),
        sa.Column("listed", sa.BigInteger),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("because", sa.Text, nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("person_id", sa.String(16), index=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("segment_id", "version"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("segment_versions")
