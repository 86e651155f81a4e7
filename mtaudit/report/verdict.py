"""What to do with an article: publish it, fix some places, or hold it, with the reason in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mtaudit.core import AuditedDocument, Category, Finding, Part, Report, Severity
from mtaudit.report.wording import plural, score_text

# A score under 60 is a penalty of 10 in 100 words: two major errors or more in each hundred. From six places on,
# mending that takes an editor longer than a new translation; fewer are mended at once, however short the text.
HOLD_BELOW = 60.0
HOLD_PLACES = 6

# A score of 96 is one minor error in 100 words, what a subeditor lets pass on a busy day; a single minor error never
# keeps a text back, however short the text.
PUBLISH_FROM = 96.0
MINORS_THAT_PASS = 1

# A critical finding that is more likely wrong than right asks for a look; it does not hold the article.
HOLD_CONFIDENCE = 0.5

URGENT = 3  # fixes named first: what an editor keeps in mind while scrolling


class Outcome(StrEnum):
    """What happens to the article, worst first."""

    HOLD = "hold"
    FIX = "fix"
    NOT_AUDITED = "not-audited"
    PUBLISH = "publish"

    @property
    def rank(self) -> int:
        """0 (hold) to 3 (publish), for sorting worst first."""
        return tuple(Outcome).index(self)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of one article. `places` counts what must be mended; overlapping findings are one place."""

    outcome: Outcome
    places: int
    reason: str
    urgent: tuple[Finding, ...]

    @property
    def label(self) -> str:
        """The verdict as its badge says it: `Hold`, `Fix 3 places`."""
        if self.outcome is Outcome.FIX:
            return f"Fix {plural(self.places, 'place')}"
        return {Outcome.HOLD: "Hold", Outcome.PUBLISH: "Publish"}.get(self.outcome, "Not audited")


def judge(audited: AuditedDocument) -> Verdict:
    """The verdict of one article.

    Hold: a sentence left untranslated, a critical error, or a score under HOLD_BELOW over HOLD_PLACES places or more.
    Publish: no error of major or above, and a score from PUBLISH_FROM or at most MINORS_THAT_PASS minor ones.
    Not audited: no words, or nothing grave found while the language was unknown, which most rules need to run.
    """
    counting = [finding for finding in audited.findings if finding.weighs]
    grave = [finding for finding in counting if finding.severity.rank >= Severity.MAJOR.rank]
    count = places(grave or counting)
    first = urgent(audited)
    if why := _why_hold(audited, counting):
        return Verdict(Outcome.HOLD, places(counting), why, first)
    if grave:
        return Verdict(Outcome.FIX, count, _why_fix(audited, counting), first)
    if not audited.score.words:
        return Verdict(Outcome.NOT_AUDITED, count, "The text holds no words.", first)
    if not audited.document.lang:
        reason = "The target language is not known, so most checks could not run."
        return Verdict(Outcome.NOT_AUDITED, count, reason, first)
    if len(counting) > MINORS_THAT_PASS and audited.score.value < PUBLISH_FROM:
        return Verdict(Outcome.FIX, count, _why_fix(audited, counting), first)
    return Verdict(Outcome.PUBLISH, 0, _why_publish(audited, counting), first)


def urgent(audited: AuditedDocument, limit: int = URGENT) -> tuple[Finding, ...]:
    """The findings to mend first: untranslated sentences, then by severity, headline and lead first, surest first."""

    def order(finding: Finding) -> tuple[bool, int, int, float, int]:
        part = _part(audited, finding)
        reach = 0 if part is Part.TITLE else 1 if part is Part.LEAD else 2
        whole = finding.category is not Category.NON_TRANSLATION
        return whole, -finding.severity.rank, reach, -finding.confidence, finding.span.start

    chosen: list[Finding] = []
    for finding in sorted(audited.findings, key=order):
        taken = any(finding.span.overlaps(other.span) for other in chosen)
        if finding.weighs and not taken:
            chosen.append(finding)
        if len(chosen) == limit:
            break
    return tuple(chosen)


def places(findings: Iterable[Finding]) -> int:
    """Number of places to go to: findings that overlap share one."""
    count, end = 0, -1
    for finding in sorted(findings, key=lambda found: found.span):
        if finding.span.start >= end:
            count += 1
        end = max(end, finding.span.end)
    return count


