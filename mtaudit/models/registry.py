"""The models of one run, loaded when first asked for and then kept."""

from __future__ import annotations

from functools import cached_property

from mtaudit.config import Config
from mtaudit.models.harper import harper_version, load_harper
from mtaudit.models.language import load_identifier
from mtaudit.models.protocols import Fluency, GrammarChecker, LanguageIdentifier, Unavailable


class Models:
    """Hands out models by role. Loading happens once and never raises: what is missing is Unavailable."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._fluency: dict[str, Fluency | Unavailable] = {}
        self._noted: frozenset[str] = frozenset()

    @cached_property
    def language(self) -> LanguageIdentifier:
        """The best language identifier installed; langdetect is always there."""
        return load_identifier()

    @property
    def loaded(self) -> frozenset[str]:
        """Names and hashes of the language models that were asked for so far."""
        own = {model.signature for model in self._fluency.values() if not isinstance(model, Unavailable)}
        return self._noted | own

    def note(self, loaded: frozenset[str]) -> None:
        """Add models that another process has loaded for this run."""
        self._noted |= loaded

    @property
    def signature(self) -> str:
        """The models in the run's signature."""
        lm = "+".join(sorted(self.loaded)) or "none"
        return f"lm:{lm}|lid:{self.language.name}|grammar:{harper_version()}"

    def fluency(self, lang: str) -> Fluency | Unavailable:
        """The causal LM for texts in `lang`."""
        if lang not in self._fluency:
            from mtaudit.models.fluency import load_fluency

            self._fluency[lang] = load_fluency(self._config.models, lang)
        return self._fluency[lang]

    def grammar(self, lang: str) -> GrammarChecker | Unavailable:
        """The grammar checker for texts in `lang`."""
        if lang != "en":
            return Unavailable(f"no grammar checker reads {lang}")
        return self._harper

    @cached_property
    def _harper(self) -> GrammarChecker | Unavailable:
        return load_harper()
