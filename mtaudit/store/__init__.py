"""The local store, one SQLite file: what earlier runs found, and what became of each run. `Store.open` opens it."""

from __future__ import annotations

from mtaudit.store.database import default_path
from mtaudit.store.store import Counts, Finished, Store, Unfinished, VersionOf

__all__ = ["Counts", "Finished", "Store", "Unfinished", "VersionOf", "default_path"]
