"""What the tests share: documents made from rule examples, the hypothesis profile, no network."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from mtaudit.core import Document, Segment, Span
from mtaudit.detect.rule import Example
from mtaudit.segment import segment
from tests.browser import chromium

os.environ["HF_HUB_OFFLINE"] = "1"
settings.register_profile(
    "mtaudit", deadline=None, max_examples=30, suppress_health_check=list(HealthCheck), derandomize=True
)
settings.load_profile("mtaudit")

PAGE_BREAK = "\f"  # stands between the articles of a batch rule's example


def need(package: str) -> None:
    """Skip where a package is missing, but not in CI, which installs it."""
    if "CI" not in os.environ:
        pytest.importorskip(package)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test runs with the network shut, except those that serve themselves over the loopback."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        local = isinstance(address, tuple) and address[0] in ("127.0.0.1", "::1")
        if local or self.family == getattr(socket, "AF_UNIX", None):
            return real(self, address)  # type: ignore[arg-type]
        raise OSError(f"the network is shut in tests: {address!r}")

    monkeypatch.setattr(socket.socket, "connect", connect)
    yield


@pytest.fixture(autouse=True)
def _own_store(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the user's store, nor that of another test."""
    monkeypatch.setenv("MTAUDIT_STORE", str(tmp_path_factory.mktemp("store") / "store.sqlite"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, once a module."""
    with chromium() as found:
        yield found


def document_of(text: str, lang: str, *, source: str = "", id: str = "example") -> Document:
    """A document as the readers make it; a source makes the whole text one given translation unit."""
    if source:
        given = Segment(text, Span(0, len(text)), lang=lang, source=source, key="1")
        return Document(id, text, lang=lang, source_text=source, segments=(given,))
    return Document(id, text, lang=lang, segments=segment(text, lang))


def documents_of(example: Example) -> tuple[tuple[Document, ...], tuple[tuple[Span, ...], ...]]:
    """The documents of an example and, for each, the spans that must be found."""
    documents, spans = [], []
    for index, marked in enumerate(example.marked.split(PAGE_BREAK)):
        part = replace(example, marked=marked)
        documents.append(document_of(part.text, example.lang, source=example.source, id=f"example-{index}"))
        spans.append(part.spans)
    return tuple(documents), tuple(spans)
