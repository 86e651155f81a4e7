"""Tells others that the gate failed: a webhook, a command. A failure to tell is said aloud and changes nothing else."""

from __future__ import annotations

import json
import shlex
import subprocess
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mtaudit.config import FeedConfig
    from mtaudit.core import Report
    from mtaudit.judgement import Judgement

VERSION = 1
MOST_FINDINGS = 100  # in one message
COMMAND_SECONDS = 60.0


def message(report: Report, judgement: Judgement, *, text: bool) -> dict[str, Any]:
    """What is told: counts, codes, ids and links; words of the articles only with `text`."""
    documents = {audited.document.id: audited.document for audited in report.documents}
    failing = [found for found in report.findings if found.fingerprint in judgement.failing]
    return {
        "version": VERSION,
        "event": "gate-failed",
        "line": judgement.line,
        "articles": len(report.documents),
        "failing": len(failing),
        "findings": [
            {
                "fingerprint": found.fingerprint,
                "code": found.code,
                "severity": found.severity.value,
                "document": found.document_id,
                "url": documents[found.document_id].url,
                **({"quote": found.quote, "message": found.message} if text else {}),
            }
            for found in failing[:MOST_FINDINGS]
        ],
        "signature": report.signature,
    }


class Notifier:
    """Tells whom the settings name of a failing finding once, and again after the gate has passed in between."""

    def __init__(self, config: FeedConfig) -> None:
        self._config = config
        self._told: dict[str, frozenset[str]] = {}  # of each, the failing findings that it knows

    def tell(self, report: Report, judgement: Judgement) -> None:
        """Tell what is new. Who could not be told is tried again the next time."""
        if not judgement.failures:
            self._told.clear()
            return
        text = json.dumps(message(report, judgement, text=self._config.webhook_text), ensure_ascii=False)
        body = text.encode("utf-8", "backslashreplace")
        for name, send in (("webhook", _post), ("on_fail", _run)):
            known = self._told.get(name)
            wanted = getattr(self._config, name) and (known is None or not judgement.failing <= known)
            if wanted and send(self._config, body):
                self._told[name] = judgement.failing


def _post(config: FeedConfig, body: bytes) -> bool:
    from dataclasses import replace

    from mtaudit.cli import console
    from mtaudit.cli.session import limits
    from mtaudit.errors import MtauditError
    from mtaudit.fetch import open_fetcher

    try:
        # Who names the webhook may have it in the own network.
        client = open_fetcher(replace(limits(config), allow_private=True, robots=False, rate=0.0))
        try:
            client.post(config.webhook, body)
        finally:
            client.close()
    except MtauditError as error:
        console.say_error(f"the webhook was not told: {error.message}", error.hint or "see [feed] webhook")
        return False
    return True


def _run(config: FeedConfig, body: bytes) -> bool:
    from mtaudit.cli import console

    command = config.on_fail
    try:
        # What it prints goes to standard error: standard output is ours, and may be JSON.
        subprocess.run(shlex.split(command), input=body, stdout=2, timeout=COMMAND_SECONDS, check=True)
    except subprocess.CalledProcessError as error:
        console.say_error(f"[feed] on_fail ended with {error.returncode}", command)
    except subprocess.TimeoutExpired:
        console.say_error(f"[feed] on_fail took longer than {COMMAND_SECONDS:g} s and was ended", command)
    except (OSError, ValueError) as error:
        console.say_error(f"[feed] on_fail cannot be run: {error}", command)
    else:
        return True
    return False
