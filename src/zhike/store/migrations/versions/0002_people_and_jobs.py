"""People, their sessions and keys, saved views, uploads and jobs."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_MADE = ("people", "sessions", "links", "api_keys", "failed_sign_ins", "saved_views", "uploads", "jobs")


def upgrade() -> None:
    """Make the tables and give imports the job that made them."""
    _people()
    _tokens()
    _work()
    with op.batch_alter_table("imports") as table:
        table.add_column(sa.Column("job_id", sa.String(36)))
        table.create_unique_constraint("uq_imports_job_id", ["job_id"])


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("login", sa.String(200), nullable=False, unique=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("password", sa.Text),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("disabled_at", _INSTANT),
    )
    op.create_table(
        "saved_views",
        sa.Column("id", sa.String(16), primary_key=True),
        _person(nullable=False),
        sa.Column("list", sa.String(40), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
    )
    op.create_table(
        "failed_sign_ins",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("account", sa.String(64), nullable=False, index=True),
        sa.Column("address", sa.String(64), nullable=False, index=True),
        sa.Column("failed_at", _INSTANT, nullable=False, index=True),
    )


def _tokens() -> None:
    op.create_table(
        "sessions",
        sa.Column("token_digest", sa.String(64), primary_key=True),
        _person(nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("seen_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("agent", sa.String(200), nullable=False),
    )
    op.create_table(
        "links",
        sa.Column("token_digest", sa.String(64), primary_key=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("person_id", sa.String(16), sa.ForeignKey("people.id", ondelete="CASCADE")),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("used_at", _INSTANT),
    )
    op.create_table(
        "api_keys",
        sa.Column("token_digest", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        _person(nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("seen_at", _INSTANT),
    )


def _work() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("person_id", sa.String(16), nullable=False, index=True),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("asked", sa.JSON, nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("person_id", sa.String(16), index=True),
        sa.Column("step", sa.String(100), nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("found", sa.JSON),
        sa.Column("error", sa.JSON),
        sa.Column("made_at", _INSTANT, nullable=False, index=True),
        sa.Column("started_at", _INSTANT),
        sa.Column("ended_at", _INSTANT),
    )


def _person(*, nullable: bool) -> sa.Column[str]:
    key = sa.ForeignKey("people.id", ondelete="CASCADE")
    return sa.Column("person_id", sa.String(16), key, nullable=nullable, index=True)


def downgrade() -> None:
    """Drop what was made."""
    with op.batch_alter_table("imports") as table:
        table.drop_constraint("uq_imports_job_id", type_="unique")
        table.drop_column("job_id")
    for name in reversed(_MADE):
        op.drop_table(name)
