"""Damage to single characters: letters of another script that look alike, and text decoded in the wrong encoding."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping

import ftfy
import ftfy.bad_codecs  # registers "sloppy-windows-…", the decoders that browsers use
import regex

from mtaudit.core import Span
from mtaudit.evaluate.damage.article import CleanArticle, Edit
from mtaudit.evaluate.damage.tokens import words_of
from mtaudit.text import script_runs

# Letters that look the same in most typefaces. Source: Unicode Technical Standard #39, confusables.txt; of it the
# letters on Russian, Ukrainian and Greek keyboards, which is how they get into a text.
_LATIN_CYRILLIC = tuple(zip("aceiopxyABCEHIKMOPTX", "асеіорхуАВСЕНІКМОРТХ", strict=True))
_LATIN_GREEK = tuple(zip("ovABEHIKMNOPTXYZ", "ονΑΒΕΗΙΚΜΝΟΡΤΧΥΖ", strict=True))
# (script of the word, script of the wrong letters) -> the swaps.
_LOOKALIKES: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("Latn", "Cyrl"): dict(_LATIN_CYRILLIC),
    ("Latn", "Grek"): dict(_LATIN_GREEK),
    ("Cyrl", "Latn"): {other: latin for latin, other in _LATIN_CYRILLIC},
    ("Grek", "Latn"): {other: latin for latin, other in _LATIN_GREEK},
}
SHORTEST_WORD = 4  # letters; two of them are swapped at most, so that the word still tells its script
MOST_SWAPPED = 2

# The wrong decoders by what is decoded: Western ones for all, the Russian one for Cyrillic.
_CODECS = {"windows-1252": "sloppy-windows-1252", "latin-1": "latin-1", "windows-1251": "sloppy-windows-1251"}
_CYRILLIC = regex.compile(r"\p{Cyrillic}")
_UNSPACED_RUN = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]{2,8}")
_TOKENS = regex.compile(r"\S+(?: \S+){0,2}")
_LINE_BREAK = "\N{NEXT LINE}"


def homoglyph(article: CleanArticle, index: int, rng: random.Random) -> Iterator[Edit]:
    """One or two letters of a word are of another script: a keyboard left in Cyrillic, an OCR slip.

    Variant: the script of the wrong letters in that of the word ("Cyrl in Latn").
    """
    for (script, other), table in _LOOKALIKES.items():
        words = [word for word in words_of(article.text, article.sentences[index]) if _swappable(word, article, script)]
        words = [word for word in words if any(char in table for char in word.of(article.text))]
        if not words:
            continue
        word = rng.choice(words)
        letters = list(word.of(article.text))
        places = [place for place, char in enumerate(letters) if char in table]
        for place in rng.sample(places, min(len(places), rng.randint(1, MOST_SWAPPED))):
            letters[place] = table[letters[place]]
        yield Edit(word, "".join(letters), Span(0, len(letters)), "homoglyph", f"{other} in {script}")


def _swappable(word: Span, article: CleanArticle, script: str) -> bool:
    text = word.of(article.text)
    return len(text) >= SHORTEST_WORD and text.isalpha() and {run.script for run in script_runs(text)} == {script}


def mojibake(article: CleanArticle, index: int, rng: random.Random) -> Iterator[Edit]:
    """A phrase written in UTF-8 and read in an older encoding ("cafÃ©", "itâ€™s"), as when two systems disagree.

    Variant: the wrong encoding. Only what ftfy can repair is planted: damage that can still be read as such.
    """
    pieces = _pieces(article.text, article.sentences[index])
    for variant, codec in _CODECS.items():
        rng.shuffle(pieces)
        for piece in pieces:
            was = piece.of(article.text)
            if (variant == "windows-1251") > bool(_CYRILLIC.search(was)):
                continue
            new = was.encode("utf-8", "surrogatepass").decode(codec)
            if _LINE_BREAK not in new and ftfy.fix_encoding(new) == was:
                yield Edit(piece, new, Span(0, len(new)), "mojibake", variant)
                break


def _pieces(text: str, sentence: Span) -> list[Span]:
    """One to three words with a sign beyond ASCII, or two to eight characters of Chinese or Japanese."""
    unspaced = [Span(*match.span()) for match in _UNSPACED_RUN.finditer(text, sentence.start, sentence.end)]
    if unspaced:
        return unspaced
    found = _TOKENS.finditer(text, sentence.start, sentence.end, overlapped=True)
    # The shorter piece of a single word stands beside the phrase that begins with it.
    spans = [span for match in found for span in (Span(*match.span()), _first_token(text, match.start(), match.end()))]
    whole = [span for span in spans if span.start == sentence.start or text[span.start - 1].isspace()]
    return [span for span in dict.fromkeys(whole) if not span.of(text).isascii()]


def _first_token(text: str, start: int, end: int) -> Span:
    return Span(start, start + len(text[start:end].split(" ")[0]))
