"""What earlier runs found, so that only new and changed articles are audited.

A record holds, for one article and each rule, the hits as offsets: quotes, fingerprints, segments and scores are made
again from the article at hand. Its key is a digest of exactly what a rule is given: the whole Document (every rule
can see it through its Context), the settings of rules, and the version of the code; the language model is named beside
each rule that needs it. So whatever could change a finding changes the key or the name, and the rule runs again.
A rule that was skipped is asked again each time; batch rules, which see all articles, always run.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from mtaudit.config import Config
from mtaudit.core import Document, Evidence, Finding, Hit, Severity, Skip, Span
from mtaudit.detect.rule import Rule
from mtaudit.engine.examine import Examined, missing, seen_by_rules
from mtaudit.engine.identity import fluency_version
from mtaudit.engine.locate import locate
from mtaudit.engine.versions import code_version
from mtaudit.models import Models
from mtaudit.store import Store


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an article, and the rules that must still run; `key` is "" where it cannot be remembered."""

    key: str
    examined: Examined
    open_rules: tuple[Rule, ...]


class Recall:
    """The store as the engine sees it. `audited` and `taken` count articles of the runs that used it."""

    def __init__(self, store: Store) -> None:
        self.audited = 0
        self.taken = 0
        self._store = store
        self._records: dict[str, dict[str, Any]] = {}  # of articles known in part, until their other rules have run

    def of(self, rules: Sequence[Rule], document: Document, config: Config, models: Models) -> Known:
        """What the store holds of `document`, made into findings."""
        key = _key(document, config)
        record = _parsed(self._store.recall(key))
        examined, open_rules = Examined(), []
        for rule in rules:
            if rule.scope == "batch":
                continue
            found = _found(record, rule, document, config, models)
            if found is not None:
                examined.findings.extend(found)
            elif rule.code in record["skipped"] and (why := missing(rule, document, models)):
                examined.skips.append(Skip(rule.code, document.id, why))
            else:
                open_rules.append(rule)
        if open_rules:
            self.audited += 1
            self._records[key] = record
        else:
            self.taken += 1
        return Known(key, examined, tuple(open_rules))

    def keep(self, known: Known, document: Document, own: Examined, config: Config, models: Models) -> Examined:
        """Remember what the open rules found; all that is known of the article now."""
        record = self._records.pop(known.key, None) or _parsed(b"")
        skipped = {skip.code for skip in own.skips}
        by_code: dict[str, list[Finding]] = defaultdict(list)
        for finding in own.findings:
            by_code[finding.code].append(finding)
        for rule in known.open_rules:
            model = _model(rule, document, config)
            record["rules"].pop(rule.code, None)
            if rule.code not in skipped and model is not None:
                loaded = sorted(models.loaded) if model else []
                record["rules"][rule.code] = [model, loaded, [_as_list(found) for found in by_code[rule.code]]]
        record["skipped"] = sorted(({*record["skipped"]} - {rule.code for rule in known.open_rules}) | skipped)
        # Not as ASCII: two lone surrogates written as escapes come back as one character.
        text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        self._store.keep(known.key, text.encode("utf-8", "surrogatepass"))
        skips = sorted([*known.examined.skips, *own.skips], key=lambda skip: skip.code)
        return Examined([*known.examined.findings, *own.findings], skips, own.risks)


def _key(document: Document, config: Config) -> str:
    what = "\0".join((code_version(), repr(seen_by_rules(config)), repr(document)))
    return sha256(what.encode("utf-8", "surrogatepass")).hexdigest()


def _parsed(record: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(record.decode("utf-8", "surrogatepass")) if record else {}
    except ValueError:
        parsed = {}
    sound = isinstance(parsed, dict) and {"rules", "skipped"} <= set(parsed)
    return parsed if sound else {"rules": {}, "skipped": []}


def _found(
    record: dict[str, Any], rule: Rule, document: Document, config: Config, models: Models
) -> list[Finding] | None:
    """The findings of a rule that has seen this very article; None where it has not, or with another model."""
    try:
        model, loaded, hits = record["rules"].get(rule.code, (None, (), ()))
        found = locate(rule, document, [_as_hit(fields) for fields in hits])
    except (ValueError, TypeError):  # whatever else wrote it, the rule knows better
        return None
    if model is None or model != _model(rule, document, config):
        return None
    models.note(frozenset(loaded))
    return found


def _model(rule: Rule, document: Document, config: Config) -> str | None:
    """The language model that a rule needs; "" where it needs none, None where it cannot be named."""
    if "fluency" not in rule.needs:
        return ""
    return fluency_version(config.models, document.lang) or None


def _as_list(found: Finding) -> list[Any]:
    """A finding without its words: what can be read off the article again is left out."""
    evidence = [[item.kind, item.text, item.value] for item in found.evidence]
    span = [found.span.start, found.span.end]
    return [*span, found.message, found.confidence, found.severity.value, list(found.suggestions), evidence]


def _as_hit(fields: Sequence[Any]) -> Hit:
    start, end, message, confidence, severity, suggestions, evidence = fields
    facts = tuple(Evidence(kind, text, value) for kind, text, value in evidence)
    return Hit(Span(start, end), message, confidence, Severity(severity), tuple(suggestions), facts)
