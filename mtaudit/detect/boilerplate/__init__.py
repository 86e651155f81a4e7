"""Boilerplate: lines of the source's web page that were translated along with the article."""

from mtaudit.detect.boilerplate import batch, site
from mtaudit.detect.rule import Rule

RULES: tuple[Rule, ...] = (*site.RULES, *batch.RULES)
