"""Repetition: doubled words, phrase loops, and sentences that an article tells twice."""

from mtaudit.detect.repetition import phrases, sentences
from mtaudit.detect.rule import Rule

RULES: tuple[Rule, ...] = (*phrases.RULES, *sentences.RULES)
