"""Repetition within a sentence: doubled words and phrases that loop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import regex

from mtaudit.core import Category, Hit, Segment, Severity, Span
from mtaudit.detect.rule import Context, Example, Rule, rule
from mtaudit.text import words

# Function words that no grammar of their language puts twice in a row. Left out are those that it may: "had had",
# "that that", "what it is is", "came in in"; "nous nous", "en en"; "die die", "sie sie", "an an"; "dat dat".
# Source: closed word classes of each language; pairs seen in corpora of clean text were taken out (docs/rules.md).
FUNCTION_WORDS = {
    "en": "a an the and or but of to at by for from with without into onto under between among against during since "
    "until because while when where which whose this these those their his its our my your they he she we i be been "
    "has have were are not than then as if will would could should must can may might also about after before",
    "de": "ein eine einen einem einer eines und oder aber von vom zur zum für mit ohne gegen durch bei beim aus im am "
    "ins wegen während seit weil wenn ob als wie dieser diese dieses diesen diesem mein dein unser ich er wir man "
    "ist sind war waren wird werden wurde wurden hat haben hatte hatten kann können soll sollen muss müssen nicht "
    "auch noch nur schon",
    "fr": "le la les un une des du de à au aux et ou mais dans par pour avec sans sous sur vers chez entre ce cet "
    "cette ces son sa ses leur leurs mon ma mes notre nos qui dont où il ils je est sont était étaient sera seront a "
    "ont avait avaient ne aussi",
    "es": "el la los las un una unos unas de del a al y e o u pero en con sin por para sobre entre hasta desde hacia "
    "que se su sus mi mis este esta estos estas ese esa es son era eran fue fueron ha han había cuando como donde",
    "it": "il lo la i gli le un uno una di a da in con su per tra fra del dello della dei degli delle al allo alla ai "
    "agli alle dal dalla nel nella nei nelle sul sulla e ed o ma che chi cui se è sono era erano ha hanno questo "
    "questa questi queste suo sua loro",
    "pt": "o a os as um uma uns umas de do da dos das em no na nos nas ao à aos às e ou mas com sem por para pelo pela "
    "sobre entre até desde que se seu sua seus suas este esta esse essa é são era eram foi foram tem têm há quando "
    "como onde",
    "nl": "de een en of maar van met zonder door voor tegen tussen onder naar bij om te omdat terwijl wanneer deze "
    "dit mijn onze wij ik hij zij als dan wordt worden werd werden heeft hebben niet ook nog",
    "ru": "и а но или в во на с со к ко по о об от до из у за для без под над при через между не ни что как это этот "
    "эта эти который которая которые он она они мы я его её их был была было были",
    "uk": "і й та але або в у на з із до по про від за для без під над при через між не ні що як це цей ця ці який "
    "яка які він вона вони ми я його її їх був була було були",
    "pl": "i oraz lub ale w we na z ze do od po o u za dla bez pod nad przy przez między nie że jak to ten ta te "
    "który która które on ona oni my ja jego jej ich jest są był była było były",
}
_FUNCTION = {lang: frozenset(table.split()) for lang, table in FUNCTION_WORDS.items()}

# Content words that English doubles on purpose, for emphasis or by idiom.
_EMPHATIC_TABLE = (
    "very really many long far much big little so no yes never always now there well good bad bye night chop "
    "knock hush tut aye hear blah ha ho hip boo win fifty half pretty more only just that had is was her him "
    "do did who what you it one in on out up over through tsk choo beep tap drip goody pom yada back right "
    "wait okay please hello hey oh ah old deep poor dear sorry quick slow high low soon ever"
)
EMPHATIC = frozenset(_EMPHATIC_TABLE.split())
_WORD = regex.compile(r"(?![\p{Han}\p{Hiragana}\p{Katakana}])\p{L}[\p{L}\p{M}]*+")
_RELATIVE = regex.compile(r"\b(?:who|that|which|what) $", regex.IGNORECASE)  # "those who voted voted against it"
_GAP = regex.compile(r"[ \N{NO-BREAK SPACE}]+")
_EDGE = regex.compile(r"[\p{L}\p{M}\p{N}_'’\-/@#]")


@rule(
    code="REP101",
    name="doubled-word",
    category=Category.FLUENCY,
    severity=Severity.MINOR,
    examples=(
        Example("en", "He went to [[the the]] market."),
        Example("en", "[[The the]] talks failed."),
        Example("en", "Police searched the [[building building]] on Monday."),
        Example("de", "Er kam [[mit mit]] dem Zug."),
        Example("fr", "Il est parti [[avec avec]] son frère."),
        Example("ru", "Он поехал [[на на]] работу."),
        Example("en", "She had had enough, and said that that was all."),
        Example("en", "It was a very very long night."),
        Example("en", "Duran Duran played in New York New York style."),
        Example("en", "The word stands in in many lists, so what it is is clear."),
        Example("en", "Most of those who voted voted against it."),
        Example("en", "He finally gave up the. The end came soon."),
        Example("en", "No one knew the The Hague ruling."),
        Example("de", "Die Frau, die die Stadt kennt, weiß, dass sie sie verlässt."),
        Example("fr", "Nous nous sommes vus, vous vous en souvenez."),
        Example("it", "Camminava piano piano verso casa."),
        Example("id", "Anak anak bermain di taman."),
        Example("en", "He ran into into the wall.", source="Он бежал бежал и врезался в стену."),
    ),
)
def doubled_word(segment: Segment, _: Context) -> Iterator[Hit]:
    """A word stands twice in a row.

    Why it matters: decoders that lose their place write a word again; readers take it for carelessness.

    Silent on: pairs that grammar allows ("had had", "die die", "nous nous"), emphasis ("very very"), names ("Duran
    Duran"), numbers, pairs across punctuation or lines, languages that form words by doubling (Chinese, Indonesian,
    Turkish), and pairs that the source has too.

    Source: closed word classes of ten languages; content words only in English, where clean news has no such pair.
    """
    function = _FUNCTION.get(segment.lang)
    if function is None or _doubles(segment.source):
        return
    for span, word in _runs(segment.text):
        low = word.casefold()
        content = segment.lang == "en" and len(low) > 3 and low not in EMPHATIC
        if low in function or (content and not _RELATIVE.search(segment.text[max(0, span.start - 8) : span.start])):
            sure = 0.95 if low in function else 0.8
            yield Hit(span, f"“{word}” stands twice in a row", sure, suggestions=(word,))


def _runs(text: str) -> Iterator[tuple[Span, str]]:
    """Stretches in which one word follows itself, with its first form."""
    found: Span | None = None
    first = ""
    for left, right in pairwise(_WORD.finditer(text)):
        same = (
            left[0].casefold() == right[0].casefold()
            and not right[0][0].isupper()
            and _GAP.fullmatch(text, left.end(), right.start())
            and not _EDGE.match(text[left.start() - 1 : left.start()])
            and not _EDGE.match(text[right.end() : right.end() + 1])
        )
        if same:
            first = first if found else left[0]
            found = Span(found.start if found else left.start(), right.end())
        elif found:
            yield found, first
            found = None
    if found:
        yield found, first


def _doubles(text: str) -> bool:
    return any(True for _ in _runs(text))


LONGEST_PHRASE = 12  # words; loops of longer phrases are repeated sentences
NEXT_LOOP = 60  # code points: loops nearer to each other are one defect
LONG_PHRASE = 4  # words: a phrase of this length is a loop when it stands twice in a row
_BETWEEN = regex.compile(r"[\s,;:\-–—]*")
_OPENED = regex.compile(r"[\"“„«‘「]\P{L}*$")
_CLOSED = regex.compile(r"\P{L}*[\"”“»’」]")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]")
_UNSPACED_LOOP = regex.compile(r"(?P<unit>[\p{Han}\p{Hiragana}\p{Katakana}、，]{3,20}?)(?P=unit){2,}")
_CONJUNCTIONS_TABLE = "and or by to et ou und oder y e o i и или а та і en of"
_CONJUNCTIONS = frozenset(_CONJUNCTIONS_TABLE.split())


@rule(
    code="REP103",
    name="phrase-loop",
    category=Category.FLUENCY,
    severity=Severity.MAJOR,
    examples=(
        Example("en", "The minister [[of the city of the city of the city]] resigned."),
        Example("en", "They met [[at the end of the at the end of the]] year."),
        Example("de", "Er sprach [[von der Frage, von der Frage, von der Frage]] des Geldes."),
        Example("fr", "Le ministre [[de la ville de la ville de la ville]] est parti."),
        Example("zh", "总统说[[我们需要我们需要我们需要]]和平。"),
        Example("ru", "Он говорил [[о том что о том что о том что]] война закончена."),
        Example("en", "Let it bring you down, let it bring you down!"),
        Example("en", "Again and again and again and again they asked."),
        Example("en", "It is all about location, location, location."),
        Example("en", "“No more war, no more war, no more war,” the crowd shouted."),
        Example("en", "The score was 6 4, 6 4, 6 4 in the end."),
        Example("zh", "他哈哈哈哈哈哈地笑了。"),
    ),
)
def phrase_loop(segment: Segment, _: Context) -> Iterator[Hit]:
    """The same phrase follows itself: two or more words three times in a row, or four or more words twice.

    Why it matters: a looping decoder writes the phrase instead of the rest of the sentence, so something is missing.

    Silent on: "again and again", single words, numbers, chants in quotation marks, and loops that the source has too.

    Source: Raunak et al. 2021, "The Curious Case of Hallucinations in NMT" (oscillatory hallucinations).
    """
    if segment.source and (next(_loops(segment.source), None) or _UNSPACED_LOOP.search(segment.source)):
        return
    last: Hit | None = None
    for span, phrase, times in _loops(segment.text):
        if times <= 3 and _quoted(segment.text, span):
            continue
        if last and span.start - last.span.end < NEXT_LOOP:
            last = replace(last, span=Span(last.span.start, span.end))
            continue
        if last:
            yield last
        last = _loop_hit(span, phrase, times)
    if last:
        yield last
    for match in _UNSPACED_LOOP.finditer(segment.text):
        if len(set(match["unit"])) > 2:
            times = len(match[0]) // len(match["unit"])
            yield _loop_hit(Span(match.start(), match.end()), match["unit"], times)


def _loop_hit(span: Span, phrase: str, times: int) -> Hit:
    return Hit(span, f"“{phrase}” stands {times} times in a row", 0.95, suggestions=(phrase,))


def _loops(text: str) -> Iterator[tuple[Span, str, int]]:
    """(span, phrase, times) of phrases that follow themselves, the shortest phrase first."""
    spans = [span for span in words(text) if not _UNSPACED.match(text, span.start)]
    tokens = [span.of(text).casefold() for span in spans]
    gaps = [text[left.end : right.start] for left, right in pairwise(spans)]
    start = 0
    while start < len(tokens):
        for size in range(2, LONGEST_PHRASE + 1):
            if tokens[start : start + 2] != tokens[start + size : start + size + 2]:
                continue
            times = _times(tokens, gaps, start, size)
            if times >= (2 if size >= LONG_PHRASE else 3):
                begin, end = spans[start].start, start + size * times - 1
                yield Span(begin, spans[end].end), text[begin : spans[start + size - 1].end], times
                start = end
                break
        start += 1


def _times(tokens: Sequence[str], gaps: Sequence[str], start: int, size: int) -> int:
    """How often the `size` tokens at `start` follow themselves with nothing but spaces, commas or dashes between."""
    if not _is_phrase(tokens[start : start + size]):
        return 1
    end = start + size
    while tokens[end : end + size] == tokens[start : start + size]:
        if not all(_BETWEEN.fullmatch(gap) for gap in gaps[end - size : end + size - 1]):
            break
        end += size
    times = (end - start) // size
    rhetoric = times == 2 and not all(_GAP.fullmatch(gap) for gap in gaps[start : end - 1])
    return 1 if rhetoric else times  # "let it be, let it be"


def _is_phrase(unit: Sequence[str]) -> bool:
    """True for two or more different words, one of them longer than two letters; not "and again"."""
    if len(set(unit)) < 2 or any(token.isdigit() for token in unit) or not any(len(token) > 2 for token in unit):
        return False
    return not (len(unit) == 2 and _CONJUNCTIONS & set(unit))


def _quoted(text: str, span: Span) -> bool:
    before, after = text[max(0, span.start - 5) : span.start], text[span.end : span.end + 5]
    return bool(_OPENED.search(before) and _CLOSED.match(after))


@rule(
    code="REP105",
    name="doubled-phrase",
    category=Category.FLUENCY,
    severity=Severity.MINOR,
    examples=(
        Example("en", "He spoke [[of the of the]] war."),
        Example("en", "They met [[in the city in the city]] of Kharkiv."),
        Example("fr", "La route est fermée [[à cause à cause]] de la neige."),
        Example("de", "Er kam [[mit dem mit dem]] Zug."),
        Example("en", "It gets more and more and more difficult, day by day by day."),
        Example("en", "He lived in New York, New York, and in The Hague The Hague’s."),
        Example("en", "What he was he was for good."),
        Example("fr", "Il va de plus en plus en plus vite."),
    ),
)
def doubled_phrase(segment: Segment, _: Context) -> Iterator[Hit]:
    """A phrase of two or three words, a preposition or article among them, stands twice in a row.

    Why it matters: like a doubled word it is a stumble of the decoder that readers take for carelessness.

    Silent on: "more and more and more", phrases without a preposition or article, names, pairs across punctuation, and
    phrases that the source has twice too.

    Source: closed word classes of ten languages; no such phrase in 851 sentences of clean news.
    """
    stumbling = _STUMBLING.get(segment.lang)
    if stumbling is None or (segment.source and _phrases_twice(segment.source)):
        return
    for span, phrase in _phrases_twice(segment.text):
        unit = phrase.casefold().split()
        if stumbling.intersection(unit) and not _JOINING.intersection(unit) and len(set(unit)) > 1:
            yield Hit(span, f"“{phrase}” stands twice in a row", 0.9, suggestions=(phrase,))


# Words that cannot begin anew what they have just begun. "he was he was" may be right, "of the of the" may not.
_STUMBLING_TABLE = {
    "en": "a an the of at from with into for in on",
    "de": "dem den des der das die ein eine einen von mit für auf aus in im am zum zur",
    "fr": "le la les un une des du de à au aux dans par pour avec sur",
    "es": "el la los las un una de del a al en con por para",
    "it": "il lo la i gli le un una di a da in con su per del della dei nel nella",
    "pt": "o a os as um uma de do da dos das em no na com por para",
    "nl": "de het een van met voor in op aan naar",
    "ru": "в на с к по о от до из у за для под над при",
    "uk": "в у на з до по про від за для під над при",
    "pl": "w na z do od po o u za dla pod nad przy",
}
_JOINING = frozenset(("and", "or", "by", "to", "et", "ou", "und", "oder", "y", "и", "или", "та", "і", "i", "oraz"))
_STUMBLING = {lang: frozenset(table.split()) for lang, table in _STUMBLING_TABLE.items()}


def _phrases_twice(text: str) -> list[tuple[Span, str]]:
    """Phrases of two or three words that follow themselves exactly once, with spaces between."""
    spans = list(words(text))
    tokens = [span.of(text).casefold() for span in spans]
    found = []
    for size in (2, 3):
        for start in range(len(tokens) - 2 * size + 1):
            end = start + 2 * size
            if (
                tokens[start : start + size] != tokens[start + size : end]
                or tokens[start : start + size] == tokens[end : end + size]
            ):
                continue
            pieces = spans[start:end]
            spaced = all(_GAP.fullmatch(text, left.end, right.start) for left, right in pairwise(pieces))
            named = all(text[span.start].isupper() for span in pieces)
            if spaced and not named and not _EDGE.match(text, pieces[-1].end):
                found.append((Span(pieces[0].start, pieces[-1].end), text[pieces[0].start : pieces[size - 1].end]))
    return found


RULES: tuple[Rule, ...] = (doubled_word, phrase_loop, doubled_phrase)
