"""Typography: quotation marks and brackets, casing, spacing."""

from mtaudit.detect.rule import Rule
from mtaudit.detect.typography import casing, foreign, pairs, spacing

RULES: tuple[Rule, ...] = (*pairs.RULES, *casing.RULES, *spacing.RULES, *foreign.RULES)
