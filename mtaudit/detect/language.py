"""To be written."""

from mtaudit.detect.rule import Rule

RULES: tuple[Rule, ...] = ()
