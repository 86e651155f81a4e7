"""Runs rules over documents, says why one could not run, and contains their crashes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from mtaudit.config import Config
from mtaudit.core import Document, Finding, Hit, Risk, Skip
from mtaudit.detect.rule import Context, Rule
from mtaudit.engine.locate import locate
from mtaudit.models import Models, Unavailable


@dataclass(frozen=True, slots=True)
class Examined:
    """What rules found in one document, and what did not run on it."""

    findings: list[Finding] = field(default_factory=list)
    skips: list[Skip] = field(default_factory=list)
    risks: list[Risk] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Task:
    """A document that is to be examined, by which rules, and its place in the run."""

    index: int
    document: Document
    rules: Sequence[Rule]


def examine(
    rules: Sequence[Rule], document: Document, config: Config, models: Models, *, word_risks: bool = False
) -> Examined:
    """Run the segment and document rules over a document. A rule that crashes becomes a Skip."""
    context = Context(document, seen_by_rules(config), models, word_risks)
    examined = Examined()
    for rule in rules:
        if rule.scope == "batch":
            continue
        if why := missing(rule, document, models):
            examined.skips.append(Skip(rule.code, document.id, why))
            continue
        try:
            said = list(_hits(rule, context))
            if said:
                examined.findings.extend(locate(rule, document, (hit for hit in said if isinstance(hit, Hit))))
                examined.risks.extend(replace(risk, code=rule.code) for risk in said if isinstance(risk, Risk))
        except Exception as error:  # noqa: BLE001 - a rule must never take the batch down with it
            examined.skips.append(Skip(rule.code, document.id, _crash(rule, error)))
    return examined


def examine_batch(
    rules: Sequence[Rule], documents: Sequence[Document], config: Config, models: Models
) -> list[Examined]:
    """Run the batch rules over all documents at once; the result runs parallel to `documents`."""
    results = [Examined() for _ in documents]
    for rule in rules:
        if rule.scope != "batch" or not documents:
            continue
        hits: dict[int, list[Hit]] = defaultdict(list)
        try:
            for index, hit in rule.find(documents, Context(documents[0], seen_by_rules(config), models)):
                hits[index].append(hit)
            found = {index: locate(rule, documents[index], hits[index]) for index in sorted(hits)}
        except Exception as error:  # noqa: BLE001
            for document, examined in zip(documents, results, strict=True):
                examined.skips.append(Skip(rule.code, document.id, _crash(rule, error)))
        else:
            for index, findings in found.items():
                results[index].findings.extend(findings)
    return results


def seen_by_rules(config: Config) -> Config:
    """The settings that a rule is given: its thresholds. All else stands at its default, so that what a rule has
    found stays true whatever else is set (mtaudit.engine.recall).
    """
    return Config(garbled=config.garbled)


def _crash(rule: Rule, error: Exception) -> str:
    return f"rule {rule.name} crashed: {type(error).__name__}: {error}; please report it"


def missing(rule: Rule, document: Document, models: Models) -> str:
    """Why `rule` cannot run on `document`; "" where it can."""
    if "source" in rule.needs and not any(segment.source for segment in document.segments):
        return "no source text"
    if {"language", "fluency"} & set(rule.needs) and not document.lang:
        return "target language unknown"
    if "fluency" in rule.needs:
        fluency = models.fluency(document.lang)
        if isinstance(fluency, Unavailable):
            return fluency.reason
    if "grammar" in rule.needs and document.lang == "en":  # the rules of grammar keep silent in other languages
        checker = models.grammar(document.lang)
        if isinstance(checker, Unavailable):
            return checker.reason
    return ""


def _hits(rule: Rule, context: Context) -> Iterator[Hit | Risk]:
    """Hits of a segment or document rule, and Risks of a document rule, in offsets of the document's text."""
    document = context.document
    if rule.scope == "document":
        yield from rule.find(document, context)
        return
    for segment in document.segments:
        if "source" in rule.needs and not segment.source:
            continue
        for hit in rule.find(segment, context):
            if hit.span.end > len(segment.text):
                raise ValueError(f"{rule.code} hit {hit.span} lies outside its segment")
            yield replace(hit, span=hit.span.shift(segment.span.start))
