"""The bar chart on a card: the wording as it stands, and what a fluent writer would sooner have put."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mtaudit.core import Evidence, Finding
from mtaudit.report.wording import likelier, plain, seen, shortened

LEAST = 0.7  # per cent of the width: what is hardly likelier still shows, and the wording as it stands has no more

# A gain in nats is the logarithm of a ratio, so equal lengths are equal factors: a thousand for each third of the
# width, where the style sheet draws ticks. One scale for all findings, so that their bars compare.
STEPS, FACTOR = 3, 1000
FULL = STEPS * math.log(FACTOR)  # nats; what lies beyond tells of rare words only

OWN_LENGTH = 110  # characters of the wording as it stands; the card quotes more of it above


@dataclass(frozen=True, slots=True)
class Wording:
    """One row of the chart. `bar` is the length of its bar in per cent, `odds` says the same in words."""

    text: str
    odds: str
    bar: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Wordings beside the one that stands in the text, likeliest first as the rule gave them.

    `suggests` says that each row is a suggestion: it can be put in the place of the whole quote.
    """

    own: Wording
    rows: tuple[Wording, ...]
    suggests: bool


def gain_of(item: Evidence) -> float | None:
    """By how many nats another wording is likelier; None for other evidence, and where it was not measured."""
    known = item.kind == "alternative" and item.value is not None and math.isfinite(item.value)
    return item.value if known else None


def chart(finding: Finding) -> Chart | None:
    """The chart of a finding, None where no likelier wording was measured."""
    gains = [(item.text, gain) for item in finding.evidence if (gain := gain_of(item)) is not None]
    if not gains:
        return None
    # A finding may be wider than the word that was tried: its suggestions have the rest of the quote around it.
    suggests = len(gains) == len(finding.suggestions) and all(
        text in suggestion for (text, _), suggestion in zip(gains, finding.suggestions, strict=True)
    )
    texts = [seen(one) for one in finding.suggestions] if suggests else [plain(text) for text, _ in gains]
    rows = tuple(Wording(text, likelier(gain), _length(gain)) for text, (_, gain) in zip(texts, gains, strict=True))
    return Chart(Wording(shortened(finding.quote, OWN_LENGTH), "as it stands", LEAST), rows, suggests)


def _length(gain: float) -> float:
    return round(min(max(100 * gain / FULL, LEAST), 100), 1)
