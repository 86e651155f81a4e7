"""One article of a request: read as the readers read files, audited with models that stay loaded."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import replace
from email.message import Message
from http import HTTPStatus
from typing import Any

from mtaudit.config import Config
from mtaudit.core import Document, InputError
from mtaudit.engine import audit
from mtaudit.errors import ReadError
from mtaudit.models import Models
from mtaudit.models.language import detect
from mtaudit.read.compose import Facts
from mtaudit.read.languages import Languages
from mtaudit.read.pairs import attach
from mtaudit.read.plain import read_text
from mtaudit.read.tabular import our_fields, read_records
from mtaudit.read.webpage import read_page
from mtaudit.report import json as report_json
from mtaudit.serve.trouble import Refused

PLACE = "request"
WAITING = 8  # requests that may stand in line; one article takes about a second, and a CMS gives up after ten
KINDS = ("application/json", "text/plain", "text/html")
_HINT = 'such as {"id": "a1", "mt": "...", "src": "...", "tgt_lang": "en"}, or {"html": "..."}'


class Auditor:
    """Audits one article after the other. The models are loaded at the first and stay."""

    def __init__(self, config: Config) -> None:
        self._config = replace(config, read=replace(config.read, fields=our_fields(config.read.fields)))
        self._models = Models(config)
        self._languages = Languages(self._config.read, lambda text: detect(text, self._models.language).lang)
        self._one_at_a_time = threading.Lock()
        self._line = threading.BoundedSemaphore(WAITING)

    def audit(self, body: bytes, content_type: str) -> str:
        """The report of the article in a request's body, in JSON. Raises Refused."""
        if not self._line.acquire(blocking=False):
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, f"{WAITING} articles are waiting", "try again in a while")
        try:
            with self._one_at_a_time:
                document = self._document(body, content_type)
                return report_json.render(audit([document], self._config, models=self._models))
        finally:
            self._line.release()

    def _document(self, body: bytes, content_type: str) -> Document:
        kind, charset = _content(content_type)
        if kind not in KINDS:
            known = ", ".join(KINDS)
            raise Refused(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"cannot read {kind or 'a body of no type'}", f"send {known}"
            )
        try:
            text = body.decode(charset)
        except (UnicodeDecodeError, LookupError) as error:
            raise Refused(HTTPStatus.BAD_REQUEST, f"the body is not in {charset}: {error}", "send UTF-8") from None
        try:
            if kind == "application/json":
                return self._record(text)
            read = read_page if kind == "text/html" else read_text
            return read(text, Facts(id=PLACE, path=PLACE), self._languages)
        except ReadError as error:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"the article {error.message}", error.hint) from None

    def _record(self, text: str) -> Document:
        try:
            record = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise Refused(
                HTTPStatus.BAD_REQUEST, f"not valid JSON: {error}", f"one object a request, {_HINT}"
            ) from None
        if not isinstance(record, dict):
            raise Refused(HTTPStatus.BAD_REQUEST, "the body must be one JSON object", _HINT)
        if "html" in record:
            return self._page(record)
        (found, *_) = read_records([(1, record)], PLACE, "", self._languages)
        if isinstance(found, InputError):
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"the article {found.message}", found.hint or _HINT)
        return found

    def _page(self, record: Mapping[str, Any]) -> Document:
        """The article of {"html": page} with, where they are given, id, url, system, languages and source."""
        names = ("html", "id", "url", "system", "tgt_lang", "src_lang", "src")
        given = {name: record.get(name) or "" for name in names}
        for name, value in given.items():
            if not isinstance(value, str):
                raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f'"{name}" must be a string')
        facts = Facts(
            id=given["id"] or PLACE,
            path=PLACE,
            url=given["url"],
            system=given["system"],
            lang=given["tgt_lang"],
            source_lang=given["src_lang"],
        )
        document = read_page(given["html"], facts, self._languages)
        return attach(document, given["src"], "") if given["src"] else document


def _content(content_type: str) -> tuple[str, str]:
    """The media type and the character set that a Content-Type names."""
    message = Message()
    message["Content-Type"] = content_type
    return (message.get_content_type() if content_type else ""), message.get_content_charset("utf-8")
