"""The self-test: plants known damage in clean articles and counts what is found, by kind, rule and language pair."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from mtaudit.config import Config
from mtaudit.core import AuditedDocument, Document, Finding, Severity
from mtaudit.detect.registry import selected
from mtaudit.engine import audit
from mtaudit.evaluate.cases import ALL
from mtaudit.evaluate.damage import PLANTERS, Calque, Mark
from mtaudit.evaluate.figures import RESAMPLES, Figure, Key, Observed, figure_of, sums
from mtaudit.evaluate.gold import GoldSpan
from mtaudit.evaluate.kinds import EVERY_FAMILY
from mtaudit.evaluate.own import NAME, heavy_codes, missing_families
from mtaudit.evaluate.prediction import Advance
from mtaudit.evaluate.run import Evaluation, Progress, SetFacts, counter, folded
from mtaudit.evaluate.spans import Marked, word_spans
from mtaudit.evaluate.trials import CONTROL, Trial, trials
from mtaudit.models import Models
from mtaudit.text import count_words

GOLD = "selftest"
# Pairs that every run names, measured or not: the source languages of our corpora, and the targets we promise.
SOURCES = ("el", "ru", "uk", "zh", "de", "es", "fr", "ar", "tr")
TARGETS = ("en", "de", "fr", "ru", "el", "tr", "ar", "zh", "ja")


@dataclass(frozen=True, slots=True)
class Selftest:
    """The outcome. `unmeasured` names (source, target) pairs for which there is no clean text or no donor."""

    figures: tuple[Figure, ...]
    observed: tuple[Observed, ...]
    unmeasured: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    signature: str
    articles: int
    copies: int
    seed: int
    digest: str

    def as_evaluation(self) -> Evaluation:
        """The same figures as an evaluation, to be stored, compared and held against floors."""
        facts = SetFacts(
            GOLD, self.digest, "planted by mtaudit selftest", False, self.copies, self.copies, self.copies, 0, 0
        )
        plan = f"{self.copies} damaged copies of {self.articles} articles, seed {self.seed}"
        return Evaluation((facts,), {NAME: self.signature}, self.figures, self.observed, self.notes, plan)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One planted mark: the codes that found it. `pair` is "el-en", or the target alone where no source matters."""

    mark: Mark
    article: str
    pair: str
    codes: frozenset[str]


def selftest(
    documents: Sequence[Document],
    donors: Mapping[str, Sequence[str]],
    calques: Sequence[Calque],
    config: Config,
    *,
    kinds: Sequence[str] = tuple(PLANTERS),
    seed: int = 0,
    per_cell: int = 1,
    jobs: int = 1,
    models: Models | None = None,
    progress: Progress | None = None,
    resamples: int = RESAMPLES,
) -> Selftest:
    """Audit the clean documents and their damaged copies.

    A mark is found where a finding of any severity, which the clean text does not have, overlaps it and is at most 4
    words longer. Rules that need a language model run on the clean text and on copies whose damage only they can see.
    """
    models = models or Models(config)
    planned = list(trials(documents, donors, calques, kinds, seed=seed, per_cell=per_cell))
    step = counter(progress, "self-test", len(documents) + len(planned))
    clean = audit(documents, config, models=models, progress=lambda _: step())
    copies = _audited(planned, config, models, jobs, step)
    observed = (*_false_alarms(clean.documents, config), *_measured(planned, copies, clean.documents))
    return Selftest(
        figures=tuple(figure_of(one, seed=seed, resamples=resamples) for one in observed),
        observed=observed,
        unmeasured=tuple(_unmeasured(observed)),
        notes=folded(sorted({f"{skip.code}: {skip.reason}" for one in clean.documents for skip in one.skips})),
        signature=clean.signature,
        articles=len(documents),
        copies=len(planned),
        seed=seed,
        digest=_digest(planned),
    )


def _audited(
    planned: Sequence[Trial], config: Config, models: Models, jobs: int, step: Advance
) -> dict[str, AuditedDocument]:
    """The damaged copies, audited, by id. Batch rules, which look for what articles share, say nothing of copies."""
    batch = tuple(rule.code for rule in selected(config.rules) if rule.scope == "batch")
    full = replace(config, rules=replace(config.rules, ignore=(*config.rules.ignore, *batch)))
    light = replace(full, rules=replace(full.rules, ignore=(*full.rules.ignore, *heavy_codes(config))))
    done: dict[str, AuditedDocument] = {}
    for needs_model, settings, own_jobs in ((False, light, jobs), (True, full, 1)):
        own = [trial.document for trial in planned if trial.needs_model == needs_model]
        report = audit(own, settings, models=models, jobs=own_jobs, progress=lambda _: step())
        done.update((one.document.id, one) for one in report.documents)
    return done


