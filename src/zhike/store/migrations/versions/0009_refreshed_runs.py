"""Runs that bring another up to date, and what a run was made from."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("runs", sa.Column("is_refresh", sa.Integer, nullable=False, server_default="0"))
    op.add_column("runs", sa.Column("made_from", sa.Text))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("runs", "made_from")
    op.drop_column("runs", "is_refresh")
