"""Hypothesis strategies shared by the tests: texts as they come, and texts that look like articles."""

from __future__ import annotations

from hypothesis import strategies as st

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "ru", "uk", "el", "tr", "ar", "zh", "ja", "hi")

languages = st.sampled_from([*LANGUAGES, "", "qaa", "xx-invalid"])

# Pieces on which a segmenter can stumble: stops, quotation marks, line ends, astral characters, abbreviations.
_PIECES = (
    "Dr.", "U.S.", "3.", "3.5", "...", "\N{HORIZONTAL ELLIPSIS}", "?", "!", ".", ";", "。", "！」", "।", "؟",
    "“", "”", "„", "«", "»", "「", "』", '"', "'", "’", "(", ")", "[", "]", "-", "–", "(@name)", "\N{NO-BREAK SPACE}",
    "He", "left", "Миша", "Ναι", "好", "はい", "नहीं", "\N{GRINNING FACE}", "\N{MATHEMATICAL FRAKTUR CAPITAL A}",
    "\N{COMBINING ACUTE ACCENT}", "\N{ZERO WIDTH SPACE}", "\N{RIGHT-TO-LEFT MARK}",
    "\r\n", "\n", "\r", "\n\n", "\N{LINE SEPARATOR}", "\f", " ", "  ", "\t",
)  # fmt: skip

stumbling = st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)
spaced = st.lists(st.sampled_from(_PIECES), max_size=40).map(" ".join)
texts = st.one_of(st.text(max_size=200), stumbling, spaced)

# Text as it can stand in a file: no surrogates.
encodable = st.one_of(st.text(st.characters(exclude_categories=["Cs"]), max_size=200), stumbling, spaced)
