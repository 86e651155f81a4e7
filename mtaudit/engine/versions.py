"""What findings depend on besides the article and the settings: our own code, the libraries, the interpreter."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

# What no rule can reach, since data flows one way (tests/test_layers.py); all else is code that a rule may use.
_BEYOND_RULES = (
    "cli",
    "evaluate",
    "report",
    "read",
    "store",
    "corpora",
    "fetch",
    "gate",
    "judgement.py",
    "serve",
)
_NAME = re.compile(r"[A-Za-z0-9._-]+")


@lru_cache(maxsize=1)
def code_version() -> str:
    """A digest of all code and tables that a rule may use, of every library's version, and of Python and Unicode."""
    root = Path(__file__).parent.parent
    digest = sha256(f"{sys.version}|{unicodedata.unidata_version}".encode())
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if name.parts[0] not in _BEYOND_RULES and "__pycache__" not in name.parts and path.is_file():
            digest.update(f"\0{name.as_posix()}\0".encode() + path.read_bytes())
    for library in _libraries():
        digest.update(f"\0{library}".encode())
    return digest.hexdigest()


def _libraries() -> list[str]:
    """The libraries that mtaudit and its extras ask for, with the versions that are installed."""
    names = {match[0].lower() for line in requires("mtaudit") or () if (match := _NAME.match(line))}
    return sorted(f"{name}=={_version(name)}" for name in names)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
