"""The rules of grammar (GAR2xx) on human English, on MT with human marks, and on errors planted in human English.

    MTAUDIT_EVAL_DIR=... python bench/grammar.py

`marked` counts findings that share a character with a human mark: annotators leave much unmarked, and post-editors mend
not everything. `--harper` counts what all of Harper's checks but spelling would say instead; `--list` prints findings.

Last figures: human English 2 findings in 77,405 words (.026 per 1,000), both true slips of the translators; clean
news 0 in 17,882. Marked MT 49 findings in 413,955 words, 33 of them marked; the other 16 were read and are errors too
(nine are lists that break off: "Highland Games, curling, and."). Of the planted errors 88 % of the articles are
found, 98 % of the lost nouns, 85 % of "they is", 62 % of "he were", 62 % of "two week", 57 % of the verb forms. All
of Harper's checks but spelling make 674 findings in the same human English (8.7 per 1,000); of 3,421 in the marked MT
34 % are marked without its counting of long sentences, and 52 % of the 82 of kinds grammar, agreement and usage.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mtaudit.config import Config, ModelsConfig, RulesConfig
from mtaudit.core import Document, Segment, Span
from mtaudit.detect.garbled.grammar.words import PAST_ONLY, SINGULAR, VERBS
from mtaudit.engine import audit
from mtaudit.text import count_words

HUMAN = ("clean-news-en", "clean-multilingual", "score-wmt22-uk-en", "score-wmt22-ru-en", "score-wmt22-ja-en")
MARKED = ("postedit-ru-en", "postedit-et-en", "postedit-ro-en", "mqm-wmt21-zh-en", "mqm-wmt23-zh-en")
UNMARKED = ("articles-wmt22",)
CONFIG = Config(models=ModelsConfig(offline=True), rules=RulesConfig(select=("GAR2",)))
FOLDER = Path(os.environ["MTAUDIT_EVAL_DIR"])


@dataclass
class Text:
    """An article a sentence a line, and what people marked in it."""

    sentences: list[str] = field(default_factory=list)
    marks: list[Span] = field(default_factory=list)

    def add(self, sentence: str, marks: list[Span]) -> None:
        """Append a sentence with its marks."""
        start = sum(len(line) + 1 for line in self.sentences)
        self.sentences.append(sentence)
        self.marks.extend(mark.shift(start) for mark in marks)

    def document(self) -> Document:
        """The article as a document of given sentences."""
        segments, start = [], 0
        for sentence in self.sentences:
            segments.append(Segment(sentence, Span(start, start + len(sentence))))
            start += len(sentence) + 1
        return Document("", "\n".join(self.sentences), lang="en", segments=tuple(segments))


def records(name: str) -> Iterator[dict[str, Any]]:
    """The records of one set."""
    with (FOLDER / f"{name}.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def human(name: str) -> list[Text]:
    """Human English: the sentences of a clean set, or the references of another, by article."""
    texts: dict[str, dict[str, None]] = defaultdict(dict)
    for record in records(name):
        clean = name.startswith("clean")
        if record.get("tgt_lang", "en") == "en":
            texts[record.get("doc") or ""][record["mt"] if clean else record["ref"]] = None
    return [Text(list(sentences)) for sentences in texts.values()]


def translated(name: str) -> list[Text]:
    """MT output with its marks, by article and system."""
    texts: dict[tuple[str, str], Text] = defaultdict(Text)
    for record in records(name):
        if "segments" in record:
            texts[record["id"], ""] = Text([segment["mt"] for segment in record["segments"]])
            continue
        marks = [Span(one["start"], one["end"]) for one in record["spans"] if one.get("severity") != "neutral"]
        sentence, marks = untokenised(record["mt"], marks) if name.startswith("postedit") else (record["mt"], marks)
        texts[record.get("doc") or record["id"], record.get("system") or ""].add(sentence, marks)
    return list(texts.values())


_SPACE = re.compile(r" (?=[,.;:!?%)\]’]|'(?:s|t|re|ve|ll)\b|n't\b)|(?<=[(\[]) ")


def untokenised(text: str, marks: list[Span]) -> tuple[str, list[Span]]:
    """Without the spaces that the post-editing sets have round punctuation."""
    dropped = {match.start() for match in _SPACE.finditer(text)}
    place = [0]
    for index in range(len(text)):
        place.append(place[-1] + (index not in dropped))
    kept = "".join(char for index, char in enumerate(text) if index not in dropped)
    return kept, [Span(place[mark.start], place[mark.end]) for mark in marks]


def findings(texts: list[Text]) -> Iterator[tuple[str, bool, str]]:
    """Code, whether it lies in a mark, and the place with its neighbourhood, of every finding."""
    report = audit([text.document() for text in texts], CONFIG)
    for text, audited in zip(texts, report.documents, strict=True):
        for finding in audited.findings:
            start, end = finding.span.start, finding.span.end
            around = audited.document.text[max(0, start - 40) : end + 30].replace("\n", " / ")
            yield (
                finding.code,
                any(mark.overlaps(finding.span) for mark in text.marks),
                f"[{finding.quote}] in {around}",
            )


def lints(texts: list[Text]) -> Iterator[tuple[str, bool, str]]:
    """The same of all of Harper's checks but spelling."""
    from harper import Linter

    linter = Linter()
    linter.set_lint_config({**linter.get_default_lint_config(), "SpellCheck": False})
    for text in texts:
        document = text.document()
        for segment in document.segments:
            for lint in linter.lint(segment.text, language="plaintext"):
                place = Span(lint.span.start, lint.span.end).shift(segment.span.start)
                yield lint.lint_kind, any(mark.overlaps(place) for mark in text.marks), lint.problem_text


