"""Tags: their groups, and what people say of customers."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and room for a tag beside the segments."""
    with op.batch_alter_table("segment_versions") as table:
        table.add_column(sa.Column("group_id", sa.String(16), nullable=True))
        table.add_column(sa.Column("position", sa.Integer, nullable=True))
        table.add_column(sa.Column("owner", sa.String(100), nullable=True))
        table.create_index("ix_segment_versions_group_id", ["group_id"])
    op.create_table(
        "tag_group_versions",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("group_id", sa.String(16), nullable=False, index=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("exclusive", sa.Boolean, nullable=False),
        sa.Column("statistic", sa.JSON),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("owner", sa.String(100), nullable=False),
        sa.Column("because", sa.Text, nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("person_id", sa.String(16), index=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("group_id", "version"),
    )
    op.create_table(
        "tag_batches",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.String(16), nullable=False, unique=True),
        sa.Column("tag_id", sa.String(16), nullable=False, index=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("how", sa.String(20), nullable=False),
        sa.Column("customers", sa.BigInteger, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("because", sa.Text, nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("person_id", sa.String(16), index=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undoes", sa.String(16), index=True),
    )
    op.create_table(
        "tag_records",
        sa.Column("batch_id", sa.String(16), sa.ForeignKey("tag_batches.id"), primary_key=True),
        sa.Column("source", sa.String(100), primary_key=True),
        sa.Column("record_id", sa.String(400), primary_key=True),
        sa.Index("ix_tag_records_record", "source", "record_id"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("tag_records")
    op.drop_table("tag_batches")
    op.drop_table("tag_group_versions")
    with op.batch_alter_table("segment_versions") as table:
        table.drop_index("ix_segment_versions_group_id")
        table.drop_column("owner")
        table.drop_column("position")
        table.drop_column("group_id")
