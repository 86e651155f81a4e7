"""What a request is refused for."""

from __future__ import annotations

from http import HTTPStatus


class Refused(Exception):
    """A request that is not answered: its status, one line that says why, and what to do."""

    def __init__(self, status: HTTPStatus, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.hint = hint
