"""Lines that the articles of one run share, whatever they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from mtaudit.core import Category, Document, Evidence, Hit, Severity, Span
from mtaudit.detect.boilerplate.site import LONGEST_LINE, lines_of
from mtaudit.detect.rule import Context, Example, Rule, rule
from mtaudit.text import count_words

SAME_LINE_DOCUMENTS = 3
SAME_ARTICLE = 0.5  # share of common words from which two documents are versions of one article
TAIL_LINES = 4  # lines at the end of a document that are looked at
SHORTEST_LINE = 4  # words; shorter ones are headings that any article may have


@rule(
    code="BOI102",
    name="line-repeated-across-articles",
    category=Category.OTHER,
    severity=Severity.MINOR,
    scope="batch",
    examples=(
        Example(
            "en",
            "The talks ended late on Monday.\nNobody spoke to reporters.\n[[All about the world in one place]]\f"
            "A storm killed nine people in Spain.\nTeams search villages.\n[[All about the world in one place]]\f"
            "Apple sold fewer phones this quarter.\nIts shares fell sharply.\n[[All about the world in one place]]",
        ),
        Example(
            "en",
            "The talks ended late on Monday.\nNobody spoke to reporters there.\nThe third round begins next week\f"
            "The talks ended late Monday.\nNobody spoke to the reporters there.\nThe third round begins next week\f"
            "The talks have ended late on Monday.\nNobody spoke to reporters there.\nThe third round begins next week",
        ),
    ),
)
def line_repeated_across_articles(documents: Sequence[Document], _: Context) -> Iterator[tuple[int, Hit]]:
    """The same short line ends three or more different articles of one run.

    Why it matters: what every article of a site ends with is the site's, in whatever language and wording.

    Silent on: versions of one article by several systems, headings of fewer than four words, lines elsewhere than
    among the last four, and runs of fewer than three articles.

    Source: none needed; counted in the run itself.
    """
    places: dict[str, list[tuple[int, Span]]] = defaultdict(list)
    for index, document in enumerate(documents):
        spans = lines_of(document.text)
        for span in spans[max(1, len(spans) - TAIL_LINES) :]:
            line = " ".join(span.of(document.text).casefold().split())
            if SHORTEST_LINE <= count_words(line) <= LONGEST_LINE:
                places[line].append((index, span))
    for line, found in places.items():
        if len(_different(documents, [index for index, _ in found], line)) < SAME_LINE_DOCUMENTS:
            continue
        for index, span in found:
            message = f"{len(found)} articles of this run end with this line"
            yield index, Hit(span, message, 0.8, evidence=(Evidence("articles", str(len(found)), float(len(found))),))


def _different(documents: Sequence[Document], indices: Sequence[int], line: str) -> list[int]:
    """Those of `indices` whose texts, `line` left out, are no versions of one another, up to three."""
    kept: list[int] = []
    vocabularies: list[set[str]] = []
    for index in indices:
        vocabulary = set(documents[index].text.casefold().split()) - set(line.split())
        if all(len(vocabulary & other) < SAME_ARTICLE * min(len(vocabulary), len(other)) for other in vocabularies):
            kept.append(index)
            vocabularies.append(vocabulary)
        if len(kept) == SAME_LINE_DOCUMENTS:
            break
    return kept


RULES: tuple[Rule, ...] = (line_repeated_across_articles,)
