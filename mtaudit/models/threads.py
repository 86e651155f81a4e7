"""How the threads of model libraries wait. Their number is left alone: it is part of what a result depends on."""

from __future__ import annotations

import os


def wait_asleep() -> None:
    """Let OpenMP threads sleep while they wait for each other. Call it before torch is imported.

    By default they spin, which starves them where the cores are shared, as on a CI machine or with several workers:
    four articles beside another load on 2 cores took 357 s, asleep 45 s, with the same bytes as result.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    # A short spin first: asleep at once, an idle machine read 1,310 tokens/s; so 2,130, and 2,300 spinning always.
    os.environ.setdefault("GOMP_SPINCOUNT", "20000")
