"""A small server on this machine: it shows a report, keeps what an editor decides, and audits single articles."""

from __future__ import annotations

from mtaudit.serve.articles import Auditor
from mtaudit.serve.decisions import DecisionFile
from mtaudit.serve.server import ReportServer, new_token

__all__ = ["Auditor", "DecisionFile", "ReportServer", "new_token"]
