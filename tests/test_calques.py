"""The table of calques: its size and form, and that what is kept for measuring shares no word with the rest."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from mtaudit.evaluate.damage.calques import Calque, load_calques

ROOT = Path(__file__).parents[1]
TRAIN, TEST = load_calques("train"), load_calques("test")
EVERY = TRAIN + TEST

# Words that carry no sense of their own, light verbs among them: sharing "took" gives nothing away.
FUNCTION_WORDS = frozenset(
    """a an the of in on at to for from by with into onto over under up down out off about as than and or not no its his
    her their our your my it he she they we you is was were be been being are has have had do does did done doing make
    makes made making take takes took taken taking give gives gave given giving put puts get got go goes went going come
    comes came coming set bring brought brings keep kept hold held holds this that these those all own one two more most
    very so such before after again against between during""".split()
)
ENDINGS = (
    "ingly edly ings ing ies ied ed ers er ly ments ment ness ions ion es s e y".split()  # the longer one first
)


def stem(word: str) -> str:
    """A crude stem, coarser than a lemma, so that it rather joins than parts: "striking" and "strike"."""
    word = word.removesuffix("'s")
    ending = next((one for one in ENDINGS if word.endswith(one) and len(word) - len(one) >= 3), "")
    word = word.removesuffix(ending) if ending else word
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word[:6]


def stems(calque: Calque) -> set[str]:
    """Stems of the content words of both wordings."""
    words = re.findall(r"[a-z]+(?:'[a-z]+)?", f"{calque.wrong} {calque.right}".lower())
    return {stem(word) for word in words if word not in FUNCTION_WORDS}


def test_there_are_enough_of_many_languages() -> None:
    assert len(EVERY) >= 300
    counts = Counter(calque.lang for calque in EVERY)
    assert len(counts) >= 6
    assert all(count >= 20 for count in counts.values()), counts
    tested = Counter(calque.lang for calque in TEST)
    assert set(tested) == set(counts)
    assert len(TEST) >= 120


def test_train_and_test_share_no_lemma() -> None:
    train = {word for calque in TRAIN for word in stems(calque)}
    test = {word for calque in TEST for word in stems(calque)}
    assert not train & test


def test_every_entry_is_well_formed() -> None:
    wrong = [calque for calque in EVERY if problem(calque)]
    assert not wrong, [(calque.wrong, problem(calque)) for calque in wrong]


def problem(calque: Calque) -> str:
    for wording in (calque.wrong, calque.right):
        if wording != wording.strip() or not 1 <= len(wording.split()) <= 6:
            return f"wording {wording!r}"
    if not calque.sentence.endswith(".") or calque.sentence.startswith("{}"):
        return "the sentence must begin and end with words of its own"
    if not 7 <= len(calque.sentence.split()) <= 26:
        return "length of the sentence"
    return "" if len(calque.reason.split()) >= 3 else "no reason"


def test_no_wording_is_there_twice() -> None:
    assert max(Counter(calque.wrong for calque in EVERY).values()) == 1
    assert max(Counter(calque.sentence for calque in EVERY).values()) == 1


def test_no_training_or_tuning_code_reads_what_is_kept_for_measuring() -> None:
    """Only the self-test, which measures, may ask for the split "test"."""
    asking = [
        path.relative_to(ROOT).as_posix()
        for folder in ("mtaudit", "bench")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"load_calques\((?![^)]*\"train\"\s*\))|calques\.tsv", path.read_text(encoding="utf-8"))
    ]
    assert sorted(asking) == ["mtaudit/cli/selftest.py", "mtaudit/evaluate/damage/calques.py"]