def _measured(
    planned: Sequence[Trial], copies: Mapping[str, AuditedDocument], clean: Sequence[AuditedDocument]
) -> Iterator[Observed]:
    known = {audited.document.id: audited for audited in clean}
    outcomes: list[Outcome] = []
    extra: list[tuple[str, tuple[int, int]]] = []
    for trial in planned:
        audited, before = copies.get(trial.document.id), known.get(trial.clean.id)
        if audited and before:
            outcomes.extend(_outcomes(trial, audited, before))
            extra.append((trial.clean.id, _collateral(trial, audited, before)))
    yield from _recall(outcomes)
    yield from _precision(extra)


def _digest(planned: Sequence[Trial]) -> str:
    """Names what was planted, so that runs on other damage are not compared."""
    texts = sha256()
    for trial in planned:
        texts.update(trial.document.text.encode("utf-8", "surrogatepass"))
    return texts.hexdigest()[:16]


def _new(audited: AuditedDocument, clean: AuditedDocument) -> Iterator[Finding]:
    """Findings that the clean text does not have."""
    old = {(finding.code, finding.quote) for finding in clean.findings}
    return (finding for finding in audited.findings if (finding.code, finding.quote) not in old)


def _outcomes(trial: Trial, audited: AuditedDocument, clean: AuditedDocument) -> Iterator[Outcome]:
    words = tuple(word_spans(trial.document.text))
    findings = list(_new(audited, clean))
    for mark in trial.marks:
        marked = Marked(words, (GoldSpan(mark.span, "unknown", EVERY_FAMILY),))
        codes = frozenset(finding.code for finding in findings if marked.credited(finding.span))
        target = trial.document.lang
        pair = f"{mark.source_lang}-{target}" if mark.source_lang else target
        yield Outcome(mark, trial.clean.id, pair, codes)


def _collateral(trial: Trial, audited: AuditedDocument, clean: AuditedDocument) -> tuple[int, int]:
    """(right, all) new weighty findings of a copy: what is planted should be found, and nothing beside it."""
    marks = tuple(GoldSpan(mark.span, "unknown", EVERY_FAMILY) for mark in trial.marks if mark.kind != CONTROL)
    marked = Marked(tuple(word_spans(trial.document.text)), marks)
    weighty = [one for one in _new(audited, clean) if one.severity is not Severity.NEUTRAL]
    return sum(bool(marked.credited(finding.span)) for finding in weighty), len(weighty)


def _key(measure: str, family: str = "", part: str = "") -> Key:
    return Key(GOLD, NAME, family, part, measure)


def _false_alarms(clean: Sequence[AuditedDocument], config: Config) -> Iterator[Observed]:
    """Findings on untouched text, by family, in all and by language."""
    families = dict.fromkeys(rule.family for rule in selected(config.rules))
    for family in (ALL, *families):
        for part in ("", *(f"target={lang}" for lang in sorted({one.document.lang for one in clean}))):
            own = [
                one
                for one in clean
                if part in ("", f"target={one.document.lang}") and family not in missing_families(one.skips)
            ]
            rows = [(one.document.id, (_count(one, family), count_words(one.document.text))) for one in own]
            if rows:
                yield sums(_key("false alarms", family, part), "per_thousand", rows)


def _count(audited: AuditedDocument, family: str) -> int:
    weighty = (finding for finding in audited.findings if finding.severity is not Severity.NEUTRAL)
    return sum(family in (ALL, finding.code[:3]) for finding in weighty)


def _recall(outcomes: Sequence[Outcome]) -> Iterator[Observed]:
    """Recall by kind, variant, language pair and rule. Of a control, a finding is a false alarm, not a success."""
    groups: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        kind = outcome.mark.kind
        for part in (f"kind={kind}", f"kind={kind}/{outcome.mark.variant}", f"kind={kind}, {outcome.pair}"):
            groups["", part].append(outcome)
    for (_, part), own in sorted(groups.items()):
        measure = "alarms on right wording" if part.startswith(f"kind={CONTROL}") else "recall"
        yield sums(_key(measure, ALL, part), "ratio", [(one.article, (float(bool(one.codes)), 1.0)) for one in own])
        if ", " in part:
            continue
        for code in sorted({code for one in own for code in one.codes}):
            rows = [(one.article, (float(code in one.codes), 1.0)) for one in own]
            yield sums(_key(measure, code, part), "ratio", rows)


def _precision(extra: Sequence[tuple[str, tuple[int, int]]]) -> Iterator[Observed]:
    rows = [(article, (float(right), float(found))) for article, (right, found) in extra]
    if rows:
        yield sums(_key("precision", ALL), "ratio", rows)


def _unmeasured(observed: Sequence[Observed]) -> Iterator[tuple[str, str]]:
    measured = {one.key.slice for one in observed if one.key.measure == "recall"}
    for target in TARGETS:
        for source in SOURCES:
            if source != target and f"kind=source-fragment, {source}-{target}" not in measured:
                yield source, target
