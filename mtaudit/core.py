"""The types that flow through mtaudit. All are frozen; offsets are half-open code points of the original text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256


class Severity(StrEnum):
    """MQM severity. Neutral explains a span and weighs nothing."""

    NEUTRAL = "neutral"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 (neutral) to 3 (critical), for sorting."""
        return tuple(Severity).index(self)


class Category(StrEnum):
    """MQM error categories as annotators of the WMT metrics task use them.

    Source: Freitag et al. 2021, "Experts, Errors, and Context", table 10.
    """

    UNTRANSLATED = "accuracy/untranslated"
    MISTRANSLATION = "accuracy/mistranslation"
    OMISSION = "accuracy/omission"
    ADDITION = "accuracy/addition"
    NON_TRANSLATION = "non-translation"
    FLUENCY = "fluency"
    PUNCTUATION = "fluency/punctuation"
    SPELLING = "fluency/spelling"
    GRAMMAR = "fluency/grammar"
    INCONSISTENCY = "fluency/inconsistency"
    ENCODING = "fluency/encoding"
    AWKWARD = "style/awkward"
    TERMINOLOGY = "terminology"
    LOCALE = "locale-convention"
    OTHER = "other"


class Part(StrEnum):
    """What a segment is within its article."""

    TITLE = "title"
    LEAD = "lead"
    BODY = "body"
    HEADING = "heading"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points. Raises ValueError where end < start or start < 0."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def shift(self, offset: int) -> Span:
        """The same range, `offset` code points further on."""
        return Span(self.start + offset, self.end + offset)

    def overlaps(self, other: Span) -> bool:
        """True where the two ranges share at least one code point."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """True where `other` lies wholly inside this range."""
        return self.start <= other.start and other.end <= self.end

    def of(self, text: str) -> str:
        """The characters of `text` in this range."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, heading or given translation unit: `document.text[span.start:span.end] == text`.

    `line` is the 1-based line of the input at which it starts; `key` names it within its document.
    `source` and `reference` are "" where none was given.
    """

    text: str
    span: Span
    part: Part = Part.BODY
    lang: str = "en"
    source: str = ""
    reference: str = ""
    line: int = 1
    key: str = ""


@dataclass(frozen=True, slots=True)
class Ignore:
    """A note of the input, word for word, that asks to leave findings in `span` of the text alone.

    `line` is where it stands in the input. The note is no part of the text: `width` code points were taken out of that
    line from `column` on, none where the note had lines of its own.
    """

    span: Span
    note: str
    line: int
    column: int = 1
    width: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """One article as it was read. The text is never rewritten.

    `lang` and `source_lang` are ISO 639-1 codes ("" = not known); `lang_detected` says that `lang` is our guess.
    `verbatim` says that the lines of the text are those of the input, so that a column can be told.
    """

    id: str
    text: str
    lang: str = ""
    source_lang: str = ""
    path: str = ""
    url: str = ""
    system: str = ""
    title: str = ""
    source_text: str = ""
    reference_text: str = ""
    segments: tuple[Segment, ...] = ()
    lang_detected: bool = False
    meta: Mapping[str, str] = field(default_factory=dict)
    ignores: tuple[Ignore, ...] = ()
    verbatim: bool = False

    def __post_init__(self) -> None:
        for segment in self.segments:
            if segment.span.of(self.text) != segment.text:
                raise ValueError(f"segment {segment.key or segment.span} does not lie in the text of {self.id}")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact behind a finding, for the reader's eye: `kind` ("alternative", "source", "name"), text, number."""

    kind: str
    text: str
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule found, in offsets of the text that the rule was given.

    `severity` None means the rule's own. `confidence` is 0–1.
    """

    span: Span
    message: str
    confidence: float = 1.0
    severity: Severity | None = None
    suggestions: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    def __post_init__(self) -> None:
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence {self.confidence} is not in 0–1")


@dataclass(frozen=True, slots=True)
class Risk:
    """How likely (0–1) a rule thinks it that a word is wrong, whether it reports it or not. For evaluation."""

    span: Span
    probability: float
    code: str = ""


@dataclass(frozen=True, slots=True)
class Suppression:
    """An editor's word that a finding is to be left alone. `expires` is an ISO date, "" = never; `origin` is where
    it stands: a path, or "inline".
    """

    reason: str
    author: str = ""
    expires: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A located hit: `document.text[span.start:span.end] == quote`.

    `segment` indexes `document.segments`; -1 means that the span begins between segments. A suppressed finding weighs
    nothing and never gates.
    """

    code: str
    category: Category
    severity: Severity
    document_id: str
    segment: int
    span: Span
    quote: str
    message: str
    confidence: float
    suggestions: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    fingerprint: str = ""
    suppression: Suppression | None = None

    @property
    def weighs(self) -> bool:
        """True where the finding counts: it is neither neutral nor suppressed."""
        return self.severity is not Severity.NEUTRAL and self.suppression is None


@dataclass(frozen=True, slots=True)
class Skip:
    """Something that did not run, and why. `document_id` "" means the whole run."""

    code: str
    document_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Score:
    """MQM score of a segment or document. `value` is 0–100, `penalty` the sum of `by_category`.

    `p_major` is the probability (0–1) that at least one finding of major severity is right.
    """

    value: float
    penalty: float
    words: int
    by_category: Mapping[str, float]
    p_major: float
    signature: str


@dataclass(frozen=True, slots=True)
class AuditedDocument:
    """A document with all that was found in it. `segment_scores` runs parallel to `document.segments`.

    `risks` is empty unless the audit was asked for them.
    """

    document: Document
    findings: tuple[Finding, ...]
    score: Score
    segment_scores: tuple[Score, ...]
    skips: tuple[Skip, ...] = ()
    risks: tuple[Risk, ...] = ()


@dataclass(frozen=True, slots=True)
class InputError:
    """An input that could not be read, or articles that were read and not audited: where, what, and the mend.

    `place` is `path[:line]`, or names the articles; `lost` is their number, 0 for an input that could not be read.
    """

    place: str
    message: str
    hint: str = ""
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """A finished run, documents in input order. It holds no clock and no absolute path."""

    documents: tuple[AuditedDocument, ...]
    signature: str
    skips: tuple[Skip, ...] = ()
    errors: tuple[InputError, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in document order."""
        return tuple(finding for audited in self.documents for finding in audited.findings)


@dataclass(frozen=True, slots=True)
class PastRun:
    """What is remembered of an earlier run: counts of findings that weigh, and the mean score of its articles.

    `started` is a time in ISO 8601, UTC.
    """

    started: str
    signature: str
    articles: int
    words: int
    score: float
    critical: int
    major: int
    minor: int


def fingerprint(code: str, document_id: str, quote: str, before: str, after: str, ordinal: int) -> str:
    """16 hex digits that name a finding across runs; they change only with the finding's own words and neighbours."""
    parts = "\x1f".join((code, document_id, quote, before, after, str(ordinal)))
    return sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:16]
