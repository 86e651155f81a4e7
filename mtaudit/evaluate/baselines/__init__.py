"""What mtaudit is measured against: the simple ways to judge a translation, each behind the System protocol."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from mtaudit.config import Config
from mtaudit.errors import MtauditError, did_you_mean
from mtaudit.evaluate.baselines.language import Eldc, Langdetect
from mtaudit.evaluate.baselines.lingua import Lingua
from mtaudit.evaluate.baselines.reference import Bleu, Chrf, Ter
from mtaudit.evaluate.baselines.script import ScriptShare
from mtaudit.evaluate.baselines.surprisal import Surprisal
from mtaudit.evaluate.baselines.trivial import Constant, Length
from mtaudit.evaluate.prediction import System

__all__ = ["BASELINES", "load_baseline"]


def _plain(kind: Callable[[], System]) -> Callable[[Config], System]:
    """A baseline that has no settings, made as one that has."""
    return lambda _config: kind()


BASELINES: Mapping[str, Callable[[Config], System]] = MappingProxyType(
    {
        Constant.name: _plain(Constant),
        Length.name: _plain(Length),
        Surprisal.name: Surprisal,
        Langdetect.name: _plain(Langdetect),
        Eldc.name: _plain(Eldc),
        ScriptShare.name: _plain(ScriptShare),
        Lingua.name: _plain(Lingua),
        Chrf.name: _plain(Chrf),
        Bleu.name: _plain(Bleu),
        Ter.name: _plain(Ter),
    }
)


def load_baseline(name: str, config: Config) -> System:
    """The baseline of that name. Raises MtauditError, with the nearest name as hint, where there is none."""
    if name in BASELINES:
        return BASELINES[name](config)
    hint = did_you_mean(name.lower(), BASELINES, f"baselines: {', '.join(BASELINES)}", like=0.5)
    raise MtauditError(f"no baseline is called {name!r}", hint)
