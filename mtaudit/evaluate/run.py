"""A whole evaluation: gold sets and systems in, figures out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mtaudit.config import Config
from mtaudit.core import Document, Segment, Span
from mtaudit.detect.registry import selected
from mtaudit.evaluate.cases import ALL, Case, cases_of
from mtaudit.evaluate.figures import RESAMPLES, Figure, Observed, figure_of
from mtaudit.evaluate.gold import GoldDocument, GoldRecord, GoldSet, sample
from mtaudit.evaluate.measure import observe, preference
from mtaudit.evaluate.mistakes import Mistake, mistakes
from mtaudit.evaluate.own import NAME, Mtaudit
from mtaudit.evaluate.prediction import Advance, Prediction, System
from mtaudit.models import Models

Progress = Callable[[str, int, int], None]  # what is being done, done, total
EVERYTHING = 10**12
CLEAN = 4


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is read. Whole documents are drawn with `seed` until a set has given so many words.

    `words`, in at most `documents` documents, are judged with everything and by every baseline; up to `light_words`,
    which include them, only by rules and baselines that need no language model. Of clean text, where findings are
    rare, CLEAN times as much is read.
    """

    words: int = 2_500
    documents: int = 60
    light_words: int = 20_000
    seed: int = 0
    resamples: int = RESAMPLES
    jobs: int = 1
    examples: int = 10  # worst mistakes kept of each set and family
    blind: bool = False  # source texts are hidden, their language is not

    @property
    def described(self) -> str:
        """The plan in the words of the report."""
        hidden = "; sources hidden, their language known" if self.blind else ""
        if self.light_words >= EVERYTHING:
            return f"all of every set{hidden}"
        return (
            f"whole documents drawn with seed {self.seed} from each set up to {self.words:,} words or "
            f"{self.documents:,} documents, up to {self.light_words:,} words for what needs no language model; "
            f"of clean text {CLEAN} times as much{hidden}"
        )


@dataclass(frozen=True, slots=True)
class SetFacts:
    """What was read of a gold set."""

    name: str
    digest: str
    origin: str
    natural: bool
    records: int
    documents: int
    of_documents: int
    words: int
    heavy_documents: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcome. `notes` say what could not be measured and why; `systems` maps names to signatures."""

    sets: tuple[SetFacts, ...]
    systems: Mapping[str, str]
    figures: tuple[Figure, ...]
    observed: tuple[Observed, ...]
    notes: tuple[str, ...]
    plan: str
    mistakes: tuple[Mistake, ...] = ()


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during an evaluation. `evaluation` holds the sets that were finished."""

    def __init__(self, evaluation: Evaluation) -> None:
        super().__init__("interrupted")
        self.evaluation = evaluation