def headline(verdicts: Sequence[Verdict], report: Report) -> str:
    """The verdict of the whole run in one sentence."""
    total = len(verdicts)
    if not total:
        return "No article could be read." if report.errors else "There was no article to audit."
    counts = Counter(verdict.outcome for verdict in verdicts)
    if total == 1:
        return _headline_of_one(verdicts[0])
    for outcome, words in _ALL.items():
        if counts[outcome] == total:
            return f"{'Both' if total == 2 else f'All {total:,}'} articles {words}."
    go = counts[Outcome.PUBLISH]
    none = "Neither article" if total == 2 else f"None of {total:,} articles"
    parts = [f"{go:,} of {total:,} articles can go out" if go else f"{none} can go out as it is"]
    for outcome in (Outcome.FIX, Outcome.HOLD, Outcome.NOT_AUDITED):
        if number := counts[outcome]:
            parts.append(f"{number:,} {_SOME[outcome][number != 1]}")
    return "; ".join(parts) + "."


_ALL = {
    Outcome.PUBLISH: "can go out",
    Outcome.FIX: "need fixes",
    Outcome.HOLD: "should be held",
    Outcome.NOT_AUDITED: "could not be audited",
}
_SOME = {
    Outcome.FIX: ("needs fixes", "need fixes"),
    Outcome.HOLD: ("should be held", "should be held"),
    Outcome.NOT_AUDITED: ("could not be audited", "could not be audited"),
}


def _headline_of_one(verdict: Verdict) -> str:
    if verdict.outcome is Outcome.FIX:
        return f"The article needs {'a fix' if verdict.places == 1 else 'fixes'} in {plural(verdict.places, 'place')}."
    words = {Outcome.HOLD: "should be held", Outcome.PUBLISH: "can go out"}
    return f"The article {words.get(verdict.outcome, 'could not be audited')}."


def _why_hold(audited: AuditedDocument, counting: Sequence[Finding]) -> str:
    whole = [finding for finding in counting if finding.category is Category.NON_TRANSLATION]
    critical = [
        finding
        for finding in counting
        if finding.severity is Severity.CRITICAL
        and finding.category is not Category.NON_TRANSLATION
        and finding.confidence >= HOLD_CONFIDENCE
    ]
    parts = []
    if whole:
        parts.append(f"{plural(len(whole), 'sentence')} left untranslated")
    if critical:
        parts.append(plural(len(critical), "critical error"))
    if parts:
        parts[-1] += _in_headline(audited, [*whole, *critical])
    if audited.score.value < HOLD_BELOW and places(counting) >= HOLD_PLACES:
        parts.append(f"too much to mend, {places(counting)} places, score {score_text(audited.score.value)}")
    if not parts:
        return ""
    return _sentence("; ".join(parts))


def _why_fix(audited: AuditedDocument, counting: Sequence[Finding]) -> str:
    tally = Counter(finding.severity for finding in counting)
    parts = []
    if tally[Severity.CRITICAL]:
        parts.append(f"{plural(tally[Severity.CRITICAL], 'critical error')}, not certain")
    if tally[Severity.MAJOR]:
        parts.append(plural(tally[Severity.MAJOR], "major error"))
    if parts:
        parts[-1] += _in_headline(audited, [found for found in counting if found.severity.rank >= Severity.MAJOR.rank])
    if tally[Severity.MINOR]:
        parts.append(plural(tally[Severity.MINOR], "minor error" if not parts else "minor one"))
    return _sentence("; ".join(parts))


def _why_publish(audited: AuditedDocument, counting: Sequence[Finding]) -> str:
    did_not_run = len({skip.code for skip in audited.skips})
    caveat = f"; {plural(did_not_run, 'check')} did not run" if did_not_run else ""
    if counting:
        return _sentence(f"only {plural(len(counting), 'minor error')}{caveat}")
    return _sentence(f"nothing to fix was found{caveat}")


def _in_headline(audited: AuditedDocument, findings: Sequence[Finding]) -> str:
    number = sum(1 for finding in findings if _part(audited, finding) is Part.TITLE)
    if not number:
        return ""
    return ", in the headline" if number == len(findings) else f", {number} of them in the headline"


def _part(audited: AuditedDocument, finding: Finding) -> Part | None:
    segments = audited.document.segments
    return segments[finding.segment].part if 0 <= finding.segment < len(segments) else None


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:] + "."
