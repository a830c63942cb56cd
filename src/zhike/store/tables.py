"""The tables of the operational database. A change here needs a migration beside it (tests compare the two)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC; SQLite has no time zones, so they are put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Refuse naive instants; store UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"naive instant {value!r}; give it a time zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        """Return an aware instant in UTC."""
        if value is None:
            return None
        found: datetime = value
        return found if found.tzinfo else found.replace(tzinfo=UTC)


metadata = MetaData()

imports = Table(
    "imports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String(100), nullable=False, index=True),
    Column("entity", String(40), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("file_sha256", String(64), nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("mapping", JSON, nullable=False),
    Column("file_columns", JSON, nullable=False),
    Column("by", String(200), nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("received", BigInteger, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("updated", BigInteger, nullable=False),
    Column("unchanged", BigInteger, nullable=False),
    Column("duplicate", BigInteger, nullable=False),
    Column("quarantined", BigInteger, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("repeats", BigInteger, nullable=False),
    Column("newest_on", Date),
    Column("cursor", Text),
    Column("notes", JSON, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("retry_of", Integer, ForeignKey("imports.id"), index=True),
    Column("undone_at", Instant),
    Column("undone_by", String(200)),
    # The job that made it: one that resumes after a kill finds its import, and does not make a second.
    Column("job_id", String(36), unique=True),
)

# How a source's files were mapped last time, by entity and header.
mappings = Table(
    "mappings",
    metadata,
    Column("source", String(100), primary_key=True),
    Column("signature", String(64), primary_key=True),
    Column("mapping", JSON, nullable=False),
    Column("saved_at", Instant, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("as_of", Date, nullable=False),
    Column("by", String(200), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("seconds", Float, nullable=False),
    # A look back: made to be read beside the current run, and gone when another one is current.
    Column("is_past", Integer, nullable=False, server_default="0"),
    # One that brought the run before it up to date, between two whole ones.
    Column("is_refresh", Integer, nullable=False, server_default="0"),
    # The fingerprints of its inputs and the imports that counted, as JSON; nothing of older versions.
    Column("made_from", Text),
)

run_tables = Table(
    "run_tables",
    metadata,
    Column("run_id", String(40), ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("table", String(100), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("taken_over", Integer, nullable=False),
    Column("fingerprint", String(64), nullable=False),
)

# One row: the run that readers see.
current = Table(
    "current",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", String(40), ForeignKey("runs.id"), nullable=False),
)

secrets = Table(
    "secrets",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

# People who may sign in, and what they may do by their role. A state is a date: disabled since, not a flag.
people = Table(
    "people",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("login", String(200), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("password", Text),
    Column("made_at", Instant, nullable=False),
    Column("disabled_at", Instant),
)

# Sessions are known by the digest of their token: who reads the store cannot sign in with what stands there.
sessions = Table(
    "sessions",
    metadata,
    Column("token_digest", String(64), primary_key=True),
    Column("person_id", String(16), ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("made_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("agent", String(200), nullable=False),
)

# One-time links: to become the first owner, to join, or to choose a new password.
links = Table(
    "links",
    metadata,
    Column("token_digest", String(64), primary_key=True),
    Column("role", String(20), nullable=False),
    Column("person_id", String(16), ForeignKey("people.id", ondelete="CASCADE")),
    Column("by", String(200), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

# Keys for programs, which act as the person who made them.
api_keys = Table(
    "api_keys",
    metadata,
    Column("token_digest", String(64), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("person_id", String(16), ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("made_at", Instant, nullable=False),
    Column("seen_at", Instant),
)

# Sign-ins that failed, by account and by address, to slow down whoever guesses.
failed_sign_ins = Table(
    "failed_sign_ins",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", String(64), nullable=False, index=True),
    Column("address", String(64), nullable=False, index=True),
    Column("failed_at", Instant, nullable=False, index=True),
)

# Views of a list that people keep: a name for a question (the list's own query string).
saved_views = Table(
    "saved_views",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("person_id", String(16), ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("list", String(40), nullable=False),
    Column("name", String(100), nullable=False),
    Column("question", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
)

# Files that people brought and that wait to be imported.
uploads = Table(
    "uploads",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("person_id", String(16), nullable=False, index=True),
    Column("file_name", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("made_at", Instant, nullable=False),
)

# Long work: what was asked, how far it is, what came of it.
jobs = Table(
    "jobs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("asked", JSON, nullable=False),
    Column("by", String(200), nullable=False),
    Column("person_id", String(16), index=True),
    Column("step", String(100), nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("found", JSON),
    Column("error", JSON),
    Column("made_at", Instant, nullable=False, index=True),
    Column("started_at", Instant),
    Column("ended_at", Instant),
)

# What people asked in SQL last, and what came of it.
queries = Table(
    "queries",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("person_id", String(16), ForeignKey("people.id", ondelete="CASCADE"), index=True),
    Column("sql", Text, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("rows", BigInteger),
    Column("error", String(40), nullable=False),
)

# What people decided about who is who, in the order in which they did. Nothing is deleted: an undo is a decision too.
identity_decisions = Table(
    "identity_decisions",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String(16), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("because", Text, nullable=False),
    Column("by", String(200), nullable=False),
    Column("person_id", String(16), index=True),
    Column("decided_at", Instant, nullable=False),
    Column("undoes", String(16), index=True),
    Column("probability", Float),
)

# The records that a decision is about, on its two sides.
identity_sides = Table(
    "identity_sides",
    metadata,
    Column("decision_id", String(16), ForeignKey("identity_decisions.id"), primary_key=True),
    Column("side", String(1), primary_key=True),
    Column("source", String(100), primary_key=True),
    Column("record_id", String(400), primary_key=True),
    Index("ix_identity_sides_record", "source", "record_id"),
)

# What people corrected of a customer, tied to the record that they corrected. Nothing is deleted: an undo is a row, too.
corrections = Table(
    "corrections",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String(16), nullable=False, unique=True),
    Column("source", String(100)),
    Column("record_id", String(400)),
    Column("values", JSON, nullable=False),
    Column("because", Text, nullable=False),
    Column("by", String(200), nullable=False),
    Column("person_id", String(16), index=True),
    Column("made_at", Instant, nullable=False),
    Column("undoes", String(16), index=True),
    Index("ix_corrections_record", "source", "record_id"),
)

# What people wrote about customers: notes, and tasks with somebody who does them. States are dates, nothing is deleted.
notes = Table(
    "notes",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String(16), nullable=False, unique=True),
    Column("source", String(100), nullable=False),
    Column("record_id", String(400), nullable=False),
    Column("text", Text, nullable=False),
    Column("by", String(200), nullable=False),
    Column("person_id", String(16), index=True),
    Column("made_at", Instant, nullable=False),
    Column("mentioned", JSON, nullable=False),
    Column("is_task", Integer, nullable=False),
    Column("for_person", String(16), index=True),
    Column("due_on", Date),
    Column("done_at", Instant),
    Column("done_by", String(200)),
    Column("removed_at", Instant),
    Column("removed_by", String(200)),
    Index("ix_notes_record", "source", "record_id"),
)

# Segments, version by version; the newest counts. Nothing is overwritten: a deletion and its undo are versions, too.
# `rule` names other segments by their id; a segment that is a list has none, and its records lie in the lake.
# A row with a group is a tag: by its rule, or without one by what people say (tag_batches).
segment_versions = Table(
    "segment_versions",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("segment_id", String(16), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("what", String(20), nullable=False),
    Column("name", String(100), nullable=False),
    Column("rule", Text),
    Column("listed", BigInteger),
    Column("group_id", String(16), index=True),
    # Where a tag stands in its group: in an exclusive one the first counts.
    Column("position", Integer),
    Column("owner", String(100)),
    Column("about", Text, nullable=False),
    Column("because", Text, nullable=False),
    Column("by", String(200), nullable=False),
    Column("person_id", String(16), index=True),
    Column("made_at", Instant, nullable=False),
    # Two people who change a segment at once make two versions, and the second is told so.
    UniqueConstraint("segment_id", "version"),
)

# Groups of tags, version by version. In an exclusive group a customer has one tag at most; one with a statistic has a tag for
# each value that is found.
tag_group_versions = Table(
    "tag_group_versions",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("group_id", String(16), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("what", String(20), nullable=False),
    Column("name", String(100), nullable=False),
    Column("exclusive", Boolean, nullable=False),
    Column("statistic", JSON),
    Column("about", Text, nullable=False),
    Column("owner", String(100), nullable=False),
    Column("because", Text, nullable=False),
    Column("by", String(200), nullable=False),
    Column("person_id", String(16), index=True),
    Column("made_at", Instant, nullable=False),
    UniqueConstraint("group_id", "version"),
)

# What people said of tags: put on so many customers from a day on (and up to another), or taken off. Nothing is deleted: an
# undo of a whole batch is a batch, too.
tag_batches = Table(
    "tag_batches",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String(16), nullable=False, unique=True),
    Column("tag_id", String(16), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("how", String(20), nullable=False),
    Column("customers", BigInteger, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("because", Text, nullable=False),
    Column("by", String(200), nullable=False),
    Column("person_id", String(16), index=True),
    Column("made_at", Instant, nullable=False),
    Column("undoes", String(16), index=True),
)

# The records of the customers that a batch is about, so that a merge moves its tags along.
tag_records = Table(
    "tag_records",
    metadata,
    Column("batch_id", String(16), ForeignKey("tag_batches.id"), primary_key=True),
    Column("source", String(100), primary_key=True),
    Column("record_id", String(400), primary_key=True),
    Index("ix_tag_records_record", "source", "record_id"),
)