def evaluate(
    golds: Sequence[GoldSet],
    config: Config,
    *,
    baselines: Sequence[System] = (),
    plan: Plan | None = None,
    models: Models | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Measure mtaudit as `config` sets it up, and the baselines on the same records. Raises Interrupted on Ctrl-C."""
    runner = _Runner(config, tuple(baselines), plan or Plan(), models or Models(config), progress)
    try:
        for gold in golds:
            runner.measure(gold)
    except KeyboardInterrupt:
        raise Interrupted(runner.evaluation()) from None
    return runner.evaluation()


class _Runner:
    """Gathers figures set by set."""

    def __init__(
        self, config: Config, baselines: tuple[System, ...], plan: Plan, models: Models, progress: Progress | None
    ) -> None:
        self._plan = plan
        self._progress = progress
        self._baselines = baselines
        self._families = families(config)
        self._full = Mtaudit(config, models)
        self._light = Mtaudit(config, models, models_too=False, jobs=plan.jobs)
        self._sets: list[SetFacts] = []
        self._observed: list[Observed] = []
        self._figures: list[Figure] = []
        self._notes: dict[str, None] = {}
        self._mistakes: list[Mistake] = []

    def evaluation(self) -> Evaluation:
        """What was measured so far."""
        systems = {NAME: self._full.signature or self._light.signature}
        measured = {observed.key.system for observed in self._observed}
        systems |= {one.name: one.signature for one in self._baselines if one.name in measured}
        for skip in (*self._full.skips, *self._light.skips):
            if skip.code or skip.reason:
                self._notes[f"{skip.code}: {skip.reason}" if skip.code else skip.reason] = None
        return Evaluation(
            tuple(self._sets),
            systems,
            tuple(self._figures),
            tuple(self._observed),
            folded(self._notes),
            self._plan.described,
            tuple(self._mistakes),
        )

    def measure(self, gold: GoldSet) -> None:
        """Run every system on a sample of one set, and count."""
        for error in gold.errors:
            self._notes[f"{error.place}: {error.message}"] = None
        why_not = nothing_to_measure(gold)
        if why_not:
            self._notes[f"{gold.name}: {why_not}"] = None
            return
        light, heavy = self._samples(gold)
        light |= heavy
        documents = [gold.documents[index] for index in sorted(light)]
        if self._plan.blind:
            documents = [without_source(document) for document in documents]
        whole = [index in heavy for index in sorted(light)]
        observed = list(self._of_mtaudit(gold, documents, whole))
        for baseline in self._baselines:
            observed.extend(self._of_baseline(gold, baseline, documents, whole))
        self._sets.append(_facts(gold, documents, len(heavy)))
        self._observed.extend(observed)
        seed, resamples = self._plan.seed, self._plan.resamples
        self._figures.extend(figure_of(one, seed=seed, resamples=resamples) for one in observed)

    def _samples(self, gold: GoldSet) -> tuple[frozenset[int], frozenset[int]]:
        """Indices of the documents for light rules, and of those for everything."""
        plan = self._plan
        times = CLEAN if all(record.clean for _, record in gold.records) else 1
        light = sample(gold, times * plan.light_words, plan.seed)
        if not needs_models(gold):
            return light, frozenset()
        return light, sample(gold, times * plan.words, plan.seed, most=times * plan.documents)

    def _of_mtaudit(
        self, gold: GoldSet, documents: Sequence[GoldDocument], whole: Sequence[bool]
    ) -> Iterator[Observed]:
        full = [document for document, all_of_it in zip(documents, whole, strict=True) if all_of_it]
        rest = [document for document, all_of_it in zip(documents, whole, strict=True) if not all_of_it]
        found = iter(self._predict(self._full, gold, full))
        others = iter(self._predict(self._light, gold, rest))
        predictions = [next(found) if all_of_it else next(others) for all_of_it in whole]
        cases = cases_of(documents, predictions)
        yield from observe(gold, NAME, cases, self._families)
        self._mistakes.extend(self._worst(gold, cases))
        judged = {id(document) for document in full}
        yield from self._preference(gold, self._full, full, [case for case in cases if id(case.document) in judged])

    def _worst(self, gold: GoldSet, cases: Sequence[Case]) -> Iterator[Mistake]:
        """Mistakes by what the gold judges; of text without error, all findings."""
        clean = [case for case in cases if case.record.clean]
        families = [family for family in self._families if family in gold.judged]
        if families:
            yield from mistakes(gold.name, cases, families, self._plan.examples)
        elif clean:
            yield from mistakes(gold.name, clean, self._families[1:], self._plan.examples)

    def _of_baseline(
        self, gold: GoldSet, system: System, documents: Sequence[GoldDocument], whole: Sequence[bool]
    ) -> Iterator[Observed]:
        why_not = system.unfit(gold)
        if why_not:
            self._notes[f"{system.name} on {gold.name}: {why_not}"] = None
            return
        chosen = list(zip(documents, whole, strict=True))
        if not system.flags:  # what only scores is compared with scores, which need everything to have run
            chosen = [(document, all_of_it) for document, all_of_it in chosen if all_of_it]
        own = [document for document, _ in chosen]
        predictions = [
            replace(prediction, complete=all_of_it)
            for prediction, (_, all_of_it) in zip(self._predict(system, gold, own), chosen, strict=True)
        ]
        names = ("UNT",) if system.flags else (ALL,)
        cases = cases_of(own, predictions)
        yield from observe(gold, system.name, cases, names, flags=system.flags)
        if not system.flags:
            yield from self._preference(gold, system, own, cases)

    def _preference(
        self, gold: GoldSet, system: System, documents: Sequence[GoldDocument], cases: Sequence[Case]
    ) -> Iterator[Observed]:
        """Judge the better translation of each record too. `cases` are those of the documents."""
        if not documents or not all(case.record.better for case in cases):
            return
        better = [with_better_text(document) for document in documents]
        yield from preference(gold, system.name, cases_of(better, self._predict(system, gold, better)), cases)

    def _predict(self, system: System, gold: GoldSet, documents: Sequence[GoldDocument]) -> list[Prediction]:
        if not documents:
            return []
        return system.predict(documents, counter(self._progress, f"{gold.name}: {system.name}", len(documents)))


def counter(progress: Progress | None, what: str, total: int) -> Advance:
    """A function that tells `progress` of one more step each time it is called."""
    done = 0

    def advance() -> None:
        nonlocal done
        done += 1
        if progress:
            progress(what, done, total)

    return advance


def folded(notes: Iterable[str]) -> tuple[str, ...]:
    """Notes that differ in one word as one note with these words in a row: "chrf on a, b: no reference"."""
    rows = [note.split(" ") for note in dict.fromkeys(notes)]
    place = 0
    while place < max(map(len, rows), default=0):
        groups: dict[tuple[str, ...], list[list[str]]] = {}
        for row in rows:
            groups.setdefault((*row[:place], "", *row[place + 1 :]), []).append(row)
        merged = [_merged(group, place) for group in groups.values()]
        place = 0 if len(merged) < len(rows) else place + 1
        rows = merged
    return tuple(" ".join(row) for row in rows)


def _merged(rows: list[list[str]], place: int) -> list[str]:
    if len(rows) == 1:
        return rows[0]
    end = rows[0][place][-1:] if rows[0][place][-1:] in (":", ",") else ""
    words = dict.fromkeys(word for row in rows for word in row[place].removesuffix(end).split(", "))
    return [*rows[0][:place], ", ".join(words) + end, *rows[0][place + 1 :]]


def families(config: Config) -> tuple[str, ...]:
    """All families together, then each that has a selected rule."""
    return (ALL, *dict.fromkeys(rule.family for rule in selected(config.rules)))


def nothing_to_measure(gold: GoldSet) -> str:
    """Why a set holds no gold; "" where it does."""
    if not gold.documents:
        return "holds no record that can be used"
    for _, record in gold.records:
        if record.spans or record.score is not None or record.better or record.clean or record.label:
            return ""
    return "holds no spans, scores, labels or clean text; left out"


def needs_models(gold: GoldSet) -> bool:
    """True where more is judged than what light rules can find."""
    return not gold.judged or "GAR" in gold.judged


def with_better_text(document: GoldDocument) -> GoldDocument:
    """The same article with the better translation of each record in its place, and no gold."""
    texts = [record.better for record in document.records]
    segments, records, start = [], [], 0
    for index, (text, record) in enumerate(zip(texts, document.records, strict=True)):
        span = Span(start, start + len(text))
        start = span.end + 1
        segments.append(
            Segment(
                text,
                span,
                lang=document.document.lang,
                source=record.source,
                reference=record.reference,
                key=f"s{index + 1}",
            )
        )
        records.append(GoldRecord(record.id, span, record.source, record.reference, slices=record.slices))
    text = "\n".join(texts)
    better: Document = replace(document.document, text=text, title="", segments=tuple(segments))
    return GoldDocument(better, tuple(records), document.cluster)


def without_source(document: GoldDocument) -> GoldDocument:
    """The same article as if its source text were not at hand."""
    segments = tuple(replace(segment, source="") for segment in document.document.segments)
    hidden = replace(document.document, source_text="", segments=segments)
    return GoldDocument(hidden, document.records, document.cluster)


def _facts(gold: GoldSet, documents: Sequence[GoldDocument], heavy: int) -> SetFacts:
    texts = [document.text_of(record) for document in documents for record in document.records]
    return SetFacts(
        name=gold.name,
        digest=gold.digest,
        origin=gold.origin,
        natural=gold.natural,
        records=len(texts),
        documents=len(documents),
        of_documents=len(gold.documents),
        words=sum(len(text.split()) for text in texts),
        heavy_documents=heavy,
    )


def natural_findings(evaluation: Evaluation, code: str) -> tuple[float, float]:
    """(right, all) findings of a rule or family on the sets whose errors nobody planted."""
    natural = {facts.name for facts in evaluation.sets if facts.natural}
    right = found = 0.0
    for observed in _precisions(evaluation.observed, code):
        if observed.key.gold in natural:
            right += float(observed.values[:, 0].sum())
            found += float(observed.values[:, 1].sum())
    return right, found


def _precisions(observed: Iterable[Observed], code: str) -> Iterator[Observed]:
    for one in observed:
        key = one.key
        if (key.system, key.family, key.slice, key.measure) == (NAME, code, "", "precision"):
            yield one
