"""Settings of the gate, read once: which findings count, which articles share a budget. Raises ConfigError."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache

from mtaudit.config import Budgets, GateConfig, PathGate, RuleGate
from mtaudit.core import AuditedDocument, Document, Finding, Severity
from mtaudit.detect.registry import codes_of
from mtaudit.detect.tiers import GATING
from mtaudit.errors import ConfigError

DEFAULT_FAIL_ON = (Severity.MAJOR.value,)
NOTHING = "none"
_LEVELS = {severity.value: severity for severity in Severity if severity is not Severity.NEUTRAL}


@dataclass(frozen=True, slots=True)
class FailOn:
    """Findings that fail the gate one by one: those of gating rules from `least` up, and all of `codes`."""

    least: Severity | None
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Articles that share budgets. `name` is the pattern they match, "" for the rest."""

    name: str
    budgets: Budgets
    fail_on: FailOn
    documents: tuple[AuditedDocument, ...]


def fail_on(values: Sequence[str] | None) -> FailOn:
    """`fail_on` as it is meant: severities, codes, beginnings of codes, names of rules, or "none"."""
    levels: list[Severity] = []
    codes: list[str] = []
    for value in DEFAULT_FAIL_ON if values is None else values:
        if value.lower() in _LEVELS:
            levels.append(_LEVELS[value.lower()])
        elif value.lower() != NOTHING:
            codes.extend(codes_of(value, "gate.fail_on", also=(*_LEVELS, NOTHING)))
    return FailOn(min(levels, key=lambda level: level.rank, default=None), tuple(codes))


class Policy:
    """The settings of a run's gate."""

    def __init__(self, config: GateConfig) -> None:
        self.config = config
        self.rules = _by_code(config)
        self.required = {name: codes_of(name, "gate.require") for name in config.require}
        self._budgets = [(pattern.match, _inherited(pattern, config)) for pattern in config.paths]
        for pattern in config.paths:
            if not pattern.match:
                raise ConfigError("gate: every [[gate.paths]] needs a match", 'such as match = "sport/**"')
        self._fail_on = {name: fail_on(budgets.fail_on) for name, budgets in (*self._budgets, ("", config))}

    def gates(self, code: str) -> bool:
        """True where findings of a rule may fail the gate: by setting, else by what was measured of it."""
        own = self.rules.get(code)
        return own.gates if own is not None and own.gates is not None else code in GATING

    def limited(self, code: str) -> bool:
        """True where a rule has a number of findings that pass."""
        own = self.rules.get(code)
        return own is not None and own.max is not None

    def fails_alone(self, finding: Finding, rule: FailOn) -> bool:
        """True where this one finding fails the gate."""
        if self.limited(finding.code):
            return False
        if finding.code in rule.codes:
            return True
        return rule.least is not None and finding.severity.rank >= rule.least.rank and self.gates(finding.code)

    def groups(self, documents: Sequence[AuditedDocument]) -> list[Group]:
        """The articles by budget; each belongs to the first pattern that it matches, else to the rest."""
        members: dict[str, list[AuditedDocument]] = {name: [] for name, _ in self._budgets}
        members[""] = []
        for audited in documents:
            own = next((name for name, _ in self._budgets if is_match(audited.document, name)), "")
            members[own].append(audited)
        return [
            Group(name, budgets, self._fail_on[name], tuple(members[name]))
            for name, budgets in (*self._budgets, ("", self.config))
        ]


def _by_code(config: GateConfig) -> dict[str, RuleGate]:
    """The settings of each rule; those of a code win over those of its family."""
    found: dict[str, RuleGate] = {}
    for name in sorted(config.rules, key=lambda name: len(codes_of(name, "gate.rules")), reverse=True):
        for code in codes_of(name, "gate.rules"):
            found[code] = config.rules[name]
    return found


def _inherited(pattern: PathGate, config: GateConfig) -> Budgets:
    own = {entry.name: getattr(pattern, entry.name) for entry in fields(Budgets)}
    return Budgets(**{name: getattr(config, name) if value is None else value for name, value in own.items()})


def is_match(document: Document, pattern: str) -> bool:
    """True where the path of a document, or else its id or URL, matches: `*` within a folder, `**` through all."""
    names = (document.path, document.id, document.url)
    return any(name and _pattern(pattern).fullmatch(name.removeprefix("./")) for name in names)


@lru_cache(maxsize=256)
def _pattern(glob: str) -> re.Pattern[str]:
    pieces = re.split(r"(\*\*/|\*\*|\*|\?)", glob.removeprefix("./"))
    wild = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(wild.get(piece) or re.escape(piece) for piece in pieces), re.DOTALL)
