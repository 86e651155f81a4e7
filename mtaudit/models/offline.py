"""Keeps model libraries from the network: what is installed is all they may use."""

from __future__ import annotations

import os
from collections.abc import Iterable

_SETTINGS = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "false",  # a thread pool that forks badly under --jobs, and one text a time gains nothing
}
_NETWORK = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")


def is_hub(name: str) -> bool:
    """True where a model's name is one of the hub ("org/name") and not a packaged one."""
    return "/" in name


def is_offline(setting: bool) -> bool:
    """True where nothing may be installed unasked: `[models] offline`, MTAUDIT_OFFLINE, or a CI run."""
    return setting or any(os.environ.get(key, "").lower() in ("1", "true", "yes") for key in ("MTAUDIT_OFFLINE", "CI"))


def stay_offline(names: Iterable[str] = ()) -> None:
    """Set the environment so that transformers and the hub client stay off the network and send no telemetry.

    Call it before either is imported: both read the environment once. Where one of `names`, the models that the
    config names, is a hub model, downloads stay possible and only telemetry is switched off.
    """
    hub = any(is_hub(name) for name in names)
    for key, value in _SETTINGS.items():
        if not (hub and key in _NETWORK):
            os.environ[key] = value
