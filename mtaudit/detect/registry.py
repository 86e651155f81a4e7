"""All rules, in one explicit tuple."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mtaudit.config import RulesConfig
from mtaudit.detect import boilerplate, encoding, garbled, language, repetition, script, typography
from mtaudit.detect.rule import Rule
from mtaudit.errors import ConfigError, did_you_mean

_FAMILIES = (script, language, encoding, garbled, repetition, typography, boilerplate)

RULES: tuple[Rule, ...] = tuple(
    sorted((rule for family in _FAMILIES for rule in family.RULES), key=lambda rule: rule.code)
)


def selected(config: RulesConfig) -> tuple[Rule, ...]:
    """The rules that `select` and `ignore` leave, by code prefix or name.

    Raises ConfigError where a prefix or name matches no rule.
    """
    for option, prefixes in (("select", config.select), ("ignore", config.ignore)):
        for prefix in prefixes:
            if not any(_matches(rule, prefix) for rule in RULES):
                families = ", ".join(sorted({rule.family for rule in RULES}))
                raise ConfigError(f"{option}: no rule matches {prefix!r}", f"families: {families}; see `mtaudit rules`")
    return tuple(
        rule for rule in RULES if (not config.select or _any(rule, config.select)) and not _any(rule, config.ignore)
    )


def _any(rule: Rule, prefixes: Sequence[str]) -> bool:
    return any(_matches(rule, prefix) for prefix in prefixes)


def _matches(rule: Rule, prefix: str) -> bool:
    return rule.code.startswith(prefix.upper()) or rule.name == prefix


def codes_of(name: str, place: str, *, also: Iterable[str] = ()) -> tuple[str, ...]:
    """Codes of the rules that a code, its beginning or a name stands for.

    Raises ConfigError where there is none; `also` are other words that would have been understood there.
    """
    found = tuple(rule.code for rule in RULES if name and _matches(rule, name))
    if not found:
        known = [*also, *(rule.name for rule in RULES), *(rule.code for rule in RULES)]
        hint = did_you_mean(name, known) or did_you_mean(name.upper(), known, "`mtaudit rules` lists them all")
        raise ConfigError(f"{place}: no rule matches {name!r}", hint)
    return found
