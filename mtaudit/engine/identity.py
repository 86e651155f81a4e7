"""Which model would be loaded, told without loading it: a run whose articles are all known needs no model."""

from __future__ import annotations

import os
import platform
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from mtaudit.config import ModelsConfig
from mtaudit.models.catalogue import model_dir
from mtaudit.models.fluency import EMBEDDED
from mtaudit.models.folder import read_manifest


def fluency_version(config: ModelsConfig, lang: str) -> str:
    """Name, weights, wanted precision and machine of the causal LM for texts in `lang`.

    "" where there is no such model or its weights cannot be told: then nothing may be remembered of it.
    """
    langs = EMBEDDED.get(config.fluency)
    if langs is not None and lang not in langs:
        return ""
    weights = _packaged(config.fluency) if langs is not None else _own(config.fluency)
    return f"{config.fluency}@{weights}:{config.precision}:{machine()}" if weights else ""


def _packaged(name: str) -> str:
    manifest = read_manifest(model_dir() / name)
    return manifest.digest if manifest else ""


def _own(name: str) -> str:
    """A folder by the sizes and times of its files, a model of the hub by its commit."""
    folder = Path(name)
    if folder.is_dir():
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        stats = [(path.relative_to(folder).as_posix(), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
        return sha256(repr(stats).encode("utf-8", "surrogatepass")).hexdigest()
    from huggingface_hub import try_to_load_from_cache

    config = try_to_load_from_cache(name, "config.json")
    return Path(config).parent.name if isinstance(config, str) else ""


@lru_cache(maxsize=1)
def machine() -> str:
    """A digest of what floating-point sums depend on: the kind of processor and the number of threads.

    bfloat16 products come out otherwise with another number of threads (mtaudit.engine.workers).
    """
    threads = [os.environ.get(name, "") for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS")]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    facts = (platform.machine(), _processor(), cores, *threads)
    return sha256(repr(facts).encode()).hexdigest()[:8]


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor()
    return "".join(sorted({line for line in lines if line.startswith(("model name", "flags", "Features"))}))
