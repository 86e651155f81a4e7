"""The corpus cleaners' way: a sentence goes if one of its letters is of another script than the target's."""

from __future__ import annotations

from mtaudit.evaluate.baselines.untranslated import ForeignSentences, release
from mtaudit.text import script_runs, scripts_of

THRESHOLD = 1.0  # share of letters in the target's script below which a sentence is dropped: OpusFilter's default


class ScriptShare(ForeignSentences):
    """Flags a sentence of whose letters less than all are in the target's script.

    Letters that scripts share (the micro sign) count for none. Source: Aulamo et al. 2020, "OpusFilter",
    CharacterScoreFilter.
    """

    name = "script-share"

    @property
    def signature(self) -> str:
        """Threshold and segmenter."""
        return f"script-share|threshold:{THRESHOLD:g}|segmenter:sentencex-{release('sentencex')}"

    def is_foreign(self, sentence: str, lang: str) -> bool:
        """True where the share of letters in the scripts of `lang` is below the threshold."""
        own = scripts_of(lang)
        return bool(own) and _share(sentence, own) < THRESHOLD


def _share(sentence: str, own: frozenset[str]) -> float:
    """The share (0–1) of letters that are of one of the scripts `own`; 1 where there is no letter of any script."""
    counts = [(len(run.span), run.script in own) for run in script_runs(sentence)]
    letters = sum(count for count, _ in counts)
    return sum(count for count, is_own in counts if is_own) / letters if letters else 1.0
