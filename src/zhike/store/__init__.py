"""The operational database: what was imported and run, by whom, which run is current, and who may sign in.

In: a SQLAlchemy URL (SQLite in the workspace by default, or PostgreSQL). Out: `Store`, with its tables.
"""

from zhike.store.database import Store, StoreError, open_store
from zhike.store.tables import (
    api_keys,
    corrections,
    current,
    failed_sign_ins,
    identity_decisions,
    identity_sides,
    imports,
    jobs,
    links,
    mappings,
    people,
    queries,
    run_tables,
    runs,
    saved_views,
    secrets,
    segment_versions,
    sessions,
    tag_batches,
    tag_group_versions,
    tag_records,
    uploads,
)

__all__ = [
    "Store",
    "StoreError",
    "api_keys",
    "corrections",
    "current",
    "failed_sign_ins",
    "identity_decisions",
    "identity_sides",
    "imports",
    "jobs",
    "links",
    "mappings",
    "open_store",
    "people",
    "queries",
    "run_tables",
    "runs",
    "saved_views",
    "secrets",
    "segment_versions",
    "sessions",
    "tag_batches",
    "tag_group_versions",
    "tag_records",
    "uploads",
]
