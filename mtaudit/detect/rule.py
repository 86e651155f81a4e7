"""What a rule is: one decorated function with its own examples and documentation."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from mtaudit.config import Config
from mtaudit.core import Category, Document, Hit, Severity, Span
from mtaudit.errors import RuleError
from mtaudit.models import Models

Scope = Literal["segment", "document", "batch"]
Need = Literal["source", "fluency", "language", "grammar"]

CODE = re.compile(r"[A-Z]{3}\d{3}")
NAME = re.compile(r"[a-z]+(-[a-z]+)*")
HEADINGS = ("Why it matters:", "Silent on:", "Source:")
READING = ("How to read it:", "What it does not know:", "What to do:")  # where figures need it, before "Silent on:"


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may look at besides its text: the whole document, the settings, the models.

    `word_risks` asks document rules that rank words to yield a Risk for every word beside their Hits.
    """

    document: Document
    config: Config
    models: Models
    word_risks: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """A text in which `[[ ]]` marks every span that the rule must find; without marks it must stay silent.

    `severity` is checked where given. `source` stands for the segment's source.
    `model` True means that the example is only decided by the real embedded model.
    """

    lang: str
    marked: str
    source: str = ""
    severity: Severity | None = None
    model: bool = False

    @property
    def text(self) -> str:
        """The text without its marks."""
        return self.marked.replace("[[", "").replace("]]", "")

    @property
    def spans(self) -> tuple[Span, ...]:
        """The marked spans, in offsets of `text`."""
        spans, removed = [], 0
        for match in re.finditer(r"\[\[(.*?)\]\]", self.marked, re.DOTALL):
            start = match.start() - removed
            spans.append(Span(start, start + len(match[1])))
            removed += 4
        return tuple(spans)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as the registry holds it. `find` is called with (segment | document | documents, context)."""

    code: str
    name: str
    category: Category
    severity: Severity
    scope: Scope
    needs: tuple[Need, ...]
    examples: tuple[Example, ...]
    find: Callable[..., Iterator[Any]]

    @property
    def doc(self) -> str:
        """The documentation that `mtaudit explain CODE` prints."""
        return inspect.cleandoc(self.find.__doc__ or "")

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs of the documentation, each on one line."""
        return tuple(" ".join(paragraph.split()) for paragraph in self.doc.split("\n\n"))

    @property
    def summary(self) -> str:
        """The first paragraph of the documentation, on one line."""
        return self.paragraphs[0]

    @property
    def reading(self) -> tuple[str, ...]:
        """The paragraphs on how to read what it found; most rules need none."""
        return tuple(paragraph for paragraph in self.paragraphs if paragraph.startswith(READING))

    @property
    def family(self) -> str:
        """The three letters of the code."""
        return self.code[:3]


def rule(
    *,
    code: str,
    name: str,
    category: Category,
    severity: Severity,
    examples: Sequence[Example],
    scope: Scope = "segment",
    needs: Sequence[Need] = (),
) -> Callable[[Callable[..., Iterator[Any]]], Rule]:
    """Turn a generator function into a Rule.

    A segment rule yields Hits in offsets of `segment.text`; a document rule yields Hits in offsets of
    `document.text`, and Risks where the context asks for them; a batch rule is given all documents and yields (index
    of the document, Hit).
    Raises RuleError where the declaration breaks the house form.
    """
    if not CODE.fullmatch(code) or not NAME.fullmatch(name):
        raise RuleError(f"rule {code} {name}: a code is three letters and three digits, a name is kebab-case")
    if not any(example.spans for example in examples) or all(example.spans for example in examples):
        raise RuleError(f"rule {code}: give at least one example that must be found and one that must not")

    def register(find: Callable[..., Iterator[Hit]]) -> Rule:
        missing = [heading for heading in HEADINGS if heading not in (find.__doc__ or "")]
        if missing:
            raise RuleError(f"rule {code}: the docstring lacks {', '.join(missing)}")
        return Rule(code, name, category, severity, scope, tuple(needs), tuple(examples), find)

    return register
