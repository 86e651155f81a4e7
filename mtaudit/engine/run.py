"""A whole run: documents in, report out, whatever happens on the way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from contextlib import closing

from mtaudit.config import Config
from mtaudit.core import AuditedDocument, Document, InputError, Report, Skip
from mtaudit.detect.registry import RULES, selected
from mtaudit.detect.rule import Rule
from mtaudit.engine.examine import Examined, examine, examine_batch
from mtaudit.engine.locate import settle
from mtaudit.models import Models
from mtaudit.score import score_document, score_segments, signature
from mtaudit.suppress import Suppressions, leftovers, suppressed

Progress = Callable[[AuditedDocument], None]

DIED = "the process that had it was killed, perhaps for lack of memory"
DIED_HINT = "audit it alone, or split it"
SWITCHED_OFF = "switched off by select or ignore"
STOPPED = "the run was interrupted"
STOPPED_HINT = "run it again"


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during an audit. `report` holds the articles that were finished and names the others."""

    def __init__(self, report: Report) -> None:
        super().__init__(STOPPED)
        self.report = report


def audit(
    documents: Iterable[Document],
    config: Config | None = None,
    *,
    models: Models | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
    errors: Sequence[InputError] = (),
    warnings: Sequence[str] = (),
    word_risks: bool = False,
    suppressions: Suppressions | None = None,
) -> Report:
    """Audit documents and return the report, documents in input order. It does not depend on `jobs`.

    With `jobs` over 1, that many processes share the documents; each loads its own models, and the calling script
    must be importable (`if __name__ == "__main__"`). `progress` is called with each finished document, in any order;
    `word_risks` keeps how likely each word is wrong, which takes memory and serves evaluation. A rule that crashes on
    a document becomes a Skip of that document, a document that kills its process an error of the report; what is
    finished is kept. What `suppressions` and notes of the input name is found and weighs nothing. Raises Interrupted
    on Ctrl-C.
    """
    config = config or Config()
    suppressions = suppressions or Suppressions()
    models = models or Models(config)
    rules = selected(config.rules)
    documents = tuple(documents)
    done: dict[int, AuditedDocument] = {}

    def report(why: str, hint: str) -> Report:
        lost = _not_audited(documents, done, why, hint)
        audited = tuple(done[index] for index in sorted(done))
        told = (*warnings, *leftovers(audited, suppressions))
        return Report(audited, signature(config, rules, models), _off(rules), (*errors, *lost), told)

    try:
        shared = examine_batch(rules, documents, config, models)
        with closing(_examine_each(rules, documents, config, models, jobs, word_risks)) as results:
            for index, own in results:
                if own:
                    done[index] = _finish(documents[index], shared[index], own, config, suppressions)
                    if progress:
                        progress(done[index])
    except KeyboardInterrupt:
        raise Interrupted(report(STOPPED, STOPPED_HINT)) from None
    return report(DIED, DIED_HINT)


def _off(rules: Sequence[Rule]) -> tuple[Skip, ...]:
    return tuple(Skip(rule.code, "", SWITCHED_OFF) for rule in RULES if rule not in rules)


def _examine_each(
    rules: Sequence[Rule], documents: Sequence[Document], config: Config, models: Models, jobs: int, word_risks: bool
) -> Generator[tuple[int, Examined | None], None, None]:
    """(index, result) of each document, in any order; None where it could not be examined."""
    if min(jobs, len(documents)) > 1:
        from mtaudit.engine.workers import examine_in_processes

        yield from examine_in_processes(documents, config, models, jobs, word_risks)
        return
    for index, document in enumerate(documents):
        yield index, examine(rules, document, config, models, word_risks=word_risks)


def _finish(
    document: Document, shared: Examined, own: Examined, config: Config, suppressions: Suppressions
) -> AuditedDocument:
    """Bring together what batch rules and the document's own rules found, and score what is not suppressed."""
    kept = suppressed(document, tuple(settle([*shared.findings, *own.findings])), suppressions)
    scores = score_segments(document, kept, config)
    skips = (*shared.skips, *own.skips)
    return AuditedDocument(document, kept, score_document(document, kept, config), scores, skips, tuple(own.risks))


def _not_audited(documents: Sequence[Document], done: Collection[int], why: str, hint: str) -> Iterator[InputError]:
    """One error that names all documents which are not `done`: "a to k, m"; none where all are."""
    missing = [index for index in range(len(documents)) if index not in done]
    if not missing:
        return
    runs: list[list[str]] = []
    for position, index in enumerate(missing):
        if position and missing[position - 1] == index - 1:
            runs[-1][1:] = [documents[index].id]
        else:
            runs.append([documents[index].id])
    yield InputError(", ".join(" to ".join(run) for run in runs), f"not audited: {why}", hint, lost=len(missing))