Find = Callable[[list[Text]], Iterator[tuple[str, bool, str]]]


def by_set(find: Find) -> None:
    """Print a row a set."""
    print("| set | words | findings | per 1,000 words | marked | by rule |\n|---|--:|--:|--:|--:|---|")
    for names, load in ((HUMAN, human), (MARKED, translated), (UNMARKED, translated)):
        for name in names:
            texts = load(name)
            words = sum(count_words(sentence) for text in texts for sentence in text.sentences)
            found = list(find(texts))
            codes: Counter[str] = Counter(code for code, _, _ in found)
            right: Counter[str] = Counter(code for code, marked, _ in found if marked)
            what = " (references)" if names is HUMAN and not name.startswith("clean") else ""
            marked = f"{sum(right.values())}" if names is MARKED else "–"
            listed = ", ".join(
                f"{code} {f'{right[code]}/' if names is MARKED else ''}{codes[code]}" for code in sorted(codes)
            )
            rate = 1000 * len(found) / words
            print(f"| {name}{what} | {words:,} | {len(found)} | {rate:.3f} | {marked} | {listed} |", flush=True)
            if "--list" in sys.argv:
                print("\n".join(f"    {code} {'+' if marked else '-'} {around}" for code, marked, around in found))


_SWAPPED = {"was": "were", "were": "was", "is": "are", "are": "is", "has": "have", "have": "has", "a": "an", "an": "a"}
_PAST_OF = {base: past for base, past, _ in VERBS if past in PAST_ONLY}
_PAST_OF_PARTICIPLE = {participle: past for _, past, participle in VERBS if past in PAST_ONLY}
_COUNT = "these|those|several|many|two|three|four|five|six|seven|eight|nine|ten"
# What is planted, where, and what takes its place.
PLANTED: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("“a” for “an” and back", r"\b(?:a|an)(?= [a-z]{4})", _SWAPPED.__getitem__),
    ("verb of the other number after a pronoun", r"(?<=\b(?:he|He|it|It) )(?:was|is|has)\b", _SWAPPED.__getitem__),
    ("the same after “they” and “we”", r"(?<=\b(?:they|They) )(?:were|are|have)\b", _SWAPPED.__getitem__),
    ("past after “did not”", rf"(?<=\b(?:did not|didn't) )(?:{'|'.join(_PAST_OF)})\b", _PAST_OF.__getitem__),
    (
        "past after “will”, “would”, “can”",
        rf"(?<=\b(?:will|would|can) )(?:{'|'.join(_PAST_OF)})\b",
        _PAST_OF.__getitem__,
    ),
    ("past for participle", rf"(?<=\bhave )(?:{'|'.join(_PAST_OF_PARTICIPLE)})\b", _PAST_OF_PARTICIPLE.__getitem__),
    ("singular after a plural determiner", rf"(?<=\b(?:{_COUNT}) )(?:{'|'.join(SINGULAR)})\b", SINGULAR.__getitem__),
    ("noun lost after “the” at the end", r"(?<=\bthe )[a-z]+(?=\.$)", lambda _: ""),
)


def planted() -> None:
    """Print how many of the errors planted in human English are found."""
    print("\n| planted in human English | errors | found |\n|---|--:|--:|")
    sentences = [sentence for name in HUMAN for text in human(name) for sentence in text.sentences]
    for what, place, change in PLANTED:
        texts = []
        for sentence in sentences:
            for match in re.finditer(_fixed(place), sentence):
                texts.append(_damaged(sentence, match, change))
        found = {id(text) for text, hit in zip(texts, _hit(texts), strict=True) if hit}
        print(f"| {what} | {len(texts)} | {len(found)} |", flush=True)


def _fixed(place: str) -> str:
    """The look-behind as a group, since `re` takes none of varying length."""
    return re.sub(r"^\(\?<=(.*?) \)(?=\(|\[)", r"(?P<before>\1 )", place)


def _damaged(sentence: str, match: re.Match[str], change: Callable[[str], str]) -> Text:
    start = match.end("before") if "before" in match.re.groupindex else match.start()
    wrong = change(sentence[start : match.end()])
    damaged = sentence[:start].rstrip(" " if not wrong else "") + wrong + sentence[match.end() :]
    return Text([damaged], [Span(max(0, start - 6), start + len(wrong) + 6)])


def _hit(texts: list[Text]) -> Iterator[bool]:
    """For each text whether a finding lies at its mark."""
    for text, audited in zip(texts, audit([text.document() for text in texts], CONFIG).documents, strict=True):
        yield any(finding.span.overlaps(mark) for finding in audited.findings for mark in text.marks)


def main() -> None:
    """Print the tables."""
    if "--harper" in sys.argv:
        by_set(lints)
    else:
        by_set(findings)
        planted()


if __name__ == "__main__":
    main()
