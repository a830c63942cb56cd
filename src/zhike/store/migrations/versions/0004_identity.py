"""What people decided about who is who."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "identity_decisions",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.String(16), nullable=False, unique=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("because", sa.Text, nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("person_id", sa.String(16), index=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undoes", sa.String(16), index=True),
        sa.Column("probability", sa.Float),
    )
    op.create_table(
        "identity_sides",
        sa.Column("decision_id", sa.String(16), sa.ForeignKey("identity_decisions.id"), primary_key=True),
        sa.Column("side", sa.String(1), primary_key=True),
        sa.Column("source", sa.String(100), primary_key=True),
        sa.Column("record_id", sa.String(400), primary_key=True),
    )
    op.create_index("ix_identity_sides_record", "identity_sides", ["source", "record_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("identity_sides")
    op.drop_table("identity_decisions")
