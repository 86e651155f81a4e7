"""Garbled phrasing."""

from mtaudit.detect.rule import Rule

RULES: tuple[Rule, ...] = ()
