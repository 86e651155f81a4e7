"""Fetches one file whose hash is known, and goes on where an interrupted download stopped."""

from __future__ import annotations

import http.client
import os
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from mtaudit.errors import ModelError
from mtaudit.models.folder import Progress, hash_file

TRIES = 5  # connections in a row that bring nothing before we give up
TIMEOUT = 30.0  # seconds without a byte
_BLOCK = 1 << 18


class UnreachableError(Exception):
    """The address gave no answer that we can use; another way may still do."""


def download(url: str, part: Path, size: int, what: str, progress: Progress, *, pause: float = 1.0) -> None:
    """Bring `part` to its full `size` in bytes from `url`, beginning with what it already holds.

    A broken connection is taken up again, after `pause` seconds times the number of failures in a row. Raises
    UnreachableError where the server gives nothing, ModelError where it stopped giving; `part` is kept for next time.
    """
    gained, failures = False, 0
    while (held := _held(part)) < size:
        reason = _attempt(url, part, held, size, lambda done: progress(what, done, size))
        if _held(part) > held:
            gained, failures = True, 0
            continue
        failures += 1
        if not gained:
            raise UnreachableError(reason)
        if failures == TRIES:
            raise ModelError(
                f"{what} stopped at {held:,} of {size:,} bytes: {reason}",
                "run the command again: it goes on from there",
            )
        time.sleep(pause * failures)


def check(path: Path, expected: str) -> None:
    """Delete the file and raise ModelError where its SHA-256 is not `expected`."""
    found = hash_file(path)
    if found != expected:
        path.unlink()
        raise ModelError(
            f"{path.name.strip('.')} is not the file that mtaudit was released with: SHA-256 {found}, not {expected}",
            "it was deleted; if a second try gives the same, your package index serves another file",
        )


def _held(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _attempt(url: str, part: Path, held: int, size: int, tell: Callable[[int], None]) -> str:
    """One connection; the reason why it ended. Where the server does not know ranges the file is begun anew."""
    request = urllib.request.Request(url, headers={"User-Agent": "mtaudit", "Accept-Encoding": "identity"})
    if held:
        request.add_header("Range", f"bytes={held}-")
    try:
        with (
            urllib.request.urlopen(request, timeout=TIMEOUT, context=_certificates(url)) as response,
            part.open("ab" if _is_rest(response, held) else "wb") as stream,
        ):
            done = stream.tell()
            while done <= size and (block := response.read(_BLOCK)):
                stream.write(block)
                tell(done := done + len(block))
    except (OSError, http.client.HTTPException) as error:
        return str(error) or type(error).__name__
    return "the connection was closed"


def _is_rest(response: http.client.HTTPResponse, held: int) -> bool:
    """True where the answer begins just after the bytes that we hold."""
    return response.status == 206 and (response.getheader("Content-Range") or "").startswith(f"bytes {held}-")


def _certificates(url: str) -> ssl.SSLContext | None:
    """The certificates that pip was told to trust, else the system's."""
    return ssl.create_default_context(cafile=os.environ.get("PIP_CERT") or None) if url.startswith("https") else None
