"""The HTTP side: routes, and what keeps other pages and other machines out."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from mtaudit.report.site import INDEX, for_serving
from mtaudit.serve.articles import Auditor
from mtaudit.serve.decisions import DecisionFile
from mtaudit.serve.trouble import Refused

LOOPBACK = "127.0.0.1"
MOST_BYTES = 2_000_000  # of a request; an article of 600 words with its source is under 10,000
SECONDS = 30  # that a client may take to send its request

# What a report consists of; nothing else in its folder is shown.
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json; charset=utf-8",
}
# The pages carry their own policy; this adds what a meta element cannot say.
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def new_token() -> str:
    """A token that nobody guesses."""
    return secrets.token_urlsafe(24)


class ReportServer(ThreadingHTTPServer):
    """Serves the report in `folder` on the loopback address under a path that begins with `token`."""

    daemon_threads = True

    def __init__(self, folder: Path, port: int, token: str, decisions: DecisionFile, auditor: Auditor) -> None:
        super().__init__((LOOPBACK, port), _Handler)
        self.folder = folder.resolve()
        self.token = token
        self.decisions = decisions
        self.auditor = auditor

    @property
    def origin(self) -> str:
        """Scheme, address and port."""
        return f"http://{LOOPBACK}:{self.server_address[1]}"

    @property
    def hosts(self) -> frozenset[str]:
        """The values of the Host header that mean us. Any other came through a name that somebody else controls."""
        return frozenset(f"{name}:{self.server_address[1]}" for name in (LOOPBACK, "localhost"))


class _Handler(BaseHTTPRequestHandler):
    server: ReportServer
    server_version = "mtaudit"
    sys_version = ""
    timeout = SECONDS

    def do_GET(self) -> None:
        self._answer("GET")

    def do_HEAD(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def _other(self) -> None:
        self._answer(self.command)

    do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _other

    def _answer(self, method: str) -> None:
        try:
            self._own_host()
            self._route(method)
        except Refused as refused:
            self._json({"error": refused.message, "hint": refused.hint}, refused.status)
        except (ConnectionError, TimeoutError):
            self.close_connection = True
        except Exception as error:  # noqa: BLE001 - one bad request must not take the server with it
            self._json({"error": f"mtaudit broke: {type(error).__name__}: {error}", "hint": ""}, HTTPStatus(500))

    def _own_host(self) -> None:
        if self.headers.get("Host", "") not in self.server.hosts:
            raise Refused(HTTPStatus.FORBIDDEN, "not our address", f"use {self.server.origin}")
        origin = self.headers.get("Origin")
        if origin and origin not in {f"http://{host}" for host in self.server.hosts}:
            raise Refused(HTTPStatus.FORBIDDEN, "a page of another site may not ask here")

    def _route(self, method: str) -> None:
        path = unquote(urlsplit(self.path).path)
        if path == "/health":
            self._only(method, "GET")
            return self._json({"status": "ok", "version": version("mtaudit")})
        first, _, rest = path.removeprefix("/").partition("/")
        if path == "/audit":
            scheme, _, first = self.headers.get("Authorization", "").partition(" ")
            first, rest = (first if scheme.lower() == "bearer" else ""), "audit"
        if not hmac.compare_digest(first.strip().encode(), self.server.token.encode()):
            hint = "open the address that mtaudit serve printed, or send Authorization: Bearer TOKEN"
            raise Refused(HTTPStatus.UNAUTHORIZED if path == "/audit" else HTTPStatus.FORBIDDEN, "wrong token", hint)
        if rest == "audit":
            self._only(method, "POST")
            text = self.server.auditor.audit(self._body(), self.headers.get("Content-Type", ""))
            return self._send(text.encode(), _TYPES[".json"])
        if rest == "triage":
            if method == "GET":
                return self._json(self.server.decisions.read())
            self._only(method, "POST")
            return self._json(self.server.decisions.change(self._parsed()))
        self._only(method, "GET")
        return self._file(rest or INDEX)

    def _only(self, method: str, allowed: str) -> None:
        if method != allowed:
            raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, f"{method} is not for this address", f"use {allowed}")

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal():
            raise Refused(HTTPStatus.LENGTH_REQUIRED, "no Content-Length", "send the body in one piece")
        if int(length) > MOST_BYTES:
            raise Refused(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"more than {MOST_BYTES:,} bytes", "one article a request"
            )
        return self.rfile.read(int(length))

    def _parsed(self) -> Any:
        # A form of another site can send text, not this type, without asking the browser first.
        if self.headers.get("Content-Type", "").partition(";")[0].strip() != "application/json":
            raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "cannot read this type", "send application/json")
        try:
            return json.loads(self._body())
        except (ValueError, RecursionError) as error:
            raise Refused(HTTPStatus.BAD_REQUEST, f"not valid JSON: {error}") from None

    def _file(self, name: str) -> None:
        if "\0" in name:
            raise Refused(HTTPStatus.NOT_FOUND, "no such page")
        path = (self.server.folder / name).resolve()
        inside = path.is_relative_to(self.server.folder) and not any(part.startswith(".") for part in Path(name).parts)
        if not inside or path.suffix not in _TYPES or not path.is_file():
            raise Refused(HTTPStatus.NOT_FOUND, "no such page")
        data = path.read_bytes()
        if path.suffix == ".html":
            data = for_serving(data.decode(), f"/{self.server.token}/triage").encode()
        self._send(data, _TYPES[path.suffix])

    def _json(self, tree: Mapping[str, Any], status: HTTPStatus = HTTPStatus.OK) -> None:
        self._send((json.dumps(tree, ensure_ascii=False) + "\n").encode(), _TYPES[".json"], status)

    def _send(self, data: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        for name, value in {**_HEADERS, "Content-Type": kind, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            self.send_header("Retry-After", "10")
        if status == HTTPStatus.UNAUTHORIZED:
            self.send_header("WWW-Authenticate", "Bearer")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, format: str, *values: Any) -> None:
        """Say nothing: addresses hold the token."""
