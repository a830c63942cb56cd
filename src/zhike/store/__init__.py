"""The operational database: what was imported and run, by whom, and which run is current.

In: a SQLAlchemy URL (SQLite in the workspace by default, or PostgreSQL). Out: `Store`, with its tables.
"""

from zhike.store.database import Store, StoreError, open_store
from zhike.store.tables import current, imports, mappings, run_tables, runs, secrets

__all__ = ["Store", "StoreError", "current", "imports", "mappings", "open_store", "run_tables", "runs", "secrets"]
