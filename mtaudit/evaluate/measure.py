"""From gold and predictions to what each figure counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mtaudit.evaluate.agreement import pairs_within, right_pairs, tie_threshold
from mtaudit.evaluate.cases import (
    ALL,
    Case,
    confusion,
    counts,
    meant_for,
    positives,
    said,
    slices_of,
    touched,
    usable,
    word_risks,
)
from mtaudit.evaluate.figures import Key, Observed, items, sums
from mtaudit.evaluate.gold import GoldSet
from mtaudit.evaluate.kinds import EVERY_FAMILY
from mtaudit.evaluate.spans import severe, weighty

Sum = tuple[str, Sequence[float]]  # cluster, parts


def observe(
    gold: GoldSet, system: str, cases: Sequence[Case], families: Sequence[str], *, flags: bool = True
) -> Iterator[Observed]:
    """All that can be counted of a system on a set: by family, by slice, by score, by label.

    `flags` False: the system marks no spans, so there are no findings to count.
    """
    measured = Measured(gold, system)
    if flags and any(case.record.clean for case in cases):
        yield from measured.false_alarms([case for case in cases if case.record.clean], families)
    if gold.judged:
        judged = [family for family in families if family == ALL or family in gold.judged]
        if flags:
            yield from measured.findings(cases, judged)
            yield from measured.rules(cases, judged)
            yield from measured.confidence(cases, judged)
        yield from measured.words(cases, judged)
    yield from measured.scores([case for case in cases if case.record.score is not None and case.score is not None])
    yield from measured.labels([case for case in cases if case.record.label and case.score is not None])
    yield from measured.major(cases)


@dataclass(frozen=True, slots=True)
class Measured:
    """Counts for one system on one set."""

    gold: GoldSet
    system: str

    def key(self, measure: str, family: str = "", part: str = "") -> Key:
        """The key of a figure on this set."""
        return Key(self.gold.name, self.system, family, part, measure)

    def false_alarms(self, cases: Sequence[Case], families: Sequence[str]) -> Iterator[Observed]:
        """False findings per 1,000 words of text without error, by family, for each language and in all."""
        for family in families:
            own = usable(cases, family)
            if not own:
                continue
            rows = [(case, (len(said(case, family)), case.size)) for case in own]
            yield sums(self.key("false alarms", family), "per_thousand", [(c.cluster, parts) for c, parts in rows])
            yield from self._by_rule(own, family)
            languages = sorted({case.document.document.lang for case in own})
            for lang in languages if len(languages) > 1 else ():
                part = [(c.cluster, parts) for c, parts in rows if c.document.document.lang == lang]
                yield sums(self.key("false alarms", family, f"target={lang}"), "per_thousand", part)

    def _by_rule(self, cases: Sequence[Case], family: str) -> Iterator[Observed]:
        """False findings of each rule of a family that made any."""
        codes = {flag.code for case in cases for flag in said(case, family)} - {""} if family != ALL else set()
        for code in sorted(codes):
            for lang in sorted({case.document.document.lang for case in cases}):
                own = [case for case in cases if case.document.document.lang == lang]
                rows = [(c.cluster, (len(said(c, code)), c.size)) for c in own]
                yield sums(self.key("false alarms", code, f"target={lang}"), "per_thousand", rows)

    def findings(self, cases: Sequence[Case], families: Sequence[str]) -> Iterator[Observed]:
        """Precision, recall and F1, by finding and by character, in all and by slice."""
        for family in families:
            own = usable(cases, family)
            if not own:
                continue
            counted = [counts(case, family) for case in own]
            if not any(count["findings"][1] for count in counted) and not _looked_for(own, family):
                continue
            yield from self._spans(own, counted, family, "")
            sizes = [
                (case.cluster, (size,)) for case, count in zip(own, counted, strict=True) for size in count["sizes"]
            ]
            if sizes:
                yield items(self.key("median words", family), "median", sizes)
            if family == ALL or family not in ("UNT", "ENC"):
                continue
            for part in slices_of(own):
                chosen = [index for index, case in enumerate(own) if part in case.record.slices]
                yield from self._spans([own[i] for i in chosen], [counted[i] for i in chosen], family, part)

    def _spans(
        self, cases: Sequence[Case], counted: Sequence[Mapping[str, Sequence[float]]], family: str, part: str
    ) -> Iterator[Observed]:
        def rows(*names: str) -> list[Sum]:
            return [
                (case.cluster, [value for name in names for value in count[name]])
                for case, count in zip(cases, counted, strict=True)
            ]

        for measure, formula, names in (
            ("precision", "ratio", ("findings",)),
            ("chance", "ratio", ("chance",)),
            ("recall", "ratio", ("marks",)),
            ("F1", "f1", ("findings", "marks")),
            ("char precision", "ratio", ("characters",)),
            ("char recall", "ratio", ("marked",)),
            ("char F1", "f1", ("characters", "marked")),
            ("char F1, severity", "f1", ("credit", "marked credit")),
        ):
            yield sums(self.key(measure, family, part), formula, rows(*names))

    def rules(self, cases: Sequence[Case], families: Sequence[str]) -> Iterator[Observed]:
        """Precision of each rule."""
        codes = sorted({flag.code for case in cases for flag in weighty(case.flags) if flag.family in families})
        for code in codes if codes != [""] else ():
            rows = [(case.cluster, counts(case, code)["findings"]) for case in usable(cases, code[:3])]
            yield sums(self.key("precision", code), "ratio", rows)

    def confidence(self, cases: Sequence[Case], families: Sequence[str]) -> Iterator[Observed]:
        """Calibration of a family's confidence: are findings of .8 right in 8 of 10 cases?"""
        for family in families:
            rows: list[Sum] = []
            for case in usable(cases, family) if family != ALL else ():
                rows.extend(
                    (case.cluster, (flag.confidence, float(bool(case.marked.credited(flag.span)))))
                    for flag in said(case, family)
                    if case.prediction.calibrated
                )
            if rows:
                yield items(self.key("confidence calibration error", family), "calibration_error", rows)

    def words(self, cases: Sequence[Case], families: Sequence[str]) -> Iterator[Observed]:
        """MCC of the words that findings touch; area under the ROC curve and average precision of word risks."""
        for family in families:
            own = usable(cases, family)
            labelled = [(case, positives(case)) for case in own]
            rows: list[Sum] = []
            for case, positive in labelled:
                found = touched(case, [flag.span for flag in said(case, family)])
                rows.append((case.cluster, confusion(found, positive)))
            if rows and any(parts[0] + parts[1] for _, parts in rows):
                yield sums(self.key("word MCC", family), "mcc", rows)
            if not any(family in case.prediction.risks or ALL in case.prediction.risks for case in own):
                continue
            risks = [
                (case.cluster, (risk, float(bad)))
                for case, positive in labelled
                for risk, bad in zip(word_risks(case, family), positive, strict=True)
            ]
            yield items(self.key("word AUC", family), "roc_auc", risks)
            yield items(self.key("word AP", family), "average_precision", risks)
            shares = [(cluster, (bad, 1.0)) for cluster, (_, bad) in risks]
            yield sums(self.key("words marked", family), "ratio", shares)
            if all(case.prediction.calibrated for case in own):
                yield items(self.key("word calibration error", family), "calibration_error", risks)

    def scores(self, cases: Sequence[Case]) -> Iterator[Observed]:
        """Agreement of segment scores with human scores."""
        cases = [case for case in usable(cases, ALL) if case.score is not None and not np.isnan(case.score)]
        if len(cases) < 3:
            return
        scores = [float(case.score or 0.0) for case in cases]
        humans = [float(case.record.score or 0.0) for case in cases]
        clusters = [case.cluster for case in cases]
        both = [(cluster, (score, human)) for cluster, score, human in zip(clusters, scores, humans, strict=True)]
        for name in ("pearson", "spearman", "kendall"):
            yield items(self.key(name), name, both)
        yield from self._pairwise(cases, scores, humans, clusters)
        systems = {name: number for number, name in enumerate(sorted({c.document.document.system for c in cases}))}
        if len(systems) > 1:
            numbered = [
                (cluster, (*parts, float(systems[case.document.document.system])))
                for case, (cluster, parts) in zip(cases, both, strict=True)
            ]
            yield items(self.key("system accuracy"), "system_accuracy", numbered)

    def _pairwise(
        self, cases: Sequence[Case], scores: Sequence[float], humans: Sequence[float], clusters: Sequence[str]
    ) -> Iterator[Observed]:
        """Pairwise accuracy with calibrated ties: of translations of one source, and of segments of one article."""
        groups = {
            "source": [f"{case.cluster}\x1f{case.record.source}" for case in cases],
            "article": [f"{case.cluster}\x1f{case.document.document.id}" for case in cases],
        }
        for name, group in groups.items():
            pairs = pairs_within(scores, humans, group, clusters)
            if not len(pairs.score):
                continue
            right = right_pairs(pairs, tie_threshold(pairs))
            rows = [(cluster, (float(good), 1.0)) for cluster, good in zip(pairs.cluster, right, strict=True)]
            yield sums(self.key(f"pairwise accuracy, same {name}"), "ratio", rows)

    def labels(self, cases: Sequence[Case]) -> Iterator[Observed]:
        """How well low scores tell segments of each label from those labelled clean."""
        clean = [case for case in usable(cases, ALL) if case.record.label == "clean"]
        if not clean or self.gold.judged:
            return
        for label in sorted({case.record.label for case in cases} - {"clean"}):
            bad = [case for case in usable(cases, ALL) if case.record.label == label]
            rows = [
                (case.cluster, (-float(case.score or 0.0), float(case.record.label == label))) for case in clean + bad
            ]
            yield items(self.key("label AUC", "", f"label={label}"), "roc_auc", rows)

    def major(self, cases: Sequence[Case]) -> Iterator[Observed]:
        """Calibration of p_major: does an article with .8 hold a major error in 8 of 10 cases?"""
        rows: dict[int, tuple[str, tuple[float, float]]] = {}
        worst: dict[int, bool] = {}
        for case in usable(cases, ALL):
            if case.prediction.p_major is None or not self.gold.judged >= {"GAR"}:
                return
            identity = id(case.document)
            known = [severe(mark.severity) for mark in case.record.spans]
            if None in known:
                return
            worst[identity] = worst.get(identity, False) or any(known)
            rows[identity] = (case.cluster, (case.prediction.p_major, float(worst[identity])))
        if rows:
            yield items(self.key("p_major calibration error"), "calibration_error", list(rows.values()))


def _looked_for(cases: Sequence[Case], family: str) -> bool:
    """True where people marked something that this family, and not just any, should find."""
    marks = (mark for case in cases for mark in meant_for(case, family))
    return any(family == ALL or mark.families != EVERY_FAMILY for mark in marks)


def preference(gold: GoldSet, system: str, good: Sequence[Case], bad: Sequence[Case]) -> Iterator[Observed]:
    """Share of pairs of which the system scores the better translation higher; a tie is half right."""
    rows = [
        (case.cluster, (_preferred(best.score, case.score), 1.0), case.record.slices)
        for best, case in zip(good, bad, strict=True)
        if best.score is not None and case.score is not None and not np.isnan(best.score + case.score)
    ]
    if not rows:
        return
    measured = Measured(gold, system)
    yield sums(measured.key("better preferred"), "ratio", [(cluster, parts) for cluster, parts, _ in rows])
    for part in sorted({part for _, _, slices in rows for part in slices if part.startswith("pert=")}):
        own = [(cluster, parts) for cluster, parts, slices in rows if part in slices]
        yield sums(measured.key("better preferred", "", part), "ratio", own)


def _preferred(good: float, bad: float) -> float:
    return 0.5 if good == bad else float(good > bad)
